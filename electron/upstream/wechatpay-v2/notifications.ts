/** Notifications of APIv2 and what is answered to them. Source: payment-providers §7.7, §1.5. */
import { createDecipheriv, createHash } from 'node:crypto'
import { parseFlatXml, writeFlatXml } from '@shared/domain/xml-flat'
import { Fault } from '../../platform/errors/fault'
import type { NotificationReading, NotificationReply, OpenAccount, RawNotification } from '../payments/types'
import { isOwn, merchantIn, openV2, type V2Account } from './account'
import { type Fields, isSigned, utf8 } from './answers'
import { orderReading, refundReading } from './readings'

/** §7.9. */
const longest = 64 * 1024

type Shown = readonly (readonly [string, string])[]

export function readNotification(account: OpenAccount, { body }: RawNotification): NotificationReading {
  const text = body.length > longest ? undefined : utf8(body)
  const parsed = text === undefined ? undefined : parseFlatXml(text, { maxLength: longest })
  if (text === undefined || !parsed?.ok) return refused(body.length > longest ? 'tooLarge' : 'unreadable')
  const { fields } = parsed
  const shown = [...fields]
  if (fields.get('return_code') !== 'SUCCESS') return refused('unreadable', shown)
  const v2 = opened(account)
  if (!v2) return refused('v2AccountUnusable', shown, { name: account.name })
  if (fields.has('req_info')) return refundNotification(v2, fields)
  if (!isSigned(fields, v2.apiKey)) return refused('signatureWrong', shown)
  if (!isOwn(v2, fields) || !fields.has('mch_id')) return refused('accountDiffers', shown, { merchant: merchantIn(v2, fields) ?? '—' })
  return payment(v2, fields, text)
}

function opened(account: OpenAccount): V2Account | undefined {
  try {
    return openV2(account)
  } catch (cause) {
    if (cause instanceof Fault) return undefined
    throw cause
  }
}

function payment(v2: V2Account, fields: Fields, text: string): NotificationReading {
  const paid = fields.get('result_code') === 'SUCCESS'
  const order = orderReading(v2, fields, paid ? 'SUCCESS' : 'PAYERROR', text)
  if (order.merchantNo === undefined) return refused('unreadable', [...fields])
  // Repeats carry a new nonce: what it says makes it the same one.
  const key = `payment:${order.merchantNo}:${order.wechatNo ?? ''}:${order.rawState}:${order.amountMinor ?? ''}`
  return { ok: true, event: 'payment', key, verified: 'covered', order, fields: [...fields] }
}

/**
 * The content is encrypted with a key made of the account's, without any proof of who made it: what it says has to be
 * asked for (§7.7).
 */
function refundNotification(v2: V2Account, fields: Fields): NotificationReading {
  const text = decrypt(fields.get('req_info') ?? '', v2.apiKey)
  const parsed = text === undefined ? undefined : parseFlatXml(text, { root: 'root', maxLength: longest })
  if (text === undefined || !parsed?.ok) return refused('v2Sealed', [...fields])
  const inside = parsed.fields
  const shown: Shown = [...[...fields].filter(([name]) => name !== 'req_info'), ...inside]
  if (!isOwn(v2, fields) || !fields.has('mch_id')) return refused('accountDiffers', shown, { merchant: merchantIn(v2, fields) ?? '—' })
  const refund = refundReading(v2, inside, '', text)
  if (refund.refundNo === undefined && refund.providerRefundNo === undefined) return refused('unreadable', shown)
  // Over all of its content, so that a forged one cannot stand in the way of the true one.
  const digest = createHash('sha256').update(JSON.stringify([...inside].toSorted(([a], [b]) => (a < b ? -1 : 1)))).digest('hex')
  return { ok: true, event: 'refund', key: `refund:${refund.providerRefundNo ?? refund.refundNo ?? ''}:${refund.rawState}:${digest.slice(0, 16)}`, verified: 'none', refund, fields: shown }
}

/** Base64, AES-256-ECB with PKCS#7; the key is the lower-case hex MD5 of the API key as 32 characters. */
function decrypt(sealed: string, apiKey: string): string | undefined {
  if (!/^[A-Za-z0-9+/\s]+={0,2}\s*$/u.test(sealed)) return undefined
  const key = createHash('md5').update(apiKey, 'utf8').digest('hex')
  try {
    const decipher = createDecipheriv('aes-256-ecb', Buffer.from(key, 'latin1'), null)
    return utf8(Buffer.concat([decipher.update(Buffer.from(sealed, 'base64')), decipher.final()]))
  } catch {
    return undefined
  }
}

/** `code` stands under `payments.notificationReasons`. */
function refused(code: string, fields: Shown = [], params: Record<string, string | number> = {}): NotificationReading {
  return { ok: false, code, params, fields }
}

export function reply(accepted: boolean, reason?: string): NotificationReply {
  const fields: [string, string][] = accepted
    ? [['return_code', 'SUCCESS'], ['return_msg', 'OK']]
    : [['return_code', 'FAIL'], ['return_msg', (reason ?? 'FAIL').slice(0, 60).replaceAll(/[^\x20-\x7e]/gu, '?')]]
  return { status: 200, headers: { 'content-type': 'text/xml; charset=utf-8' }, body: writeFlatXml('xml', fields) }
}
