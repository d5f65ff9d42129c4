import type { ProviderTraits } from '@shared/contract/payment-providers'
import type { Clock } from '../../../platform/clock/clock'
import { Fault } from '../../../platform/errors/fault'
import { Book } from '../../../sandbox/payments/book'
import type { StandInRefund } from '../../../sandbox/payments/types'
import type { Effect, OrderReading, ProviderClient, RefundReading } from '../../../upstream/payments'

/** How one call to send a refund goes. */
export type Turn =
  | 'done'
  | 'processing'
  | 'lostAfter'
  | 'lostBefore'
  | 'throwAfter'
  | 'refusedNow'
  | 'refusedNever'
  | 'notSent'
  | 'needsManual'

const base: ProviderTraits = {
  kind: 'number',
  system: 'fixture',
  serviceProvider: false,
  methods: [],
  currencies: [],
  amountUnit: 'minor',
  orderQuery: ['merchant'],
  refundBy: ['merchant'],
  refund: 'yes',
  refundCurrency: 'order',
  refundQuery: 'ourNumber',
  refundList: false,
  refundIdempotent: true,
  maxRefunds: 50,
  refundDays: 365,
  refundPauseSeconds: 0,
  close: false,
  closeAfterMinutes: 0,
  notification: 'none',
  merchantNumber: { pattern: '.+', maxLength: 64 },
  refundNumber: { pattern: '[0-9A-Za-z_*@|-]+', maxLength: 64 },
  refundReason: { required: false, maxBytes: 80 },
  minimum: {},
  lifetimeMinutes: 60,
  fields: [],
  keys: [],
  described: false,
  unverified: false,
  facts: [],
}

/** The ways in which kinds differ for refunds: found by number (and repeated or not), listed, told as a sum, not found at all. */
export const fixtureTraits: Record<string, ProviderTraits> = {
  number: base,
  once: { ...base, kind: 'once', refundIdempotent: false },
  list: { ...base, kind: 'list', refundList: true },
  sum: { ...base, kind: 'sum', refundQuery: 'order', refundIdempotent: false },
  blind: { ...base, kind: 'blind', refundQuery: 'none', refundIdempotent: false },
}

/** A provider in this process, with the books that the stand-ins keep, and answers that go wrong as they are told. */
export class FixtureProvider {
  readonly book = new Book()
  readonly #clock: Clock
  /** How the next calls go; afterwards each is `processing`. */
  turns: Turn[] = []
  /** Sends that reached it, by refund number. */
  sends: string[] = []
  queriesFail = false
  /** Called while a send is under way. */
  during: (() => Promise<void>) | undefined
  #last = 0

  constructor(clock: Clock) {
    this.#clock = clock
  }

