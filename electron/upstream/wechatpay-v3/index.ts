/**
 * WeChat Pay APIv3 (JSON over REST, RSA and AES-GCM): kinds `v3` (direct) and `v3sp` (service provider), on the mainland,
 * abroad (`/v3/global`) and with the Hong Kong wallet (`/hk/v3`). Source: payment-providers §8.
 */
import type { RateLimit } from '../../platform/http'
import type { PaymentProvider } from '../payments/types'
import { baseUrlOf } from './account'
import { billsOffer } from './bills'
import { createV3Client } from './client'
import { SYSTEM } from './errors'
import type { RateFamily } from './exchange'
import { traitsOf } from './traits'

const provider = (kind: 'v3' | 'v3sp'): PaymentProvider => ({
  kind,
  traits: traitsOf(kind),
  baseUrlOf,
  hosts: ['api', 'api2', 'apihk'].map((point) => `${point}.mch.weixin.qq.com`),
  bills: billsOffer(kind),
  connect: createV3Client,
})

export const wechatPayV3 = provider('v3')
export const wechatPayV3ServiceProvider = provider('v3sp')

/** Calls a second of one merchant: 150 refunds (§8.6), 60 orders and 300 queries (§7.8, G-rules), 3 fund-flow bills (§8.8); of trade bills and files nothing is said. */
const perSecond: Readonly<Record<RateFamily, number>> = { create: 60, query: 300, refund: 150, refundQuery: 300, bill: 20, fundBill: 3 }

/** A tenth is left for calls that arrive closer together than they were sent: WeChat's seconds are not ours. */
const SHARE = 0.9

/** The limit for a bucket of this upstream; `undefined` for the buckets of others. */
export function wechatPayV3RateLimit(rateKey: string): RateLimit | undefined {
  const [family] = rateKey.startsWith(`${SYSTEM}.`) ? rateKey.slice(SYSTEM.length + 1).split(':') : []
  if (family === undefined || !Object.hasOwn(perSecond, family)) return undefined
  return { perSecond: perSecond[family as RateFamily] * SHARE }
}
