import type { EntryRow } from '@shared/contract/settlement-values'
import { type Agreement, candidates } from '../../engine/match'
import { rowParts } from '../../engine/match-types'
import { entryRow } from './entry-row'
import type { OpenRun } from './open-run'

export interface Candidate {
  side: 'left' | 'right'
  row: EntryRow
  agrees: Agreement[]
}

export interface DifferenceRows {
  left: EntryRow[]
  right: EntryRow[]
  candidates: Candidate[]
}

const most = 20

/** The rows of a difference, and rows of the other side that are still alone and come near. Nothing is paired by it. */
export function difference(run: OpenRun, input: { matchId: string; candidates: boolean }): DifferenceRows {
  const rows = run.file.differences.get(input.matchId) ?? { left: [], right: [] }
  const near = (side: 'left' | 'right'): Candidate[] => {
    const [place] = rows[side]
    return input.candidates && place !== undefined ? nearOf(run, side, place) : []
  }
  return {
    left: rows.left.map((place) => entryRow(run.left, place)),
    right: rows.right.map((place) => entryRow(run.right, place)),
    candidates: rows.right.length === 0 ? near('left') : rows.left.length === 0 ? near('right') : [],
  }
}

function nearOf(run: OpenRun, side: 'left' | 'right', place: number): Candidate[] {
  const other = side === 'left' ? 'right' : 'left'
  const { pack, row } = run[side].at(place)
  const { group, part, places } = run[other]
  const isAlone = (index: number, at: number): boolean => {
    const there = places.startOf(index) + at
    return (group[there] ?? -1) < 0 && part[there] !== rowParts.others
  }
  return candidates({ pack, row, others: run[other].packs, isAlone, limit: most }).map(({ ref, agrees }) => ({
    side: other,
    row: entryRow(run[other], places.at(ref) ?? 0),
    agrees,
  }))
}
