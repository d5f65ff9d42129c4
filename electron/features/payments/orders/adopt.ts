import type { OrderDetails } from '@shared/contract/payment-orders'
import type { NumberKind } from '@shared/contract/payment-values'
import { Fault } from '../../../platform/errors/fault'
import type { OrderReading } from '../../../upstream/payments'
import type { Doer } from '../ports'
import type { OrdersParts } from './parts'
import { merchantIdsOf } from './query'
import { refundCurrencyOf } from './refund-currency'
import type { NewOrderRow } from './rows'
import { later } from './schedule'

/**
 * Takes an order over (认领) as the provider tells it. An order that we have is brought up to date instead.
 * @throws Fault `payments.cannotAskBy`, and what the provider's query throws
 */
export async function adoptOrder(
  parts: OrdersParts,
  input: { accountId: string; number: string; which: NumberKind; details: OrderDetails },
  doer: Doer,
): Promise<{ id: string; known: boolean }> {
  const account = await parts.accounts.get(input.accountId)
  const traits = parts.accounts.traits(account.kind)
  if (!traits.orderQuery.includes(input.which))
    throw new Fault('payments.cannotAskBy', {
      params: { name: account.name },
      fields: [{ path: 'which', code: 'payments.cannotAskBy', params: { name: account.name } }],
    })
  const open = await parts.accounts.open(account.id)
  const numbers = { merchantNo: '', providerNo: '', wechatNo: '' }
  const asked = { ...numbers, [`${input.which}No`]: input.number, by: input.which }
  const call = { correlationId: doer.correlationId, signal: doer.signal }
  const answer = await parts.accounts.client(account.kind).queryOrder(open, asked, call)
  // What was asked by is one of its numbers, even where the answer does not repeat it.
  const reading = { ...answer, [`${input.which}No`]: answer[`${input.which}No`] ?? input.number }
  return addReading(parts, { accountId: account.id, reading, source: 'adopted', details: input.details, doer })
}

/**
 * Adds an order from what the provider says, or brings the one that we have up to date.
 * @throws Fault `payments.readingWithoutAmount`, `payments.orderOfOther`
 */
export async function addReading(
  parts: OrdersParts,
  input: { accountId: string; reading: OrderReading; source: 'adopted' | 'notified'; details?: OrderDetails; doer?: Doer | undefined },
): Promise<{ id: string; known: boolean }> {
  const account = await parts.accounts.get(input.accountId)
  const traits = parts.accounts.traits(account.kind)
  const merchantIds = merchantIdsOf(account)
  const { reading, source } = input
  if (reading.merchantId !== undefined && reading.merchantId !== '' && !merchantIds.includes(reading.merchantId))
    throw new Fault('payments.orderOfOther', { params: { merchant: reading.merchantId, name: account.name } })
  const amount = reading.amountMinor ?? (reading.receivedMinor === undefined ? undefined : reading.receivedMinor - (reading.tipMinor ?? 0))
  const currency = reading.currency ?? (account.currencies.length === 1 ? account.currencies[0] : undefined)
  if (amount === undefined || currency === undefined) throw new Fault('payments.readingWithoutAmount', { params: { name: account.name } })
  const now = parts.clock.instant()
  const order: NewOrderRow = {
    ...rowOf(reading, { amount, currency, refundCurrency: refundCurrencyOf(traits, account, currency) }),
    ...detailsOf(input.details ?? {}, account.placeId),
    id: parts.newId(),
    accountId: account.id,
    source,
    createdAt: reading.createdAt ?? reading.paidAt ?? now,
    createdBy: input.doer?.operatorName ?? '',
    correlationId: input.doer?.correlationId ?? '',
    expiresAt: reading.expiresAt ?? later(now, traits.lifetimeMinutes * 60_000),
  }
  const event = { kind: source, operatorName: input.doer?.operatorName, params: {}, raw: reading.raw } as const
  const via = source === 'adopted' ? 'adopt' : 'notification'
  const added = await parts.repository.add({ order, event, reading, via, merchantIds })
  parts.changed(1)
  return added
}

/** The order before the reading is applied to it, in the same transaction. */
function rowOf(
  reading: OrderReading,
  money: { amount: number; currency: string; refundCurrency: string },
): Omit<NewOrderRow, 'id' | 'accountId' | 'source' | 'createdAt' | 'createdBy' | 'correlationId' | 'expiresAt' | keyof ReturnType<typeof detailsOf>> {
  return {
    merchantNo: reading.merchantNo ?? '',
    providerNo: reading.providerNo ?? '',
    wechatNo: reading.wechatNo ?? '',
    state: 'unknown',
    rawState: '',
    method: reading.method ?? '',
    currency: money.currency,
    orderedMinor: money.amount,
    ...{ receivedMinor: null, tipMinor: null, settledMinor: null, settledCurrency: null, rate: null },
    refundCurrency: money.refundCurrency,
    refundTotalMinor: null,
    description: reading.description ?? '',
    flags: [],
    request: null,
    paidAt: null,
    nextQueryAt: null,
    raw: reading.raw,
  }
}

function detailsOf(details: OrderDetails, placeOfAccount: string | undefined) {
  return {
    placeId: details.placeId === undefined ? (placeOfAccount ?? null) : details.placeId,
    scene: details.scene ?? ('unset' as const),
    sceneCode: details.sceneCode ?? '',
    channel: details.channel ?? '',
    bookingNo: details.bookingNo ?? '',
    redemption: details.redemption ?? ('unset' as const),
    note: details.note ?? '',
  }
}
