/**
 * Stand-in of 2PayNow over real HTTP on 127.0.0.1 (payment-providers §3 and §10.2): GET only, a signature that covers
 * neither amount nor state, links that the guest opens without the merchant having sent anything.
 */
import { parseMajor, toMajor } from '@shared/domain/money'
import { z } from 'zod'
import type { StandInReply, StandInRequest } from '../http/server'
import { type Answered, type Forgery, House } from '../payments/house'
import type { Outgoing } from '../payments/outbox'
import { pageOf, payPage } from '../payments/pay-page'
import type { PaymentStandIn, PaymentStandInOptions, StandInAccount, StandInOrder } from '../payments/types'
import { json, no, signed } from './answers'
import { practiceNames, type RefundNames } from './refund-names'

export { practiceDescription, practiceNames, type RefundNames } from './refund-names'

const linkPaths = ['/wap/WxpayAPI/jsapi.php', '/wap/wappay/pay.html']
const known = ['function', 'type', 'mid', 'timestamp', 'subject', 'amount', 'currency', 'notify_url', 'it_b_pay', 'passback_parameters', 'sign', 'merchant_trade_no', 'return_url', 'trade_no']

export interface TwoPayNowOptions extends PaymentStandInOptions {
  /** How its refund is called. */
  refundNames?: RefundNames
}

export async function startTwoPayNowStandIn(options: TwoPayNowOptions): Promise<PaymentStandIn> {
  const names = options.refundNames ?? practiceNames
  const house: House = new House(
    {
      kinds: ['2paynow'],
      merchantField: 'mid',
      // Its real limits are not published.
      rules: { most: 50, days: 365, idempotent: false },
      nameOf: ({ path, query }) => (path === '/zhifu/mc_itf' ? (query.get('function') ?? path) : path),
      answer: (request) => answer(house, request, names),
      page: (request) => (linkPaths.includes(request.path) ? linkPage(house, request.query) : payPage(house, request)),
      systemError: () => ({ status: 500, headers: { 'content-type': 'text/html' }, body: '<h1>500</h1>' }),
      paymentNotice: (order, account, forgery) => notice(house, order, account, forgery),
      acknowledged: ({ status, answer: said }) => status === 200 && said.trim() === 'success',
      openLink: (link) => {
        const { pathname, searchParams } = new URL(link)
        if (!linkPaths.includes(pathname)) return undefined
        linkPage(house, searchParams)
        return house.book.find(searchParams.get('merchant_trade_no') ?? '', searchParams.get('mid') ?? '')
      },
    },
    options,
  )
  return house.start()
}

/** The merchant's account where the call is signed by it, else what is wrong. */
function signer(house: House, query: URLSearchParams): StandInAccount | string {
  const text = (name: string) => query.get(name) ?? ''
  const account = house.account(text('mid'))
  if (!account) return 'mid not exist'
  if (!/^\d{13}$/u.test(text('timestamp'))) return 'timestamp error'
  return signed(text('function'), text('mid'), text('timestamp'), account.secrets['key'] ?? '') === text('sign') ? account : 'sign error'
}

function answer(house: House, { method, path, query }: StandInRequest, names: RefundNames): Answered {
  if (path !== '/zhifu/mc_itf') return { reply: { status: 404, headers: {}, body: '' } }
  if (method !== 'GET') return { reply: { status: 405, headers: {}, body: '' } }
  const account = signer(house, query)
  if (typeof account === 'string') return { reply: no(account) }
  const text = (name: string) => query.get(name) ?? ''
  const name = text('function')
  const unknown = [...query.keys()].find((field) => !known.includes(field) && !Object.values(names).includes(field))
  if (unknown !== undefined) return { reply: no(`unknown parameter ${unknown}`) }
  const said = (content: object): StandInReply => {
    const wrong = house.faults.take('badSignature', name)
    const timestamp = String(house.now)
    return json({ ...content, function: name, timestamp, sign: wrong ? '0'.repeat(32) : signed(name, text('mid'), timestamp, account.secrets['key'] ?? '') })
  }
  if (name === 'precreate') return precreate(house, query, said)
  if (name === 'query' || name === 'wap_query') return ask(house, name, text('mid'), text('trade_no'), said)
  if (name === 'cancel') return cancel(house, text('mid'), text('trade_no'), said)
  return name === names.function ? refund(house, query, names, said) : { reply: no('function not exist') }
}

type Said = (content: object) => StandInReply

function newOrder(house: House, query: URLSearchParams, merchantNo: string): StandInOrder | string {
  const text = (name: string) => query.get(name) ?? ''
  const amount = parseMajor(text('amount'), 'EUR')
  if (text('currency') !== 'EUR') return 'currency error'
  if (!amount.ok || amount.minor < 1) return 'amount error'
  const minutes = /^(\d{1,4})m$/u.exec(text('it_b_pay'))?.[1] ?? '30'
  return {
    merchant: text('mid'),
    subMerchant: '',
    merchantNo,
    providerNo: `A${house.digits(17)}`,
    wechatNo: '',
    amountMinor: amount.minor,
    currency: 'EUR',
    paidMinor: 0,
    state: 'open',
    method: text('type') === '1' ? 'WeChat' : 'Alipay',
    description: text('subject'),
    notifyUrl: text('notify_url'),
    createdAtMs: house.now,
    paidAtMs: undefined,
    expiresAtMs: house.now + Number(minutes) * 60_000,
    more: { function: text('function'), passback: text('passback_parameters') },
  }
}

const Passback = z.object({ merchant_trade_no: z.string() })

