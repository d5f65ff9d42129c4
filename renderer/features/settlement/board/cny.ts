import type { CountedSum, Month } from '@shared/contract/settlement-values'
import { exponentOf } from '@shared/domain/money'
import { lastDayOf } from '@shared/domain/beijing-time'

/** What is known of a rate: CNY for one main unit of the currency, as decimal text. */
export interface Rate {
  currency: string
  day: string
  rate: string
  source: string
}

/** An amount seen in CNY, with the rates that were used and the sums for which there is none. */
export interface CnyView {
  minor: number
  count: number
  used: Rate[]
  missing: CountedSum[]
}

/** The rate for a month: the newest of its currency that was known by the month's end. */
export function rateFor(rates: readonly Rate[], currency: string, month: Month): Rate | undefined {
  const toDay = lastDayOf(month)
  return rates
    .filter((one) => one.currency === currency && one.day <= toDay)
    .reduce<Rate | undefined>((best, one) => (best === undefined || one.day > best.day ? one : best), undefined)
}

/** Minor units of a currency in fen by a decimal rate, half a fen away from zero. Never through a fraction. */
export function inFen(minor: number, currency: string, rate: string): number {
  const [whole = '0', decimals = ''] = rate.split('.')
  // CNY has two decimals; the currency's own and the rate's come off again.
  const places = exponentOf(currency) + decimals.length - exponentOf('CNY')
  const product = BigInt(minor) * BigInt(whole + decimals)
  if (places <= 0) return Number(product * 10n ** BigInt(-places))
  const unit = 10n ** BigInt(places)
  const size = product < 0n ? -product : product
  const rounded = (size + unit / 2n) / unit
  return Number(product < 0n ? -rounded : rounded)
}

/** Sums of a month in CNY. Each sum is converted as a whole; what has no rate is named and left out. */
export function cnyOf(sums: readonly CountedSum[], month: Month, rates: readonly Rate[]): CnyView {
  const view: CnyView = { minor: 0, count: 0, used: [], missing: [] }
  for (const sum of sums) {
    const rate = sum.currency === 'CNY' ? undefined : rateFor(rates, sum.currency, month)
    if (sum.currency !== 'CNY' && rate === undefined) {
      view.missing.push(sum)
      continue
    }
    view.minor += rate ? inFen(sum.minor, sum.currency, rate.rate) : sum.minor
    view.count += sum.count
    if (rate) view.used.push(rate)
  }
  return view
}
