import { currencyPlace, type ReportCell, type StoredColumn, type TableHead } from '@shared/domain/reports'
import { ColumnStore } from './column-store'
import { type Reading, rowTest, type Wanted } from './filter'

export interface Total {
  column: number
  currency: string
  minor: number
}

/** The rows of one table, the order and the choice in which they are looked at, and the totals of what is chosen. */
export class TableStore {
  readonly head: TableHead
  readonly columns: ColumnStore[]
  readonly #places: (string | number)[]
  #loaded = 0
  /** All rows in the order of the present sorting. */
  #order = new Uint32Array()
  /** The rows that fit, in that order. */
  view: Uint32Array = new Uint32Array()

  constructor(head: TableHead) {
    this.head = head
    this.columns = head.columns.map((column) => new ColumnStore(column, head.rowCount))
    this.#places = head.columns.map((column) => (column.type === 'money' ? currencyPlace(head.columns, column) : ''))
  }

  append(columns: readonly StoredColumn[]): void {
    const [first] = columns
    this.#loaded += first === undefined ? 0 : Array.isArray(first) ? first.length : first.i.length
    columns.forEach((column, at) => this.columns[at]?.append(column))
  }

  /** Shows what was loaded so far, in the order in which it was written. */
  ready(): void {
    this.#order = rowNumbers(this.#loaded)
    this.view = this.#order
  }

  /** Makes what a search looks through ready while nobody waits, so that the first one is as quick as the others. */
  warmUp({ locale, clock }: Reading): void {
    for (const column of this.columns) if (!column.isNumber) column.small(locale, clock)
  }

  get rows(): number {
    return this.#loaded
  }

  row(at: number): ReportCell[] {
    return this.columns.map((column) => column.cell(at))
  }

  currencyAt(column: number, row: number): string {
    const place = this.#places[column] ?? ''
    return typeof place === 'number' ? String(this.columns[place]?.cell(row) ?? '') : place
  }

  sort(by: { column: number; direction: 1 | -1 } | undefined, reading: Reading): void {
    const rows = rowNumbers(this.#loaded)
    const column = by && this.columns[by.column]
    if (by && column) {
      const ranks = ranksOf(column, reading)
      // Empty cells stay below, whichever way it is sorted; equal ones keep their order.
      rows.sort((a, b) => {
        const left = ranks[a] ?? Number.NaN
        const right = ranks[b] ?? Number.NaN
        if (left === right) return a - b
        if (Number.isNaN(left)) return Number.isNaN(right) ? a - b : 1
        return Number.isNaN(right) ? -1 : (left - right) * by.direction
      })
    }
    this.#order = rows
  }

  /** Chooses the rows that fit. */
  choose(wanted: Wanted, reading: Reading): void {
    const fits = rowTest(this, wanted, reading)
    if (!fits) {
      this.view = this.#order
      return
    }
    const chosen = new Uint32Array(this.#order.length)
    let count = 0
    for (const row of this.#order)
      if (fits(row)) {
        chosen[count] = row
        count += 1
      }
    this.view = chosen.subarray(0, count)
  }

  /** Of the chosen rows, for each currency by itself. */
  totals(): Total[] {
    return this.head.columns.flatMap((head, column) => {
      const store = this.columns[column]
      if (!head.total || !store?.isNumber || head.type === 'rate') return []
      return [...this.#sums(store, this.#places[column] ?? '')]
        .map(([currency, minor]) => ({ column, currency, minor }))
        .sort((a, b) => (a.currency < b.currency ? -1 : 1))
    })
  }

  #sums(store: ColumnStore, place: string | number): Map<string, number> {
    const currencies = typeof place === 'number' ? this.columns[place] : undefined
    if (!currencies) {
      let sum = 0
      for (const row of this.view) sum += numberAt(store, row)
      return new Map([[typeof place === 'string' ? place : '', sum]])
    }
    const sums = new Float64Array(currencies.dictionary.length)
    const used = new Uint8Array(sums.length)
    for (const row of this.view) {
      const code = currencies.codes[row] ?? 0
      sums[code] = (sums[code] ?? 0) + numberAt(store, row)
      used[code] = 1
    }
    return new Map([...sums].flatMap((sum, code) => (used[code] ? [[currencies.dictionary[code] ?? '', sum] as const] : [])))
  }
}

function rowNumbers(count: number): Uint32Array<ArrayBuffer> {
  const rows = new Uint32Array(count)
  for (let row = 0; row < count; row += 1) rows[row] = row
  return rows
}

const numberAt = ({ numbers }: ColumnStore, row: number) => {
  const value = numbers[row] ?? Number.NaN
  return Number.isNaN(value) ? 0 : value
}

/** The place of each row's cell among all cells; NaN where it is empty. */
function ranksOf(column: ColumnStore, { locale, clock }: Reading): Float64Array {
  if (column.isNumber) return column.numbers
  const shown = column.shown(locale, clock)
  // Numbers of orders and moments have an order of their own; comparing by language is for words, and slow.
  const collator = new Intl.Collator(locale, { numeric: true })
  const byLanguage = shown.length < 20_000 && column.column.type !== 'id' && column.column.type !== 'instant'
  const compare = byLanguage ? collator.compare : (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)
  const sorted = shown.map((text, code) => ({ text, code })).sort((a, b) => compare(a.text, b.text))
  const ranks = new Float64Array(shown.length)
  sorted.forEach(({ code }, rank) => (ranks[code] = rank))
  ranks[0] = Number.NaN
  return Float64Array.from(column.codes, (code) => ranks[code] ?? Number.NaN)
}
