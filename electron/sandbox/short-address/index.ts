/**
 * Stand-in of a short-address service over real HTTP on 127.0.0.1. `POST /api/links` with a bearer token makes a short
 * address, `PATCH /api/links/<id>` leads it elsewhere, `GET /s/<id>` sends the browser on. There is no common interface
 * of such services; this one has what the usual ones have. Shares no code with our own client.
 */
import type { Clock } from '../../platform/clock/clock'
import { startStandInServer, type StandInAnswer, type StandInReply, type StandInRequest } from '../http/server'
import { Book, type ShortEntry } from './book'

/** One way to make it misbehave; hits so many calls of the interface, one unless told. */
export type ShortFault = ({ kind: 'slow'; ms: number } | { kind: '5xx'; acts?: boolean } | { kind: 'html' } | { kind: 'drop' } | { kind: 'redirect'; to: string } | { kind: 'huge' }) & { times?: number }

export interface ShortAddressSandbox {
  /** `http://127.0.0.1:<port>` */
  baseUrl: string
  close(): Promise<void>
  setFault(fault: ShortFault): void
  /** A token that is accepted from now on. */
  addToken(token: string): void
  /** Calls that a token may make in a day, then 429. */
  setQuota(perDay: number): void
  entries(): readonly ShortEntry[]
  snapshot(): string
}

export interface ShortAddressSandboxOptions {
  clock: Clock
  tokens: readonly string[]
  /** What {@link ShortAddressSandbox.snapshot} gave. @throws Error when it is none */
  restore?: string
  onChange?: (snapshot: string) => void
}

const shippedQuota = 1000

export async function startShortAddressSandbox(options: ShortAddressSandboxOptions): Promise<ShortAddressSandbox> {
  const tokens = new Set(options.tokens)
  const book = new Book(options.restore)
  const faults: { fault: ShortFault; left: number }[] = []
  const used = new Map<string, number>()
  let quota = shippedQuota

  const takeFault = (): ShortFault | undefined => {
    const [first] = faults
    if (!first) return undefined
    first.left -= 1
    if (first.left === 0) faults.shift()
    return first.fault
  }
  const overQuota = (token: string): boolean => {
    const key = `${options.clock.instant().slice(0, 10)} ${token}`
    used.set(key, (used.get(key) ?? 0) + 1)
    return (used.get(key) ?? 0) > quota
  }
  const act = (request: StandInRequest): StandInReply => {
    const token = tokenOf(request)
    if (token === undefined || !tokens.has(token)) return refusal(401, 'unauthorized', 'token missing or wrong')
    if (overQuota(token)) return { ...refusal(429, 'quota_exceeded', 'daily quota used up'), headers: { ...jsonType, 'retry-after': '3600' } }
    const reply = request.path === '/api/links' ? create(request, book, server.baseUrl) : change(request, book, server.baseUrl)
    options.onChange?.(book.snapshot())
    return reply
  }
  const handle = (request: StandInRequest): StandInAnswer => {
    if (!request.path.startsWith('/api/')) return open(request, book)
    const fault = takeFault()
    if (fault?.kind === 'drop') return 'drop'
    if (fault?.kind === '5xx' && fault.acts !== true) return page(502)
    if (fault?.kind === 'redirect') return { status: 307, headers: { location: fault.to }, body: '' }
    const reply = act(request)
    if (fault?.kind === '5xx') return page(502)
    if (fault?.kind === 'html') return page(200)
    if (fault?.kind === 'huge') return { ...reply, body: JSON.stringify({ data: { pad: 'x'.repeat(600 * 1024) } }) }
    return fault?.kind === 'slow' ? { ...reply, delayMs: fault.ms } : reply
  }
  const server = await startStandInServer(handle)
  return {
    baseUrl: server.baseUrl,
    close: () => server.close(),
    setFault: (fault) => faults.push({ fault, left: fault.times ?? 1 }),
    addToken: (token) => tokens.add(token),
    setQuota: (perDay) => (quota = perDay),
    entries: () => book.all(),
    snapshot: () => book.snapshot(),
  }
}

