import type { MatchKey } from '@shared/contract/settlement-reconciliation'
import type { Ledger } from './ledger'
import { NumberTable, rowsOf } from './number-table'
import type { Side } from './side'

/** Two rows that one number gives to each other while another one differs. */
export interface Contradiction {
  left: number
  right: number
}

interface Spec {
  ruleIndex: number
  key: MatchKey
  others: readonly MatchKey[]
  classes: Uint8Array
}

/**
 * Pairs of which a second number differs. Where that number belongs to no other row it only says that the sources number
 * differently, and the pair is made; where it points to another row nobody can know which number is right: all of them
 * are set aside.
 */
export function settleContradictions(ledger: Ledger, spec: Spec, pairs: readonly Contradiction[]): void {
  if (pairs.length === 0) return
  const { left, right } = ledger
  const elsewhere = pairs.map(() => ({ left: new Set<number>(), right: new Set<number>() }))
  const byLeft = new Map(pairs.map((pair, index) => [pair.left, index]))
  const byRight = new Map(pairs.map((pair, index) => [pair.right, index]))
  for (const key of spec.others) {
    const differing = pairs.filter((pair) => differs(left, right, key, pair))
    othersWithNumber(left, right, key, differing.map((pair) => pair.left), spec.classes, (l, r) => {
      const index = byLeft.get(l) ?? 0
      if (pairs[index]?.right !== r) elsewhere[index]?.right.add(r)
    })
    othersWithNumber(right, left, key, differing.map((pair) => pair.right), spec.classes, (r, l) => {
      const index = byRight.get(r) ?? 0
      if (pairs[index]?.left !== l) elsewhere[index]?.left.add(l)
    })
  }
  const conflicts: { left: number[]; right: number[] }[] = []
  for (const [index, pair] of pairs.entries()) {
    const others = elsewhere[index]
    if (others && others.left.size + others.right.size > 0) {
      conflicts.push({ left: [pair.left, ...others.left], right: [pair.right, ...others.right] })
    } else if (left.sameText(spec.key, pair.left, right, pair.right)) ledger.pair(pair.left, pair.right, spec.ruleIndex)
  }
  // Rows that were given to each other in agreement stay so; only what is still free is in question.
  const free = conflicts.map((rows) => ({
    left: rows.left.filter((row) => left.taken[row] === 0),
    right: rows.right.filter((row) => right.taken[row] === 0),
  }))
  for (const rows of free) ledger.setAside(rows.left, rows.right, spec.ruleIndex)
}

/** What only one of them tells speaks against nobody. */
function differs(left: Side, right: Side, key: MatchKey, pair: Contradiction): boolean {
  return left.has(key, pair.left) && right.has(key, pair.right) && !left.sameText(key, pair.left, right, pair.right)
}

/** Tells which rows of another side carry the number of one of these rows. */
export function othersWithNumber(
  side: Side,
  other: Side,
  key: MatchKey,
  rows: readonly number[],
  classes: Uint8Array,
  found: (row: number, other: number) => void,
): void {
  if (rows.length === 0) return
  const table = new NumberTable(side, key, rowsOf(rows), classes)
  const hash = other.hash(key)
  for (let row = 0; row < other.rows; row += 1) {
    const low = hash[row * 2] ?? 0
    const high = hash[row * 2 + 1] ?? 0
    const partners = classes[other.kind[row] ?? 0] ?? 0
    if ((low === 0 && high === 0) || partners === 0 || other.takesPart[row] === 0) continue
    const slot = table.slotOf(low, high, partners)
    if (slot < 0) continue
    for (let mine = table.first(slot); mine >= 0; mine = table.next(mine)) {
      if (side.sameText(key, mine, other, row)) found(mine, row)
    }
  }
}
