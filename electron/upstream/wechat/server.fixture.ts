/** A tiny HTTP server and a client before it, for the tests of this folder only. */
import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'
import { ManualClock } from '../../platform/clock/clock'
import { Fault } from '../../platform/errors/fault'
import { createHttp } from '../../platform/http'
import type { CallRecord, HttpClient } from '../../platform/http'
import { createRedactor } from '../../platform/log'
import type { Redactor } from '../../platform/log'
import { createWechatClient } from './client'
import type { WechatClient } from './client'
import type { TokenMode } from './types'

export interface Seen {
  method: string
  path: string
  query: URLSearchParams
  body: unknown
}

/** An answer: an object is sent as JSON, a function does as it likes. */
export type Reply = object | Behaviour
type Behaviour = (response: ServerResponse, request: IncomingMessage) => void

export const SECRET = '0a1b2c3d4e5f60718293a4b5c6d7e8f9'
export const APP = 'wx1234567890abcdef'
export const TOKEN = '78_access-token-number-'
export const RID = '65a1b2c3-0d4e5f60-7a8b9c0d'
export const call = { correlationId: 'c1' }
export const token = (count: number, seconds = 7200) => ({ access_token: TOKEN + count, expires_in: seconds })

/** Answers that nobody can read, with the fault that each leads to. */
export const noAnswer: [string, Reply][] = [
  ['http.connectionReset', (_response, request) => request.socket.resetAndDestroy()],
  ['http.status', (response) => response.writeHead(502).end('bad')],
  ['http.unreadable', (response) => response.end('<html>gateway</html>')],
  ['http.unreadable', (response) => response.end('{"errcode":0,"errm')],
  ['http.unreadable', (response) => response.end()],
  ['http.unreadable', []],
  ['http.unreadable', { errcode: 'no number' }],
]

export interface Setup {
  wechat: WechatClient
  http: HttpClient
  clock: ManualClock
  redactor: Redactor
  records: CallRecord[]
  /** Requests in the order of their arrival. */
  seen: Seen[]
  paths: () => string[]
  /** Every wait that was asked for, in milliseconds; the clock moves on by it and no time passes. */
  waits: number[]
  close: () => Promise<void>
}

export interface SetupOptions {
  mode?: TokenMode
  credentials?: () => Promise<{ secret: string }>
  baseUrl?: string
}

/** Starts both. `reply` is asked for each request. */
export async function setUp(
  reply: (seen: Seen, count: number) => Reply | Promise<Reply>,
  options: SetupOptions = {},
): Promise<Setup> {
  const seen: Seen[] = []
  const server = createServer((request, response) => {
    let text = ''
    request.setEncoding('utf8').on('data', (chunk: string) => (text += chunk))
    request.on('end', () => {
      const url = new URL(request.url ?? '/', 'http://x')
      const body: unknown = text === '' ? undefined : JSON.parse(text)
      const one = { method: request.method ?? '', path: url.pathname, query: url.searchParams, body }
      seen.push(one)
      void Promise.resolve(reply(one, seen.filter(({ path }) => path === one.path).length)).then((answer) => {
        if (typeof answer === 'function') (answer as Behaviour)(response, request)
        else response.setHeader('content-type', 'application/json').end(JSON.stringify(answer))
      })
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const clock = new ManualClock('2026-11-22T06:05:00.000Z')
  const redactor = createRedactor()
  const records: CallRecord[] = []
  const waits: number[] = []
  const http = createHttp({
    clock,
    redactor,
    record: (call) => records.push(call),
    random: () => 0,
    sleep: async (milliseconds, signal) => {
      signal?.throwIfAborted()
      await Promise.resolve()
      waits.push(milliseconds)
      clock.advance(milliseconds)
    },
  })
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const wechat = createWechatClient({
    http,
    clock,
    baseUrl: () => options.baseUrl ?? url,
    credentials: options.credentials ?? (() => Promise.resolve({ secret: SECRET })),
    tokenMode: () => options.mode ?? 'stable',
  })
  return {
    wechat,
    http,
    clock,
    redactor,
    records,
    seen,
    paths: () => seen.map(({ path }) => path),
    waits,
    close: () => {
      http.close()
      server.closeAllConnections()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}

/**
 * A server until the end of the test. Tokens are numbered; each other path gives these answers one after the other, the
 * last for ever.
 */
export async function answering(...answers: Reply[]): Promise<Setup> {
  const made = await setUp(({ path }, count) =>
    path === '/cgi-bin/stable_token' ? token(count) : (answers[Math.min(count, answers.length) - 1] ?? {}),
  )
  onTestFinished(made.close)
  return made
}

/** The fault that a call ends with. */
export async function faultOf(promise: Promise<unknown>): Promise<Fault> {
  const error: unknown = await promise.then(
    (value) => value,
    (thrown: unknown) => thrown,
  )
  if (!(error instanceof Fault)) throw new Error('no fault', { cause: error })
  return error
}
