import type { MatchRule } from '@shared/contract/settlement-reconciliation'
import { dayNumber } from './calendar'
import { fitItems, type Items } from './fitting'
import { partnerClasses } from './kinds'
import type { Ledger } from './ledger'
import { limitsOf } from './limits'
import { certainNumbersOf } from './number-columns'
import type { Rows } from './number-table'
import type { Side } from './side'

/** A doubt about more rows than this is cut into days: nobody can look at thousands of rows at once. */
const mostInDoubt = 100

/**
 * One to one by amount and time alone, among rows of which no number speaks against it: where both tell the same kind of
 * number, that number decides, and it has been asked before. Only who fits nobody else on either side is given away; all others stay in doubt.
 * A rule that asks for neither number nor amount pairs nothing.
 */
export function pairByAmount(ledger: Ledger, rule: MatchRule, ruleIndex: number): void {
  if (rule.amount === 'any') return
  const classes = partnerClasses(rule)
  const left = itemsOf(ledger.left, ledger.free(ledger.left, classes, { withHeld: false }), classes)
  const right = itemsOf(ledger.right, ledger.free(ledger.right, classes, { withHeld: false }), classes)
  const { pairs, doubts } = fitItems(left, right, limitsOf(rule), {
    some: (l) => ledger.isApartFromSome(left.rows[l] ?? 0),
    both: (l, r) => ledger.isApart(left.rows[l] ?? 0, right.rows[r] ?? 0),
  })
  for (const [l, r] of pairs) ledger.pair(left.rows[l] ?? 0, right.rows[r] ?? 0, ruleIndex)
  for (const doubt of doubts) {
    const rows = { left: doubt.left.map((item) => left.rows[item] ?? 0), right: doubt.right.map((item) => right.rows[item] ?? 0) }
    for (const part of inDays(ledger, rows)) ledger.doubts.join(part.left, part.right, ruleIndex)
  }
}

interface RowItems extends Items {
  rows: Int32Array
}

function itemsOf(side: Side, { list, count }: Rows, classes: Uint8Array): RowItems {
  const rows = list.subarray(0, count)
  return {
    rows,
    count,
    bucket: Float64Array.from(rows, (row) => (classes[side.kind[row] ?? 0] ?? 0) * 65_536 + (side.currency[row] ?? 0)),
    tells: Uint8Array.from(rows, (row) => certainNumbersOf(side.kind[row] ?? 0).reduce((told, key, bit) => told | (side.has(key, row) ? 1 << bit : 0), 0)),
    amount: Float64Array.from(rows, (row) => side.money(row)),
    at: Float64Array.from(rows, (row) => side.atMs[row] ?? NaN),
  }
}

interface Sides {
  left: number[]
  right: number[]
}

function inDays({ left, right }: Ledger, rows: Sides): Sides[] {
  if (rows.left.length + rows.right.length <= mostInDoubt) return [rows]
  const days = new Map<number, Sides>()
  const put = (side: Side, row: number, into: keyof Sides) => {
    const day = dayNumber(side.atMs[row] ?? 0)
    const part = days.get(day) ?? { left: [], right: [] }
    part[into].push(row)
    days.set(day, part)
  }
  for (const row of rows.left) put(left, row, 'left')
  for (const row of rows.right) put(right, row, 'right')
  return [...days.values()].filter((part) => part.left.length > 0 && part.right.length > 0)
}
