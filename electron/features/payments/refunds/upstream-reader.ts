import type { ProviderTraits } from '@shared/contract/payment-providers'
import { dayIn } from '@shared/domain/days'
import type { RefundState } from '@shared/domain/payments'
import { Fault } from '../../../platform/errors/fault'
import type { OpenAccount, OrderReading, ProviderCall, ProviderClient, RefundReading } from '../../../upstream/payments'
import { canBeQueried, envelopeOf, orderOf, type RefundDesk } from './desk'
import type { Mover } from './move.repository'
import { foreignRefundNo } from './service'
import type { StoredRefund } from './rows.repository'
import type { OrderGround } from './order.repository'

export interface Upstream {
  account: OpenAccount
  client: ProviderClient
  traits: ProviderTraits
}

/** What a refund is sent on the ground of; `go: false`: it was moved instead. */
export type Preflight = { go: true; refundedBeforeMinor: number | null } | { go: false }

const maybeSeen: readonly RefundState[] = ['sending', 'processing', 'unknown', 'review', 'needsManual']

/** Reads at the provider what was refunded of an order, so that nothing is refunded on wrong grounds. */
export class UpstreamReader {
  readonly #desk: RefundDesk

  constructor(desk: RefundDesk) {
    this.#desk = desk
  }

  async open(accountId: string, kind: string): Promise<Upstream> {
    const { accounts } = this.#desk
    return { account: await accounts.open(accountId), client: accounts.client(kind), traits: accounts.traits(kind) }
  }

  /**
   * Before a refund is sent. One that upstream has and we do not is imported, and what was asked for on that order goes
   * back to its author; one of ours that upstream has already is not sent again.
   * @throws Fault of the provider's client: then nothing is sent
   */
  async beforeSend(refund: StoredRefund, upstream: Upstream, by: Mover, call: ProviderCall): Promise<Preflight> {
    const order = await this.#desk.repository.order(refund.orderId)
    if (!order) throw new Fault('payments.noSuchOrder')
    if (this.#mayBeOlderThanKnown(refund) && (await this.#isThere(refund, upstream, by, call))) {
      // Whatever keeps it from being taken over: the number is used, and asking again in a moment says the same.
      await this.#desk.repository.returnOne({ id: refund.id, at: this.#desk.clock.instant(), by, error: envelopeOf(new Fault('payments.unknownUpstreamRefund'), by) })
      return { go: false }
    }
    const read = await this.#readOrder(order, refund, upstream, by, call)
    if (read.strangers > 0) {
      await this.#giveBack(order, by, new Fault('payments.unknownUpstreamRefund'))
      return { go: false }
    }
    const { state } = await this.#desk.repository.get(refund.id)
    return state === 'queued' ? { go: true, refundedBeforeMinor: read.refundedMinor } : { go: false }
  }

  /**
   * All refunds that the provider has of an order; unknown ones are imported and count.
   * @throws Fault `payments.cannotReadRefunds` where the kind has no such list; of the provider's client
   */
  async read(order: OrderGround, by: Mover, call: ProviderCall): Promise<{ found: number; imported: number }> {
    const upstream = await this.open(order.accountId, order.kind)
    const { traits } = upstream
    if (!traits.refundList && traits.refundQuery !== 'order') throw new Fault('payments.cannotReadRefunds', { params: { kind: order.kind } })
    const [first] = await this.#desk.repository.ofOrder(order.id)
    const { found, strangers } = await this.#readOrder(order, first, upstream, by, call)
    if (strangers > 0) await this.#giveBack(order, by, new Fault('payments.unknownUpstreamRefund'))
    this.#desk.changed(strangers)
    return { found, imported: strangers }
  }

  /** The same in the order's turn, for a person who asks. */
  readLocked(order: OrderGround, by: Mover, call: ProviderCall): Promise<{ found: number; imported: number }> {
    return this.#desk.locks.hold(order.id, () => this.read(order, by, call))
  }

  /** Takes over one refund that the provider told of. @throws Fault `payments.refundWithoutAmount` */
  async take(orderId: string, reading: RefundReading, by: Mover, more: { polled: boolean; notificationId?: string | undefined; surplus?: boolean }) {
    const { repository, clock, newId, zone } = this.#desk
    const at = clock.instant()
    const day = dayIn(at, zone()) ?? at.slice(0, 10)
    const imported = await repository.importRefund({ id: newId(), orderId, refundNo: foreignRefundNo(day), reading, by, at, day, ...more })
    if (imported.added) return imported
    const refund = await repository.takeReading({ id: imported.refund.id, reading, at, by, query: false, ...more })
    return { refund, added: false }
  }

