import type { BoardCell } from '@shared/contract/settlement-closing'
import type { CountedSum, DifferenceClass } from '@shared/contract/settlement-values'
import { monthsBetween } from '@shared/domain/beijing-time'
import type { DayStand } from '../ports'
import type { ClosingParts } from './parts'

type OfMonth = Awaited<ReturnType<ClosingParts['ports']['reconciliation']['ofMonth']>>
type Differences = BoardCell['differences']

/** A row for each account that has something in one of the months, and one, without account, for what is of the company. */
export async function boardCells({ ports }: ClosingParts, fromMonth: string, toMonth: string): Promise<BoardCell[]> {
  const locked = new Set(await ports.closing.lockedMonths())
  const months = monthsBetween(fromMonth, toMonth)
  const cells = await Promise.all(months.map((month) => cellsOfMonth(ports, month, locked.has(month))))
  return cells.flat()
}

async function cellsOfMonth(ports: ClosingParts['ports'], month: string, locked: boolean): Promise<BoardCell[]> {
  const [days, runs, moved, fees, sums] = await Promise.all([
    ports.bills.days(month),
    ports.reconciliation.ofMonth(month),
    ports.reconciliation.ordersOfMonth(month),
    ports.fees.ofMonth(month),
    ports.files.sumsOfMonth(month),
  ])
  const names = new Map([...days, ...moved].map(({ accountId, account }) => [accountId, account]))
  const cell = (accountId: string): BoardCell => {
    const own = runs.filter((run) => run.accountId === accountId)
    const orders = moved.find((one) => one.accountId === accountId)
    return {
      month,
      ...(accountId === '' ? {} : { accountId }),
      account: names.get(accountId) ?? '',
      bills: countDays(days.filter((day) => day.accountId === accountId)),
      openDifferences: own.reduce((sum, { open }) => sum + open, 0),
      differences: differencesOf(own),
      paid: orders?.paid ?? [],
      refunded: orders?.refunded ?? [],
      fees:
        accountId === ''
          ? addSums(fees.map(({ currency, totalMinor, platformMinor }) => ({ currency, count: 1, minor: platformMinor ?? totalMinor })))
          : addSums(
              sums
                .filter((sum) => sum.accountId === accountId && sum.source === 'bill' && sum.feeMinor !== 0)
                .map(({ currency, count, feeMinor }) => ({ currency, count, minor: feeMinor })),
            ),
      locked,
    }
  }
  const company = runs.some(({ accountId }) => accountId === '') || fees.length > 0
  return [...[...names.keys()].filter((id) => id !== '').map(cell), ...(company ? [cell('')] : [])]
}

function countDays(days: readonly DayStand[]): BoardCell['bills'] {
  const counts = { booked: 0, noTrade: 0, missing: 0, failed: 0, awaited: 0 }
  for (const { state } of days) counts[state] += 1
  return counts
}

function differencesOf(runs: OfMonth): Differences {
  const byClass = new Map<string, { count: number; sums: CountedSum[] }>()
  for (const { byClass: classes } of runs)
    for (const { class: name, open, sums } of classes) {
      const known = byClass.get(name) ?? { count: 0, sums: [] }
      byClass.set(name, { count: known.count + open, sums: addSums([...known.sums, ...sums]) })
    }
  return [...byClass].filter(([, { count }]) => count > 0).map(([name, rest]) => ({ class: name as DifferenceClass, ...rest }))
}

/** Sums by currency, ordered by currency; never one over several. */
export function addSums(sums: readonly CountedSum[]): CountedSum[] {
  const byCurrency = new Map<string, CountedSum>()
  for (const { currency, count, minor } of sums) {
    const known = byCurrency.get(currency)
    byCurrency.set(currency, { currency, count: (known?.count ?? 0) + count, minor: (known?.minor ?? 0) + minor })
  }
  return [...byCurrency.values()].sort((a, b) => (a.currency < b.currency ? -1 : 1))
}

/** What the charts draw, month by month. */
export async function boardSeries(parts: ClosingParts, fromMonth: string, toMonth: string) {
  const { ports } = parts
  const timeliness = await ports.fees.timeliness(fromMonth, toMonth)
  return Promise.all(
    monthsBetween(fromMonth, toMonth).map(async (month) => {
      const [moved, runs] = await Promise.all([ports.reconciliation.ordersOfMonth(month), ports.reconciliation.ofMonth(month)])
      const fee = timeliness.filter((one) => one.month === month)
      const longest = (key: 'confirmDays' | 'payDays') => {
        const days = fee.map((one) => one[key]).filter((value) => value !== undefined)
        return days.length === 0 ? {} : { [key]: Math.max(...days) }
      }
      return {
        month,
        paid: addSums(moved.flatMap(({ paid }) => paid)),
        refunded: addSums(moved.flatMap(({ refunded }) => refunded)),
        fee: addSums(fee.map(({ currency, feeMinor }) => ({ currency, count: 1, minor: feeMinor }))),
        differences: differencesOf(runs).map(({ class: name, count }) => ({ class: name, count })),
        ...longest('confirmDays'),
        ...longest('payDays'),
      }
    }),
  )
}
