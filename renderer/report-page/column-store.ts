import { type ReportCell, type ReportColumn, type StoredColumn, unpackColumn } from '@shared/domain/reports'

/**
 * The cells of one column, kept so that 200,000 of them are looked through within a frame or two: amounts and counts as
 * numbers in one array, texts as places in a list of the different ones. Nothing of it stands in the document.
 */
export class ColumnStore {
  readonly column: ReportColumn
  readonly isNumber: boolean
  /** Of numbers; NaN where a cell is empty or holds something else. */
  readonly numbers: Float64Array
  /** Of texts: the place in {@link dictionary}, 0 for empty. */
  readonly codes: Uint32Array
  readonly dictionary: string[] = ['']
  readonly #places = new Map<string, number>([['', 0]])
  /** What stands in a column of numbers without being one. */
  readonly #odd = new Map<number, string>()
  /** How each different text reads, and the same in small letters; made when first needed. */
  #shown: string[] | undefined
  #small: string[] | undefined
  #shownFor = ''
  #length = 0

  constructor(column: ReportColumn, rows: number) {
    this.column = column
    this.isNumber = column.type === 'money' || column.type === 'integer' || column.type === 'rate'
    this.numbers = new Float64Array(this.isNumber ? rows : 0)
    this.codes = new Uint32Array(this.isNumber ? 0 : rows)
  }

  append(stored: StoredColumn): void {
    if (this.isNumber) this.#appendNumbers(unpackColumn(stored))
    else if (Array.isArray(stored)) for (const cell of stored) this.codes[this.#length++] = this.#code(cell)
    else {
      const codes = stored.d.map((cell) => this.#code(cell))
      for (const at of stored.i) this.codes[this.#length++] = codes[at] ?? 0
    }
    this.#shown = undefined
    this.#small = undefined
  }

  cell(row: number): ReportCell {
    if (!this.isNumber) {
      const code = this.codes[row] ?? 0
      return code === 0 ? null : (this.dictionary[code] ?? null)
    }
    const value = this.numbers[row] ?? Number.NaN
    return Number.isNaN(value) ? (this.#odd.get(row) ?? null) : value
  }

  /** The different texts as they are read. */
  shown(locale: 'zh-CN' | 'en', clock: (instant: string) => string): readonly string[] {
    if (this.#shown && this.#shownFor === locale) return this.#shown
    const { type, choices } = this.column
    this.#shownFor = locale
    this.#small = undefined
    this.#shown = this.dictionary.map((text, at) => {
      if (at === 0) return ''
      if (type === 'instant') return clock(text)
      return type === 'choice' ? (choices?.[text]?.[locale] ?? text) : text
    })
    return this.#shown
  }

  small(locale: 'zh-CN' | 'en', clock: (instant: string) => string): readonly string[] {
    const shown = this.shown(locale, clock)
    return (this.#small ??= shown.map((text) => text.toLowerCase()))
  }

  #appendNumbers(cells: readonly ReportCell[]): void {
    for (const cell of cells) {
      if (typeof cell === 'string') this.#odd.set(this.#length, cell)
      this.numbers[this.#length++] = typeof cell === 'number' ? cell : Number.NaN
    }
  }

  #code(cell: ReportCell): number {
    const text = cell === null ? '' : String(cell)
    const known = this.#places.get(text)
    if (known !== undefined) return known
    const code = this.dictionary.length
    this.dictionary.push(text)
    this.#places.set(text, code)
    return code
  }
}
