import { Fault } from '../../../../platform/errors/fault'
import type { SidePack } from '../../engine/match-types'
import { openPack } from '../../engine/pack-reader'
import type { Pack } from '../../engine/pack-types'
import { Places, readRunFile, type RunFile, type RunPack } from '../run-file'
import type { PackSource, RunSource } from './run-source'

/** One side of a run with its packs. Rows are counted over all of them. */
export class RunSide {
  readonly places: Places
  readonly packs: SidePack[]
  readonly group: Int32Array
  readonly part: Uint8Array
  readonly kind: Uint8Array
  readonly #sources: PackSource[]

  constructor(packs: readonly RunPack[], sources: readonly PackSource[], rows: { group: Int32Array; part: Uint8Array; kind: Uint8Array }) {
    this.places = new Places(packs)
    this.group = rows.group
    this.part = rows.part
    this.kind = rows.kind
    this.#sources = packs.map(({ fileId }) => {
      const source = sources.find((one) => one.fileId === fileId)
      if (!source) throw new Fault('settlement.runGone', { params: { file: fileId } })
      return source
    })
    this.packs = this.#sources.map(({ fileId, path }, index) => {
      const pack = openPack(path)
      if (pack.rows !== packs[index]?.rows) throw new Fault('settlement.runGone', { params: { file: fileId } })
      return { fileId, pack }
    })
  }

  get rows(): number {
    return this.places.rows
  }

  /** @throws Fault `internal` beyond the last row */
  at(place: number): { pack: Pack; row: number; fileId: string; source: PackSource } {
    const { pack, row, fileId } = this.places.ref(place)
    const open = this.packs[pack]
    const source = this.#sources[pack]
    if (!open || !source) throw new Fault('internal')
    return { pack: open.pack, row, fileId, source }
  }

  /** Calls for every row, pack by pack, so that columns are fetched once. */
  each(visit: (pack: Pack, from: number) => void): void {
    let from = 0
    for (const { pack } of this.packs) {
      visit(pack, from)
      from += pack.rows
    }
  }

  close(): void {
    for (const { pack } of this.packs) pack.close()
  }
}

/** A run as it is looked into: both sides, and which rows each group has. */
export class OpenRun {
  readonly file: RunFile
  readonly left: RunSide
  readonly right: RunSide
  #members: Members | undefined

  constructor(source: RunSource) {
    this.file = readRunFile(source.file)
    const { leftGroup, leftPart, leftKind, rightGroup, rightPart, rightKind } = this.file
    this.left = new RunSide(this.file.left, source.left, { group: leftGroup, part: leftPart, kind: leftKind })
    this.right = new RunSide(this.file.right, source.right, { group: rightGroup, part: rightPart, kind: rightKind })
  }

  /** Rows of each group of a side, in their order. Made when it is first asked for. */
  get members(): Members {
    this.#members ??= { left: membersOf(this.left.group, this.file.groupRule.length), right: membersOf(this.right.group, this.file.groupRule.length) }
    return this.#members
  }

  rowsOf(side: 'left' | 'right', group: number): number[] {
    const { start, rows } = this.members[side]
    return Array.from(rows.subarray(start[group] ?? 0, start[group + 1] ?? 0))
  }

  /** Whether a row of the left side is the first of its group: each group once, without remembering which was seen. */
  isFirst(place: number): boolean {
    const { start, rows } = this.members.left
    return rows[start[this.left.group[place] ?? 0] ?? 0] === place
  }

  ruleOf(group: number): string {
    return this.file.ruleIds[this.file.groupRule[group] ?? 0] ?? ''
  }

  close(): void {
    this.left.close()
    this.right.close()
  }
}

interface Members {
  left: { start: Uint32Array; rows: Uint32Array }
  right: { start: Uint32Array; rows: Uint32Array }
}

/** Counts first, then places: no list a group. */
function membersOf(group: Int32Array, groups: number): { start: Uint32Array; rows: Uint32Array } {
  const start = new Uint32Array(groups + 1)
  for (const of of group) if (of >= 0) start[of + 1] = (start[of + 1] ?? 0) + 1
  for (let at = 1; at <= groups; at += 1) start[at] = (start[at] ?? 0) + (start[at - 1] ?? 0)
  const next = start.slice(0, groups)
  const rows = new Uint32Array(start[groups] ?? 0)
  for (let row = 0; row < group.length; row += 1) {
    const of = group[row] ?? -1
    if (of < 0) continue
    const at = next[of] ?? 0
    rows[at] = row
    next[of] = at + 1
  }
  return { start, rows }
}
