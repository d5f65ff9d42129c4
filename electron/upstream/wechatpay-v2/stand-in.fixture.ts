import type { OpenKey, OrderToCreate } from '../payments/types'
import { order, setUp } from '../payments/overseas.fixture'
import { startWechatPayV2StandIn, type WechatPayV2StandInOptions } from '../../sandbox/wechatpay-v2'
import { wechatPayV2, wechatPayV2Sp } from './index'

/** What the tests of our client against its stand-in share. */

export const direct = {
  kind: 'v2',
  values: { mchid: '1900000109', appid: 'wxd930ea5d5a258f4f', region: 'domestic', signType: 'HMAC-SHA256' },
  secrets: { apiKey: '192006250b4c09247ec02edce69f6a2d' },
}
export const partner = {
  kind: 'v2sp',
  values: { ...direct.values, mchid: '1900000200', subMchid: '1900000201', subAppid: 'wx0123456789abcdef' },
  secrets: { apiKey: 'abcdefabcdefabcdefabcdefabcdefab' },
}

/** Over plain HTTP it is only asked whether there is one. */
export const certificate: OpenKey = { id: 'k1', kind: 'clientCertificate', serial: '01', pem: 'certificate', privateKeyPem: 'key' }

export const v2Order = (more: Partial<OrderToCreate> = {}): OrderToCreate => order({ method: 'wechat_native', currency: 'CNY', description: '豪华大床房 & <早餐>', ...more })

export const setUpV2 = (kind: 'v2' | 'v2sp' = 'v2', values: Record<string, string> = {}, options: Partial<WechatPayV2StandInOptions> = {}) => {
  const account = kind === 'v2' ? direct : partner
  const own = { ...account, values: { ...account.values, ...values } }
  return setUp(kind === 'v2' ? wechatPayV2 : wechatPayV2Sp, own, (given) => startWechatPayV2StandIn({ ...given, ...options }), { keys: [certificate] })
}
