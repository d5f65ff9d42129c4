import { supayText, supayToken } from '@shared/domain/signatures'
import { type NotificationReading, type OpenAccount, type RawNotification, sameDigest } from '../payments/kit'
import { readQuery } from '../payments/read-query'

/**
 * A ping with no amount and no state (payment-providers §4.5): its token is checked, the provider confirms that it sent it,
 * and only the query of the order tells what happened.
 */
export function readNotification(account: OpenAccount, raw: RawNotification): NotificationReading {
  const fields = readQuery(raw)
  if (!fields) return { ok: false, code: 'unreadable', params: {}, fields: [] }
  const shown = [...fields]
  const { noticeId, merchantNo, token } = pingOf(fields)
  if (noticeId === '' || merchantNo === '' || token === '') return { ok: false, code: 'unreadable', params: {}, fields: shown }
  const key = account.secrets['authenticationCode'] ?? ''
  const ours = supayToken(supayText('notification', { notice_id: noticeId, merchant_trade_no: merchantNo }), key)
  if (key === '' || !sameDigest(ours, token)) return { ok: false, code: 'signatureWrong', params: {}, fields: shown }
  return { ok: true, event: 'payment', verified: 'hint', key: noticeId, order: { state: 'unknown', rawState: 'notice', merchantNo, raw: raw.query }, fields: shown }
}

export function pingOf(fields: ReadonlyMap<string, string>): { noticeId: string; merchantNo: string; token: string } {
  const text = (name: string) => fields.get(name) ?? ''
  return { noticeId: text('notice_id'), merchantNo: text('merchant_trade_no'), token: text('token') }
}
