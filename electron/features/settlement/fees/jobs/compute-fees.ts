import { createHash } from 'node:crypto'
import { beijingMonth, monthSpan } from '@shared/domain/beijing-time'
import { computeMonth, type FeeOrder, type FeeRule, indexSuspects, lateFacts, type MonthLine, nearEndMs, type Part, tabulate } from '@shared/domain/service-fee'
import { defineJob } from '../../../../platform/jobs/define-job'
import type { OrderSpan } from '../orders.repository'
import { type KeptIndex, type KeptLine, type KeptPrior, lineText, orderText, packed, readOrders, readPrior } from '../packed'
import type { ChunkKind } from '../statements.repository'

export const computeFeesKind = 'settlement.fees.compute'

/** A month whose statement stands, with what later statements have taken over of it. */
export interface StandingMonth {
  month: string
  rule: FeeRule
  currency: string
  accountIds: string[] | null
  runId: string
  orderChunks: number
}

export interface ComputeGround {
  statementId: string
  runId: string
  month: string
  rule: FeeRule
  currency: string
  accountIds: string[] | null
  standing: StandingMonth[]
  /** Prior-period lines of other statements that stand, earlier and later ones: run and number of chunks. */
  takenRuns: { runId: string; chunks: number }[]
  /** A negative month before, which nobody paid. */
  carried: { month: string; baseMinor: number; feeMinor: number } | null
}

/** What a run comes to, beside the rows that it put. */
export interface ComputeResult {
  orders: number
  refunds: number
  ownRefunds: number
  baseMinor: number
  feeMinor: number
  priorMinor: number
  totalMinor: number
  priorCount: number
  late: Part
  tookOver: boolean
  places: { placeId: string; baseMinor: number }[]
  ordersSha256: string
}

export interface ComputeHost {
  begin(): Promise<ComputeGround[]>
  paid(input: { span: OrderSpan; after: { paidAt: string; seq: number } | null }): Promise<{ orders: FeeOrder[]; last: { paidAt: string; seq: number } | null }>
  refunded(input: { span: OrderSpan; after: number }): Promise<{ orders: FeeOrder[]; last: number | null }>
  chunk(input: { runId: string; kind: ChunkKind; number: number }): Promise<Uint8Array>
  put(input: { runId: string; kind: ChunkKind; number: number; rows: number; data: Uint8Array }): Promise<void>
  finish(ground: ComputeGround, result: ComputeResult): Promise<void>
}

/** As the job sees it. */
type Host = ComputeHost

const ordersAChunk = 2_000
const linesAChunk = 1_000

/** Computes a month off the main thread: base, fee, late facts of standing months, and what explains a figure later. */
export const computeFees = defineJob<unknown, ComputeHost>({
  kind: computeFeesKind,
  run: async (_input, { host, signal, progress }) => {
    let doneItems = 0
    const advance = (count: number) => progress({ doneItems: (doneItems += count) })
    for (const ground of await host.begin()) await computeOne(ground, host, signal, advance)
  },
})

async function computeOne(ground: ComputeGround, host: Host, signal: AbortSignal, advance: (count: number) => void): Promise<void> {
  const { rule, runId, month } = ground
  const window = monthSpan(month)
  const orders = await booksOf({ ...ground, ...window }, nearEndMs, host, signal, advance)
  const computed = computeMonth(orders, rule, window)
  const late = await latePrior(ground, host, signal, advance)
  const prior = [...computed.earlier.map(earlierPrior), ...late]
  const ordersSha256 = await putOrders(runId, orders, host)
  await putLines(runId, computed.own, host)
  for (let number = 0; number * linesAChunk < prior.length; number += 1) {
    const rows = prior.slice(number * linesAChunk, (number + 1) * linesAChunk)
    await host.put({ runId, kind: 'prior', number, rows: rows.length, data: await packed(JSON.stringify(rows)) })
  }
  const index: KeptIndex = { table: tabulate(orders, rule, window), suspects: indexSuspects(orders, rule, window) }
  await host.put({ runId, kind: 'index', number: 0, rows: 1, data: await packed(JSON.stringify(index)) })
  const lateSum = { baseMinor: sum(late.map(({ baseMinor }) => baseMinor)), feeMinor: sum(late.map(({ feeMinor }) => feeMinor)) }
  const ownRefunds = computed.own.filter(({ kind }) => kind === 'refund').length
  const priorMinor = computed.earlierFeeMinor + lateSum.feeMinor
  signal.throwIfAborted()
  await host.finish(ground, {
    orders: computed.own.filter(({ kind }) => kind === 'payment').length,
    refunds: ownRefunds + computed.earlier.length,
    ownRefunds,
    ...{ baseMinor: computed.baseMinor, feeMinor: computed.feeMinor, priorMinor, totalMinor: computed.feeMinor + priorMinor },
    priorCount: prior.length,
    late: lateSum,
    tookOver: late.length > 0,
    places: placesOf(computed.own, prior),
    ordersSha256,
  })
}

/**
 * The orders of a month and older ones with a refund in it, each once, in a fixed order. `marginMs`: also those paid so
 * close to its ends that another clock may have put them into it; they count in no sum.
 */
