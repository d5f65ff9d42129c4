import type { Profile } from './types'
import { tradeColumns, tradeEnding, tradeNeeds, tradeShapes } from './wechat-words'

/** The layout before 2018, 24 columns: 总金额 and 代金券或立减优惠金额 or 企业红包金额, 子商户号 instead of 特约商户号 (§9.3). */
export const wechatOld: Profile = {
  id: 'wechat.old',
  provider: 'wechat',
  source: 'bill',
  billType: 'all',
  ofAccount: true,
  daily: true,
  needs: [...tradeNeeds, ['总金额'], ['微信退款单号']],
  without: ['应结订单金额', '标价币种'],
  columns: tradeColumns,
  shapes: tradeShapes,
  freeText: ['商品名称'],
  ending: tradeEnding,
}
