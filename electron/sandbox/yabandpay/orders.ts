import { parseMajor } from '@shared/domain/money'
import type { Answered, House } from '../payments/house'
import type { StandInOrder } from '../payments/types'
import { no, yes } from './answers'
import type { Envelope } from './envelope'
import { ofUser } from './money-calls'
import { orderFields } from './shown'

const least: Readonly<Record<string, number>> = { EUR: 10, CNY: 100 }
const currencies = ['EUR', 'CNY', 'CHF', 'JPY', 'KWD', 'GBP', 'USD']

export function createPayment(house: House, { user, method, data }: Envelope): Answered {
  const orderNo = data['order_id'] ?? ''
  const currency = data['currency'] ?? ''
  const amount = parseMajor(data['amount'] ?? '', currency)
  if (!currencies.includes(currency)) return { reply: no('400', 'currency is not supported') }
  if (!amount.ok || !/^\d+(?:\.\d{1,3})?$/u.test(data['amount'] ?? '') || amount.minor < (least[currency] ?? 1)) return { reply: no('400', 'amount is wrong') }
  const minutes = data['timeout'] ?? '0'
  if (!/^\d{1,4}$/u.test(minutes) || Number(minutes) > 1440) return { reply: no('400', 'timeout is wrong') }
  if (data['pay_method'] !== 'online') return { reply: no('400', 'pay_method is wrong') }
  if (orderNo.endsWith('-DUP') || house.book.find(orderNo, user)?.merchantNo === orderNo) return { reply: no('409', 'order_id already exists') }
  const order: StandInOrder = {
    merchant: user,
    subMerchant: '',
    merchantNo: orderNo,
    providerNo: house.id(),
    wechatNo: '',
    amountMinor: amount.minor,
    currency,
    paidMinor: 0,
    state: 'open',
    method: data['sub_pay_method'] ?? '',
    description: data['description'] ?? '',
    notifyUrl: data['notify_url'] ?? '',
    createdAtMs: house.now,
    paidAtMs: undefined,
    expiresAtMs: house.now + (Number(minutes) || 1440) * 60_000,
    more: { demo: data['demo'] ?? '', created: method, ...(orderNo.endsWith('-TIP') ? { tipMinor: '100' } : {}) },
  }
  order.more['link'] = `${house.baseUrl}/pay/${order.providerNo}`
  house.open(order)
  return { reply: yes(payWith(house, order, data)), number: orderNo }
}

function payWith(house: House, order: StandInOrder, data: Record<string, string>): object {
  const trade = { trade_id: order.providerNo }
  if (order.more['created'] === 'v3.CreatePaymentsWechatMiniPay') {
    const timeStamp = String(Math.floor(house.now / 1000))
    return { ...trade, parameters: { appId: data['sub_app_id'] ?? '', timeStamp, nonceStr: house.digits(16), package: `prepay_id=wx${house.digits(28)}`, signType: 'RSA', paySign: house.digits(32) } }
  }
  if (order.more['created'] === 'v3.CreateWechatNativePay' && data['url_type'] === '02') return { ...trade, url: `weixin://wxpay/bizpayurl?pr=${order.providerNo.slice(0, 8)}` }
  if (order.more['created'] === 'v3.CreatePaymentsAlipayWap') return { ...trade, parameters: { pay_url: order.more['link'] } }
  return { ...trade, url: order.more['link'] }
}

/** By the provider's number alone: a merchant's number is not found. */
export function queryOrder(house: House, { user, data }: Envelope): Answered {
  const order = ofUser(house, user, data['trade_id'] ?? '')
  if (!order) return { reply: no('404', 'trade_id does not exist') }
  return { reply: yes({ transaction_info: { ...orderFields(order), created_at: String(Math.floor(order.createdAtMs / 1000)) } }) }
}

/** Orders or refunds made between two instants, milliseconds; known from third-party code only. */
export function list(house: House, { user, data, method }: Envelope): Answered {
  const [from, to] = [Number(data['start_time']), Number(data['end_time'])]
  const within = (at: number) => at >= from && at <= to
  if (method === 'v3.TimeRefundOrder') {
    const found = house.book.refunds.filter((refund) => refund.merchant === user && within(refund.createdAtMs))
    return { reply: yes({ list: found.map(({ providerRefundNo, refundNo }) => ({ refund_id: providerRefundNo, m_refund_id: refundNo })) }) }
  }
  const found = [...house.book.orders.values()].filter((order) => order.merchant === user && within(order.createdAtMs))
  return { reply: yes({ list: found.map(orderFields) }) }
}
