/**
 * A stand-in for the webhook of WeCom's group robots, over real HTTP: checks key, form and length, counts twenty a
 * minute, and keeps what was written. By general knowledge of developer.work.weixin.qq.com/document/path/91770, not
 * checked against it.
 */
import { z } from 'zod'
import { type StandInAnswer, type StandInRequest, startStandInServer } from '../http/server'

export interface RobotMessage {
  at: string
  key: string
  text: string
}

/** The next message: refused with this code, done but unanswered, or answered by a broken gateway. */
export type RobotFault = { errcode: number; errmsg: string } | 'drop' | 'gateway'

export interface WecomRobotSandbox {
  baseUrl: string
  /** Newest last. */
  messages(): readonly RobotMessage[]
  /** Faults for the next messages, one each. */
  fail(...faults: RobotFault[]): void
  close(): Promise<void>
}

const Body = z.discriminatedUnion('msgtype', [
  z.object({ msgtype: z.literal('text'), text: z.object({ content: z.string() }) }),
  z.object({ msgtype: z.literal('markdown'), markdown: z.object({ content: z.string() }) }),
])
const perMinute = 20
const longest = { text: 2048, markdown: 4096 } as const
const kept = 50

const json = (errcode: number, errmsg: string): StandInAnswer => ({
  status: 200,
  headers: { 'content-type': 'application/json; charset=UTF-8' },
  body: JSON.stringify({ errcode, errmsg }),
})

/** @param known tells which keys exist; default: every one of the right form */
export async function startWecomRobotSandbox(parts: {
  clock: { now(): Date; instant(): string }
  known?: (key: string) => boolean
}): Promise<WecomRobotSandbox> {
  const messages: RobotMessage[] = []
  const faults: RobotFault[] = []
  const sent = new Map<string, number[]>()
  const known = parts.known ?? ((key) => /^[0-9A-Za-z-]{16,64}$/u.test(key))

  function tooMany(key: string): boolean {
    const now = parts.clock.now().getTime()
    const recent = (sent.get(key) ?? []).filter((at) => now - at < 60_000)
    const over = recent.length >= perMinute
    if (!over) recent.push(now)
    sent.set(key, recent)
    return over
  }

  function keep(key: string, text: string): void {
    messages.push({ at: parts.clock.instant(), key, text })
    if (messages.length > kept) messages.shift()
  }

  function handle(request: StandInRequest): StandInAnswer {
    if (request.path !== '/cgi-bin/webhook/send') return { status: 404, headers: {}, body: '' }
    if (request.method !== 'POST') return json(43002, 'require POST method')
    const key = request.query.get('key') ?? ''
    if (!known(key)) return json(93000, 'invalid webhook url')
    const body = Body.safeParse(parsed(request.body))
    if (!body.success) return json(40008, 'invalid message type')
    const text = body.data.msgtype === 'text' ? body.data.text.content : body.data.markdown.content
    if (text === '') return json(44004, 'text content is empty')
    if (Buffer.byteLength(text) > longest[body.data.msgtype]) return json(40058, 'content exceed max length')
    const fault = faults.shift()
    if (fault === 'gateway') return { status: 502, headers: { 'content-type': 'text/html' }, body: '<h1>502</h1>' }
    if (typeof fault === 'object') return json(fault.errcode, fault.errmsg)
    if (tooMany(key)) return json(45009, 'api freq out of limit')
    keep(key, text)
    return fault === 'drop' ? 'drop' : json(0, 'ok')
  }

  const server = await startStandInServer(handle)
  return {
    baseUrl: server.baseUrl,
    messages: () => messages,
    fail: (...next) => void faults.push(...next),
    close: () => server.close(),
  }
}

function parsed(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8')) as unknown
  } catch {
    return undefined
  }
}
