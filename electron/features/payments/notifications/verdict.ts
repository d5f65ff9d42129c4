import type { MessageParams } from '@shared/contract/error'
import type { NotificationReading } from '../../../upstream/payments'
import type { Verdict } from './rows'

type Read = Extract<NotificationReading, { ok: true }>

const nothing = {
  event: '',
  contentKey: '',
  merchantNo: '',
  refundNo: '',
  amountMinor: null,
  currency: null,
  fields: [],
  orderId: null,
  refundId: null,
} as const

/** What is kept of one that is not believed. */
export function refusedVerdict(
  id: string,
  reason: { code: string; params: MessageParams },
  reply: Verdict['reply'],
  fields: Verdict['fields'] = [],
): Verdict {
  return { ...nothing, id, state: 'refused', verified: 'failed', reason, reply, fields }
}

/** What the reading itself says, before anything was done with it. */
export function readVerdict(id: string, reading: Read, reply: Verdict['reply']): Verdict {
  const { order, refund } = reading
  const minor = refund?.amountMinor ?? order?.receivedMinor ?? order?.amountMinor
  return {
    ...nothing,
    id,
    state: 'ignored',
    reason: null,
    event: reading.event,
    verified: reading.verified,
    contentKey: reading.key,
    merchantNo: refund?.merchantNo ?? order?.merchantNo ?? '',
    refundNo: refund?.refundNo ?? refund?.providerRefundNo ?? '',
    amountMinor: minor ?? null,
    currency: refund?.currency ?? order?.currency ?? null,
    fields: [...reading.fields],
    reply,
  }
}
