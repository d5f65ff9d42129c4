/** What kinds `v2` and `v2sp` can do. Source: payment-providers §7. */
import type { AccountField, ProviderFact, ProviderTraits } from '@shared/contract/payment-providers'
import { SYSTEM } from './account'
import { merchantNumber, refundNumber } from './fields'

const line = (name: string, required: boolean, pattern: string, maxLength = 32): AccountField => ({
  name, required, secret: false, input: 'line', choices: [], pattern, maxLength, initial: '',
})
const choice = (name: string, choices: string[]): AccountField => ({
  name, required: true, secret: false, input: 'choice', choices, pattern: '', maxLength: 32, initial: choices[0] ?? '',
})

const appid = 'wx[0-9a-zA-Z]{16}'
const mchid = '\\d{6,32}'
const apiKey: AccountField = { name: 'apiKey', required: true, secret: true, input: 'line', choices: [], pattern: '[0-9A-Za-z]{32}', maxLength: 32, initial: '' }

const fact = (key: string, certain: boolean, source: string): ProviderFact => ({ key, certain, source, asOf: '2026-06-30' })

const facts: ProviderFact[] = [
  fact('v2Signed', true, 'payment-providers §7.2 (V2-sign)'),
  fact('v2Certificate', true, 'payment-providers §7.1 (V2-doc)'),
  fact('v2Accepted', true, 'payment-providers §7.4 (V2-doc, G-faq)'),
  fact('v2SameNumber', true, 'payment-providers §7.6 (V2-doc)'),
  fact('v2Pause', true, 'payment-providers §7.6 (V2-doc, G-faq)'),
  fact('v2RefundNotice', true, 'payment-providers §7.7 (V2-doc, SIL)'),
  fact('v2List', true, 'payment-providers §7.3 (G2-rq)'),
  fact('v2CodeLife', false, 'payment-providers §7.3 (V2-doc)'),
  fact('v2H5', false, 'payment-providers §7.3 (V2-doc)'),
  fact('v2SecondSource', false, 'payment-providers §7.6 (G-refundlogic)'),
  fact('v2Mismatch', false, 'payment-providers §7.5'),
]

export function traitsOf(kind: 'v2' | 'v2sp'): ProviderTraits {
  const serviceProvider = kind === 'v2sp'
  return {
    kind,
    system: SYSTEM,
    serviceProvider,
    methods: [
      { id: 'wechat_native', gives: 'codeUrl', asks: [], certain: true },
      { id: 'wechat_mini', gives: 'miniProgram', asks: ['openid'], certain: true },
      { id: 'wechat_h5', gives: 'url', asks: ['payerIp'], certain: false },
    ],
    // CNY in the mainland; overseas the merchant's own.
    currencies: [],
    amountUnit: 'minor',
    orderQuery: ['merchant', 'wechat'],
    refundBy: ['merchant', 'wechat'],
    refund: 'yes',
    refundCurrency: 'order',
    refundQuery: 'ourNumber',
    refundList: true,
    refundIdempotent: true,
    maxRefunds: 50,
    refundDays: 365,
    refundPauseSeconds: 60,
    close: true,
    closeAfterMinutes: 5,
    notification: 'covered',
    narrowText: true,
    merchantNumber,
    refundNumber,
    refundReason: { required: false, maxBytes: 80 },
    minimum: { CNY: 1 },
    lifetimeMinutes: 120,
    fields: [
      line('mchid', true, mchid),
      line('appid', true, appid),
      ...(serviceProvider ? [line('subMchid', true, mchid), line('subAppid', false, appid)] : []),
      choice('region', ['domestic', 'overseas']),
      choice('accessPoint', ['api', 'api2']),
      choice('signType', ['HMAC-SHA256', 'MD5']),
      choice('refundSecondSource', ['no', 'yes']),
      apiKey,
    ],
    keys: ['clientCertificate'],
    described: false,
    unverified: false,
    facts,
  }
}
