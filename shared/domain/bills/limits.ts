import type { LimitRecord } from '../links'

const interfaceDocument = 'WeChat Pay bill interfaces (payment-providers §8.8, §8.9)'
const record = (value: number, unit: LimitRecord['unit'], source: string, certain: boolean): LimitRecord => ({ value, unit, source, asOf: '2026-11-28', certain })

/**
 * What WeChat's bill interfaces allow, under stable keys, as shipped. Dated and editable, because the pages differ: see
 * settlement-reconciliation §4.4.
 */
export const defaultBillLimits = {
  /** From this hour of the next day in Beijing on a bill is there; made from 9:00 on. */
  billReadyHour: record(10, 'oClock', interfaceDocument, true),
  /** "The last three months", counted here as the fewest days that three months can have. */
  billDaysDomestic: record(89, 'days', interfaceDocument, false),
  billDaysOverseas: record(180, 'days', interfaceDocument, true),
  /** How long before its end a day that is missing is warned of. */
  billWarnDays: record(10, 'days', 'MiniDesk', true),
} as const satisfies Record<string, LimitRecord>

export type BillLimitKey = keyof typeof defaultBillLimits
/** The bare numbers in force. */
export type BillLimitValues = Readonly<Record<BillLimitKey, number>>

export const billLimitKeys = Object.keys(defaultBillLimits) as BillLimitKey[]

/** The shipped numbers, replaced by those that settings hold; a damaged setting never switches a rule off. */
export function billLimitValues(settings: Readonly<Record<string, number>> = {}): BillLimitValues {
  const valueOf = (key: BillLimitKey): number => {
    const set = Object.hasOwn(settings, key) ? settings[key] : undefined
    return set !== undefined && Number.isSafeInteger(set) && set > 0 ? set : defaultBillLimits[key].value
  }
  return Object.fromEntries(billLimitKeys.map((key) => [key, valueOf(key)])) as Record<BillLimitKey, number>
}
