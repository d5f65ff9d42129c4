import { Fault } from '../../../platform/errors/fault'

/** A request as a person pastes it or drops it as a file. */
export interface PastedRequest {
  method: string
  path: string
  query: string
  headers: [string, string][]
  body: Uint8Array
}

const requestLine = /^(GET|POST)\s+(\S+)(?:\s+HTTP\/[\d.]+)?$/u
const headerLine = /^([!#$%&'*+.^`|~\w-]+):[ \t]*(.*)$/u

/** Where the head of a request ends: the first empty line; -1 where there is none. */
function headEnd(bytes: Uint8Array): { head: number; body: number } | undefined {
  for (let at = 0; at < bytes.length - 1; at += 1) {
    if (bytes[at] !== 10) continue
    if (bytes[at + 1] === 10) return { head: at, body: at + 2 }
    if (bytes[at + 1] === 13 && bytes[at + 2] === 10) return { head: at, body: at + 3 }
  }
  return undefined
}

/**
 * Takes a raw request apart without touching the bytes of its body: request line and headers, an empty line, the body;
 * or the body alone (JSON, XML); or the address of a GET, or its query string.
 * @throws Fault `payments.pastedEmpty`, `payments.pastedUnreadable`
 */
export function readPasted(bytes: Uint8Array): PastedRequest {
  const text = new TextDecoder('utf-8').decode(bytes).replace(/^\ufeff/u, '')
  const trimmed = text.trim()
  if (trimmed === '') throw new Fault('payments.pastedEmpty')
  const first = (trimmed.split(/\r?\n/u, 1)[0] ?? '').trim()
  const line = requestLine.exec(first)
  const asRequest = line !== null || (headerLine.test(first) && !/^https?:\/\//u.test(first))
  if (asRequest && !/^[[{<]/u.test(trimmed)) return readRequest(bytes, text, line !== null)
  if (/^[[{<]/u.test(trimmed)) return { method: 'POST', path: '', query: '', headers: [], body: bodyAlone(bytes) }
  const address = /^(?:https?:\/\/[^?\s]+)?\??([^\s?]+=[^\s]*)$/u.exec(trimmed)
  if (address) return { method: 'GET', path: '', query: address[1] ?? '', headers: [], body: new Uint8Array() }
  throw new Fault('payments.pastedUnreadable')
}

/** The body as it came, without what an editor puts before or after it: the mark of UTF-8 and line ends. */
function bodyAlone(bytes: Uint8Array): Uint8Array {
  let from = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0
  let to = bytes.length
  const blank = (byte: number | undefined) => byte === 10 || byte === 13 || byte === 32 || byte === 9
  while (from < to && blank(bytes[from])) from += 1
  while (to > from && blank(bytes[to - 1])) to -= 1
  return bytes.slice(from, to)
}

function readRequest(bytes: Uint8Array, text: string, hasLine: boolean): PastedRequest {
  const end = headEnd(bytes)
  const head = end ? new TextDecoder('utf-8').decode(bytes.subarray(0, end.head)) : text
  const lines = head.replace(/^\ufeff/u, '').split(/\r?\n/u).map((one) => one.trim()).filter((one) => one !== '')
  const line = hasLine ? requestLine.exec(lines.shift() ?? '') : null
  const headers = lines.map((one): [string, string] => {
    const match = headerLine.exec(one)
    if (!match) throw new Fault('payments.pastedUnreadable')
    return [(match[1] ?? '').toLowerCase(), match[2] ?? '']
  })
  const [path = '', query = ''] = (line?.[2] ?? '').replace(/^https?:\/\/[^/]+/u, '').split(/\?(.*)/su)
  const declared = Number(headers.find(([name]) => name === 'content-length')?.[1] ?? Number.NaN)
  const rest = end ? bytes.subarray(end.body) : new Uint8Array()
  // An editor adds a line end; the length in the head says where the body ended.
  const body = Number.isSafeInteger(declared) && declared <= rest.length ? rest.slice(0, declared) : bodyAlone(rest)
  return { method: line?.[1] ?? (body.length > 0 ? 'POST' : 'GET'), path, query, headers, body }
}
