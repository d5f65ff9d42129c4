/**
 * SuPay / SuperPay (Australia): no official document found; all is an editable description with the best-known values.
 * Reference: payment-providers §4.
 */
import { baseUrlWithin } from '../payments/base-url'
import { describedProvider } from '../payments/described'
import { readQuery } from '../payments/read-query'
import { description } from './description'
import { pingOf, readNotification } from './notification'
import { officialBaseUrl, traits } from './traits'

const hosts = ['api.superpayglobal.com']

export const supay = describedProvider(
  {
    kind: 'supay',
    traits,
    hosts,
    description,
    secretName: 'authenticationCode',
    baseUrlOf: (account) => baseUrlWithin(account.values['baseUrl'], officialBaseUrl, hosts),
    readNotification,
    reply: (accepted, reason) => ({ status: accepted ? 200 : 400, headers: { 'content-type': 'text/plain; charset=utf-8' }, body: accepted ? 'SUCCESS' : (reason ?? 'FAIL') }),
  },
  (client) => ({
    confirmNotification: async (account, raw, call) => {
      const { noticeId, merchantNo } = pingOf(readQuery(raw) ?? new Map())
      if (noticeId === '' || merchantNo === '') return false
      return client.confirm(account, [['call.noticeId', noticeId], ['order.merchantNo', merchantNo]], call)
    },
  }),
)
