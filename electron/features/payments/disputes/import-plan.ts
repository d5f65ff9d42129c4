import type { Dispute } from '@shared/contract/payment-disputes'
import type { MessageParams } from '@shared/contract/error'
import { comparableHeader } from '@shared/domain/cells/headers'
import { isDay } from '@shared/domain/days'
import { isCurrency, parseMajor } from '@shared/domain/money'
import type { ImportIssue, ImportLine, PlannedRow } from '../../apps'
import { type DisputeColumn, disputeKindWords } from './field-synonyms'
import type { DisputeFacts } from './repository'

/** A row to keep: which order, and what is said about it. */
export interface DisputeItem {
  orderId: string
  facts: DisputeFacts
}

export interface DisputeGround {
  /** Orders by number, in any of the three forms. */
  orders: ReadonlyMap<string, { orderId: string; currency: string }[]>
  /** Whether this dispute is known. */
  isKnown: (orderId: string, number: string) => boolean
  today: string
}

const kindByWord = new Map(disputeKindWords.flatMap(([kind, words]) => words.map((word) => [comparableHeader(word), kind] as const)))

/** The order numbers that the rows name, each once. */
export function numbersIn(lines: readonly ImportLine[]): string[] {
  return [...new Set(lines.flatMap(({ cells }) => cells.get('orderNumber') ?? []))]
}

/** Decides for each row of a list of disputes what it would do; nothing is written. */
export function planDisputes(lines: readonly ImportLine[], ground: DisputeGround): PlannedRow<DisputeItem>[] {
  const seen = new Map<string, number>()
  return lines.map((line) => planRow(line, ground, seen))
}

function planRow(line: ImportLine, ground: DisputeGround, seen: Map<string, number>): PlannedRow<DisputeItem> {
  const issues: ImportIssue[] = []
  const cell = (column: DisputeColumn) => line.cells.get(column) ?? ''
  const wrong = (field: DisputeColumn, code: string, params: MessageParams = {}) => void issues.push({ field, code, params })
  const values = Object.fromEntries(line.cells)
  const order = orderOf(cell('orderNumber'), ground, wrong)
  const facts = factsOf(cell, order?.currency ?? '', ground.today, wrong)
  const key = JSON.stringify([order?.orderId, facts.number])
  const before = facts.number === '' ? undefined : seen.get(key)
  if (before !== undefined) wrong('number', 'import.repeated', { line: before })
  else if (facts.number !== '') seen.set(key, line.line)
  if (issues.length > 0 || !order) return { row: { line: line.line, values, action: 'refuse', issues } }
  if (facts.number !== '' && ground.isKnown(order.orderId, facts.number))
    return { row: { line: line.line, values, action: 'unchanged', issues } }
  return { row: { line: line.line, values, action: 'create', issues }, item: { orderId: order.orderId, facts } }
}

type Wrong = (field: DisputeColumn, code: string, params?: MessageParams) => void

function orderOf(number: string, { orders }: DisputeGround, wrong: Wrong) {
  if (number === '') return void wrong('orderNumber', 'required')
  const found = orders.get(number) ?? []
  if (found.length === 0) return void wrong('orderNumber', 'payments.orderUnknown', { number: number.slice(0, 60) })
  if (found.length > 1) return void wrong('orderNumber', 'payments.numberAmbiguous', { number: number.slice(0, 60) })
  return found[0]
}

function factsOf(cell: (column: DisputeColumn) => string, orderCurrency: string, today: string, wrong: Wrong): DisputeFacts {
  const kind: Dispute['kind'] | undefined = cell('kind') === '' ? 'chargeback' : kindByWord.get(comparableHeader(cell('kind')))
  if (!kind) wrong('kind', 'payments.disputeKindUnknown', { text: cell('kind').slice(0, 40) })
  const currency = cell('currency') === '' ? orderCurrency : cell('currency').toUpperCase()
  if (currency !== '' && !isCurrency(currency)) wrong('currency', 'payments.currencyForm', { text: currency.slice(0, 20) })
  const day = (column: 'openedDay' | 'answerByDay', otherwise: string | null) => {
    if (cell(column) === '') return otherwise
    const found = cell(column).normalize('NFKC').replace(/^(\d{4})[/.年](\d{1,2})[/.月](\d{1,2})日?/u, (_, y: string, m: string, d: string) => `${y}-${m.padStart(2, '0')}-${d.padStart(2, '0')}`).slice(0, 10)
    if (isDay(found)) return found
    wrong(column, 'payments.dayForm', { text: cell(column).slice(0, 40) })
    return otherwise
  }
  if (cell('number').length > 128) wrong('number', 'tooLong', { maximum: 128 })
  if (cell('text').length > 1000) wrong('text', 'tooLong', { maximum: 1000 })
  return {
    kind: kind ?? 'chargeback',
    ...amountOf(cell('amount'), currency, wrong),
    number: cell('number').slice(0, 128),
    openedDay: day('openedDay', today) ?? today,
    answerByDay: day('answerByDay', null),
    text: cell('text').slice(0, 1000),
  }
}

function amountOf(text: string, currency: string, wrong: Wrong): Pick<DisputeFacts, 'amountMinor' | 'currency'> {
  if (text === '') return { amountMinor: null, currency: null }
  const parsed = parseMajor(text.replace(/^[¥￥€$£]/u, ''), currency)
  if (parsed.ok && parsed.minor > 0) return { amountMinor: parsed.minor, currency }
  wrong('amount', 'payments.amountForm', { text: text.slice(0, 40), currency })
  return { amountMinor: null, currency: null }
}
