import type { ControlTotal, FileControl } from '@shared/contract/settlement-files'
import { beijingDay } from '@shared/domain/beijing-time'
import { toMajor } from '@shared/domain/money'
import type { FooterRow } from '../../engine/scan-types'
import type { PackSummary } from '../../engine/pack-types'
import type { Ending } from '../profiles/types'
import { headerName } from './header-name'
import { unguarded } from './split-line'
import type { Tally } from './tally'

/** Compares the end of a file with its rows: whether it is there, and whether its sums are theirs. */
export function controlOf(ending: Ending, footer: readonly FooterRow[], tally: Tally, moved: Movements): Omit<FileControl, 'chain'> {
  const found = read(ending, footer, tally, moved)
  if (!found.there) return { state: ending.required ? 'truncated' : 'none', totals: [] }
  return { state: found.totals.some(({ agrees }) => !agrees) ? 'differs' : 'agrees', totals: found.totals }
}

interface Read {
  there: boolean
  totals: ControlTotal[]
}

const missing: Read = { there: false, totals: [] }

function read(ending: Ending, footer: readonly FooterRow[], tally: Tally, moved: Movements): Read {
  switch (ending.form) {
    case 'summary':
      return summary(footer, tally)
    case 'pairs':
      return pairs(footer, tally)
    case 'marker':
      return marker(ending, footer, tally)
    case 'records':
      return records(footer, moved)
    case 'none':
      return missing
  }
}

/** Names in one row, values in the next. */
function summary(footer: readonly FooterRow[], tally: Tally): Read {
  const [names, values] = footer.filter(({ cells }) => cells.some((cell) => cell.trim() !== ''))
  if (!names || !values) return missing
  const said = new Map(names.cells.map((name, at) => [headerName(name), unguarded(values.cells[at] ?? '')]))
  const totals = tally.compare(({ name }) => name.map((one) => said.get(headerName(one))).find((value) => value !== undefined && value !== ''))
  return { there: true, totals }
}

/** Each a name and its value. */
function pairs(footer: readonly FooterRow[], tally: Tally): Read {
  const said = new Map(footer.map(({ cells }) => [headerName(cells[0] ?? ''), unguarded(cells[1] ?? '')]))
  const totals = tally.compare(({ name }) => name.map((one) => said.get(headerName(one))).find((value) => value !== undefined))
  return totals.length === 0 ? missing : { there: true, totals }
}

const bare = (text: string) => text.normalize('NFKC').replaceAll(/[#\-\s]/gu, '')

/** A last line; what it stands among may hold sums in running text. */
function marker({ starts }: Ending, footer: readonly FooterRow[], tally: Tally): Read {
  const text = footer.map(({ cells }) => cells.join(',')).join('\n')
  if (!starts.some((start) => bare(text).includes(bare(start)))) return missing
  const totals = tally.compare(({ pattern }) => (pattern === undefined ? undefined : new RegExp(pattern, 'u').exec(text)?.[1]))
  return { there: true, totals }
}

/** What moved by currency, both ways, for reports that sum up so. */
export class Movements {
  readonly #byCurrency = new Map<string, { credit: number; debit: number; feeCredit: number; feeDebit: number }>()
  rows = 0

  take({ currency, amountMinor, feeMinor }: { currency: string; amountMinor: number; feeMinor: number }): void {
    const sums = this.#byCurrency.get(currency) ?? { credit: 0, debit: 0, feeCredit: 0, feeDebit: 0 }
    this.#byCurrency.set(currency, sums)
    if (amountMinor >= 0) sums.credit += amountMinor
    else sums.debit -= amountMinor
    // A fee that was taken is a debit of the account.
    if (feeMinor > 0) sums.feeDebit += feeMinor
    else if (feeMinor < 0) sums.feeCredit -= feeMinor
  }

  of(currency: string): { credit: number; debit: number; feeCredit: number; feeDebit: number } {
    return this.#byCurrency.get(currency) ?? { credit: 0, debit: 0, feeCredit: 0, feeDebit: 0 }
  }
}

/**
 * PayPal's report: RF (or SF of each section) sums a currency: gross credits and debits, fee credits and debits, in
 * minor units; RC counts the rows. The order of these cells is as PayPal's specification of 2026 has it [U].
 */
function records(footer: readonly FooterRow[], moved: Movements): Read {
  const of = (type: string) => footer.filter(({ cells }) => unguarded(cells[0] ?? '') === type)
  const counts = of('RC').length > 0 ? of('RC') : of('SC')
  if (counts.length === 0) return missing
  const claimed = counts.reduce((sum, { cells }) => sum + Number(unguarded(cells[1] ?? '')), 0)
  const totals: ControlTotal[] = [{ name: 'RC', said: String(claimed), counted: String(moved.rows), agrees: claimed === moved.rows }]
  for (const { cells } of of('RF').length > 0 ? of('RF') : of('SF')) {
    const currency = unguarded(cells[1] ?? '')
    if (!/^[A-Z]{3}$/u.test(currency)) continue
    const sums = moved.of(currency)
    for (const [at, key] of (['credit', 'debit', 'feeCredit', 'feeDebit'] as const).entries()) {
      const said = unguarded(cells[at + 2] ?? '')
      if (!/^\d+$/u.test(said)) continue
      totals.push({ name: `${currency} ${key}`, said: toMajor(Number(said), currency), counted: toMajor(sums[key], currency), agrees: Number(said) === sums[key] })
    }
  }
  return { there: true, totals }
}

/** Calendar days in Asia/Shanghai between which the rows lie. */
export function daysOf({ rows, firstAtMs, lastAtMs }: PackSummary): { from: string; to: string } | undefined {
  if (rows === 0 || Number.isNaN(firstAtMs) || Number.isNaN(lastAtMs)) return undefined
  return { from: beijingDay(firstAtMs), to: beijingDay(lastAtMs) }
}
