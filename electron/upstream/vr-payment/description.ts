import type { ProviderDescription } from '@shared/contract/payment-providers'
import { describe } from '../payments/described'

const { answer, bearer, fields, get, postForm } = describe

const base = '/processing-api/v1/payments'

/** Result codes of OPPWA, whose field names the readable part of the page uses; for this product uncertain (§5.2). */
const success = String.raw`^(000\.000\.|000\.100\.1|000\.[36])`
/** Done, but to be looked at by a person of the merchant: not counted as paid by itself. */
const review = String.raw`^(000\.400\.0[^3]|000\.400\.100)`
const pending = String.raw`^000\.200`
const pendingDays = String.raw`^(800\.400\.5|100\.400\.500)`
const cancelled = String.raw`^100\.396\.10[14]`
/** Rejections. `900…` is about the connection and stays unknown. */
const rejected = String.raw`^[1235678]00\.`

const orderStates = { [success]: 'paid', [review]: 'pending', [pending]: 'pending', [pendingDays]: 'pending', [cancelled]: 'closed', [rejected]: 'failed' }
const refundStates = { [success]: 'succeeded', [review]: 'needsManual', [pending]: 'processing', [pendingDays]: 'processing', [rejected]: 'failed' }

const ours = { state: 'result.code', amount: 'amount', currency: 'currency' }

function creating(brand: string) {
  return postForm(
    base,
    fields(
      ['amount', 'order.amount', { format: 'major' }],
      ['currency', 'order.currency'],
      ['paymentBrand', `'${brand}'`],
      ['merchantTransactionId', 'order.merchantNo'],
      ['shopperResultUrl', 'account.redirectUrl', { optional: true }],
    ),
    bearer,
    // 307 is an answer: the guest's browser goes to its Location, our token never does.
    answer('redirect', { map: { providerNo: 'id', state: 'result.code' }, states: orderStates, errorText: 'result.description' }),
  )
}

/**
 * Address, header, form and the HTTP statuses are from the provider's page (payment-providers §5.1, C VR-hc); paths and
 * fields of query and refund were not readable and follow OPPWA (U).
 */
export const description: ProviderDescription = {
  version: 1,
  calls: {
    'create.wechat': creating('WECHAT'),
    'create.alipay': creating('ALIPAY'),
    'query.provider': get(`${base}/{order.providerNo}`, [], bearer, answer('json', { map: { ...ours, providerNo: 'id', merchantNo: 'merchantTransactionId' }, states: orderStates, errorText: 'result.description' })),
    refund: postForm(
      `${base}/{order.providerNo}`,
      fields(['paymentType', `'RF'`], ['amount', 'refund.amount', { format: 'major' }], ['currency', 'refund.currency'], ['merchantTransactionId', 'refund.refundNo']),
      bearer,
      answer('json', { map: { ...ours, providerRefundNo: 'id' }, states: refundStates, errorText: 'result.description' }),
    ),
    refundQuery: get(`${base}/{refund.providerRefundNo}`, [], bearer, answer('json', { map: { ...ours, providerRefundNo: 'id', refundNo: 'merchantTransactionId' }, states: refundStates, errorText: 'result.description' })),
    test: get(`${base}/00000000000000000000000000000000`, [], bearer, answer('json', { errorText: 'result.description' })),
  },
}
