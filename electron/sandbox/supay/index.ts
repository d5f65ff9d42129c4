/**
 * Stand-in of SuPay over real HTTP on 127.0.0.1 (payment-providers §4 and §10.2): tokens over fixed lists, a cashier page,
 * a ping that must be confirmed, and a query whose result field nobody knows for sure.
 */
import { createHash } from 'node:crypto'
import { parseMajor, toMajor } from '@shared/domain/money'
import type { StandInReply, StandInRequest } from '../http/server'
import { type Answered, type Forgery, House } from '../payments/house'
import type { Outgoing } from '../payments/outbox'
import { pageOf, payPage } from '../payments/pay-page'
import type { PaymentStandIn, PaymentStandInOptions, StandInAccount, StandInOrder } from '../payments/types'
import { practiceResult, type ResultRule } from './result-rule'

export { practiceDescription, practiceResult, type ResultRule } from './result-rule'

const linkPath = '/payment/bridge/merchant_request'
const createFields = ['merchant_id', 'product_title', 'merchant_trade_no', 'currency', 'total_amount', 'create_time', 'notification_url', 'token', 'product_desc', 'return_url', 'merchant_validation_code', 'rmb_amount', 'return_target', 'redirect_url', 'mobile_flag', 'authentication_code']

export interface SupayOptions extends PaymentStandInOptions {
  /** Which field of its query tells that an order is paid. */
  result?: ResultRule
}

export interface SupayStandIn extends PaymentStandIn {
  /** Older servers confirm with a text, newer ones with JSON. */
  setConfirmForm(form: 'text' | 'json'): void
}

const json = (content: object): StandInReply => ({ status: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify(content) })
const no = (reason: string): StandInReply => json({ result: 'FAIL', reason })

export async function startSupayStandIn(options: SupayOptions): Promise<SupayStandIn> {
  const rule = options.result ?? practiceResult
  let confirmForm: 'text' | 'json' = 'json'
  const house: House = new House(
    {
      kinds: ['supay'],
      merchantField: 'merchantId',
      rules: { most: 50, days: 365, idempotent: false },
      nameOf: ({ path }) => path,
      answer: (request) => answer(house, request, rule, () => confirmForm),
      page: (request) => (request.path === linkPath ? linkPage(house, request.query) : payPage(house, request)),
      systemError: () => ({ status: 500, headers: { 'content-type': 'text/html' }, body: '<h1>500</h1>' }),
      paymentNotice: (order, account, forgery) => ping(house, order, account, forgery),
      acknowledged: ({ status }) => status === 200,
      openLink: (link) => {
        const { pathname, searchParams } = new URL(link)
        if (pathname !== linkPath) return undefined
        linkPage(house, searchParams)
        return house.book.find(searchParams.get('merchant_trade_no') ?? '', searchParams.get('merchant_id') ?? '')
      },
    },
    options,
  )
  return Object.assign(await house.start(), { setConfirmForm: (form: 'text' | 'json') => void (confirmForm = form) })
}

const md5 = (text: string) => createHash('md5').update(text).digest('hex')

/** The account whose token a call carries, else what is wrong. */
function signer(house: House, query: URLSearchParams, list: readonly string[]): StandInAccount | string {
  const account = house.account(query.get('merchant_id') ?? '')
  if (!account) return 'merchant_id does not exist'
  const code = account.secrets['authenticationCode'] ?? ''
  const text = list.map((name) => `${name}=${name === 'authentication_code' ? code : (query.get(name) ?? '')}`).join('&')
  return md5(text) === query.get('token') ? account : 'token error'
}

function answer(house: House, { method, path, query }: StandInRequest, rule: ResultRule, confirmForm: () => 'text' | 'json'): Answered {
  if (method !== 'GET') return { reply: { status: 405, headers: {}, body: '' } }
  if (path === '/payment/bridge/get_current_rate') return { reply: json({ query_success: 'T', rate: '4.70' }) }
  if (path === '/payment/bridge/notification_verification') return { reply: confirm(house, query, confirmForm()) }
  if (path === '/payment/wxpayproxy/merchant_request') return create(house, query)
  if (path === '/payment/bridge/get_payment_detail') return detail(house, query, rule)
  return path === '/payment/bridge/refund' ? refund(house, query) : { reply: { status: 404, headers: {}, body: '' } }
}

function newOrder(house: House, query: URLSearchParams): StandInOrder | string {
  const text = (name: string) => query.get(name) ?? ''
  const account = signer(house, query, ['merchant_id', 'authentication_code', 'merchant_trade_no', 'total_amount'])
  if (typeof account === 'string') return account
  const unknown = [...query.keys()].find((name) => !createFields.includes(name))
  if (unknown !== undefined) return `unknown parameter ${unknown}`
  if (text('currency') !== 'AUD') return 'currency must be AUD'
  const amount = parseMajor(text('total_amount'), 'AUD')
  if (!amount.ok || !/^\d{1,6}\.\d\d$/u.test(text('total_amount')) || amount.minor < 1) return 'total_amount must have two decimals'
  if (text('product_title') === '' || text('product_title').length > 255 || !/^.{1,64}$/u.test(text('merchant_trade_no'))) return 'parameter missing'
  // In GMT: a local time is hours away.
  const made = Date.parse(`${text('create_time').replace(' ', 'T')}Z`)
  if (!/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/u.test(text('create_time')) || Math.abs(made - house.now) > 300_000) return 'create_time must be GMT'
  return {
    merchant: text('merchant_id'),
    subMerchant: '',
    merchantNo: text('merchant_trade_no'),
    providerNo: `SP${house.digits(16)}`,
    wechatNo: '',
    amountMinor: amount.minor,
    currency: 'AUD',
    paidMinor: 0,
    state: 'open',
    method: text('mobile_flag') === 'T' ? 'Alipay' : 'WeChat',
    description: text('product_title'),
    notifyUrl: text('notification_url'),
    createdAtMs: house.now,
    paidAtMs: undefined,
    expiresAtMs: house.now + 1_800_000,
    more: {},
  }
}

