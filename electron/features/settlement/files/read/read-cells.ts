import type { Decided, ExtractPlan, RowShape, WordTable } from '../../engine/scan-types'
import type { Entry, RowProblem } from '../../engine/types'
import { readAmount } from './read-amount'
import { readTime } from './read-time'
import { unguarded } from './split-line'

/** A row as cells, with its place in the bytes where it has one. */
export interface PlacedRow {
  line: number
  cells: readonly string[]
  offset: number
  length: number
}

export type ReadRow = { entry: Entry } | { problem: Pick<RowProblem, 'code' | 'params'> } | 'skipped'

/** Thrown within one row and caught at its end. */
class BadRow extends Error {
  constructor(
    readonly code: string,
    readonly params: Record<string, string | number>,
  ) {
    super(code)
  }
}

/**
 * Reads rows that come as cells by a compiled profile: sheets, reports of records, corrected rows. Large text files go
 * through the scanner, which reads bytes by the same plan.
 */
export function readCells(plan: ExtractPlan, row: PlacedRow): ReadRow {
  try {
    const surplus = row.cells.findLastIndex((cell) => cell.trim() !== '') + 1
    if (surplus > plan.width) throw new BadRow('width', { expected: plan.width, found: surplus })
    const cell = (column: number) => unguarded(row.cells[column] ?? '')
    const shape = plan.shapes.find(({ when = [] }) => when.every((table) => decide(table, cell)))
    if (!shape) throw new BadRow('shape', {})
    return shape.skip === true ? 'skipped' : { entry: entryOf(plan, shape, row, cell) }
  } catch (cause) {
    if (cause instanceof BadRow) return { problem: { code: cause.code, params: cause.params } }
    throw cause
  }
}

type Cell = (column: number) => string

function decide<T>(rule: WordTable<T>, cell: Cell): T {
  const text = cell(rule.column)
  const found = rule.words.get(text) ?? (text === '' ? rule.empty : undefined) ?? rule.otherwise
  if (found === undefined) throw new BadRow('word', { column: rule.column + 1, value: text.slice(0, 40) })
  return found
}

function decided<T extends string>(rule: Decided<T>, cell: Cell): T {
  return typeof rule === 'string' ? rule : decide(rule, cell)
}

function entryOf({ sheet }: ExtractPlan, shape: RowShape, { line, offset, length }: PlacedRow, cell: Cell): Entry {
  const currency = currencyOf(shape.currency, cell)
  const settledCurrency = shape.settledCurrency === undefined ? '' : currencyOf(shape.settledCurrency, cell)
  const amount = (plan: RowShape['fee'], of: string) => (plan === undefined ? Number.NaN : amountOf(plan, of, cell))
  const text = (columns: readonly number[] = []) => columns.map(cell).find((value) => value !== '') ?? ''
  const number = (columns: readonly number[] = []) => columns.map((column) => numberOf(cell(column), column)).find((value) => value !== '') ?? ''
  const { texts } = shape
  return {
    ...{ line, sheet, offset, length, currency, settledCurrency },
    kind: decided(shape.kind, cell),
    outcome: decided(shape.outcome, cell),
    atMs: timeOf(shape, cell),
    amountMinor: amount(shape.amount, currency),
    feeMinor: amount(shape.fee, currency),
    settledMinor: amount(shape.settled, settledCurrency === '' ? currency : settledCurrency),
    balanceMinor: amount(shape.balance, currency),
    ...{ merchantNo: number(texts.merchantNo), providerNo: number(texts.providerNo), wechatNo: number(texts.wechatNo) },
    ...{ refundNo: number(texts.refundNo), providerRefundNo: number(texts.providerRefundNo), group: number(texts.group), orderId: number(texts.orderId) },
    ...{ rawState: text(texts.rawState), scene: text(texts.scene), place: text(texts.place), title: text(texts.title) },
  }
}

function currencyOf(rule: RowShape['currency'], cell: Cell): string {
  if (typeof rule === 'string') return rule
  if ('words' in rule) return decide(rule, cell)
  const text = cell(rule.column)
  if (text === '' && rule.empty !== undefined) return rule.empty
  if (!/^[A-Z]{3}$/u.test(text)) throw new BadRow('currency', { column: rule.column + 1, value: text.slice(0, 40) })
  return text
}

function amountOf(plan: NonNullable<RowShape['fee']>, currency: string, cell: Cell): number {
  const column = plan.columns.find((candidate) => cell(candidate) !== '')
  const first = column === undefined ? Number.NaN : minorOf(plan, column, currency, cell)
  const less = plan.minus === undefined ? Number.NaN : minorOf(plan, plan.minus, currency, cell)
  if (Number.isNaN(first) && Number.isNaN(less)) {
    if (plan.required) throw new BadRow('amount', { column: (plan.columns[0] ?? plan.minus ?? 0) + 1, value: '' })
    return Number.NaN
  }
  const value = (Number.isNaN(first) ? 0 : first) - (Number.isNaN(less) ? 0 : less)
  switch (decided(plan.sign, cell)) {
    case 'plus':
      return Math.abs(value)
    case 'minus':
      return 0 - Math.abs(value)
    case 'negated':
      return 0 - value
    default:
      return value
  }
}

function minorOf(plan: NonNullable<RowShape['fee']>, column: number, currency: string, cell: Cell): number {
  const read = readAmount(cell(column), currency, plan)
  if ('problem' in read) throw new BadRow(read.problem, { column: column + 1, value: cell(column).slice(0, 40) })
  return read.minor
}

function timeOf({ at }: RowShape, cell: Cell): number {
  const column = at.columns.find((candidate) => cell(candidate) !== '')
  const day = column === undefined ? '' : cell(column)
  const text = at.timeOfDay === undefined || cell(at.timeOfDay) === '' ? day : `${day} ${cell(at.timeOfDay)}`
  const ms = day === '' ? undefined : readTime(text, at.form, at.zone)
  if (ms !== undefined) return ms
  if (at.required) throw new BadRow('time', { column: (column ?? at.columns[0] ?? 0) + 1, value: text.slice(0, 40) })
  return Number.NaN
}

/** A number as text; a lone `0` stands for none. One that a spreadsheet has rounded is worth nothing. */
function numberOf(text: string, column: number): string {
  if (text === '0') return ''
  if (/^\d(?:\.\d+)?[eE]\+?\d+$/u.test(text)) throw new BadRow('numberLost', { column: column + 1, value: text })
  return text
}
