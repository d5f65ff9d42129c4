import { entryKinds, entryOutcomes, type EntryKind, type EntryOutcome } from '@shared/contract/settlement-values'
import { ByteHeap } from './byte-heap'
import { keyOfText } from './pack-group'
import { textColumns } from './pack-types'
import type { ColumnWriter } from './pack-writer'
import type { RowCells } from './row-cells'
import type { ExtractPlan, RowShape, ScanEncoding, WordTable } from './scan-types'
import type { TextSlot } from './text-slot'
import { AmountField, CurrencyField, type Decode, Deciding, Exponents, FieldProblem, isTable, TimeField } from './taker-fields'

const kindIndex = new Map<EntryKind, number>(entryKinds.map((kind, index) => [kind, index]))
const outcomeIndex = new Map<EntryOutcome, number>(entryOutcomes.map((outcome, index) => [outcome, index]))
const sheetColumn = textColumns.indexOf('sheet')
const settledCurrencyColumn = textColumns.indexOf('settledCurrency')

interface TextField {
  slot: TextSlot
  columns: Int32Array
  isKey: boolean
}

/** A shape made ready for one file and one pack. */
interface ReadyShape {
  when: Deciding<boolean>[]
  skip: boolean
  kind: Deciding<EntryKind>
  outcome: Deciding<EntryOutcome>
  at: TimeField
  currency: CurrencyField
  amount: AmountField
  fee: AmountField | undefined
  settled: AmountField | undefined
  settledCurrency: CurrencyField | undefined
  balance: AmountField | undefined
  texts: TextField[]
}

/** Turns rows into rows of a pack, as a plan says. */
export class RowTaker {
  /** Why the last row became none. */
  readonly problem = new FieldProblem()
  readonly wanted: number[]
  readonly #shapes: ReadyShape[]
  readonly #writer: ColumnWriter
  readonly #exponents = new Exponents()
  readonly #decode: Decode
  readonly #asIs: boolean
  readonly #scratch = new ByteHeap()
  /** Name of the sheet that the next rows are of. */
  sheet: string

  constructor(plan: ExtractPlan, encoding: ScanEncoding, writer: ColumnWriter) {
    const decoder = new TextDecoder(encoding)
    this.#decode = (bytes) => decoder.decode(bytes)
    this.#asIs = encoding === 'utf-8'
    this.#writer = writer
    this.sheet = plan.sheet
    this.#shapes = plan.shapes.map((shape) => this.#ready(shape))
    this.wanted = plan.shapes.flatMap((shape, index) => columnsOf(shape, this.#shapes[index]))
  }

  /** Answers whether it became one; `problem.code` says why not, and is missing where the plan leaves such rows out. */
  take(cells: RowCells): boolean {
    const { problem } = this
    problem.code = undefined
    const shape = this.#shapeOf(cells)
    if (!shape || shape.skip) return false
    if (!this.#takeNumbers(shape, cells)) return false
    this.#takeTexts(shape, cells)
    this.#writer.commit()
    return true
  }

  #shapeOf(cells: RowCells): ReadyShape | undefined {
    const shapes = this.#shapes
    for (let n = 0; n < shapes.length; n += 1) {
      const shape = shapes[n]
      if (shape && this.#fits(shape, cells)) return shape
      if (this.problem.code) return undefined
    }
    this.problem.set('shape', -1)
    return undefined
  }

  #fits(shape: ReadyShape, cells: RowCells): boolean {
    for (let n = 0; n < shape.when.length; n += 1) if (shape.when[n]?.of(cells, this.problem) !== true) return false
    return true
  }

  #takeNumbers(shape: ReadyShape, cells: RowCells): boolean {
    const { problem } = this
    const exponents = this.#exponents
    const { numbers, rows } = this.#writer.group
    const kind = shape.kind.of(cells, problem)
    const outcome = shape.outcome.of(cells, problem)
    const currency = shape.currency.of(cells, problem)
    if (kind === undefined || outcome === undefined || currency < 0) return this.#refuse('currency')
    const settledCurrency = shape.settledCurrency ? shape.settledCurrency.of(cells, problem) : currency
    numbers.kind[rows] = kindIndex.get(kind) ?? 0
    numbers.outcome[rows] = outcomeIndex.get(outcome) ?? 0
    numbers.currency[rows] = currency
    numbers.atMs[rows] = shape.at.of(cells, problem)
    numbers.amountMinor[rows] = shape.amount.of(cells, currency, exponents, problem)
    numbers.feeMinor[rows] = shape.fee ? shape.fee.of(cells, currency, exponents, problem) : NaN
    numbers.settledMinor[rows] = shape.settled ? shape.settled.of(cells, settledCurrency, exponents, problem) : NaN
    numbers.balanceMinor[rows] = shape.balance ? shape.balance.of(cells, currency, exponents, problem) : NaN
    numbers.line[rows] = cells.line
    numbers.offset[rows] = cells.offset
    numbers.length[rows] = cells.length
    this.#settledCurrency = shape.settledCurrency ? (exponents.codes[settledCurrency] ?? '') : ''
    return problem.code === undefined && this.#keysAreWhole(shape, cells)
  }

  #settledCurrency = ''

  #refuse(code: 'currency'): false {
    if (this.problem.code === undefined) this.problem.set(code, -1)
    return false
  }

