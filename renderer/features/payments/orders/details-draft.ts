import type { CommandInput } from '@shared/contract'
import type { PaymentOrder } from '@shared/contract/payment-orders'
import { orderScenes, redemptions } from '../parts/order-values'

type OrderDetails = CommandInput<'payments.orders.updateMany'>['details']

/** The details as they are typed; empty is "none", or with many orders "leave as it is". */
export interface DetailsDraft {
  placeId: string
  scene: string
  /** Launch scene of the mini program: the monthly service fee counts by it. */
  sceneCode: string
  channel: string
  bookingNo: string
  redemption: string
  note: string
}
export const emptyDetails: DetailsDraft = { placeId: '', scene: '', sceneCode: '', channel: '', bookingNo: '', redemption: '', note: '' }
export const newOrderDetails: DetailsDraft = { ...emptyDetails, scene: 'unset', redemption: 'unset' }

export function draftOfOrder({ place, scene, sceneCode, channel, bookingNo, redemption, note }: PaymentOrder): DetailsDraft {
  return { placeId: place?.id ?? '', scene, sceneCode: sceneCode ?? '', channel, bookingNo, redemption, note }
}

/** What is sent of one order: all of it, so that an emptied field is emptied. */
export function wholeDetails(draft: DetailsDraft): OrderDetails {
  return {
    ...filledDetails(draft),
    placeId: draft.placeId === '' ? null : draft.placeId,
    sceneCode: draft.sceneCode.trim(),
    channel: draft.channel.trim(),
    bookingNo: draft.bookingNo.trim(),
    note: draft.note.trim(),
  }
}

/** What is sent of many orders, or of a new one: only what was filled in. */
export function filledDetails(draft: DetailsDraft): OrderDetails {
  const scene = orderScenes.find((one) => one === draft.scene)
  const redemption = redemptions.find((one) => one === draft.redemption)
  const [sceneCode, channel, bookingNo, note] = [draft.sceneCode, draft.channel, draft.bookingNo, draft.note].map((text) => text.trim())
  return {
    ...(draft.placeId === '' ? {} : { placeId: draft.placeId }),
    ...(scene ? { scene } : {}),
    ...(sceneCode ? { sceneCode } : {}),
    ...(channel ? { channel } : {}),
    ...(bookingNo ? { bookingNo } : {}),
    ...(redemption ? { redemption } : {}),
    ...(note ? { note } : {}),
  }
}
