import type { ProviderDescription } from '@shared/contract/payment-providers'
import { describe } from '../payments/described'

type DescribedField = describe.DescribedField
type DescribedSign = describe.DescribedSign

const { answer, fields, get, md5 } = describe

const webPath = '/zhifu/mc_itf'
const time = ['timestamp', 'call.timestamp', { format: 'milliseconds' }] as const
const sign = (name: string): DescribedSign => md5('sign', `'${name}'`, 'account.mid', 'call.timestamp', 'secret')

/** What every creating call has; `type` 0 is Alipay, 1 WeChat. */
function creating(name: string, type: '0' | '1', ...more: DescribedField[]): DescribedField[] {
  return [
    ...fields(
      ['function', `'${name}'`],
      ['type', `'${type}'`],
      ['mid', 'account.mid'],
      time,
      ['subject', 'order.description'],
      ['amount', 'order.amount', { format: 'major' }],
      ['currency', 'order.currency'],
      ['notify_url', 'account.notifyUrl', { optional: true }],
      // A QR order has no field for the merchant's number: it comes back in here.
      ['passback_parameters', 'order.asJson'],
    ),
    ...more,
  ]
}

const validity = fields(['it_b_pay', 'order.lifetime'])
const linked = fields(['merchant_trade_no', 'order.merchantNo'], ['return_url', 'account.redirectUrl', { optional: true }])

const qrAnswer = answer('json', { success: { path: 'status', equals: ['200'] }, map: { providerNo: 'trade_no', codeUrl: 'qr_code' }, errorText: 'error_info' })
/** The answer's own signature covers none of its content: it is not looked at. */
const orderAnswer = answer('json', {
  success: { path: 'function', equals: ['query', 'wap_query'] },
  map: { providerNo: 'trade_no', state: 'trans_status', amount: 'amount', currency: 'currency', refunded: 'refund_amount', rate: 'forex_rate' },
  // `UNKNOWN` is used for not yet paid.
  states: { TRADE_SUCCESS: 'paid', TRADE_FAILED: 'failed', TRADE_CLOSED: 'closed', UNKNOWN: 'pending' },
  errorText: 'error_info',
})
const plainAnswer = answer('json', { success: { path: 'status', equals: ['200'] }, map: {}, errorText: 'error_info' })

const asking = (name: string, number: string) => get(webPath, fields(['function', `'${name}'`], ['mid', 'account.mid'], time, ['trade_no', number]), sign(name), orderAnswer)

/**
 * Everything is from one open-source driver with tests of 2019 (payment-providers §3, U T-src). The refund is `seed only`:
 * its names are a guess to begin with, and it stays off until an administrator has entered those of the provider's paper.
 */
export const description: ProviderDescription = {
  version: 1,
  calls: {
    'create.wechat_native': get(webPath, creating('precreate', '1', ...validity), sign('precreate'), qrAnswer),
    'create.alipay_native': get(webPath, creating('precreate', '0', ...validity), sign('precreate'), qrAnswer),
    'create.wechat_link': get('/wap/WxpayAPI/jsapi.php', creating('wap_precreate', '1', ...linked), sign('wap_precreate'), answer('link')),
    'create.alipay_link': get('/wap/wappay/pay.html', creating('wap_precreate', '0', ...validity, ...linked), sign('wap_precreate'), answer('link')),
    'query.provider': asking('query', 'order.providerNo'),
    // Orders of links are asked for with the merchant's number in the field of the provider's.
    'query.merchant': asking('wap_query', 'order.merchantNo'),
    close: get(webPath, fields(['function', `'cancel'`], ['mid', 'account.mid'], time, ['trade_no', 'order.providerNo']), sign('cancel'), plainAnswer),
    refund: get(
      webPath,
      fields(['function', `'refund'`], ['mid', 'account.mid'], time, ['trade_no', 'order.providerNo'], ['refund_amount', 'refund.amount', { format: 'major' }], ['currency', 'refund.currency']),
      sign('refund'),
      plainAnswer,
      false,
    ),
    test: asking('query', `'A00000000000000000'`),
  },
}
