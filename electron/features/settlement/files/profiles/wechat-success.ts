import type { Profile } from './types'
import { tradeColumns, tradeEnding, tradeNeeds, tradeShapes } from './wechat-words'

/** Type SUCCESS: 20 columns, none of refunds. Its summary has four values, in some files all seven. */
export const wechatSuccess: Profile = {
  id: 'wechat.success',
  provider: 'wechat',
  source: 'bill',
  billType: 'success',
  ofAccount: true,
  daily: true,
  needs: [...tradeNeeds, ['应结订单金额', '总金额']],
  without: ['微信退款单号', '标价币种'],
  columns: tradeColumns,
  shapes: tradeShapes.slice(-2),
  freeText: ['商品名称'],
  // Sums of columns that it has not cannot be counted and are left out.
  ending: tradeEnding,
}
