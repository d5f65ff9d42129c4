import type { ProviderDescription } from '@shared/contract/payment-providers'
import { describe } from '../payments/described'

type DescribedField = describe.DescribedField
type DescribedSign = describe.DescribedSign

const { answer, fields, get, md5, unsigned } = describe

/** `merchant_id=..&authentication_code=..` and so on: a fixed list, values raw (payment-providers §4.2). */
function token(...list: readonly (readonly [name: string, from: string])[]): DescribedSign {
  return md5('token', ...list.flatMap(([name, from], index) => [`'${index === 0 ? '' : '&'}${name}='`, from]))
}

const who = ['merchant_id', 'account.merchantId'] as const
const code = ['authentication_code', 'secret'] as const
const createToken = token(who, code, ['merchant_trade_no', 'order.merchantNo'], ['total_amount', 'order.amount'])
const queryToken = token(who, code, ['merchant_trade_no', 'order.merchantNo'])
const refundToken = token(who, code, ['merchant_trade_no', 'refund.refundNo'], ['org_merchant_trade_no', 'order.merchantNo'], ['total_amount', 'refund.amount'])

function creating(...more: DescribedField[]): DescribedField[] {
  return [
    ...fields(
      who,
      ['product_title', 'order.description'],
      ['merchant_trade_no', 'order.merchantNo'],
      ['currency', 'order.currency'],
      ['total_amount', 'order.amount', { format: 'major' }],
      // In GMT, unlike everything of WeChat Pay.
      ['create_time', 'call.now', { format: 'gmt' }],
      ['notification_url', 'account.notifyUrl', { optional: true }],
      ['return_url', 'account.redirectUrl', { optional: true }],
    ),
    ...more,
  ]
}

const created = answer('json', { success: { path: 'result', equals: ['SUCCESS'] }, map: { url: 'supayCashierURL', codeUrl: 'QRCodeURL' }, errorText: 'reason' })
const wechat = get('/payment/wxpayproxy/merchant_request', creating(), createToken, created)

/**
 * Everything is from third-party code (payment-providers §4, U P-go P-php). Which field of the query means "paid" is not
 * known: `query_success` says by its name only that the query worked. Until an administrator has named field and value,
 * an order is never marked paid (§4.4).
 */
export const description: ProviderDescription = {
  version: 1,
  calls: {
    'create.wechat': wechat,
    'create.wechat_native': wechat,
    'create.alipay_link': get('/payment/bridge/merchant_request', creating(...fields(['mobile_flag', `'T'`])), createToken, answer('link')),
    'query.merchant': get(
      '/payment/bridge/get_payment_detail',
      fields(who, ['merchant_trade_no', 'order.merchantNo']),
      queryToken,
      answer('json', {
        success: { path: 'query_success', equals: ['T'] },
        map: { state: 'query_success', merchantNo: 'merchant_trade_no', amount: 'total_amount', currency: 'currency' },
        states: { T: 'pending' },
        errorText: 'reason',
      }),
    ),
    // The form of the answer was not seen: taken to be that of creation.
    refund: get(
      '/payment/bridge/refund',
      fields(who, ['merchant_trade_no', 'refund.refundNo'], ['org_merchant_trade_no', 'order.merchantNo'], ['total_amount', 'refund.amount', { format: 'major' }]),
      refundToken,
      answer('json', { success: { path: 'result', equals: ['SUCCESS'] }, errorText: 'reason' }),
    ),
    // Older code expects the text SUCCESS, newer JSON.
    confirm: get(
      '/payment/bridge/notification_verification',
      fields(['notice_id', 'call.noticeId'], ['merchant_trade_no', 'order.merchantNo']),
      unsigned,
      answer('text', { success: { path: 'result', equals: ['SUCCESS'] } }),
    ),
    test: get(
      '/payment/bridge/get_current_rate',
      fields(['currency', `'AUD'`], ['source', `'ALIPAY'`]),
      unsigned,
      answer('json', { success: { path: 'query_success', equals: ['T'] }, map: { rate: 'rate' }, errorText: 'reason' }),
    ),
  },
}
