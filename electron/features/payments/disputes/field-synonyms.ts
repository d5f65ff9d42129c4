import type { Dispute } from '@shared/contract/payment-disputes'

/** Words by which the columns of a list of disputes are recognised. */
export const disputeColumnWords = [
  { key: 'orderNumber', synonyms: ['订单号', '商户订单号', '商户单号', '交易单号', '微信订单号', '微信支付订单号', '服务商订单号', 'out_trade_no', 'transaction_id', 'order number', 'order id'] },
  { key: 'kind', synonyms: ['类型', '争议类型', '拒付类型', '投诉类型', 'dispute type', 'type', 'reason code'] },
  { key: 'number', synonyms: ['争议单号', '投诉单号', '拒付单号', '案件号', 'dispute id', 'case id', 'complaint id', 'case number'] },
  { key: 'amount', synonyms: ['金额', '争议金额', '拒付金额', '投诉金额', 'amount', 'disputed amount'] },
  { key: 'currency', synonyms: ['币种', '货币', '货币种类', 'currency'] },
  { key: 'openedDay', synonyms: ['日期', '发起日期', '投诉时间', '拒付日期', '争议日期', 'opened', 'date', 'complaint time'] },
  { key: 'answerByDay', synonyms: ['答复截止', '截止日期', '处理期限', '举证截止', 'due', 'due date', 'respond by'] },
  { key: 'text', synonyms: ['说明', '投诉内容', '原因', '备注', 'details', 'reason', 'description', 'complaint detail'] },
] as const

export type DisputeColumn = (typeof disputeColumnWords)[number]['key']

/** How lists call the kinds; compared without case, width, blanks and signs. */
export const disputeKindWords: readonly (readonly [Dispute['kind'], readonly string[]])[] = [
  ['chargeback', ['拒付', '退单', 'chargeback', 'dispute', 'fraud']],
  ['complaint', ['投诉', '用户投诉', '客诉', 'complaint']],
  ['inquiry', ['调单', '查询', '调查', 'inquiry', 'retrieval', 'retrieval request']],
]
