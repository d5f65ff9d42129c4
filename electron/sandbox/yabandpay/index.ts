/**
 * Stand-in of YabandPay over real HTTP on 127.0.0.1 (payment-providers §2 and §10.2). One address; the method names what
 * is wanted. Computes its signatures for itself and shares no code with our client.
 */
import type { StandInReply, StandInRequest } from '../http/server'
import { type Answered, House } from '../payments/house'
import { payPage } from '../payments/pay-page'
import type { PaymentStandIn, PaymentStandInOptions } from '../payments/types'
import { no, yes } from './answers'
import { type Envelope, readEnvelope, signatureOfEnvelope } from './envelope'
import { fieldProblem, isCreate } from './fields'
import { cancel, createRefund, queryRefund } from './money-calls'
import { type NoticeForm, paymentNotice, refundNotice } from './notices'
import { createPayment, list, queryOrder } from './orders'

export type { NoticeForm } from './notices'

export interface YabandPayStandIn extends PaymentStandIn {
  /** How notifications are written and signed; the pages leave room for three ways. */
  setNoticeForm(form: NoticeForm): void
}

export async function startYabandPayStandIn(options: PaymentStandInOptions): Promise<YabandPayStandIn> {
  let form: NoticeForm = 'json'
  const house: House = new House(
    {
      kinds: ['yaband'],
      merchantField: 'user',
      rules: { most: 29, days: 365, idempotent: false },
      nameOf: (request) => {
        const envelope = readEnvelope(request.body)
        return typeof envelope === 'string' ? request.path : envelope.method
      },
      answer: (request) => answer(house, request),
      page: (request) => payPage(house, request),
      systemError: () => ({ status: 502, headers: { 'content-type': 'text/html' }, body: '<h1>502 Bad Gateway</h1>' }),
      paymentNotice: (order, account, forgery) => paymentNotice(order, account, form, forgery, house.digits(18)),
      refundNotice: (refund, order, account, forgery) => refundNotice(refund, order, account, form, forgery),
      acknowledged: ({ status, answer: said }) => status === 200 && said.trim() === 'ok',
    },
    options,
  )
  return Object.assign(await house.start(), { setNoticeForm: (next: NoticeForm) => void (form = next) })
}

function answer(house: House, request: StandInRequest): Answered {
  const refused = (reply: StandInReply): Answered => ({ reply })
  if (request.path !== '/Payments') return refused({ status: 404, headers: { 'content-type': 'text/plain' }, body: 'not found' })
  if (request.method !== 'POST' || !(request.headers['content-type'] ?? '').startsWith('application/json'))
    return refused({ status: 405, headers: { 'content-type': 'text/plain' }, body: 'POST application/json' })
  const envelope = readEnvelope(request.body)
  if (typeof envelope === 'string') return refused(no('400', envelope))
  const key = house.account(envelope.user)?.secrets['key']
  if (key === undefined) return refused(no('401', 'user does not exist'))
  if (signatureOfEnvelope(envelope, key) !== envelope.sign) return refused(no('401', 'sign error'))
  const problem = fieldProblem(envelope.method, envelope.data)
  return problem === '' ? dispatch(house, envelope) : refused(no('400', problem))
}

function dispatch(house: House, envelope: Envelope): Answered {
  if (isCreate(envelope.method)) return createPayment(house, envelope)
  switch (envelope.method) {
    case 'v3.QueryOrder':
      return queryOrder(house, envelope)
    case 'v3.CancelPayment':
      return cancel(house, envelope)
    case 'v3.CreateRefund':
      return createRefund(house, envelope)
    case 'v3.QueryRefundOrder':
      return queryRefund(house, envelope)
    case 'v3.QueryExchangeRate':
      return { reply: yes({ exchange_rate: '7.80', settlement_currency: envelope.data['settlement_currency'] ?? '' }) }
    default:
      return list(house, envelope)
  }
}
