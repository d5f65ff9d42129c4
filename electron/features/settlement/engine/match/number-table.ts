import type { MatchKey } from '@shared/contract/settlement-reconciliation'
import { entryKinds } from '@shared/contract/settlement-values'
import type { Side } from './side'

/** A list of rows: the first `count` of `list`. */
export interface Rows {
  list: Int32Array
  count: number
}

export const rowsOf = (rows: readonly number[]): Rows => ({ list: Int32Array.from(rows), count: rows.length })

/** A word for each row, made when the first is set: most numbers stand once. */
export class Links {
  readonly #rows: number
  #words: Int32Array | undefined

  constructor(rows: number) {
    this.#rows = rows
  }

  /** 0 where none was set. */
  of(row: number): number {
    return this.#words?.[row] ?? 0
  }

  set(row: number, value: number): void {
    this.#words ??= new Int32Array(this.#rows)
    this.#words[row] = value
  }
}

/**
 * Rows by the hash of one of their numbers: open addressing, rows of an equal hash as a chain. A slot is four words (row
 * plus 1, negative where a chain follows; both words of the hash; one for whoever uses the table), so that a look-up
 * touches one line of memory. Equal hashes are not equal numbers yet: whoever pairs by them compares the texts.
 */
export class NumberTable {
  readonly #words: Int32Array
  readonly #mask: number
  readonly #links: Links

  /** @param classes by kind: rows of different classes never meet, those of class 0 are left out; all are alike without it */
  constructor(side: Side, key: MatchKey, { list, count }: Rows, classes: Uint8Array = alike, links: Links = new Links(side.rows)) {
    const hash = side.hash(key)
    const filled = numbered(hash, list, count)
    let size = 16
    while (size < filled * 2) size *= 2
    this.#words = new Int32Array(size * 4)
    this.#mask = size - 1
    this.#links = links
    const { kind } = side
    for (let at = 0; at < count; at += 1) {
      const row = list[at] ?? 0
      const low = hash[row * 2] ?? 0
      const high = hash[row * 2 + 1] ?? 0
      if (low === 0 && high === 0) continue
      const partners = classes[kind[row] ?? 0] ?? 0
      if (partners !== 0) this.#put(row, seeded(low, partners), high)
    }
  }

  #put(row: number, low: number, high: number): void {
    const words = this.#words
    const mask = this.#mask
    let slot = low & mask
    for (;;) {
      const base = slot * 4
      const head = words[base] ?? 0
      if (head === 0) {
        words[base] = row + 1
        words[base + 1] = low
        words[base + 2] = high
        return
      }
      if (words[base + 1] === low && words[base + 2] === high) {
        this.#links.set(row, Math.abs(head))
        words[base] = -(row + 1)
        return
      }
      slot = (slot + 1) & mask
    }
  }

  /** The slot of a number, -1 where no row has it. */
  slotOf(low: number, high: number, partners: number): number {
    const words = this.#words
    const mask = this.#mask
    const first = seeded(low, partners)
    let slot = first & mask
    for (;;) {
      const base = slot * 4
      if (words[base] === 0) return -1
      if (words[base + 1] === first && words[base + 2] === high) return slot
      slot = (slot + 1) & mask
    }
  }

  /** The first row of a slot; go on with {@link next}. */
  first(slot: number): number {
    return Math.abs(this.#words[slot * 4] ?? 0) - 1
  }

  isChain(slot: number): boolean {
    return (this.#words[slot * 4] ?? 0) < 0
  }

  /** The next row of the same hash, -1 after the last. */
  next(row: number): number {
    return this.#links.of(row) - 1
  }

  /** A word of its own that each slot has for its user; 0 at first. */
  mark(slot: number): number {
    return this.#words[slot * 4 + 3] ?? 0
  }

  setMark(slot: number, value: number): void {
    this.#words[slot * 4 + 3] = value
  }
}

const alike = Uint8Array.from(entryKinds, () => 1)

function numbered(hash: Int32Array, list: Int32Array, count: number): number {
  let some = 0
  for (let at = 0; at < count; at += 1) {
    const row = list[at] ?? 0
    if (hash[row * 2] !== 0 || hash[row * 2 + 1] !== 0) some += 1
  }
  return some
}

/** Keeps the classes of one number apart. */
function seeded(low: number, partners: number): number {
  return low ^ Math.imul(partners - 1, 0x9e3779b1)
}
