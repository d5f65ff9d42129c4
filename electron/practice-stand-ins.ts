import type { PaymentStandIn, PaymentStandInOptions } from './sandbox/payments/types'
import { startWechatPayV3StandIn } from './sandbox/wechatpay-v3'
import { startYabandPayStandIn } from './sandbox/yabandpay'

/** A payment system that has a stand-in, and the kinds of accounts that it serves. */
interface System {
  system: string
  kinds: readonly string[]
  start: (options: PaymentStandInOptions) => Promise<PaymentStandIn>
}

/** Every stand-in of a payment system. A tenth provider adds a line. */
export const paymentStandIns: readonly System[] = [
  { system: 'yabandpay', kinds: ['yaband'], start: startYabandPayStandIn },
  { system: 'wechatpay-v3', kinds: ['v3', 'v3sp'], start: startWechatPayV3StandIn },
]
