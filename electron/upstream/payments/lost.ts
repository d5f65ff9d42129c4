import { Fault } from '../../platform/errors/fault'
import type { Effect } from './types'

/**
 * What a failed effect came to. Nothing reached the provider, or nobody knows: never "refused", which only the
 * provider itself can say.
 */
export function lostEffect(cause: unknown): Extract<Effect<never>, { outcome: 'notSent' | 'unknown' }> {
  // What is no Fault is a mistake of ours, perhaps after the call had been sent.
  if (!(cause instanceof Fault)) return { outcome: 'unknown', fault: new Fault('internal', { retry: 'afterCheck', cause }) }
  return { outcome: cause.retry === 'afterCheck' ? 'unknown' : 'notSent', fault: cause }
}

/** An answer that says neither yes nor no. `safe`: of a call that changes nothing, which may be made again. */
export function unclear(system: string, host: string, status: number, message: string, safe = false): Fault {
  return new Fault('payments.answerUnclear', {
    params: { host, status },
    retry: safe ? 'safe' : 'afterCheck',
    upstream: { system, code: String(status), message: message.slice(0, quoted) },
  })
}

/** The provider said no, in its own words. */
export function refusedBy(system: string, code: string, message: string): Fault {
  const said = message.slice(0, quoted)
  return new Fault('payments.refusedByProvider', { params: { code, message: said === '' ? '—' : said }, upstream: { system, code, message: said } })
}

const quoted = 300
