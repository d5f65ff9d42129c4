/** How a call that changes something ends. Source: payment-providers §1.5, §8.6. */
import { Fault } from '../../platform/errors/fault'
import type { Effect, OpenAccount, ProviderCall } from '../payments/types'
import type { V3Account } from './account'
import { refusedEffect } from './errors'
import type { Answered, Exchange, V3Call } from './exchange'

/**
 * Builds a call, sends it once and reads its answer. What fails while building was not sent. What fails afterwards is
 * unknown unless surely nothing arrived; that includes an answer that is not about what was asked.
 */
export async function effectOf<T>(
  exchange: Exchange,
  account: OpenAccount,
  build: (v3: V3Account) => V3Call,
  read: (answer: Answered, v3: V3Account) => T,
  tracing: ProviderCall,
): Promise<Effect<T>> {
  let [v3, call]: [V3Account | undefined, V3Call | undefined] = [undefined, undefined]
  try {
    v3 = exchange.open(account)
    call = build(v3)
  } catch (error) {
    return { outcome: 'notSent', fault: asFault(error) }
  }
  try {
    const exchanged = await exchange.once(account, v3, call, tracing)
    if (!exchanged.ok) return refusedEffect(exchanged.refusal, call.name, exchange.redact)
    return { outcome: 'done', value: read(exchanged.answer, v3) }
  } catch (error) {
    const fault = asFault(error)
    return { outcome: fault.retry === 'safe' ? 'notSent' : 'unknown', fault }
  }
}

/** Anything but a Fault is a mistake in the program and is told as such. */
function asFault(error: unknown): Fault {
  if (error instanceof Fault) return error
  throw error
}
