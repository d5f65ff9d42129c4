/**
 * YabandPay (PayPro B.V., Netherlands): one address, JSON, HMAC-SHA256 over a sorted flat map. Reference:
 * payment-providers §2; what is uncertain stands in `facts.ts` with its source.
 */
import { baseUrlWithin } from '../payments/base-url'
import { type PaymentProvider, type ProviderClient, type ProviderTools, refusedBy, textAt } from '../payments/kit'
import { callYaband, system } from './call'
import { closeOrder } from './close'
import { createOrder } from './create'
import { readNotification } from './notification'
import { queryOrder } from './query'
import { queryRefund, refund } from './refund'
import { officialBaseUrl, traits } from './traits'

const hosts = ['mapi.yabandpay.com']

function connect(tools: ProviderTools): ProviderClient {
  return {
    createOrder: (account, order, call) => createOrder(tools, account, order, call),
    queryOrder: (account, order, call) => queryOrder(tools, account, order, call),
    closeOrder: (account, order, call) => closeOrder(tools, account, order, call),
    refund: (account, asked, call) => refund(tools, account, asked, call),
    queryRefund: (account, asked, call) => queryRefund(tools, account, asked, call),
    test: async (account, call) => {
      const data = { settlement_currency: 'EUR', sub_method: 'WeChat Pay' }
      const answer = await callYaband(tools, account, { method: 'v3.QueryExchangeRate', data, safe: true, timeoutMs: 15_000 }, call)
      if (!answer.status) throw refusedBy(system, answer.code, answer.message)
      const clockOffSeconds = secondsOff(answer.date, tools.clock.now())
      return { detail: `EUR/CNY ${textAt(answer.data, 'exchange_rate') || textAt(answer.data, 'rate') || '✓'}`, ...(clockOffSeconds === undefined ? {} : { clockOffSeconds }) }
    },
    readNotification,
    // The seed answers `ok`; the pages do not say which text counts (U S). Anything but 200 makes it send again.
    reply: (accepted, reason) => ({ status: accepted ? 200 : 400, headers: { 'content-type': 'text/plain; charset=utf-8' }, body: accepted ? 'ok' : (reason ?? 'not accepted') }),
  }
}

/** How far the clock of this computer is from the provider's; `undefined` without a readable `Date`. */
function secondsOff(date: string, now: Date): number | undefined {
  const theirs = Date.parse(date)
  return Number.isNaN(theirs) ? undefined : Math.round((now.getTime() - theirs) / 1000)
}

export const yabandPay: PaymentProvider = {
  kind: 'yaband',
  traits,
  hosts,
  baseUrlOf: (account) => baseUrlWithin(account.values['baseUrl'], officialBaseUrl, hosts),
  connect,
}
