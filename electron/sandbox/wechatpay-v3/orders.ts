import type { StandInReply, StandInRequest } from '../http/server'
import { Book } from '../payments/book'
import type { StandInOrder } from '../payments/types'
import { bodyOf, closeBody, Closed, createBody, Created, queryOf } from './fields'
import type { Merchant } from './merchants'
import { businessRule, jsonReply, V3Refusal, wrongField } from './refusal'
import { scenarioOf } from './scenarios'
import { beijing, transactionId, type World } from './world'

const minuteMs = 60_000
const dayMs = 86_400_000
const usualLifeMs = 7 * dayMs
const longestLifeMs = 90 * dayMs

/** Names of the merchant in an answer or a callback. */
export function merchantNames(merchant: Merchant, sub: string): Record<string, string> {
  if (!merchant.serviceProvider) return { appid: merchant.appid, mchid: merchant.mchid }
  const subAppid = merchant.subs.get(sub) ?? ''
  return { sp_appid: merchant.appid, sp_mchid: merchant.mchid, ...(subAppid === '' ? {} : { sub_appid: subAppid }), sub_mchid: sub }
}

/** The sub-merchant that a body or query names, empty for a direct merchant. @throws V3Refusal where it is not the caller's own */
export function subOf(merchant: Merchant, said: Readonly<Record<string, unknown>>): string {
  const mchid = said[merchant.serviceProvider ? 'sp_mchid' : 'mchid']
  if (mchid !== undefined && mchid !== merchant.mchid) throw businessRule('商户号与签名中的商户号不一致')
  const appid = said[merchant.serviceProvider ? 'sp_appid' : 'appid']
  if (appid !== undefined && appid !== merchant.appid) throw new V3Refusal(400, 'APPID_MCHID_NOT_MATCH', 'appid和mch_id不匹配')
  if (!merchant.serviceProvider) return ''
  const sub = typeof said['sub_mchid'] === 'string' ? said['sub_mchid'] : ''
  if (!merchant.subs.has(sub)) throw new V3Refusal(403, 'NO_AUTH', '特约商户未授权服务商的产品权限')
  const subAppid = said['sub_appid']
  if (subAppid !== undefined && subAppid !== merchant.subs.get(sub)) {
    throw new V3Refusal(400, 'APPID_MCHID_NOT_MATCH', 'sub_mchid与sub_appid不匹配')
  }
  return sub
}

/** `trade`: `native`, `jsapi`, `app`, `h5`. */
export function create(world: World, merchant: Merchant, request: StandInRequest, trade: string): StandInReply {
  const asked = bodyOf(request, createBody(merchant, trade), Created)
  const sub = subOf(merchant, asked)
  if (scenarioOf(asked.out_trade_no) === 'DUP') throw numberUsed()
  const known = world.order(asked.out_trade_no, merchant.mchid, sub)
  const order = known ? again(known, asked, trade) : open(world, merchant, asked, { sub, trade })
  return jsonReply(200, payWith(world, order))
}

const numberUsed = () => new V3Refusal(403, 'OUT_TRADE_NO_USED', '商户订单号重复')

/** The same number once more: only with the same content, and only while it is open (§8.4, uncertain there). */
function again(order: StandInOrder, asked: Created, trade: string): StandInOrder {
  if (order.state === 'paid') throw new V3Refusal(400, 'ORDERPAID', '该订单已支付')
  if (order.more['content'] !== contentOf(asked, trade)) throw numberUsed()
  if (order.state !== 'open') throw new V3Refusal(400, 'ORDER_CLOSED', '该订单已关闭')
  return order
}

const contentOf = ({ description, amount, notify_url, payer, attach }: Created, trade: string) =>
  JSON.stringify([trade, description, amount.total, amount.currency, notify_url, payer ?? {}, attach ?? ''])

function open(world: World, merchant: Merchant, asked: Created, { sub, trade }: { sub: string; trade: string }): StandInOrder {
  const { now } = world
  const order: StandInOrder = {
    merchant: merchant.mchid,
    subMerchant: sub,
    merchantNo: asked.out_trade_no,
    providerNo: '',
    wechatNo: '',
    amountMinor: asked.amount.total,
    currency: asked.amount.currency,
    paidMinor: 0,
    state: 'open',
    method: trade,
    description: asked.description,
    notifyUrl: asked.notify_url,
    createdAtMs: now,
    paidAtMs: undefined,
    expiresAtMs: expiryOf(asked.time_expire, now),
    more: {
      prepayId: `wx${world.unique(34)}`,
      content: contentOf(asked, trade),
      openid: asked.payer?.openid ?? asked.payer?.sp_openid ?? asked.payer?.sub_openid ?? '',
      payerOf: asked.payer?.sub_openid === undefined ? 'sp' : 'sub',
      attach: asked.attach ?? '',
    },
  }
  world.book.add(order)
  world.changed()
  beginAs(world, order)
  return order
}

