import md5 from 'crypto-js/md5'
import { type CanonicalText, secretMark, withSecret } from './types'

/** Which fields a token of SuPay is made of, in their order (payment-providers §4.2, U P-go, P-php). */
export const supayLists = {
  create: ['merchant_id', 'authentication_code', 'merchant_trade_no', 'total_amount'],
  query: ['merchant_id', 'authentication_code', 'merchant_trade_no'],
  refund: ['merchant_id', 'authentication_code', 'merchant_trade_no', 'org_merchant_trade_no', 'total_amount'],
  notification: ['notice_id', 'merchant_trade_no', 'authentication_code'],
} as const

export type SupayCall = keyof typeof supayLists

/** A fixed list in a fixed order, values raw; `authentication_code` is the secret. A field that is missing stands empty. */
export function supayText(call: SupayCall, fields: Readonly<Record<string, string>>): CanonicalText {
  const names: readonly string[] = supayLists[call]
  const valueOf = (name: string) => (name === 'authentication_code' ? secretMark : (fields[name] ?? ''))
  return {
    text: names.map((name) => `${name}=${valueOf(name)}`).join('&'),
    steps: [
      { rule: 'supay.fixedList', value: names.join(' ') },
      ...names
        .filter((name) => name !== 'authentication_code')
        .map((field) => ({ rule: valueOf(field) === '' ? 'supay.missing' : 'supay.field', field, value: valueOf(field) })),
      { rule: 'supay.code', field: 'authentication_code' },
      { rule: call === 'notification' ? 'supay.amountNotCovered' : 'supay.rawValues' },
      { rule: 'supay.md5' },
    ],
  }
}

/** MD5, lower-case hex. */
export function supayToken(canonical: CanonicalText, authenticationCode: string): string {
  return md5(withSecret(canonical, authenticationCode).toWellFormed()).toString()
}
