import { createHash } from 'node:crypto'
import type { BillTrouble } from '@shared/domain/bills'
import type { Book } from '../book'
import type { StandInOrder, StandInRefund } from '../types'

/** Something that a bill of the provider has a row for. Amounts in minor units, without sign. */
export interface BillFact {
  kind: 'payment' | 'refund' | 'refundClosed' | 'dispute'
  /** Of success, or of the acceptance of the refund (payment-providers §9.2). */
  atMs: number
  order: StandInOrder
  appid: string
  wechatNo: string
  merchantNo: string
  currency: string
  amountMinor: number
  feeMinor: number
  refundNo: string
  providerRefundNo: string
  /** `SUCCESS`, `REFUND`, `REVOKED`. */
  state: string
  /** `SUCCESS`, `PROCESSING`, `FAIL`, `CHANGE`; empty for payments. As of the making of the bill. */
  refundState: string
  refundedAtMs: number | undefined
  title: string
  /** In the list of payments only: money did not move twice. */
  listedOnly?: true
}

/** 0.60 %, as most merchants have it. */
const feePpm = 6_000

/** To the fen, half up (settlement-reconciliation §4.1). */
export const feeOf = (minor: number): number => Math.floor((minor * feePpm + 500_000) / 1_000_000)

/** Name under which an order of the example says what is wrong with it in the bills. */
const troubleKey = 'billTrouble'

export interface WhoseBill {
  merchant: string
  /** Undefined: all sub-merchants of a service provider. */
  subMerchant: string | undefined
  /** AppID of orders that do not name their own. */
  appid: string
}

/** Everything of a merchant in the order of time, with the troubles that are switched on. */
export function factsOf(book: Book, whose: WhoseBill, troubles: ReadonlySet<BillTrouble>, nowMs: number): BillFact[] {
  const facts: BillFact[] = []
  const nameApp = (fact: BillFact): BillFact => ({ ...fact, appid: fact.order.more['appid'] ?? whose.appid })
  for (const order of book.orders.values()) {
    if (order.merchant !== whose.merchant || order.paidAtMs === undefined) continue
    if (whose.subMerchant !== undefined && order.subMerchant !== whose.subMerchant) continue
    const own = [payment(order, order.paidAtMs), ...book.refundsOf(order).flatMap((refund) => refundFacts(order, refund, nowMs))]
    const trouble = order.more[troubleKey]
    facts.push(...(isOn(trouble, troubles) ? troubled(own, trouble) : untroubled(own, trouble)).map(nameApp))
  }
  return facts.sort((a, b) => a.atMs - b.atMs || (a.kind < b.kind ? -1 : a.kind > b.kind ? 1 : 0) || (a.merchantNo < b.merchantNo ? -1 : 1))
}

function isOn(name: string | undefined, troubles: ReadonlySet<BillTrouble>): name is BillTrouble {
  return name !== undefined && (troubles as ReadonlySet<string>).has(name)
}

function payment(order: StandInOrder, paidAtMs: number): BillFact {
  return {
    kind: 'payment',
    atMs: paidAtMs,
    order,
    appid: '',
    wechatNo: order.wechatNo,
    merchantNo: order.merchantNo,
    currency: order.currency,
    amountMinor: order.paidMinor,
    feeMinor: feeOf(order.paidMinor),
    refundNo: '',
    providerRefundNo: '',
    state: 'SUCCESS',
    refundState: '',
    refundedAtMs: undefined,
    title: order.description,
  }
}

const refundStates: Readonly<Record<StandInRefund['state'], string>> = { processing: 'PROCESSING', succeeded: 'SUCCESS', failed: 'FAIL', needsManual: 'CHANGE' }

function refundFacts(order: StandInOrder, refund: StandInRefund, nowMs: number): BillFact[] {
  const fact: BillFact = {
    ...payment(order, refund.createdAtMs),
    kind: 'refund',
    amountMinor: refund.amountMinor,
    feeMinor: feeOf(refund.amountMinor),
    refundNo: refund.refundNo,
    providerRefundNo: refund.providerRefundNo,
    state: 'REFUND',
    refundState: refundStates[refund.state],
    refundedAtMs: refund.state === 'succeeded' ? refund.completedAtMs : undefined,
  }
  // It went out when it was accepted, so its end puts the money back.
  if (refund.state !== 'failed') return [fact]
  return [fact, { ...fact, kind: 'refundClosed', atMs: refund.completedAtMs ?? Math.min(nowMs, refund.createdAtMs + 3_600_000) }]
}

/** Digits that follow from a text, so that what is invented is the same in every bill. */
function digitsOf(text: string, count: number): string {
  const hex = createHash('sha256').update(text).digest('hex')
  return [...hex].map((digit) => String(Number.parseInt(digit, 16) % 10)).join('').slice(0, count)
}

const minuteMs = 60_000

/** What the bills have instead of what the books say. */
function troubled(own: BillFact[], trouble: BillTrouble): BillFact[] {
  const [first, ...rest] = own
  if (!first) return own
  const { merchantNo } = first
  const stranger = { wechatNo: `4200${digitsOf(merchantNo, 24)}`, merchantNo: `${merchantNo}Z`, amountMinor: first.amountMinor, atMs: first.atMs + 7 * minuteMs }
  switch (trouble) {
    case 'missingThere':
      return []
    case 'missingHere':
      return [...own, { ...first, ...stranger, title: '线下收款（本系统没有记录）' }]
    case 'amount':
      return [{ ...first, amountMinor: first.amountMinor + 100, feeMinor: feeOf(first.amountMinor + 100) }, ...rest]
    case 'fee':
      return [{ ...first, feeMinor: first.feeMinor + 55 }, ...rest]
    case 'currency':
      return [{ ...first, currency: first.currency === 'HKD' ? 'CNY' : 'HKD' }, ...rest]
    case 'state':
      // Paid there, and the shop never heard of it: that is in its own books.
      return own
    case 'duplicate':
      return [first, { ...first, listedOnly: true }, ...rest]
    case 'crossMonth':
      // Paid here in the last minutes of a month, booked there in the first of the next one.
      return [{ ...first, atMs: nextMonthStart(first.atMs) + 4 * minuteMs }, ...rest]
    case 'refundWithoutOrder':
      return [
        ...own,
        {
          ...first,
          ...stranger,
          kind: 'refund',
          amountMinor: Math.min(first.amountMinor, 5_000),
          feeMinor: feeOf(Math.min(first.amountMinor, 5_000)),
          refundNo: `R${merchantNo}Z`,
          providerRefundNo: `5030${digitsOf(`R${merchantNo}`, 25)}`,
          state: 'REFUND',
          refundState: 'SUCCESS',
          refundedAtMs: stranger.atMs + minuteMs,
        },
      ]
    case 'rounding':
      return [{ ...first, amountMinor: first.amountMinor - 1 }, ...rest]
    case 'dispute':
      return [...own, { ...first, kind: 'dispute', atMs: first.atMs + 45 * minuteMs, feeMinor: 0 }]
  }
}

/** Without the trouble an order that the shop holds for unpaid is not in the bill either. */
function untroubled(own: BillFact[], trouble: string | undefined): BillFact[] {
  return trouble === 'state' ? [] : own
}

function nextMonthStart(ms: number): number {
  const wall = new Date(ms + 28_800_000)
  return Date.UTC(wall.getUTCFullYear(), wall.getUTCMonth() + 1, 1) - 28_800_000
}