function create(house: House, query: URLSearchParams): Answered {
  const order = newOrder(house, query)
  if (typeof order === 'string') return { reply: no(order) }
  if (order.merchantNo.endsWith('-DUP') || house.book.find(order.merchantNo, order.merchant)) return { reply: no('merchant_trade_no already used') }
  order.more['link'] = `${house.baseUrl}/pay/${order.providerNo}`
  house.open(order)
  const code = `weixin://wxpay/bizpayurl?pr=${order.providerNo.slice(-9)}`
  return { reply: json({ result: 'SUCCESS', QRCodeURL: code, QRCodeImgPath: `${house.baseUrl}/qr/${order.providerNo}.png`, supayCashierURL: order.more['link'] }), number: order.merchantNo }
}

function linkPage(house: House, query: URLSearchParams): StandInReply {
  const present = house.book.find(query.get('merchant_trade_no') ?? '', query.get('merchant_id') ?? '')
  if (present) return pageOf(house.refresh(present) ?? present)
  const order = newOrder(house, query)
  if (typeof order === 'string') return { status: 403, headers: { 'content-type': 'text/plain' }, body: order }
  house.open(order)
  return pageOf(order)
}

function detail(house: House, query: URLSearchParams, rule: ResultRule): Answered {
  const account = signer(house, query, ['merchant_id', 'authentication_code', 'merchant_trade_no'])
  if (typeof account === 'string') return { reply: json({ query_success: 'F', reason: account }) }
  const number = query.get('merchant_trade_no') ?? ''
  const order = house.refresh([...house.book.orders.values()].find((one) => one.merchantNo === number && one.merchant === query.get('merchant_id')))
  if (!order) return { reply: json({ query_success: 'F', reason: 'no such trade' }) }
  // `query_success` says that the question was answered, not that anybody paid.
  const result = order.state === 'paid' ? rule.paid : order.state === 'open' ? rule.waiting : rule.closed
  return { reply: json({ query_success: 'T', merchant_trade_no: number, total_amount: toMajor(order.state === 'paid' ? order.paidMinor : order.amountMinor, 'AUD'), currency: 'AUD', [rule.field]: result }) }
}

function refund(house: House, query: URLSearchParams): Answered {
  const text = (name: string) => query.get(name) ?? ''
  const account = signer(house, query, ['merchant_id', 'authentication_code', 'merchant_trade_no', 'org_merchant_trade_no', 'total_amount'])
  if (typeof account === 'string') return { reply: no(account) }
  const amount = parseMajor(text('total_amount'), 'AUD')
  if (!amount.ok || !/^\d{1,6}\.\d\d$/u.test(text('total_amount'))) return { reply: no('total_amount must have two decimals') }
  const number = text('org_merchant_trade_no')
  const order = [...house.book.orders.values()].find((one) => one.merchantNo === number && one.merchant === text('merchant_id'))
  const refundNo = text('merchant_trade_no')
  const judged = house.refund(order, { refundNo, amountMinor: amount.minor, currency: 'AUD', reason: '', notifyUrl: '' }, '')
  if (judged.verdict !== 'new' && judged.verdict !== 'same') return { reply: no(`refund refused: ${judged.verdict}`), number: refundNo }
  return { reply: json({ result: 'SUCCESS' }), number: refundNo }
}

/** Only what was really sent is confirmed. */
function confirm(house: House, query: URLSearchParams, form: 'text' | 'json'): StandInReply {
  const order = house.book.find(query.get('merchant_trade_no') ?? '')
  const sent = order !== undefined && (order.more['notices'] ?? '').split(' ').includes(query.get('notice_id') ?? '-')
  const word = sent ? 'SUCCESS' : 'FAIL'
  return form === 'json' ? json({ result: word }) : { status: 200, headers: { 'content-type': 'text/plain' }, body: word }
}

/** Neither amount nor state: only that something happened. A forged one has the right token and was never sent. */
function ping(house: House, order: StandInOrder, account: StandInAccount, forgery: Forgery): Outgoing | undefined {
  if (order.notifyUrl === '' || (order.state !== 'paid' && forgery !== 'otherAmount')) return undefined
  const noticeId = house.digits(12)
  if (forgery !== 'otherAmount') order.more['notices'] = `${order.more['notices'] ?? ''} ${noticeId}`.trim()
  const token = md5(`notice_id=${noticeId}&merchant_trade_no=${order.merchantNo}&authentication_code=${account.secrets['authenticationCode'] ?? ''}`)
  const fields = { notice_id: noticeId, merchant_trade_no: order.merchantNo, token: forgery === 'badSignature' ? '0'.repeat(32) : token }
  return { method: 'GET', url: `${order.notifyUrl}?${new URLSearchParams(fields).toString()}`, headers: {}, body: '' }
}
