import type { PaymentAccount } from '@shared/contract/payment-accounts'
import type { PaymentOrder } from '@shared/contract/payment-orders'
import type { ProviderTraits } from '@shared/contract/payment-providers'

const uuid = (end: string) => `01a221fa-1fd4-76bd-a159-${end.padStart(12, '0')}`
export const accountId = uuid('a')
export const orderId = uuid('b')

export const account = (more: Partial<PaymentAccount> = {}): PaymentAccount => ({
  id: accountId,
  kind: 'v3',
  name: '云栖酒店 · 微信支付',
  values: { mchid: '1900000109' },
  currencies: ['CNY', 'EUR'],
  refundCurrency: '',
  notifyUrl: '',
  secrets: [],
  keys: [],
  missing: [],
  archived: false,
  rev: 1,
  updatedAt: '2026-11-22T06:05:00.000Z',
  ...more,
})

export const traits = (more: Partial<ProviderTraits> = {}): ProviderTraits => ({
  kind: 'v3',
  system: 'wechatpay-v3',
  serviceProvider: false,
  methods: [
    { id: 'wechat_native', gives: 'codeUrl', asks: [], certain: true },
    { id: 'wechat_mini', gives: 'miniProgram', asks: ['openid'], certain: true },
  ],
  currencies: [],
  amountUnit: 'minor',
  orderQuery: ['merchant', 'wechat'],
  refundBy: ['merchant', 'wechat'],
  refund: 'yes',
  refundCurrency: 'order',
  refundQuery: 'ourNumber',
  refundList: false,
  refundIdempotent: true,
  refundPauseSeconds: 60,
  close: true,
  closeAfterMinutes: 0,
  notification: 'covered',
  merchantNumber: { pattern: '[0-9A-Za-z]{6,32}', maxLength: 32 },
  refundNumber: { pattern: '[0-9A-Za-z]{1,64}', maxLength: 64 },
  refundReason: { required: false, maxBytes: 80 },
  minimum: { EUR: 100 },
  lifetimeMinutes: 120,
  fields: [
    { name: 'mchid', required: true, secret: false, input: 'line', choices: [], pattern: '[0-9]{6,20}', maxLength: 20, initial: '' },
    { name: 'apiV3Key', required: true, secret: true, input: 'line', choices: [], pattern: '[!-~]{32}', maxLength: 32, initial: '' },
    { name: 'privateKey', required: true, secret: true, input: 'pem', choices: [], pattern: '', maxLength: 16_384, initial: '' },
  ],
  keys: ['platformCertificate', 'publicKey'],
  described: false,
  unverified: false,
  facts: [{ key: 'keySwitch', certain: false, source: 'developers.weixin.qq.com', asOf: '2026-11-28' }],
  ...more,
})

export const order = (more: Partial<PaymentOrder> = {}): PaymentOrder => ({
  id: orderId,
  account: { id: accountId, name: '云栖酒店 · 微信支付', kind: 'v3' },
  merchantNo: 'YQ2611281001',
  providerNo: '',
  wechatNo: '4200002481636780800000002',
  state: 'paid',
  rawState: 'SUCCESS',
  method: 'wechat_native',
  ordered: { minor: 128_800, currency: 'CNY' },
  received: { minor: 128_800, currency: 'CNY' },
  refunded: { minor: 0, currency: 'CNY' },
  inFlight: { minor: 0, currency: 'CNY' },
  refundable: { minor: 128_800, currency: 'CNY' },
  scene: 'channels',
  channel: '',
  bookingNo: '',
  redemption: 'open',
  description: '湖景房 1 晚',
  note: '',
  source: 'created',
  flags: [],
  openDisputes: 0,
  createdAt: '2026-11-22T06:05:00.000Z',
  createdBy: '王芳',
  paidAt: '2026-11-22T06:06:00.000Z',
  queries: 0,
  rev: 1,
  ...more,
})
