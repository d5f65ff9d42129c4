import type { Profile } from './types'
import { tradeColumns, tradeEnding, tradeNeeds, tradeShapes } from './wechat-words'

/** Type REFUND: 29 columns, with the times of request and success. The day of a refund is that of its request (§4.2). */
export const wechatRefund: Profile = {
  id: 'wechat.refund',
  provider: 'wechat',
  source: 'bill',
  billType: 'refund',
  ofAccount: true,
  daily: true,
  needs: [...tradeNeeds, ['退款申请时间'], ['微信退款单号'], ['退款金额']],
  without: ['标价币种'],
  columns: { ...tradeColumns, at: ['退款申请时间', '交易时间'] },
  shapes: tradeShapes,
  freeText: ['商品名称'],
  ending: tradeEnding,
}
