import { formatMoney } from '@shared/domain/money'
import { cellShower, countText, type ReportCell, type ReportColumn } from '@shared/domain/reports'
import { element } from './dom'
import type { Reading } from './filter'
import type { TableStore } from './table-store'
import { both, language, t } from './texts'

const rowHeight = 30
/** Browsers stop drawing somewhere beyond; a longer table is scrolled in proportion. */
const highest = 8_000_000
const spare = 8
/** Printed at once; a report of more is not for paper, and says so. */
const mostPrinted = 2000

export interface TableViewParts {
  store: TableStore
  reading: () => Reading
  /** The rows chosen have changed. */
  changed: () => void
  /** A person wants to see one row whole, with what belongs to it. */
  openRow: (row: number) => void
}

/** One table of the report: search, filter in each column, sorting, columns, totals that follow, rows drawn as they come into sight. */
export class TableView {
  readonly root: HTMLElement
  readonly #parts: TableViewParts
  readonly #scroller: HTMLElement
  readonly #table: HTMLTableElement
  readonly #body: HTMLElement
  readonly #foot: HTMLElement
  readonly #hits: HTMLElement
  readonly #printNote: HTMLElement
  readonly #heads = new Map<number, HTMLElement>()
  readonly #hidden = new Set<number>()
  readonly #wanted = { text: '', columns: new Map<number, string>() }
  #sort: { column: number; direction: 1 | -1 } | undefined
  #drawn = ''
  #printing = false

  constructor(parts: TableViewParts) {
    this.#parts = parts
    const { head } = parts.store
    const title = `table-${head.key}`
    this.#hits = element('span', { class: 'hits', role: 'status' })
    this.#body = element('tbody')
    this.#foot = element('tfoot')
    this.#table = element('table', { 'aria-labelledby': title, 'aria-rowcount': String(head.rowCount + 2) })
    this.#scroller = element('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-labelledby': title, on: { scroll: () => this.#drawRows() } }, this.#table)
    this.#printNote = element('p', { class: 'print-only' })
    this.root = element(
      'section',
      { class: 'table' },
      element('h2', { id: title, text: both(head.title) }),
      element('div', { class: 'bar' }, this.#searchField(), this.#columnChooser(), this.#clearButton(), this.#hits),
      this.#scroller,
      this.#printNote,
      head.cut && element('p', { class: 'note', text: both(head.cut) }),
    )
    this.#drawFrame()
  }

  /** Applies what is looked for and draws. */
  refresh(): void {
    performance.mark('report-filter-begin')
    this.#parts.store.choose(this.#wanted, this.#parts.reading())
    this.#drawn = ''
    this.#drawTotals()
    this.#drawHits()
    this.#drawRows()
    this.#parts.changed()
    performance.measure('report-filter', 'report-filter-begin')
  }

  /** All rows are there: what can be chosen is known. */
  complete(): void {
    this.#drawFrame()
    this.refresh()
  }

  print(on: boolean): void {
    this.#printing = on
    this.#drawn = ''
    const rows = this.#parts.store.view.length
    this.#printNote.textContent = rows > mostPrinted ? t('table.printed', { shown: countText(mostPrinted), rows: countText(rows) }) : ''
    this.#drawRows()
  }

  #searchField(): HTMLElement {
    const input = element('input', { type: 'search', class: 'search', placeholder: t('table.search'), 'aria-label': t('table.search') })
    input.addEventListener('input', () => {
      this.#wanted.text = input.value
      this.#scroller.scrollTop = 0
      this.refresh()
    })
    return input
  }

