import { closeSync, openSync, readSync } from 'node:fs'
import type { CountedSum } from '@shared/contract/settlement-values'
import { Fault } from '../../../platform/errors/fault'
import type { DeskMethod, DeskPack, DeskQuestions, DeskRequest, DeskRow } from './desk-types'
import { KeyHash } from './key-hash'
import { fittingRows } from './pack-filter'
import { keyColumns } from './pack-layout'
import type { FilePack } from './pack-reader'
import { PackShelf } from './pack-shelf'

const hitsCap = 1000
/** A longer row is shown cut. */
const mostRawBytes = 64 * 1024

type Input<M extends DeskMethod> = DeskQuestions[M]['input']
type Answer<M extends DeskMethod> = DeskQuestions[M]['answer']

/** What the thread of the query desk does; each answer reads at once. */
export class DeskWork {
  readonly #shelf: PackShelf

  constructor(shelf = new PackShelf()) {
    this.#shelf = shelf
  }

  /** @throws Fault of packs and `settlement.originalMissing` */
  answer(request: DeskRequest): unknown {
    try {
      return this.#answer(request)
    } catch (cause) {
      // What was kept of packs may be what failed: the next question opens them again.
      if ('packs' in request.input) for (const { path } of request.input.packs) this.#shelf.forget(path)
      throw cause
    } finally {
      this.#shelf.tidy()
    }
  }

  close(): void {
    this.#shelf.close()
  }

  #answer(request: DeskRequest): unknown {
    switch (request.method) {
      case 'page':
        return this.#page(request.input)
      case 'sums':
        return this.#sums(request.input)
      case 'find':
        return this.#find(request.input)
      case 'rows':
        return this.#rows(request.input)
      case 'raw':
        return rawText(request.input)
    }
  }

  #page({ packs, filter, cursor, limit, count }: Input<'page'>): Answer<'page'> {
    const begin = placeOf(packs, cursor)
    const rows: DeskRow[] = []
    let more = false
    for (let index = begin.pack; index < packs.length && !more; index += 1) {
      const asked = packs[index]
      if (!asked) break
      const pack = this.#shelf.get(asked.path)
      for (const row of fittingRows(pack, filter, asked.rows, index === begin.pack ? begin.row : 0)) {
        more = rows.length === limit
        if (more) break
        rows.push(rowOf(asked, pack, row))
      }
    }
    const last = rows.at(-1)
    const hits = count ? this.#count(packs, filter) : 0
    return { rows, nextCursor: more && last ? `${last.fileId} ${last.row}` : undefined, hits: Math.min(hits, hitsCap), hitsCapped: hits > hitsCap }
  }

  #count(packs: readonly DeskPack[], filter: Input<'page'>['filter']): number {
    let hits = 0
    for (const asked of packs)
      for (const _ of fittingRows(this.#shelf.get(asked.path), filter, asked.rows, 0)) {
        hits += 1
        if (hits > hitsCap) return hits
      }
    return hits
  }

  #sums({ packs, filter }: Input<'sums'>): CountedSum[] {
    const sums = new Map<string, CountedSum>()
    for (const asked of packs) {
      const pack = this.#shelf.get(asked.path)
      const { amountMinor, currency } = pack
      const ofPack = pack.currencies.map((code) => sums.get(code) ?? { currency: code, count: 0, minor: 0 })
      for (const row of fittingRows(pack, filter, asked.rows, 0)) {
        const sum = ofPack[currency[row] ?? 0]
        if (!sum) continue
        const minor = amountMinor[row] ?? NaN
        sum.count += 1
        if (!Number.isNaN(minor)) sum.minor += minor
      }
      for (const sum of ofPack) if (sum.count > 0) sums.set(sum.currency, sum)
    }
    const all = [...sums.values()].sort((a, b) => (a.currency < b.currency ? -1 : 1))
    if (all.some(({ minor }) => !Number.isSafeInteger(minor))) throw new RangeError('sum is no safe integer')
    return all
  }

  #find({ packs, number, limit }: Input<'find'>): DeskRow[] {
    const bytes = new Uint8Array(Buffer.from(number.trim()))
    if (bytes.length === 0) return []
    const hash = new KeyHash()
    hash.of(new DataView(bytes.buffer), 0, bytes.length)
    const found: DeskRow[] = []
    for (const asked of packs) {
      const pack = this.#shelf.get(asked.path)
      for (const row of rowsOfNumber(pack, number.trim(), hash)) {
        if (found.length === limit) return found
        found.push(rowOf(asked, pack, row))
      }
    }
    return found
  }

  #rows({ packs, refs }: Input<'rows'>): DeskRow[] {
    const byFile = new Map(packs.map((asked) => [asked.fileId, asked]))
    return refs.flatMap(({ fileId, row }) => {
      const asked = byFile.get(fileId)
      const pack = asked && this.#shelf.get(asked.path)
      return asked && pack && row < pack.rows ? [rowOf(asked, pack, row)] : []
    })
  }
}

function rowOf({ fileId }: DeskPack, pack: FilePack, row: number): DeskRow {
  return { fileId, row, entry: pack.entry(row) }
}

/** Where the page begins: behind the row that the cursor names; at the beginning where its file is not asked for any more. */
function placeOf(packs: readonly DeskPack[], cursor: string | undefined): { pack: number; row: number } {
  const [fileId, row] = cursor?.split(' ') ?? []
  const pack = packs.findIndex((asked) => asked.fileId === fileId)
  return pack < 0 || !/^\d+$/u.test(row ?? '') ? { pack: 0, row: 0 } : { pack, row: Number(row) + 1 }
}

/** Rows by any of their numbers; equal hashes are confirmed by the text. */
function rowsOfNumber(pack: FilePack, number: string, { lo, hi }: KeyHash): number[] {
  const rows = new Set<number>()
  for (const column of keyColumns) {
    const hashes = pack.keyHash(column)
    for (let row = 0, at = 0; row < pack.rows; row += 1, at += 2)
      if (hashes[at] === lo && hashes[at + 1] === hi && pack.text(column, row) === number) rows.add(row)
  }
  return [...rows].sort((a, b) => a - b)
}

/** @throws Fault `settlement.originalMissing` */
function rawText({ path, encoding, offset, length }: Input<'raw'>): string {
  const bytes = new Uint8Array(Math.min(length, mostRawBytes))
  let file: number
  try {
    file = openSync(path, 'r')
  } catch (cause) {
    throw new Fault('settlement.originalMissing', { cause })
  }
  try {
    const got = readSync(file, bytes, 0, bytes.length, offset)
    return new TextDecoder(encoding).decode(bytes.subarray(0, got))
  } finally {
    closeSync(file)
  }
}
