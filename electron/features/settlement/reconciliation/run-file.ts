import { closeSync, fsyncSync, openSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs'
import { basename } from 'node:path'
import { crc32 } from 'node:zlib'
import { z } from 'zod'
import { Fault } from '../../../platform/errors/fault'
import type { MatchResult } from '../engine/match-types'

/**
 * The whole result of a run beside the database: which group each row is in and by which rule, column by column, and the
 * rows of each difference. It never changes once it has its name.
 *
 *     bytes 0–7    "MDRUN001"
 *     bytes 8–15   length of the head, CRC-32 of all that follows the head (UInt32, little endian)
 *     head         JSON, padded with blanks so that the columns begin on a multiple of 8
 *     columns      in the order of `columns`
 */
const magic = 'MDRUN001'
const prefixBytes = 16

/** A pack that the run read, in the order in which its rows are counted. */
export const RunPack = z.object({ fileId: z.string(), rows: z.int(), own: z.boolean() })
export type RunPack = z.infer<typeof RunPack>

const Head = z.object({
  v: z.literal(1),
  month: z.string(),
  left: z.array(RunPack),
  right: z.array(RunPack),
  ruleIds: z.array(z.string()),
  groups: z.int(),
  /** Number of rows in `differenceRows`, and of differences. */
  differenceRows: z.int(),
  differences: z.int(),
  /** Length of the texts at the end: identities of differences, one a line. */
  names: z.int(),
})
type Head = z.infer<typeof Head>

/** What is read of a run. Rows are counted over all packs of a side in their order. */
export interface RunFile {
  month: string
  left: RunPack[]
  right: RunPack[]
  ruleIds: string[]
  leftGroup: Int32Array
  rightGroup: Int32Array
  groupRule: Uint16Array
  groupClean: Uint8Array
  /** What became of each row: code of `rowParts`. */
  leftPart: Uint8Array
  rightPart: Uint8Array
  /** Index into `entryKinds`, after the kind rules. */
  leftKind: Uint8Array
  rightKind: Uint8Array
  /** Rows of each difference by the matcher's word for it. */
  differences: ReadonlyMap<string, { left: number[]; right: number[] }>
}

/** Places of rows over all packs of a side. */
export class Places {
  readonly #starts = new Map<string, number>()
  readonly #packs: { fileId: string; rows: number }[]
  readonly rows: number

  constructor(packs: readonly { fileId: string; rows: number }[]) {
    this.#packs = [...packs]
    let start = 0
    for (const { fileId, rows } of packs) {
      this.#starts.set(fileId, start)
      start += rows
    }
    this.rows = start
  }

  /** Undefined for a row that no pack of this side has. */
  at(ref: { fileId: string; row: number }): number | undefined {
    const start = this.#starts.get(ref.fileId)
    const pack = this.#packs.find(({ fileId }) => fileId === ref.fileId)
    return start === undefined || !pack || ref.row >= pack.rows ? undefined : start + ref.row
  }

  /** Place of a pack's first row. */
  startOf(index: number): number {
    return this.#starts.get(this.#packs[index]?.fileId ?? '') ?? 0
  }

  /** @throws Fault `internal` for a row beyond the last */
  ref(place: number): { pack: number; fileId: string; row: number } {
    let start = 0
    for (const [pack, { fileId, rows }] of this.#packs.entries()) {
      if (place < start + rows) return { pack, fileId, row: place - start }
      start += rows
    }
    throw new Fault('internal', { cause: new Error(`row ${place} is beyond the last`) })
  }
}

/** Writes the result beside its name and gives it the name when it is whole. */
export function writeRunFile(path: string, month: string, packs: { left: RunPack[]; right: RunPack[] }, result: MatchResult): void {
  const left = new Places(packs.left)
  const right = new Places(packs.right)
  const places: number[] = []
  for (const difference of result.differences) {
    places.push(difference.left.length, difference.right.length)
    for (const ref of difference.left) places.push(known(left.at(ref)))
    for (const ref of difference.right) places.push(known(right.at(ref)))
  }
  const names = Buffer.from(result.differences.map(({ id }) => id).join('\n'))
  const columns: Uint8Array[] = [
    bytesOf(result.leftGroup),
    bytesOf(result.rightGroup),
    bytesOf(Int32Array.from(places)),
    bytesOf(result.groupRule),
    bytesOf(result.groupClean),
    bytesOf(result.leftPart),
    bytesOf(result.rightPart),
    bytesOf(result.leftKind),
    bytesOf(result.rightKind),
    names,
  ]
  const head: Head = {
    v: 1,
    month,
    ...packs,
    ruleIds: result.ruleIds,
    groups: result.groupClean.length,
    differenceRows: places.length,
    differences: result.differences.length,
    names: names.length,
  }
  const json = Buffer.from(JSON.stringify(head))
  const padded = Buffer.concat([json, Buffer.alloc((8 - ((prefixBytes + json.length) % 8)) % 8, ' ')])
  const prefix = Buffer.alloc(prefixBytes)
  prefix.write(magic, 'latin1')
  prefix.writeUInt32LE(padded.length, 8)
  prefix.writeUInt32LE(columns.reduce((crc, column) => crc32(column, crc), 0), 12)
  writeWhole(path, [prefix, padded, ...columns])
}

function writeWhole(path: string, parts: readonly Uint8Array[]): void {
  const beside = `${path}.writing`
  const file = openSync(beside, 'w', 0o600)
  try {
    for (const part of parts) for (let at = 0; at < part.length; ) at += writeSync(file, part, at, part.length - at)
    fsyncSync(file)
  } catch (cause) {
    closeSync(file)
    rmSync(beside, { force: true })
    throw cause
  }
  closeSync(file)
  renameSync(beside, path)
}

/** @throws Fault `settlement.runGone` where it is not there or is not what was written */
export function readRunFile(path: string): RunFile {
  try {
    return parsed(readFileSync(path))
  } catch (cause) {
    throw new Fault('settlement.runGone', { params: { file: basename(path) }, cause })
  }
}

function parsed(file: Buffer): RunFile {
  if (file.toString('latin1', 0, 8) !== magic) throw new Error('not a run')
  const start = prefixBytes + file.readUInt32LE(8)
  if (crc32(file.subarray(start)) !== file.readUInt32LE(12)) throw new Error('damaged')
  const head = Head.parse(JSON.parse(file.toString('utf8', prefixBytes, start)))
  // Copied once, so that every column begins where its words may begin.
  const bytes = new Uint8Array(file.subarray(start))
  const { buffer } = bytes
  let at = 0
  const next = (length: number): number => {
    const from = at
    at += length
    return from
  }
  const leftRows = rowsOf(head.left)
  const rightRows = rowsOf(head.right)
  const leftGroup = new Int32Array(buffer, next(leftRows * 4), leftRows)
  const rightGroup = new Int32Array(buffer, next(rightRows * 4), rightRows)
  const places = new Int32Array(buffer, next(head.differenceRows * 4), head.differenceRows)
  const groupRule = new Uint16Array(buffer, next(head.groups * 2), head.groups)
  const groupClean = new Uint8Array(buffer, next(head.groups), head.groups)
  const leftPart = new Uint8Array(buffer, next(leftRows), leftRows)
  const rightPart = new Uint8Array(buffer, next(rightRows), rightRows)
  const leftKind = new Uint8Array(buffer, next(leftRows), leftRows)
  const rightKind = new Uint8Array(buffer, next(rightRows), rightRows)
  const names = Buffer.from(buffer, next(head.names), head.names).toString('utf8')
  return {
    month: head.month,
    left: head.left,
    right: head.right,
    ruleIds: head.ruleIds,
    leftGroup,
    rightGroup,
    groupRule,
    groupClean,
    leftPart,
    rightPart,
    leftKind,
    rightKind,
    differences: differencesOf(head.differences === 0 ? [] : names.split('\n'), places),
  }
}

function differencesOf(names: readonly string[], places: Int32Array): Map<string, { left: number[]; right: number[] }> {
  const found = new Map<string, { left: number[]; right: number[] }>()
  let at = 0
  for (const name of names) {
    const left = places[at] ?? 0
    const right = places[at + 1] ?? 0
    at += 2
    found.set(name, { left: Array.from(places.subarray(at, at + left)), right: Array.from(places.subarray(at + left, at + left + right)) })
    at += left + right
  }
  return found
}

const rowsOf = (packs: readonly RunPack[]): number => packs.reduce((sum, { rows }) => sum + rows, 0)

function bytesOf(words: Int32Array | Uint16Array | Uint8Array): Uint8Array {
  return new Uint8Array(words.buffer, words.byteOffset, words.byteLength)
}

function known(place: number | undefined): number {
  if (place === undefined) throw new Fault('internal', { cause: new Error('a difference of a row that was not read') })
  return place
}
