import type { SourceKind } from '@shared/contract/settlement-values'
import { inWords, kindWords, outcomeWords, outWords } from './generic-words'
import { noEnding, type Profile, type ProfileField, type Shape } from './types'

/**
 * How rows of any table are read once a person said which column is which; used by everything that has no ready mapping.
 * `present`: the fields that are mapped.
 */
export function genericShapes(source: SourceKind, present: ReadonlySet<ProfileField>): Shape[] {
  const has = (field: ProfileField) => present.has(field)
  const amount = (fields: ProfileField[], sign: Shape['amount']['sign']): Shape['amount'] => ({ fields, sign, required: true })
  const signed: Shape['amount'] =
    has('income') || has('expense')
      ? { fields: has('income') ? ['income'] : [], ...(has('expense') ? { less: 'expense' as const } : {}), sign: 'asIs', required: true }
      : amount(['amount', 'settled', 'fee'], has('direction') ? { field: 'direction', words: { plus: inWords, minus: outWords }, otherwise: 'asIs', empty: 'asIs' } : 'asIs')
  const feeOf = (sign: 'asIs' | 'plus'): Pick<Shape, 'fee'> => (has('fee') ? { fee: { fields: ['fee'], sign, round: true } } : {})
  const outcome: Shape['outcome'] = has('state') ? { field: 'state', words: outcomeWords, otherwise: 'done', empty: 'done' } : 'done'
  const rest = {
    outcome,
    ...(has('settled') ? { settled: { fields: ['settled'] as const, sign: 'asIs' as const } } : {}),
    // Some write what a payment costs as minus. In a statement minus is a fee that comes back.
    ...feeOf(source === 'statement' ? 'asIs' : 'plus'),
  }
  // Of a refund the fee is what the file says: minus comes back, plus is charged.
  const back = { ...rest, ...feeOf('asIs') }
  const usual = usualKind[source]
  const shapes: Shape[] = []
  const refunds = has('direction') || has('income') || has('expense') ? signed : undefined
  if (has('kind')) shapes.push({ when: [{ field: 'kind', words: kindWords.refund ?? [] }], kind: 'refund', ...back, amount: refunds ?? { fields: ['refundAmount', 'amount'], sign: 'minus', required: true } })
  else if (has('refundAmount') && (has('refundNo') || has('providerRefundNo')))
    // One row for both: what was paid and, in columns of its own, what went back.
    for (const field of ['refundNo', 'providerRefundNo'] as const)
      if (has(field)) shapes.push({ when: [{ field, words: ['', '0', '-'], not: true }], kind: 'refund', ...back, amount: { fields: ['refundAmount', 'amount'], sign: 'minus', required: true } })
  shapes.push({ kind: has('kind') ? { field: 'kind', words: kindWords, otherwise: usual, empty: usual } : usual, ...rest, amount: signed })
  return shapes
}

const usualKind: Record<SourceKind, 'payment' | 'other' | 'withdrawal' | 'fee'> = {
  orders: 'payment',
  bill: 'payment',
  fundFlow: 'other',
  statement: 'payment',
  payout: 'withdrawal',
  bank: 'other',
}

/** A source without a ready mapping of its own; its columns are mapped by a person and remembered by their headers. */
function generic(id: string, source: SourceKind, billType: string, needs: Profile['needs'], more: Partial<Profile> = {}): Profile {
  return { id, provider: 'generic', source, billType, ofAccount: source === 'bill' || source === 'fundFlow', daily: false, needs, columns: {}, shapes: [], ending: noEnding, suggestion: true, ...more }
}

const when = ['支付时间', '付款时间', '交易时间', '下单时间', 'paid_at', 'pay_time', 'paid at', 'created_at', 'date', '日期', 'time']
const number = ['商户订单号', '订单号', '订单编号', 'merchant_order_no', 'order_no', 'order no', 'order_id', 'out_trade_no', 'merchant order no', 'merchantNo']
const paid = ['订单金额', '支付金额', '实付金额', '金额', 'amount', 'paid_amount', 'total', 'total_fee']

/** Our own orders as any shop system lists them. */
export const ordersGeneric = generic('orders.generic', 'orders', 'list', [when, number, paid], { without: ['技术服务费', '服务费', '技术服务费金额'] })

/** The platform's monthly statement of the technical service fee, if it comes row by row; its layout is not published (§1.1). */
export const statementGeneric = generic('statement.generic', 'statement', 'serviceFee', [number, ['技术服务费', '技术服务费金额', '服务费', 'service_fee', 'service fee']])

export const bankGeneric = generic('bank.generic', 'bank', 'statement', [
  ['交易日期', '记账日期', '交易时间', '入账日期', '日期', 'booking date', 'date', 'value date', 'posting date', 'transaction date'],
  ['贷方发生额', '贷方金额', '收入金额', '收入', '存入金额', '借方发生额', 'credit', 'credit amount', 'amount', '发生额', '交易金额', 'paid in'],
  ['余额', '账户余额', 'balance', '对方户名', '对方账号', '对方名称', 'counterparty', '摘要', '附言', 'narrative', 'details'],
], { without: ['微信订单号', '支付宝交易号', '流水类型'] })

export const payoutGeneric = generic('payout.generic', 'payout', 'payouts', [
  ['打款单号', '提现单号', '结算单号', '结算批次', 'payout id', 'payout_id', 'settlement id', 'settlement_id', 'batch_id'],
  ['打款金额', '提现金额', '结算金额', '到账金额', '金额', 'amount', 'net amount', 'net'],
  ['到账日期', '打款时间', '提现时间', '结算日期', '日期', 'arrival date', 'arrival_date', 'date', 'payout date'],
])

/** Everything else: nothing is assumed. */
export const byHand = generic('hand', 'bill', 'other', [])
