/**
 * Stand-in of WeChat's cloud call and of the merchant's function behind it (payment-providers §6 and §10.2): token,
 * `tcb/invokecloudfunction` with its five seconds, APIv2's books in camel case, the unsigned callback.
 */
import type { StandInReply, StandInRequest } from '../http/server'
import { type Answered, House } from '../payments/house'
import type { Delivery, Outgoing } from '../payments/outbox'
import type { PaymentStandIn, PaymentStandInOptions, StandInAccount, StandInOrder } from '../payments/types'
import { shownPayment } from '../wechatpay-v2/orders'
import { refundIdOf } from '../wechatpay-v2/refunds'
import { providerMchid, runFunction } from './function'

export interface CloudPayStandInOptions extends PaymentStandInOptions {
  /** After so long the gateway gives up, although the function goes on; the real one after about 5 s. */
  functionLimitMs?: number
}

export interface CloudPayStandIn extends PaymentStandIn {
  /** From now on a token is over (42001), or unknown (40014). */
  refuseToken(token: string, errcode: 40014 | 42001): void
  /** Whether refund queries give a count and no details, as developers report (§6.3). */
  setEmptyRefundLists(empty: boolean): void
}

const invoke = '/tcb/invokecloudfunction'

export async function startCloudPayStandIn(options: CloudPayStandInOptions): Promise<CloudPayStandIn> {
  const refusedTokens = new Map<string, number>()
  const limitMs = options.functionLimitMs ?? 5_000
  let emptyLists = false
  const house: House = new House(
    {
      kinds: ['cloudpay'],
      merchantField: 'subMchid',
      rules: { most: 50, days: 365, idempotent: true },
      nameOf: (request) => (request.path === invoke ? actionOf(request) : request.path),
      answer: (request) => answer(request),
      systemError: () => gateway(-1, 'system error'),
      tooMany: () => returned({ ok: false, data: null, error: { code: 'FREQUENCY_LIMITED', message: '频率限制' } }),
      portalRefundNo: () => refundIdOf(house),
      paymentNotice: (order, _account, forgery) => callback(order, forgery === 'otherAmount' ? order.amountMinor + 100 : order.paidMinor),
      acknowledged,
    },
    options,
  )

  function answer(request: StandInRequest): Answered {
    if (request.path === '/cgi-bin/token') return { reply: json({ access_token: `T${house.digits(60)}`, expires_in: 7200 }) }
    if (request.path !== invoke) return { reply: { status: 404, headers: { 'content-type': 'text/plain' }, body: 'not found' } }
    const refusal = gatewayRefusal(request, refusedTokens)
    if (refusal) return { reply: refusal }
    const call = callOf(request)
    if (!call) return { reply: gateway(40101, 'missing parameter') }
    const account = accounts.find(({ values }) => values['env'] === call.env && values['functionName'] === call.name)
    if (!account) return { reply: gateway(-501000, `FunctionName: ${call.name} could not be found`) }
    const { output, number } = runFunction(house, account, call.input, emptyLists)
    return { reply: inTime(actionOf(request), returned(output)), ...(number === undefined ? {} : { number }) }
  }

  /** The function has done its work by then; only its answer does not come. The code is the one that developers report. */
  function inTime(action: string, reply: StandInReply): StandInReply {
    const delay = house.faults.take('delay', action)
    if (!delay) return reply
    return delay.ms > limitMs ? { ...gateway(-504003, 'Invoking task timed out'), delayMs: limitMs } : { ...reply, delayMs: delay.ms }
  }

  const accounts: StandInAccount[] = [...options.accounts]
  return Object.assign(await house.start(), {
    addAccount: (account: StandInAccount) => {
      house.addAccount(account)
      const before = accounts.findIndex(({ values }) => values['env'] === account.values['env'] && values['functionName'] === account.values['functionName'])
      if (before >= 0) accounts.splice(before, 1)
      accounts.push(account)
    },
    refuseToken: (token: string, errcode: 40014 | 42001) => void refusedTokens.set(token, errcode),
    setEmptyRefundLists: (empty: boolean) => void (emptyLists = empty),
  })
}

const json = (content: object): StandInReply => ({ status: 200, headers: { 'content-type': 'application/json; charset=utf-8' }, body: JSON.stringify(content) })
const gateway = (errcode: number, errmsg: string): StandInReply => json({ errcode, errmsg })
const returned = (output: object): StandInReply => json({ errcode: 0, errmsg: 'ok', resp_data: JSON.stringify(output) })

/** What WeChat's server refuses before any function is called (§6.2). */
function gatewayRefusal({ method, query, body }: StandInRequest, refusedTokens: ReadonlyMap<string, number>): StandInReply | undefined {
  if (method !== 'POST') return gateway(43002, 'require POST method')
  const token = query.get('access_token') ?? ''
  if (token === '') return gateway(41001, 'access_token missing')
  const refused = refusedTokens.get(token)
  if (refused !== undefined) return gateway(refused, refused === 42001 ? 'access_token expired' : 'invalid access_token')
  return body.length === 0 ? gateway(44002, 'empty post data') : undefined
}

interface Call {
  env: string
  name: string
  input: Record<string, unknown>
}

/** Environment and function in the address with the input as body, or all three in the body: both pages are about. */
function callOf({ query, body }: StandInRequest): Call | undefined {
  const content = objectIn(body.toString('utf8'))
  const [env, name] = [query.get('env'), query.get('name')]
  if (content && env !== null && name !== null) return { env, name, input: content }
  const input = typeof content?.['req_data'] === 'string' ? objectIn(content['req_data']) : undefined
  if (typeof content?.['env'] !== 'string' || typeof content['name'] !== 'string' || !input) return undefined
  return { env: content['env'], name: content['name'], input }
}

function actionOf(request: StandInRequest): string {
  const action = callOf(request)?.input['action']
  return typeof action === 'string' ? action : invoke
}

function objectIn(text: string): Record<string, unknown> | undefined {
  try {
    const content: unknown = JSON.parse(text)
    return typeof content === 'object' && content !== null && !Array.isArray(content) ? { ...content } : undefined
  } catch {
    return undefined
  }
}

/** As the merchant's second function gets it and passes it on; only payments are told, and nothing is signed (§6.4). */
function callback(order: StandInOrder, amountMinor: number): Outgoing | undefined {
  if (order.notifyUrl === '') return undefined
  const paid = Object.fromEntries(shownPayment({ ...order, paidMinor: amountMinor }).filter(([, value]) => value !== ''))
  const camel = Object.entries(paid).map(([name, value]): [string, string | number] => [
    name.replaceAll(/_([a-z])/gu, (_all, letter: string) => letter.toUpperCase()),
    name.endsWith('_fee') ? Number(value) : value,
  ])
  const about = { returnCode: 'SUCCESS', resultCode: 'SUCCESS', appid: 'wx8888888888888888', mchId: providerMchid, subAppid: order.more['appid'] ?? '', subMchId: order.merchant, outTradeNo: order.merchantNo }
  return { method: 'POST', url: order.notifyUrl, headers: { 'content-type': 'application/json' }, body: JSON.stringify({ ...about, ...Object.fromEntries(camel) }) }
}

/** Anything but `errcode` 0 brings it again; the form of APIv2 counts as failure. */
function acknowledged({ status, answer }: Delivery): boolean {
  return status === 200 && objectIn(answer)?.['errcode'] === 0
}
