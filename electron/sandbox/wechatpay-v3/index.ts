/**
 * Stand-in of WeChat Pay APIv3 over real HTTP on 127.0.0.1, for direct merchants and service providers, on the mainland,
 * abroad and with the Hong Kong wallet: signed requests and answers, both kinds of platform keys, encrypted callbacks.
 * Source of every rule: payment-providers §8, §7.6, §10. Shares no code with our own client.
 */
import { randomBytes } from 'node:crypto'
import type { BillTrouble } from '@shared/domain/bills'
import { startStandInServer, type StandInRequest } from '../http/server'
import { StandInFaults } from '../payments/faults'
import { type Delivery, Outbox, type Outgoing } from '../payments/outbox'
import type { BillFlaw, PaymentStandIn, PaymentStandInOptions, StandInAct, StandInOrder } from '../payments/types'
import { Api } from './api'
import { type CallbackFlaw, callbackOf } from './callbacks'
import { answerControl } from './control'
import { RefundLimiter } from './limiter'
import { pay } from './orders'
import { payPage } from './pay-page'
import { PlatformKeys } from './platform-keys'
import { finishRefunds, refundInPortal, settleRefunds } from './refunds'
import { Door } from './signatures'
import { readSnapshot, restoreInto, snapshotOf } from './snapshot'
import { type CallbackAbout, digitsFrom, type V3Limits, World } from './world'

export type { CallbackFlaw } from './callbacks'
export type { V3Limits } from './world'

export interface WechatPayV3StandInOptions extends PaymentStandInOptions {
  limits?: Partial<V3Limits>
  /** Waits before callbacks that were not acknowledged are sent again. */
  repeatsMs?: readonly number[]
}

export interface WechatPayV3StandIn extends PaymentStandIn {
  /** What answers and callbacks can be verified with: entered in the account, as from the merchant platform. */
  platformKeys(): { certificates: { serial: string; pem: string }[]; publicKey: { id: string; pem: string } }
  /** A second certificate becomes active beside the first; new answers are signed with it. */
  rotate(): Promise<void>
  /** Share of callbacks signed by the public key for accounts that have both. */
  setSwitchShare(share: number): void
  /** The callback about an order, or about a refund, without sending it. @throws Error where there is no such number */
  callback(number: string, flaw?: CallbackFlaw): Outgoing
  /** Sends it. */
  send(number: string, flaw?: CallbackFlaw): void
  deliveries(): readonly Delivery[]
  /** Resolves when nothing more is on its way. */
  idle(): Promise<void>
}

/** Starts the stand-in on a free port. Throws `sandbox.snapshotUnreadable` when `restore` is not a snapshot. */
export async function startWechatPayV3StandIn(options: WechatPayV3StandInOptions): Promise<WechatPayV3StandIn> {
  const { clock, random } = options
  const saved = options.restore === undefined ? undefined : readSnapshot(options.restore)
  const keys = saved ? new PlatformKeys(saved.keys) : await PlatformKeys.make(clock.now().getTime(), (count) => digitsFrom(random, count))
  const world = new World(clock, random, keys, () => options.onChange?.(() => snapshotOf(world)))
  if (saved) restoreInto(world, saved)
  else if (options.books) world.book.restore(options.books)
  for (const account of options.accounts) world.merchants.add(account)
  const house = new House(world, options)
  await house.open()
  return house
}

/** The running stand-in: its door, its post and what it can be told. */
class House implements WechatPayV3StandIn {
  readonly kinds = ['v3', 'v3sp']
  readonly controlKey = randomBytes(24).toString('base64url')
  readonly #world: World
  readonly #faults: StandInFaults
  readonly #outbox: Outbox
  readonly #api: Api
  readonly #calls = new Map<string, number>()
  readonly #timers = new Set<NodeJS.Timeout>()
  #close: () => Promise<void> = () => Promise.resolve()

  constructor(world: World, { random, limits, repeatsMs }: WechatPayV3StandInOptions) {
    this.#world = world
    this.#faults = new StandInFaults(random)
    this.#outbox = new Outbox(({ status }) => status === 200 || status === 204, repeatsMs)
    if (limits?.fundBillsPerSecond !== undefined) world.fundBillsPerSecond = limits.fundBillsPerSecond
    const limiter = new RefundLimiter(limits)
    this.#api = new Api({ world, door: new Door(world.merchants), faults: this.#faults, limiter })
    world.tell = (about) => {
      if (world.habit.automatic) this.#post(about)
    }
  }

