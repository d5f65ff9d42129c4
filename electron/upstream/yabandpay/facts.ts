import type { ProviderFact } from '@shared/contract/payment-providers'

const asOf = '2026-06-30'
const fact = (key: string, certain: boolean, source: string): ProviderFact => ({ key, certain, source, asOf })

/** What is known of YabandPay's behaviour, and how well (payment-providers §2 and §12). */
export const facts: ProviderFact[] = [
  fact('yabandQueryByProviderNo', true, 'docs.yabandpay.com/api/en (order query)'),
  fact('yabandRefundLimits', true, 'docs.yabandpay.com/api/en/payments/refund/refund.html'),
  fact('yabandRefundStates', true, 'docs.yabandpay.com/api/en/payments/refund/queryrefund.html'),
  fact('yabandRefundState26', false, 'docs.yabandpay.com/api/cn/payments/refund/queryrefund.html'),
  fact('yabandRefundNotIdempotent', false, 'docs.yabandpay.com/api/en/payments/refund/refund.html'),
  fact('yabandRefundCurrency', false, 'docs.yabandpay.com/api/en/payments/refund/refund.html'),
  fact('yabandCancelWindow', true, 'docs.yabandpay.com/api/en (cancel)'),
  fact('yabandTip', true, 'docs.yabandpay.com/api/cn/payments/others/notify.html'),
  fact('yabandAcknowledge', false, 'A20'),
  fact('yabandDotForm', false, 'docs.yabandpay.com/api/en/payments/others/notify.html'),
  fact('yabandEmptyValues', false, 'docs.yabandpay.com/api/en (sign)'),
  fact('yabandOrderNoOnce', false, 'docs.yabandpay.com/api/en/payments/simplepay/pay.html'),
  fact('yabandPaypal', false, 'A20-6'),
]
