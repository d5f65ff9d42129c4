import type { MatchKey } from '@shared/contract/settlement-reconciliation'
import { NumberTable, type Rows } from './number-table'
import type { Side } from './side'

/** Is told who carries the same number. */
export interface Meetings {
  /** Exactly one row on each side. */
  pair: (left: number, right: number) => void
  /** Several on one side at least; in no order. */
  several: (left: number[], right: number[]) => void
}

/**
 * Finds the rows of both sides that carry an equal hash of one number, and are of one class. Takes time and memory in
 * proportion to the rows; nothing is sorted.
 * @param classes by kind, 0: not looked at
 */
export function joinByNumber(left: Side, right: Side, key: MatchKey, rows: { left: Rows; right: Rows }, classes: Uint8Array, meet: Meetings): void {
  const table = new NumberTable(right, key, rows.right, classes)
  const { list, count } = rows.left
  const slots = new Int32Array(count)
  const chain = new Int32Array(left.rows)
  const hash = left.hash(key)
  const { kind } = left
  for (let at = 0; at < count; at += 1) {
    const row = list[at] ?? 0
    const low = hash[row * 2] ?? 0
    const high = hash[row * 2 + 1] ?? 0
    if (low === 0 && high === 0) continue
    const partners = classes[kind[row] ?? 0] ?? 0
    if (partners === 0) continue
    const slot = table.slotOf(low, high, partners)
    if (slot < 0) continue
    chain[row] = table.mark(slot)
    table.setMark(slot, row + 1)
    slots[at] = slot + 1
  }
  for (let at = 0; at < count; at += 1) {
    const slot = (slots[at] ?? 0) - 1
    if (slot < 0) continue
    const row = list[at] ?? 0
    // The last one that came to a slot speaks for all of its chain.
    if (table.mark(slot) !== row + 1) continue
    const partner = table.first(slot)
    if (chain[row] === 0 && table.next(partner) < 0) meet.pair(row, partner)
    else meet.several(chained(row, chain), partnersOf(table, slot))
  }
}

function chained(last: number, chain: Int32Array): number[] {
  const rows = [last]
  for (let next = chain[last] ?? 0; next !== 0; next = chain[next - 1] ?? 0) rows.push(next - 1)
  return rows
}

function partnersOf(table: NumberTable, slot: number): number[] {
  const rows: number[] = []
  for (let row = table.first(slot); row >= 0; row = table.next(row)) rows.push(row)
  return rows
}