  /** A spreadsheet program turned a long number into `4.2E+27`: what it was is lost. */
  #keysAreWhole(shape: ReadyShape, cells: RowCells): boolean {
    const { texts } = shape
    for (let n = 0; n < texts.length; n += 1) {
      const field = texts[n]
      if (!field?.isKey) continue
      for (let c = 0; c < field.columns.length; c += 1) {
        const column = field.columns[c] ?? 0
        cells.trimGuard(column)
        const start = cells.starts[column] ?? 0
        const end = cells.ends[column] ?? 0
        if (end - start > 4 && cells.bytes[start + 1] === 0x2e && isScientific(this.#decode(cells.bytes.subarray(start, end)))) {
          this.problem.set('numberLost', column)
          return false
        }
      }
    }
    return true
  }

  #takeTexts(shape: ReadyShape, cells: RowCells): void {
    const { texts: slots, rows } = this.#writer.group
    if (this.sheet !== '') slots[sheetColumn]?.putText(rows, this.sheet, this.#scratch)
    if (this.#settledCurrency !== '') slots[settledCurrencyColumn]?.putText(rows, this.#settledCurrency, this.#scratch)
    const { texts } = shape
    for (let n = 0; n < texts.length; n += 1) {
      const field = texts[n]
      if (field) this.#takeText(field, cells, rows)
    }
  }

  #takeText(field: TextField, cells: RowCells, row: number): void {
    for (let n = 0; n < field.columns.length; n += 1) {
      const column = field.columns[n] ?? 0
      if (!field.isKey) cells.trim(column)
      let start = cells.starts[column] ?? 0
      // A bill that a spreadsheet program saved keeps its backticks in front of texts too.
      if (!field.isKey && cells.bytes[start] === 0x60) start += 1
      const end = cells.ends[column] ?? 0
      if (end <= start || (field.isKey && isNone(cells.bytes, start, end))) continue
      if (this.#asIs || isAscii(cells.bytes, start, end)) field.slot.put(row, cells.view, start, end)
      else field.slot.putText(row, this.#decode(cells.bytes.subarray(start, end)), this.#scratch)
      return
    }
  }

  #ready(shape: RowShape): ReadyShape {
    const decode = this.#decode
    const indexOf = (code: string) => {
      const index = this.#writer.currencyOf(code)
      this.#exponents.add(index, code)
      return index
    }
    const amount = (plan: RowShape['amount'] | undefined) => (plan ? new AmountField(plan, decode) : undefined)
    return {
      when: (shape.when ?? []).map((table) => new Deciding<boolean>(table, decode, isTable)),
      skip: shape.skip ?? false,
      kind: new Deciding<EntryKind>(shape.kind, decode, isTable),
      outcome: new Deciding<EntryOutcome>(shape.outcome, decode, isTable),
      at: new TimeField(shape.at, decode),
      currency: new CurrencyField(shape.currency, decode, indexOf),
      amount: new AmountField(shape.amount, decode),
      fee: amount(shape.fee),
      settled: amount(shape.settled),
      settledCurrency: shape.settledCurrency ? new CurrencyField(shape.settledCurrency, decode, indexOf) : undefined,
      balance: amount(shape.balance),
      texts: textFields(shape, this.#writer.group.texts),
    }
  }
}

function textFields(shape: RowShape, slots: readonly TextSlot[]): TextField[] {
  return textColumns.flatMap((column, target) => {
    const slot = slots[target]
    const columns = column === 'sheet' || column === 'settledCurrency' ? undefined : shape.texts[column]
    return slot && columns && columns.length > 0 ? [{ slot, columns: Int32Array.from(columns), isKey: (keyOfText[target] ?? -1) >= 0 }] : []
  })
}

function columnsOf(shape: RowShape, ready: ReadyShape | undefined): number[] {
  if (!ready) return []
  const tables: (WordTable<unknown> | undefined)[] = [...(shape.when ?? [])]
  const fields = [ready.amount, ready.fee, ready.settled, ready.balance, ready.at].flatMap((field) => field?.columns ?? [])
  const decided = [ready.kind.column, ready.outcome.column, ready.currency.column, ready.settledCurrency?.column ?? -1]
  return [...tables.flatMap((table) => table?.column ?? []), ...fields, ...decided, ...ready.texts.flatMap(({ columns }) => [...columns])]
}

/** A lone `0` or dash stands for no number. */
function isNone(bytes: Uint8Array, start: number, end: number): boolean {
  return end - start === 1 && (bytes[start] === 0x30 || bytes[start] === 0x2d)
}

function isAscii(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at += 1) if ((bytes[at] ?? 0) >= 0x80) return false
  return true
}

const isScientific = (text: string): boolean => /^\d\.\d*E\+\d+$/iu.test(text)
