/** Orders: create, query, close. Source: payment-providers §8.4, §8.5, §8.9. */
import { wechatPayV3MiniProgram } from '@shared/domain/signatures'
import { z } from 'zod'
import { Fault } from '../../platform/errors/fault'
import type { CreatedOrder, OrderReading, OrderToCreate, ProviderClient, ProviderTools } from '../payments/types'
import type { V3Account } from './account'
import { signText } from './crypto'
import { effectOf } from './effects'
import type { Answered, Exchange, V3Call } from './exchange'
import { amountProblem, currencyProblem, patternProblem, refuseProblems, textProblem } from './fields'
import { closePath, createPath, queryPath, type Trade } from './paths'
import { orderReading, OrderSaid } from './readings'

const merchantNumber = /^[0-9A-Za-z_|*-]{6,32}$/u
const wechatNumber = /^[0-9A-Za-z]{1,32}$/u

/** How each method is called by WeChat: in the path, and abroad as `trade_type` too. */
const trades: Readonly<Record<string, { trade: Trade; type: string }>> = {
  wechat_native: { trade: 'native', type: 'NATIVE' },
  wechat_mini: { trade: 'jsapi', type: 'JSAPI' },
  wechat_h5: { trade: 'h5', type: 'MWEB' },
}

const Created = z.looseObject({
  code_url: z.string().min(1).max(2_048).optional(),
  prepay_id: z.string().min(1).max(64).optional(),
  h5_url: z.url().max(2_048).optional(),
  mweb_url: z.url().max(2_048).optional(),
})

export type OrderCalls = Required<Pick<ProviderClient, 'createOrder' | 'queryOrder' | 'closeOrder'>>

export function orderCalls(exchange: Exchange, { clock, nonce }: ProviderTools): OrderCalls {
  function payWith(order: OrderToCreate, answer: Answered, v3: V3Account): NonNullable<CreatedOrder['payWith']> {
    const created = Created.safeParse(answer.json)
    if (created.success) {
      const { code_url, prepay_id, h5_url, mweb_url } = created.data
      const url = h5_url ?? mweb_url
      if (order.method === 'wechat_native' && code_url !== undefined) return { gives: 'codeUrl', text: code_url }
      if (order.method === 'wechat_h5' && url !== undefined) return { gives: 'url', text: url }
      if (order.method === 'wechat_mini' && prepay_id !== undefined) return miniProgram(v3, prepay_id)
    }
    throw new Fault('wechatpayV3.answerUnreadable', { retry: 'afterCheck' })
  }

  function miniProgram(v3: V3Account, prepayId: string) {
    const appId = payerAppId(v3)
    const [timestamp, nonceStr] = [String(Math.floor(clock.now().getTime() / 1000)), nonce()]
    const paySign = signText(wechatPayV3MiniProgram({ appId, timestamp, nonce: nonceStr, prepayId }), v3.privateKey)
    const parameters = { appId, timeStamp: timestamp, nonceStr, package: `prepay_id=${prepayId}`, signType: 'RSA', paySign }
    return { gives: 'miniProgram' as const, text: JSON.stringify(parameters) }
  }

  return {
    createOrder: (account, order, tracing) =>
      effectOf(
        exchange,
        account,
        (v3) => createCall(v3, order),
        (answer, v3) => ({ payWith: payWith(order, answer, v3), raw: answer.raw }),
        tracing,
      ),

    async queryOrder(account, numbers, tracing) {
      const v3 = exchange.open(account)
      const number = numbers.by === 'merchant' ? { merchantNo: numbers.merchantNo } : { wechatNo: numbers.wechatNo }
      const { json, raw } = await exchange.ask(account, v3, queryCall(v3, number), tracing)
      return readOrder(v3, json, raw, number)
    },

    closeOrder: (account, { merchantNo }, tracing) =>
      effectOf(exchange, account, (v3) => closeCall(v3, merchantNo), ({ raw }) => ({ raw }), tracing),
  }
}

export function queryCall(v3: V3Account, number: { merchantNo: string } | { wechatNo: string }): V3Call {
  const known = 'merchantNo' in number ? merchantNumber.test(number.merchantNo) : wechatNumber.test(number.wechatNo)
  if (!known) throw new Fault('wechatpayV3.numberForm', { params: { number: Object.values(number).join() } })
  return { name: 'query', method: 'GET', path: queryPath(v3, number), rate: 'query' }
}