  async #readOrder(
    order: OrderGround,
    refund: StoredRefund | undefined,
    upstream: Upstream,
    by: Mover,
    call: ProviderCall,
  ): Promise<{ found: number; strangers: number; refundedMinor: number | null }> {
    const { client, account, traits } = upstream
    const ofOrder = refund ? orderOf(refund) : forRefund(order)
    if (traits.refundList && client.listRefunds) {
      const readings = await client.listRefunds(account, ofOrder, call)
      const strangers = await this.#takeAll(order, readings, traits, by)
      return { found: readings.length, strangers, refundedMinor: null }
    }
    if (traits.refundQuery === 'order') return this.#readSum(order, upstream, by, call)
    return { found: 0, strangers: await this.#untold(order, upstream, by, call), refundedMinor: null }
  }

  async #takeAll(order: OrderGround, readings: readonly RefundReading[], traits: ProviderTraits, by: Mover): Promise<number> {
    const { repository, clock } = this.#desk
    let strangers = 0
    for (const reading of readings) {
      const { added } = await this.take(order.id, reading, by, { polled: canBeQueried(traits, { providerRefundNo: reading.providerRefundNo ?? '' }) })
      if (added) strangers += 1
    }
    await repository.noteUpstreamRead({ orderId: order.id, at: clock.instant() })
    return strangers
  }

  /** Where upstream tells only a sum with the order: what is more than ours is somebody else's refund. */
  async #readSum(order: OrderGround, upstream: Upstream, by: Mover, call: ProviderCall) {
    const reading = await this.#queryOrder(order, upstream, call)
    const { refundedMinor } = reading
    await this.#desk.orders.applyReading({ orderId: order.id, reading, via: 'query' })
    await this.#desk.repository.noteUpstreamRead({ orderId: order.id, at: this.#desk.clock.instant() })
    if (refundedMinor === undefined) return { found: 0, strangers: 0, refundedMinor: null }
    const ours = await this.#desk.repository.ofOrder(order.id)
    const known = ours
      .filter(({ state }) => state === 'succeeded' || maybeSeen.includes(state))
      .reduce((sum, { amountMinor }) => sum + amountMinor, 0)
    const extra = refundedMinor - known
    if (extra <= 0) return { found: ours.length, strangers: 0, refundedMinor }
    const stranger: RefundReading = { state: 'succeeded', rawState: reading.rawState, amountMinor: extra, currency: order.refundCurrency, madeBy: 'portal', raw: reading.raw }
    const { added } = await this.take(order.id, stranger, by, { polled: false, surplus: true })
    return { found: ours.length + 1, strangers: added ? 1 : 0, refundedMinor }
  }

  /**
   * Kinds whose query needs our number cannot show somebody else's refund, but WeChat's order says that there is one
   * (`REFUND`, §1.3). Where we know of none, a person must look before anything is sent.
   */
  async #untold(order: OrderGround, upstream: Upstream, by: Mover, call: ProviderCall): Promise<number> {
    if (upstream.traits.refundQuery !== 'ourNumber') return 0
    const ours = await this.#desk.repository.ofOrder(order.id)
    if (ours.some(({ sentAt, source, state }) => sentAt !== null || source !== 'here' || state === 'succeeded' || maybeSeen.includes(state))) return 0
    const reading = await this.#queryOrder(order, upstream, call)
    if (reading.rawState !== 'REFUND') return 0
    await this.#desk.repository.noteUntoldRefund({ orderId: order.id, at: this.#desk.clock.instant(), by })
    return 1
  }

  async #queryOrder(order: OrderGround, { client, account, traits }: Upstream, call: ProviderCall): Promise<OrderReading> {
    const numbers = { merchant: order.merchantNo, provider: order.providerNo, wechat: order.wechatNo }
    const by = traits.orderQuery.find((which) => numbers[which] !== '')
    if (by === undefined) throw new Fault('payments.numberMissing')
    return client.queryOrder(account, { ...order, by }, call)
  }

  /** A restored workspace does not know what was sent after its backup. */
  #mayBeOlderThanKnown({ requestedAt }: StoredRefund): boolean {
    const { restoredAt } = this.#desk
    return restoredAt !== undefined && requestedAt <= restoredAt
  }

  async #isThere(refund: StoredRefund, { client, account, traits }: Upstream, by: Mover, call: ProviderCall): Promise<boolean> {
    if (traits.refundQuery !== 'ourNumber' || !client.queryRefund) return false
    try {
      const { refundNo, providerRefundNo, amountMinor } = refund
      const asked = { refundNo, providerRefundNo, amountMinor, order: orderOf(refund), ...before(refund) }
      const reading = await client.queryRefund(account, asked, call)
      if (reading.state === 'unknown') return false
      await this.#desk.repository.takeReading({ id: refund.id, reading, at: this.#desk.clock.instant(), by, query: true })
      return true
    } catch (cause) {
      if (cause instanceof Fault && cause.code === 'payments.refundNotFound') return false
      throw cause
    }
  }

  async #giveBack(order: OrderGround, by: Mover, why: Fault): Promise<void> {
    const given = await this.#desk.repository.returnUnsent({ orderId: order.id, at: this.#desk.clock.instant(), by, error: envelopeOf(why, by) })
    this.#desk.changed(given.length)
  }
}

/** What was counted upstream before it was sent, where it was told. */
export function before({ refundedBeforeMinor }: StoredRefund): { refundedBeforeMinor?: number } {
  return refundedBeforeMinor === null ? {} : { refundedBeforeMinor }
}

function forRefund({ id, merchantNo, providerNo, wechatNo, orderedMinor, currency, receivedMinor, paidAt }: OrderGround) {
  return { id, merchantNo, providerNo, wechatNo, amountMinor: orderedMinor, currency, receivedMinor: receivedMinor ?? orderedMinor, paidAt: paidAt ?? undefined }
}
