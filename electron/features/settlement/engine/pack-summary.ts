import { entryKinds, entryOutcomes } from '@shared/contract/settlement-values'
import { beijingOffsetMs } from '@shared/domain/beijing-time'
import type { PackSummary } from './pack-types'

const perCurrency = entryKinds.length * entryOutcomes.length

/** Counts what a pack holds while its rows are added. */
export class SummaryOf {
  readonly #months = new Set<string>()
  readonly #currencies: readonly string[]
  #counts = new Float64Array(perCurrency)
  #minor = new Float64Array(perCurrency)
  #fees = new Float64Array(perCurrency)
  #rows = 0
  #first = Infinity
  #last = -Infinity
  /** The month that the last row was in; most rows are in it too. */
  #monthFrom = 0
  #monthUntil = 0

  /** @param currencies grows as rows bring new ones */
  constructor(currencies: readonly string[]) {
    this.#currencies = currencies
  }

  /** @param kind, outcome indexes; @param currency index into the currencies; amounts may be `NaN` */
  add(kind: number, outcome: number, currency: number, atMs: number, minor: number, feeMinor: number): void {
    const slot = currency * perCurrency + kind * entryOutcomes.length + outcome
    if (slot >= this.#counts.length) this.#grow()
    this.#rows += 1
    this.#counts[slot] = (this.#counts[slot] ?? 0) + 1
    if (!Number.isNaN(minor)) this.#minor[slot] = (this.#minor[slot] ?? 0) + minor
    if (!Number.isNaN(feeMinor)) this.#fees[slot] = (this.#fees[slot] ?? 0) + feeMinor
    if (atMs < this.#first) this.#first = atMs
    if (atMs > this.#last) this.#last = atMs
    if (!(atMs >= this.#monthFrom && atMs < this.#monthUntil) && !Number.isNaN(atMs)) this.#enter(atMs)
  }

  /** @throws RangeError where a sum left the safe integers: money is never rounded */
  done(): PackSummary {
    const sums: PackSummary['sums'] = []
    for (const [c, currency] of this.#currencies.entries())
      for (const [k, kind] of entryKinds.entries())
        for (const [o, outcome] of entryOutcomes.entries()) {
          const slot = c * perCurrency + k * entryOutcomes.length + o
          const count = this.#counts[slot] ?? 0
          if (count > 0) sums.push({ kind, outcome, currency, count, minor: safe(this.#minor[slot] ?? 0), feeMinor: safe(this.#fees[slot] ?? 0) })
        }
    const timed = this.#last >= this.#first
    return {
      rows: this.#rows,
      months: [...this.#months].sort(),
      sums,
      firstAtMs: timed ? this.#first : NaN,
      lastAtMs: timed ? this.#last : NaN,
    }
  }

  #enter(atMs: number): void {
    const wall = new Date(atMs + beijingOffsetMs)
    const year = wall.getUTCFullYear()
    const month = wall.getUTCMonth()
    this.#monthFrom = Date.UTC(year, month, 1) - beijingOffsetMs
    this.#monthUntil = Date.UTC(year, month + 1, 1) - beijingOffsetMs
    this.#months.add(wall.toISOString().slice(0, 7))
  }

  #grow(): void {
    const room = (this.#currencies.length + 8) * perCurrency
    this.#counts = grown(this.#counts, room)
    this.#minor = grown(this.#minor, room)
    this.#fees = grown(this.#fees, room)
  }
}

function grown(old: Float64Array<ArrayBuffer>, room: number): Float64Array<ArrayBuffer> {
  const larger = new Float64Array(room)
  larger.set(old)
  return larger
}

function safe(sum: number): number {
  if (!Number.isSafeInteger(sum)) throw new RangeError('sum is no safe integer')
  return sum
}
