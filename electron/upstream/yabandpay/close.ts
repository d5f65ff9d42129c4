import { Fault } from '../../platform/errors/fault'
import { type Effect, lostEffect, type OpenAccount, type OrderNumbers, type ProviderCall, type ProviderTools, refusedBy } from '../payments/kit'
import { callYaband, system } from './call'
import { queryOrder } from './query'

/**
 * `v3.CancelPayment` (payment-providers §2.5) reverses paid orders too. Closing is for unpaid ones: so the order is asked
 * for first, and one that is paid must be refunded, where it is approved and counted.
 */
export async function closeOrder(tools: ProviderTools, account: OpenAccount, order: OrderNumbers, call: ProviderCall): Promise<Effect<{ raw: string }>> {
  try {
    const reading = await queryOrder(tools, account, { ...order, by: 'provider' }, call)
    if (reading.state === 'paid') return { outcome: 'refused', fault: new Fault('payments.paidMeanwhile'), again: 'never' }
    if (reading.state === 'closed') return { outcome: 'done', value: { raw: reading.raw } }
    if (reading.rawState.toLowerCase().includes('verify') || reading.rawState.toLowerCase().includes('authorized'))
      return { outcome: 'refused', fault: new Fault('payments.paidMeanwhile'), again: 'never' }
    if (reading.createdAt !== undefined && tools.clock.now().getTime() > cancelEndsMs(reading.createdAt))
      return { outcome: 'refused', fault: new Fault('payments.cancelWindowOver'), again: 'never' }
  } catch (cause) {
    // Nothing but a question was asked so far.
    return { outcome: 'notSent', fault: cause instanceof Fault ? cause : new Fault('internal', { cause }) }
  }
  try {
    const answer = await callYaband(tools, account, { method: 'v3.CancelPayment', data: { trade_id: order.providerNo }, safe: false, timeoutMs: 15_000 }, call)
    if (!answer.status) return { outcome: 'refused', fault: refusedBy(system, answer.code, answer.message), again: 'never' }
    return { outcome: 'done', value: { raw: answer.raw } }
  } catch (cause) {
    return lostEffect(cause)
  }
}

const hourMs = 3_600_000

/** 00:30 CET of the day after: CET is UTC+1 the whole year, as the page writes it (C Y-cancel). */
export function cancelEndsMs(createdAt: string): number {
  const cet = Date.parse(createdAt) + hourMs
  const dayMs = 24 * hourMs
  return (Math.floor(cet / dayMs) + 1) * dayMs + hourMs / 2 - hourMs
}