  async open(): Promise<void> {
    const server = await startStandInServer((request) => this.#handle(request))
    this.#world.baseUrl = server.baseUrl
    this.#close = () => server.close()
  }

  get baseUrl(): string {
    return this.#world.baseUrl
  }

  #handle(request: StandInRequest) {
    const { path } = request
    if (path.startsWith('/_sandbox/')) return answerControl(request, this)
    if (path === '/pay') return payPage(this.#world, request)
    settleRefunds(this.#world)
    const name = `${request.method} ${withoutNumbers(path)}`
    this.#calls.set(name, (this.#calls.get(name) ?? 0) + 1)
    const answer = this.#api.answer(request)
    if (request.method === 'POST' && path.endsWith('/refunds')) this.#settleLater()
    return answer
  }

  /** So that a refund's end is told although nobody asks. */
  #settleLater(): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer)
      settleRefunds(this.#world)
    }, this.#world.refundMs + 20)
    timer.unref()
    this.#timers.add(timer)
  }

  #post(about: CallbackAbout, flaw?: CallbackFlaw): void {
    const outgoing = this.#callback(about, flaw)
    if (outgoing) this.#outbox.post(outgoing, this.#world.habit)
  }

  #callback(about: CallbackAbout, flaw?: CallbackFlaw): Outgoing | undefined {
    const { merchants } = this.#world
    const own = merchants.ofNumber(about.order.merchant)
    const provider = about.order.subMerchant !== ''
    const merchant = own.find(({ serviceProvider }) => serviceProvider === provider)
    return merchant && callbackOf(this.#world, merchant, about, flaw)
  }

  /** @throws Error where no order or refund has this number */
  #about(number: string): CallbackAbout {
    const order = this.#world.order(number)
    if (order) return { order }
    const refund = this.#world.book.refunds.find((one) => one.refundNo === number || one.providerRefundNo === number)
    if (!refund) throw new Error(`no order or refund ${number}`)
    return { order: this.#world.orderOf(refund), refund }
  }

  callback(number: string, flaw?: CallbackFlaw): Outgoing {
    const outgoing = this.#callback(this.#about(number), flaw)
    if (!outgoing) throw new Error(`no merchant of ${number}`)
    return outgoing
  }

  send(number: string, flaw?: CallbackFlaw): void {
    this.#post(this.#about(number), flaw)
  }

  act(number: string, act: StandInAct): Promise<void> {
    return new Promise((resolve) => {
      settleRefunds(this.#world)
      this.#act(this.#about(number).order, act)
      resolve()
    })
  }

  #act(order: StandInOrder, act: StandInAct): void {
    const world = this.#world
    switch (act) {
      case 'pay':
        return pay(world, order)
      case 'payOtherAmount':
        return pay(world, order, order.amountMinor + 100)
      case 'fail':
        if (order.state === 'open') order.state = 'failed'
        return world.changed()
      case 'expire':
        if (order.state === 'open') Object.assign(order, { state: 'closed', expiresAtMs: world.now })
        return world.changed()
      case 'notifyAgain':
        this.#post({ order })
        for (const refund of world.book.refundsOf(order)) if (refund.state !== 'processing') this.#post({ order, refund })
        return
      case 'notifyForged':
        return this.#post({ order: { ...order, state: 'paid', paidMinor: order.amountMinor, paidAtMs: world.now } }, 'forged')
      case 'refundInPortal': {
        refundInPortal(world, order)
        return this.#settleLater()
      }
      case 'finishRefunds':
        return finishRefunds(world, order)
    }
  }

  platformKeys() {
    const { keys, now } = this.#world
    return { certificates: keys.active(now).map(({ serial, pem }) => ({ serial, pem })), publicKey: keys.publicKey }
  }

  async rotate(): Promise<void> {
    const world = this.#world
    await world.keys.rotate(world.now, (count) => world.unique(count))
    world.changed()
  }

  setSwitchShare(share: number): void {
    this.#world.switchShare = share
  }

  addAccount(account: Parameters<PaymentStandIn['addAccount']>[0]): void {
    this.#world.merchants.add(account)
  }

  setFault(fault: Parameters<PaymentStandIn['setFault']>[0]): void {
    this.#faults.set(fault)
  }

  clearFaults(): void {
    this.#faults.clear()
  }

  setHabit(habit: Parameters<PaymentStandIn['setHabit']>[0]): void {
    Object.assign(this.#world.habit, habit)
  }

  setRefundTime(ms: number): void {
    this.#world.refundMs = ms
  }

  setBillTroubles(troubles: readonly BillTrouble[]): void {
    this.#world.bills.setTroubles(troubles)
  }

  setBillFlaw(flaw: BillFlaw | undefined): void {
    this.#world.bills.setFlaw(flaw)
  }

  orders() {
    return [...this.#world.book.orders.values()]
  }

  refunds() {
    settleRefunds(this.#world)
    return [...this.#world.book.refunds]
  }

  calls() {
    return Object.fromEntries(this.#calls)
  }

  deliveries() {
    return this.#outbox.deliveries
  }

  idle() {
    return this.#outbox.idle()
  }

  snapshot() {
    return snapshotOf(this.#world)
  }

  async close(): Promise<void> {
    for (const timer of this.#timers) clearTimeout(timer)
    await this.#outbox.close()
    await this.#close()
  }
}

/** Paths are counted without the numbers in them. */
function withoutNumbers(path: string): string {
  return path.replace(/(\/(?:out-trade-no|id|out-refund-no|domestic\/refunds)\/)[^/]+/u, '$1{}')
}