function beginAs(world: World, order: StandInOrder): void {
  const scenario = scenarioOf(order.merchantNo)
  if (scenario === 'PAID') pay(world, order)
  if (scenario === 'EXPIRE') order.expiresAtMs = world.now
  if (scenario === 'FAIL') order.state = 'failed'
}

function expiryOf(timeExpire: string | undefined, now: number): number {
  if (timeExpire === undefined) return now + usualLifeMs
  const at = Date.parse(timeExpire)
  if (at - now < minuteMs || at - now > longestLifeMs) throw wrongField('/time_expire', timeExpire, 'out of range')
  return at
}

function payWith({ baseUrl }: World, { method, more: { prepayId = '' } }: StandInOrder): Record<string, string> {
  if (method === 'native') return { code_url: `weixin://wxpay/bizpayurl?pr=${prepayId.slice(-11)}zz` }
  if (method === 'h5') return { h5_url: `${baseUrl}/pay?prepay_id=${prepayId}` }
  return { prepay_id: prepayId }
}

export function query(world: World, merchant: Merchant, request: StandInRequest, number: { by: 'merchant' | 'wechat'; value: string }): StandInReply {
  const said = queryOf(request, merchant.serviceProvider ? ['sp_mchid', 'sub_mchid'] : ['mchid'])
  const order = world.order(number.value, merchant.mchid, subOf(merchant, said))
  const found = order && (number.by === 'merchant' ? order.merchantNo : order.wechatNo) === number.value
  if (!order || !found) throw notFound()
  return jsonReply(200, orderContent(world, merchant, order))
}

const notFound = () => new V3Refusal(404, 'ORDER_NOT_EXIST', '订单不存在')

export function close(world: World, merchant: Merchant, request: StandInRequest, merchantNo: string): StandInReply {
  const asked = bodyOf(request, closeBody(merchant), Closed)
  const order = world.book.orders.get(Book.key(merchant.mchid, subOf(merchant, asked), merchantNo))
  if (!order) throw notFound()
  if (order.state === 'paid') throw new V3Refusal(400, 'ORDERPAID', '该订单已支付')
  if (order.state === 'open') {
    order.state = 'closed'
    world.changed()
  }
  return { status: 204, headers: {}, body: '' }
}

const tradeTypes: Readonly<Record<string, string>> = { native: 'NATIVE', jsapi: 'JSAPI', mini: 'JSAPI', app: 'APP', h5: 'MWEB' }
const descriptions: Readonly<Record<string, string>> = {
  SUCCESS: '支付成功',
  REFUND: '转入退款',
  NOTPAY: '订单未支付',
  CLOSED: '订单已关闭',
  PAYERROR: '支付失败(其他原因，如银行返回失败)',
}

function tradeState(world: World, order: StandInOrder): string {
  if (order.state === 'paid') return world.book.refundedMinor(order) > 0 ? 'REFUND' : 'SUCCESS'
  return { open: 'NOTPAY', closed: 'CLOSED', failed: 'PAYERROR' }[order.state]
}

/** An order as answers and callbacks tell it (§8.4). */
export function orderContent(world: World, merchant: Merchant, order: StandInOrder): Record<string, unknown> {
  const state = tradeState(world, order)
  const paid = order.state === 'paid'
  const total = paid ? order.paidMinor : order.amountMinor
  const { openid = '', payerOf, attach = '' } = order.more
  const payer = merchant.serviceProvider ? (payerOf === 'sub' ? { sub_openid: openid } : { sp_openid: openid }) : { openid }
  return {
    ...merchantNames(merchant, order.subMerchant),
    out_trade_no: order.merchantNo,
    ...(order.wechatNo === '' ? {} : { transaction_id: order.wechatNo }),
    ...(paid ? { trade_type: tradeTypes[order.method.replace('wechat_', '')], bank_type: 'OTHERS' } : {}),
    trade_state: state,
    trade_state_desc: descriptions[state],
    attach,
    ...(order.paidAtMs === undefined ? {} : { success_time: beijing(order.paidAtMs) }),
    ...(openid === '' ? {} : { payer }),
    amount: { total, ...(paid ? { payer_total: total, payer_currency: order.currency } : {}), currency: order.currency },
    promotion_detail: [],
  }
}

/** The guest pays; another amount than asked for is no real case, and tests that it is noticed. */
export function pay(world: World, order: StandInOrder, amountMinor = order.amountMinor): void {
  if (order.state === 'paid') return
  const paidMinor = scenarioOf(order.merchantNo) === 'OTHERAMT' ? amountMinor + 100 : amountMinor
  order.state = 'paid'
  order.paidMinor = paidMinor
  order.paidAtMs = world.now
  order.wechatNo ||= transactionId(world)
  order.more['openid'] ||= `o${world.nonce(27)}`
  world.changed()
  world.tell({ order })
}
