import type { MatchKey } from '@shared/contract/settlement-reconciliation'
import type { RowRef } from '@shared/contract/settlement-values'
import type { SidePack } from '../match-types'
import type { Pack, TextColumn } from '../pack-types'
import { kindCode } from './kinds'

/** Currencies of both sides under one numbering. */
export class Currencies {
  readonly names: string[] = []
  readonly #codes = new Map<string, number>()

  codeOf(name: string): number {
    const known = this.#codes.get(name)
    if (known !== undefined) return known
    this.#codes.set(name, this.names.length)
    return this.names.push(name) - 1
  }
}

/** The rows of all packs of one side, one after the other, column by column. Rows are counted over all of them. */
export class Side {
  readonly rows: number
  readonly packs: readonly SidePack[]
  /** Own copy: words may say that a row is of another kind than its profile knew. */
  readonly kind: Uint8Array
  readonly outcome: Uint8Array
  readonly currency: Uint16Array
  readonly atMs: Float64Array
  readonly amount: Float64Array
  readonly fee: Float64Array
  /** Whether any row says its fee. */
  readonly hasFees: boolean
  /** The group a row belongs to; -1 for none. */
  readonly group: Int32Array
  /** 1: the row is matched at all; others moved no money or belong to no order. */
  readonly takesPart: Uint8Array
  /** 1: it counts in the totals of this month. */
  readonly counts: Uint8Array
  /** 1: no rule may take it any more. */
  readonly taken: Uint8Array
  /** 1: it has several partners by number, so that amount and time alone may not give it another. */
  readonly held: Uint8Array
  readonly expected: Uint8Array
  /** Shared with the other side. */
  readonly currencies: Currencies
  readonly #starts: number[] = []
  readonly #hashes = new Map<MatchKey, Int32Array>()

  constructor(packs: readonly SidePack[], currencies: Currencies) {
    this.packs = packs
    this.currencies = currencies
    let rows = 0
    for (const { pack } of packs) {
      this.#starts.push(rows)
      rows += pack.rows
    }
    this.rows = rows
    this.kind = new Uint8Array(rows)
    for (const [index, { pack }] of packs.entries()) this.kind.set(pack.kind, this.#starts[index])
    this.outcome = this.#joined(Uint8Array, (pack) => pack.outcome)
    this.currency = this.#joined(Uint16Array, (pack) => recoded(pack, currencies))
    this.atMs = this.#joined(Float64Array, (pack) => pack.atMs)
    this.amount = this.#joined(Float64Array, (pack) => pack.amountMinor)
    this.fee = this.#joined(Float64Array, (pack) => pack.feeMinor)
    this.hasFees = this.fee.some((fee) => !Number.isNaN(fee))
    this.group = new Int32Array(rows).fill(-1)
    this.takesPart = new Uint8Array(rows)
    this.counts = new Uint8Array(rows)
    this.taken = new Uint8Array(rows)
    this.held = new Uint8Array(rows)
    this.expected = new Uint8Array(rows)
  }

  /** Kind, outcome, currency and whether it counts, as one word a row: equal words mean that two rows are alike in all four. */
  nature(): Int32Array {
    const { kind, outcome, currency, counts } = this
    const words = new Int32Array(this.rows)
    for (let row = 0; row < this.rows; row += 1) {
      words[row] = ((currency[row] ?? 0) << 16) | ((kind[row] ?? 0) << 8) | ((outcome[row] ?? 0) << 1) | (counts[row] ?? 0)
    }
    return words
  }

  /** Two words a row, both 0 where it has no such number. */
  hash(key: MatchKey): Int32Array {
    const known = this.#hashes.get(key)
    if (known) return known
    const words = this.#joined(Uint32Array, (pack) => pack.keyHash(key), 2)
    const signed = new Int32Array(words.buffer, words.byteOffset, words.length)
    this.#hashes.set(key, signed)
    return signed
  }

  has(key: MatchKey, row: number): boolean {
    const hash = this.hash(key)
    return hash[row * 2] !== 0 || hash[row * 2 + 1] !== 0
  }

  text(column: TextColumn, row: number): string {
    const index = this.#packOf(row)
    return this.packs[index]?.pack.text(column, row - this.#startOf(index)) ?? ''
  }

  sameText(column: TextColumn, row: number, other: Side, otherRow: number): boolean {
    const index = this.#packOf(row)
    const otherIndex = other.#packOf(otherRow)
    const pack = this.packs[index]?.pack
    const otherPack = other.packs[otherIndex]?.pack
    if (!pack || !otherPack) return false
    return pack.sameText(column, row - this.#startOf(index), otherPack, otherRow - other.#startOf(otherIndex))
  }

  /** The kind as the profile says it. */
  packKind(row: number): number {
    const index = this.#packOf(row)
    return this.packs[index]?.pack.kind[row - this.#startOf(index)] ?? 0
  }

  currencyName(row: number): string {
    return this.currencies.names[this.currency[row] ?? 0] ?? ''
  }

  settled(row: number): number {
    const index = this.#packOf(row)
    return this.packs[index]?.pack.settledMinor[row - this.#startOf(index)] ?? NaN
  }

  ref(row: number): RowRef {
    const index = this.#packOf(row)
    return { fileId: this.packs[index]?.fileId ?? '', row: row - this.#startOf(index) }
  }

  /**
   * The amount as its partner has it. Money that leaves an account at a provider comes to the bank and the other way
   * round, so withdrawals and top-ups are told as the bank sees them; all else stands as it is.
   */
  money(row: number): number {
    const amount = this.amount[row] ?? NaN
    const kind = this.kind[row]
    if (kind === kindCode.withdrawal) return Math.abs(amount)
    return kind === kindCode.topUp ? -Math.abs(amount) : amount
  }

  #startOf(index: number): number {
    return this.#starts[index] ?? 0
  }

  #packOf(row: number): number {
    let low = 0
    let high = this.#starts.length - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if (this.#startOf(middle) <= row) low = middle
      else high = middle - 1
    }
    return low
  }

  /** One column of all packs; that of a single pack is used as it is. */
  #joined<T extends Uint8Array | Uint16Array | Uint32Array | Float64Array>(
    make: new (length: number) => T,
    column: (pack: Pack) => T,
    words = 1,
  ): T {
    const only = this.packs.length === 1 ? this.packs[0] : undefined
    if (only) return column(only.pack)
    const all = new make(this.rows * words)
    for (const [index, { pack }] of this.packs.entries()) all.set(column(pack), this.#startOf(index) * words)
    return all
  }
}

/** The pack's own numbering of currencies turned into that of both sides; the same array where they are alike. */
function recoded(pack: Pack, currencies: Currencies): Uint16Array {
  const codes = pack.currencies.map((name) => currencies.codeOf(name))
  if (codes.every((code, index) => code === index)) return pack.currency
  return pack.currency.map((index) => codes[index] ?? 0)
}
