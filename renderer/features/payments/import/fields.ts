import type { OrderImportFields } from '@shared/contract/payment-orders'

export type OrderImportField = (typeof OrderImportFields)[number]

const all: Record<OrderImportField, true> = {
  merchantNo: true,
  providerNo: true,
  wechatNo: true,
  amount: true,
  currency: true,
  received: true,
  state: true,
  createdAt: true,
  paidAt: true,
  description: true,
  place: true,
  scene: true,
  sceneCode: true,
  channel: true,
  bookingNo: true,
  redemption: true,
  method: true,
}
/** What a column of a file may hold, in the order in which the mapping offers it. */
export const orderImportFields = Object.keys(all) as OrderImportField[]
