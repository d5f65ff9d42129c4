import type { EntryRow } from '@shared/contract/settlement-values'
import type { MatchRule } from '@shared/contract/settlement-reconciliation'
import { explainPair, type PairReason } from '../../engine/match'
import { entryRow } from './entry-row'
import { textFilter } from './find-text'
import type { OpenRun, RunSide } from './open-run'

export interface PairsQuery {
  /** Rules of the run: what agrees is what they asked for. */
  rules: readonly MatchRule[]
  ruleId?: string | undefined
  text?: string | undefined
  after: number
  limit: number
}

/** Rows that are matched, with what agrees. */
export interface FoundPair {
  id: string
  ruleId: string
  because: PairReason
  left: EntryRow[]
  right: EntryRow[]
  leftMinor: number
  rightMinor: number
}

export interface PairsAnswer {
  pairs: FoundPair[]
  next: number | null
  hits: number
}

/** A page of what is matched without a difference, in the order of the left side's rows. */
export function pairs(run: OpenRun, query: PairsQuery): PairsAnswer {
  const rule = query.ruleId === undefined ? -1 : run.file.ruleIds.indexOf(query.ruleId)
  const fits = textFilter(query.text)
  const has = (side: RunSide, place: number) => {
    const { pack, row } = side.at(place)
    return fits(pack, row)
  }
  const found: number[] = []
  let hits = 0
  for (const group of groupsInOrder(run)) {
    if (run.file.groupClean[group] !== 1 || (query.ruleId !== undefined && run.file.groupRule[group] !== rule)) continue
    if (query.text !== undefined && !run.rowsOf('left', group).some((row) => has(run.left, row)) && !run.rowsOf('right', group).some((row) => has(run.right, row))) continue
    hits += 1
    if (hits > query.after && found.length < query.limit) found.push(group)
  }
  const end = query.after + found.length
  return { pairs: found.map((group) => pairOf(run, group, query.rules)), next: hits > end ? end : null, hits }
}

/** Every group once, by its first row on the left. */
function* groupsInOrder(run: OpenRun): Generator<number> {
  for (let place = 0; place < run.left.group.length; place += 1) {
    const group = run.left.group[place] ?? -1
    if (group >= 0 && run.isFirst(place)) yield group
  }
}

/** A pair is called by its first row on the left: the same after every run of the same files. */
function pairOf(run: OpenRun, group: number, rules: readonly MatchRule[]): FoundPair {
  const leftPlaces = run.rowsOf('left', group)
  const rightPlaces = run.rowsOf('right', group)
  const left = leftPlaces.map((place) => entryRow(run.left, place))
  const right = rightPlaces.map((place) => entryRow(run.right, place))
  const ruleId = run.ruleOf(group)
  const rule = rules.find(({ id }) => id === ruleId)
  const sum = (rows: readonly EntryRow[]) => rows.reduce((total, { amountMinor }) => total + amountMinor, 0)
  const ref = left[0]?.ref
  return {
    id: ref ? `${ref.fileId}.${ref.row}` : '',
    ruleId,
    because: explainPair(rule, leftPlaces.map((place) => run.left.at(place)), rightPlaces.map((place) => run.right.at(place))),
    left,
    right,
    leftMinor: sum(left),
    rightMinor: sum(right),
  }
}

/** The group that a pair's name means; undefined where these rows are matched no longer. */
export function groupOf(run: OpenRun, pairId: string): number | undefined {
  const dot = pairId.lastIndexOf('.')
  const row = Number(pairId.slice(dot + 1))
  if (dot < 0 || !Number.isSafeInteger(row) || row < 0) return undefined
  const place = run.left.places.at({ fileId: pairId.slice(0, dot), row })
  const group = place === undefined ? -1 : (run.left.group[place] ?? -1)
  return group < 0 ? undefined : group
}
