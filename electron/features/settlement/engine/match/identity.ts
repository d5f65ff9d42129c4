import type { MatchKey } from '@shared/contract/settlement-reconciliation'
import { entryKinds } from '@shared/contract/settlement-values'
import { createHash } from 'node:crypto'
import type { RowIdentity } from '../match-types'
import { byContent, contentOf } from './canonical'
import { allNumberColumns, numberColumnsOf } from './number-columns'
import { NumberTable, rowsOf } from './number-table'
import type { Side } from './side'

/** Stands in the place of a number's name where the row has none. */
export const contentColumn = 'content'

/** What a set of rows is called, and which rows stand in their side under the same name. */
export interface Named {
  identity: Map<number, RowIdentity>
  /** Rows of one name, in the order of their content; only where there are several. */
  twins: Map<number, readonly number[]>
}

export function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 32)
}

/** `kind:number's name:which of several:number`, e.g. `payment:merchantNo:1:MD0001`. */
export function identityText(base: Base, ordinal: number): RowIdentity {
  return `${base.kind}:${base.column}:${ordinal}:${base.value}`
}

export interface Base {
  kind: string
  column: MatchKey | typeof contentColumn
  value: string
}

/** The number by which a row is named, undefined where it has none of its own. */
export function namingColumn(side: Side, row: number): MatchKey | undefined {
  return numberColumnsOf(side.packKind(row)).find((key) => side.has(key, row))
}

/** Names rows, with all others of their side in view: the same in every file, order of rows and run. */
export function nameRows(side: Side, rows: readonly number[]): Named {
  const named: Named = { identity: new Map(), twins: new Map() }
  const byColumn = Map.groupBy(new Set(rows), (row) => namingColumn(side, row) ?? contentColumn)
  for (const column of allNumberColumns) {
    const these = byColumn.get(column)
    if (these) nameByNumber(side, column, these, named)
  }
  const nameless = byColumn.get(contentColumn)
  if (nameless) nameByContent(side, nameless, named)
  return named
}

function nameByNumber(side: Side, column: MatchKey, rows: readonly number[], named: Named): void {
  const table = new NumberTable(side, column, rowsOf(rows))
  const hash = side.hash(column)
  const bases = new Map<string, number[]>()
  for (let row = 0; row < side.rows; row += 1) {
    const low = hash[row * 2] ?? 0
    const high = hash[row * 2 + 1] ?? 0
    if ((low === 0 && high === 0) || table.slotOf(low, high, 1) < 0 || namingColumn(side, row) !== column) continue
    const base = `${side.packKind(row)} ${side.text(column, row)}`
    const known = bases.get(base)
    if (known) known.push(row)
    else bases.set(base, [row])
  }
  giveNames(side, bases.values(), new Set(rows), named, (row) => ({ kind: kindName(side, row), column, value: side.text(column, row) }))
}

function nameByContent(side: Side, rows: readonly number[], named: Named): void {
  // Reading everything that a row says is dear: rows of another kind, time or amount are passed over.
  const glance = (row: number) => `${side.packKind(row)} ${side.atMs[row]} ${side.amount[row]}`
  const wanted = new Set(rows.map(glance))
  const bases = new Map<string, number[]>()
  for (let row = 0; row < side.rows; row += 1) {
    if (namingColumn(side, row) !== undefined || !wanted.has(glance(row))) continue
    const base = `${side.packKind(row)} ${contentOf(side, row)}`
    const known = bases.get(base)
    if (known) known.push(row)
    else bases.set(base, [row])
  }
  giveNames(side, bases.values(), new Set(rows), named, (row) => contentBase(side, row))
}

export function contentBase(side: Side, row: number): Base {
  return { kind: kindName(side, row), column: contentColumn, value: hashOf(contentOf(side, row)) }
}

function giveNames(side: Side, bases: Iterable<number[]>, wanted: ReadonlySet<number>, named: Named, baseOf: (row: number) => Base): void {
  for (const rows of bases) {
    if (rows.length > 1) rows.sort(byContent(side))
    for (const [index, row] of rows.entries()) {
      if (!wanted.has(row)) continue
      named.identity.set(row, identityText(baseOf(row), index + 1))
      if (rows.length > 1) named.twins.set(row, rows)
    }
  }
}

/** As the profile says it, so that a changed list of words does not rename rows. */
export function kindName(side: Side, row: number): string {
  return entryKinds[side.packKind(row)] ?? 'other'
}
