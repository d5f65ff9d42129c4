import { type YabandEmpties, yabandSignature, yabandText } from '@shared/domain/signatures'
import { isReadObject, memberOf, type NotificationReading, type OpenAccount, type RawNotification, type ReadJson, readJson, sameDigest, textOf } from '../payments/kit'
import { readOrder } from './query'
import { readRefund } from './refund'

/** How a notification turned out to be signed; shown in the inbox, because the pages leave it open. */
type Form = `${'json' | 'dot'}.${YabandEmpties}` | 'dot.text'

interface Parts {
  sign: string
  data: ReadJson
  /** The signed text as it came, of the form with a dot. */
  text?: string
}

/**
 * A notification of a payment, a refund or a payout (payment-providers §2.6): JSON `{"sign", "data"}` in every example;
 * the text beside the examples speaks of "signature, dot, JSON". Both are read, where the signature is right.
 */
export function readNotification(account: OpenAccount, raw: RawNotification): NotificationReading {
  const text = new TextDecoder().decode(raw.body)
  const parts = split(text)
  if (!parts || !isReadObject(parts.data)) return refused(text.length > 262_144 ? 'tooLarge' : 'unreadable', [])
  const fields = flat(parts.data)
  if (!fields) return refused('unreadable', [])
  const shown = Object.entries(fields)
  const form = formOf(parts, fields, account.secrets['key'] ?? '')
  if (!form) return refused('signatureWrong', shown)
  const user = fields['user'] ?? ''
  if (user !== '' && user !== account.values['user']) return refused('accountDiffers', shown)
  return readingOf(fields, text, [...shown, ['signatureForm', form]])
}

function refused(code: string, fields: [string, string][]): NotificationReading {
  return { ok: false, code, params: {}, fields }
}

function split(text: string): Parts | undefined {
  const dotted = /^\s*([0-9a-fA-F]{64})\.([{].*)$/su.exec(text)
  if (dotted) {
    const [, sign = '', json = ''] = dotted
    const body = readJson(json)
    if (body === undefined) return undefined
    return { sign, data: memberOf(body, 'data') ?? body, text: json }
  }
  const body = readJson(text)
  const data = memberOf(body, 'data')
  const sign = textOf(memberOf(body, 'sign'))
  return data === undefined || sign === '' ? undefined : { sign, data }
}

/**
 * Names to raw texts; a nested object (3-D Secure) stands flat beside the rest, as one integration does (§2.2, U). What is
 * read later is this map, the signed one. A name that stands twice, inside and outside, could carry an unsigned value:
 * then nothing is read.
 */
function flat(data: ReadJson): Record<string, string> | undefined {
  const fields = new Map<string, string>()
  let twice = false
  const take = (value: ReadJson) => {
    if (!isReadObject(value)) return
    for (const [name, inner] of Object.entries(value)) {
      if (isReadObject(inner)) take(inner)
      else if (inner === null || typeof inner === 'string' || typeof inner === 'boolean') {
        twice ||= fields.has(name)
        fields.set(name, inner === null ? '' : String(inner))
      }
    }
  }
  take(data)
  return twice ? undefined : Object.fromEntries(fields)
}

/** Without empty values first, then with them (§2.2, U). */
function formOf({ sign, text }: Parts, fields: Record<string, string>, key: string): Form | undefined {
  if (key === '') return undefined
  for (const empties of ['drop', 'keep'] as const)
    if (sameDigest(yabandSignature(yabandText(fields, empties), key), sign)) return `${text === undefined ? 'json' : 'dot'}.${empties}`
  if (text !== undefined && sameDigest(yabandSignature({ text, steps: [] }, key), sign)) return 'dot.text'
  return undefined
}

/** Values are signed raw: one that holds `&name=` could be cut into fields in two ways, and proves nothing then. */
function isAmbiguous(data: Record<string, string>): boolean {
  return Object.values(data).some((value) => /&[^&=]*=/u.test(value))
}

function readingOf(data: Record<string, string>, raw: string, fields: [string, string][]): NotificationReading {
  const text = (name: string) => textOf(memberOf(data, name))
  const common = { ok: true, verified: isAmbiguous(data) ? 'hint' : 'covered', fields } as const
  // A payout to the merchant's bank: nothing of an order.
  if (text('payout_id') !== '') return { ...common, event: 'other', key: `payout:${text('payout_id')}:${text('state')}` }
  if (text('type').toLowerCase() === 'refund') {
    const refund = readRefund(data, raw)
    return { ...common, event: 'refund', key: `refund:${refund.providerRefundNo ?? refund.refundNo ?? ''}:${text('state').toLowerCase()}`, refund }
  }
  if (text('trade_id') === '') return { ...common, event: 'other', key: `other:${text('state')}` }
  return { ...common, event: 'payment', key: `payment:${text('trade_id')}:${text('state').toLowerCase()}`, order: readOrder(data, raw) }
}
