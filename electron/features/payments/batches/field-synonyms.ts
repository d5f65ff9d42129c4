/** Words by which the columns of a sheet of refunds are recognised. */
export const batchColumns = [
  {
    key: 'number',
    synonyms: ['订单号', '商户订单号', '商户单号', '微信支付单号', '微信订单号', '交易单号', '平台订单号', '支付单号', '单号', 'order number', 'order no', 'transaction id', 'trade no'],
  },
  { key: 'amount', synonyms: ['退款金额', '金额', '应退金额', '退款', 'refund amount', 'amount'] },
  { key: 'currency', synonyms: ['币种', '货币', '退款币种', 'currency'] },
  { key: 'reason', synonyms: ['退款原因', '原因', '备注', '说明', 'reason', 'note'] },
] as const

/** What people write instead of an amount when everything that is left goes back; compared in lower case. */
export const restWords: readonly string[] = ['全额', '全部', '剩余', '余额', '全退', '全额退款', '剩余全部', 'rest', 'all', 'full', 'remaining']
