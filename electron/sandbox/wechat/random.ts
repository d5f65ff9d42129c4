import { randomBytes } from 'node:crypto'

/** Gives so many random bytes. */
export type RandomBytes = (size: number) => Uint8Array

export const systemRandom: RandomBytes = (size) => randomBytes(size)

const alphanumeric = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'

function characters(random: RandomBytes, alphabet: string, length: number): string {
  return Array.from(random(length), (byte) => alphabet[byte % alphabet.length]).join('')
}

/**
 * The part of a link that names it, `[A-Za-z0-9]`: 11 characters in the ticket of a scheme and the code of a URL Link,
 * 15 in the code of a Short Link (wechat-links-qr §7, from samples only).
 */
export function newCode(random: RandomBytes, length: 11 | 15, taken: (code: string) => boolean): string {
  for (let attempt = 0; attempt < 1000; attempt++) {
    const code = characters(random, alphanumeric, length)
    if (!taken(code)) return code
  }
  throw new Error('the source of randomness repeats itself')
}

/** An access token: real ones are a generation number, `_` and a long text; at most 512 characters (§1.1). */
export function newToken(random: RandomBytes): string {
  return `92_${characters(random, `${alphanumeric}-_`, 150)}`
}

/** A jsapi ticket: 86 characters like the official example's (§1.6). */
export function newJsTicket(random: RandomBytes): string {
  return characters(random, `${alphanumeric}-_`, 86)
}

/** Whether a text could be an access token at all; what could not is 40014, an unknown one 40001. */
export function looksLikeToken(text: string): boolean {
  return /^\d{1,3}_[A-Za-z0-9_-]{100,508}$/.test(text)
}

/** A request id: three groups of eight hexadecimal digits, the first of them the time (§0). */
export function newRequestId(random: RandomBytes, nowMs: number): string {
  const hex = Buffer.from(random(8)).toString('hex')
  const time = Math.max(0, Math.floor(nowMs / 1000)).toString(16).padStart(8, '0').slice(-8)
  return `${time}-${hex.slice(0, 8)}-${hex.slice(8)}`
}
