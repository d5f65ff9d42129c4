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
  const partners = new Int32Array(count)
  const chains = new Chains(left.rows)
  const hash = left.hash(key)
  const { kind } = left
  for (let at = 0; at < count; at += 1) {
    const row = list[at] ?? 0
    const low = hash[row * 2] ?? 0
    const high = hash[row * 2 + 1] ?? 0
    if (low === 0 && high === 0) continue
    const partnerClass = classes[kind[row] ?? 0] ?? 0
    if (partnerClass === 0) continue
    const slot = table.slotOf(low, high, partnerClass)
    if (slot < 0) continue
    const before = table.mark(slot)
    table.setMark(slot, row + 1)
    if (before !== 0 || table.isChain(slot)) chains.add(row, before - 1, slot)
    else partners[at] = table.first(slot) + 1
  }
  for (let at = 0; at < count; at += 1) {
    const partner = (partners[at] ?? 0) - 1
    const row = list[at] ?? 0
    if (partner >= 0 && !chains.has(row)) meet.pair(row, partner)
  }
  for (const slot of chains.slots) meet.several(chains.from(table.mark(slot) - 1), partnersOf(table, slot))
}

/** Left rows that share a slot with others, or meet several right ones: few, so that nothing is kept for the many. */
class Chains {
  readonly slots = new Set<number>()
  readonly #rows: number
  #before: Int32Array | undefined

  constructor(rows: number) {
    this.#rows = rows
  }

  /** @param before the row that came to the slot before it; -1 for the first */
  add(row: number, before: number, slot: number): void {
    this.#before ??= new Int32Array(this.#rows)
    // The first one of a chain points nowhere, but is in it.
    this.#before[row] = before < 0 ? -1 : before + 1
    if (before >= 0 && this.#before[before] === 0) this.#before[before] = -1
    this.slots.add(slot)
  }

  has(row: number): boolean {
    return this.#before !== undefined && this.#before[row] !== 0
  }

  /** All of the chain that ends with a row. */
  from(last: number): number[] {
    const rows: number[] = []
    for (let row = last; row >= 0; row = (this.#before?.[row] ?? 0) - 1) rows.push(row)
    return rows
  }
}

function partnersOf(table: NumberTable, slot: number): number[] {
  const rows: number[] = []
  for (let row = table.first(slot); row >= 0; row = table.next(row)) rows.push(row)
  return rows
}
