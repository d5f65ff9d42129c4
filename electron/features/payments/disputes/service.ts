import type { Dispute, DisputeFields } from '@shared/contract/payment-disputes'
import { dayIn } from '@shared/domain/days'
import type { z } from 'zod'
import type { Clock } from '../../../platform/clock/clock'
import { Fault } from '../../../platform/errors/fault'
import type { RepositoryClient } from '../../../platform/store/repository'
import type { ImportIssue, ImportLine, PlannedRow } from '../../apps'
import { type DisputeItem, numbersIn, planDisputes } from './import-plan'
import type { DisputeFacts, disputesRepository, StoredDispute } from './repository'

type Fields = z.output<typeof DisputeFields>

export interface DisputesParts {
  repository: RepositoryClient<typeof disputesRepository>
  clock: Clock
  newId: () => string
  zone: () => string
  changed: () => void
}

/** 拒付, 投诉 and 调单 of orders. While one is open, a refund of its order asks for a second thought. */
export class DisputesService {
  readonly #parts: DisputesParts

  constructor(parts: DisputesParts) {
    this.#parts = parts
  }

  async list(input: {
    states?: Dispute['state'][] | undefined
    orderId?: string | undefined
    text?: string | undefined
    before: number | null
    limit: number
  }) {
    const { states, orderId, text, before, limit } = input
    const wanted = text?.trim() ?? ''
    const page = await this.#parts.repository.page({
      states: states ?? null,
      orderId: orderId ?? null,
      text: wanted === '' ? null : wanted,
      before,
      limit,
    })
    const last = page.rows.at(-1)
    return {
      ...page,
      rows: page.rows.map(toDispute),
      ...(page.rows.length === limit && last ? { nextCursor: String(last.seq) } : {}),
    }
  }

  waiting(limit: number) {
    return this.#parts.repository.waiting(limit)
  }

  /** @throws Fault `payments.orderUnknown`, `payments.numberAmbiguous`, `payments.disputeKnown`, `bridge.invalidInput` */
  async create(input: { number: string; orderId: string | undefined; fields: Fields }, by: string): Promise<Dispute> {
    const found = await this.#parts.repository.ordersByNumber([input.number])
    const [order, ...more] = found.filter(({ orderId }) => input.orderId === undefined || orderId === input.orderId)
    if (!order) throw new Fault('payments.orderUnknown', { params: { number: input.number } })
    if (more.length > 0) throw new Fault('payments.numberAmbiguous', { params: { number: input.number } })
    const facts = factsOf(input.fields, order.currency)
    const row = { ...facts, id: this.#parts.newId(), orderId: order.orderId, source: 'recorded' as const, by }
    return this.#told(await this.#parts.repository.insert(row))
  }

  /** @throws Fault `payments.disputeNotFound`, `payments.disputeChanged`, `payments.disputeKnown`, `bridge.invalidInput` */
  async update(id: string, rev: number, fields: Fields, by: string): Promise<Dispute> {
    const { orderCurrency } = await this.#parts.repository.one(id)
    return this.#told(await this.#parts.repository.update({ id, rev, facts: factsOf(fields, orderCurrency), by }))
  }

  /** @throws Fault `payments.disputeNotFound`, `payments.disputeChanged` */
  async move(id: string, rev: number, state: Dispute['state'], note: string, by: string): Promise<Dispute> {
    return this.#told(await this.#parts.repository.move({ id, rev, state, note, by }))
  }

  /** What each row of a list would do. */
  async plan(lines: readonly ImportLine[]): Promise<PlannedRow<DisputeItem>[]> {
    const { repository, clock, zone } = this.#parts
    const orders = new Map<string, { orderId: string; currency: string }[]>()
    for (const { number, orderId, currency } of await repository.ordersByNumber(numbersIn(lines)))
      orders.set(number, [...(orders.get(number) ?? []), { orderId, currency }])
    const pairs = lines.flatMap(({ cells }) =>
      (orders.get(cells.get('orderNumber') ?? '') ?? []).map(({ orderId }) => ({ orderId, number: cells.get('number') ?? '' })),
    )
    const known = new Set((await repository.known(pairs)).map(({ orderId, number }) => JSON.stringify([orderId, number])))
    return planDisputes(lines, {
      orders,
      isKnown: (orderId, number) => known.has(JSON.stringify([orderId, number])),
      today: dayIn(clock.instant(), zone()) ?? clock.instant().slice(0, 10),
    })
  }

  /** Keeps rows of a list; each that cannot be kept says why. */
  async importRows(items: DisputeItem[], by: string): Promise<({ ok: true } | ({ ok: false } & ImportIssue))[]> {
    const { repository, newId, changed } = this.#parts
    const rows = items.map(({ orderId, facts }) => ({ ...facts, id: newId(), orderId, source: 'imported' as const, by }))
    const outcomes = await repository.insertMany(rows)
    changed()
    return outcomes.map((outcome) => (outcome.ok ? outcome : { ok: false, field: 'orderNumber', code: outcome.code, params: {} }))
  }

  #told(row: StoredDispute): Dispute {
    this.#parts.changed()
    return toDispute(row)
  }
}

/** @throws Fault `bridge.invalidInput` where the day of the answer lies before the dispute */
function factsOf(fields: Fields, orderCurrency: string): DisputeFacts {
  if (fields.answerByDay !== undefined && fields.answerByDay < fields.openedDay)
    throw new Fault('bridge.invalidInput', { fields: [{ path: 'fields.answerByDay', code: 'payments.dayBeforeOpened' }] })
  return {
    kind: fields.kind,
    amountMinor: fields.amountMinor ?? null,
    currency: fields.amountMinor === undefined ? null : (fields.currency ?? orderCurrency),
    number: fields.number,
    openedDay: fields.openedDay,
    answerByDay: fields.answerByDay ?? null,
    text: fields.text,
  }
}

function toDispute(row: StoredDispute): Dispute {
  const { amountMinor, currency, receivedMinor, orderCurrency } = row
  return {
    id: row.id,
    order: {
      id: row.orderId,
      merchantNo: row.merchantNo,
      account: row.account,
      ...(receivedMinor === null ? {} : { received: { minor: receivedMinor, currency: orderCurrency } }),
    },
    kind: row.kind,
    state: row.state,
    ...(amountMinor === null || currency === null ? {} : { amount: { minor: amountMinor, currency } }),
    number: row.number,
    openedDay: row.openedDay,
    ...(row.answerByDay === null ? {} : { answerByDay: row.answerByDay }),
    text: row.text,
    history: row.history,
    source: row.source,
    rev: row.rev,
  }
}
