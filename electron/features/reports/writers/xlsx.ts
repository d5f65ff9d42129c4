import { columnName } from '@shared/domain/cells/address'
import { exponentOf } from '@shared/domain/money'
import { columnSums, currencyPlace } from '@shared/domain/reports'
import { quotedSheet, sheetLines, sheetNames, type WorkCell, type WorkSheet, writeWorkbook } from '../../../platform/files/spreadsheet'
import { textFor } from '../../../platform/texts/texts'
import type { ReportRows, ReportTable } from '../data'
import { parameterRows } from './parameters'
import { amountCell, sheetCells } from './sheet-cells'
import type { Writing } from './writing'

const practiceLines = 1
const sampled = 200

/** A part of a table that fits into one sheet. */
interface Part {
  table: ReportTable<ReportRows>
  name: string
  rows: ReportRows
  /** Currencies of its amounts; one line of totals stands above the header for each. */
  totals: { currency: string; columns: Map<number, number> }[]
  currencies: string[]
  lead: number
}

/**
 * Writes the report as a workbook: a summary, each table in a sheet of its own (or several, where rows are more than a
 * sheet holds), and how it was made. Totals are formulas with their present value, so that a reader can follow them.
 */
export async function writeReportXlsx(path: string, writing: Writing): Promise<void> {
  const { data, made, locale, signal } = writing
  const text = (key: string, params?: Record<string, string | number>) => textFor(locale, `reportFiles.${key}`, params)
  const parts = partsOf(writing, [text('summary'), text('parameters')])
  const [summary = '', parameters = ''] = sheetNames([text('summary'), text('parameters')])
  const sheets: WorkSheet[] = [
    { name: summary, rows: summaryRows(writing, parts), widths: [30, 30, 10, 20, 20, 16], frozenRows: 0 },
    ...parts.map((part) => tableSheet(part, writing)),
    { name: parameters, rows: parameterRows(writing), widths: [34, 90], frozenRows: 0 },
  ]
  await writeWorkbook(path, { sheets, title: data.title[locale], description: `minidesk-report:${made.id}` }, signal)
}

/** Tables cut where a sheet ends, each part with the name of its sheet. */
function partsOf({ data, locale }: Writing, taken: readonly string[]): Part[] {
  const parts = data.tables.flatMap((table) => {
    const currencies = [...new Set(columnSums(table.columns, table.rows).map(({ currency }) => currency))].filter(Boolean).sort()
    const lines = hasTotals(table) ? Math.max(1, currencies.length) : 0
    const room = sheetLines - lines - 1 - practiceLines
    const count = Math.max(1, Math.ceil(table.rows.length / room))
    return Array.from({ length: count }, (_, at) => {
      const rows = count === 1 ? table.rows : table.rows.slice(at * room, (at + 1) * room)
      return { table, rows, currencies, ...totalsOf(table, rows, currencies) }
    })
  })
  const names = sheetNames([...taken, ...parts.map(({ table }) => table.title[locale])]).slice(taken.length)
  return parts.map((part, at) => ({ ...part, name: names[at] ?? '', lead: (data.practice ? practiceLines : 0) + part.totals.length + 1 }))
}

const isSummed = ({ total, type }: ReportTable['columns'][number]) => total === true && (type === 'money' || type === 'integer')
const hasTotals = ({ columns }: Pick<ReportTable, 'columns'>) => columns.some(isSummed)

/** The totals of a part's rows by line and column; counts stand in the first line. */
function totalsOf(table: ReportTable<ReportRows>, rows: ReportRows, currencies: readonly string[]): Pick<Part, 'totals'> {
  if (!hasTotals(table)) return { totals: [] }
  const sums = columnSums(table.columns, rows)
  const lines = currencies.length > 0 ? currencies : ['']
  return {
    totals: lines.map((currency, line) => ({
      currency,
      columns: new Map(
        table.columns.flatMap((column, at): [number, number][] => {
          if (!isSummed(column)) return []
          const wanted = column.type === 'money' ? currency : ''
          if (column.type === 'integer' && line > 0) return []
          if (column.type === 'money' && column.currency !== undefined && column.currency !== currency) return []
          return [[at, sums.find((sum) => sum.column === column.key && sum.currency === wanted)?.minor ?? 0]]
        }),
      ),
    })),
  }
}

/** The formula of a column's total over a part; only with one currency does it follow the reader's filter. */
function totalFormula({ table, rows, lead, currencies }: Part, at: number, currency: string, sheet = '', filtered = true): string {
  const area = (column: number) => `${sheet}$${columnName(column)}$${lead + 1}:$${columnName(column)}$${lead + Math.max(1, rows.length)}`
  const column = table.columns[at]
  const place = column?.type === 'money' ? currencyPlace(table.columns, column) : ''
  if (typeof place === 'number' && currencies.length > 1) return `SUMIFS(${area(at)},${area(place)},"${currency.replaceAll('"', '""')}")`
  return filtered ? `SUBTOTAL(109,${area(at)})` : `SUM(${area(at)})`
}

