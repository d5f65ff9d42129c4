import { adyen } from './adyen'
import { alipayAccount } from './alipay-account'
import { alipayTrade } from './alipay-trade'
import { antom } from './antom'
import { bankGeneric, byHand, ordersGeneric, payoutGeneric, statementGeneric } from './generic'
import { ordersMinidesk } from './orders-minidesk'
import { paypalActivity } from './paypal-activity'
import { paypalStl } from './paypal-stl'
import { ppro } from './ppro'
import type { Profile } from './types'
import { wechatAll } from './wechat-all'
import { wechatFund } from './wechat-fund'
import { wechatOld } from './wechat-old'
import { wechatOverseas } from './wechat-overseas'
import { wechatRefund } from './wechat-refund'
import { wechatShop } from './wechat-shop'
import { wechatSuccess } from './wechat-success'

export type { Profile, ProfileField, Shape } from './types'
export { genericShapes } from './generic'
export { columnSynonyms } from './generic-words'

/** Every ready mapping; of several that fit, the first with the most named columns counts, suggestions last. */
export const profiles: readonly Profile[] = [
  wechatAll,
  wechatSuccess,
  wechatRefund,
  wechatOld,
  wechatFund,
  wechatOverseas,
  wechatShop,
  alipayTrade,
  alipayAccount,
  paypalStl,
  paypalActivity,
  antom,
  adyen,
  ppro,
  ordersMinidesk,
  statementGeneric,
  payoutGeneric,
  ordersGeneric,
  bankGeneric,
  byHand,
]

export const byHandId = byHand.id

export function profileOf(id: string): Profile | undefined {
  return profiles.find((profile) => profile.id === id)
}
