import type { DescribedCall, ProviderDescription } from '@shared/contract/payment-providers'

/** How the stand-in's refund is called: the real names are not published, so they can be any. */
export interface RefundNames {
  function: string
  providerNo: string
  amount: string
  currency: string
  refundNo: string
}

export const practiceNames: RefundNames = { function: 'refund_apply', providerNo: 'trade_no', amount: 'refund_fee', currency: 'refund_currency', refundNo: 'out_refund_no' }

/**
 * A description for practice: the shipped one with the refund as this stand-in has it. The refund of the shipped one is
 * off until somebody has entered what the provider's paper says.
 */
export function practiceDescription(shipped: ProviderDescription, names: RefundNames = practiceNames): ProviderDescription {
  const field = (name: string, from: string, format: DescribedCall['fields'][number]['format'] = 'text') => ({ name, from, format, optional: false })
  const refund: DescribedCall = {
    enabled: true,
    method: 'GET',
    path: '/zhifu/mc_itf',
    content: 'query',
    fields: [
      field('function', `'${names.function}'`),
      field('mid', 'account.mid'),
      field('timestamp', 'call.timestamp', 'milliseconds'),
      field(names.providerNo, 'order.providerNo'),
      field(names.amount, 'refund.amount', 'major'),
      field(names.currency, 'refund.currency'),
      field(names.refundNo, 'refund.refundNo'),
    ],
    sign: { algorithm: 'md5', field: 'sign', parts: [`'${names.function}'`, 'account.mid', 'call.timestamp', 'secret'], separator: '', case: 'lower' },
    answer: { type: 'json', success: { path: 'status', equals: ['200'] }, map: { providerNo: 'trade_no' }, states: {}, errorText: 'error_info' },
  }
  return { ...shipped, calls: { ...shipped.calls, refund } }
}
