import { createHmac } from 'node:crypto'

/** A request of the one address, its envelope taken apart. */
export interface Envelope {
  user: string
  sign: string
  method: string
  time: string
  data: Record<string, string>
}

/** The envelope of a body, or what is wrong with it. */
export function readEnvelope(body: Buffer): Envelope | string {
  let content: unknown
  try {
    content = JSON.parse(body.toString('utf8'))
  } catch {
    return 'body is not JSON'
  }
  if (typeof content !== 'object' || content === null) return 'body is not an object'
  const { user, sign, method, time, data, ...others } = content as Record<string, unknown>
  if (Object.keys(others).length > 0) return `unknown field ${Object.keys(others)[0] ?? ''}`
  if (typeof user !== 'string' || typeof sign !== 'string' || typeof method !== 'string') return 'user, sign and method are texts'
  if (typeof time !== 'number' && typeof time !== 'string') return 'time is missing'
  if (typeof data !== 'object' || data === null || Array.isArray(data)) return 'data is not an object'
  const odd = Object.entries(data).find(([, value]) => typeof value !== 'string' || value === '')
  if (odd) return `field ${odd[0]} is empty or no text`
  return { user, sign, method, time: String(time), data: data as Record<string, string> }
}

/** HMAC-SHA256 over `name=value` joined with `&`, names in ASCII order, values as they are. */
export function signed(fields: Readonly<Record<string, string>>, key: string, { keepEmpty = false } = {}): string {
  const names = Object.keys(fields).filter((name) => keepEmpty || fields[name] !== '')
  names.sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
  return createHmac('sha256', key)
    .update(names.map((name) => `${name}=${fields[name] ?? ''}`).join('&'))
    .digest('hex')
}

export function signatureOfEnvelope({ user, method, time, data }: Envelope, key: string): string {
  return signed({ ...data, user, method, time }, key)
}
