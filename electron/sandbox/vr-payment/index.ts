/**
 * Stand-in of VR Payment's product for Alipay and WeChat Pay over real HTTP on 127.0.0.1 (payment-providers §5, §10.2): Bearer
 * token, form, EUR, 307 with `Location`, 400 for declined, no notifications. Result codes and field names after OPPWA.
 */
import { createHash } from 'node:crypto'
import { parseMajor, toMajor } from '@shared/domain/money'
import type { StandInReply, StandInRequest } from '../http/server'
import { type Answered, House } from '../payments/house'
import { payPage } from '../payments/pay-page'
import { askedAbout } from '../payments/scenarios'
import type { PaymentStandIn, PaymentStandInOptions, StandInOrder, StandInRefund } from '../payments/types'

const base = '/processing-api/v1/payments'
const createFields = ['amount', 'currency', 'paymentBrand', 'merchantTransactionId', 'shopperResultUrl']
const refundFields = ['paymentType', 'amount', 'currency', 'merchantTransactionId']

export async function startVrPaymentStandIn(options: PaymentStandInOptions): Promise<PaymentStandIn> {
  const house: House = new House(
    {
      kinds: ['vr'],
      // The token is all there is; a name made of it, so that it stands in no snapshot.
      merchantField: '',
      merchantOf: ({ secrets }) => merchantOf(secrets['accessToken'] ?? ''),
      rules: { most: 50, days: 365, idempotent: false },
      nameOf: ({ method, path }) => `${method} ${path === base ? path : `${base}/{id}`}`,
      answer: (request) => answer(house, request),
      page: (request) => payPage(house, request),
      systemError: () => ({ status: 503, headers: { 'content-type': 'text/html' }, body: '<h1>503</h1>' }),
      acknowledged: () => true,
    },
    options,
  )
  return house.start()
}

/** Orders of the example are nobody's in particular: there is no merchant number to write into them. */
const owns = ({ merchant }: { merchant: string }, asking: string) => merchant === asking || merchant === ''
const merchantOf = (token: string) => createHash('sha256').update(token).digest('hex').slice(0, 16)

function said(status: number, code: string, description: string, more: object = {}, headers: Record<string, string> = {}): StandInReply {
  return { status, headers: { 'content-type': 'application/json;charset=UTF-8', ...headers }, body: JSON.stringify({ ...more, result: { code, description } }) }
}

function answer(house: House, request: StandInRequest): Answered {
  const bearer = /^Bearer (\S+)$/u.exec(request.headers.authorization ?? '')?.[1]
  if (bearer === undefined) return { reply: said(401, '800.900.300', 'invalid authentication information') }
  const merchant = merchantOf(bearer)
  if (!house.account(merchant)) return { reply: said(403, '800.900.300', 'invalid authentication information') }
  const id = request.path.startsWith(`${base}/`) ? request.path.slice(base.length + 1) : ''
  if (request.path !== base && !/^[0-9a-f]{32}$/u.test(id)) return { reply: said(404, '200.300.404', 'no payment session found') }
  if (request.method === 'GET') return { reply: status(house, merchant, id) }
  if (request.method !== 'POST') return { reply: { status: 405, headers: {}, body: '' } }
  if (!(request.headers['content-type'] ?? '').startsWith('application/x-www-form-urlencoded')) return { reply: said(400, '200.300.404', 'form expected') }
  const form = new URLSearchParams(request.body.toString('utf8'))
  return id === '' ? create(house, merchant, form) : refund(house, merchant, id, form)
}

/** What is wrong with the fields of a form; empty where nothing is. */
function problem(form: URLSearchParams, known: readonly string[]): string {
  const unknown = [...form.keys()].find((name) => !known.includes(name))
  if (unknown !== undefined) return `unknown parameter ${unknown}`
  if (form.get('currency') !== 'EUR') return 'currency must be EUR'
  return /^\d{1,10}\.\d\d$/u.test(form.get('amount') ?? '') ? '' : 'amount must have two decimals'
}

