import type { OrderFlag } from '@shared/contract/payment-orders'
import { orderMayBecome, type OrderState } from '@shared/domain/payments'
import type { OrderReading } from '../../../upstream/payments'

/** What of an order a reading may touch. Amounts in minor units of `currency`, refund sums in `refundCurrency`. */
export interface OrderFacts {
  state: OrderState
  rawState: string
  merchantNo: string
  providerNo: string
  wechatNo: string
  method: string
  description: string
  currency: string
  orderedMinor: number
  receivedMinor: number | null
  tipMinor: number | null
  settledMinor: number | null
  settledCurrency: string | null
  rate: string | null
  refundCurrency: string
  refundTotalMinor: number | null
  refundedMinor: number
  inFlightMinor: number
  paidAt: string | null
  expiresAt: string | null
  flags: readonly OrderFlag[]
  /** Flag → content for which a person has settled it. */
  settledFlags: Readonly<Record<string, string>>
}

export interface FoundFlag {
  flag: OrderFlag
  content: string
}

export interface Decision {
  next: OrderFacts
  /** Everything that does not fit and that no person has settled, each with the content that it is for. */
  found: FoundFlag[]
  /** Those of `found` that were not there before. */
  raised: FoundFlag[]
  /** The provider says paid and it was not believed: the reading is kept for the person who settles the flag. */
  held: boolean
  /** Nothing differs from what is known. */
  repeated: boolean
}

/** With one of these the money is not what was ordered: the order does not become paid by itself. */
export const holdingFlags: readonly OrderFlag[] = ['amountDiffers', 'currencyDiffers', 'accountDiffers', 'overpaid']
/** Those after which a person may take the money as it came. */
export const acceptableFlags: readonly OrderFlag[] = ['amountDiffers', 'overpaid']

/**
 * What a reading makes of an order (architecture, *Money*; payment-providers §1.5): the state moves as far as it may and
 * never back, amount, currency and account must be those of the order, money that stands is not changed, missing facts
 * are filled in.
 * @param merchantIds the account's own identifiers, of which the reading's must be one; empty: it is not compared
 */
export function decideReading(order: OrderFacts, reading: OrderReading, merchantIds: readonly string[]): Decision {
  const all = mismatches(order, reading, merchantIds)
  const found = all.filter(({ flag, content }) => order.settledFlags[flag] !== content)
  const foreign = all.some(({ flag }) => flag === 'accountDiffers')
  // A settled difference of sums was accepted; money of another currency or account never becomes this order's.
  const doubtful =
    found.some(({ flag }) => holdingFlags.includes(flag)) ||
    all.some(({ flag }) => holdingFlags.includes(flag) && !acceptableFlags.includes(flag))
  const held = reading.state === 'paid' && doubtful && order.state !== 'paid'
  const moves = !foreign && !held && orderMayBecome(order.state, reading.state)
  const next: OrderFacts = { ...order, ...(foreign ? {} : missingFacts(order, reading)) }
  if (moves) {
    next.state = reading.state
    next.rawState = reading.rawState
    if (reading.state === 'paid' && order.state !== 'paid') takePayment(next, reading)
  }
  if (next.state === 'paid') next.refundTotalMinor ??= refundTotal(next)
  const flags: FoundFlag[] = [...found]
  if (order.state === 'closed' && next.state === 'paid') flags.push({ flag: 'paidAfterClosed', content: '' })
  if (next.refundTotalMinor !== null && next.refundedMinor + next.inFlightMinor > next.refundTotalMinor)
    flags.push({ flag: 'refundedMore', content: String(next.refundTotalMinor) })
  const raised = flags.filter(({ flag }, at) => !order.flags.includes(flag) && flags.findIndex((one) => one.flag === flag) === at)
  next.flags = [...order.flags, ...raised.map(({ flag }) => flag)]
  return { next, found: flags, raised, held, repeated: raised.length === 0 && same(order, next) }
}

/** What the order becomes when a person takes the money as it came. */
export function acceptHeld(order: OrderFacts, reading: OrderReading): OrderFacts {
  const next: OrderFacts = { ...order, ...missingFacts(order, reading), state: 'paid', rawState: reading.rawState }
  takePayment(next, reading)
  next.refundTotalMinor ??= refundTotal(next)
  return next
}

