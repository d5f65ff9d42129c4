/** Orders in the stand-in's books (payment-providers §7.3, §7.5). Also what cloud functions reach (§6.1). */
import { Book } from '../payments/book'
import type { House } from '../payments/house'
import type { StandInOrder } from '../payments/types'
import { type Caller, refused, type Result } from './answer'
import { compact, readCompact } from './times'
import type { Fields } from './xml'

type Given = Readonly<Record<string, string>>

const lifeMs = 2 * 3_600_000
const closableAfterMs = 5 * 60_000

export function unifiedOrder(house: House, caller: Caller, given: Given): Result {
  const merchantNo = given['out_trade_no'] ?? ''
  const problem = tradeProblem(house, caller, given)
  if (problem !== '') return refused('PARAM_ERROR', problem)
  if (merchantNo.endsWith('-DUP')) return refused('OUT_TRADE_NO_USED', '商户订单号重复')
  const known = house.refresh(house.book.orders.get(Book.key(caller.mchid, caller.subMchid, merchantNo)))
  if (known) return again(known, given)
  const order = newOrder(house, caller, given)
  house.open(order)
  return { ok: true, fields: prepared(order), number: merchantNo }
}

function tradeProblem(house: House, caller: Caller, given: Given): string {
  const type = given['trade_type']
  if (type === 'JSAPI' && (given['openid'] ?? given['sub_openid'] ?? '') === '') return 'JSAPI支付必须传openid'
  if (type === 'NATIVE' && (given['product_id'] ?? '') === '') return 'NATIVE支付必须传product_id'
  if (type === 'MWEB' && !/"h5_info"/u.test(given['scene_info'] ?? '')) return 'MWEB支付必须传scene_info'
  if (!caller.overseas && (given['fee_type'] ?? 'CNY') !== 'CNY') return 'fee_type参数错误'
  const expires = given['time_expire']
  return expires !== undefined && !(readCompact(expires) > house.now + 60_000) ? 'time_expire时间过短' : ''
}

/** The same number: the same content is the same order, other content is refused. */
function again(order: StandInOrder, given: Given): Result {
  if (order.state === 'paid') return refused('ORDERPAID', '该订单已支付')
  if (order.state === 'closed') return refused('ORDERCLOSED', '该订单已关闭')
  return order.more['content'] === contentOf(given) ? { ok: true, fields: prepared(order) } : refused('INVALID_REQUEST', '201 商户订单号重复')
}

const contentOf = (given: Given): string =>
  JSON.stringify(['body', 'total_fee', 'fee_type', 'trade_type', 'notify_url', 'openid', 'sub_openid', 'attach'].map((name) => given[name] ?? ''))

function newOrder(house: House, caller: Caller, given: Given): StandInOrder {
  return {
    merchant: caller.mchid,
    subMerchant: caller.subMchid,
    merchantNo: given['out_trade_no'] ?? '',
    providerNo: '',
    wechatNo: '',
    amountMinor: Number(given['total_fee']),
    currency: given['fee_type'] ?? 'CNY',
    paidMinor: 0,
    state: 'open',
    method: given['trade_type'] ?? '',
    description: given['body'] ?? '',
    notifyUrl: given['notify_url'] ?? '',
    createdAtMs: house.now,
    paidAtMs: undefined,
    expiresAtMs: given['time_expire'] === undefined ? house.now + lifeMs : readCompact(given['time_expire']),
    more: {
      appid: caller.appid,
      subAppid: caller.subAppid,
      attach: given['attach'] ?? '',
      openid: given['openid'] ?? `oUpF8u${house.digits(22)}`,
      content: contentOf(given),
      prepayId: `wx${compact(house.now)}${house.digits(20)}`,
      link: given['trade_type'] === 'NATIVE' ? `weixin://wxpay/bizpayurl?pr=${house.digits(9)}` : '',
    },
  }
}

function prepared(order: StandInOrder): Fields {
  const prepayId = order.more['prepayId'] ?? ''
  const page = `https://wx.tenpay.com/cgi-bin/mmpayweb-bin/checkmweb?prepay_id=${prepayId}&package=${prepayId.slice(-10)}`
  return [
    ['trade_type', order.method],
    ['prepay_id', prepayId],
    ['code_url', order.more['link'] ?? ''],
    ['mweb_url', order.method === 'MWEB' ? page : ''],
  ]
}

/** By WeChat's number, else by the merchant's own; only orders of the caller. */
export function orderOf(house: House, caller: Caller, given: Given): StandInOrder | undefined {
  const number = given['transaction_id'] ?? given['out_trade_no'] ?? ''
  const found = house.refresh(house.book.find(number, caller.mchid, caller.subMchid))
  return found && (given['transaction_id'] === undefined ? found.merchantNo === number : found.wechatNo === number) ? found : undefined
}

export function orderQuery(house: House, caller: Caller, given: Given): Result {
  const order = orderOf(house, caller, given)
  if (!order) return refused('ORDERNOTEXIST', '此交易订单号不存在')
  return { ok: true, fields: shownOrder(house, order) }
}

function tradeState(house: House, order: StandInOrder): string {
  if (order.state === 'paid') return house.book.refundsOf(order).length > 0 ? 'REFUND' : 'SUCCESS'
  return order.state === 'closed' ? 'CLOSED' : order.state === 'failed' ? 'PAYERROR' : 'NOTPAY'
}

const descriptions: Readonly<Record<string, string>> = { SUCCESS: '支付成功', REFUND: '订单发生过退款', NOTPAY: '订单未支付', CLOSED: '订单已关闭', PAYERROR: '支付失败' }

function shownOrder(house: House, order: StandInOrder): Fields {
  const state = tradeState(house, order)
  const about: Fields = [['out_trade_no', order.merchantNo], ['attach', order.more['attach'] ?? ''], ['trade_state', state], ['trade_state_desc', descriptions[state] ?? '']]
  return order.state === 'paid' ? [...about, ...shownPayment(order)] : about
}

/** What a payment looks like in a query and in a notification. */
export function shownPayment(order: StandInOrder): Fields {
  const overseas = order.currency !== 'CNY'
  return [
    ['openid', order.more['openid'] ?? ''],
    ['is_subscribe', 'N'],
    ['trade_type', order.method],
    ['bank_type', 'OTHERS'],
    ['total_fee', String(order.paidMinor)],
    ['fee_type', order.currency],
    ['cash_fee', String(order.paidMinor)],
    ['cash_fee_type', 'CNY'],
    ['rate', overseas ? '780000000' : ''],
    ['transaction_id', order.wechatNo],
    ['time_end', compact(order.paidAtMs ?? order.createdAtMs)],
  ]
}

export function closeOrder(house: House, caller: Caller, given: Given): Result {
  const order = orderOf(house, caller, given)
  if (!order) return refused('ORDERNOTEXIST', '订单不存在')
  if (order.state === 'paid') return refused('ORDERPAID', '订单已支付')
  if (order.state === 'closed') return refused('ORDERCLOSED', '订单已关闭')
  if (house.now - order.createdAtMs < closableAfterMs) return refused('TRADE_STATE_ERROR', '订单生成后5分钟内不能关闭')
  order.state = 'closed'
  return { ok: true, fields: [] }
}
