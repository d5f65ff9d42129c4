import type { StandInOrder, StandInRefund } from './types'

/** How a provider limits refunds. */
export interface RefundRules {
  /** Refunds of one order at most. */
  most: number
  /** Days after payment. */
  days: number
  /** Whether the same number with the same content is the same refund. */
  idempotent: boolean
}

export type RefundJudgement =
  | { verdict: 'new'; refund: StandInRefund }
  | { verdict: 'same'; refund: StandInRefund }
  /** The number is taken by a refund with other content. */
  | { verdict: 'taken'; refund: StandInRefund }
  | { verdict: 'unknownOrder' | 'unpaid' | 'exceeds' | 'tooMany' | 'tooLate' | 'zero' }

export interface RefundAsked {
  refundNo: string
  amountMinor: number
  currency: string
  reason: string
  notifyUrl: string
  madeInPortal?: boolean
  more?: Record<string, string>
}

const dayMs = 86_400_000

/**
 * The books of a stand-in: orders and refunds, judged as the real one does (payment-providers §10.1). Every kind keeps
 * one; what its numbers look like and which errors it answers is its own.
 */
export class Book {
  readonly orders = new Map<string, StandInOrder>()
  readonly refunds: StandInRefund[] = []
  readonly #byOrder = new Map<string, StandInRefund[]>()
  readonly #byNo = new Map<string, StandInRefund>()

  /** Keys an order: numbers of different merchants do not meet. */
  static key(merchant: string, subMerchant: string, merchantNo: string): string {
    return JSON.stringify([merchant, subMerchant, merchantNo])
  }

  static keyOf(order: StandInOrder): string {
    return Book.key(order.merchant, order.subMerchant, order.merchantNo)
  }

  add(order: StandInOrder): void {
    this.orders.set(Book.keyOf(order), order)
  }

  /** The order with any of its numbers; of any merchant unless one is named. */
  find(number: string, merchant?: string, subMerchant?: string): StandInOrder | undefined {
    if (number === '') return undefined
    for (const order of this.orders.values()) {
      if (merchant !== undefined && order.merchant !== merchant) continue
      if (subMerchant !== undefined && order.subMerchant !== subMerchant) continue
      if ([order.merchantNo, order.providerNo, order.wechatNo].includes(number)) return order
    }
    return undefined
  }

  refundsOf(order: StandInOrder): StandInRefund[] {
    return this.#byOrder.get(Book.keyOf(order)) ?? []
  }

  /** By the merchant's number or the provider's. */
  findRefund(merchant: string, number: string): StandInRefund | undefined {
    return (
      this.#byNo.get(JSON.stringify([merchant, number])) ??
      this.refunds.find((refund) => refund.merchant === merchant && refund.providerRefundNo === number)
    )
  }

  /** Sum of refunds that are done or may still be done. */
  refundedMinor(order: StandInOrder): number {
    return this.refundsOf(order)
      .filter(({ state }) => state !== 'failed')
      .reduce((sum, { amountMinor }) => sum + amountMinor, 0)
  }

  /** Judges and, when it is a new one, books a refund. */
  refund(order: StandInOrder | undefined, asked: RefundAsked, rules: RefundRules, made: { atMs: number; providerRefundNo: string }): RefundJudgement {
    if (!order) return { verdict: 'unknownOrder' }
    const known = asked.refundNo === '' ? undefined : this.#byNo.get(JSON.stringify([order.merchant, asked.refundNo]))
    if (known && rules.idempotent) {
      const same = known.orderKey === Book.keyOf(order) && known.amountMinor === asked.amountMinor && known.currency === asked.currency
      // After a clear failure the same number with the same content is tried again.
      if (same && known.state === 'failed' && known.more['retry'] === 'yes') {
        known.state = 'processing'
        known.completedAtMs = undefined
      }
      return same ? { verdict: 'same', refund: known } : { verdict: 'taken', refund: known }
    }
    if (order.state !== 'paid' || order.paidAtMs === undefined) return { verdict: 'unpaid' }
    if (asked.amountMinor <= 0) return { verdict: 'zero' }
    if (made.atMs - order.paidAtMs > rules.days * dayMs) return { verdict: 'tooLate' }
    if (this.refundsOf(order).length >= rules.most) return { verdict: 'tooMany' }
    if (this.refundedMinor(order) + asked.amountMinor > order.paidMinor) return { verdict: 'exceeds' }
    const refund: StandInRefund = {
      merchant: order.merchant,
      refundNo: asked.refundNo,
      providerRefundNo: made.providerRefundNo,
      orderKey: Book.keyOf(order),
      amountMinor: asked.amountMinor,
      currency: asked.currency,
      state: 'processing',
      reason: asked.reason,
      notifyUrl: asked.notifyUrl,
      createdAtMs: made.atMs,
      completedAtMs: undefined,
      madeInPortal: asked.madeInPortal ?? false,
      more: asked.more ?? {},
    }
    this.#keep(refund)
    return { verdict: 'new', refund }
  }

  #keep(refund: StandInRefund): void {
    this.refunds.push(refund)
    const list = this.#byOrder.get(refund.orderKey) ?? []
    list.push(refund)
    this.#byOrder.set(refund.orderKey, list)
    if (refund.refundNo !== '') this.#byNo.set(JSON.stringify([refund.merchant, refund.refundNo]), refund)
  }

  /** What was accepted long enough ago is done. Answers the refunds that became so. */
  settle(nowMs: number, refundMs: number): StandInRefund[] {
    const done: StandInRefund[] = []
    for (const refund of this.refunds)
      if (refund.state === 'processing' && refund.more['hold'] !== 'yes' && nowMs - refund.createdAtMs >= refundMs) {
        refund.state = 'succeeded'
        refund.completedAtMs = nowMs
        done.push(refund)
      }
    return done
  }

  snapshot(): { orders: StandInOrder[]; refunds: StandInRefund[] } {
    return { orders: [...this.orders.values()], refunds: this.refunds }
  }

  restore(saved: { orders: StandInOrder[]; refunds: StandInRefund[] }): void {
    for (const order of saved.orders) this.add(order)
    for (const refund of saved.refunds) this.#keep(refund)
  }
}
