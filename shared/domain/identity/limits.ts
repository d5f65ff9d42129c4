import { isDay } from '../days'
import type { LimitRecord } from '../links'

/** What face verification keeps to, under stable keys, as shipped. Dated and editable: the platform gives no page for either. */
export const defaultIdentityLimits = {
  /** Between credential and result, and between result and the question for it. The platform publishes no lifetime (§8.3, §8.4). */
  faceWindowMinutes: {
    value: 60,
    unit: 'minutes',
    source: 'geocoding-and-face §8.3–8.5: expires_in 3600 s; lifetime of a result not published',
    asOf: '2026-11-28',
    certain: false,
  },
  /** Day on which the v1 interfaces stop, written `20260630`; two articles quote the in-app notice, the other is cnblogs.com/kfbb/p/20140664 (§8.1). */
  faceV1EndsOn: {
    value: 20260630,
    unit: 'calendarDay',
    source: 'https://juejin.cn/post/7642611621652578340',
    asOf: '2026-11-28',
    certain: false,
  },
} as const satisfies Record<string, LimitRecord>

export type IdentityLimitKey = keyof typeof defaultIdentityLimits
/** The bare numbers in force. */
export type IdentityLimitValues = Readonly<Record<IdentityLimitKey, number>>

export const identityLimitKeys = Object.keys(defaultIdentityLimits) as IdentityLimitKey[]

const usable: Record<IdentityLimitKey, (value: number) => boolean> = {
  faceWindowMinutes: (value) => value > 0,
  faceV1EndsOn: (value) => isDay(dayOfNumber(value)),
}

/** The shipped numbers, replaced by those that settings hold; a damaged setting never switches a rule off. */
export function identityLimitValues(settings: Readonly<Record<string, number>> = {}): IdentityLimitValues {
  const valueOf = (key: IdentityLimitKey): number => {
    const set = Object.hasOwn(settings, key) ? settings[key] : undefined
    return set !== undefined && Number.isSafeInteger(set) && usable[key](set) ? set : defaultIdentityLimits[key].value
  }
  return Object.fromEntries(identityLimitKeys.map((key) => [key, valueOf(key)])) as Record<IdentityLimitKey, number>
}

/** `20260630` as `2026-06-30`. */
export function dayOfNumber(number: number): string {
  const digits = String(number).padStart(8, '0')
  return `${digits.slice(0, 4)}-${digits.slice(4, 6)}-${digits.slice(6)}`
}