async function booksOf(span: OrderSpan, marginMs: number, host: Host, signal: AbortSignal, advance: (count: number) => void): Promise<FeeOrder[]> {
  const found = new Map<string, FeeOrder>()
  const { currency, accountIds, fromMs, untilMs } = span
  const wide = { currency, accountIds, fromMs: fromMs - marginMs, untilMs: untilMs + marginMs }
  for (let after: { paidAt: string; seq: number } | null = null, more = true; more; ) {
    signal.throwIfAborted()
    const page: Awaited<ReturnType<Host['paid']>> = await host.paid({ span: wide, after })
    for (const order of page.orders) found.set(order.id, order)
    advance(page.orders.length)
    after = page.last
    more = after !== null
  }
  for (let after: number | null = 0; after !== null; ) {
    signal.throwIfAborted()
    const page: Awaited<ReturnType<Host['refunded']>> = await host.refunded({ span: { currency, accountIds, fromMs, untilMs }, after })
    for (const order of page.orders) found.set(order.id, order)
    after = page.last
  }
  return [...found.values()].sort((a, b) => a.paidAtMs - b.paidAtMs || (a.id < b.id ? -1 : 1))
}

/** What became known of standing months since, less what later statements took over, and a negative month before. */
async function latePrior(ground: ComputeGround, host: Host, signal: AbortSignal, advance: (count: number) => void): Promise<KeptPrior[]> {
  const { taken, carriedOn } = await takenBy(ground, host)
  const prior: KeptPrior[] = []
  for (const one of ground.standing) {
    const window = monthSpan(one.month)
    const now = await booksOf({ ...one, ...window }, 0, host, signal, advance)
    const before: FeeOrder[] = []
    for (let number = 0; number < one.orderChunks; number += 1) before.push(...(await readOrders(await host.chunk({ runId: one.runId, kind: 'orders', number }))))
    const places = new Map([...before, ...now].map(({ id, placeId, paidAtMs }) => [id, { placeId, paidAtMs }]))
    for (const fact of lateFacts(before, now, one.rule, window, taken.get(one.month) ?? new Map())) {
      const place = places.get(fact.orderId)
      prior.push({ id: `${one.month}:${fact.reason}:${fact.orderId}`, originMonth: one.month, ...fact, atMs: place?.paidAtMs ?? window.fromMs, placeId: place?.placeId ?? '' })
    }
  }
  const { carried } = ground
  if (carried && !carriedOn.has(carried.month)) {
    const { month, baseMinor, feeMinor } = carried
    prior.push({ id: `${month}:carriedForward`, originMonth: month, orderId: '', number: '', reason: 'carriedForward', baseMinor, feeMinor, atMs: monthSpan(month).untilMs - 1, placeId: '' })
  }
  return prior
}

const lateReasons = new Set(['lateOrder', 'lateRefund', 'refundClosed', 'orderChanged', 'orderGone'])

/** What statements that stand have taken over already: month → order → part, and months whose balance they carry. */
async function takenBy({ takenRuns }: ComputeGround, host: Host): Promise<{ taken: Map<string, Map<string, Part>>; carriedOn: Set<string> }> {
  const taken = new Map<string, Map<string, Part>>()
  const carriedOn = new Set<string>()
  for (const { runId, chunks } of takenRuns)
    for (let number = 0; number < chunks; number += 1)
      for (const { originMonth, orderId, reason, baseMinor, feeMinor } of await readPrior(await host.chunk({ runId, kind: 'prior', number }))) {
        if (reason === 'carriedForward') carriedOn.add(originMonth)
        if (!lateReasons.has(reason)) continue
        const orders = taken.get(originMonth) ?? new Map<string, Part>()
        taken.set(originMonth, orders)
        const had = orders.get(orderId) ?? { baseMinor: 0, feeMinor: 0 }
        orders.set(orderId, { baseMinor: had.baseMinor + baseMinor, feeMinor: had.feeMinor + feeMinor })
      }
  return { taken, carriedOn }
}

function earlierPrior({ order, number, amountMinor, feeMinor, atMs }: MonthLine): KeptPrior {
  const originMonth = beijingMonth(order.paidAtMs)
  return { id: `${originMonth}:refund:${order.id}:${number}`, originMonth, orderId: order.id, number, reason: 'refundOfEarlierMonth', baseMinor: amountMinor, feeMinor, atMs, placeId: order.placeId }
}

async function putOrders(runId: string, orders: readonly FeeOrder[], host: Host): Promise<string> {
  const hash = createHash('sha256')
  for (let number = 0; number * ordersAChunk < orders.length; number += 1) {
    const rows = orders.slice(number * ordersAChunk, (number + 1) * ordersAChunk)
    const text = orderText(rows)
    hash.update(text)
    await host.put({ runId, kind: 'orders', number, rows: rows.length, data: await packed(text) })
  }
  return hash.digest('hex')
}

async function putLines(runId: string, lines: readonly MonthLine[], host: Host): Promise<void> {
  for (let number = 0; number * linesAChunk < lines.length; number += 1) {
    const rows = lines.slice(number * linesAChunk, (number + 1) * linesAChunk).map(keptLine)
    await host.put({ runId, kind: 'lines', number, rows: rows.length, data: await packed(lineText(rows)) })
  }
}

function keptLine({ order, number, kind, atMs, amountMinor, feeMinor }: MonthLine): KeptLine {
  const { id, scene, sceneCode, placeId, accountId } = order
  return { orderId: id, number, kind, atMs, scene, sceneCode, placeId, accountId, amountMinor, feeMinor }
}

function placesOf(own: readonly MonthLine[], prior: readonly KeptPrior[]): ComputeResult['places'] {
  const bases = new Map<string, number>()
  const add = (placeId: string, minor: number) => bases.set(placeId, (bases.get(placeId) ?? 0) + minor)
  for (const { order, amountMinor } of own) add(order.placeId, amountMinor)
  for (const { placeId, baseMinor } of prior) add(placeId, baseMinor)
  return [...bases].map(([placeId, baseMinor]) => ({ placeId, baseMinor })).sort((a, b) => (a.placeId < b.placeId ? -1 : 1))
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)
