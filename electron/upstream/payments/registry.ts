import { cloudPay } from '../cloudpay'
import { supay } from '../supay'
import { twoPayNow } from '../twopaynow'
import { vrPayment } from '../vr-payment'
import { wechatPayV2, wechatPayV2Sp } from '../wechatpay-v2'
import { wechatPayV3, wechatPayV3ServiceProvider } from '../wechatpay-v3'
import { yabandPay } from '../yabandpay'
import type { PaymentProvider } from './types'

/** Every provider kind. A tenth one is a folder of its own and a line here. */
export const paymentProviders: readonly PaymentProvider[] = [
  wechatPayV3,
  wechatPayV3ServiceProvider,
  wechatPayV2,
  wechatPayV2Sp,
  yabandPay,
  twoPayNow,
  supay,
  vrPayment,
  cloudPay,
]

const byKind = new Map(paymentProviders.map((provider) => [provider.kind, provider]))

export function providerOf(kind: string): PaymentProvider | undefined {
  return byKind.get(kind)
}
