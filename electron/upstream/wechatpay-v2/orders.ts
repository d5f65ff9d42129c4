/** Orders of APIv2: create, query, close. Source: payment-providers §7.3. */
import { Fault } from '../../platform/errors/fault'
import type { CreatedOrder, OrderNumbers, OrderToCreate, ProviderClient, ProviderTools } from '../payments/types'
import type { V2Account } from './account'
import type { Answered, Exchange, V2Call } from './exchange'
import { currencyFor, cut, merchantNumber, minorText, numbered } from './fields'
import { miniProgramParameters } from './mini-program'
import { orderReading } from './readings'
import { toCompactTime } from './times'

const tradeTypes: ReadonlyMap<string, string> = new Map([
  ['wechat_native', 'NATIVE'],
  ['wechat_mini', 'JSAPI'],
  ['wechat_h5', 'MWEB'],
])

export function orderCalls(exchange: Exchange, tools: ProviderTools): Pick<ProviderClient, 'createOrder' | 'queryOrder'> & Required<Pick<ProviderClient, 'closeOrder'>> {
  return {
    createOrder: (account, order, call) =>
      exchange.effect(
        account,
        (v2) => createCall(v2, order),
        (answered) => created(answered, order, tools),
        call,
      ),
    async queryOrder(account, order, call) {
      const { fields, raw, v2 } = await exchange.ask(account, { name: 'query', path: '/pay/orderquery', fields: numberOf(order, order.by === 'merchant') }, call)
      const reading = orderReading(v2, fields, fields.get('trade_state') ?? '', raw)
      refuseOther(reading, order)
      return reading
    },
    closeOrder: (account, order, call) =>
      exchange.effect(
        account,
        () => ({ name: 'close', path: '/pay/closeorder', fields: [['out_trade_no', numbered(order.merchantNo, merchantNumber, 'merchantNo')]] }),
        ({ raw }) => ({ raw }),
        call,
      ),
  }
}

/** One of the two numbers by which an order is found; WeChat's own where it is known. */
export function numberOf({ merchantNo, providerNo, wechatNo }: OrderNumbers, byMerchant = false): [string, string][] {
  const known = wechatNo === '' ? providerNo : wechatNo
  return known === '' || byMerchant ? [['out_trade_no', numbered(merchantNo, merchantNumber, 'merchantNo')]] : [['transaction_id', known]]
}

/** An answer about another order is no answer. */
export function refuseOther(said: { merchantNo?: string; wechatNo?: string }, asked: OrderNumbers): void {
  const other = (theirs: string | undefined, ours: string) => theirs !== undefined && ours !== '' && theirs !== ours
  if (other(said.merchantNo, asked.merchantNo) || other(said.wechatNo, asked.wechatNo)) throw new Fault('wechatpayV2.answerOfOther', { retry: 'afterCheck' })
}

function createCall(v2: V2Account, order: OrderToCreate): V2Call {
  const tradeType = tradeTypes.get(order.method)
  if (tradeType === undefined) throw new Fault('wechatpayV2.fieldRefused', { params: { field: 'method' }, fields: [{ path: 'method', code: 'invalid' }] })
  // WeChat wants an address, without a query, even where nobody listens to it.
  if (!/^https?:\/\/[^?#\s]+$/u.test(v2.notifyUrl)) throw new Fault('wechatpayV2.notifyUrlNeeded', { params: { url: v2.notifyUrl === '' ? '—' : v2.notifyUrl } })
  return {
    name: 'create',
    path: '/pay/unifiedorder',
    fields: [
      ['body', cut(order.description, 127)],
      ['out_trade_no', numbered(order.merchantNo, merchantNumber, 'merchantNo')],
      ['total_fee', minorText(order.amountMinor, 'amount')],
      ['fee_type', currencyFor(v2, order.currency)],
      // The payer's own only where WeChat binds the page to it; elsewhere that of the calling machine, which may have no public one.
      ['spbill_create_ip', tradeType === 'MWEB' ? (order.asked['payerIp'] ?? '') : '127.0.0.1'],
      ['notify_url', v2.notifyUrl],
      ['trade_type', tradeType],
      ['time_start', toCompactTime(order.createdAt)],
      ['time_expire', toCompactTime(order.expiresAt)],
      ...tradeFields(v2, tradeType, order),
    ],
  }
}

function tradeFields(v2: V2Account, tradeType: string, order: OrderToCreate): [string, string][] {
  const { openid = '', payerIp = '' } = order.asked
  if (tradeType === 'NATIVE') return [['product_id', order.merchantNo]]
  if (tradeType === 'JSAPI') {
    if (openid === '') throw new Fault('wechatpayV2.fieldRefused', { params: { field: 'openid' }, fields: [{ path: 'asked.openid', code: 'required' }] })
    return [[v2.sub && v2.sub.appid !== '' ? 'sub_openid' : 'openid', openid]]
  }
  if (payerIp === '') throw new Fault('wechatpayV2.fieldRefused', { params: { field: 'payerIp' }, fields: [{ path: 'asked.payerIp', code: 'required' }] })
  return [['scene_info', JSON.stringify({ h5_info: { type: 'Wap', wap_url: new URL(v2.notifyUrl).origin, wap_name: cut(order.description, 60) } })]]
}

function created({ fields, raw, v2 }: Answered, order: OrderToCreate, { clock, nonce }: ProviderTools): CreatedOrder {
  const needed = (name: string): string => {
    const value = fields.get(name) ?? ''
    if (value === '') throw new Fault('wechatpayV2.answerUnreadable', { params: { reason: name }, retry: 'afterCheck' })
    return value
  }
  if (order.method === 'wechat_native') return { payWith: { gives: 'codeUrl', text: needed('code_url') }, raw }
  if (order.method === 'wechat_h5') return { payWith: { gives: 'url', text: needed('mweb_url') }, raw }
  const seconds = Math.floor(clock.now().getTime() / 1000)
  return { payWith: { gives: 'miniProgram', text: miniProgramParameters(v2, needed('prepay_id'), seconds, nonce()) }, raw }
}
