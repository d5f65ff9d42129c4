import type { Profile } from './types'
import { tradeShapes } from './wechat-words'

/**
 * Statement of WeChat Pay abroad, 38 columns and up to four currencies a row (§5.3). The price is matched with orders,
 * the settlement with payouts; sums never mix currencies. A refund is given in the price currency where the file says
 * no other amount (申请退款金额 is in the price currency [U]).
 */
export const wechatOverseas: Profile = {
  id: 'wechat.overseas',
  provider: 'wechat',
  source: 'bill',
  billType: 'overseas',
  ofAccount: true,
  daily: true,
  needs: [['交易时间'], ['微信订单号'], ['商户订单号'], ['标价币种'], ['订单金额(标价币种)'], ['结算币种'], ['用户支付币种']],
  columns: {
    at: ['交易时间'],
    owner: ['商户号'],
    wechatNo: ['微信订单号'],
    merchantNo: ['商户订单号'],
    state: ['交易状态'],
    currency: ['标价币种'],
    amount: ['订单金额(标价币种)'],
    settled: ['应结订单金额'],
    settledCurrency: ['结算币种', '退款结算币种'],
    providerRefundNo: ['微信退款单号'],
    refundNo: ['商户退款单号'],
    refundAmount: ['申请退款金额'],
    settledRefund: ['退款应结订单金额'],
    direction: ['退款状态'],
    title: ['商品名称'],
    fee: ['手续费'],
  },
  shapes: tradeShapes,
  freeText: ['商品名称'],
  ending: { form: 'summary', starts: ['总交易单数'], required: false, controls: [{ name: ['总交易单数'], of: 'count' }] },
}
