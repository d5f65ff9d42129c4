import type { ByWords, ControlRule, Ending, ProfileField, Shape } from './types'
import type { EntryOutcome } from '@shared/contract/settlement-values'

/**
 * Columns that all trade bills of WeChat Pay share, by name: their places differ by type, date and merchant
 * (settlement-reconciliation §5.1, payment-providers §9.2–9.5).
 */
export const tradeColumns: Partial<Record<ProfileField, readonly string[]>> = {
  at: ['交易时间'],
  owner: ['商户号'],
  wechatNo: ['微信订单号'],
  merchantNo: ['商户订单号'],
  state: ['交易状态'],
  currency: ['货币种类'],
  amount: ['订单金额', '应结订单金额', '总金额'],
  settled: ['应结订单金额', '总金额'],
  providerRefundNo: ['微信退款单号'],
  refundNo: ['商户退款单号'],
  refundAmount: ['申请退款金额', '退款金额'],
  settledRefund: ['退款金额'],
  direction: ['退款状态'],
  title: ['商品名称'],
  fee: ['手续费'],
}

/**
 * A refund under way counts: it was accepted, and the bill is never updated (§4.2; FAQ of the overseas bill). `CHANGE`:
 * the money left and could not be given back by itself. The list of values is uncertain; an unknown one is told.
 */
const refundOutcome: ByWords<EntryOutcome> = {
  field: 'direction',
  words: { done: ['SUCCESS', 'PROCESSING', '退款成功', '退款处理中'], failed: ['FAIL', 'CLOSED', '退款关闭', '退款失败'], open: ['CHANGE', 'ABNORMAL', '退款异常', '转入代发'] },
  empty: 'done',
}

const refund = {
  kind: 'refund',
  outcome: refundOutcome,
  amount: { fields: ['refundAmount'], sign: 'minus', required: true },
  settled: { fields: ['settledRefund'], sign: 'minus' },
  // The bill shows the fee that comes back as negative, the way we want it.
  fee: { fields: ['fee'], sign: 'asIs', round: true },
  texts: { state: ['direction', 'state'] },
} as const satisfies Shape

/**
 * A revoked payment moves no money where the row names no refund; where it does, it is the money going back. That
 * the row of the revoked payment itself stays `SUCCESS` is uncertain (payment-providers §9.3).
 */
export const tradeShapes: readonly Shape[] = [
  { when: [{ field: 'state', words: ['REFUND', '退款', '转入退款'] }], ...refund },
  {
    when: [
      { field: 'state', words: ['REVOKED', '已撤销', '撤销'] },
      { field: 'providerRefundNo', words: ['', '0'], not: true },
    ],
    ...refund,
  },
  {
    when: [{ field: 'state', words: ['REVOKED', '已撤销', '撤销'] }],
    kind: 'payment',
    outcome: 'failed',
    amount: { fields: ['amount', 'settled'], sign: 'plus', required: true },
    fee: { fields: ['fee'], sign: 'asIs', round: true },
  },
  {
    kind: 'payment',
    outcome: { field: 'state', words: { done: ['SUCCESS', '支付成功', '买家已支付'] } },
    amount: { fields: ['amount', 'settled'], sign: 'plus', required: true },
    settled: { fields: ['settled'], sign: 'plus' },
    fee: { fields: ['fee'], sign: 'asIs', round: true },
  },
]

const sum = (name: string, ...columns: string[]): ControlRule => ({ name: [name], of: columns })

/** The summary at the end: names, then values; which ones differs by layout, so they are found by name. */
export const tradeEnding: Ending = {
  form: 'summary',
  starts: ['总交易单数'],
  required: true,
  controls: [
    { name: ['总交易单数'], of: 'count' },
    sum('应结订单总金额', '应结订单金额'),
    sum('总交易额', '总金额'),
    sum('退款总金额', '退款金额'),
    sum('总退款金额', '退款金额'),
    sum('充值券退款总金额', '充值券退款金额'),
    sum('总代金券或立减优惠退款金额', '代金券或立减优惠退款金额'),
    sum('总企业红包退款金额', '企业红包退款金额'),
    sum('手续费总金额', '手续费'),
    sum('订单总金额', '订单金额'),
    sum('申请退款总金额', '申请退款金额'),
  ],
}

const common = ['交易时间', '商户号', '微信订单号', '商户订单号', '交易状态'].map((name) => [name])
export const tradeNeeds = common
