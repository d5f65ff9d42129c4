import { toMajor } from '@shared/domain/money'
import type { Forgery } from '../payments/house'
import type { Outgoing } from '../payments/outbox'
import type { StandInAccount, StandInOrder, StandInRefund } from '../payments/types'
import { signed } from './envelope'
import { orderFields, refundFields } from './shown'

/** `dot`: signature, dot, JSON, as the text of the page has it; `keepEmpty`: empty values are signed too. */
export type NoticeForm = 'json' | 'dot' | 'keepEmpty'

function sealed(data: Record<string, string>, url: string, key: string, form: NoticeForm, forgery: Forgery): Outgoing | undefined {
  if (url === '') return undefined
  const sign = signed(data, key, { keepEmpty: form === 'keepEmpty' })
  // Whoever has no key can change the amount, but not sign it.
  const sent = forgery === 'otherAmount' ? { ...data, amount: '0.01', state: 'paid' } : data
  const shownSign = forgery === 'badSignature' ? sign.replaceAll(/[0-9a-f]/gu, '0') : sign
  const body = form === 'dot' ? `${shownSign}.${JSON.stringify(sent)}` : JSON.stringify({ sign: shownSign, data: sent })
  return { method: 'POST', url, headers: { 'content-type': 'application/json' }, body }
}

export function paymentNotice(order: StandInOrder, account: StandInAccount, form: NoticeForm, forgery: Forgery, internalNo: string): Outgoing | undefined {
  const data = {
    type: 'payment',
    user: account.values['user'] ?? '',
    ...orderFields(order),
    ...(order.merchantNo.endsWith('-OTHERAMT') ? { amount: toMajor(order.amountMinor + 100, order.currency) } : {}),
    // The provider's own internal number, not the merchant's.
    out_trade_no: internalNo,
    demo: order.more['demo'] ?? '',
    createDate: String(Math.floor(order.createdAtMs / 1000)),
    paid_time: order.paidAtMs === undefined ? '' : String(Math.floor(order.paidAtMs / 1000)),
  }
  // Another amount with the right signature is the provider's own mistake, not a forgery.
  const made = order.merchantNo.endsWith('-OTHERAMT') && forgery === 'otherAmount' ? 'none' : forgery
  return sealed(data, order.notifyUrl, account.secrets['key'] ?? '', form, made)
}

export function refundNotice(refund: StandInRefund, order: StandInOrder, account: StandInAccount, form: NoticeForm, forgery: Forgery): Outgoing | undefined {
  const data = { type: 'refund', user: account.values['user'] ?? '', ...refundFields(refund, order) }
  return sealed(data, refund.notifyUrl || order.notifyUrl, account.secrets['key'] ?? '', form, forgery)
}
