import type { ProviderTraits } from '@shared/contract/payment-providers'
import { accountField as field } from '../payments/account-field'
import { system } from './call'
import { facts } from './facts'

export const officialBaseUrl = 'https://mapi.yabandpay.com'

export const traits: ProviderTraits = {
  kind: 'yaband',
  system,
  serviceProvider: false,
  methods: [
    { id: 'hosted', gives: 'url', asks: [], certain: true },
    { id: 'wechat_native', gives: 'codeUrl', asks: [], certain: true },
    { id: 'wechat_mini', gives: 'miniProgram', asks: ['appId', 'openid'], certain: true },
    { id: 'wechat_h5', gives: 'url', asks: [], certain: true },
    { id: 'alipay', gives: 'url', asks: [], certain: false },
    { id: 'paypal', gives: 'url', asks: ['payerEmail'], certain: false },
    { id: 'ideal', gives: 'url', asks: [], certain: false },
  ],
  currencies: ['EUR', 'CNY', 'CHF'],
  amountUnit: 'major',
  orderQuery: ['provider'],
  refundBy: ['provider'],
  refund: 'yes',
  refundCurrency: 'account',
  refundQuery: 'providerNumber',
  // List methods are known from third-party code only: nothing that money may depend on.
  refundList: false,
  refundIdempotent: false,
  // "Fewer than 30".
  maxRefunds: 29,
  refundDays: 365,
  refundPauseSeconds: 0,
  close: true,
  closeAfterMinutes: 0,
  notification: 'covered',
  merchantNumber: { pattern: '[0-9A-Za-z_-]{1,32}', maxLength: 32 },
  refundNumber: { pattern: '[0-9A-Za-z_-]{1,32}', maxLength: 32 },
  refundReason: { required: true, maxBytes: 255 },
  minimum: { EUR: 10, CNY: 100 },
  lifetimeMinutes: 1440,
  fields: [
    field('user', { required: true, pattern: String.raw`[0-9A-Za-z@._+-]{3,80}`, maxLength: 80 }),
    field('key', { required: true, secret: true, pattern: '[0-9A-Za-z]{16,64}', maxLength: 64 }),
    field('baseUrl', { required: true, input: 'url', initial: officialBaseUrl }),
    field('redirectUrl', { input: 'url' }),
  ],
  keys: [],
  described: false,
  unverified: false,
  facts,
}
