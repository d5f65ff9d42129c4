import { countsByScene, refundParts } from './order-lines'
import { feeOf, isExact } from './rounding'
import { type AmountColumn, amountColumns, type FeeOrder, type FeePolicy, feePolicies, type FeeRule, type FeeWindow, type RefundMethod, refundMethods, type RoundingMode, roundingModes } from './types'

/** Sums of one amount column under one policy: paid, refunded, and the fees rounded per order for each way of doing so. */
export interface TableCell {
  paid: number
  refunded: number
  /** `method × 4 + mode`, in the order of `refundMethods` and `roundingModes`. */
  fees: number[]
}

/** Orders that are alike by scene and code. */
export interface TableClass {
  scene: string
  sceneCode: string
  /** `column × 4 + policy`, in the order of `amountColumns` and `feePolicies`. */
  cells: TableCell[]
}

/**
 * Everything that any combination needs, from one pass over the orders: what costs time is done once, and a platform's
 * figure is then explained at once, however many ways are tried.
 */
export interface FeeTable {
  ratePpm: number
  classes: TableClass[]
  /** Lines by the agreed rule whose fee is no whole minor unit: only they can be moved by rounding. */
  inexact: number
}

export function tabulate(orders: Iterable<FeeOrder>, rule: FeeRule, window: FeeWindow): FeeTable {
  const classes = new Map<string, TableClass>()
  let inexact = 0
  for (const order of orders) {
    const key = `${order.scene} ${order.sceneCode}`
    let found = classes.get(key)
    if (!found) classes.set(key, (found = emptyClass(order)))
    const counts = countsByScene(order, rule)
    amountColumns.forEach((column, at) => {
      const moved = addOrder(found.cells, at * feePolicies.length, order, column, rule.ratePpm, window)
      if (counts && column === rule.amount) inexact += moved
    })
  }
  const sorted = [...classes.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => one)
  return { ratePpm: rule.ratePpm, classes: sorted, inexact }
}

function emptyClass({ scene, sceneCode }: FeeOrder): TableClass {
  const cell = (): TableCell => ({ paid: 0, refunded: 0, fees: Array.from({ length: refundMethods.length * roundingModes.length }, () => 0) })
  return { scene, sceneCode, cells: Array.from({ length: amountColumns.length * feePolicies.length }, cell) }
}

/** Adds one amount of an order under every policy; answers how many of its lines have no whole fee. */
function addOrder(cells: readonly TableCell[], first: number, order: FeeOrder, column: AmountColumn, ppm: number, { fromMs, untilMs }: FeeWindow): number {
  const amount = order[column]
  const paidInMonth = order.paidAtMs >= fromMs && order.paidAtMs < untilMs
  let inexact = 0
  if (paidInMonth) {
    if (!isExact(amount, ppm)) inexact += 1
    const fees = roundingModes.map((mode) => feeOf(amount, ppm, mode))
    feePolicies.forEach((policy, at) => {
      const cell = cells[first + at]
      if (!cell || (policy === 'settled' && !order.redeemed)) return
      cell.paid += amount
      addFees(cell, 0, fees, 1)
      addFees(cell, 1, fees, 1)
    })
  }
  if (order.refunds.length === 0 || order.paidAtMs >= untilMs) return inexact
  let left = amount
  for (const { atMs, minor } of refundParts(order, column)) {
    const before = left
    left -= minor
    if (atMs < fromMs || atMs >= untilMs) continue
    if (!isExact(minor, ppm)) inexact += 1
    const given = roundingModes.map((mode) => feeOf(before, ppm, mode) - feeOf(left, ppm, mode))
    const alone = roundingModes.map((mode) => feeOf(minor, ppm, mode))
    feePolicies.forEach((policy, at) => {
      const cell = cells[first + at]
      if (!cell || !takesRefund(policy, order.redeemed, paidInMonth)) return
      cell.refunded += minor
      addFees(cell, 0, given, -1)
      addFees(cell, 1, alone, -1)
    })
  }
  return inexact
}

function takesRefund(policy: FeePolicy, redeemed: boolean, paidInMonth: boolean): boolean {
  if (policy === 'paidGross') return false
  if (policy === 'paidNetSameMonth') return paidInMonth
  return policy !== 'settled' || redeemed
}

function addFees(cell: TableCell, method: number, fees: readonly number[], sign: 1 | -1): void {
  fees.forEach((fee, mode) => {
    const at = method * roundingModes.length + mode
    cell.fees[at] = (cell.fees[at] ?? 0) + sign * fee
  })
}

/** Base and fee of one way of computing, over the classes that its scenes take. */
export function readTable(
  table: FeeTable,
  takes: (one: Pick<TableClass, 'scene' | 'sceneCode'>) => boolean,
  way: { amount: AmountColumn; policy: FeePolicy; rounding: RoundingMode; level: 'perOrder' | 'total'; refundMethod: RefundMethod },
): { baseMinor: number; feeMinor: number } {
  const cellAt = amountColumns.indexOf(way.amount) * feePolicies.length + feePolicies.indexOf(way.policy)
  const feeAt = refundMethods.indexOf(way.refundMethod) * roundingModes.length + roundingModes.indexOf(way.rounding)
  let [paid, refunded, fee] = [0, 0, 0]
  for (const one of table.classes) {
    const cell = one.cells[cellAt]
    if (!cell || !takes(one)) continue
    paid += cell.paid
    refunded += cell.refunded
    fee += cell.fees[feeAt] ?? 0
  }
  const baseMinor = paid - refunded
  if (way.level === 'perOrder') return { baseMinor, feeMinor: fee }
  const rounded = (minor: number) => feeOf(minor, table.ratePpm, way.rounding)
  return { baseMinor, feeMinor: way.refundMethod === 'cumulative' ? rounded(baseMinor) : rounded(paid) - rounded(refunded) }
}
