import type { ProviderFact, ProviderTraits } from '@shared/contract/payment-providers'
import { accountField as field } from '../payments/account-field'

export const officialBaseUrl = 'https://pay.vr-payment.de'

const asOf = '2026-06-30'
const page = 'service.vr-payment.de/hc/de/articles/360039661253'
const fact = (key: string, certain: boolean, source: string): ProviderFact => ({ key, certain, source, asOf })

export const traits: ProviderTraits = {
  kind: 'vr',
  system: 'vrPayment',
  serviceProvider: false,
  methods: [
    { id: 'wechat', gives: 'url', asks: [], certain: true },
    { id: 'alipay', gives: 'url', asks: [], certain: true },
  ],
  currencies: ['EUR'],
  amountUnit: 'major',
  orderQuery: ['provider'],
  refundBy: ['provider'],
  refund: 'yes',
  refundCurrency: 'order',
  refundQuery: 'providerNumber',
  refundList: false,
  refundIdempotent: false,
  refundPauseSeconds: 0,
  close: false,
  closeAfterMinutes: 0,
  notification: 'none',
  merchantNumber: { pattern: '[0-9A-Za-z_-]{1,32}', maxLength: 32 },
  refundNumber: { pattern: '[0-9A-Za-z_-]{1,32}', maxLength: 32 },
  refundReason: { required: false, maxBytes: 127 },
  minimum: { EUR: 1 },
  lifetimeMinutes: 30,
  fields: [
    field('accessToken', { required: true, secret: true, pattern: String.raw`[\x21-\x7e]{8,200}`, maxLength: 200 }),
    field('baseUrl', { required: true, input: 'url', initial: officialBaseUrl }),
    field('redirectUrl', { input: 'url' }),
  ],
  keys: [],
  described: true,
  unverified: true,
  facts: [
    fact('vrForm', true, page),
    fact('vrRedirect', true, page),
    fact('vrNoNotification', false, 'A20-10'),
    fact('vrQueryAndRefund', false, page),
    fact('vrResultCodes', false, 'vr-pay-ecommerce.docs.oppwa.com'),
    fact('vrLiveOnly', true, page),
    fact('vrOtherGateways', false, 'docs.vr-epayment-gateway.de'),
  ],
}
