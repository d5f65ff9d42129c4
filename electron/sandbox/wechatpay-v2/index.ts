/**
 * Stand-in of WeChat Pay APIv2 over real HTTP on 127.0.0.1, or over mutual TLS (payment-providers §7 and §10.2). Reads
 * its XML with a published parser, computes its signatures for itself, and shares no code with our client.
 */
import type { StandInReply, StandInRequest, StandInTls } from '../http/server'
import { type Answered, House } from '../payments/house'
import type { PaymentStandIn, PaymentStandInOptions, StandInAccount } from '../payments/types'
import { answered, type Caller, notTakenIn, refused, type Result } from './answer'
import { downloadBill, downloadFundFlow } from './bills'
import { enter } from './door'
import { fieldProblem, knowsCall } from './fields'
import { acknowledged, paymentNotice, refundNotice } from './notices'
import { closeOrder, orderQuery, unifiedOrder } from './orders'
import { RefundPace } from './pace'
import { refund, refundIdOf, refundQuery } from './refunds'

export interface WechatPayV2StandInOptions extends PaymentStandInOptions {
  /** With it the client certificate of the merchant is demanded for refunds. */
  tls?: StandInTls
  /** Refunds a second, correct and faulty ones; the real one takes 150 and 6. */
  refundsPerSecond?: { correct: number; faulty: number }
}

export async function startWechatPayV2StandIn(options: WechatPayV2StandInOptions): Promise<PaymentStandIn> {
  const accounts: StandInAccount[] = [...options.accounts]
  const pace = new RefundPace(options.clock, options.refundsPerSecond ?? { correct: 150, faulty: 6 })
  const callerless: StandInReply = { status: 502, headers: { 'content-type': 'text/html' }, body: '<h1>502 Bad Gateway</h1>' }
  const say = (request: StandInRequest, code: string, words: string): StandInReply => {
    const entered = enter(request, accounts)
    return entered.ok ? answered(refused(code, words), entered.caller, house.digits(32), false) : callerless
  }
  const house: House = new House(
    {
      kinds: ['v2', 'v2sp'],
      merchantField: 'mchid',
      rules: { most: 50, days: 365, idempotent: true },
      nameOf: ({ path }) => path,
      answer: (request) => answer(house, request, accounts, pace),
      systemError: (_name, request) => say(request, 'SYSTEMERROR', '系统错误'),
      tooMany: (request) => say(request, 'FREQUENCY_LIMITED', '频率限制'),
      portalRefundNo: () => refundIdOf(house),
      paymentNotice: (order, account, forgery) => paymentNotice(house, order, account, forgery),
      refundNotice: (one, order, account) => refundNotice(house, one, order, account),
      acknowledged,
    },
    options,
  )
  return Object.assign(await house.start(options.tls), {
    addAccount: (account: StandInAccount) => {
      house.addAccount(account)
      const before = accounts.findIndex((one) => identityOf(one) === identityOf(account))
      if (before >= 0) accounts.splice(before, 1)
      accounts.push(account)
    },
  })
}

const identityOf = ({ values }: StandInAccount): string => JSON.stringify(['mchid', 'appid', 'subMchid'].map((name) => values[name] ?? ''))

type Call = (house: House, caller: Caller, given: Readonly<Record<string, string>>) => Result

const calls: Readonly<Record<string, Call>> = {
  '/pay/unifiedorder': unifiedOrder,
  '/pay/orderquery': orderQuery,
  '/pay/closeorder': closeOrder,
  '/secapi/pay/refund': refund,
  '/pay/refundquery': refundQuery,
}

/** Answered with the file itself. */
const bills: Readonly<Record<string, (house: House, caller: Caller, given: Readonly<Record<string, string>>) => StandInReply>> = {
  '/pay/downloadbill': downloadBill,
  '/pay/downloadfundflow': downloadFundFlow,
}

function answer(house: House, request: StandInRequest, accounts: readonly StandInAccount[], pace: RefundPace): Answered {
  if (!knowsCall(request.path)) return { reply: { status: 404, headers: { 'content-type': 'text/plain' }, body: 'not found' } }
  const entered = enter(request, accounts)
  if (!entered.ok) return { reply: entered.reply }
  const { caller, fields } = entered
  const bill = bills[request.path]
  if (bill) return { reply: fieldProblem(request.path, fields) === '' ? bill(house, caller, fields) : notTakenIn('missing parameter') }
  const result = resultOf(house, request.path, caller, fields, pace)
  const number = result.number
  const badly = house.faults.take('badSignature', request.path) !== undefined || number?.endsWith('-BADSIG') === true
  return { reply: answered(result, caller, house.digits(32), badly), ...(number === undefined ? {} : { number }) }
}

function resultOf(house: House, path: string, caller: Caller, fields: Record<string, string>, pace: RefundPace): Result {
  const isRefund = path === '/secapi/pay/refund'
  if (isRefund && pace.isFull(caller.mchid)) return refused('INVALID_REQ_TOO_MUCH', '无效请求过多')
  const problem = fieldProblem(path, fields) || numberProblem(path, fields)
  const result = problem === '' ? (calls[path]?.(house, caller, fields) ?? refused('SYSTEMERROR', '')) : refused('PARAM_ERROR', problem)
  if (isRefund) pace.count(caller.mchid, result.ok)
  return result
}

function numberProblem(path: string, fields: Readonly<Record<string, string>>): string {
  const asked = ['transaction_id', 'out_trade_no', 'out_refund_no', 'refund_id'].some((name) => (fields[name] ?? '') !== '')
  const order = ['transaction_id', 'out_trade_no'].some((name) => (fields[name] ?? '') !== '')
  if (path === '/secapi/pay/refund' && !order) return '缺少参数out_trade_no'
  return asked ? '' : '缺少参数out_trade_no'
}
