import { join } from 'node:path'
import { toMajor } from '@shared/domain/money'
import { currencyPlace, rowsOf, type ReportCell, type TableHead, unpackColumn } from '@shared/domain/reports'
import { dataName } from '../names'
import { readStored } from '../writers/stored'
import type { LibraryEntry } from './folder'

export interface ListFilter {
  text?: string | undefined
  kind?: string | undefined
  fromMonth?: string | undefined
  toMonth?: string | undefined
}

/** Whether a report fits a filter by what its list of contents says: title, month, subject, who made it, its figures. */
export function fitsFilter({ manifest }: LibraryEntry, { text, kind, fromMonth, toMonth }: ListFilter): boolean {
  if (kind !== undefined && manifest.kind !== kind) return false
  const month = manifest.month ?? manifest.made.at.slice(0, 7)
  if ((fromMonth !== undefined && month < fromMonth) || (toMonth !== undefined && month > toMonth)) return false
  const words = (text ?? '').toLowerCase().split(/\s+/u).filter(Boolean)
  if (words.length === 0) return true
  const { title, subject, made, figures, id } = manifest
  const amounts = figures.flatMap(({ minor, currency, count }) => [minor !== undefined && currency ? toMajor(minor, currency) : '', count === undefined ? '' : String(count)])
  const said = [title['zh-CN'], title.en, subject, month, made.by, id, ...amounts].join(' ').toLowerCase()
  return words.every((word) => said.includes(word))
}

/** How many cells of a report hold a text, or are exactly this amount. Read from its stored data alone, piece by piece. */
export async function countInside(entry: LibraryEntry, wanted: string, signal: AbortSignal): Promise<number> {
  const small = wanted.trim().toLowerCase()
  const amount = /^-?\d[\d,]*(?:\.\d+)?$/u.test(small) ? small.replaceAll(',', '') : undefined
  let tables: TableHead[] = []
  let count = 0
  for await (const line of readStored(join(entry.dir, dataName), signal)) {
    if ('head' in line) ({ tables } = line.head)
    if (!('t' in line)) continue
    const table = tables.find(({ key }) => key === line.t)
    if (!table) continue
    table.columns.forEach((column, at) => {
      const stored = line.c[at]
      if (!stored || column.type === 'money') return
      // A text that repeats is looked at once.
      if (!Array.isArray(stored)) {
        const hits = stored.d.map((cell) => holds(cell, small))
        if (hits.some(Boolean)) for (const place of stored.i) if (hits[place]) count += 1
      } else for (const cell of unpackColumn(stored)) if (holds(cell, small)) count += 1
    })
    if (amount !== undefined) count += amountsIn(table, rowsOf(line.c), amount)
  }
  return count
}

const holds = (cell: ReportCell, small: string) => cell !== null && String(cell).toLowerCase().includes(small)

function amountsIn({ columns }: TableHead, rows: readonly ReportCell[][], amount: string): number {
  const money = columns.flatMap((column, at) => (column.type === 'money' ? [{ at, place: currencyPlace(columns, column) }] : []))
  const digits = amount.replace('.', '')
  let count = 0
  for (const row of rows)
    for (const { at, place } of money) {
      const cell = row[at]
      // Most amounts are told apart by their digits alone.
      if (typeof cell !== 'number' || !String(cell).startsWith(digits.replace(/^(-?)0+(?=\d)/u, '$1'))) continue
      const major = toMajor(cell, typeof place === 'number' ? String(row[place] ?? '') : place)
      if (major === amount || Number(major) === Number(amount)) count += 1
    }
  return count
}
