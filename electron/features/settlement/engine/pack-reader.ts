import type { MatchKey } from '@shared/contract/settlement-reconciliation'
import { entryKinds, entryOutcomes } from '@shared/contract/settlement-values'
import { basename } from 'node:path'
import { crc32 } from 'node:zlib'
import { Fault } from '../../../platform/errors/fault'
import { blockReader, DamagedBlock, type ReadBlock, readHashes, readNumbers, readTexts, type TextPart } from './pack-columns'
import { Directory, groupRows, headBytes, keyColumns, layoutVersion, magic, type NumberColumn, numberColumns, trailerBytes } from './pack-layout'
import { fileSource, type PackSource } from './pack-storage'
import { type Pack, type PackSummary, type TextColumn, textColumns } from './pack-types'
import type { Entry } from './types'

const decoder = new TextDecoder('utf-8', { ignoreBOM: true })

/**
 * Opens a pack; a column is read and checked when it is first asked for. For worker threads: it reads at once.
 * @throws Fault `settlement.packMissing`; `settlement.packDamaged` (also by every column); `settlement.packOtherVersion`
 */
export function openPack(path: string): FilePack {
  return readPack(opened(path), basename(path))
}

/** @param name what a fault calls it */
export function readPack(source: PackSource, name: string): FilePack {
  try {
    return new FilePack(source, name, directoryOf(source, name))
  } catch (cause) {
    source.close()
    throw asFault(cause, name)
  }
}

function opened(path: string): PackSource {
  try {
    return fileSource(path)
  } catch (cause) {
    throw new Fault('settlement.packMissing', { params: { file: basename(path) }, cause })
  }
}

function asFault(cause: unknown, file: string): unknown {
  if (!(cause instanceof DamagedBlock || cause instanceof SyntaxError)) return cause
  return new Fault('settlement.packDamaged', { params: { file }, cause })
}

