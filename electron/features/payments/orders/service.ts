import type { CommandOutput } from '@shared/contract'
import type { NewOrder, OrderDetails, OrderFilter, OrderFlag, PaymentOrder } from '@shared/contract/payment-orders'
import type { NumberKind } from '@shared/contract/payment-values'
import type { OrderState } from '@shared/domain/payments'
import { cursorNumber } from '../../../bridge/cursor'
import { instantsOf } from '../../../bridge/day-range'
import { Fault } from '../../../platform/errors/fault'
import type { OrderForRefund, OrderNumbers, OrderReading, ProviderCall } from '../../../upstream/payments'
import type { Applied, Doer, OrdersPort, ReadingVia } from '../ports'
import { addReading, adoptOrder } from './adopt'
import { closeOrder } from './close'
import { createOrder } from './create'
import type { OrderStoreFilter } from './filter.repository'
import type { OrdersParts } from './parts'
import { OrderPoller } from './poller'
import { merchantIdsOf, queryOrder } from './query'
import { type StoredOrder, toOrder } from './rows'
import { timelineOf } from './timeline'

/** So many rows are changed in one transaction, so that nobody waits for it. */
const changedAtOnce = 50

/** Making, finding, asking about and keeping orders. */
export class OrdersService implements OrdersPort {
  readonly parts: OrdersParts
  readonly poller: OrderPoller

  constructor(parts: OrdersParts) {
    this.parts = parts
    this.poller = new OrderPoller(parts)
  }

  /** What was being called when the program ended is unknown now; the poller asks about it first. */
  async recover(): Promise<void> {
    const error = new Fault('payments.orderInterrupted', { retry: 'afterCheck' }).toEnvelope('')
    await this.parts.repository.recover({ error })
  }

  async list(input: {
    filter: OrderFilter
    cursor?: string | undefined
    limit: number
    count: boolean
    ids?: string[] | undefined
  }): Promise<CommandOutput<'payments.orders.list'>> {
    const before = cursorNumber(input.cursor)
    const page = await this.parts.repository.page({
      filter: { ...storeFilter(input.filter), ...(input.ids ? { ids: input.ids } : {}) },
      before,
      limit: input.limit,
      // A later page has as many hits as the first one said.
      count: input.count && before === undefined,
    })
    const last = page.rows.at(-1)
    return {
      rows: page.rows.map(toOrder),
      hits: page.hits,
      hitsCapped: page.hitsCapped,
      ...(page.rows.length === input.limit && last ? { nextCursor: String(last.seq) } : {}),
    }
  }

  /** @throws Fault `payments.orderMissing` */
  async get(id: string): Promise<CommandOutput<'payments.orders.get'>> {
    const order = toOrder(await this.require(id))
    const [timeline, refundIds] = await Promise.all([timelineOf(this.parts, id), this.parts.repository.refundIds(id)])
    return { order, timeline, refundIds }
  }

  sums(ids: string[]): Promise<CommandOutput<'payments.orders.sums'>> {
    return this.parts.repository.sums(ids)
  }

  async create(input: NewOrder, doer: Doer): Promise<PaymentOrder> {
    const order = toOrder(await createOrder(this.parts, input, doer))
    this.poller.nudge()
    return order
  }

  /** Asks now, for a person. */
  async query(id: string, doer: Doer): Promise<PaymentOrder> {
    await this.queryNow(id, { correlationId: doer.correlationId, signal: doer.signal, doer })
    return toOrder(await this.require(id))
  }

  async close(id: string, doer: Doer): Promise<PaymentOrder> {
    try {
      return toOrder(await closeOrder(this.parts, await this.require(id), doer))
    } finally {
      this.parts.changed(1)
    }
  }

  async adopt(
    input: { accountId: string; number: string; which: NumberKind; details: OrderDetails },
    doer: Doer,
  ): Promise<{ order: PaymentOrder; known: boolean }> {
    const { id, known } = await adoptOrder(this.parts, input, doer)
    this.poller.nudge()
    return { order: toOrder(await this.require(id)), known }
  }

  async update(input: { id: string; rev: number; details: OrderDetails }, by: string): Promise<PaymentOrder> {
    const row = await this.parts.repository.update({ ...input, by })
    this.parts.changed(1)
    return toOrder(row)
  }

  async updateMany(ids: string[], details: OrderDetails, by: string): Promise<{ changed: number }> {
    let changed = 0
    for (let from = 0; from < ids.length; from += changedAtOnce)
      changed += await this.parts.repository.updateMany({ ids: ids.slice(from, from + changedAtOnce), details, by })
    this.parts.changed(changed)
    return { changed }
  }

  async setRate(
    input: { id: string; rev: number; total: { minor: number; currency: string }; rate: string; evidence: string },
    by: string,
  ): Promise<PaymentOrder> {
    const { total, ...rest } = input
    const row = await this.parts.repository.setRate({ ...rest, ...total, by })
    this.parts.changed(1)
    return toOrder(row)
  }

  async clearFlag(input: { id: string; flag: OrderFlag; note: string }, by: string): Promise<PaymentOrder> {
    const row = await this.parts.repository.clearFlag({ ...input, by })
    this.parts.changed(1)
    return toOrder(row)
  }

  async applyReading(input: {
    orderId: string
    accountId?: string
    reading: OrderReading
    via: ReadingVia
    notificationId?: string
    requestId?: string
    doer?: Doer
  }): Promise<Applied> {
    const { doer, accountId, ...rest } = input
    const account = await this.parts.accounts.get(accountId ?? (await this.require(input.orderId)).accountId)
    const applied = await this.parts.repository.applyReading({
      ...rest,
      merchantIds: merchantIdsOf(account),
      operatorName: doer?.operatorName,
    })
    if (!applied.repeated) this.parts.changed(1)
    return applied
  }

  async addFromReading(input: {
    accountId: string
    reading: OrderReading
    source: 'adopted' | 'notified'
    doer?: Doer
  }): Promise<string> {
    const { id } = await addReading(this.parts, input)
    this.poller.nudge()
    return id
  }

  find(accountId: string, numbers: Partial<OrderNumbers>): Promise<{ id: string; state: OrderState } | undefined> {
    return this.parts.repository.find({ accountId, numbers })
  }

  async queryNow(orderId: string, call: ProviderCall & { doer?: Doer }): Promise<Applied> {
    try {
      return await queryOrder(this.parts, await this.require(orderId), call)
    } finally {
      this.parts.changed(1)
    }
  }

  async forRefund(orderId: string): Promise<{ order: OrderForRefund; accountId: string; kind: string } | undefined> {
    const row = await this.parts.repository.byId(orderId)
    if (!row) return undefined
    const { id, merchantNo, providerNo, wechatNo, orderedMinor, currency, receivedMinor, paidAt } = row
    return {
      order: { id, merchantNo, providerNo, wechatNo, amountMinor: orderedMinor, currency, receivedMinor: receivedMinor ?? 0, paidAt: paidAt ?? undefined },
      accountId: row.accountId,
      kind: row.kind,
    }
  }

  /** @throws Fault `payments.orderMissing` */
  async require(id: string): Promise<StoredOrder> {
    const row = await this.parts.repository.byId(id)
    if (!row) throw new Fault('payments.orderMissing')
    return row
  }
}

/** @throws Fault `bridge.invalidInput` at the field `days` */
export function storeFilter({ days, ...filter }: OrderFilter): OrderStoreFilter {
  return { ...filter, ...instantsOf(days) }
}