/** An answer about another order than the one asked for is not believed. */
function readOrder(v3: V3Account, json: object, raw: string, asked: { merchantNo?: string; wechatNo?: string }): OrderReading {
  const said = OrderSaid.safeParse(json)
  if (!said.success) throw new Fault('wechatpayV3.answerUnreadable', { retry: 'safe' })
  const { out_trade_no, transaction_id } = said.data
  const same = asked.merchantNo === undefined ? transaction_id === asked.wechatNo : out_trade_no === asked.merchantNo
  if (!same) throw new Fault('wechatpayV3.answerOfOther', { retry: 'safe' })
  return orderReading(v3, said.data, raw)
}

function createCall(v3: V3Account, order: OrderToCreate): V3Call {
  const { trade, type } = tradeOf(order.method)
  checkOrder(v3, order, trade)
  const abroad = v3.region !== 'domestic'
  const body = {
    ...merchantFields(v3),
    description: order.description,
    out_trade_no: order.merchantNo,
    time_expire: beijing(order.expiresAt),
    notify_url: v3.notifyUrl,
    ...(abroad ? { trade_type: type, time_start: beijing(order.createdAt) } : {}),
    ...(v3.region === 'global' ? { merchant_category_code: v3.categoryCode } : {}),
    amount: { total: order.amountMinor, currency: order.currency },
    ...(trade === 'jsapi' ? { payer: { [payerField(v3)]: order.asked['openid'] } } : {}),
    ...(trade === 'h5' ? { scene_info: { payer_client_ip: order.asked['payerIp'], h5_info: { type: 'Wap' } } } : {}),
  }
  return { name: 'create', method: 'POST', path: createPath(v3, trade), body, rate: 'create' }
}

function tradeOf(method: string): { trade: Trade; type: string } {
  const found = Object.hasOwn(trades, method) ? trades[method] : undefined
  if (!found) throw new Fault('wechatpayV3.methodUnknown', { params: { method } })
  return found
}

function checkOrder(v3: V3Account, order: OrderToCreate, trade: Trade): void {
  if (v3.notifyUrl === '') throw new Fault('wechatpayV3.notifyUrlMissing')
  const { asked } = order
  refuseProblems([
    patternProblem('merchantNo', order.merchantNo, merchantNumber),
    order.description === '' ? { path: 'description', code: 'required' } : undefined,
    textProblem('description', order.description, { most: 127 }),
    amountProblem('amountMinor', order.amountMinor),
    currencyProblem(v3, order.currency),
    trade === 'jsapi' ? patternProblem('openid', asked['openid'] ?? '', /^[\w-]{1,128}$/u) : undefined,
    trade === 'h5' ? patternProblem('payerIp', asked['payerIp'] ?? '', /^[0-9a-fA-F.:]{3,45}$/u) : undefined,
    v3.region === 'global' ? patternProblem('merchantCategoryCode', v3.categoryCode, /^\d{4}$/u) : undefined,
  ])
}

export function merchantFields({ mchid, appid, sub }: V3Account): Record<string, string> {
  if (!sub) return { appid, mchid }
  return { sp_appid: appid, sp_mchid: mchid, ...(sub.appid === '' ? {} : { sub_appid: sub.appid }), sub_mchid: sub.mchid }
}

/** Whose user the payer's openid is: the sub-merchant's where it has an app of its own (§8.5). */
function payerField({ sub }: V3Account): 'openid' | 'sp_openid' | 'sub_openid' {
  if (!sub) return 'openid'
  return sub.appid === '' ? 'sp_openid' : 'sub_openid'
}

function payerAppId({ appid, sub }: V3Account): string {
  return sub && sub.appid !== '' ? sub.appid : appid
}

function closeCall(v3: V3Account, merchantNo: string): V3Call {
  refuseProblems([patternProblem('merchantNo', merchantNo, merchantNumber)])
  const { mchid, sub } = v3
  const body = sub ? { sp_mchid: mchid, sub_mchid: sub.mchid } : { mchid }
  return { name: 'close', method: 'POST', path: closePath(v3, merchantNo), body, rate: 'create' }
}

const BEIJING_MS = 8 * 3_600_000

/** RFC 3339 in Beijing time without fractions, as WeChat's examples write it. */
export function beijing(instant: string): string {
  return `${new Date(Date.parse(instant) + BEIJING_MS).toISOString().slice(0, 19)}+08:00`
}
