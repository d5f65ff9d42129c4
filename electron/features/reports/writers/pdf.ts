import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { formatMoney } from '@shared/domain/money'
import { cellShower, columnSums, countText, wallClock, type ColumnSum, type ReportFigure } from '@shared/domain/reports'
import { openPdf, type PdfDocument } from '../../../platform/pdf'
import { textFor } from '../../../platform/texts/texts'
import type { ReportColumn, ReportRows, ReportTable } from '../data'
import { makingFacts } from './parameters'
import type { Writing } from './writing'

/** On paper a table is read, not searched: what is more stands in the sheet and the page, and the paper says so. */
const mostRows = 200
/** What an upright A4 page can hold without tearing words apart. */
const mostColumns = 8

/**
 * Writes the report for stamp and signature: A4, Chinese font embedded, page numbers, boxes to sign, and at each foot
 * the hash of the data that it was made from.
 */
export async function writeReportPdf(path: string, writing: Writing & { resourcesDir: string; dataSha256: string }): Promise<void> {
  const { data, made, locale, resourcesDir, dataSha256, signal } = writing
  const text: Text = (key, params) => textFor(locale, `reportFiles.${key}`, params)
  const clock = wallClock(data.zone)
  const pdf = await openPdf({
    fontPath: join(resourcesDir, 'fonts', 'NotoSansSC-Regular.ttf'),
    title: `${data.title[locale]}${data.month ? ` ${data.month}` : ''}`,
    keywords: `minidesk-report:${made.id}`,
    head: `MiniDesk · ${data.title[locale]}`,
    mark: data.practice ? text('practice') : undefined,
    foot: `${clock(made.at)} (${data.zone}) · SHA-256 ${dataSha256}`,
    pageOf: (page, pages) => text('page', { page, pages }),
    madeAt: new Date(made.at),
  })
  pdf.title(data.title[locale], [data.subject, data.month].filter(Boolean).join(' · '))
  if (data.facts.length > 0)
    pdf.facts(data.facts.map(({ label, value }) => ({ label: label[locale], value: typeof value === 'string' ? value : value[locale] })))
  if (data.figures.length > 0)
    pdf.table({
      columns: [{ title: text('figure'), share: 60 }, { title: text('value'), share: 40, align: 'right' }],
      rows: data.figures.map((figure) => [figure.label[locale], figureText(figure)]),
    })
  for (const table of data.tables) {
    signal.throwIfAborted()
    writeTable(pdf, table, { writing, text, clock })
  }
  for (const note of data.notes) pdf.text(note[locale], { small: true })
  pdf.heading(text('parameters')).facts([...makingFacts(writing), { label: text('made.hash'), value: dataSha256 }])
  if (data.signatures.length > 0) pdf.space(14).signatures(data.signatures.map((box) => box[locale]), text('signedOn'))
  await writeFile(path, await pdf.finish(), { mode: 0o600 })
}

type Text = (key: string, params?: Record<string, string | number>) => string

export const figureText = ({ minor, currency, count }: ReportFigure): string =>
  minor === undefined ? countText(count ?? 0) : currency ? formatMoney(minor, currency) : countText(minor)

function writeTable(
  pdf: PdfDocument,
  table: ReportTable<ReportRows>,
  { writing: { locale }, text, clock }: { writing: Writing; text: Text; clock: (instant: string) => string },
): void {
  const printed = table.columns.filter(({ aside }) => !aside).slice(0, mostColumns)
  const show = printed.map((column) => cellShower(table.columns, column, { locale, clock }))
  pdf.heading(table.title[locale])
  const figures = (column: ReportColumn) => column.type === 'money' || column.type === 'integer' || column.type === 'rate'
  pdf.table({
    columns: printed.map((column) => ({ title: column.label[locale], share: shareOf(column), align: figures(column) ? 'right' : 'left' })),
    rows: [
      ...Array.from(table.rows.slice(0, mostRows), (row) => show.map((cell) => cell(row))),
      ...totalLines(printed, columnSums(table.columns, table.rows), text('total')),
    ],
  })
  if (table.rows.length > mostRows) pdf.text(text('paperRows', { shown: countText(mostRows), rows: countText(table.rows.length) }), { small: true })
  const left = table.columns.filter((column) => !printed.includes(column))
  if (left.length > 0) pdf.text(text('paperColumns', { columns: left.map(({ label }) => label[locale]).join(', ') }), { small: true })
  if (table.cut) pdf.text(table.cut[locale], { small: true })
}

const shareOf = ({ type }: ReportColumn) => (type === 'id' || type === 'instant' ? 3 : type === 'text' || type === 'money' ? 2.4 : type === 'day' ? 2 : 1.5)

/** One line for each currency; counts stand in the first. */
function totalLines(columns: readonly ReportColumn[], sums: readonly ColumnSum[], label: string): string[][] {
  const currencies = [...new Set(sums.map(({ currency }) => currency).filter(Boolean))].sort()
  const lines = currencies.length > 0 ? currencies : sums.length > 0 ? [''] : []
  return lines.map((currency, line) => {
    const cells = columns.map((column) => {
      const sum = sums.find((one) => one.column === column.key && one.currency === (column.type === 'money' ? currency : ''))
      if (!sum || (column.type === 'integer' && line > 0)) return ''
      return column.type === 'money' && currency !== '' ? formatMoney(sum.minor, currency) : countText(sum.minor)
    })
    return cells[0] === '' ? [currency === '' ? label : `${label} ${currency}`, ...cells.slice(1)] : cells
  })
}
