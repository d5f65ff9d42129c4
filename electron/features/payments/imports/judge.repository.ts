import { isOrderOpen } from '@shared/domain/payments'
import type { ReadContext } from '../../../platform/store/repository'
import { orderBySeq, seqByNumber } from '../orders/write.repository'
import type { OrderPlan, RowIssue } from './row-plan'

export type RowAction = 'add' | 'complete' | 'unchanged' | 'refuse'

type Sql = Pick<ReadContext, 'sql'>

/** The orders that have one of the row's numbers; more than one is a contradiction. */
export function existingOf(context: Sql, accountSeq: number, plan: Pick<OrderPlan, 'merchantNo' | 'providerNo' | 'wechatNo'>): number[] {
  const found = [
    seqByNumber(context, accountSeq, 'merchant_no', plan.merchantNo),
    seqByNumber(context, accountSeq, 'provider_no', plan.providerNo),
    seqByNumber(context, accountSeq, 'wechat_no', plan.wechatNo),
  ]
  return [...new Set(found.filter((seq) => seq !== undefined))]
}

/**
 * What a row does to the orders as they stand: a new one is added, one that is there gets what it lacks, and never
 * another sum, currency or number.
 */
export function judge(context: Sql, accountSeq: number, plan: OrderPlan): { action: RowAction; issues: RowIssue[] } {
  if (plan.refund) return judgeRefund(context, accountSeq, plan)
  const refuse = (field: string, code: string, params: RowIssue['params'] = {}) => ({ action: 'refuse' as const, issues: [{ field, code, params }] })
  const [seq, second] = existingOf(context, accountSeq, plan)
  if (second !== undefined) return refuse('merchantNo', 'orderImport.numbersOfTwoOrders')
  if (seq === undefined) return { action: 'add', issues: [] }
  const row = orderBySeq(context, seq)
  const number = row.merchantNo || row.providerNo || row.wechatNo
  if (row.currency !== plan.currency) return refuse('currency', 'orderImport.orderOtherCurrency', { number, currency: row.currency })
  if (row.orderedMinor !== plan.orderedMinor) return refuse('amount', 'orderImport.orderOtherAmount', { number })
  for (const field of ['merchantNo', 'providerNo', 'wechatNo'] as const)
    if (row[field] !== '' && plan[field] !== '' && row[field] !== plan[field]) return refuse(field, 'orderImport.orderOtherNumber', { number, known: row[field] })
  const lacks =
    (['merchantNo', 'providerNo', 'wechatNo', 'method', 'description', 'bookingNo', 'channel'] as const).some((key) => row[key] === '' && plan[key] !== '') ||
    (row.placeId === null && plan.placeId !== null) ||
    (row.scene === 'unset' && plan.scene !== 'unset') ||
    (row.sceneCode === '' && (plan.sceneCode ?? '') !== '') ||
    (row.redemption === 'unset' && plan.redemption !== 'unset') ||
    (row.state === 'paid' && row.paidAt === null && plan.paidAt !== null) ||
    // The file says paid: the provider is asked.
    (isOrderOpen(row.state) && plan.state === 'paid')
  return { action: lacks ? 'complete' : 'unchanged', issues: [] }
}

function judgeRefund(context: Sql, accountSeq: number, plan: OrderPlan): { action: RowAction; issues: RowIssue[] } {
  const { refund } = plan
  const known = context
    .sql(`SELECT 1 FROM refunds WHERE account_seq = ? AND ((? <> '' AND refund_no = ?) OR (? <> '' AND provider_refund_no = ?)) LIMIT 1`)
    .get(accountSeq, refund?.refundNo, refund?.refundNo, refund?.providerRefundNo, refund?.providerRefundNo)
  if (known) return { action: 'unchanged', issues: [] }
  // The order may stand in another row of the same file, which is stored first.
  if (refund?.orderInFile === true || existingOf(context, accountSeq, plan).length > 0) return { action: 'add', issues: [] }
  return { action: 'refuse', issues: [{ field: 'merchantNo', code: 'orderImport.refundWithoutOrder', params: { number: plan.merchantNo || plan.wechatNo } }] }
}
