import type { MatchKey } from '@shared/contract/settlement-reconciliation'
import { byContent } from './canonical'
import type { Ledger } from './ledger'
import { type Limits, rowsFit } from './limits'
import { numberColumnsOf } from './number-columns'
import type { Side } from './side'

interface Spec {
  ruleIndex: number
  key: MatchKey
  others: readonly MatchKey[]
  limits: Limits
}

export interface Sides {
  left: number[]
  right: number[]
}

/** More comparisons than this are not made to find out which rows fit: all are taken as fitting. */
const mostComparisons = 10_000

/**
 * Several rows with one number. What their other numbers, then their amounts, single out is given to each other; copies
 * of one row are given in their order, for it makes no difference which is which; a last one on each side needs no
 * singling out. What fits several equally well is held.
 */
export function resolveSeveral(ledger: Ledger, spec: Spec, rows: Sides): void {
  // Equal hashes are not equal numbers yet.
  for (let rest of parted(ledger, rows, (side, row) => side.text(spec.key, row))) {
    for (const key of spec.others) rest = singleOut(ledger, spec, rest, (side, row) => (side.has(key, row) ? side.text(key, row) : ''))
    rest = singleOut(ledger, spec, rest, amountText)
    giveOrHold(ledger, spec, rest)
  }
}

const amountText = (side: Side, row: number): string => `${side.currency[row]} ${side.money(row)}`

/** Parts rows by a text; those where it is empty stay together. */
function parted({ left, right }: Ledger, rows: Sides, textOf: (side: Side, row: number) => string): Sides[] {
  const parts = new Map<string, Sides>()
  const put = (side: Side, row: number, into: keyof Sides) => {
    const text = textOf(side, row)
    const part = parts.get(text) ?? { left: [], right: [] }
    part[into].push(row)
    parts.set(text, part)
  }
  for (const row of rows.left) put(left, row, 'left')
  for (const row of rows.right) put(right, row, 'right')
  return [...parts.values()]
}

/** Gives to each other what a text singles out; answers what is left. */
function singleOut(ledger: Ledger, spec: Spec, rows: Sides, textOf: (side: Side, row: number) => string): Sides {
  if (rows.left.length === 0 || rows.right.length === 0) return rows
  for (const part of parted(ledger, rows, (side, row) => textOf(side, row))) {
    const [l] = part.left
    const [r] = part.right
    if (l === undefined || r === undefined || textOf(ledger.left, l) === '') continue
    if (part.left.length === 1 && part.right.length === 1) giveIfFits(ledger, spec, l, r)
    else if (areCopies(ledger.left, part.left) && areCopies(ledger.right, part.right)) giveInOrder(ledger, spec, part)
  }
  return stillFree(ledger, rows)
}

function stillFree({ left, right }: Ledger, rows: Sides): Sides {
  return { left: rows.left.filter((row) => left.taken[row] === 0), right: rows.right.filter((row) => right.taken[row] === 0) }
}

function fits(ledger: Ledger, spec: Spec, l: number, r: number): boolean {
  return !ledger.isApart(l, r) && rowsFit(spec.limits, ledger.left, l, ledger.right, r)
}

function giveIfFits(ledger: Ledger, spec: Spec, l: number, r: number): void {
  if (fits(ledger, spec, l, r)) ledger.pair(l, r, spec.ruleIndex)
}

/** Whether all are one row that stands several times in its source: every number of its own is the same, and there is one. */
function areCopies(side: Side, rows: readonly number[]): boolean {
  const [first, ...rest] = rows
  if (first === undefined) return false
  // Also what none of them has must be alike: a row with one more number says more.
  const columns = numberColumnsOf(side.kind[first] ?? 0)
  if (!columns.some((key) => side.has(key, first))) return rest.length === 0
  const amount = amountText(side, first)
  return rest.every((row) => amountText(side, row) === amount && columns.every((key) => side.sameText(key, row, side, first)))
}

function giveInOrder(ledger: Ledger, spec: Spec, rows: Sides): void {
  const rights = [...rows.right].sort(byContent(ledger.right))
  for (const l of [...rows.left].sort(byContent(ledger.left))) {
    const partner = rights.find((r) => ledger.right.taken[r] === 0 && fits(ledger, spec, l, r))
    if (partner !== undefined) ledger.pair(l, partner, spec.ruleIndex)
  }
}

/** What fits nothing else on either side is given; the rest of what fits is held. */
function giveOrHold(ledger: Ledger, spec: Spec, rows: Sides): void {
  if (rows.left.length === 0 || rows.right.length === 0) return
  if (rows.left.length * rows.right.length > mostComparisons) {
    ledger.hold(rows.left, rows.right, spec.ruleIndex)
    return
  }
  const partners = rows.left.map((l) => ({ l, fitting: rows.right.filter((r) => fits(ledger, spec, l, r)) }))
  const asked = new Map<number, number>()
  for (const { fitting } of partners) for (const r of fitting) asked.set(r, (asked.get(r) ?? 0) + 1)
  for (const { l, fitting } of partners) {
    const [r] = fitting
    if (r === undefined) continue
    if (fitting.length === 1 && asked.get(r) === 1) ledger.pair(l, r, spec.ruleIndex)
    else ledger.hold([l], fitting, spec.ruleIndex)
  }
}