/** A QR order: the merchant's number is no parameter, it comes along in what is given back. */
function precreate(house: House, query: URLSearchParams, said: Said): Answered {
  const passback = Passback.safeParse(parsed(query.get('passback_parameters') ?? ''))
  const merchantNo = passback.success ? passback.data.merchant_trade_no : house.digits(12)
  const order = newOrder(house, query, merchantNo)
  if (typeof order === 'string') return { reply: no(order) }
  if (merchantNo.endsWith('-DUP')) return { reply: no('duplicate order') }
  house.open(order)
  const qr = `weixin://wxpay/bizpayurl?pr=${order.providerNo.slice(-9)}`
  return { reply: said({ status: 200, trade_no: order.providerNo, qr_code: qr, pic_url: `${house.baseUrl}/pay/${order.providerNo}` }), number: merchantNo }
}

/** What a guest's browser opens. The order begins here, with the amount that the address has: nobody signed it. */
function linkPage(house: House, query: URLSearchParams): StandInReply {
  const account = signer(house, query)
  const merchantNo = query.get('merchant_trade_no') ?? ''
  if (typeof account === 'string' || merchantNo === '') return { status: 403, headers: { 'content-type': 'text/plain' }, body: typeof account === 'string' ? account : 'merchant_trade_no' }
  const present = house.book.find(merchantNo, query.get('mid') ?? '')
  if (present) return pageOf(house.refresh(present) ?? present)
  const order = newOrder(house, query, merchantNo)
  if (typeof order === 'string') return { status: 403, headers: { 'content-type': 'text/plain' }, body: order }
  house.open(order)
  return pageOf(order)
}

/** `query` knows only the provider's numbers, `wap_query` only the merchant's of links. */
function ask(house: House, name: 'query' | 'wap_query', mid: string, number: string, said: Said): Answered {
  const isLink = (order: StandInOrder) => order.more['function'] === 'wap_precreate'
  const fits = (order: StandInOrder) => (name === 'query' ? order.providerNo === number : isLink(order) && order.merchantNo === number)
  const order = house.refresh([...house.book.orders.values()].find((one) => one.merchant === mid && fits(one)))
  if (!order) return { reply: no('trade not exist') }
  const refunded = house.book.refundsOf(order).reduce((sum, { state, amountMinor }) => (state === 'succeeded' ? sum + amountMinor : sum), 0)
  const states = { open: 'UNKNOWN', paid: 'TRADE_SUCCESS', closed: 'TRADE_CLOSED', failed: 'TRADE_FAILED' }
  return {
    reply: said({
      trans_status: states[order.state],
      trans_time: order.paidAtMs === undefined ? '' : new Date(order.paidAtMs).toISOString().slice(0, 19).replace('T', ' '),
      amount: toMajor(order.state === 'paid' ? order.paidMinor : order.amountMinor, 'EUR'),
      currency: 'EUR',
      forex_rate: '7.80',
      refund_amount: toMajor(refunded, 'EUR'),
      trade_no: order.providerNo,
    }),
  }
}

function cancel(house: House, mid: string, number: string, said: Said): Answered {
  const order = house.refresh(house.book.find(number, mid))
  if (order?.state !== 'open') return { reply: no('trade can not be cancelled') }
  order.state = 'closed'
  return { reply: said({ status: 200, trade_no: order.providerNo }) }
}

function refund(house: House, query: URLSearchParams, names: RefundNames, said: Said): Answered {
  const text = (name: string) => query.get(name) ?? ''
  const order = house.book.find(text(names.providerNo), text('mid'))
  const amount = parseMajor(text(names.amount), 'EUR')
  const refundNo = text(names.refundNo)
  if (!amount.ok || text(names.currency) !== 'EUR') return { reply: no('refund amount error') }
  // Its number is no key that anybody promised: the same one again is another refund.
  const asked = { refundNo, amountMinor: amount.minor, currency: 'EUR', reason: '', notifyUrl: '' }
  const judged = house.refund(order, asked, `R${house.digits(17)}`)
  if (judged.verdict !== 'new' && judged.verdict !== 'same') return { reply: no(`refund refused: ${judged.verdict}`), number: refundNo }
  return { reply: said({ status: 200, trade_no: order?.providerNo }), number: refundNo }
}

function notice(house: House, order: StandInOrder, account: StandInAccount, forgery: Forgery): Outgoing | undefined {
  if (order.notifyUrl === '' || (order.state !== 'paid' && forgery !== 'otherAmount')) return undefined
  const mid = account.values['mid'] ?? ''
  const name = order.more['function'] ?? 'precreate'
  const timestamp = String(house.now)
  const sign = signed(name, mid, timestamp, account.secrets['key'] ?? '')
  const amount = order.state === 'paid' ? order.paidMinor : order.amountMinor
  const fields = {
    sign: forgery === 'badSignature' ? '0'.repeat(32) : sign,
    timestamp,
    trade_no: order.providerNo,
    merchant_trade_no: name === 'wap_precreate' ? order.merchantNo : '',
    original_trade_no: order.wechatNo,
    // Anybody can write this: the signature stays right.
    amount: toMajor(forgery === 'otherAmount' ? amount + 100 : amount, 'EUR'),
    amount_cny: toMajor(Math.round(amount * 7.8), 'CNY'),
    function: name,
    currency: 'EUR',
    trade_status: 'TRADE_SUCCESS',
    mid,
    passback_parameters: order.more['passback'] ?? '',
  }
  return { method: 'GET', url: `${order.notifyUrl}?${new URLSearchParams(fields).toString()}`, headers: {}, body: '' }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
