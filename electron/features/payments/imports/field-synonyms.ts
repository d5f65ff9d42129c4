import type { OrderImportFields } from '@shared/contract/payment-orders'
import type { MappableField } from '@shared/domain/cells/mapping'

export type ImportField = (typeof OrderImportFields)[number]

/** Headers under which sheets and exports name the facts of an order, Chinese and English. */
export const importFields: readonly (MappableField & { key: ImportField })[] = [
  { key: 'merchantNo', synonyms: ['商户订单号', '订单号', '订单编号', '外部订单号', 'out_trade_no', 'order no', 'order id', 'order number', 'outTradeNo', 'merchant order no'] },
  { key: 'providerNo', synonyms: ['渠道订单号', '渠道单号', '支付渠道单号', 'provider no', '服务商订单号', 'trade_id', 'trade_no', 'provider order no', 'payment id'] },
  { key: 'wechatNo', synonyms: ['微信订单号', '微信支付单号', '微信支付订单号', '支付单号', 'transaction_id', 'transaction id', 'wechat order no', 'wechat pay no', 'transactionId'] },
  { key: 'amount', synonyms: ['订单金额', '订单金额(标价币种)', '总金额', '金额', '应付金额', '订单总额', 'amount', 'total', 'total_fee', 'order amount', 'amount.total', 'totalFee', 'price', 'ordered'] },
  { key: 'currency', synonyms: ['货币种类', '标价币种', '币种', '货币', 'currency', 'fee_type', 'amount.currency'] },
  { key: 'received', synonyms: ['实收金额', '实付金额', '实收', '已收金额', 'received', 'paid amount', 'payer_total'] },
  { key: 'state', synonyms: ['交易状态', '订单状态', '支付状态', '状态', 'state', 'status', 'trade_state', 'order status', 'pay status'] },
  { key: 'createdAt', synonyms: ['下单时间', '创建时间', '订单创建时间', '提交时间', 'created at', 'create time', 'order time', 'createTime', 'createdAt'] },
  { key: 'paidAt', synonyms: ['交易时间', '支付时间', '付款时间', '支付完成时间', 'paid at', 'pay time', 'success_time', 'time_end', 'payTime', 'paidAt'] },
  { key: 'description', synonyms: ['商品名称', '商品', '商品描述', '商品标题', '订单描述', 'description', 'body', 'product', 'item', 'title', 'product name'] },
  { key: 'place', synonyms: ['酒店/门店', '门店', '酒店', '门店编码', '酒店编码', '门店名称', '酒店名称', 'place', 'hotel', 'store', 'shop'] },
  { key: 'scene', synonyms: ['场景', '下单场景', '来源场景', 'scene', 'order scene'] },
  { key: 'sceneCode', synonyms: ['场景值', '场景码', '启动场景值', '小程序场景值', 'scene code', 'scene_code', 'scene value', 'launch scene'] },
  { key: 'channel', synonyms: ['渠道', '渠道标签', '推广渠道', 'channel', 'channel tag', 'utm_source'] },
  { key: 'bookingNo', synonyms: ['预订号', '预订单号', '预约号', '确认号', 'booking no', 'booking', 'reservation', 'confirmation no', 'bookingNo'] },
  { key: 'redemption', synonyms: ['核销状态', '核销', '是否核销', '使用状态', 'redemption', 'redeemed', 'used'] },
  { key: 'method', synonyms: ['交易类型', '支付方式', '付款方式', 'trade_type', 'method', 'payment method', 'tradeType', 'pay type'] },
]

/** Headers under which a file names whose orders its rows are: a merchant's number, or the account as we call it. */
export const ownerHeaders: readonly string[] = [
  '商户号', '特约商户号', '子商户号', '收款账号', 'mchid', 'mch_id', 'sub_mchid', 'sub_mch_id', 'merchant_id', 'merchant id', 'account',
]

/**
 * A bill of WeChat Pay is known by these headers whatever its layout (27, 20, 29, 24 or 38 columns; payment-providers
 * §9.2–9.5). Its amounts are main units and its times GMT+8, whatever else is set.
 */
export const billHeaders = ['交易时间', '微信订单号', '商户订单号', '交易状态']

export function isBill(headers: readonly string[]): boolean {
  return billHeaders.every((header) => headers.includes(header))
}

/** Which column takes what a text with `` ,` `` in it splits into too many (payment-providers §9.1). */
export const billFreeText = '商品名称'
const billTime = '交易时间'

/** The columns of a refund row of a bill. The amount asked for stands before the one settled: coupons differ. */
export const billRefund = {
  providerRefundNo: ['微信退款单号'],
  refundNo: ['商户退款单号'],
  amount: ['申请退款金额', '退款金额'],
  state: ['退款状态'],
  createdAt: ['退款申请时间', billTime],
  completedAt: ['退款成功时间'],
} as const

/** Which column of a bill holds what; by the first header that is there. */
const billColumns: readonly (readonly [ImportField, readonly string[]])[] = [
  ['merchantNo', ['商户订单号']],
  ['wechatNo', ['微信订单号']],
  ['amount', ['订单金额', '订单金额(标价币种)', '总金额']],
  ['currency', ['货币种类', '标价币种']],
  ['state', ['交易状态']],
  ['paidAt', ['交易时间']],
  ['description', ['商品名称']],
  ['method', ['交易类型']],
]

export function billMapping(headers: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    billColumns.flatMap(([field, names]) => {
      const header = names.find((name) => headers.includes(name))
      return header === undefined ? [] : [[field, header]]
    }),
  )
}
