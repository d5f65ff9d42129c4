import { deserialize, serialize } from 'node:v8'
import type { ReportCell, ReportRows } from './data'

/**
 * Rows kept as packed pages outside of the heap: a table of many rows takes a fraction of what its cells would, and gives
 * them page by page, as often as a writer goes through them.
 */
export class PackedRows implements ReportRows {
  readonly #pages: { from: number; bytes: Buffer }[] = []
  #length = 0

  get length(): number {
    return this.#length
  }

  add(rows: readonly ReportCell[][]): void {
    if (rows.length === 0) return
    this.#pages.push({ from: this.#length, bytes: serialize(rows) })
    this.#length += rows.length
  }

  slice(from: number, to = this.#length): ReportRows {
    const start = Math.min(Math.max(0, from), this.#length)
    const end = Math.min(Math.max(start, to), this.#length)
    const between = () => this.#between(start, end)
    return { length: end - start, [Symbol.iterator]: between, slice: (a, b = end - start) => this.slice(start + a, Math.min(end, start + b)) }
  }

  [Symbol.iterator](): Generator<ReportCell[]> {
    return this.#between(0, this.#length)
  }

  *#between(start: number, end: number): Generator<ReportCell[]> {
    const first = this.#pages.findLastIndex(({ from }) => from <= start)
    for (const { from, bytes } of this.#pages.slice(Math.max(0, first))) {
      if (from >= end) return
      const rows = deserialize(bytes) as ReportCell[][]
      yield* rows.slice(Math.max(0, start - from), end - from)
    }
  }
}
