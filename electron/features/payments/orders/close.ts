import { isOrderOpen } from '@shared/domain/payments'
import { Fault } from '../../../platform/errors/fault'
import type { Effect } from '../../../upstream/payments'
import type { Doer } from '../ports'
import type { OrdersParts } from './parts'
import { askableBy, queryOrder } from './query'
import type { StoredOrder } from './rows'
import { later } from './schedule'

const closeFirstWaitMs = 5 * 60_000

const numberOf = (row: StoredOrder) => row.merchantNo || row.providerNo || row.wechatNo
const closableAt = (row: StoredOrder, minutes: number) => later(row.createdAt, minutes * 60_000)

/**
 * Closes an unpaid order at the provider. One that cannot be looked up anywhere is given up here; should it be paid all
 * the same, it is flagged.
 * @throws Fault `payments.orderNotOpen`, `payments.cannotClose`, `payments.closeTooEarly`, and the provider's refusal
 */
export async function closeOrder(parts: OrdersParts, row: StoredOrder, doer: Doer): Promise<StoredOrder> {
  if (!isOrderOpen(row.state)) throw new Fault('payments.orderNotOpen', { params: { number: numberOf(row) } })
  const traits = parts.accounts.traits(row.kind)
  const client = parts.accounts.client(row.kind)
  if (!traits.close || !client.closeOrder) {
    if (row.state !== 'unknown' || askableBy(row, traits)) throw new Fault('payments.cannotClose', { params: { number: numberOf(row) } })
    return parts.repository.close({ orderId: row.id, event: { kind: 'givenUp', operatorName: doer.operatorName }, lateLook: false })
  }
  const from = closableAt(row, traits.closeAfterMinutes)
  if (parts.clock.instant() < from) throw new Fault('payments.closeTooEarly', { params: { minutes: traits.closeAfterMinutes } })
  const outcome = await attemptClose(parts, row, doer)
  if (outcome.outcome === 'done')
    return parts.repository.close({ orderId: row.id, event: { kind: 'closed', operatorName: doer.operatorName, raw: outcome.value.raw }, lateLook: false })
  await noteRefusal(parts, row, outcome, doer.operatorName)
  // It may have been refused because it is paid: then that is what the person must see.
  await queryOrder(parts, row, { correlationId: doer.correlationId, signal: doer.signal }).catch(() => undefined)
  throw outcome.fault
}

/**
 * The end of an order's life: it was asked about a last time and is still open, so it is closed where the kind can. An
 * order that was not made here is only not asked about any more.
 */
export async function endExpired(parts: OrdersParts, row: StoredOrder, correlationId: string): Promise<void> {
  if (row.source !== 'created') return parts.repository.setNextQuery({ orderId: row.id, at: null })
  const traits = parts.accounts.traits(row.kind)
  const client = parts.accounts.client(row.kind)
  if (!traits.close || !client.closeOrder) {
    await parts.repository.close({ orderId: row.id, event: { kind: 'expired' }, lateLook: true })
    return
  }
  const now = parts.clock.instant()
  const from = closableAt(row, traits.closeAfterMinutes)
  if (now < from) return parts.repository.setNextQuery({ orderId: row.id, at: from })
  const outcome = await attemptClose(parts, row, { operatorId: '', operatorName: '', correlationId })
  if (outcome.outcome === 'done')
    await parts.repository.close({ orderId: row.id, event: { kind: 'expired', raw: outcome.value.raw }, lateLook: false })
  // Refused or unclear: it is asked about again, which says what it is.
  else await parts.repository.setNextQuery({ orderId: row.id, at: later(now, closeFirstWaitMs) })
}

async function attemptClose(parts: OrdersParts, row: StoredOrder, doer: Doer): Promise<Effect<{ raw: string }>> {
  const account = await parts.accounts.open(row.accountId)
  const { merchantNo, providerNo, wechatNo } = row
  const call = { correlationId: doer.correlationId, signal: doer.signal }
  try {
    const sent = parts.accounts.client(row.kind).closeOrder?.(account, { merchantNo, providerNo, wechatNo }, call)
    return (await sent) ?? { outcome: 'notSent', fault: new Fault('payments.cannotClose', { params: { number: numberOf(row) } }) }
  } catch (cause) {
    return { outcome: 'unknown', fault: cause instanceof Fault ? cause : new Fault('internal', { cause }) }
  }
}

async function noteRefusal(
  parts: OrdersParts,
  row: StoredOrder,
  outcome: Exclude<Effect<{ raw: string }>, { outcome: 'done' }>,
  operatorName: string,
): Promise<void> {
  const { code, upstream } = outcome.fault
  await parts.repository.note({
    orderId: row.id,
    event: {
      kind: outcome.outcome === 'unknown' ? 'closeUnknown' : 'closeRefused',
      operatorName,
      params: { code, upstream: upstream?.code ?? '', message: upstream?.message ?? '' },
      requestId: upstream?.requestId,
    },
  })
}
