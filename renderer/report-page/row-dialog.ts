import { cellShower } from '@shared/domain/reports'
import { element } from './dom'
import type { Reading } from './filter'
import type { TableStore } from './table-store'
import { both, t } from './texts'

/** Of what belongs to a row, so many are listed; the table itself has all. */
const mostDetails = 200

/** Shows one row whole, and below it the rows of another table that belong to it. */
export function rowDialog({ tables }: { tables: readonly TableStore[] }, store: TableStore, row: number, reading: Reading): void {
  const { columns, title } = store.head
  const cells = store.row(row)
  const facts = columns.map((column) => element('div', {}, element('dt', { text: both(column.label) }), element('dd', { text: cellShower(columns, column, reading)(cells) })))
  const close = element('button', { type: 'button', text: t('row.close') })
  const dialog = element(
    'dialog',
    { 'aria-label': t('row.title', { table: both(title) }) },
    element('h2', { text: t('row.title', { table: both(title) }) }),
    element('dl', { class: 'facts' }, ...facts),
    ...detailOf(tables, store, row, reading),
    close,
  )
  close.addEventListener('click', () => dialog.close())
  dialog.addEventListener('close', () => dialog.remove())
  document.body.append(dialog)
  dialog.showModal()
}

function detailOf(tables: readonly TableStore[], store: TableStore, row: number, reading: Reading): HTMLElement[] {
  const { detail, columns } = store.head
  const other = detail && tables.find(({ head }) => head.key === detail.table)
  if (!other) return []
  const from = store.columns[columns.findIndex(({ key }) => key === detail.from)]
  const to = other.columns[other.head.columns.findIndex(({ key }) => key === detail.to)]
  const wanted = from?.cell(row)
  if (!to || wanted === undefined || wanted === null) return []
  const code = to.isNumber ? -1 : to.dictionary.indexOf(String(wanted))
  const found: number[] = []
  for (let at = 0; at < other.rows; at += 1) if (to.isNumber ? to.numbers[at] === wanted : code > 0 && to.codes[at] === code) found.push(at)
  const heading = element('h3', { text: t('row.details', { table: both(other.head.title), rows: found.length }) })
  if (found.length === 0) return [heading]
  const showers = other.head.columns.map((column) => cellShower(other.head.columns, column, reading))
  const lines = found.slice(0, mostDetails).map((at) => {
    const cells = other.row(at)
    return element('tr', {}, ...showers.map((show) => element('td', { text: show(cells) })))
  })
  const heads = element('tr', {}, ...other.head.columns.map(({ label }) => element('th', { scope: 'col', text: both(label) })))
  const table = element('table', {}, element('thead', {}, heads), element('tbody', {}, ...lines))
  const scroller = element('div', { class: 'scroll details', tabindex: '0', role: 'region', 'aria-label': both(other.head.title) }, table)
  const more = found.length > mostDetails ? [element('p', { class: 'note', text: t('row.more', { shown: mostDetails, rows: found.length }) })] : []
  return [heading, scroller, ...more]
}
