import type { ColumnField } from '@shared/contract/settlement-files'
import type { MappableField } from '@shared/domain/cells'
import type { EntryKind, EntryOutcome } from '@shared/contract/settlement-values'

/** Headers under which tables of any origin name what a row has, Chinese and English. */
export const columnSynonyms: readonly (MappableField & { key: ColumnField })[] = [
  { key: 'at', synonyms: ['交易时间', '支付时间', '付款时间', '交易日期', '记账日期', '记账时间', '入账时间', '入账日期', '日期', '时间', '完成时间', '创建时间', '下单时间', '到账日期', 'date', 'time', 'paid_at', 'paid at', 'pay_time', 'created_at', 'created at', 'transaction date', 'booking date', 'value date', 'posting date', 'payout date', 'arrival date', 'success_time'] },
  { key: 'merchantNo', synonyms: ['商户订单号', '订单号', '订单编号', '商户单号', '外部订单号', 'out_trade_no', 'merchant order no', 'merchant_order_no', 'order no', 'order_no', 'order id', 'order_id', 'order number', 'merchant reference', 'invoice number'] },
  { key: 'providerNo', synonyms: ['渠道订单号', '流水号', '交易流水号', '支付流水号', '支付宝交易号', 'trade_no', 'provider order no', 'provider_order_no', 'psp reference', 'transaction reference', 'payment id', 'payment_id', 'psp_order_no'] },
  { key: 'wechatNo', synonyms: ['微信订单号', '微信支付订单号', '微信支付单号', 'transaction_id', 'transaction id', 'wechat order no', 'wechat transaction id', 'wechat_no'] },
  { key: 'refundNo', synonyms: ['商户退款单号', '退款单号', '退款编号', 'out_refund_no', 'refund no', 'refund_no', 'merchant refund no'] },
  { key: 'providerRefundNo', synonyms: ['微信退款单号', '渠道退款单号', 'refund_id', 'refund id', 'provider refund no'] },
  { key: 'group', synonyms: ['批次号', '结算批次', '打款单号', '提现单号', '结算单号', 'batch', 'batch number', 'batch no', 'payout id', 'payout_id', 'settlement id', 'settlementbatchid'] },
  { key: 'amount', synonyms: ['金额', '订单金额', '交易金额', '支付金额', '付款金额', '实付金额', '发生额', '收支金额', '打款金额', '成交金额', 'amount', 'gross', 'total', 'total_fee', 'paid amount', 'paid_amount', 'order amount', 'payout amount', 'transaction amount'] },
  { key: 'income', synonyms: ['收入金额', '贷方发生额', '贷方金额', '收入', '存入金额', '贷方', '入账金额', 'credit', 'credit amount', 'deposit', 'paid in'] },
  { key: 'expense', synonyms: ['支出金额', '借方发生额', '借方金额', '支出', '支取金额', '借方', 'debit', 'debit amount', 'withdrawal', 'paid out'] },
  { key: 'refundAmount', synonyms: ['退款金额', '申请退款金额', '已退金额', 'refund amount', 'refunded', 'refund_amount', 'refund_fee'] },
  { key: 'fee', synonyms: ['手续费', '服务费', '技术服务费', '技术服务费金额', '佣金', 'fee', 'fees', 'commission', 'service fee', 'charge'] },
  { key: 'settled', synonyms: ['结算金额', '应结金额', '应结订单金额', '净额', '实收', '到账金额', 'net', 'net amount', 'settled', 'settlement amount', 'settled_amount'] },
  { key: 'balance', synonyms: ['余额', '账户余额', '账户结余', 'balance', 'running balance', 'account balance'] },
  { key: 'currency', synonyms: ['币种', '货币', '货币种类', '交易币种', 'currency', 'ccy', 'fee_type', 'currency code'] },
  { key: 'settledCurrency', synonyms: ['结算币种', 'settlement currency', 'net currency'] },
  { key: 'kind', synonyms: ['类型', '业务类型', '交易类型', '摘要类型', '款项类型', 'type', 'transaction type', 'category', 'kind'] },
  { key: 'direction', synonyms: ['收支类型', '收/支', '借贷标志', '借贷', '收付', 'direction', 'debit/credit', 'dr/cr', 'debit or credit'] },
  { key: 'state', synonyms: ['状态', '交易状态', '支付状态', '订单状态', 'state', 'status', 'trade_state'] },
  { key: 'owner', synonyms: ['商户号', 'mchid', 'mch_id', 'merchant id', 'merchant_id', 'merchant account'] },
  { key: 'scene', synonyms: ['场景', '下单场景', '来源场景', '场景值', 'scene', 'order scene'] },
  { key: 'place', synonyms: ['门店', '酒店', '酒店/门店', '门店名称', 'place', 'store', 'hotel', 'shop'] },
  { key: 'title', synonyms: ['商品名称', '商品', '摘要', '用途', '附言', '备注', '对方户名', '交易摘要', 'description', 'title', 'remark', 'memo', 'narrative', 'details', 'statement descriptor', 'product', 'counterparty'] },
]

/** Words of tables of any origin for what a row is. */
export const kindWords: Partial<Record<EntryKind, readonly string[]>> = {
  payment: ['支付', '付款', '交易', '收款', '消费', '销售', '订单', '订单收入', '正常', 'payment', 'pay', 'sale', 'charge', 'order', 'capture', 'settled', 'purchase'],
  refund: ['退款', '退货', 'refund', 'refunded', 'return'],
  refundReturned: ['退款关闭', '退款退回', 'refund reversed', 'refund failed'],
  fee: ['手续费', '服务费', '技术服务费', '扣费', 'fee', 'fees', 'commission', 'service fee'],
  feeReturned: ['手续费退回', '退手续费', 'fee refund'],
  withdrawal: ['提现', '结算', '打款', '划付', 'payout', 'withdrawal', 'settlement', 'transfer to bank'],
  topUp: ['充值', 'top up', 'topup', 'deposit'],
  exchange: ['汇兑', '结汇', '购汇', 'exchange', 'fx', 'currency conversion'],
  share: ['分账', 'split', 'share'],
  transfer: ['转账', '转存', '汇款', 'transfer'],
  dispute: ['拒付', '争议', '投诉赔付', 'chargeback', 'dispute'],
}

export const outcomeWords: Partial<Record<EntryOutcome, readonly string[]>> = {
  done: ['成功', '支付成功', '已支付', '已付款', '交易成功', '已完成', '完成', '已到账', '已打款', '退款成功', '已退款', 'success', 'succeeded', 'paid', 'completed', 'complete', 'done', 'settled', 'finished', 'ok'],
  open: ['处理中', '待支付', '待付款', '在途', '进行中', '退款中', 'pending', 'processing', 'in transit', 'in_transit', 'open', 'created'],
  failed: ['失败', '已关闭', '关闭', '已取消', '已撤销', 'failed', 'closed', 'canceled', 'cancelled', 'revoked', 'reversed', 'denied'],
}

export const inWords = ['收入', '收', '贷', '入', '进', '入账', '贷方', 'CR', 'C', 'in', 'credit', '+', '1']
export const outWords = ['支出', '支', '借', '出', '出账', '借方', 'DR', 'D', 'out', 'debit', '-', '2']
