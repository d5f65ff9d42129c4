import type { ControlTotal } from '@shared/contract/settlement-files'
import type { ControlRule } from '../profiles/types'
import type { Columns } from './compile'
import { headerIndex, headerName } from './header-name'

/** Decimals of a sum: fees are printed with five. */
const scale = 6
const safe = 2 ** 51

/** Exact sum of decimal texts, whatever their size. */
export class DecimalSum {
  #small = 0
  #big = 0n
  #broken = false

  add(text: string): void {
    const value = scaledOf(text)
    if (value === undefined) {
      this.#broken = true
      return
    }
    this.#small += value
    if (Math.abs(this.#small) > safe) {
      this.#big += BigInt(this.#small)
      this.#small = 0
    }
  }

  /** Undefined where a value was no number. */
  total(): bigint | undefined {
    return this.#broken ? undefined : this.#big + BigInt(this.#small)
  }
}

/** A decimal text times 10^6; undefined where it is none or has more decimals. */
export function scaledOf(text: string): number | undefined {
  const plain = text.normalize('NFKC').replaceAll(/[,\s¥€£$元]/gu, '')
  if (plain === '') return 0
  const parts = /^([-+]?)(\d+)(?:\.(\d*))?$/u.exec(plain)
  if (!parts) return undefined
  const decimals = (parts[3] ?? '').replace(/0+$/u, '')
  if (decimals.length > scale) return undefined
  const value = Number((parts[2] ?? '') + decimals.padEnd(scale, '0'))
  if (!Number.isSafeInteger(value)) return undefined
  return parts[1] === '-' ? -value : value
}

export function decimalText(value: bigint): string {
  const digits = (value < 0n ? -value : value).toString().padStart(scale + 1, '0')
  const decimals = digits.slice(-scale).replace(/0+$/u, '')
  return `${value < 0n ? '-' : ''}${digits.slice(0, -scale)}${decimals === '' ? '' : `.${decimals.padEnd(2, '0')}`}`
}

interface Counter {
  rule: ControlRule
  /** -1: rows are counted. */
  column: number
  when: { column: number; words: ReadonlySet<string>; not: boolean } | undefined
  rows: number
  sum: DecimalSum
}

/** Recomputes over the rows what the end of a file claims. */
export class Tally {
  readonly #counters: Counter[]

  constructor(rules: readonly ControlRule[], headers: readonly string[], columns: Columns) {
    const index = headerIndex(headers)
    this.#counters = rules.flatMap((rule): Counter[] => {
      const column = rule.of === 'count' ? -1 : rule.of.map((name) => index.get(headerName(name))).find((at) => at !== undefined)
      const at = rule.when === undefined ? undefined : columns.get(rule.when.field)?.[0]
      // What has no column cannot be counted again.
      if (column === undefined || (rule.when !== undefined && at === undefined)) return []
      const when = rule.when === undefined || at === undefined ? undefined : { column: at, words: new Set(rule.when.words), not: rule.when.not ?? false }
      return [{ rule, column, when, rows: 0, sum: new DecimalSum() }]
    })
  }

  /** Columns that it looks at. */
  get wanted(): number[] {
    return [...new Set(this.#counters.flatMap(({ column, when }) => [...(column < 0 ? [] : [column]), ...(when ? [when.column] : [])]))]
  }

  row(cell: (column: number) => string): void {
    for (const counter of this.#counters) {
      const { when, column } = counter
      if (when && when.words.has(cell(when.column)) === when.not) continue
      counter.rows += 1
      if (column >= 0) counter.sum.add(cell(column))
    }
  }

  /** Compares what was counted with what the file says under these names. `20.0` rows are 20. */
  compare(said: (rule: ControlRule) => string | undefined): ControlTotal[] {
    return this.#counters.flatMap(({ rule, column, rows, sum }) => {
      const text = said(rule)
      if (text === undefined) return []
      const counted = column < 0 ? BigInt(rows) * 10n ** BigInt(scale) : sum.total()
      const claimed = scaledOf(text)
      const agrees = counted !== undefined && claimed !== undefined && BigInt(claimed) === counted
      return [{ name: rule.name[0] ?? '', said: text, counted: counted === undefined ? '' : column < 0 ? String(rows) : decimalText(counted), agrees }]
    })
  }
}
