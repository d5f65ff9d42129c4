/** The callback that the merchant's function stored or passed on. Source: payment-providers §6.4. */
import { createHash } from 'node:crypto'
import type { NotificationReading, NotificationReply, OpenAccount, RawNotification } from '../payments/types'
import { utf8 } from '../wechatpay-v2'
import { orderReading, refundReading } from './readings'
import { Said } from './said'

const longest = 64 * 1024

/** Nothing proves who wrote it: it is a reason to ask, never an answer. */
export function readNotification({ values }: OpenAccount, { body }: RawNotification): NotificationReading {
  const text = body.length > longest ? undefined : utf8(body)
  if (text === undefined) return { ok: false, code: body.length > longest ? 'tooLarge' : 'unreadable', params: {}, fields: [] }
  const content = contentOf(text)
  if (!content) return { ok: false, code: 'unreadable', params: {}, fields: [] }
  const said = new Said(content)
  const fields = said.entries()
  const refused = (code: string, params: Record<string, string> = {}): NotificationReading => ({ ok: false, code, params, fields })
  if (said.text('subMchId') !== values['subMchid']) return refused('accountDiffers', { merchant: said.text('subMchId') ?? '—' })
  const digest = createHash('sha256').update(JSON.stringify(fields.toSorted(([a], [b]) => (a < b ? -1 : 1)))).digest('hex').slice(0, 24)
  const refundNo = said.text('outRefundNo')
  if (refundNo !== undefined) {
    const refund = refundReading(new Said({ ...content, outRefundNo_0: refundNo, refundStatus_0: said.text('refundStatus'), refundFee_0: said.text('refundFee'), refundId_0: said.text('refundId') }), 0, text)
    return refund ? { ok: true, event: 'refund', key: `refund:${digest}`, verified: 'none', refund, fields } : refused('unreadable')
  }
  if (said.text('outTradeNo') === undefined) return refused('unreadable')
  const paid = said.text('returnCode') === 'SUCCESS' && said.text('resultCode') === 'SUCCESS'
  return { ok: true, event: 'payment', key: `payment:${digest}`, verified: 'none', order: orderReading(said, paid ? 'SUCCESS' : 'PAYERROR', text), fields }
}

function contentOf(text: string): Record<string, unknown> | undefined {
  try {
    const content: unknown = JSON.parse(text)
    return typeof content === 'object' && content !== null && !Array.isArray(content) ? { ...content } : undefined
  } catch {
    return undefined
  }
}

/** Any other form counts as failure and brings the callback again for two days. */
export function reply(accepted: boolean, reason?: string): NotificationReply {
  const body = JSON.stringify({ errcode: accepted ? 0 : 1, errmsg: accepted ? 'ok' : (reason ?? 'failed').slice(0, 60) })
  return { status: 200, headers: { 'content-type': 'application/json; charset=utf-8' }, body }
}
