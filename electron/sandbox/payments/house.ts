import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { startStandInServer, type StandInAnswer, type StandInReply, type StandInRequest, type StandInServer, type StandInTls } from '../http/server'
import { BillDesk } from './bills'
import { Book, type RefundAsked, type RefundJudgement, type RefundRules } from './book'
import { answerControl } from './control'
import { StandInFaults } from './faults'
import { type Delivery, Outbox, type Outgoing } from './outbox'
import { applyAct } from './acts'
import { orderScenario, refundScenario } from './scenarios'
import type { NotificationHabit, PaymentStandIn, PaymentStandInOptions, StandInAccount, StandInAct, StandInOrder, StandInRefund } from './types'

/** How a notification is wrong on purpose. */
export type Forgery = 'none' | 'badSignature' | 'otherAmount'

/** What one provider's stand-in adds to the common house. */
export interface HouseParts {
  kinds: readonly string[]
  /** Name of the account's value that is the merchant. */
  merchantField: string
  /** What an account is known by where no value of it is the merchant (VR: there is nothing but its token). */
  readonly merchantOf?: (account: StandInAccount) => string
  rules: RefundRules
  /** What faults and counts call a request. */
  nameOf(request: StandInRequest): string
  answer(request: StandInRequest): Answered
  /** Pages that a guest's browser opens; `undefined` where the path is none of them. Not counted, no faults. */
  page?(request: StandInRequest): StandInReply | undefined
  /** The provider's answer to a call that failed inside. */
  systemError(name: string, request: StandInRequest): StandInReply
  /** Its answer to one call too many in a second; HTTP 429 where it has no form of its own. */
  tooMany?(request: StandInRequest): StandInReply
  /** How the provider numbers a refund that staff make in its console. */
  portalRefundNo?(): string
  paymentNotice?(order: StandInOrder, account: StandInAccount, forgery: Forgery): Outgoing | undefined
  refundNotice?(refund: StandInRefund, order: StandInOrder, account: StandInAccount, forgery: Forgery): Outgoing | undefined
  acknowledged(delivery: Delivery): boolean
  /** Opens a pay link that no server has heard of yet (2PayNow); the order of it. */
  openLink?(link: string): StandInOrder | undefined
}

/** `number`: the merchant's number of a new order or refund, whose ending may ask for a scenario. */
export interface Answered {
  reply: StandInReply
  number?: string
  /** Effects to come after the reply was made, e.g. a notification. */
  after?: () => void
}

const Text = z.record(z.string(), z.string())
const Saved = z.strictObject({
  format: z.literal('minidesk.sandbox.payments'),
  version: z.literal(1),
  orders: z.array(
    z.object({
      merchant: z.string(), subMerchant: z.string(), merchantNo: z.string(), providerNo: z.string(), wechatNo: z.string(),
      amountMinor: z.int(), currency: z.string(), paidMinor: z.int(), state: z.enum(['open', 'paid', 'closed', 'failed']),
      method: z.string(), description: z.string(), notifyUrl: z.string(), createdAtMs: z.number(),
      paidAtMs: z.number().optional(), expiresAtMs: z.number(), more: Text,
    }),
  ),
  refunds: z.array(
    z.object({
      merchant: z.string(), refundNo: z.string(), providerRefundNo: z.string(), orderKey: z.string(), amountMinor: z.int(), currency: z.string(),
      state: z.enum(['processing', 'succeeded', 'failed', 'needsManual']), reason: z.string(), notifyUrl: z.string(),
      createdAtMs: z.number(), completedAtMs: z.number().optional(), madeInPortal: z.boolean(), more: Text,
    }),
  ),
})

/** An accepted refund takes at least so long; with the real ones it is minutes to days. */
const shippedRefundMs = 60_000

/**
 * What the stand-ins of the overseas providers have in common: books, faults, scenarios by the end of a number, the
 * guest's acts, notifications and memory. What is asked and answered, and how it is signed, is each one's own.
 */
