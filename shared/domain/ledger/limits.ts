import type { LimitRecord } from '../links/limits'
import { ledgerSourceDays, ledgerSources } from './sources'

/** What the same rule said before, so that a change of the platform can be followed. */
export interface Edition {
  readonly value: number
  readonly asOf: string
  readonly source: string
}

/** A limit with the editions before the one in force. */
export interface LedgerLimitRecord extends LimitRecord {
  readonly earlier?: readonly Edition[]
}

const registration = (value: number) =>
  ({
    value,
    unit: 'inTotal',
    source: ledgerSources.registration,
    asOf: ledgerSourceDays.registration,
    // Registration limits may differ today (A25, "uncertain").
    certain: false,
  }) as const

/** A28-1 was published in 2018 and has not been repeated since. */
const ofLinks = (value: number, unit: 'inTotal' | 'perMonth') =>
  ({ value, unit, source: ledgerSources.links, asOf: ledgerSourceDays.links, certain: false }) as const

/** A28-2: of 2018, repeated unchanged at the end of 2024. */
const ofOpen = (value: number, unit: 'inTotal' | 'perMonth') =>
  ({
    value,
    unit,
    source: ledgerSources.openAgain,
    asOf: ledgerSourceDays.openAgain,
    certain: true,
    earlier: [{ value, asOf: ledgerSourceDays.openFirst, source: ledgerSources.openFirst }],
  }) as const

const ofGuide = (value: number) =>
  ({ value, unit: 'inTotal', source: ledgerSources.openGuide, asOf: ledgerSourceDays.openGuide, certain: true }) as const

/**
 * Every number of the ledger under a stable key, as shipped. What the platform does not support at all is no number
 * and stands in the rules.
 */
export const defaultLedgerLimits = {
  /** A25: mini programs that one company may register. */
  appsPerCompany: registration(50),
  /** A25: the same for an individual. */
  appsPerIndividual: registration(5),
  /** A25: the same for a 个体户. */
  appsPerSoleTrader: registration(5),
  /** A28-L-1: mini programs of the same subject linked by one 公众号. */
  linksSame: ofLinks(10, 'inTotal'),
  /** A28-L-2: the same for other subjects. */
  linksOther: ofLinks(3, 'inTotal'),
  /** A28-L-3: 公众号 that link one mini program. */
  linksPerApp: ofLinks(500, 'inTotal'),
  /** A28-L-4: new links of one mini program in a month. */
  linksPerAppMonth: ofLinks(500, 'perMonth'),
  /** A28-L-5: new links of a 公众号 to the same subject in a month. */
  linksSameMonth: ofLinks(10, 'perMonth'),
  /** A28-L-6: the same to other subjects. */
  linksOtherMonth: ofLinks(3, 'perMonth'),
  /** A28-O-1, certified and not. */
  openMobileApps: ofOpen(50, 'inTotal'),
  openMobileAppsPlain: ofOpen(10, 'inTotal'),
  /** A28-O-2, certified or not. */
  openWebApps: ofOpen(10, 'inTotal'),
  /** A28-O-3, certified only. */
  openAccountsSame: ofOpen(50, 'inTotal'),
  /** A28-O-4, certified only. */
  openAccountsOther: ofOpen(5, 'inTotal'),
  /** A28-O-5, certified only. */
  openTestAccounts: ofOpen(5, 'inTotal'),
  /** A28-O-6. */
  openAccountsOtherMonth: ofOpen(5, 'perMonth'),
  /** A28-O-7, certified and not. */
  openAppsSame: ofOpen(50, 'inTotal'),
  openAppsSamePlain: ofOpen(5, 'inTotal'),
  /** A28-O-8, certified only. */
  openAppsOther: ofOpen(5, 'inTotal'),
  /** A28-O-9. */
  openAppsOtherMonth: ofOpen(5, 'perMonth'),
  /** A28 Now: open-platform accounts that one mini program is bound to. */
  openPerApp: ofGuide(1),
  /** A28 Now: mini games of one open-platform account. */
  openGames: ofGuide(100),
  /** A28 Now: what is bound through the interface, same subject only. */
  openThroughApi: ofGuide(5),
} as const satisfies Record<string, LedgerLimitRecord>

export type LedgerLimitKey = keyof typeof defaultLedgerLimits
/** The bare numbers in force. */
export type LedgerLimitValues = Readonly<Record<LedgerLimitKey, number>>

export const ledgerLimitKeys = Object.keys(defaultLedgerLimits) as LedgerLimitKey[]

/** The shipped numbers, replaced by those that settings hold; a damaged setting never switches a rule off. */
export function ledgerLimitValues(settings: Readonly<Record<string, number>> = {}): LedgerLimitValues {
  const valueOf = (key: LedgerLimitKey): number => {
    const set = Object.hasOwn(settings, key) ? settings[key] : undefined
    return set !== undefined && Number.isSafeInteger(set) && set > 0 ? set : defaultLedgerLimits[key].value
  }
  return Object.fromEntries(ledgerLimitKeys.map((key) => [key, valueOf(key)])) as Record<LedgerLimitKey, number>
}

/** The shipped numbers. */
export const defaultLedgerLimitValues: LedgerLimitValues = ledgerLimitValues()
