import { createHash } from 'node:crypto'
import type { RefundBatchRow } from '@shared/contract/payment-refunds'
import type { ProviderTraits } from '@shared/contract/payment-providers'
import { formatMoney, parseMajor } from '@shared/domain/money'
import { type OrderGround, stopsOf } from '../refunds/order.repository'
import { reasonIssue } from '../refunds/service'
import { limitsOf } from '../refunds/warnings'
import { restWords } from './field-synonyms'

export type BatchIssue = RefundBatchRow['issues'][number]

/** A row of the sheet as it is stored. */
export interface PlannedRow {
  line: number
  state: 'ready' | 'bad'
  number: string
  reason: string
  orderId: string | null
  amountMinor: number | null
  currency: string | null
  issues: BatchIssue[]
  /** What the row is, whichever of the three numbers names the order. */
  rowKey: string
}

export interface PlanGround {
  /** The orders behind a number. */
  orders: ReadonlyMap<string, readonly OrderGround[]>
  /** Rows asked for in another batch, by their key. */
  used: ReadonlyMap<string, { name: string; line: number }>
  traits: (kind: string) => ProviderTraits
  at: string
  currency: string | undefined
  reason: string
}

/** Decides what each row asks for. One ledger over all rows: two rows of one order share what is left of it. */
export class BatchPlan {
  readonly #taken = new Map<string, { minor: number; count: number }>()
  readonly #seen = new Map<string, number>()

  plan(line: number, cells: ReadonlyMap<string, string>, ground: PlanGround): PlannedRow {
    const number = cells.get('number') ?? ''
    const reason = cells.get('reason') ?? ground.reason
    const row: PlannedRow = { line, state: 'bad', number: number.slice(0, 128), reason: reason.slice(0, 200), orderId: null, amountMinor: null, currency: null, issues: [], rowKey: '' }
    const problem = (field: string, code: string, params: BatchIssue['params'] = {}) => row.issues.push({ field, code, params, severity: 'error' })
    const order = this.#order(number, ground, problem)
    if (!order) return row
    row.orderId = order.id
    row.currency = order.refundCurrency
    const traits = ground.traits(order.kind)
    this.#checkOrder(order, traits, cells, ground, problem)
    const issue = reasonIssue(traits.refundReason, reason)
    if (issue) problem('reason', issue.code === 'required' ? 'reasonRequired' : 'reasonTooLong', { maximum: traits.refundReason.maxBytes })
    const amount = cells.get('amount') ?? ''
    row.amountMinor = this.#amount(order, amount, problem)
    if (row.amountMinor !== null) this.#checkRepeats(row, order, isRest(amount), ground, problem)
    warn(order, row)
    if (row.issues.some(({ severity }) => severity === 'error')) return row
    row.state = 'ready'
    const taken = this.#taken.get(order.id) ?? { minor: 0, count: 0 }
    this.#taken.set(order.id, { minor: taken.minor + (row.amountMinor ?? 0), count: taken.count + 1 })
    this.#seen.set(row.rowKey, line)
    return row
  }

  #order(number: string, ground: PlanGround, problem: Problem): OrderGround | undefined {
    if (number === '') {
      problem('number', 'numberRequired')
      return undefined
    }
    const found = ground.orders.get(number) ?? []
    if (found.length === 0) problem('number', 'orderUnknown')
    // Which of two orders is meant is nobody's guess where money goes out.
    if (found.length > 1) problem('number', 'numberAmbiguous', { count: found.length })
    return found.length === 1 ? found[0] : undefined
  }

  #checkOrder(order: OrderGround, traits: ProviderTraits, cells: ReadonlyMap<string, string>, ground: PlanGround, problem: Problem): void {
    const currency = (cells.get('currency') ?? ground.currency ?? order.refundCurrency).trim().toUpperCase()
    if (currency !== order.refundCurrency) problem('currency', 'currencyDiffers', { currency: order.refundCurrency })
    const count = this.#taken.get(order.id)?.count ?? 0
    for (const stop of stopsOf({ ...order, refundCount: order.refundCount + count }, limitsOf(traits), ground.at))
      problem('number', stop.code.replace('payments.', ''), stop.params)
    if (traits.refund === 'no') problem('number', 'portalOnly')
  }

  #amount(order: OrderGround, text: string, problem: Problem): number | null {
    const taken = this.#taken.get(order.id)?.minor ?? 0
    const left = Math.max(0, (order.totalMinor ?? 0) - order.refundedMinor - order.inFlightMinor - taken)
    if (text === '') {
      problem('amount', 'amountRequired')
      return null
    }
    const parsed = isRest(text) ? ({ ok: true, minor: left } as const) : parseMajor(text, order.refundCurrency)
    if (!parsed.ok) {
      problem('amount', `amount_${parsed.problem}`, { text: text.slice(0, 40) })
      return null
    }
    if (left === 0) problem('amount', 'nothingLeft')
    else if (parsed.minor === 0) problem('amount', 'amountZero')
    else if (parsed.minor > left) problem('amount', 'exceeds', { amount: formatMoney(left, order.refundCurrency) })
    return parsed.minor
  }

  #checkRepeats(row: PlannedRow, order: OrderGround, rest: boolean, ground: PlanGround, problem: Problem): void {
    row.rowKey = rowKeyOf(order, row.amountMinor ?? 0, rest)
    const first = this.#seen.get(row.rowKey)
    if (first !== undefined) problem('number', 'rowRepeated', { line: first })
    const used = ground.used.get(row.rowKey)
    if (used) problem('number', 'rowUsed', used)
  }
}

type Problem = (field: string, code: string, params?: BatchIssue['params']) => void

/** What a person should know and may still ask for. */
function warn(order: OrderGround, row: PlannedRow): void {
  const add = (code: string, params: BatchIssue['params'] = {}) => row.issues.push({ field: 'number', code, params, severity: 'warning' })
  if (order.redemption === 'redeemed') add('redeemed')
  if (order.openDisputes > 0) add('disputed', { count: order.openDisputes })
  if (order.refundCount > 0) add('sameOrder', { count: order.refundCount })
  if (order.flags.length > 0) add('flagged', { count: order.flags.length })
}

/**
 * Same order, amount and currency: the same row, in whichever file and under whichever number it stands. What is left
 * can only be refunded once, so a row of the rest is told apart by what was refunded before.
 */
function rowKeyOf(order: OrderGround, amountMinor: number, rest: boolean): string {
  const before = rest ? [order.refundedMinor + order.inFlightMinor] : []
  return createHash('sha256').update(JSON.stringify(['v1', order.id, amountMinor, order.refundCurrency, ...before])).digest('hex')
}

/** The key that a row will have, as far as its cells tell. */
export function likelyKey(cells: ReadonlyMap<string, string>, orders: PlanGround['orders']): string | undefined {
  const [order] = orders.get(cells.get('number') ?? '') ?? []
  const parsed = order && parseMajor(cells.get('amount') ?? '', order.refundCurrency)
  return order && parsed?.ok ? rowKeyOf(order, parsed.minor, false) : undefined
}

function isRest(text: string): boolean {
  return restWords.includes(text.normalize('NFKC').trim().toLowerCase())
}