export class House {
  readonly book = new Book()
  readonly bills = new BillDesk()
  readonly faults: StandInFaults
  readonly outbox: Outbox
  readonly controlKey = randomUUID()
  readonly options: PaymentStandInOptions
  readonly #parts: HouseParts
  readonly #accounts = new Map<string, StandInAccount>()
  readonly #calls: Record<string, number> = {}
  readonly #habit: NotificationHabit = { automatic: true, copies: 1, delayMs: 0 }
  #refundMs = shippedRefundMs
  #server: StandInServer | undefined

  constructor(parts: HouseParts, options: PaymentStandInOptions) {
    this.#parts = parts
    this.options = options
    this.faults = new StandInFaults(options.random)
    this.outbox = new Outbox((delivery) => parts.acknowledged(delivery))
    for (const account of options.accounts) this.addAccount(account)
    if (options.books) this.book.restore(options.books)
    if (options.restore === undefined) return
    const saved = Saved.parse(JSON.parse(options.restore))
    this.book.restore({
      orders: saved.orders.map((order) => ({ ...order, paidAtMs: order.paidAtMs })),
      refunds: saved.refunds.map((refund) => ({ ...refund, completedAtMs: refund.completedAtMs })),
    })
  }

  get baseUrl(): string {
    return this.#server?.baseUrl ?? ''
  }

  get now(): number {
    return this.options.clock.now().getTime()
  }

  addAccount(account: StandInAccount): void {
    const { merchantField, merchantOf } = this.#parts
    this.#accounts.set(merchantOf?.(account) ?? account.values[merchantField] ?? '', account)
  }

  account(merchant: string): StandInAccount | undefined {
    return this.#accounts.get(merchant)
  }

  /** So many digits by chance. */
  digits(count: number): string {
    return Array.from({ length: count }, () => String(Math.floor(this.options.random() * 10))).join('')
  }

