import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import type { ReportComparison } from '@shared/contract/reports'
import { compareFigures, compareRows, rowsOf, type ReportCell, type ReportHead, type TableHead } from '@shared/domain/reports'
import { Fault } from '../../../platform/errors/fault'
import { dataName } from '../names'
import { readStored } from '../writers/stored'
import type { LibraryEntry } from './folder'
import { presentRow } from './present'

const mostListed = 300

/** A report as it was stored: its head and, by table, its rows. @throws Fault `reports.damaged` */
export async function loadReport({ dir }: LibraryEntry, signal: AbortSignal): Promise<{ head: ReportHead; rows: Map<string, ReportCell[][]> }> {
  let head: ReportHead | undefined
  const rows = new Map<string, ReportCell[][]>()
  for await (const line of readStored(join(dir, dataName), signal)) {
    if ('head' in line) ({ head } = line)
    else if ('t' in line) {
      const known = rows.get(line.t) ?? []
      for (const row of rowsOf(line.c)) known.push(row)
      rows.set(line.t, known)
    }
  }
  if (!head) throw new Fault('reports.damaged')
  return { head, rows }
}

/** The head alone. @throws Fault `reports.damaged` */
export async function loadHead({ dir }: LibraryEntry): Promise<ReportHead> {
  for await (const line of readStored(join(dir, dataName))) if ('head' in line) return line.head
  throw new Fault('reports.damaged')
}

/** Two reports of the same kind: figures, and rows by what names them. @throws Fault `reports.otherKind` */
export async function compareReports(before: LibraryEntry, after: LibraryEntry, signal: AbortSignal): Promise<ReportComparison> {
  if (before.manifest.kind !== after.manifest.kind) throw new Fault('reports.otherKind')
  const old = await loadReport(before, signal)
  const now = await loadReport(after, signal)
  const tables: ReportComparison['tables'] = []
  for (const table of now.head.tables) {
    await setImmediate()
    signal.throwIfAborted()
    const was = old.head.tables.find(({ key }) => key === table.key)
    const emptyTable: TableHead = { ...table, rowCount: 0 }
    const change = compareRows(
      { table: was ?? emptyTable, rows: old.rows.get(table.key) ?? [] },
      { table, rows: now.rows.get(table.key) ?? [] },
      mostListed,
    )
    tables.push({
      key: table.key,
      title: table.title,
      columns: table.columns.map(({ key, label, type, currency, currencyColumn }) => ({
        key,
        label,
        type,
        ...(currency === undefined ? {} : { currency }),
        ...(currencyColumn === undefined ? {} : { currencyColumn }),
      })),
      ...change,
    })
  }
  return { before: presentRow(before), after: presentRow(after), figures: compareFigures(before.manifest.figures, after.manifest.figures), tables }
}
