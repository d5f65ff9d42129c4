import type { OrderFlag } from '@shared/contract/payment-orders'
import type { OrderScene, OrderSource, Redemption } from '@shared/contract/payment-values'
import type { OrderState } from '@shared/domain/payments'
import type { Tone } from '@renderer/ui/text/tone'

/** What an order's state means, as colour beside its word. */
export const stateTones: Record<OrderState, Tone> = {
  created: 'info',
  pending: 'info',
  paid: 'done',
  closed: 'neutral',
  failed: 'failed',
  unknown: 'attention',
}

export const orderScenes: readonly OrderScene[] = ['channels', 'other', 'unset']
export const redemptions: readonly Redemption[] = ['open', 'redeemed', 'unset']
export const orderSources: readonly OrderSource[] = ['created', 'imported', 'adopted', 'notified']
export const refundShares = ['none', 'some', 'all', 'open'] as const

/** Which of the three numbers a provider may be asked by, in the order in which a receipt shows them. */
export const orderNumbers = ['merchantNo', 'providerNo', 'wechatNo'] as const

/** Flags that mean money differs from the order; the others only ask for a look. */
const grave: readonly OrderFlag[] = ['amountDiffers', 'currencyDiffers', 'accountDiffers', 'refundedMore']
export const flagTone = (flag: OrderFlag): Tone => (grave.includes(flag) ? 'failed' : 'attention')
