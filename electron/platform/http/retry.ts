import type { HttpResponse } from './types'

const FIRST_WAIT_MS = 500
const LONGEST_WAIT_MS = 8_000
/** An upstream that asks for a longer rest than this is not waited for; the person is told instead. */
const LONGEST_RETRY_AFTER_MS = 60_000

/** Exponential back-off with full jitter: anything between 0 and 0.5 s, 1 s, 2 s … 8 s. `attempt` counts from 1. */
export function backOff(attempt: number, random: () => number): number {
  return Math.round(random() * Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (attempt - 1)))
}

/**
 * Milliseconds that `Retry-After` asks for (seconds or a date, RFC 9110 §10.2.3); `undefined` without a usable one,
 * `tooLong` for more than a minute.
 */
export function retryAfter(headers: HttpResponse['headers'], now: Date): number | 'tooLong' | undefined {
  const value = headers['retry-after']?.trim()
  if (!value) return undefined
  const wait = /^\d+$/u.test(value) ? Number(value) * 1000 : Date.parse(value) - now.getTime()
  if (Number.isNaN(wait)) return undefined
  return wait > LONGEST_RETRY_AFTER_MS ? 'tooLong' : Math.max(0, wait)
}

/** Failures that often pass by themselves. A certificate, a refused log-in at a proxy or a too large answer do not. */
export function passesByItself(code: string, status: number | undefined): boolean {
  if (code === 'http.status') return status === 429 || (status !== undefined && status >= 500)
  return ['http.timeout', 'http.connectionReset', 'http.dns', 'http.refused', 'http.unreachable'].includes(code)
}
