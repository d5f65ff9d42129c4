import { sources, sourcesAsOf } from './sources'

export type LimitUnit =
  | 'characters'
  | 'pixels'
  | 'seconds'
  | 'days'
  | 'perSecond'
  | 'perMinute'
  | 'perDay'
  | 'perMonth'
  | 'inTotal'
  /** An hour of the day. */
  | 'oClock'
  | 'minutes'
  /** A calendar day written as a number, `20260630`. */
  | 'calendarDay'

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
const fromShortLink = { source: sources.shortLink, asOf: sourcesAsOf, certain: true } as const
const fromCode = { source: sources.miniProgramCode, asOf: sourcesAsOf, certain: true } as const
const fromUnlimited = { source: sources.unlimitedCode, asOf: sourcesAsOf, certain: true } as const
const fromRules = { source: sources.linkRules, asOf: sourcesAsOf, certain: true } as const
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
  /** Short Links per mini program and day, then 45009; pages up to 2024-12 say 1,000,000 (§2.7). */
  shortLinksPerDay: { value: 10_000_000, unit: 'perDay', ...fromShortLink, certain: false },
  /** Permanent Short Links for the life of the mini program, then 85400 (§2.7). */
  permanentShortLinks: { value: 100_000, unit: 'inTotal', ...fromShortLink },
  /** A temporary Short Link lasts so long (§2.7). */
  shortLinkDays: { value: 30, unit: 'days', ...fromShortLink },
  /** Characters of a Short Link's page with its query (§2.7). */
  shortLinkPageMax: { value: 1024, unit: 'characters', ...fromShortLink },
  /** Characters of a Short Link's title; more are cut by WeChat (§2.7). */
  shortLinkTitleMax: { value: 20, unit: 'characters', ...fromShortLink },
  /** Permanent NFC schemes in total, then 85400 (§2.4, a report). */
  nfcSchemes: { value: 100_000, unit: 'inTotal', source: sources.nfcReport, asOf: sourcesAsOf, certain: true },
  /** `getwxacode` and `createwxaqrcode` together, for life, then 45029 (§4.1). */
  limitedCodes: { value: 100_000, unit: 'inTotal', ...fromCode },
  /** Visible characters of a code's `scene` (§4.1). */
  sceneMax: { value: 32, unit: 'characters', ...fromUnlimited },
  /** Calls of `getwxacodeunlimit` (§4.1). */
  sceneCodesPerMinute: { value: 5000, unit: 'perMinute', ...fromUnlimited },
  /** Characters of the path with its query, `getwxacode` (§4.1). */
  codePathMax: { value: 1024, unit: 'characters', ...fromCode },
  /** The same for `createwxaqrcode` (§4.1). */
  squarePathMax: { value: 128, unit: 'characters', source: sources.squareCode, asOf: sourcesAsOf, certain: true },
  /** Width of a code (§4.1). */
  codeWidthMin: { value: 280, unit: 'pixels', ...fromCode },
  codeWidthMax: { value: 1280, unit: 'pixels', ...fromCode },
  /** Rules for ordinary links per mini program; 10 in 2018 (§4.2). */
  linkRules: { value: 100, unit: 'inTotal', ...fromRules },
  /** Publications of such rules in a month; 20 in 2018 (§4.2). */
  linkRulePublications: { value: 100, unit: 'perMonth', ...fromRules },
  /** Test addresses of one rule (§4.2). */
  linkRuleTestUrls: { value: 5, unit: 'inTotal', ...fromRules },
  /** Calls of the rule interfaces, then 44990 (§4.2). */
  linkRuleCallsPerSecond: { value: 5, unit: 'perSecond', ...fromRules },
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
  return Object.fromEntries(linkLimitKeys.map((key) => [key, valueOf(key)])) as Record<LinkLimitKey, number>
}

/** The shipped numbers. */
export const defaultLinkLimitValues: LinkLimitValues = linkLimitValues()
