import type { SideTotals } from '@shared/contract/settlement-reconciliation'
import { type EntryKind, entryKinds } from '@shared/contract/settlement-values'
import { rowParts } from '../match-types'
import type { Side } from './side'
import { added, exactly } from './sums'

/** Parts that rows of the month can be in. */
const parts = [rowParts.others, rowParts.matched, rowParts.differences, rowParts.expected]

interface Tally {
  count: number
  minor: number
}

export interface Counted {
  totals: SideTotals[]
  otherKinds: { kind: EntryKind; sums: { currency: string; count: number; minor: number }[] }[]
}

/**
 * Adds up the rows of a side that count in the month, each currency for itself. The total is counted apart from its parts
 * and compared with them.
 * @param partOf of each row, code of `rowParts`
 * @throws Fault `settlement.sumTooLarge`; Error where parts and total do not agree, which would be a fault of this program
 */
export function countSide(side: Side, partOf: Uint8Array, name: string): Counted {
  const currencies = side.currencies.names
  const tallies = currencies.map(() => parts.map((): Tally => ({ count: 0, minor: 0 })))
  const totals = currencies.map((): Tally => ({ count: 0, minor: 0 }))
  const kinds = entryKinds.map(() => currencies.map((): Tally => ({ count: 0, minor: 0 })))
  const { counts, currency, amount, kind } = side
  for (let row = 0; row < side.rows; row += 1) {
    if (counts[row] === 0) continue
    const code = currency[row] ?? 0
    const minor = amount[row] ?? NaN
    const part = partOf[row] ?? 0
    put(tallies[code]?.[part], minor)
    if (part === rowParts.others) put(kinds[kind[row] ?? 0]?.[code], minor)
    else put(totals[code], minor)
  }
  const sumOf = (index: number, tally: Tally | undefined) => counted(currencies[index] ?? '', tally)
  const sides = currencies.map((known, index): SideTotals => {
    const [other, match, difference, expect] = tallies[index] ?? []
    return {
      currency: known,
      total: sumOf(index, totals[index]),
      matched: sumOf(index, match),
      differences: sumOf(index, difference),
      expected: sumOf(index, expect),
      others: sumOf(index, other),
    }
  })
  for (const total of sides) assertAddsUp(total, name)
  return {
    totals: sides.filter(({ total, others }) => total.count + others.count > 0).sort((one, other) => (one.currency < other.currency ? -1 : 1)),
    otherKinds: entryKinds.flatMap((kind, index) => {
      const sums = (kinds[index] ?? []).map((tally, code) => sumOf(code, tally)).filter(({ count }) => count > 0)
      return sums.length === 0 ? [] : [{ kind, sums: sums.sort((one, other) => (one.currency < other.currency ? -1 : 1)) }]
    }),
  }
}

/** An amount that the source does not say is a row without money. */
function put(tally: Tally | undefined, minor: number): void {
  if (!tally) return
  tally.count += 1
  if (Number.isNaN(minor)) return
  tally.minor = exactly(tally.minor + minor)
}

function counted(currency: string, { count, minor }: Tally = { count: 0, minor: 0 }): { currency: string; count: number; minor: number } {
  return { currency, count, minor: added(0, minor, currency) }
}

function assertAddsUp({ currency, total, matched, differences, expected }: SideTotals, side: string): void {
  const count = matched.count + differences.count + expected.count
  const minor = matched.minor + differences.minor + expected.minor
  if (count === total.count && minor === total.minor) return
  throw new Error(`settlement totals of ${side} ${currency} do not add up: ${total.count}/${total.minor} against ${count}/${minor}`)
}
