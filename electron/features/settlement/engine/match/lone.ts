import type { DifferenceClass } from '@shared/contract/settlement-values'
import { dayNumber } from './calendar'
import { nameRows } from './identity'
import { entryKinds } from '@shared/contract/settlement-values'
import { kindCode, open } from './kinds'
import type { Ledger } from './ledger'
import { orderColumns } from './number-columns'
import { NumberTable, rowsOf } from './number-table'
import type { Side } from './side'

export interface Ageing {
  expectedDays: number
  nowMs: number
}

/** Rows that stand alone, by what they are; expected ones are no difference. */
export interface Lone {
  expected: number[]
  differences: { row: number; class: DifferenceClass }[]
}

/** What stands alone in a side: copies, refunds without an order, disputes, rows too young to be missing, and the rest. */
export function sortLone(ledger: Ledger, side: Side, rows: readonly number[], ageing: Ageing): Lone {
  const copies = copiesAmong(side, rows)
  const orphans = refundsWithoutOrder(ledger, side, rows)
  const today = dayNumber(ageing.nowMs)
  const lone: Lone = { expected: [], differences: [] }
  for (const row of rows) {
    if (copies.has(row)) lone.differences.push({ row, class: 'duplicate' })
    else if (side.kind[row] === kindCode.dispute) lone.differences.push({ row, class: 'dispute' })
    // Without a time it is never too young.
    else if (today - dayNumber(side.atMs[row] ?? NaN) < ageing.expectedDays) lone.expected.push(row)
    else if (orphans.has(row)) lone.differences.push({ row, class: 'refundWithoutOrder' })
    else lone.differences.push({ row, class: side === ledger.left ? 'leftOnly' : 'rightOnly' })
  }
  return lone
}

/** A payment that was only begun: no money moved, and a bill has no row for it. */
export function isOnlyBegun(side: Side, row: number): boolean {
  return side.kind[row] === kindCode.payment && side.outcome[row] === open
}

/** Rows that stand in their side a second time: where another of their name found its partner, or stands before them. */
function copiesAmong(side: Side, rows: readonly number[]): ReadonlySet<number> {
  const copies = new Set<number>()
  for (const [row, twins] of nameRows(side, rows).twins) {
    const others = twins.filter((twin) => side.takesPart[twin] === 1 && !isOnlyBegun(side, twin))
    if (others.some((twin) => side.taken[twin] === 1) || others.indexOf(row) > 0) copies.add(row)
  }
  return copies
}

const payments = Uint8Array.from(entryKinds, (kind) => (kind === 'payment' ? 1 : 0))

/** Refunds whose payment neither side has, by any number of the order. */
function refundsWithoutOrder({ left, right }: Ledger, side: Side, rows: readonly number[]): ReadonlySet<number> {
  const without = new Set(rows.filter((row) => side.kind[row] === kindCode.refund))
  for (const key of orderColumns) {
    for (const other of [left, right]) {
      if (without.size === 0) return without
      for (const row of withPayment(side, [...without], key, other)) without.delete(row)
    }
  }
  return without
}

function withPayment(side: Side, rows: readonly number[], key: (typeof orderColumns)[number], other: Side): Set<number> {
  const table = new NumberTable(side, key, rowsOf(rows))
  const found = new Set<number>()
  const hash = other.hash(key)
  for (let row = 0; row < other.rows; row += 1) {
    const low = hash[row * 2] ?? 0
    const high = hash[row * 2 + 1] ?? 0
    if ((low === 0 && high === 0) || payments[other.kind[row] ?? 0] === 0) continue
    const slot = table.slotOf(low, high, 1)
    if (slot < 0) continue
    for (let mine = table.first(slot); mine >= 0; mine = table.next(mine)) if (side.sameText(key, mine, other, row)) found.add(mine)
  }
  return found
}
