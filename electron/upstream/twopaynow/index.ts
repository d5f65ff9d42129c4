/**
 * 2PayNow (Sepay B.V., Netherlands): no public document; all is an editable description with the best-known values.
 * Reference: payment-providers §3.
 */
import { baseUrlWithin } from '../payments/base-url'
import { describedProvider } from '../payments/described'
import { description } from './description'
import { readNotification } from './notification'
import { officialBaseUrl, traits } from './traits'

// The two link addresses of the driver are plain HTTP and one is without www: over TLS first, the operator sees which.
const hosts = ['www.2paynow.com', '2paynow.com']

export const twoPayNow = describedProvider({
  kind: '2paynow',
  traits,
  hosts,
  description,
  secretName: 'key',
  baseUrlOf: (account) => baseUrlWithin(account.values['baseUrl'], officialBaseUrl, hosts),
  readNotification,
  // The seed answers `success` (U S).
  reply: (accepted, reason) => ({ status: accepted ? 200 : 400, headers: { 'content-type': 'text/plain; charset=utf-8' }, body: accepted ? 'success' : (reason ?? 'fail') }),
})
