import { sources, sourcesAsOf } from './sources'

export type LimitUnit = 'characters' | 'seconds' | 'days' | 'perDay' | 'perSecond'

/** One number of a platform rule: what it is, where it was read, when, and whether the sources agree. */
export interface LimitRecord {
  readonly value: number
  readonly unit: LimitUnit
  readonly source: string
  /** Day `YYYY-MM-DD` on which the source said so. */
  readonly asOf: string
  /** False where sources contradict each other or the number is inferred. */
  readonly certain: boolean
}

const fromInterface = { source: sources.generateScheme, asOf: sourcesAsOf, certain: true } as const
const fromGuide = { source: sources.schemeGuide, asOf: sourcesAsOf, certain: true } as const

/**
 * Every number of the link rules under a stable key, as shipped. They are settings: an administrator may replace a
 * value when the platform changes it, so no function holds one of its own.
 */
export const defaultLinkLimits = {
  /** Characters of an encrypted scheme's query, as sent (wechat-links-qr §2.2). */
  queryMaxEncrypted: { value: 1024, unit: 'characters', ...fromInterface },
  /** Characters of a plain scheme's query; before or after the outer encoding is not stated (§3.1). */
  queryMaxPlain: { value: 512, unit: 'characters', ...fromGuide },
  /** Characters of the path: not stated for schemes, taken over from mini-program codes (§4.1). */
  pathMax: { value: 1024, unit: 'characters', source: sources.miniProgramCode, asOf: sourcesAsOf, certain: false },
  /** The moment of expiry is more than this ahead (§2.2). */
  expiryMinSeconds: { value: 60, unit: 'seconds', ...fromInterface },
  /** The moment of expiry is less than this ahead; expiry in days is at most this (§2.2). */
  expiryMaxDays: { value: 30, unit: 'days', ...fromInterface },
  /** Characters of an appended `cq` (§2.9). */
  cqMax: { value: 256, unit: 'characters', ...fromGuide },
  /** Encrypted schemes and URL Links made per mini program and day, then 44993 (§2.1). */
  generatedPerDay: { value: 500_000, unit: 'perDay', ...fromInterface },
  /** Calls of the generating interfaces, then 44990 (§2.1). */
  callsPerSecond: { value: 100, unit: 'perSecond', ...fromInterface },
  /** Openings of all schemes and URL Links per mini program and day; other pages say 3,000,000 (§2.1). */
  openedPerDay: { value: 6_000_000, unit: 'perDay', source: sources.schemeGuide, asOf: sourcesAsOf, certain: false },
} as const satisfies Record<string, LimitRecord>

export type LinkLimitKey = keyof typeof defaultLinkLimits
export type LinkLimits = Readonly<Record<LinkLimitKey, LimitRecord>>

/** The bare numbers, as every function of this folder takes them. */
export type LinkLimitValues = Readonly<Record<LinkLimitKey, number>>

export const linkLimitKeys = Object.keys(defaultLinkLimits) as LinkLimitKey[]

/**
 * The numbers in force: the shipped ones, replaced by those that settings hold. Unknown keys and values that are no
 * positive whole number are left out, so that a damaged setting can never switch a check off.
 */
export function linkLimitValues(settings: Readonly<Record<string, number>> = {}): LinkLimitValues {
  const valueOf = (key: LinkLimitKey): number => {
    const set = Object.hasOwn(settings, key) ? settings[key] : undefined
    return set !== undefined && Number.isSafeInteger(set) && set > 0 ? set : defaultLinkLimits[key].value
  }
  return {
    queryMaxEncrypted: valueOf('queryMaxEncrypted'),
    queryMaxPlain: valueOf('queryMaxPlain'),
    pathMax: valueOf('pathMax'),
    expiryMinSeconds: valueOf('expiryMinSeconds'),
    expiryMaxDays: valueOf('expiryMaxDays'),
    cqMax: valueOf('cqMax'),
    generatedPerDay: valueOf('generatedPerDay'),
    callsPerSecond: valueOf('callsPerSecond'),
    openedPerDay: valueOf('openedPerDay'),
  }
}

/** The shipped numbers. */
export const defaultLinkLimitValues: LinkLimitValues = linkLimitValues()