const jsonType = { 'content-type': 'application/json; charset=utf-8' }
const json = (status: number, content: object): StandInReply => ({ status, headers: jsonType, body: JSON.stringify(content) })
const refusal = (status: number, error: string, message: string) => json(status, { code: status, error, message })
const page = (status: number): StandInReply => ({
  status,
  headers: { 'content-type': 'text/html; charset=utf-8' },
  body: '<!doctype html><title>Gateway</title><h1>Gateway page</h1>',
})

function tokenOf({ headers }: StandInRequest): string | undefined {
  const { authorization } = headers
  if (authorization !== undefined) return /^Bearer (.+)$/iu.exec(authorization)?.[1]
  const key = headers['x-api-key']
  return typeof key === 'string' ? key : undefined
}

/** The fields of a JSON body or a form; `undefined` where it is neither. */
function fieldsOf({ headers, body }: StandInRequest): Record<string, unknown> | undefined {
  const text = body.toString('utf8')
  if ((headers['content-type'] ?? '').startsWith('application/x-www-form-urlencoded'))
    return Object.fromEntries(new URLSearchParams(text))
  try {
    const content: unknown = JSON.parse(text)
    return typeof content === 'object' && content !== null && !Array.isArray(content) ? { ...content } : undefined
  } catch {
    return undefined
  }
}

/** The link of a body, or why it is none. */
function linkOf(request: StandInRequest): { link: string } | { refused: StandInReply } {
  const fields = fieldsOf(request)
  if (!fields) return { refused: refusal(400, 'bad_body', 'body must be a JSON object or a form') }
  const link = fields['url']
  if (typeof link !== 'string' || link === '') return { refused: refusal(422, 'url_missing', 'field url is missing') }
  if (!/^(https?|weixin):\/\/\S+$/iu.test(link)) return { refused: refusal(422, 'url_invalid', 'url must be http, https or weixin') }
  return { link }
}

function create(request: StandInRequest, book: Book, base: string): StandInReply {
  if (request.method !== 'POST') return refusal(405, 'method', 'POST /api/links')
  const wanted = linkOf(request)
  if ('refused' in wanted) return wanted.refused
  const title = fieldsOf(request)?.['title']
  const entry = book.add(wanted.link, typeof title === 'string' ? title : '')
  return json(201, { code: 0, message: 'ok', data: shown(entry, base) })
}

function change(request: StandInRequest, book: Book, base: string): StandInReply {
  const id = /^\/api\/links\/([A-Za-z0-9]+)$/u.exec(request.path)?.[1]
  if (id === undefined) return refusal(404, 'no_such_path', 'POST /api/links, PATCH /api/links/<id>')
  if (request.method !== 'PATCH') return refusal(405, 'method', 'PATCH /api/links/<id>')
  const wanted = linkOf(request)
  if ('refused' in wanted) return wanted.refused
  const entry = book.lead(id, wanted.link)
  return entry ? json(200, { code: 0, message: 'ok', data: shown(entry, base) }) : refusal(404, 'not_found', 'no such short address')
}

const shown = ({ id, link, title }: ShortEntry, base: string) => ({ id, short_url: `${base}/s/${id}`, url: link, title })

function open(request: StandInRequest, book: Book): StandInReply {
  const id = /^\/s\/([A-Za-z0-9]+)$/u.exec(request.path)?.[1]
  const entry = id === undefined ? undefined : book.find(id)
  if (request.method !== 'GET' && request.method !== 'HEAD') return refusal(405, 'method', 'GET')
  if (!entry) return { status: 404, headers: { 'content-type': 'text/plain; charset=utf-8' }, body: 'no such short address' }
  return { status: 302, headers: { location: entry.link }, body: '' }
}
