import { exponentOf, isCurrency } from '@shared/domain/money'
import { type MoneyProblem, quickMinor, readMinor } from './cell-money'
import { quickWallMs, readTime, ZoneClock } from './cell-time'
import { CellWords } from './cell-words'
import type { RowCells } from './row-cells'
import type { AmountPlan, Decided, RowProblemCode, RowShape, TimePlan, WordTable } from './scan-types'

/** Why a row could not be taken: thrown away with the next row. */
export class FieldProblem {
  code: RowProblemCode | undefined
  /** From 0. */
  column = -1

  set(code: RowProblemCode, column: number): void {
    this.code = code
    this.column = column
  }
}

export type Decode = (bytes: Uint8Array) => string

/** What stands for no answer of a table: the row is a problem. */
const unknown = Symbol('unknown')

/** A value that is fixed or told by a cell. */
export class Deciding<T> {
  readonly column: number
  readonly #fixed: T | undefined
  readonly #empty: T | typeof unknown
  readonly #words: CellWords<T | typeof unknown>

  constructor(decided: Decided<T>, decode: Decode, isTable: (decided: Decided<T>) => decided is WordTable<T>) {
    const table = isTable(decided) ? decided : undefined
    this.column = table?.column ?? -1
    // Without a table it is the value itself.
    this.#fixed = table ? undefined : (decided as T)
    const otherwise = table && table.otherwise !== undefined ? table.otherwise : unknown
    this.#empty = table?.empty ?? otherwise
    this.#words = new CellWords(decode, (text) => table?.words.get(withoutGuard(text)) ?? otherwise)
  }

  /** The value; undefined, with the problem noted, where the cell says nothing known. */
  of(cells: RowCells, problem: FieldProblem): T | undefined {
    const { column } = this
    if (column < 0) return this.#fixed
    const start = cells.starts[column] ?? 0
    const end = cells.ends[column] ?? 0
    const value = start === end ? this.#empty : this.#words.of(cells.bytes, start, end)
    if (value !== unknown) return value
    problem.set('word', column)
    return undefined
  }
}

