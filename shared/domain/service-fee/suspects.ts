import { countsByScene, orderLines } from './order-lines'
import type { FeeOrder, FeeRule, FeeWindow } from './types'

export interface SuspectOrder {
  orderId: string
  number: string
  paidAtMs: number
  amountMinor: number
  feeMinor: number
}

export type SuspectReason = 'feeEqualsRemainder' | 'nearMonthEnd' | 'sceneUnset' | 'refundedLater' | 'pairSumsToRemainder'
export type Suspect = SuspectOrder & { why: SuspectReason }

/** Orders by their fee, made once with the month, so that a remainder finds them at once. */
export interface SuspectIndex {
  /** In the base: one order for each fee, with how many more have it. */
  counted: (SuspectOrder & { more: number })[]
  /** Not in it: of another scene, or paid within minutes of the month's ends. */
  outside: (SuspectOrder & { more: number; why: SuspectReason })[]
  /** Likely ones even where no fee fits: near the ends of the month, of unset scene, refunded later. The largest of each. */
  likely: Suspect[]
}

/** Clocks of two systems differ by less (§4.4, month-end check). */
export const nearEndMs = 10 * 60_000
const mostFees = 30_000
const mostLikely = 10
const mostFound = 30

export function indexSuspects(orders: Iterable<FeeOrder>, rule: FeeRule, window: FeeWindow): SuspectIndex {
  const counted = new Map<number, SuspectOrder & { more: number }>()
  const outside = new Map<number, SuspectOrder & { more: number; why: SuspectReason }>()
  const likely: Suspect[] = []
  for (const order of orders) {
    const paidInMonth = order.paidAtMs >= window.fromMs && order.paidAtMs < window.untilMs
    const isCounted = paidInMonth && countsByScene(order, rule)
    const isNear = Math.min(Math.abs(order.paidAtMs - window.fromMs), Math.abs(order.paidAtMs - window.untilMs)) < nearEndMs
    if (!paidInMonth && !isNear) continue
    const one = suspectOf(order, rule, window, paidInMonth)
    const why: SuspectReason = isNear ? 'nearMonthEnd' : order.scene === 'unset' && !isCounted ? 'sceneUnset' : 'feeEqualsRemainder'
    if (isCounted) put(counted, { ...one, more: 0 })
    else put(outside, { ...one, more: 0, why })
    if (why !== 'feeEqualsRemainder') likely.push({ ...one, why })
    if (isCounted && order.refunds.some(({ atMs }) => atMs >= window.untilMs)) likely.push({ ...one, why: 'refundedLater' })
  }
  return { counted: [...counted.values()], outside: [...outside.values()], likely: largestOfEach(likely) }
}

function suspectOf(order: FeeOrder, rule: FeeRule, window: FeeWindow, paidInMonth: boolean): SuspectOrder {
  // One that was paid in the other month is asked what it would cost in this one.
  const asked = paidInMonth ? order : { ...order, paidAtMs: window.fromMs }
  const lines = orderLines(asked, rule, window)
  const sum = (key: 'amountMinor' | 'feeMinor') => lines.reduce((total, line) => total + line[key], 0)
  return { orderId: order.id, number: order.number, paidAtMs: order.paidAtMs, amountMinor: sum('amountMinor'), feeMinor: sum('feeMinor') }
}

function put<T extends SuspectOrder & { more: number }>(map: Map<number, T>, one: T): void {
  const known = map.get(one.feeMinor)
  if (known) known.more += 1
  else if (one.feeMinor !== 0 && map.size < mostFees) map.set(one.feeMinor, one)
}

function largestOfEach(likely: readonly Suspect[]): Suspect[] {
  const groups = Map.groupBy(likely, ({ why }) => why)
  return [...groups.values()].flatMap((group) => group.toSorted((a, b) => b.feeMinor - a.feeMinor || (a.orderId < b.orderId ? -1 : 1)).slice(0, mostLikely))
}

/**
 * Orders that may be behind what remains. Plus: the platform counts more, so an order outside our base fits; minus: it
 * counts less, so one of ours does. First single orders whose fee is the remainder, then pairs, then the likely ones.
 */
export function findSuspects(index: SuspectIndex, remainderMinor: number): Suspect[] {
  if (remainderMinor === 0) return []
  const wanted = Math.abs(remainderMinor)
  const side: readonly (SuspectOrder & { why?: SuspectReason })[] = remainderMinor > 0 ? index.outside : index.counted
  const likelyWhy = new Map(index.likely.map(({ orderId, why }) => [orderId, why]))
  const single = side
    .filter(({ feeMinor }) => feeMinor === wanted)
    .map((one): Suspect => ({ ...strip(one), why: likelyWhy.get(one.orderId) ?? one.why ?? 'feeEqualsRemainder' }))
  const likely = index.likely.filter(({ feeMinor, orderId }) => feeMinor === wanted && !single.some((one) => one.orderId === orderId))
  const exact = [...single, ...likely]
  if (exact.length > 0) return exact.slice(0, mostFound)
  return [...pairs(side, wanted), ...index.likely].slice(0, mostFound)
}

const mostPairs = 5

function pairs(side: readonly SuspectOrder[], wanted: number): Suspect[] {
  const byFee = new Map(side.map((one) => [one.feeMinor, one]))
  const found: Suspect[] = []
  for (const one of side) {
    const rest = wanted - one.feeMinor
    const other = rest > one.feeMinor ? byFee.get(rest) : undefined
    if (!other) continue
    for (const part of [one, other]) found.push({ ...strip(part), why: 'pairSumsToRemainder' })
    if (found.length >= mostPairs * 2) break
  }
  return found
}

const strip = ({ orderId, number, paidAtMs, amountMinor, feeMinor }: SuspectOrder): SuspectOrder => ({ orderId, number, paidAtMs, amountMinor, feeMinor })
