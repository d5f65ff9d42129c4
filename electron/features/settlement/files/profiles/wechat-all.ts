import type { Profile } from './types'
import { tradeColumns, tradeEnding, tradeNeeds, tradeShapes } from './wechat-words'

/** Trade bill of WeChat Pay, type ALL: 27 columns (settlement-reconciliation §5.1). */
export const wechatAll: Profile = {
  id: 'wechat.all',
  provider: 'wechat',
  source: 'bill',
  billType: 'all',
  ofAccount: true,
  daily: true,
  needs: [...tradeNeeds, ['应结订单金额'], ['订单金额'], ['微信退款单号'], ['申请退款金额']],
  without: ['退款申请时间', '标价币种'],
  columns: tradeColumns,
  shapes: tradeShapes,
  freeText: ['商品名称'],
  ending: tradeEnding,
}
