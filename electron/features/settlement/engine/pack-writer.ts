import { entryKinds, entryOutcomes } from '@shared/contract/settlement-values'
import { crc32 } from 'node:zlib'
import { ByteHeap } from './byte-heap'
import { PackGroup } from './pack-group'
import { type Directory, type Group, layoutVersion, magic } from './pack-layout'
import { fileTarget, memoryStorage, type PackTarget } from './pack-storage'
import { SummaryOf } from './pack-summary'
import { type FilePack, readPack } from './pack-reader'
import { type PackSummary, type PackWriter, textColumns } from './pack-types'
import type { Entry } from './types'

const kindIndex = new Map(entryKinds.map((kind, index) => [kind, index]))
const outcomeIndex = new Map(entryOutcomes.map((outcome, index) => [outcome, index]))

/** Most currencies of one pack: their indexes are words of two bytes. */
const mostCurrencies = 65_535

/**
 * Writes a pack group by group, so that its memory does not grow with the rows. The scanner writes into `group` itself
 * and then calls {@link ColumnWriter.commit}; everyone else adds entries.
 */
export class ColumnWriter implements PackWriter {
  readonly group = new PackGroup()
  readonly #target: PackTarget
  readonly #currencies: string[] = []
  readonly #currencyIndex = new Map<string, number>()
  readonly #summary = new SummaryOf(this.#currencies)
  readonly #groups: Group[] = []
  readonly #scratch = new ByteHeap()
  #ended = false

  constructor(target: PackTarget) {
    this.#target = target
    this.#target.put(bytesOf(new Uint32Array([magic, layoutVersion])))
  }

  add(entry: Entry): void {
    const { group } = this
    const { numbers, rows } = group
    numbers.line[rows] = entry.line
    numbers.kind[rows] = kindIndex.get(entry.kind) ?? 0
    numbers.outcome[rows] = outcomeIndex.get(entry.outcome) ?? 0
    numbers.currency[rows] = this.currencyOf(entry.currency)
    numbers.atMs[rows] = entry.atMs
    // Minus nought becomes nought.
    numbers.amountMinor[rows] = entry.amountMinor + 0
    numbers.feeMinor[rows] = entry.feeMinor + 0
    numbers.settledMinor[rows] = entry.settledMinor + 0
    numbers.balanceMinor[rows] = entry.balanceMinor + 0
    numbers.offset[rows] = entry.offset
    numbers.length[rows] = entry.length
    for (const [column, name] of textColumns.entries()) group.texts[column]?.putText(rows, entry[name], this.#scratch)
    this.commit()
  }

  /** The index of a currency in this pack. */
  currencyOf(currency: string): number {
    const known = this.#currencyIndex.get(currency)
    if (known !== undefined) return known
    if (this.#currencies.length === mostCurrencies) throw new RangeError('too many currencies')
    this.#currencyIndex.set(currency, this.#currencies.length)
    return this.#currencies.push(currency) - 1
  }

  /** The row that stands in `group` behind the complete ones is complete now. */
  commit(): void {
    const { numbers, rows } = this.group
    this.#summary.add(
      numbers.kind[rows] ?? 0,
      numbers.outcome[rows] ?? 0,
      numbers.currency[rows] ?? 0,
      numbers.atMs[rows] ?? NaN,
      numbers.amountMinor[rows] ?? NaN,
      numbers.feeMinor[rows] ?? NaN,
    )
    this.group.rows = rows + 1
    if (this.group.full) this.#flush()
  }

  finish(): PackSummary {
    if (this.group.rows > 0) this.#flush()
    const summary = this.#summary.done()
    const directory: Directory = {
      version: layoutVersion,
      currencies: this.#currencies,
      groups: this.#groups,
      summary: { ...summary, firstAtMs: numberOrNull(summary.firstAtMs), lastAtMs: numberOrNull(summary.lastAtMs) },
    }
    const bytes = Buffer.from(JSON.stringify(directory))
    const at = this.#target.put(bytes)
    const trailer = new DataView(new ArrayBuffer(24))
    trailer.setFloat64(0, at, true)
    trailer.setUint32(8, bytes.length, true)
    trailer.setUint32(12, crc32(bytes), true)
    trailer.setUint32(16, magic, true)
    trailer.setUint32(20, layoutVersion, true)
    this.#target.put(new Uint8Array(trailer.buffer))
    this.#target.finish()
    this.#ended = true
    return summary
  }

  /** Takes away what was written; does nothing once the pack is whole. */
  abort(): void {
    if (this.#ended) return
    this.#ended = true
    this.#target.abort()
  }

  #flush(): void {
    this.#groups.push(this.group.flush((bytes) => this.#target.put(bytes)))
  }
}

/** Writes a pack to a file, beside its name until it is whole. */
export function packWriter(path: string): ColumnWriter {
  return new ColumnWriter(fileTarget(path))
}

/** A pack in memory: for our own orders and for tests. */
export function buildPack(entries: Iterable<Entry>): FilePack {
  const storage = memoryStorage()
  const writer = new ColumnWriter(storage)
  for (const entry of entries) writer.add(entry)
  writer.finish()
  return readPack(storage.source(), '')
}

const numberOrNull = (value: number): number | null => (Number.isNaN(value) ? null : value)

function bytesOf(words: Uint32Array): Uint8Array {
  return new Uint8Array(words.buffer)
}
