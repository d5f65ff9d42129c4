import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { StreamMessage } from '@shared/contract/events'
import type { Application } from '../../application'
import type { CallEnvelope } from '../../bridge/context'
import { ManualClock } from '../../platform/clock/clock'
import { FileTickets } from '../../platform/files/workspace-files'
import { Door } from './door'
import { type LoopbackOptions, type LoopbackServer, startLoopback } from './server'

/** An application that writes down what reached it. */
export class RecordingApplication implements Application {
  readonly calls: CallEnvelope[] = []
  readonly uploads: { name: string; bytes: number; session: string | undefined }[] = []
  readonly tickets: FileTickets
  readonly listeners = new Set<(message: StreamMessage) => void>()
  /** What `execute` waits for. */
  gate: Promise<void> = Promise.resolve()

  constructor(clock: ManualClock) {
    this.tickets = new FileTickets(clock)
  }

  async execute(call: CallEnvelope): ReturnType<Application['execute']> {
    this.calls.push(call)
    await this.gate
    return { ok: true, value: { echo: call.input } }
  }

  subscribe: Application['subscribe'] = (_session, since, deliver) => {
    deliver({ type: 'hello', run: 'run-1', seq: since?.seq ?? 0, contractHash: 'hash' })
    this.listeners.add(deliver)
    return () => this.listeners.delete(deliver)
  }

  files: Application['files'] = {
    receive: async (stream, name, session) => {
      let bytes = 0
      for await (const chunk of stream as AsyncIterable<Buffer>) bytes += chunk.length
      this.uploads.push({ name, bytes, session })
      return { ok: true, value: { fileId: 'file-1' } }
    },
    redeem: (ticket) => this.tickets.redeem(ticket),
  }

  readonly notices: Application['notices'] = { receive: () => Promise.resolve(undefined), failed: () => undefined }

  warmUp(): void {}

  async close(): Promise<void> {}
}

export interface RawReply {
  status: number
  headers: Map<string, string>
  body: string
}

/**
 * Sends exactly these bytes and reads until the other side hangs up: no client library corrects what an attacker sends.
 * `Connection: close` must be among them unless a refusal is expected to close the connection.
 */
export function sendRaw(port: number, bytes: string | Buffer): Promise<RawReply> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    const socket = connect(port, '127.0.0.1', () => socket.write(bytes))
    socket.on('data', (chunk: Buffer) => chunks.push(chunk))
    socket.once('error', reject)
    socket.once('close', () => {
      const [head = '', ...rest] = Buffer.concat(chunks).toString('utf8').split('\r\n\r\n')
      const [first = '', ...lines] = head.split('\r\n')
      const headers = lines.map((line): [string, string] => {
        const at = line.indexOf(':')
        return [line.slice(0, at).toLowerCase(), line.slice(at + 1).trim()]
      })
      resolve({ status: Number(first.split(' ')[1] ?? 0), headers: new Map(headers), body: rest.join('\r\n\r\n') })
    })
  })
}

export interface Loopback {
  application: RecordingApplication
  clock: ManualClock
  door: Door
  server: LoopbackServer
  port: number
  folder: string
  /** A request as our own page makes it; a header given as undefined is left out. */
  send(
    method: string,
    path: string,
    options?: { headers?: Record<string, string | undefined>; body?: string; token?: string },
  ): Promise<RawReply>
  close(): Promise<void>
}

/** A real server on a free port with a small renderer, a clock that stands still, and a recording application. */
export async function openLoopback(options: Partial<LoopbackOptions> = {}): Promise<Loopback> {
  const folder = mkdtempSync(join(tmpdir(), 'minidesk-loopback-'))
  const rendererDir = join(folder, 'renderer')
  mkdirSync(join(rendererDir, 'assets'), { recursive: true })
  writeFileSync(join(rendererDir, 'index.html'), '<!doctype html><title>MiniDesk</title>')
  writeFileSync(join(rendererDir, 'assets', 'index-AbC_d3f1.js'), 'export {}')
  writeFileSync(join(rendererDir, 'assets', 'index-AbC_d3f1.js.map'), '{}')
  writeFileSync(join(folder, 'secret.txt'), 'SECRET')
  const clock = new ManualClock('2026-11-22T06:05:00.000Z')
  const application = new RecordingApplication(clock)
  const door = new Door(clock)
  const server = await startLoopback({
    application: Promise.resolve(application),
    rendererDir,
    port: 0,
    door,
    clock,
    ...options,
  })
  const port = Number(new URL(server.origin).port)
  return {
    application,
    clock,
    door,
    server,
    port,
    folder,
    send: (method, path, { headers = {}, body = '', token } = {}) => {
      const all: Record<string, string | undefined> = {
        Host: `127.0.0.1:${port}`,
        ...(method === 'GET' ? {} : { Origin: server.origin, 'Content-Type': 'application/json' }),
        ...(token === undefined ? {} : { Authorization: `Bearer ${token}` }),
        ...(body === '' ? {} : { 'Content-Length': String(Buffer.byteLength(body)) }),
        Connection: 'close',
        ...headers,
      }
      const lines = Object.entries(all).flatMap(([name, value]) => (value === undefined ? [] : [`${name}: ${value}`]))
      return sendRaw(port, `${method} ${path} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n${body}`)
    },
    close: async () => {
      await server.close(0)
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
