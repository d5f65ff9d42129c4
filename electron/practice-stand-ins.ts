import type { ProviderDescription } from '@shared/contract/payment-providers'
import type { PaymentStandIn, PaymentStandInOptions } from './sandbox/payments/types'

/** A payment system that has a stand-in, and the kinds of accounts that it serves. */
interface System {
  system: string
  kinds: readonly string[]
  start: (options: PaymentStandInOptions) => Promise<PaymentStandIn>
  /** Of a partly known provider: the description of the stand-in, which knows what the shipped one leaves open. */
  describe?: (shipped: ProviderDescription) => Promise<ProviderDescription>
}

/** Every stand-in of a payment system; loaded with its first call, not with the program. A tenth provider adds a line. */
export const paymentStandIns: readonly System[] = [
  {
    system: 'wechatpay-v3',
    kinds: ['v3', 'v3sp'],
    start: async (options) => (await import('./sandbox/wechatpay-v3')).startWechatPayV3StandIn(options),
  },
  {
    system: 'wechatpay-v2',
    kinds: ['v2', 'v2sp'],
    start: async (options) => (await import('./sandbox/wechatpay-v2')).startWechatPayV2StandIn(options),
  },
  {
    system: 'yabandpay',
    kinds: ['yaband'],
    start: async (options) => (await import('./sandbox/yabandpay')).startYabandPayStandIn(options),
  },
  {
    system: 'twopaynow',
    kinds: ['2paynow'],
    start: async (options) => (await import('./sandbox/twopaynow')).startTwoPayNowStandIn(options),
    describe: async (shipped) => (await import('./sandbox/twopaynow/refund-names')).practiceDescription(shipped),
  },
  {
    system: 'supay',
    kinds: ['supay'],
    start: async (options) => (await import('./sandbox/supay')).startSupayStandIn(options),
    describe: async (shipped) => (await import('./sandbox/supay/result-rule')).practiceDescription(shipped),
  },
  {
    system: 'vr-payment',
    kinds: ['vr'],
    start: async (options) => (await import('./sandbox/vr-payment')).startVrPaymentStandIn(options),
  },
  {
    system: 'cloudpay',
    kinds: ['cloudpay'],
    start: async (options) => (await import('./sandbox/cloudpay')).startCloudPayStandIn(options),
  },
]