  client(kind: string): ProviderClient {
    const traits = fixtureTraits[kind] ?? base
    return {
      createOrder: () => Promise.reject(new Fault('internal')),
      queryOrder: async (_account, { merchantNo }) => Promise.resolve(this.#order(merchantNo)),
      refund: (_account, refund) => this.#send(kind, refund),
      ...(traits.refundQuery === 'none' ? {} : { queryRefund: async (_account, asked) => Promise.resolve(this.#query(traits, asked)) }),
      ...(traits.refundList ? { listRefunds: async (_account, order) => Promise.resolve(this.#list(order.merchantNo)) } : {}),
      test: () => Promise.resolve({ detail: '' }),
      reply: () => ({ status: 200, headers: {}, body: '' }),
    }
  }

  addOrder(order: { merchantNo: string; amountMinor: number; currency: string; paidAt: string }): void {
    this.book.add({
      merchant: 'm',
      subMerchant: '',
      merchantNo: order.merchantNo,
      providerNo: '',
      wechatNo: '',
      amountMinor: order.amountMinor,
      paidMinor: order.amountMinor,
      currency: order.currency,
      state: 'paid',
      method: '',
      description: '',
      notifyUrl: '',
      createdAtMs: Date.parse(order.paidAt),
      paidAtMs: Date.parse(order.paidAt),
      expiresAtMs: 0,
      more: {},
    })
  }

  /** Somebody refunds in the provider's console. */
  refundInPortal(merchantNo: string, amountMinor: number): void {
    this.#book(merchantNo, `portal-${(this.#last += 1)}`, amountMinor, false)
    this.finish()
  }

  /** Everything accepted is done; on request also what waited for staff. */
  finish(staffToo = false): void {
    this.book.settle(Number.MAX_SAFE_INTEGER, 0)
    if (staffToo) for (const refund of this.book.refunds) if (refund.state === 'needsManual') refund.state = 'succeeded'
  }

  /** Whether money went out, or may go, under a number. */
  has(refundNo: string): boolean {
    return this.book.refunds.some((refund) => refund.refundNo === refundNo && refund.state !== 'failed')
  }

  /** Numbers under which money went out, or may go, of an order. */
  numbers(merchantNo: string): string[] {
    const order = this.book.find(merchantNo)
    return order ? this.book.refundsOf(order).flatMap(({ refundNo, state }) => (state === 'failed' ? [] : [refundNo])) : []
  }

  /** Money that left, in minor units. */
  refunded(merchantNo: string): number {
    const order = this.book.find(merchantNo)
    return order ? this.book.refundedMinor(order) : 0
  }

  #book(merchantNo: string, refundNo: string, amountMinor: number, idempotent: boolean) {
    const order = this.book.find(merchantNo)
    const rules = { most: 50, days: 365, idempotent }
    const made = { atMs: this.#clock.now().getTime(), providerRefundNo: `P${(this.#last += 1)}` }
    return this.book.refund(order, { refundNo, amountMinor, currency: order?.currency ?? '', reason: '', notifyUrl: '' }, rules, made)
  }

  async #send(kind: string, refund: { refundNo: string; amountMinor: number; order: { merchantNo: string } }): Promise<Effect<RefundReading>> {
    const turn = this.turns.shift() ?? 'processing'
    const fault = (code: string) => new Fault(`payments.${code}`, { upstream: { system: 'fixture', code, message: '' } })
    await this.during?.()
    if (turn === 'notSent') return { outcome: 'notSent', fault: fault('fixtureAway') }
    if (turn === 'refusedNow') return { outcome: 'refused', fault: fault('fixtureBusy'), again: 'sameNumber', waitMs: 60_000 }
    if (turn === 'refusedNever') return { outcome: 'refused', fault: fault('fixtureNo'), again: 'never' }
    if (turn === 'lostBefore') return { outcome: 'unknown', fault: fault('fixtureLost') }
    this.sends.push(refund.refundNo)
    const judged = this.#book(refund.order.merchantNo, refund.refundNo, refund.amountMinor, fixtureTraits[kind]?.refundIdempotent ?? true)
    if (!('refund' in judged)) return { outcome: 'refused', fault: fault(judged.verdict), again: 'never' }
    if (turn === 'done') judged.refund.state = 'succeeded'
    if (turn === 'needsManual') judged.refund.state = 'needsManual'
    if (turn === 'throwAfter') throw new Error('a bug')
    if (turn === 'lostAfter') return { outcome: 'unknown', fault: fault('fixtureLost') }
    return { outcome: 'done', value: readingOf(judged.refund) }
  }

  #query(traits: ProviderTraits, asked: { refundNo: string; amountMinor: number; refundedBeforeMinor?: number; order: { merchantNo: string } }): RefundReading {
    if (this.queriesFail) throw new Fault('http.timeout', { retry: 'safe' })
    if (traits.refundQuery !== 'order') {
      const refund = this.book.findRefund('m', asked.refundNo)
      if (!refund) throw new Fault('payments.refundNotFound')
      return readingOf(refund)
    }
    const sum = this.done(asked.order.merchantNo)
    if (sum === (asked.refundedBeforeMinor ?? 0) + asked.amountMinor) return { state: 'succeeded', rawState: String(sum), raw: '' }
    return { state: 'unknown', rawState: String(sum), raw: '' }
  }

  #list(merchantNo: string): RefundReading[] {
    if (this.queriesFail) throw new Fault('http.timeout', { retry: 'safe' })
    const order = this.book.find(merchantNo)
    return order ? this.book.refundsOf(order).map(readingOf) : []
  }

  /** What is done already, as a sum tells it. */
  done(merchantNo: string): number {
    const order = this.book.find(merchantNo)
    const refunds = order ? this.book.refundsOf(order) : []
    return refunds.reduce((sum, { state, amountMinor }) => (state === 'succeeded' ? sum + amountMinor : sum), 0)
  }

  #order(merchantNo: string): OrderReading {
    if (this.queriesFail) throw new Fault('http.timeout', { retry: 'safe' })
    const refundedMinor = this.done(merchantNo)
    return { state: 'paid', rawState: refundedMinor > 0 ? 'REFUND' : 'SUCCESS', refundedMinor, raw: '' }
  }
}

function readingOf(refund: StandInRefund): RefundReading {
  const { state, refundNo, providerRefundNo, amountMinor, currency } = refund
  return { state, rawState: state.toUpperCase(), refundNo, providerRefundNo, amountMinor, currency, raw: '{}' }
}
