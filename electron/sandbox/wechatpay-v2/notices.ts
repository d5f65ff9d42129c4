/** Notifications as WeChat sends them (payment-providers §7.7). */
import type { Forgery, House } from '../payments/house'
import type { Delivery, Outgoing } from '../payments/outbox'
import type { StandInAccount, StandInOrder, StandInRefund } from '../payments/types'
import { shownPayment } from './orders'
import { refundStatus, shownRefundNo } from './refunds'
import { sealed, signed } from './signature'
import { spaced } from './times'
import { type Fields, writeXml } from './xml'

const post = (url: string, body: string): Outgoing => ({ method: 'POST', url, headers: { 'content-type': 'text/xml; charset=utf-8' }, body })

const identity = (house: House, order: StandInOrder): Fields => [
  ['appid', order.more['appid'] ?? ''],
  ['mch_id', order.merchant],
  ['sub_appid', order.more['subAppid'] ?? ''],
  ['sub_mch_id', order.subMerchant],
  ['nonce_str', house.digits(32)],
]

/** Only successful payments are told. `otherAmount` is signed with a key that somebody made up. */
export function paymentNotice(house: House, order: StandInOrder, account: StandInAccount, forgery: Forgery): Outgoing | undefined {
  if (order.notifyUrl === '' || (order.state !== 'paid' && forgery === 'none')) return undefined
  const told: StandInOrder = forgery === 'otherAmount' ? { ...order, paidMinor: order.amountMinor + 100, paidAtMs: house.now } : order
  const fields: Fields = [['return_code', 'SUCCESS'], ['result_code', 'SUCCESS'], ...identity(house, order), ...shownPayment(told), ['out_trade_no', order.merchantNo], ['attach', order.more['attach'] ?? '']]
  const byScenario = order.merchantNo.endsWith('-OTHERAMT') && forgery === 'otherAmount'
  const key = forgery === 'none' || byScenario ? (account.secrets['apiKey'] ?? '') : 'forged'
  return post(order.notifyUrl, writeXml(signed(fields.filter(([, value]) => value !== ''), key, account.values['signType'] ?? 'HMAC-SHA256')))
}

export function refundNotice(house: House, refund: StandInRefund, order: StandInOrder, account: StandInAccount): Outgoing | undefined {
  const url = refund.notifyUrl === '' ? order.notifyUrl : refund.notifyUrl
  if (url === '' || refund.state === 'processing') return undefined
  const inside: Fields = [
    ['transaction_id', order.wechatNo],
    ['out_trade_no', order.merchantNo],
    ['refund_id', refund.providerRefundNo],
    ['out_refund_no', shownRefundNo(refund)],
    ['total_fee', String(order.paidMinor)],
    ['settlement_total_fee', String(order.paidMinor)],
    ['refund_fee', String(refund.amountMinor)],
    ['settlement_refund_fee', String(refund.amountMinor)],
    ['refund_status', refundStatus[refund.state]],
    ['success_time', refund.completedAtMs === undefined ? '' : spaced(refund.completedAtMs)],
    ['refund_recv_accout', '支付用户零钱'],
    ['refund_account', 'REFUND_SOURCE_UNSETTLED_FUNDS'],
    ['refund_request_source', refund.madeInPortal ? 'VENDOR_PLATFORM' : 'API'],
  ]
  const fields: Fields = [['return_code', 'SUCCESS'], ...identity(house, order).filter(([, value]) => value !== ''), ['req_info', sealed(writeXml(inside.filter(([, value]) => value !== ''), 'root'), account.secrets['apiKey'] ?? '')]]
  return post(url, writeXml(fields))
}

export const acknowledged = ({ status, answer }: Delivery): boolean =>
  status === 200 && /<return_code>(?:<!\[CDATA\[)?SUCCESS(?:\]\]>)?<\/return_code>/u.test(answer)
