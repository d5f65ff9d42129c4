import type { MessageParams } from '@shared/contract/error'
import type { Notification } from '@shared/contract/payment-notifications'

export type NotificationState = Notification['state']
export type Verified = Notification['verified']
export type Via = Notification['via']

/** A request as it is kept: every header that came, the body byte for byte. */
export interface NewNotification {
  id: string
  kind: string
  accountId: string
  receivedAt: string
  via: Via
  method: string
  path: string
  query: string
  headers: [string, string][]
  body: Uint8Array
  rawHash: string
}

/** What was made of it. */
export interface Verdict {
  id: string
  state: NotificationState
  reason: { code: string; params: MessageParams } | null
  event: string
  verified: Verified
  contentKey: string
  merchantNo: string
  refundNo: string
  amountMinor: number | null
  currency: string | null
  fields: (readonly [string, string])[]
  orderId: string | null
  refundId: string | null
  reply: { status: number; body: string }
}

export interface StoredNotification extends Omit<Verdict, 'fields' | 'contentKey' | 'refundId' | 'reply'> {
  seq: number
  kind: string
  accountId: string | null
  accountName: string | null
  receivedAt: string
  via: Via
  reply: { status: number; body: string } | null
  repeats: number
}

/** The same, as it arrived. */
export interface StoredRaw {
  accountId: string | null
  kind: string
  receivedAt: string
  via: Via
  method: string
  path: string
  query: string
  headers: [string, string][]
  body: Uint8Array
}
