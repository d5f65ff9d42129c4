import type { BoardCell } from '@shared/contract/settlement-closing'
import type { CountedSum, Month } from '@shared/contract/settlement-values'
import { addSums } from '../parts/sums'

export interface BoardRow {
  key: string
  account: string
  accountId: string | undefined
  cells: ReadonlyMap<Month, BoardCell>
}

/** Accounts by months: one row an account, in the order of their names; what is of no account comes last. */
export function boardRows(cells: readonly BoardCell[]): BoardRow[] {
  const rows = new Map<string, { account: string; accountId: string | undefined; cells: Map<Month, BoardCell> }>()
  for (const cell of cells) {
    const key = cell.accountId ?? ''
    const row = rows.get(key) ?? { account: cell.account, accountId: cell.accountId, cells: new Map<Month, BoardCell>() }
    row.cells.set(cell.month, cell)
    rows.set(key, row)
  }
  return [...rows]
    .map(([key, row]) => ({ key, ...row }))
    .sort((a, b) => Number(a.accountId === undefined) - Number(b.accountId === undefined) || a.account.localeCompare(b.account, 'zh-CN'))
}

export interface MonthTotals {
  paid: CountedSum[]
  refunded: CountedSum[]
  /** What providers kept of the accounts' payments. */
  fees: CountedSum[]
  /** The platform's fee, which is of the company and of no account. */
  serviceFee: CountedSum[]
  openDifferences: number
  missingBills: number
  /** Every account's month is locked. */
  locked: boolean
}

/** What all accounts have in a month, currency by currency. */
export function monthTotals(cells: readonly BoardCell[], month: Month): MonthTotals {
  const here = cells.filter((cell) => cell.month === month)
  return {
    paid: addSums(here.map(({ paid }) => paid)),
    refunded: addSums(here.map(({ refunded }) => refunded)),
    fees: addSums(here.filter(({ accountId }) => accountId !== undefined).map(({ fees }) => fees)),
    serviceFee: addSums(here.filter(({ accountId }) => accountId === undefined).map(({ fees }) => fees)),
    openDifferences: here.reduce((sum, { openDifferences }) => sum + openDifferences, 0),
    missingBills: here.reduce((sum, { bills }) => sum + bills.missing + bills.failed, 0),
    locked: here.length > 0 && here.every(({ locked }) => locked),
  }
}

/** How the bills of a month stand: what is wrong comes first. */
export function billStand({ booked, noTrade, missing, failed, awaited }: BoardCell['bills']): 'failed' | 'missing' | 'awaited' | 'complete' | 'none' {
  if (failed > 0) return 'failed'
  if (missing > 0) return 'missing'
  if (awaited > 0) return 'awaited'
  return booked + noTrade > 0 ? 'complete' : 'none'
}
