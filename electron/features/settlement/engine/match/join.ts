import type { MatchKey } from '@shared/contract/settlement-reconciliation'
import { Links, NumberTable, type Rows } from './number-table'
import { shared, sharesFor } from './shares'
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
 * proportion to the rows; nothing is sorted. Many rows are taken share by share, because a table that fits into the
 * processor's cache is several times as fast.
 * @param classes by kind, 0: not looked at
 */
export function joinByNumber(left: Side, right: Side, key: MatchKey, rows: { left: Rows; right: Rows }, classes: Uint8Array, meet: Meetings): void {
  const shares = sharesFor(rows.right.count)
  const rights = shared(right, key, rows.right, shares)
  const partners = new Int32Array(left.rows)
  const chains = new Chains(left.rows)
  const links = new Links(right.rows)
  for (const [index, lefts] of shared(left, key, rows.left, shares).entries()) {
    const table = new NumberTable(right, key, rights[index] ?? none, classes, links)
    joinShare(left, left.hash(key), lefts, classes, table, partners, chains)
    for (const slot of chains.slots) meet.several(chains.from(table.mark(slot) - 1), partnersOf(table, slot))
    chains.slots.clear()
  }
  const { list, count } = rows.left
  for (let at = 0; at < count; at += 1) {
    const row = list[at] ?? 0
    const partner = (partners[row] ?? 0) - 1
    if (partner >= 0 && !chains.has(row)) meet.pair(row, partner)
  }
}

const none: Rows = { list: new Int32Array(0), count: 0 }

/** Notes the only partner of each left row; left rows of one number, or with several partners, as chains. */
function joinShare(left: Side, hash: Int32Array, { list, count }: Rows, classes: Uint8Array, table: NumberTable, partners: Int32Array, chains: Chains): void {
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
    else partners[row] = table.first(slot) + 1
  }
}

/** Left rows that share a slot with others, or meet several right ones: few, so that nothing is kept for the many. */
class Chains {
  readonly slots = new Set<number>()
  readonly #before: Links

  constructor(rows: number) {
    this.#before = new Links(rows)
  }

  /** @param before the row that came to the slot before it; -1 for the first */
  add(row: number, before: number, slot: number): void {
    // The first one of a chain points nowhere, but is in it.
    this.#before.set(row, before < 0 ? -1 : before + 1)
    if (before >= 0 && this.#before.of(before) === 0) this.#before.set(before, -1)
    this.slots.add(slot)
  }

  has(row: number): boolean {
    return this.#before.of(row) !== 0
  }

  /** All of the chain that ends with a row. */
  from(last: number): number[] {
    const rows: number[] = []
    for (let row = last; row >= 0; row = this.#before.of(row) - 1) rows.push(row)
    return rows
  }
}

function partnersOf(table: NumberTable, slot: number): number[] {
  const rows: number[] = []
  for (let row = table.first(slot); row >= 0; row = table.next(row)) rows.push(row)
  return rows
}
