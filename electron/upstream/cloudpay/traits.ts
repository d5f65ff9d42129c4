/** What kind `cloudpay` can do. Source: payment-providers §6. */
import type { AccountField, ProviderFact, ProviderTraits } from '@shared/contract/payment-providers'
import { merchantNumber, refundNumber } from '../wechatpay-v2'
import { SYSTEM } from './account'

const line = (name: string, required: boolean, pattern: string, maxLength: number, initial = ''): AccountField => ({
  name, required, secret: false, input: 'line', choices: [], pattern, maxLength, initial,
})
const choice = (name: string, choices: string[]): AccountField => ({
  name, required: true, secret: false, input: 'choice', choices, pattern: '', maxLength: 32, initial: choices[0] ?? '',
})
const fact = (key: string, certain: boolean, source: string): ProviderFact => ({ key, certain, source, asOf: '2026-06-30' })

export const traits: ProviderTraits = {
  kind: 'cloudpay',
  system: SYSTEM,
  serviceProvider: false,
  methods: [{ id: 'wechat_mini', gives: 'miniProgram', asks: ['openid'], certain: true }],
  currencies: ['CNY'],
  amountUnit: 'minor',
  orderQuery: ['merchant', 'wechat'],
  refundBy: ['merchant', 'wechat'],
  refund: 'yes',
  refundCurrency: 'order',
  refundQuery: 'ourNumber',
  // Lists come empty with some merchants (§6.3): what is not listed must not count as "none".
  refundList: false,
  refundIdempotent: true,
  maxRefunds: 50,
  refundDays: 365,
  refundPauseSeconds: 60,
  close: true,
  closeAfterMinutes: 5,
  notification: 'unsigned',
  merchantNumber,
  refundNumber,
  refundReason: { required: false, maxBytes: 80 },
  minimum: { CNY: 1 },
  lifetimeMinutes: 120,
  fields: [
    line('appid', true, 'wx[0-9a-zA-Z]{16}', 32),
    line('subMchid', true, '\\d{6,32}', 32),
    line('env', true, '[0-9A-Za-z-]{1,64}', 64),
    line('functionName', true, '[A-Za-z][0-9A-Za-z_-]{0,59}', 60),
    line('callbackFunction', false, '[A-Za-z][0-9A-Za-z_-]{0,59}', 60),
    choice('spelling', ['camel', 'snake']),
    choice('envIn', ['query', 'body']),
  ],
  keys: [],
  described: false,
  unverified: false,
  facts: [
    fact('cpFunction', true, 'payment-providers §6.2 (CP-inv)'),
    fact('cpFiveSeconds', true, 'payment-providers §6.2 (CP-inv)'),
    fact('cpNoLink', true, 'payment-providers §6.3 (CP-doc)'),
    fact('cpUnsigned', true, 'payment-providers §6.4 (CP-cb)'),
    fact('cpOwnKeys', false, 'payment-providers §6.1 (CP-com)'),
    fact('cpRefundRight', false, 'payment-providers §6.1 (CP-com)'),
    fact('cpEmptyList', false, 'payment-providers §6.3 (CP-com)'),
    fact('cpSpelling', false, 'payment-providers §6.1 (CP-com)'),
  ],
}