function directoryOf(source: PackSource, file: string): Directory {
  if (source.size < headBytes + trailerBytes) throw new DamagedBlock('shorter than a pack of no rows')
  const trailer = viewOf(source.read(source.size - trailerBytes, trailerBytes))
  const head = viewOf(source.read(0, headBytes))
  if (head.getUint32(0, true) !== magic) throw new DamagedBlock('not a pack')
  if (head.getUint32(4, true) !== layoutVersion) throw new Fault('settlement.packOtherVersion', { params: { file } })
  if (trailer.getUint32(16, true) !== magic || trailer.getUint32(20, true) !== layoutVersion) throw new DamagedBlock('cut off')
  const at = trailer.getFloat64(0, true)
  const bytes = trailer.getUint32(8, true)
  if (at + bytes !== source.size - trailerBytes) throw new DamagedBlock('directory out of place')
  const text = source.read(at, bytes)
  if (crc32(text) !== trailer.getUint32(12, true)) throw new DamagedBlock('directory')
  const parsed = Directory.safeParse(JSON.parse(decoder.decode(text)))
  if (!parsed.success) throw new DamagedBlock('directory')
  return parsed.data
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

export class FilePack implements Pack {
  readonly rows: number
  readonly currencies: readonly string[]
  readonly summary: PackSummary
  readonly #source: PackSource
  readonly #read: ReadBlock
  readonly #name: string
  readonly #directory: Directory
  readonly #numbers = new Map<NumberColumn, Uint8Array | Uint16Array | Uint32Array | Float64Array>()
  readonly #hashes = new Map<MatchKey, Uint32Array>()
  readonly #texts: (TextPart | undefined)[][] = textColumns.map(() => [])
  /** Bytes of columns that are in memory. */
  loadedBytes = 0

  constructor(source: PackSource, name: string, directory: Directory) {
    this.#source = source
    this.#read = blockReader(source)
    this.#name = name
    this.#directory = directory
    this.currencies = directory.currencies
    this.summary = summaryOf(directory)
    this.rows = directory.groups.reduce((rows, group) => rows + group.rows, 0)
    // All groups but the last are full, so that the group of a row is found by division.
    if (directory.groups.slice(0, -1).some(({ rows }) => rows !== groupRows)) throw new DamagedBlock('groups')
  }

  get line(): Uint32Array {
    return this.#column('line', (rows) => new Uint32Array(rows))
  }

  get kind(): Uint8Array {
    return this.#column('kind', (rows) => new Uint8Array(rows))
  }

  get outcome(): Uint8Array {
    return this.#column('outcome', (rows) => new Uint8Array(rows))
  }

  get currency(): Uint16Array {
    return this.#column('currency', (rows) => new Uint16Array(rows))
  }

  get atMs(): Float64Array {
    return this.#column('atMs', (rows) => new Float64Array(rows))
  }

  get amountMinor(): Float64Array {
    return this.#column('amountMinor', (rows) => new Float64Array(rows))
  }

  get feeMinor(): Float64Array {
    return this.#column('feeMinor', (rows) => new Float64Array(rows))
  }

  get settledMinor(): Float64Array {
    return this.#column('settledMinor', (rows) => new Float64Array(rows))
  }

  get balanceMinor(): Float64Array {
    return this.#column('balanceMinor', (rows) => new Float64Array(rows))
  }

  get offset(): Float64Array {
    return this.#column('offset', (rows) => new Float64Array(rows))
  }

  get length(): Uint32Array {
    return this.#column('length', (rows) => new Uint32Array(rows))
  }

  keyHash(key: MatchKey): Uint32Array {
    const known = this.#hashes.get(key)
    if (known) return known
    const column = keyColumns.indexOf(key)
    const all = new Uint32Array(this.rows * 2)
    this.#guarded(() => {
      for (const [index, { rows, hashes }] of this.#directory.groups.entries())
        readHashes(hashes[column] ?? null, rows, all, index * groupRows, this.#read)
    })
    this.#hashes.set(key, all)
    this.loadedBytes += all.byteLength
    return all
  }

  text(column: TextColumn, row: number): string {
    const { bytes, start, end } = this.#place(column, row)
    return start === end ? '' : decoder.decode(bytes.subarray(start, end))
  }

  /** The texts of a column in a group of rows, for those who look through all. */
  textPart(column: TextColumn, group: number): TextPart {
    return this.#part(column, group * groupRows)
  }

  sameText(column: TextColumn, row: number, other: Pack, otherRow: number, otherColumn: TextColumn = column): boolean {
    if (!(other instanceof FilePack)) return this.text(column, row) === other.text(otherColumn, otherRow)
    const mine = this.#part(column, row)
    const theirs = other.#part(otherColumn, otherRow)
    let at = startOf(mine, row)
    let from = startOf(theirs, otherRow)
    const end = endOf(mine, row)
    if (end - at !== endOf(theirs, otherRow) - from) return false
    const left = mine.bytes
    const right = theirs.bytes
    for (; at < end; at += 1, from += 1) if (left[at] !== right[from]) return false
    return true
  }

  entry(row: number): Entry {
    const texts = Object.fromEntries(textColumns.map((column) => [column, this.text(column, row)])) as Record<TextColumn, string>
    const at = (column: NumberColumn): number => this.#one(column, row)
    return {
      line: at('line'),
      kind: entryKinds[at('kind')] ?? 'other',
      outcome: entryOutcomes[at('outcome')] ?? 'done',
      atMs: at('atMs'),
      currency: this.currencies[at('currency')] ?? '',
      amountMinor: at('amountMinor'),
      feeMinor: at('feeMinor'),
      settledMinor: at('settledMinor'),
      balanceMinor: at('balanceMinor'),
      offset: at('offset'),
      length: at('length'),
      ...texts,
    }
  }

  close(): void {
    this.#numbers.clear()
    this.#hashes.clear()
    for (const parts of this.#texts) parts.length = 0
    this.#source.close()
  }

  #column<T extends Uint8Array | Uint16Array | Uint32Array | Float64Array>(name: NumberColumn, make: (rows: number) => T): T {
    // A column of a name is always made by the same getter.
    const known = this.#numbers.get(name) as T | undefined
    if (known) return known
    const all = make(this.rows)
    const column = numberColumns.indexOf(name)
    this.#guarded(() => {
      for (const [index, { rows, numbers }] of this.#directory.groups.entries()) {
        const block = numbers[column]
        if (block) readNumbers(block, rows, all, index * groupRows, this.#read)
      }
    })
    this.#numbers.set(name, all)
    this.loadedBytes += all.byteLength
    return all
  }

  #one(name: NumberColumn, row: number): number {
    return this[name][row] ?? NaN
  }

  #place(column: TextColumn, row: number): { bytes: Uint8Array; start: number; end: number } {
    const part = this.#part(column, row)
    return { bytes: part.bytes, start: startOf(part, row), end: endOf(part, row) }
  }

  #part(column: TextColumn, row: number): TextPart {
    const parts = this.#texts[columnIndex[column]] ?? []
    const index = Math.floor(row / groupRows)
    return parts[index] ?? this.#loadPart(column, index)
  }

  #loadPart(column: TextColumn, index: number): TextPart {
    const group = this.#directory.groups[index]
    const block = group?.texts[columnIndex[column]]
    if (!group || !block) throw new RangeError('no such row')
    const part = this.#guarded(() => readTexts(block, group.rows, this.#read))
    const parts = this.#texts[columnIndex[column]]
    if (parts) parts[index] = part
    this.loadedBytes += part.bytes.byteLength + (part.starts?.byteLength ?? 0)
    return part
  }

  #guarded<T>(read: () => T): T {
    try {
      return read()
    } catch (cause) {
      throw asFault(cause, this.#name)
    }
  }
}

const columnIndex = Object.fromEntries(textColumns.map((column, index) => [column, index])) as Record<TextColumn, number>

function startOf(part: TextPart, row: number): number {
  return part.starts ? (part.starts[row % groupRows] ?? 0) : 0
}

function endOf(part: TextPart, row: number): number {
  return part.starts ? (part.starts[(row % groupRows) + 1] ?? 0) : part.bytes.length
}

function summaryOf({ summary }: Directory): PackSummary {
  return { ...summary, firstAtMs: summary.firstAtMs ?? NaN, lastAtMs: summary.lastAtMs ?? NaN }
}
