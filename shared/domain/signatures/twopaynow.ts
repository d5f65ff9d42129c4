import md5 from 'crypto-js/md5'
import { type CanonicalText, secretMark, withSecret } from './types'

/** All that 2PayNow signs: neither amount nor state nor order number (payment-providers §3.2, U T-src). */
export interface TwoPayNowParts {
  /** `precreate`, `query`, …; in a notification the name of the call that made the order. */
  function: string
  mid: string
  /** Milliseconds, 13 digits, as it is sent. */
  timestamp: string
}

/** `function + mid + timestamp + key`, nothing between. */
export function twoPayNowText(parts: TwoPayNowParts): CanonicalText {
  return {
    text: `${parts.function}${parts.mid}${parts.timestamp}${secretMark}`,
    steps: [
      { rule: 'twopaynow.part', field: 'function', value: parts.function },
      { rule: 'twopaynow.part', field: 'mid', value: parts.mid },
      { rule: 'twopaynow.part', field: 'timestamp', value: parts.timestamp },
      { rule: 'twopaynow.key' },
      { rule: 'twopaynow.amountNotCovered' },
      { rule: 'twopaynow.md5' },
    ],
  }
}

/** MD5, lower-case hex. */
export function twoPayNowSignature(canonical: CanonicalText, key: string): string {
  return md5(withSecret(canonical, key).toWellFormed()).toString()
}
