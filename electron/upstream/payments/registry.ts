import { cloudPay } from '../cloudpay'
import { wechatPayV2, wechatPayV2Sp } from '../wechatpay-v2'
import { yabandPay } from '../yabandpay'
import type { PaymentProvider } from './types'

/** Every provider kind. A tenth one is a folder of its own and a line here. */
export const paymentProviders: readonly PaymentProvider[] = [wechatPayV2, wechatPayV2Sp, yabandPay, cloudPay]

const byKind = new Map(paymentProviders.map((provider) => [provider.kind, provider]))

export function providerOf(kind: string): PaymentProvider | undefined {
  return byKind.get(kind)
}
