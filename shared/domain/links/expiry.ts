import { type Instant, instantToMs, msToInstant } from '../days'
import { excerpt, issue, type LinkIssue } from './issue'
import { defaultLinkLimitValues, type LinkLimitValues } from './limits'

/** When an encrypted scheme ends: after a number of days, or at a moment. */
export type Expiry = { type: 'days'; days: number } | { type: 'moment'; at: Instant }

/** The expiry fields of `generatescheme` (wechat-links-qr §2.2); `expire_time` in Unix seconds, never milliseconds. */
export type ExpiryFields =
  | { is_expire: true; expire_type: 0; expire_time: number }
  | { is_expire: true; expire_type: 1; expire_interval: number }

const secondsPerDay = 86_400

/** WeChat counts in whole seconds, so a moment is judged as the second that is sent. */
const wholeSeconds = (instant: Instant) => Math.floor((instantToMs(instant) ?? Number.NaN) / 1000)

/**
 * Checks an expiry (§2.2, §7): whole days from 1 to the maximum, both valid; a moment more than the minimum and less
 * than the maximum ahead, both exclusive.
 */
export function checkExpiry(
  expiry: Expiry,
  now: Instant,
  limits: LinkLimitValues = defaultLinkLimitValues,
): LinkIssue[] {
  const maxDays = limits.expiryMaxDays
  if (expiry.type === 'days') {
    const { days } = expiry
    if (!Number.isInteger(days)) {
      return [issue('error', 'expiry', 'expiryDaysNotWhole', { days: String(days), maxDays })]
    }
    if (days < 1 || days > maxDays) return [issue('error', 'expiry', 'expiryDaysOutOfRange', { days, maxDays })]
    return []
  }
  const at = wholeSeconds(expiry.at)
  if (Number.isNaN(at)) return [issue('error', 'expiry', 'expiryMomentInvalid', { text: excerpt(expiry.at) })]
  const ahead = at - wholeSeconds(now)
  // Written so that an unreadable clock refuses instead of passing.
  if (!(ahead > limits.expiryMinSeconds)) {
    return [issue('error', 'expiry', 'expiryTooSoon', { seconds: limits.expiryMinSeconds })]
  }
  if (ahead >= maxDays * secondsPerDay) return [issue('error', 'expiry', 'expiryTooLate', { maxDays })]
  return []
}

/** The fields to send for an expiry that {@link checkExpiry} passed. `is_expire` is always sent (§2.2). */
export function expiryFields(expiry: Expiry): ExpiryFields {
  return expiry.type === 'days'
    ? { is_expire: true, expire_type: 1, expire_interval: expiry.days }
    : { is_expire: true, expire_type: 0, expire_time: wholeSeconds(expiry.at) }
}

/**
 * The moment at which the link ends, for the list of expiring links; `undefined` for an unreadable moment. With days
 * it is counted from `now`, the moment of the call; the platform's own answer (`queryscheme`) is the authority.
 */
export function expiresAt(expiry: Expiry, now: Instant): Instant | undefined {
  if (expiry.type === 'moment') return msToInstant(wholeSeconds(expiry.at) * 1000)
  return msToInstant((wholeSeconds(now) + expiry.days * secondsPerDay) * 1000)
}
