/** WeChat Pay APIv2 (XML), direct and as a service provider. Source: payment-providers §7. */
import type { RateLimit } from '../../platform/http'
import type { PaymentProvider } from '../payments/types'
import { baseUrlOf, hosts, SYSTEM } from './account'
import { billsOffer } from './bills'
import { connectV2 } from './client'
import { traitsOf } from './traits'

// For cloudpay, which is APIv2 in other clothes.
export { utf8 } from './answers'
export { type CallName, type Refusal, refusalFault, refusedEffect } from './errors'
export { cut, merchantNumber, minorText, numbered, refundNumber } from './fields'
export { numberOf, refuseOther } from './orders'
export { orderStateOf, refundStateOf, told } from './readings'
export { fromWechatTime, toCompactTime } from './times'

const provider = (kind: 'v2' | 'v2sp'): PaymentProvider => ({ kind, traits: traitsOf(kind), baseUrlOf, hosts, bills: billsOffer(kind), connect: connectV2 })

export const wechatPayV2 = provider('v2')
export const wechatPayV2Sp = provider('v2sp')

/** Calls a second of one merchant (§7.6, §7.8). A tenth is left for calls that arrive closer together than they were sent. */
const perSecond: Readonly<Record<string, number>> = { create: 60, query: 300, close: 60, refund: 150, refundQuery: 300, bill: 10 }
const SHARE = 0.9

/** The limit for a bucket of this upstream; `undefined` for the buckets of others. */
export function wechatPayV2RateLimit(rateKey: string): RateLimit | undefined {
  const [family = ''] = rateKey.startsWith(`${SYSTEM}.`) ? rateKey.slice(SYSTEM.length + 1).split(':') : []
  const limit = Object.hasOwn(perSecond, family) ? perSecond[family] : undefined
  return limit === undefined ? undefined : { perSecond: limit * SHARE }
}