function minor(form: URLSearchParams): number {
  const amount = parseMajor(form.get('amount') ?? '', 'EUR')
  return amount.ok ? amount.minor : 0
}

const newId = (house: House) => house.id().replaceAll('-', '')

function create(house: House, merchant: string, form: URLSearchParams): Answered {
  const wrong = problem(form, createFields)
  const brand = form.get('paymentBrand') ?? ''
  const merchantNo = form.get('merchantTransactionId') ?? ''
  if (wrong !== '' || !['WECHAT', 'ALIPAY'].includes(brand) || merchantNo === '') return { reply: said(400, '200.300.404', wrong || 'invalid or missing parameter') }
  const order: StandInOrder = {
    merchant,
    subMerchant: '',
    merchantNo,
    providerNo: newId(house),
    wechatNo: '',
    amountMinor: minor(form),
    currency: 'EUR',
    paidMinor: 0,
    state: 'open',
    method: brand,
    description: '',
    notifyUrl: '',
    createdAtMs: house.now,
    paidAtMs: undefined,
    expiresAtMs: house.now + 1_800_000,
    more: {},
  }
  order.more['link'] = `${house.baseUrl}/pay/${order.providerNo}`
  house.open(order)
  if (order.state === 'failed') return { reply: said(400, '800.100.151', 'transaction declined', { id: order.providerNo }), number: merchantNo }
  return { reply: said(307, '000.200.000', 'transaction pending', { id: order.providerNo }, { location: order.more['link'] }), number: merchantNo }
}

const orderCodes = { open: ['000.200.000', 'transaction pending'], paid: ['000.000.000', 'Transaction succeeded'], closed: ['100.396.101', 'Cancelled by user'], failed: ['800.100.151', 'transaction declined'] } as const
const refundCodes = { processing: ['000.200.000', 'transaction pending'], succeeded: ['000.000.000', 'Transaction succeeded'], failed: ['800.100.151', 'refund declined'], needsManual: ['000.400.000', 'manual review'] } as const

function status(house: House, merchant: string, id: string): StandInReply {
  const order = house.refresh([...house.book.orders.values()].find((one) => one.providerNo === id && owns(one, merchant)))
  if (order) {
    const [code, words] = orderCodes[order.state]
    const amount = order.state === 'paid' ? order.paidMinor : order.amountMinor
    return said(200, code, words, { id, merchantTransactionId: order.merchantNo, amount: toMajor(amount, 'EUR'), currency: 'EUR' })
  }
  const found = house.book.refunds.find((one) => one.providerRefundNo === id && owns(one, merchant))
  if (!found) return said(404, '200.300.404', 'no payment session found')
  askedAbout(found, house.now)
  return refundStatus(found)
}

function refundStatus(found: StandInRefund): StandInReply {
  const [code, words] = refundCodes[found.state]
  return said(200, code, words, { id: found.providerRefundNo, merchantTransactionId: found.refundNo, amount: toMajor(found.amountMinor, 'EUR'), currency: 'EUR' })
}

function refund(house: House, merchant: string, id: string, form: URLSearchParams): Answered {
  const wrong = problem(form, refundFields)
  if (wrong !== '' || form.get('paymentType') !== 'RF') return { reply: said(400, '200.300.404', wrong || 'paymentType must be RF') }
  const order = [...house.book.orders.values()].find((one) => one.providerNo === id && owns(one, merchant))
  const refundNo = form.get('merchantTransactionId') ?? ''
  // Whether it knows a number again is not documented: another refund.
  const judged = house.refund(order, { refundNo, amountMinor: minor(form), currency: 'EUR', reason: '', notifyUrl: '' }, newId(house))
  if (judged.verdict !== 'new' && judged.verdict !== 'same') return { reply: said(judged.verdict === 'unknownOrder' ? 404 : 400, '700.400.200', `cannot refund: ${judged.verdict}`), number: refundNo }
  return { reply: refundStatus(judged.refund), number: refundNo }
}
