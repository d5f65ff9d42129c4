import { twoPayNowSignature, twoPayNowText } from '@shared/domain/signatures'
import { memberOf, type NotificationReading, type OpenAccount, type RawNotification, readJson, sameDigest, textOf, told, toldCurrency, toldMajor } from '../payments/kit'
import type { OrderReading } from '../payments/types'
import { readQuery } from '../payments/read-query'

const dayMs = 86_400_000

const states: Readonly<Record<string, OrderReading['state']>> = { TRADE_SUCCESS: 'paid', TRADE_FAILED: 'failed', TRADE_CLOSED: 'closed' }

/**
 * A GET whose signature covers neither amount nor state (payment-providers §3.5): whoever saw one can send it again with
 * other values. So it is a hint to ask the provider, and an old one is refused unless a person brought it.
 */
export function readNotification(account: OpenAccount, raw: RawNotification): NotificationReading {
  const fields = readQuery(raw)
  if (!fields) return { ok: false, code: 'unreadable', params: {}, fields: [] }
  const shown = [...fields]
  const refused = (code: string): NotificationReading => ({ ok: false, code, params: {}, fields: shown })
  const text = (name: string) => fields.get(name) ?? ''
  if (text('sign') === '' || !/^\d{13}$/u.test(text('timestamp'))) return refused('unreadable')
  if (text('mid') !== account.values['mid']) return refused('accountDiffers')
  const parts = { function: text('function'), mid: text('mid'), timestamp: text('timestamp') }
  const key = account.secrets['key'] ?? ''
  if (key === '' || !sameDigest(twoPayNowSignature(twoPayNowText(parts), key), text('sign'))) return refused('signatureWrong')
  const age = Math.abs(Date.parse(raw.receivedAt) - Number(text('timestamp')))
  if (!raw.byHand && !(age <= dayMs)) return refused('timestampOld')
  const order = readOrder(text, new TextDecoder().decode(raw.body) || raw.query)
  const number = order.providerNo ?? order.merchantNo
  if (number === undefined) return refused('unreadable')
  // With amount and time in it, a forged one does not take the place of the true one.
  const identity = [number, text('trade_status'), text('timestamp'), text('amount')].join(':')
  return { ok: true, event: 'payment', verified: 'hint', key: identity, order, fields: shown }
}

function readOrder(text: (name: string) => string, raw: string): OrderReading {
  const currency = toldCurrency(text('currency'))
  const status = text('trade_status')
  return told<OrderReading>({
    state: Object.hasOwn(states, status) ? (states[status] ?? 'unknown') : 'unknown',
    rawState: status || '—',
    // Empty for QR orders: then it comes back in what was given along.
    merchantNo: text('merchant_trade_no') || textOf(memberOf(readJson(text('passback_parameters')), 'merchant_trade_no')),
    providerNo: text('trade_no'),
    wechatNo: text('original_trade_no'),
    amountMinor: toldMajor(text('amount'), currency),
    currency,
    merchantId: text('mid'),
    raw,
  })
}
