/**
 * Calls a short-address service that an operator has described. Nothing is repeated: a second short address is
 * harmless but untidy, so that a person decides. Redirects are not followed, because secrets would go along.
 */
import { Fault } from '../../platform/errors/fault'
import type { HttpClient } from '../../platform/http'
import { judge } from './judge'
import type { AnswerRules, OutgoingCall, ShortExchange, ShortOutcome } from './types'

const MAX_BYTES = 256 * 1024

export interface ShortAddressParts {
  http: HttpClient
  clock: { monotonic(): number }
  /** In practice the stand-in's address, which takes the place of every service's own. */
  standIn: () => Promise<string | undefined>
}

export interface ShortAddressClient {
  /** Sends the call once. Whatever comes of it is in the answer; it never throws, so that no attempt stays open. */
  send(call: OutgoingCall, rules: AnswerRules, context: { correlationId: string; signal?: AbortSignal | undefined }): Promise<ShortExchange>
}

export function createShortAddressClient({ http, clock, standIn }: ShortAddressParts): ShortAddressClient {
  return {
    async send(call, rules, context) {
      let { url } = call
      let { host } = new URL(url)
      const started = clock.monotonic()
      let answer: ShortExchange['answer']
      let outcome: ShortOutcome | undefined
      try {
        url = await addressOf(call.url, standIn)
        ;({ host } = new URL(url))
        await http.request({
          system: 'shortAddress',
          method: call.method,
          url,
          headers: call.headers,
          ...(call.body === '' ? {} : { body: call.body }),
          timeoutMs: call.timeoutMs,
          maxBytes: MAX_BYTES,
          safe: false,
          acceptStatus: () => true,
          describe: (response) => {
            answer = { status: response.status, ms: Math.round(clock.monotonic() - started), text: response.text() }
            outcome = judge({ ...answer, host, redact: http.redactor.text }, rules)
            // Thrown here, the log of calls says what it came to.
            if (!outcome.ok && outcome.fault.retry === 'afterCheck') throw outcome.fault
            return { code: String(response.status), refused: !outcome.ok }
          },
          ...context,
        })
      } catch (cause) {
        outcome ??= { ok: false, fault: lost(cause, host) }
      }
      return { url, ...(answer ? { answer } : {}), outcome: outcome ?? { ok: false, fault: lost(undefined, host) } }
    },
  }
}

async function addressOf(url: string, standIn: () => Promise<string | undefined>): Promise<string> {
  const base = await standIn()
  if (base === undefined) return url
  const { pathname, search } = new URL(url)
  return `${base}${pathname}${search}`
}

/** A call that may have arrived and has no answer: nobody knows whether there is an address now. */
function lost(cause: unknown, host: string): Fault {
  // What is no refusal is our own mistake; whether the service acted is not known then.
  if (!(cause instanceof Fault)) return new Fault('internal', { retry: 'afterCheck', cause })
  if (cause.retry !== 'afterCheck') return cause
  return new Fault('shortAddresses.outcomeUnknown', { params: { host, reason: cause.code }, retry: 'afterCheck', cause })
}
