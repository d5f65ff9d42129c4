import { entryKinds, entryOutcomes } from '@shared/contract/settlement-values'
import { monthSpan } from '@shared/domain/beijing-time'
import type { DeskFilter } from './desk-types'
import { groupRows } from './pack-layout'
import type { FilePack } from './pack-reader'
import type { TextColumn } from './pack-types'

/** Columns in which a text is looked for. */
const searched: readonly TextColumn[] = ['merchantNo', 'wechatNo', 'providerNo', 'refundNo', 'providerRefundNo', 'group', 'title', 'place', 'rawState']

/** Rows of a pack that fit, from `from` on, in their order. */
export function* fittingRows(pack: FilePack, filter: DeskFilter, only: Uint32Array | undefined, from: number): Generator<number> {
  const fits = fittingNumbers(pack, filter)
  const text = filter.text?.trim() ?? ''
  const found = text === '' ? undefined : new TextSearch(pack, text)
  if (only) {
    for (const row of only) if (row >= from && row < pack.rows && fits(row) && (found?.has(row) ?? true)) yield row
    return
  }
  for (let row = from; row < pack.rows; row += 1) {
    // A group in which the text does not occur is passed over whole.
    if (found && row % groupRows === 0 && !found.inGroup(row / groupRows)) row += groupRows - 1
    else if (fits(row) && (found?.has(row) ?? true)) yield row
  }
}

function fittingNumbers(pack: FilePack, { kinds, outcomes, currency, month }: DeskFilter): (row: number) => boolean {
  const kindFits = wanted(entryKinds, kinds)
  const outcomeFits = wanted(entryOutcomes, outcomes)
  const code = currency === undefined ? -1 : pack.currencies.indexOf(currency)
  if (currency !== undefined && code < 0) return () => false
  const { fromMs, untilMs } = month === undefined ? { fromMs: -Infinity, untilMs: Infinity } : monthSpan(month)
  const columns = { kind: kindFits && pack.kind, outcome: outcomeFits && pack.outcome, currency: code < 0 ? undefined : pack.currency, atMs: month === undefined ? undefined : pack.atMs }
  return (row) => {
    if (kindFits && columns.kind && kindFits[columns.kind[row] ?? 0] !== 1) return false
    if (outcomeFits && columns.outcome && outcomeFits[columns.outcome[row] ?? 0] !== 1) return false
    if (columns.currency && columns.currency[row] !== code) return false
    if (!columns.atMs) return true
    const at = columns.atMs[row] ?? NaN
    return at >= fromMs && at < untilMs
  }
}

function wanted<T>(all: readonly T[], some: readonly T[] | undefined): Uint8Array | undefined {
  return some && some.length > 0 ? Uint8Array.from(all, (each) => (some.includes(each) ? 1 : 0)) : undefined
}

/** Rows that hold a text, found group by group in the bytes of whole columns. */
class TextSearch {
  readonly #pack: FilePack
  readonly #needles: Buffer[]
  #group = -1
  #rows = new Set<number>()

  constructor(pack: FilePack, text: string) {
    this.#pack = pack
    const writings = text === text.toLowerCase() ? [text, text.toUpperCase()] : [text]
    this.#needles = [...new Set(writings)].map((writing) => Buffer.from(writing))
  }

  inGroup(group: number): boolean {
    this.#load(group)
    return this.#rows.size > 0
  }

  has(row: number): boolean {
    this.#load(Math.floor(row / groupRows))
    return this.#rows.has(row)
  }

  #load(group: number): void {
    if (this.#group === group) return
    this.#group = group
    this.#rows = new Set()
    for (const column of searched) for (const needle of this.#needles) this.#collect(column, needle, group)
  }

  #collect(column: TextColumn, needle: Buffer, group: number): void {
    const { bytes, starts } = this.#pack.textPart(column, group)
    const all = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    const first = group * groupRows
    if (!starts) {
      if (all.includes(needle)) for (let row = first; row < Math.min(first + groupRows, this.#pack.rows); row += 1) this.#rows.add(row)
      return
    }
    for (let at = all.indexOf(needle); at >= 0; ) {
      const row = rowAt(starts, at)
      const end = starts[row + 1] ?? 0
      const isWithin = at + needle.length <= end
      if (isWithin) this.#rows.add(first + row)
      // One hit in a row is enough; what reaches over its end is none.
      at = all.indexOf(needle, isWithin ? end : at + 1)
    }
  }
}

/** The row whose text holds the byte. */
function rowAt(starts: Uint32Array, at: number): number {
  let low = 0
  let high = starts.length - 1
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((starts[middle + 1] ?? 0) > at) high = middle
    else low = middle + 1
  }
  return low
}
