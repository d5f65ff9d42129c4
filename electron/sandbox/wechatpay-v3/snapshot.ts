import { z } from 'zod'
import { Fault } from '../../platform/errors/fault'
import { SavedPlatformKeys } from './platform-keys'
import type { World } from './world'

const More = z.record(z.string(), z.string())

const Order = z.object({
  merchant: z.string(),
  subMerchant: z.string(),
  merchantNo: z.string(),
  providerNo: z.string(),
  wechatNo: z.string(),
  amountMinor: z.int(),
  currency: z.string(),
  paidMinor: z.int(),
  state: z.enum(['open', 'paid', 'closed', 'failed']),
  method: z.string(),
  description: z.string(),
  notifyUrl: z.string(),
  createdAtMs: z.number(),
  paidAtMs: z.number().optional(),
  expiresAtMs: z.number(),
  more: More,
})

const Refund = z.object({
  merchant: z.string(),
  refundNo: z.string(),
  providerRefundNo: z.string(),
  orderKey: z.string(),
  amountMinor: z.int(),
  currency: z.string(),
  state: z.enum(['processing', 'succeeded', 'failed', 'needsManual']),
  reason: z.string(),
  notifyUrl: z.string(),
  createdAtMs: z.number(),
  completedAtMs: z.number().optional(),
  madeInPortal: z.boolean(),
  more: More,
})

const Saved = z.object({
  format: z.literal('minidesk.sandbox.wechatpay-v3'),
  version: z.literal(1),
  given: z.int(),
  /** Of the stand-in itself: the accounts remember what they are verified with. No merchant's secret is kept. */
  keys: SavedPlatformKeys,
  orders: z.array(Order),
  refunds: z.array(Refund),
})
export type Saved = z.infer<typeof Saved>

export function snapshotOf(world: World): string {
  const saved: Saved = {
    format: 'minidesk.sandbox.wechatpay-v3',
    version: 1,
    given: world.given,
    keys: world.keys.snapshot(),
    ...(world.book.snapshot() as Pick<Saved, 'orders' | 'refunds'>),
  }
  return JSON.stringify(saved)
}

/** @throws Fault `sandbox.snapshotUnreadable` */
export function readSnapshot(text: string): Saved {
  try {
    return Saved.parse(JSON.parse(text))
  } catch (cause) {
    throw new Fault('sandbox.snapshotUnreadable', { cause })
  }
}

export function restoreInto(world: World, saved: Saved): void {
  world.given = saved.given
  world.book.restore({
    orders: saved.orders.map((order) => ({ ...order, paidAtMs: order.paidAtMs })),
    refunds: saved.refunds.map((refund) => ({ ...refund, completedAtMs: refund.completedAtMs })),
  })
}
