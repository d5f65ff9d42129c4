import { type TextColumn, textColumns } from '../pack-types'
import type { Side } from './side'

/** What a row says, without where it stands: a sheet's name and a line change when the same bill is loaded once more. */
const spoken: readonly TextColumn[] = textColumns.filter((column) => column !== 'sheet')

/**
 * An order of rows that hangs on what they say alone, so that it is the same in every file and run. Rows that say the
 * same in everything are interchangeable.
 */
export function byContent(side: Side): (one: number, other: number) => number {
  return (one, other) =>
    compare(side.atMs[one], side.atMs[other]) ||
    compare(side.amount[one], side.amount[other]) ||
    compare(side.kind[one], side.kind[other]) ||
    compare(side.outcome[one], side.outcome[other]) ||
    compare(side.fee[one], side.fee[other]) ||
    compare(side.settled(one), side.settled(other)) ||
    compareTexts(side, one, other) ||
    one - other
}

/** Missing values first. */
function compare(one = NaN, other = NaN): number {
  if (Number.isNaN(one)) return Number.isNaN(other) ? 0 : -1
  if (Number.isNaN(other)) return 1
  return one - other
}

function compareTexts(side: Side, one: number, other: number): number {
  for (const column of spoken) {
    const order = compareText(side.text(column, one), side.text(column, other))
    if (order !== 0) return order
  }
  return compareText(side.currencyName(one), side.currencyName(other))
}

/** By code units: not by the language of the computer. */
export function compareText(one: string, other: string): number {
  if (one === other) return 0
  return one < other ? -1 : 1
}

/** Everything that a row says, as one text: what names a row that has no number. */
export function contentOf(side: Side, row: number): string {
  const numbers = [side.atMs[row], side.amount[row], side.fee[row], side.settled(row)].map(String)
  return JSON.stringify([side.currencyName(row), ...numbers, ...spoken.map((column) => side.text(column, row))])
}
