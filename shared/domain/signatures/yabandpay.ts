import hex from 'crypto-js/enc-hex'
import hmacSha256 from 'crypto-js/hmac-sha256'
import type { CanonicalText, SigningStep } from './types'

/** What an envelope of YabandPay is signed with besides its data. */
export interface YabandEnvelope {
  user: string
  method: string
  /** Unix seconds, as the text that stands in the JSON. */
  time: string
}

/**
 * `drop`: fields without a value are left out, as in the provider's examples. `keep`: they stand as `name=`, as one
 * public integration does. Only for checking what comes in: we never send an empty field (payment-providers §2.2, U).
 */
export type YabandEmpties = 'drop' | 'keep'

/** The one flat map that is signed: envelope and data, without `sign` and without the name `data` itself (§2.2.1). */
export function yabandFields(envelope: YabandEnvelope, data: Readonly<Record<string, string>>): Record<string, string> {
  return { ...data, user: envelope.user, method: envelope.method, time: envelope.time }
}

/**
 * The text to sign: sorted by the *name*, ASCII ascending and case-sensitive, `name=value` joined with `&`, values raw.
 * The seed sorts the finished `name=value` texts instead, which differs where one name begins another (§1.2).
 */
export function yabandText(fields: Readonly<Record<string, string>>, empties: YabandEmpties = 'drop'): CanonicalText {
  const signed = Object.entries(fields).filter(([name]) => name !== 'sign' && name !== 'data')
  const left = signed.filter(([, value]) => empties === 'keep' || value !== '')
  const sorted = left.sort(([a], [b]) => (a < b ? -1 : Number(a > b)))
  const steps: SigningStep[] = [
    { rule: 'yaband.flat', value: String(signed.length) },
    ...signed.filter(([, value]) => value === '').map(([field]) => ({ rule: empties === 'keep' ? 'yaband.emptyKept' : 'yaband.emptyDropped', field })),
    { rule: 'yaband.sortByName', value: sorted.map(([name]) => name).join(' ') },
    { rule: 'yaband.rawValues' },
    { rule: 'yaband.hmac' },
  ]
  return { text: sorted.map(([name, value]) => `${name}=${value}`).join('&'), steps }
}

/** HMAC-SHA256 with the account's key, lower-case hex (§2.2.4). */
export function yabandSignature({ text }: CanonicalText, key: string): string {
  return hmacSha256(text.toWellFormed(), key).toString(hex)
}
