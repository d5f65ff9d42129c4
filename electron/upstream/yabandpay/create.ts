import { toMajor } from '@shared/domain/money'
import { Fault } from '../../platform/errors/fault'
import { type CreatedOrder, type Effect, lostEffect, memberOf, type OpenAccount, type OrderToCreate, type ProviderCall, type ProviderTools, type ReadJson, refusedBy, textOf, unclear } from '../payments/kit'
import { callYaband, system, type YabandAnswer } from './call'

type Gives = NonNullable<CreatedOrder['payWith']>['gives']

interface Way {
  method: string
  /** `sub_pay_method`. */
  sub: string
  gives: Gives
  /** Fields of this method: the provider's name → what the order or the account has. */
  more?: (order: OrderToCreate, account: OpenAccount) => Record<string, string>
}

const asked = (order: OrderToCreate, name: string): string => order.asked[name] ?? ''
const redirect = (_order: OrderToCreate, account: OpenAccount) => ({ redirect_url: account.values['redirectUrl'] ?? '' })

/** How each of our methods is asked for (payment-providers §2.3). */
const ways: Readonly<Record<string, Way>> = {
  hosted: { method: 'v3.CreatePayments', sub: 'YabandPay', gives: 'url', more: redirect },
  wechat_native: { method: 'v3.CreateWechatNativePay', sub: 'WeChat Pay', gives: 'codeUrl', more: () => ({ url_type: '02' }) },
  wechat_mini: {
    method: 'v3.CreatePaymentsWechatMiniPay',
    sub: 'WeChat Pay',
    gives: 'miniProgram',
    more: (order) => ({ sub_app_id: asked(order, 'appId'), sub_open_id: asked(order, 'openid') }),
  },
  wechat_h5: { method: 'v3.CreatePaymentsWechatH5Pay', sub: 'WeChat Pay', gives: 'url', more: redirect },
  alipay: { method: 'v3.CreatePaymentsAlipayWap', sub: 'Alipay', gives: 'url', more: redirect },
  // From the seed article alone (A20-6).
  paypal: {
    method: 'v3.CreatePayments',
    sub: 'PAYPAL/RECURRING',
    gives: 'url',
    more: (order, account) => ({ post_email: asked(order, 'payerEmail'), ...redirect(order, account) }),
  },
  ideal: { method: 'v3.CreatePayments', sub: 'iDEAL', gives: 'url', more: redirect },
}

const required: Readonly<Record<string, readonly string[]>> = { wechat_mini: ['appId', 'openid'], paypal: ['payerEmail'] }

export async function createOrder(tools: ProviderTools, account: OpenAccount, order: OrderToCreate, call: ProviderCall): Promise<Effect<CreatedOrder>> {
  const way = Object.hasOwn(ways, order.method) ? ways[order.method] : undefined
  if (!way) return { outcome: 'notSent', fault: new Fault('payments.methodUnknown', { params: { method: order.method } }) }
  const missing = required[order.method]?.find((name) => asked(order, name) === '')
  if (missing !== undefined) return { outcome: 'notSent', fault: new Fault('payments.askedMissing', { params: { field: missing } }) }
  try {
    const data = fieldsOf(order, account, way)
    const answer = await callYaband(tools, account, { method: way.method, data, safe: false, timeoutMs: 15_000 }, call)
    return judge(answer, way, await tools.baseUrl(account))
  } catch (cause) {
    return lostEffect(cause)
  }
}

function fieldsOf(order: OrderToCreate, account: OpenAccount, way: Way): Record<string, string> {
  return {
    pay_method: 'online',
    sub_pay_method: way.sub,
    order_id: order.merchantNo,
    amount: toMajor(order.amountMinor, order.currency),
    currency: order.currency,
    description: order.description,
    demo: order.merchantNo,
    timeout: String(minutes(order)),
    notify_url: account.notifyUrl,
    ...way.more?.(order, account),
  }
}

/** Whole minutes, 1 to 1440: `0` would mean 1440 (§2.3). */
function minutes({ createdAt, expiresAt }: OrderToCreate): number {
  const wanted = Math.ceil((Date.parse(expiresAt) - Date.parse(createdAt)) / 60_000)
  return Math.min(1440, Math.max(1, Number.isFinite(wanted) ? wanted : 1440))
}

function judge(answer: YabandAnswer, way: Way, base: string): Effect<CreatedOrder> {
  // The behaviour of a number used twice is not documented: a person decides (§2.3, U).
  if (!answer.status) return { outcome: 'refused', fault: refusedBy(system, answer.code, answer.message), again: 'never' }
  const text = payTextOf(answer.data, way.gives)
  const providerNo = textOf(memberOf(answer.data, 'trade_id'))
  if (text === '') return { outcome: 'unknown', fault: unclear(system, new URL(base).host, 200, answer.message) }
  return { outcome: 'done', value: { ...(providerNo === '' ? {} : { providerNo }), payWith: { gives: way.gives, text }, raw: answer.raw } }
}

function payTextOf(data: ReadJson | undefined, gives: Gives): string {
  const parameters = memberOf(data, 'parameters')
  if (gives === 'miniProgram') return typeof parameters === 'string' ? parameters : parameters === undefined || parameters === null ? '' : JSON.stringify(parameters)
  const url = textOf(memberOf(data, 'url')) || textOf(memberOf(parameters, 'pay_url'))
  const form = gives === 'codeUrl' ? /^(?:weixin|https?):\/\/\S{1,2000}$/u : /^https?:\/\/\S{1,2000}$/u
  return form.test(url) ? url : ''
}
