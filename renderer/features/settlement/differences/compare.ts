import type { EntryRow } from '@shared/contract/settlement-values'
import { settlementZone } from '@shared/domain/beijing-time'
import { sumMinor } from '@shared/domain/money'
import { dayIn } from '@shared/domain/days'

/** What the two sides are compared in, in the order in which a person looks. */
export const comparedFields = [
  'amount',
  'fee',
  'settled',
  'kind',
  'outcome',
  'at',
  'merchantNo',
  'wechatNo',
  'providerNo',
  'refundNo',
  'providerRefundNo',
  'group',
  'title',
  'scene',
  'place',
] as const
export type ComparedField = (typeof comparedFields)[number]

/** `near`: not the same moment, but the same day; `oneSide`: only one side says anything. */
export type Relation = 'same' | 'near' | 'differs' | 'oneSide'

export interface ComparedLine {
  field: ComparedField
  left: string[]
  right: string[]
  relation: Relation
}

/** An amount as text that names its currency and can be compared: `CNY 1250`. */
function sumsOf(rows: readonly EntryRow[], minorOf: (row: EntryRow) => number | undefined, currencyOf: (row: EntryRow) => string): string[] {
  const byCurrency = new Map<string, number[]>()
  for (const row of rows) {
    const minor = minorOf(row)
    if (minor === undefined) continue
    byCurrency.set(currencyOf(row), [...(byCurrency.get(currencyOf(row)) ?? []), minor])
  }
  return [...byCurrency].map(([currency, minors]) => `${currency} ${sumMinor(minors)}`).sort()
}

const textFields = ['merchantNo', 'wechatNo', 'providerNo', 'refundNo', 'providerRefundNo', 'group', 'title', 'scene', 'place', 'kind', 'outcome'] as const

function valuesOf(rows: readonly EntryRow[], field: ComparedField): string[] {
  switch (field) {
    case 'amount':
      return sumsOf(rows, (row) => row.amountMinor, (row) => row.currency)
    case 'fee':
      return sumsOf(rows, (row) => row.feeMinor, (row) => row.currency)
    case 'settled':
      return sumsOf(rows, (row) => row.settledMinor, (row) => row.settledCurrency ?? row.currency)
    case 'at':
      return distinct(rows.map((row) => row.at ?? row.day ?? ''))
    default:
      return distinct(rows.map((row) => row[field]))
  }
}
const distinct = (values: readonly string[]) => [...new Set(values.filter((value) => value !== ''))].sort()

const dayOf = (value: string) => (value.length > 10 ? (dayIn(value, settlementZone) ?? value) : value)

function relate(field: ComparedField, left: readonly string[], right: readonly string[]): Relation {
  if (left.length === 0 || right.length === 0) return 'oneSide'
  const equal = (a: readonly string[], b: readonly string[]) => a.length === b.length && a.every((value, at) => value === b[at])
  if (equal(left, right)) return 'same'
  if (field === 'at' && equal(distinct(left.map(dayOf)), distinct(right.map(dayOf)))) return 'near'
  // Several orders within a payout: each number of the one side is found on the other.
  const isText = textFields.some((one) => one === field)
  const within = (a: readonly string[], b: readonly string[]) => a.every((value) => b.includes(value))
  if (isText && left.length !== right.length && (within(left, right) || within(right, left))) return 'same'
  return 'differs'
}

/** Both sides field by field; amounts of several rows as their sums. Fields of which neither side says anything are left out. */
export function compareSides(left: readonly EntryRow[], right: readonly EntryRow[]): ComparedLine[] {
  return comparedFields.flatMap((field) => {
    const [ours, theirs] = [valuesOf(left, field), valuesOf(right, field)]
    return ours.length === 0 && theirs.length === 0 ? [] : [{ field, left: ours, right: theirs, relation: relate(field, ours, theirs) }]
  })
}