function takePayment(next: OrderFacts, reading: OrderReading): void {
  next.receivedMinor = reading.receivedMinor ?? (reading.amountMinor ?? next.orderedMinor) + (reading.tipMinor ?? 0)
  next.tipMinor = reading.tipMinor ?? null
  next.paidAt ??= reading.paidAt ?? null
}

/** The received sum in the currency of the refunds, where it is known without a person. */
function refundTotal(order: Pick<OrderFacts, 'currency' | 'receivedMinor' | 'refundCurrency' | 'settledMinor' | 'settledCurrency'>): number | null {
  if (order.refundCurrency === order.currency) return order.receivedMinor
  return order.settledCurrency === order.refundCurrency ? order.settledMinor : null
}

function mismatches(order: OrderFacts, reading: OrderReading, merchantIds: readonly string[]): FoundFlag[] {
  const found: FoundFlag[] = []
  const other = (ours: string, theirs: string | undefined) => ours !== '' && theirs !== undefined && theirs !== '' && ours !== theirs
  if (reading.merchantId !== undefined && reading.merchantId !== '' && merchantIds.length > 0 && !merchantIds.includes(reading.merchantId))
    found.push({ flag: 'accountDiffers', content: reading.merchantId })
  else if (other(order.merchantNo, reading.merchantNo) || other(order.providerNo, reading.providerNo))
    found.push({ flag: 'accountDiffers', content: `${reading.merchantNo ?? ''} ${reading.providerNo ?? ''}` })
  if (reading.currency !== undefined && reading.currency !== order.currency)
    found.push({ flag: 'currencyDiffers', content: reading.currency })
  else {
    const wrong = wrongAmount(order, reading)
    if (wrong) found.push(wrong)
  }
  if (reading.refundedMinor !== undefined && reading.refundedMinor > order.refundedMinor + order.inFlightMinor)
    found.push({ flag: 'unknownUpstreamRefund', content: String(reading.refundedMinor) })
  return found
}

/** A tip is no difference: received = ordered + tip. */
function wrongAmount(order: OrderFacts, reading: OrderReading): FoundFlag | undefined {
  const content = `${reading.amountMinor ?? ''}/${reading.receivedMinor ?? ''}/${reading.tipMinor ?? ''}`
  const told = reading.receivedMinor ?? (reading.amountMinor === undefined ? undefined : reading.amountMinor + (reading.tipMinor ?? 0))
  if (order.state === 'paid' && (told === undefined || told === order.receivedMinor)) return undefined
  if (reading.amountMinor !== undefined && reading.amountMinor !== order.orderedMinor) return { flag: 'amountDiffers', content }
  if (reading.state !== 'paid' || reading.receivedMinor === undefined) return undefined
  const expected = order.orderedMinor + (reading.tipMinor ?? 0)
  if (reading.receivedMinor === expected) return undefined
  return { flag: reading.receivedMinor > expected ? 'overpaid' : 'amountDiffers', content }
}

/** What we did not know and the reading says; what stands is kept. */
function missingFacts(order: OrderFacts, reading: OrderReading): Partial<OrderFacts> {
  const text = (ours: string, theirs: string | undefined) => (ours === '' ? (theirs ?? '') : ours)
  const settles = order.settledMinor === null && reading.settledMinor !== undefined && reading.settledCurrency !== undefined
  return {
    merchantNo: text(order.merchantNo, reading.merchantNo),
    providerNo: text(order.providerNo, reading.providerNo),
    wechatNo: text(order.wechatNo, reading.wechatNo),
    method: text(order.method, reading.method),
    description: text(order.description, reading.description),
    rate: order.rate ?? reading.rate ?? null,
    expiresAt: order.expiresAt ?? reading.expiresAt ?? null,
    ...(settles ? { settledMinor: reading.settledMinor ?? null, settledCurrency: reading.settledCurrency ?? null } : {}),
    ...(order.state === 'paid' && order.paidAt === null && reading.paidAt !== undefined ? { paidAt: reading.paidAt } : {}),
  }
}

function same(a: OrderFacts, b: OrderFacts): boolean {
  return (Object.keys(a) as (keyof OrderFacts)[]).every((key) => key === 'flags' || key === 'settledFlags' || a[key] === b[key])
}