const sumText = (type: string, minor: number, currency: string) => (type === 'money' ? majorText(minor, currency) : String(minor))
function majorText(minor: number, currency: string): string {
  const cell = amountCell(minor, currency)
  return typeof cell === 'string' ? cell : cell.text
}

function tableSheet(part: Part, { data, locale }: Writing): WorkSheet {
  const { table, rows, totals, name, lead, currencies } = part
  const cells = sheetCells(table.columns, data.zone, locale)
  const text = (key: string, params?: Record<string, string | number>) => textFor(locale, `reportFiles.${key}`, params)
  const totalLine = ({ currency, columns }: Part['totals'][number]): WorkCell[] => {
    const label = text(currencies.length > 1 ? 'totalAll' : 'totalShown', { currency })
    const line = table.columns.map((column, at): WorkCell => {
      const minor = columns.get(at)
      if (minor === undefined) return ''
      return { kind: 'formula', formula: totalFormula(part, at, currency), cached: sumText(column.type, minor, currency) }
    })
    // Where the first column has a total itself, its place is taken and the line is known by its currency.
    return typeof line[0] === 'string' ? [{ kind: 'strong', text: label }, ...line.slice(1)] : line
  }
  function* all(): Generator<WorkCell[]> {
    if (data.practice) yield [{ kind: 'mark', text: text('practice') }]
    for (const total of totals) yield totalLine(total)
    yield table.columns.map(({ label }) => ({ kind: 'head', text: label[locale] }))
    for (const row of rows) yield cells.map((cell) => cell(row))
  }
  return {
    name,
    rows: all(),
    widths: widthsOf(part, locale),
    frozenRows: lead,
    filter: { lines: lead + rows.length, columns: table.columns.length },
    wide: table.columns.length > 6,
  }
}

/** Wide enough for the head and the first rows; Chinese characters take two places. */
function widthsOf({ table, rows }: Part, locale: 'zh-CN' | 'en'): number[] {
  const places = (value: string) => [...value].reduce((sum, character) => sum + ((character.codePointAt(0) ?? 0) > 0x2e80 ? 2 : 1), 0)
  const sample = [...rows.slice(0, sampled)]
  return table.columns.map(({ label, type }, at) => {
    const least = type === 'instant' ? 19 : type === 'money' ? 14 : 8
    const widest = sample.reduce((most, row) => Math.max(most, places(String(row[at] ?? ''))), 0)
    return Math.min(60, Math.max(least, places(label[locale]) + 4, type === 'instant' ? 0 : widest + 2))
  })
}

/** Title, facts, figures, and for each total the formula over the sheets, what the program counted, and the difference. */
function* summaryRows({ data, locale }: Writing, parts: readonly Part[]): Generator<WorkCell[]> {
  const text = (key: string) => textFor(locale, `reportFiles.${key}`)
  let line = 0
  const put = (row: WorkCell[]) => {
    line += 1
    return row
  }
  yield put([{ kind: 'title', text: data.title[locale] }])
  if (data.practice) yield put([{ kind: 'mark', text: text('practice') }])
  for (const { label, value } of data.facts)
    yield put([{ kind: 'strong', text: label[locale] }, typeof value === 'string' ? value : value[locale]])
  yield put([])
  for (const { label, minor, currency = '', count } of data.figures)
    yield put([{ kind: 'strong', text: label[locale] }, minor === undefined ? { kind: 'number', text: String(count ?? 0) } : amountCell(minor, currency), currency])
  yield put([])
  const heads = ['table', 'column', 'currency', 'byFormula', 'byProgram', 'difference']
  yield put(heads.map((key) => ({ kind: 'head', text: text(`checks.${key}`) })))
  const first = line + 1
  for (const table of data.tables) {
    const own = parts.filter((part) => part.table === table)
    for (const { column: key, currency, minor } of columnSums(table.columns, table.rows)) {
      const at = table.columns.findIndex((column) => column.key === key)
      const column = table.columns[at]
      if (!column) continue
      const decimals = column.type === 'money' && currency !== '' ? exponentOf(currency) : 0
      const cached = sumText(column.type, minor, currency)
      const formula = own.map((part) => totalFormula(part, at, currency, `${quotedSheet(part.name)}!`, false)).join('+')
      yield put([
        table.title[locale],
        column.label[locale],
        currency,
        { kind: 'formula', formula, cached },
        { kind: 'number', text: cached },
        { kind: 'formula', formula: `ROUND(D${line + 1}-E${line + 1},${decimals})`, cached: '0' },
      ])
    }
  }
  if (line >= first)
    yield put([{ kind: 'strong', text: text('checks.all') }, '', '', '', '', { kind: 'formula', formula: `SUMPRODUCT(ABS(F${first}:F${line}))`, cached: '0' }])
  for (const { cut } of data.tables) if (cut) yield put([cut[locale]])
  for (const note of data.notes) yield put([note[locale]])
}
