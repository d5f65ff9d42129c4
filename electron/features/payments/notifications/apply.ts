import type { OrderFlag } from '@shared/contract/payment-orders'
import { Fault } from '../../../platform/errors/fault'
import type { NotificationReading, OpenAccount, OrderReading, ProviderCall, ProviderClient, RawNotification, RefundReading } from '../../../upstream/payments'
import type { Verdict } from './rows'
import type { NotificationsParts } from './parts'

type Read = Extract<NotificationReading, { ok: true }>
type Came = Pick<Verdict, 'state' | 'reason' | 'orderId' | 'refundId'>

/** What somebody has to look at before the money counts. */
const disputed: readonly OrderFlag[] = ['amountDiffers', 'currencyDiffers', 'accountDiffers', 'paidAfterClosed', 'overpaid']

const nothing: Came = { state: 'applied', reason: null, orderId: null, refundId: null }

/** Carries out what a believed notification says. */
export class Apply {
  readonly #parts: NotificationsParts

  constructor(parts: NotificationsParts) {
    this.#parts = parts
  }

  /** One whose signature covers amount and state. */
  async covered(id: string, account: OpenAccount, reading: Read): Promise<Came> {
    if (reading.event === 'refund' && reading.refund) return this.#refund(id, account, reading.refund, reading.order)
    if (reading.order) return this.#payment(id, account, reading.order)
    return { ...nothing, state: 'ignored', reason: { code: 'nothingInIt', params: {} } }
  }

  /**
   * One whose signature does not cover the amount, or that has none: the provider is asked, and its answer counts.
   * @throws Fault where the provider could not be asked; then it goes on waiting
   */
  async ask(input: { id: string; account: OpenAccount; client: ProviderClient; raw: RawNotification; reading: Read }): Promise<void> {
    const { id, account, client, raw, reading } = input
    const { repository, newCall } = this.#parts
    const call = newCall()
    const confirmed = client.confirmNotification ? await client.confirmNotification(account, raw, call) : true
    if (!confirmed) {
      await repository.settleWaiting({ id, state: 'refused', reason: { code: 'notConfirmed', params: {} } })
      return
    }
    const came = reading.refund ? await this.#askRefund(id, account, client, reading.refund, call) : await this.#askOrder(account, client, reading.order, call)
    await repository.settleWaiting({ id, ...came })
  }

  async #payment(id: string, account: OpenAccount, order: OrderReading): Promise<Came> {
    const { orders } = this.#parts
    const known = await orders.find(account.id, numbersOf(order))
    if (!known) {
      const orderId = await orders.addFromReading({ accountId: account.id, reading: order, source: 'notified' })
      return { ...nothing, orderId, reason: { code: 'newOrder', params: {} } }
    }
    const applied = await orders.applyReading({ orderId: known.id, accountId: account.id, reading: order, via: 'notification', notificationId: id })
    const flag = applied.flags.find((one) => disputed.includes(one))
    if (flag) return { ...nothing, orderId: known.id, state: 'flagged', reason: { code: flag, params: {} } }
    return { ...nothing, orderId: known.id, reason: applied.repeated ? { code: 'knownAlready', params: {} } : null }
  }

  async #refund(id: string, account: OpenAccount, refund: RefundReading, order: OrderReading | undefined): Promise<Came> {
    const { orders, refunds } = this.#parts
    const known = await refunds.find(account.id, refundNumbers(refund))
    if (known) {
      const applied = await refunds.applyReading({ refundId: known.id, reading: refund, via: 'notification', notificationId: id })
      const reason = applied.repeated ? { code: 'knownAlready', params: {} } : null
      return { ...nothing, orderId: known.orderId, refundId: known.id, reason }
    }
    const itsOrder = await orders.find(account.id, { ...numbersOf(order ?? {}), ...numbersOf(refund) })
    if (!itsOrder) return { ...nothing, state: 'flagged', reason: { code: 'orderUnknown', params: {} } }
    const refundId = await refunds.importUpstream({ orderId: itsOrder.id, reading: refund, notificationId: id })
    return { ...nothing, orderId: itsOrder.id, refundId, state: 'flagged', reason: { code: 'foreignRefund', params: {} } }
  }

  async #askOrder(account: OpenAccount, client: ProviderClient, order: OrderReading | undefined, call: ProviderCall) {
    const { orders, accounts } = this.#parts
    const numbers = numbersOf(order ?? {})
    const known = await orders.find(account.id, numbers)
    if (known) {
      const applied = await orders.queryNow(known.id, call)
      const flag = applied.flags.find((one) => disputed.includes(one))
      if (flag) return { state: 'flagged', reason: { code: flag, params: {} } } as const
      return order?.state === 'paid' && applied.after !== 'paid'
        ? ({ state: 'flagged', reason: { code: 'notPaidUpstream', params: {} } } as const)
        : ({ state: 'applied', reason: { code: 'askedProvider', params: {} } } as const)
    }
    const by = accounts.traits(account.kind).orderQuery.find((one) => numberOf(numbers, one) !== '')
    if (!by) return { state: 'flagged', reason: { code: 'orderUnknown', params: {} } } as const
    try {
      const reading = await client.queryOrder(account, { ...allNumbers(numbers), by }, call)
      await orders.addFromReading({ accountId: account.id, reading: { ...numbers, ...reading }, source: 'notified' })
      return { state: 'applied', reason: { code: 'newOrder', params: {} } } as const
    } catch (cause) {
      if (cause instanceof Fault && cause.code === 'payments.orderNotFound')
        return { state: 'refused', reason: { code: 'notThereUpstream', params: {} } } as const
      throw cause
    }
  }

  async #askRefund(id: string, account: OpenAccount, client: ProviderClient, refund: RefundReading, call: ProviderCall) {
    const { orders, refunds } = this.#parts
    const known = await refunds.find(account.id, refundNumbers(refund))
    if (known) {
      await refunds.queryNow(known.id, call)
      return { state: 'applied', reason: { code: 'askedProvider', params: {} } } as const
    }
    const itsOrder = await orders.find(account.id, numbersOf(refund))
    const forRefund = itsOrder && (await orders.forRefund(itsOrder.id))
    if (!forRefund || !client.queryRefund) return { state: 'flagged', reason: { code: 'orderUnknown', params: {} } } as const
    const { refundNo = '', providerRefundNo = '', amountMinor = 0 } = refund
    const reading = await client.queryRefund(account, { refundNo, providerRefundNo, amountMinor, order: forRefund.order }, call)
    await refunds.importUpstream({ orderId: forRefund.order.id, reading, notificationId: id })
    return { state: 'flagged', reason: { code: 'foreignRefund', params: {} } } as const
  }
}

type Numbers = { merchantNo?: string; providerNo?: string; wechatNo?: string }

function numbersOf({ merchantNo, providerNo, wechatNo }: Numbers): Numbers {
  return {
    ...(merchantNo ? { merchantNo } : {}),
    ...(providerNo ? { providerNo } : {}),
    ...(wechatNo ? { wechatNo } : {}),
  }
}

const allNumbers = ({ merchantNo = '', providerNo = '', wechatNo = '' }: Numbers) => ({ merchantNo, providerNo, wechatNo })

function numberOf(numbers: Numbers, which: 'merchant' | 'provider' | 'wechat'): string {
  return allNumbers(numbers)[`${which}No`]
}

function refundNumbers({ refundNo, providerRefundNo }: RefundReading) {
  return { ...(refundNo ? { refundNo } : {}), ...(providerRefundNo ? { providerRefundNo } : {}) }
}
