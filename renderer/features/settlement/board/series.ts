import type { ChartData } from '@renderer/ui/charts/chart-data'
import type { CommandOutput } from '@shared/contract'
import type { CountedSum, DifferenceClass } from '@shared/contract/settlement-values'

export type MonthFigures = CommandOutput<'settlement.board.series'>[number]
type Money = 'paid' | 'refunded' | 'fee'

/** Currencies of the figures, that with most rows first. */
export function currenciesOf(figures: readonly MonthFigures[]): string[] {
  const rows = new Map<string, number>()
  for (const { currency, count } of figures.flatMap(({ paid, refunded, fee }) => [...paid, ...refunded, ...fee]))
    rows.set(currency, (rows.get(currency) ?? 0) + count)
  return [...rows].sort(([a, x], [b, y]) => y - x || a.localeCompare(b)).map(([currency]) => currency)
}

const inOrder = (figures: readonly MonthFigures[]) => [...figures].sort((a, b) => a.month.localeCompare(b.month))
const minorOf = (sums: readonly CountedSum[], currency: string) => sums.find((one) => one.currency === currency)?.minor ?? 0

/** Amounts of one currency by month. */
export function moneyData(figures: readonly MonthFigures[], currency: string, parts: readonly { part: Money; name: string }[]): ChartData {
  const months = inOrder(figures)
  return {
    categories: months.map(({ month }) => month),
    series: parts.map(({ part, name }) => ({ name, values: months.map((one) => minorOf(one[part], currency)) })),
  }
}

/** Differences by class and month; classes that never occur are left out. */
export function differenceData(figures: readonly MonthFigures[], classes: readonly DifferenceClass[], nameOf: (one: DifferenceClass) => string): ChartData {
  const months = inOrder(figures)
  const countOf = (month: MonthFigures, wanted: DifferenceClass) => month.differences.find((one) => one.class === wanted)?.count ?? 0
  return {
    categories: months.map(({ month }) => month),
    series: classes
      .map((one) => ({ name: nameOf(one), values: months.map((month) => countOf(month, one)) }))
      .filter(({ values }) => values.some((count) => count > 0)),
  }
}

/** Days from the statement's issue until it was confirmed and paid; a month that is not there yet has none. */
export function timelinessData(figures: readonly MonthFigures[], names: { confirm: string; pay: string }): ChartData {
  const months = inOrder(figures)
  return {
    categories: months.map(({ month }) => month),
    series: [
      { name: names.confirm, values: months.map(({ confirmDays }) => confirmDays) },
      { name: names.pay, values: months.map(({ payDays }) => payDays) },
    ],
  }
}
