import { isOrderOpen, orderPollWait } from '@shared/domain/payments'
import type { NumberKind } from '@shared/contract/payment-values'
import type { ProviderTraits } from '@shared/contract/payment-providers'
import { Fault } from '../../../platform/errors/fault'
import type { OpenAccount, OrderReading, ProviderCall } from '../../../upstream/payments'
import type { Applied, Doer } from '../ports'
import type { OrdersParts } from './parts'
import type { StoredOrder } from './rows'
import { blockedWaitMs, later } from './schedule'

/** An order that the provider does not know so long after it was asked for was never made. */
const neverMadeMs = 2 * 60_000
const shortestRetryMs = 30_000

/** By which of its numbers an order can be asked for. */
export function askableBy(row: Pick<StoredOrder, 'merchantNo' | 'providerNo' | 'wechatNo'>, traits: Pick<ProviderTraits, 'orderQuery'>): NumberKind | undefined {
  const numbers: Record<NumberKind, string> = { merchant: row.merchantNo, provider: row.providerNo, wechat: row.wechatNo }
  return traits.orderQuery.find((kind) => numbers[kind] !== '')
}

/** The account's own identifiers, for comparing with what a reading says. */
export function merchantIdsOf(account: Pick<OpenAccount, 'values'>): string[] {
  return Object.values(account.values).filter((value) => value !== '')
}

/**
 * Asks the provider about an order and applies the answer. A failure is noted at the order and the next query put off.
 * @throws Fault `payments.noNumberToAsk`, what opening the account throws, and the provider's client
 */
export async function queryOrder(
  parts: OrdersParts,
  row: StoredOrder,
  call: ProviderCall & { doer?: Doer | undefined },
): Promise<Applied> {
  const traits = parts.accounts.traits(row.kind)
  const by = askableBy(row, traits)
  const operatorName = call.doer?.operatorName
  if (!by) throw new Fault('payments.noNumberToAsk', { params: { number: row.merchantNo } })
  let account: OpenAccount
  try {
    account = await parts.accounts.open(row.accountId)
  } catch (cause) {
    await noteFailure(parts, row, cause, call, blockedWaitMs)
    throw cause
  }
  let reading: OrderReading
  try {
    const { merchantNo, providerNo, wechatNo } = row
    reading = await parts.accounts.client(row.kind).queryOrder(account, { merchantNo, providerNo, wechatNo, by }, call)
  } catch (cause) {
    await noteFailure(parts, row, cause, call, Math.max(shortestRetryMs, orderPollWait(row.queries + 1)))
    throw cause
  }
  return parts.repository.applyReading({
    orderId: row.id,
    reading,
    via: 'query',
    merchantIds: merchantIdsOf(account),
    operatorName,
  })
}

async function noteFailure(
  parts: OrdersParts,
  row: StoredOrder,
  cause: unknown,
  call: ProviderCall & { doer?: Doer | undefined },
  waitMs: number,
): Promise<void> {
  const fault = cause instanceof Fault ? cause : new Fault('internal', { cause })
  const now = parts.clock.instant()
  const missing = fault.code === 'payments.orderNotFound' && row.state === 'unknown'
  const failed = missing && Date.parse(now) - Date.parse(row.createdAt) >= neverMadeMs
  await parts.repository.noteQueryFailure({
    orderId: row.id,
    error: fault.toEnvelope(call.correlationId),
    // The late look at an order that was given up is not lost either.
    nextQueryAt: !failed && (isOrderOpen(row.state) || row.nextQueryAt !== null) ? later(now, waitMs) : null,
    failed,
    operatorName: call.doer?.operatorName,
  })
}