  /** A UUID by chance, from the same source as everything else. */
  id(): string {
    const hex = Array.from({ length: 32 }, () => Math.floor(this.options.random() * 16).toString(16)).join('')
    return [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20)].join('-')
  }

  /** A number of WeChat Pay: `4200` and 24 digits. */
  wechatNo(): string {
    return `4200${this.digits(24)}`
  }

  /** Books a new order and does what the end of its number asks for. */
  open(order: StandInOrder): void {
    this.book.add(order)
    orderScenario(this, order)
  }

  pay(order: StandInOrder, paidMinor = order.amountMinor + Number(order.more['tipMinor'] ?? '0')): void {
    if (order.state === 'paid') return
    order.state = 'paid'
    order.paidMinor = paidMinor
    order.paidAtMs = this.now
    if (order.wechatNo === '') order.wechatNo = this.wechatNo()
    this.notifyPayment(order)
  }

  /** Unpaid orders end with their time. */
  refresh(order: StandInOrder | undefined): StandInOrder | undefined {
    if (order?.state === 'open' && this.now > order.expiresAtMs) order.state = 'closed'
    return order
  }

  notifyPayment(order: StandInOrder, forgery?: Forgery): void {
    if (forgery === undefined && !this.#habit.automatic) return
    const account = this.account(order.merchant)
    const scenario = order.merchantNo.endsWith('-BADSIG') ? 'badSignature' : order.merchantNo.endsWith('-OTHERAMT') ? 'otherAmount' : 'none'
    const outgoing = account && this.#parts.paymentNotice?.(order, account, forgery ?? scenario)
    if (outgoing) this.outbox.post(outgoing, this.#habit)
  }

  notifyRefund(refund: StandInRefund, forced = false): void {
    if (!forced && !this.#habit.automatic) return
    const account = this.account(refund.merchant)
    const order = this.book.orders.get(refund.orderKey)
    const outgoing = account && order && this.#parts.refundNotice?.(refund, order, account, 'none')
    if (outgoing) this.outbox.post(outgoing, this.#habit)
  }

  refund(order: StandInOrder | undefined, asked: RefundAsked, providerRefundNo: string): RefundJudgement {
    const judged = this.book.refund(order, asked, this.#parts.rules, { atMs: this.now, providerRefundNo })
    if (judged.verdict === 'new') refundScenario(judged.refund)
    return judged
  }

  portalRefundNo(): string {
    return this.#parts.portalRefundNo?.() ?? `P${this.digits(12)}`
  }

  /** What was accepted long enough ago is done, and told. */
  settle(): void {
    const done = this.book.settle(this.now, this.#refundMs)
    for (const refund of this.book.refunds)
      // The balance was too low and is filled up meanwhile.
      if (refund.more['later'] === 'yes' && refund.state === 'needsManual' && this.now - refund.createdAtMs >= 2 * this.#refundMs) {
        refund.state = 'succeeded'
        refund.completedAtMs = this.now
        done.push(refund)
      }
    for (const refund of done) this.notifyRefund(refund)
  }

  /** The order with a number, or the one of a pay link. @throws Error where there is none */
  find(number: string): StandInOrder {
    const isLink = /^https?:/u.test(number)
    const opened = isLink ? this.#parts.openLink?.(number) : undefined
    const order = opened ?? this.book.find(number) ?? [...this.book.orders.values()].find((one) => isLink && one.more['link'] === number)
    if (!order) throw new Error('no such order')
    return order
  }

  readonly #handle = (request: StandInRequest): StandInAnswer => {
    this.settle()
    const page = this.#parts.page?.(request)
    if (page) return this.#changed(page)
    const name = this.#parts.nameOf(request)
    this.#calls[name] = (this.#calls[name] ?? 0) + 1
    if (this.faults.take('dropBefore', name)) return 'drop'
    if (this.faults.take('systemErrorBefore', name)) return this.#parts.systemError(name, request)
    if (this.faults.take('tooMany', name))
      return this.#parts.tooMany?.(request) ?? { status: 429, headers: { 'content-type': 'text/plain' }, body: 'too many requests' }
    const { reply, number, after } = this.#parts.answer(request)
    after?.()
    this.#changed(reply)
    if (this.faults.take('dropAfter', name) || number?.endsWith('-TIMEOUT')) return 'drop'
    if (this.faults.take('systemErrorAfter', name) || number?.endsWith('-SYSERR')) return this.#parts.systemError(name, request)
    const delay = this.faults.take('delay', name)
    return delay ? { ...reply, delayMs: delay.ms } : reply
  }

  #changed<T>(answer: T): T {
    this.options.onChange?.(() => this.snapshot())
    return answer
  }

  snapshot(): string {
    return JSON.stringify({ format: 'minidesk.sandbox.payments', version: 1, ...this.book.snapshot() })
  }

  /** Opens the door. */
  async start(tls?: StandInTls): Promise<PaymentStandIn> {
    const standIn = this.#standIn()
    const handle = (request: StandInRequest) => (request.path.startsWith('/__control') ? answerControl(request, standIn) : this.#handle(request))
    this.#server = await startStandInServer(handle, tls)
    return standIn
  }

  #standIn(): PaymentStandIn {
    const act = async (number: string, what: StandInAct) => {
      this.settle()
      applyAct(this, this.find(number), what)
      this.#changed(undefined)
    }
    const own = {
      kinds: this.#parts.kinds,
      controlKey: this.controlKey,
      addAccount: (account: StandInAccount) => this.addAccount(account),
      setFault: this.faults.set.bind(this.faults),
      clearFaults: () => this.faults.clear(),
      setHabit: (habit: Partial<NotificationHabit>) => void Object.assign(this.#habit, habit),
      setRefundTime: (ms: number) => void (this.#refundMs = ms),
      setBillTroubles: this.bills.setTroubles.bind(this.bills),
      setBillFlaw: this.bills.setFlaw.bind(this.bills),
      act,
      orders: () => [...this.book.orders.values()],
      refunds: () => (this.settle(), this.book.refunds),
      calls: () => ({ ...this.#calls }),
      snapshot: () => this.snapshot(),
      close: async () => {
        await this.outbox.close()
        await this.#server?.close()
      },
    }
    // Known only when the door is open.
    return Object.defineProperty(own, 'baseUrl', { get: () => this.baseUrl, enumerable: true }) as PaymentStandIn
  }
}