const withoutGuard = (text: string): string => text.replace(/^[`']/u, '').trim()

export const isTable = <T extends string | boolean>(decided: Decided<T>): decided is WordTable<T> => typeof decided === 'object'

/** Currencies by their index in the pack. */
export class CurrencyField {
  readonly column: number
  readonly #words: CellWords<number>
  readonly #fixed: number
  readonly #empty: number

  constructor(plan: NonNullable<RowShape['currency']>, decode: Decode, indexOf: (code: string) => number) {
    const code = (text: string | undefined) => (text !== undefined && isCurrency(text) ? indexOf(text) : -1)
    this.column = typeof plan === 'object' ? plan.column : -1
    this.#fixed = typeof plan === 'string' ? code(plan) : -1
    this.#empty = typeof plan === 'object' ? code(plan.empty ?? ('words' in plan ? plan.otherwise : undefined)) : -1
    this.#words = new CellWords(decode, (text) => {
      if (typeof plan === 'string') return -1
      const written = withoutGuard(text)
      return code('words' in plan ? (plan.words.get(written) ?? plan.otherwise) : written)
    })
  }

  /** -1, with the problem noted, where it is none. */
  of(cells: RowCells, problem: FieldProblem): number {
    const { column } = this
    if (column < 0) return this.#fixed
    const start = cells.starts[column] ?? 0
    const end = cells.ends[column] ?? 0
    const index = start === end ? this.#empty : this.#words.of(cells.bytes, start, end)
    if (index < 0) problem.set('currency', column)
    return index
  }
}

/** Exponents of the pack's currencies, known by index. */
export class Exponents {
  readonly #known: number[] = []
  readonly codes: string[] = []

  /** @param code of the currency that has the index */
  add(index: number, code: string): void {
    this.#known[index] = exponentOf(code)
    this.codes[index] = code
  }

  of(index: number): number {
    return this.#known[index] ?? 2
  }
}

export class AmountField {
  readonly #columns: Int32Array
  readonly #minus: number
  readonly #sign: Deciding<'asIs' | 'plus' | 'minus' | 'negated'>
  readonly #plan: AmountPlan
  readonly #decode: Decode

  constructor(plan: AmountPlan, decode: Decode) {
    this.#plan = plan
    this.#columns = Int32Array.from(plan.columns)
    this.#minus = plan.minus ?? -1
    this.#sign = new Deciding(plan.sign, decode, isTable)
    this.#decode = decode
  }

  get columns(): number[] {
    return [...this.#columns, this.#minus, this.#sign.column]
  }

  /** Minor units; `NaN` where it is not said or, with the problem noted, not understood. */
  of(cells: RowCells, currency: number, exponents: Exponents, problem: FieldProblem): number {
    let value = NaN
    for (let n = 0; n < this.#columns.length; n += 1) {
      const column = this.#columns[n] ?? 0
      cells.trimGuard(column)
      if (cells.ends[column] === cells.starts[column]) continue
      value = this.#read(cells, column, currency, exponents, problem)
      break
    }
    if (this.#minus >= 0) value = this.#takeOff(value, cells, currency, exponents, problem)
    if (Number.isNaN(value)) {
      if (this.#plan.required && problem.code === undefined) problem.set('amount', this.#columns[0] ?? -1)
      return NaN
    }
    const sign = this.#sign.of(cells, problem)
    return sign === 'asIs' ? value : sign === 'negated' ? 0 - value : sign === 'minus' ? 0 - Math.abs(value) : Math.abs(value)
  }

  #takeOff(value: number, cells: RowCells, currency: number, exponents: Exponents, problem: FieldProblem): number {
    const column = this.#minus
    cells.trimGuard(column)
    if (cells.ends[column] === cells.starts[column]) return value
    const off = this.#read(cells, column, currency, exponents, problem)
    return Number.isNaN(value) ? 0 - off : value - off
  }

  #read(cells: RowCells, column: number, currency: number, exponents: Exponents, problem: FieldProblem): number {
    const start = cells.starts[column] ?? 0
    const end = cells.ends[column] ?? 0
    const quick = quickMinor(cells.bytes, start, end, this.#plan.unit === 'minor' ? 0 : exponents.of(currency))
    return Number.isNaN(quick) ? this.#readSlowly(cells.bytes.subarray(start, end), column, exponents.codes[currency] ?? '', problem) : quick
  }

  #readSlowly(bytes: Uint8Array, column: number, currency: string, problem: FieldProblem): number {
    const { unit, decimals } = this.#plan
    const read = readMinor(this.#decode(bytes), unit, currency, decimals === 'round')
    if (read.ok) return read.minor
    problem.set(read.problem satisfies MoneyProblem, column)
    return NaN
  }
}

export class TimeField {
  readonly #plan: TimePlan
  readonly #columns: Int32Array
  readonly #clock: ZoneClock
  readonly #decode: Decode
  readonly #quick: boolean

  /** @throws RangeError for a zone that is none, at the first row */
  constructor(plan: TimePlan, decode: Decode) {
    this.#plan = plan
    this.#columns = Int32Array.from(plan.columns)
    this.#clock = new ZoneClock(plan.zone)
    this.#decode = decode
    this.#quick = plan.timeOfDay === undefined && plan.form === 'wall'
  }

  get columns(): number[] {
    return [...this.#columns, this.#plan.timeOfDay ?? -1]
  }

  /** Milliseconds in UTC; `NaN`, with the problem noted, where there is none and must be one. */
  of(cells: RowCells, problem: FieldProblem): number {
    const { starts, ends, bytes } = cells
    for (let n = 0; n < this.#columns.length; n += 1) {
      const column = this.#columns[n] ?? 0
      cells.trimGuard(column)
      const start = starts[column] ?? 0
      const end = ends[column] ?? 0
      if (start === end) continue
      const wall = this.#quick ? quickWallMs(bytes, start, end) : NaN
      const ms = Number.isNaN(wall) ? this.#readSlowly(cells, column) : this.#clock.toUtc(wall)
      if (Number.isNaN(ms)) problem.set('time', column)
      return ms
    }
    if (this.#plan.required) problem.set('time', this.#columns[0] ?? -1)
    return NaN
  }

  #readSlowly(cells: RowCells, column: number): number {
    const textOf = (of: number) => this.#decode(cells.bytes.subarray(cells.starts[of], cells.ends[of]))
    const { timeOfDay, form } = this.#plan
    const text = timeOfDay === undefined ? textOf(column) : `${textOf(column)} ${textOf(timeOfDay)}`.trim()
    return readTime(text, form, this.#clock)
  }
}