  #columnChooser(): HTMLElement {
    const { columns } = this.#parts.store.head
    return element(
      'details',
      { class: 'chooser' },
      element('summary', { text: t('table.columns') }),
      element(
        'div',
        { class: 'choices', role: 'group', 'aria-label': t('table.columns') },
        ...columns.map((column, at) => {
          const box = element('input', { type: 'checkbox', checked: true })
          box.addEventListener('change', () => {
            if (box.checked) this.#hidden.delete(at)
            else this.#hidden.add(at)
            this.#drawFrame()
            this.refresh()
          })
          return element('label', {}, box, both(column.label))
        }),
      ),
    )
  }

  #clearButton(): HTMLElement {
    return element('button', {
      type: 'button',
      text: t('table.clear'),
      on: {
        click: () => {
          this.#wanted.text = ''
          this.#wanted.columns.clear()
          for (const field of this.root.querySelectorAll<HTMLInputElement | HTMLSelectElement>('.search, thead input, thead select')) field.value = ''
          this.refresh()
        },
      },
    })
  }

  #shown(): { column: ReportColumn; at: number }[] {
    return this.#parts.store.head.columns.map((column, at) => ({ column, at })).filter(({ at }) => !this.#hidden.has(at))
  }

  #drawFrame(): void {
    const shown = this.#shown()
    this.#heads.clear()
    const heads = element('tr', { 'aria-rowindex': '1' }, element('th', { scope: 'col' }, element('span', { class: 'unseen', text: t('table.row') })))
    const filters = element('tr', { class: 'filters', 'aria-rowindex': '2' }, element('td'))
    for (const { column, at } of shown) {
      const button = element('button', { type: 'button', class: 'sort', text: both(column.label), on: { click: () => this.#sortBy(at) } })
      const head = element('th', { scope: 'col', class: sideOf(column) }, button)
      this.#heads.set(at, head)
      heads.append(head)
      filters.append(element('td', {}, this.#filterField(column, at)))
    }
    const widths = element('colgroup', {}, columnOf(38), ...shown.map(({ column }) => columnOf(widthOf(column))))
    this.#table.replaceChildren(widths, element('thead', {}, heads, filters), this.#body, this.#foot)
    this.#table.style.width = `${38 + shown.reduce((sum, { column }) => sum + widthOf(column), 0)}px`
    this.#showSort()
    this.#drawn = ''
  }

  #filterField(column: ReportColumn, at: number): HTMLElement {
    const label = t('table.filterOf', { column: both(column.label) })
    const given = this.#wanted.columns.get(at) ?? ''
    const field =
      column.type === 'choice'
        ? element('select', { 'aria-label': label }, ...this.#choicesOf(column, at))
        : element('input', { type: 'text', 'aria-label': label, placeholder: placeholderOf(column) })
    field.value = given
    field.addEventListener('input', () => {
      this.#wanted.columns.set(at, field.value)
      this.#scroller.scrollTop = 0
      this.refresh()
    })
    return field
  }

  #choicesOf(column: ReportColumn, at: number): HTMLElement[] {
    const values = (this.#parts.store.columns[at]?.dictionary ?? []).slice(1)
    return [
      element('option', { value: '', text: t('table.any') }),
      ...values.map((value) => element('option', { value, text: column.choices?.[value]?.[language.locale] ?? value })),
    ]
  }

  #sortBy(column: number): void {
    const now = this.#sort?.column === column ? this.#sort.direction : undefined
    this.#sort = now === undefined ? { column, direction: 1 } : now === 1 ? { column, direction: -1 } : undefined
    this.#parts.store.sort(this.#sort, this.#parts.reading())
    this.#showSort()
    this.refresh()
  }

  #showSort(): void {
    for (const [at, head] of this.#heads) {
      const direction = this.#sort?.column === at ? this.#sort.direction : undefined
      head.setAttribute('aria-sort', direction === undefined ? 'none' : direction === 1 ? 'ascending' : 'descending')
    }
  }

  #drawHits(): void {
    const { store } = this.#parts
    const params = { shown: countText(store.view.length), rows: countText(store.rows) }
    this.#hits.textContent = store.view.length === store.rows ? t('table.rows', params) : t('table.someRows', params)
  }

  /** One line for each currency; counts stand in the first. */
  #drawTotals(): void {
    const totals = this.#parts.store.totals()
    const currencies = [...new Set(totals.filter(({ currency }) => currency !== '').map(({ currency }) => currency))].sort()
    const lines = currencies.length > 0 ? currencies : totals.length > 0 ? [''] : []
    this.#foot.replaceChildren(
      ...lines.map((currency, line) =>
        element(
          'tr',
          { 'data-currency': currency },
          element('th', { scope: 'row', text: 'Σ', title: t('table.total'), 'aria-label': `${t('table.total')} ${currency}` }),
          ...this.#shown().map(({ column, at }) => {
            const total = totals.find((one) => one.column === at && one.currency === (column.type === 'money' ? currency : ''))
            const said = total && (column.type === 'money' || line === 0)
            const text = !said ? '' : column.type === 'money' && currency !== '' ? formatMoney(total.minor, currency) : countText(total.minor)
            return element('td', { class: sideOf(column), text })
          }),
        ),
      ),
    )
  }

  /** Draws the rows in sight, with room above and below for the others. */
  #drawRows(): void {
    const { store, reading } = this.#parts
    const rows = store.view.length
    const printed = Math.min(rows, mostPrinted)
    const height = Math.min(rows * rowHeight, highest)
    const inSight = Math.ceil((this.#scroller.clientHeight || 600) / rowHeight)
    const reach = Math.max(1, height - this.#scroller.clientHeight)
    const share = rows * rowHeight > highest ? (this.#scroller.scrollTop / reach) * Math.max(0, rows - inSight) : this.#scroller.scrollTop / rowHeight
    const first = this.#printing ? 0 : Math.max(0, Math.min(rows, Math.floor(share)) - spare)
    const last = this.#printing ? printed : Math.min(rows, first + inSight + spare * 2)
    const drawn = `${first} ${last} ${rows}`
    if (drawn === this.#drawn) return
    this.#drawn = drawn
    const shown = this.#shown()
    const settings = { locale: reading().locale, clock: reading().clock }
    const showers = shown.map(({ column }) => cellShower(store.head.columns, column, settings))
    const made: HTMLElement[] = []
    for (let at = first; at < last; at += 1) made.push(this.#row(store.view[at] ?? 0, at, shown, showers))
    const above = rows * rowHeight > highest ? Math.min(this.#scroller.scrollTop, Math.max(0, height - (last - first) * rowHeight)) : first * rowHeight
    const below = this.#printing ? 0 : Math.max(0, height - above - (last - first) * rowHeight)
    this.#body.replaceChildren(gap(this.#printing ? 0 : above, shown.length + 1), ...made, gap(below, shown.length + 1))
  }

  #row(row: number, at: number, shown: { column: ReportColumn }[], showers: ((row: readonly ReportCell[]) => string)[]): HTMLElement {
    const cells = this.#parts.store.row(row)
    const number = countText(row + 1)
    const opener = element('button', { type: 'button', class: 'open', 'aria-label': t('table.openRow', { row: number }), text: '⋯', on: { click: () => this.#parts.openRow(row) } })
    return element(
      'tr',
      { 'aria-rowindex': String(at + 3) },
      element('td', { class: 'opener' }, opener),
      ...shown.map(({ column }, place) => {
        const text = showers[place]?.(cells) ?? ''
        return element('td', { class: `${sideOf(column)}${column.type === 'id' ? ' id' : ''}`, text, title: text.length > 14 ? text : undefined })
      }),
    )
  }
}

function gap(height: number, columns: number): HTMLElement {
  const cell = element('td', { colspan: String(columns) })
  cell.style.height = `${height}px`
  const row = element('tr', { class: 'gap', 'aria-hidden': 'true' }, cell)
  row.hidden = height === 0
  return row
}

const isFigure = ({ type }: ReportColumn) => type === 'money' || type === 'integer' || type === 'rate'
const sideOf = (column: ReportColumn) => (isFigure(column) ? 'right' : '')

function widthOf({ type }: ReportColumn): number {
  const widths = { text: 200, id: 270, money: 140, integer: 90, rate: 90, instant: 170, day: 110, choice: 130 }
  return widths[type]
}

function columnOf(width: number): HTMLElement {
  const column = element('col')
  column.style.width = `${width}px`
  return column
}

function placeholderOf(column: ReportColumn): string {
  if (isFigure(column)) return '>100'
  return column.type === 'day' || column.type === 'instant' ? '2026-10' : ''
}
