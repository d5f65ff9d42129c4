/**
 * VR Payment GmbH, its product for Alipay and WeChat Pay: Bearer token, form, EUR, no notifications, so that every order
 * is polled. Reference: payment-providers §5.
 */
import { baseUrlWithin } from '../payments/base-url'
import { describedProvider } from '../payments/described'
import { description } from './description'
import { officialBaseUrl, traits } from './traits'

const hosts = ['pay.vr-payment.de']

export const vrPayment = describedProvider({
  kind: 'vr',
  traits,
  hosts,
  description,
  secretName: 'accessToken',
  baseUrlOf: (account) => baseUrlWithin(account.values['baseUrl'], officialBaseUrl, hosts),
  // It sends none; whatever claims to be one is not taken.
  reply: () => ({ status: 404, headers: { 'content-type': 'text/plain; charset=utf-8' }, body: 'not found' }),
})
