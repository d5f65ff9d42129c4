import { Fault } from '../../platform/errors/fault'
import type { HttpClient } from '../../platform/http'
import { networkTroubles } from './network-troubles'
import type { GeoCall, GeoTrouble } from './types'

/** Requests in all for one question; every other trouble is told at once. */
const most: Readonly<Partial<Record<GeoTrouble, number>>> = { rate: 5, temporary: 3 }
const firstWaitMs = 1000
const longestWaitMs = 60_000

/**
 * Sends a question again where that may help (geocoding-and-face §7.2), after 1, 2, 4, 8 s or as long as the provider asks
 * for (`seconds` of the Fault). A single "too many" happens to who keeps the limit too, because calls come closer together
 * on the way: then only this question waits. Said again, or with a time of more than a second, it holds everybody with
 * this key.
 * @throws Fault the last refusal; `http.cancelled`
 */
export async function patiently<T>(
  parts: { http: HttpClient; call: GeoCall; troubles: Readonly<Record<string, GeoTrouble>> },
  once: () => Promise<T>,
): Promise<T> {
  const { http, call, troubles } = parts
  for (let sent = 1; ; sent += 1) {
    try {
      return await once()
    } catch (cause) {
      if (!(cause instanceof Fault)) throw cause
      const trouble = troubles[cause.code] ?? networkTroubles[cause.code]
      if (trouble === 'rate') call.onTooMany?.()
      if (trouble === undefined || sent >= (most[trouble] ?? 1)) throw cause
      const wait = waitAfter(cause, sent, http.random)
      if (trouble === 'rate' && (sent > 1 || Number(cause.params['seconds'] ?? 0) > 1)) http.pause(call.rateKey, wait)
      else await http.sleep(wait, call.signal).catch(() => Promise.reject(cancelled(cause)))
    }
  }
}

/** Up to a quarter more than the base, so that those who were refused together do not come back together. */
function waitAfter(fault: Fault, sent: number, random: () => number): number {
  const asked = Number(fault.params['seconds'] ?? 0) * 1000
  return Math.round(Math.min(longestWaitMs, Math.max(asked, firstWaitMs * 2 ** (sent - 1))) * (1 + random() / 4))
}

function cancelled(cause: Fault): Fault {
  return new Fault('http.cancelled', { params: { host: String(cause.params['host'] ?? cause.upstream?.system ?? '') }, retry: 'safe', cause })
}
