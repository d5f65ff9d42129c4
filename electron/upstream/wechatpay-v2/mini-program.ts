import { wechatPayV2MiniProgramFields, wechatPayV2Signature, wechatPayV2Text } from '@shared/domain/signatures'
import type { V2Account } from './account'

/** The argument of `wx.requestPayment` as JSON (payment-providers §7.2). The mini program signs in with its own AppID. */
export function miniProgramParameters(v2: V2Account, prepayId: string, seconds: number, nonce: string): string {
  const { signType, apiKey } = v2
  const appId = v2.sub && v2.sub.appid !== '' ? v2.sub.appid : v2.appid
  const fields = wechatPayV2MiniProgramFields({ appId, timeStamp: String(seconds), nonceStr: nonce.slice(0, 32), prepayId, signType })
  const paySign = wechatPayV2Signature(wechatPayV2Text(fields), apiKey, signType)
  return JSON.stringify({ ...Object.fromEntries(fields.filter(([name]) => name !== 'appId')), paySign })
}
