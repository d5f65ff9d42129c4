import type { ProviderFact, ProviderTraits } from '@shared/contract/payment-providers'
import { accountField as field } from '../payments/account-field'

export const officialBaseUrl = 'https://api.superpayglobal.com'

const asOf = '2026-06-30'
const go = 'github.com/shop-r1/superpay-h5'
const fact = (key: string, source: string): ProviderFact => ({ key, certain: false, source, asOf })

export const traits: ProviderTraits = {
  kind: 'supay',
  system: 'supay',
  serviceProvider: false,
  methods: [
    { id: 'wechat', gives: 'url', asks: [], certain: false },
    { id: 'wechat_native', gives: 'codeUrl', asks: [], certain: false },
    { id: 'alipay_link', gives: 'url', asks: [], certain: false },
  ],
  currencies: ['AUD'],
  amountUnit: 'major',
  orderQuery: ['merchant'],
  refundBy: ['merchant'],
  refund: 'yes',
  refundCurrency: 'local',
  refundQuery: 'none',
  refundList: false,
  refundIdempotent: false,
  refundPauseSeconds: 0,
  close: false,
  closeAfterMinutes: 0,
  notification: 'hint',
  merchantNumber: { pattern: '[0-9A-Za-z_-]{1,64}', maxLength: 64 },
  refundNumber: { pattern: '[0-9A-Za-z_-]{1,64}', maxLength: 64 },
  refundReason: { required: false, maxBytes: 255 },
  minimum: { AUD: 1 },
  lifetimeMinutes: 30,
  fields: [
    field('merchantId', { required: true, pattern: String.raw`\d{1,10}`, maxLength: 10 }),
    field('authenticationCode', { required: true, secret: true, pattern: '[0-9A-Za-z]{8,64}', maxLength: 64 }),
    field('baseUrl', { required: true, input: 'url', initial: officialBaseUrl }),
    field('redirectUrl', { input: 'url' }),
  ],
  keys: [],
  described: true,
  unverified: true,
  facts: [
    fact('supayNoDocument', go),
    fact('supayPaidRule', 'namespace SuperPay\\API (PHP)'),
    fact('supayRefundAnswer', 'namespace SuperPay\\API (PHP)'),
    fact('supayNoRefundQuery', 'A20'),
    fact('supayConfirm', 'namespace SuperPay\\API (PHP)'),
    fact('supayMiniProgram', 'A20'),
  ],
}
