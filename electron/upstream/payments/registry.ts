import { supay } from '../supay'
import { twoPayNow } from '../twopaynow'
import { vrPayment } from '../vr-payment'
import { yabandPay } from '../yabandpay'
import type { PaymentProvider } from './types'

/** Every provider kind. A tenth one is a folder of its own and a line here. */
export const paymentProviders: readonly PaymentProvider[] = [yabandPay, twoPayNow, supay, vrPayment]

const byKind = new Map(paymentProviders.map((provider) => [provider.kind, provider]))

export function providerOf(kind: string): PaymentProvider | undefined {
  return byKind.get(kind)
}
