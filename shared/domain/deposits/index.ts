import type { Day } from '../days'

/** Whose deposit (保证金): a 视频号 of the company itself, or a promoter (推广员). */
export type DepositKind = 'selfOperated' | 'promoter'

export interface DepositMovement {
  day: Day
  kind: DepositKind
  holder: string
  action: 'required' | 'paid' | 'deducted' | 'returned' | 'corrected'
  minor: number
  currency: string
  dueDay?: Day | undefined
}

export interface DepositRateOfDay {
  kind: DepositKind
  amountMinor: number
  currency: string
  fromDay: Day
}

/** What a holder must have deposited and has. */
export interface DepositStanding {
  kind: DepositKind
  holder: string
  currency: string
  requiredMinor: number
  paidMinor: number
  shortMinor: number
  dueDay?: Day
  overdue: boolean
}

/** The rate of a kind on a day; undefined before the first. A03-8.3: 30,000 CNY self-operated, 100 CNY every other promoter. */
export function depositRateOn(rates: readonly DepositRateOfDay[], kind: DepositKind, day: Day): DepositRateOfDay | undefined {
  return rates.filter((rate) => rate.kind === kind && rate.fromDay <= day).reduce<DepositRateOfDay | undefined>((latest, rate) => (latest && latest.fromDay > rate.fromDay ? latest : rate), undefined)
}

/**
 * Where each holder stands. What is required is what the latest `required` entry says, else the rate of the day; a
 * deduction makes the deposit short again. Entries are in the order in which they were written.
 */
export function depositStandings(entries: readonly DepositMovement[], rates: readonly DepositRateOfDay[], today: Day): DepositStanding[] {
  const holders = Map.groupBy(entries, ({ kind, holder, currency }) => JSON.stringify([kind, holder, currency]))
  return [...holders.values()]
    .flatMap((own) => {
      const first = own[0]
      if (!first) return []
      const { kind, holder, currency } = first
      const required = own.filter(({ action }) => action === 'required').reduce<DepositMovement | undefined>((latest, entry) => (latest && latest.day > entry.day ? latest : entry), undefined)
      const rate = depositRateOn(rates, kind, today)
      const requiredMinor = required?.minor ?? (rate?.currency === currency ? rate.amountMinor : 0)
      const paidMinor = own.reduce((sum, entry) => sum + effectOf(entry), 0)
      const shortMinor = Math.max(0, requiredMinor - paidMinor)
      const dueDay = required?.dueDay
      const due = dueDay === undefined ? {} : { dueDay }
      return [{ kind, holder, currency, requiredMinor, paidMinor, shortMinor, ...due, overdue: shortMinor > 0 && dueDay !== undefined && dueDay < today }]
    })
    .sort((a, b) => (a.kind === b.kind ? (a.holder < b.holder ? -1 : 1) : a.kind === 'selfOperated' ? -1 : 1))
}

/** What an entry does to what is deposited. */
export function effectOf({ action, minor }: Pick<DepositMovement, 'action' | 'minor'>): number {
  if (action === 'required') return 0
  return action === 'deducted' || action === 'returned' ? -minor : minor
}
