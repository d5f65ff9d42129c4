import type { ProviderFact, ProviderTraits } from '@shared/contract/payment-providers'
import { accountField as field } from '../payments/account-field'

export const officialBaseUrl = 'https://www.2paynow.com'

const asOf = '2026-06-30'
const driver = 'github.com/Huozhangqi/omnipay-2paynow'
const fact = (key: string, source: string): ProviderFact => ({ key, certain: false, source, asOf })

export const traits: ProviderTraits = {
  kind: '2paynow',
  system: 'twopaynow',
  serviceProvider: false,
  methods: [
    { id: 'wechat_native', gives: 'codeUrl', asks: [], certain: false },
    { id: 'alipay_native', gives: 'codeUrl', asks: [], certain: false },
    { id: 'wechat_link', gives: 'url', asks: [], certain: false },
    { id: 'alipay_link', gives: 'url', asks: [], certain: false },
  ],
  currencies: ['EUR'],
  amountUnit: 'major',
  orderQuery: ['provider', 'merchant'],
  refundBy: ['provider'],
  refund: 'described',
  refundCurrency: 'local',
  refundQuery: 'order',
  refundList: false,
  refundIdempotent: false,
  refundPauseSeconds: 0,
  close: true,
  closeAfterMinutes: 0,
  notification: 'hint',
  merchantNumber: { pattern: '[0-9A-Za-z_-]{1,32}', maxLength: 32 },
  refundNumber: { pattern: '[0-9A-Za-z_-]{1,32}', maxLength: 32 },
  refundReason: { required: false, maxBytes: 255 },
  minimum: { EUR: 1 },
  lifetimeMinutes: 30,
  fields: [
    field('mid', { required: true, pattern: String.raw`\d{4,20}`, maxLength: 20 }),
    field('key', { required: true, secret: true, pattern: '[0-9A-Za-z_]{8,64}', maxLength: 64 }),
    field('baseUrl', { required: true, input: 'url', initial: officialBaseUrl }),
    field('redirectUrl', { input: 'url' }),
  ],
  keys: [],
  described: true,
  unverified: true,
  facts: [
    fact('twopaynowNoDocument', driver),
    fact('twopaynowAmountUnsigned', driver),
    fact('twopaynowRefund', 'A20'),
    fact('twopaynowRefundSeen', driver),
    fact('twopaynowLinkHttps', driver),
    fact('twopaynowTwoQueries', driver),
    fact('twopaynowAcknowledge', 'A20-10'),
  ],
}
