import type { RuleSet } from '@shared/contract/settlement-reconciliation'
import type { RowRef, SourceKind } from '@shared/contract/settlement-values'
import { Fault } from '../../../../platform/errors/fault'
import { identitiesOf as identitiesIn, match, previewOf } from '../../engine/match'
import type { MatchDecisions, MatchInput } from '../../engine/match-types'
import { difference } from './difference'
import { entries } from './entries'
import type { OpenRun } from './open-run'
import { matched } from './matched'
import { groupOf, pairs } from './pairs'

/** A group of matched rows by its rows' identities: what an undoing keeps apart. */
export interface GroupRows {
  ruleId: string
  left: string[]
  right: string[]
  /** Numbers by which people know it. */
  what: string
}

export interface PreviewInput {
  leftIsOurs: boolean
  sources: { left: SourceKind; right: SourceKind }
  set: RuleSet
  decisions: MatchDecisions
  carriedIn: string[]
  nowMs: number
}

function placesOf(run: OpenRun, side: 'left' | 'right', refs: readonly RowRef[]): number[] {
  return refs.map((ref) => {
    const place = run[side].places.at(ref)
    if (place === undefined) throw new Fault('settlement.rowsChanged')
    return place
  })
}

function numberOf(run: OpenRun, side: 'left' | 'right', place: number): string {
  const { pack, row } = run[side].at(place)
  for (const column of ['merchantNo', 'providerNo', 'wechatNo', 'refundNo', 'group'] as const) {
    const text = pack.text(column, row)
    if (text !== '') return text
  }
  return ''
}

const identitiesOf = (run: OpenRun, side: 'left' | 'right', places: readonly number[]): string[] => identitiesIn(run[side].packs, places)

/** Everything that is asked of a run; all of it reads whole columns, so none of it happens on the main thread. */
export const deskMethods = {
  entries,
  pairs,
  matched,
  difference,
  /** @throws Fault `settlement.rowsChanged` where a row is not the last run's */
  identities: (run: OpenRun, input: { left: RowRef[]; right: RowRef[] }): { left: string[]; right: string[]; what: string } => {
    const left = placesOf(run, 'left', input.left)
    const right = placesOf(run, 'right', input.right)
    // Rows that a rule has matched are parted first: nobody takes them away by making another pair.
    const matched = left.some((place) => isClean(run, 'left', place)) || right.some((place) => isClean(run, 'right', place))
    if (matched) throw new Fault('settlement.rowPaired')
    return {
      left: identitiesOf(run, 'left', left),
      right: identitiesOf(run, 'right', right),
      what: whatOf(run, left, right),
    }
  },
  /** @throws Fault `settlement.pairChanged` where these rows are no longer matched */
  group: (run: OpenRun, input: { pairId: string }): GroupRows => {
    const group = groupOf(run, input.pairId)
    if (group === undefined) throw new Fault('settlement.pairChanged')
    const left = run.rowsOf('left', group)
    const right = run.rowsOf('right', group)
    return { ruleId: run.ruleOf(group), left: identitiesOf(run, 'left', left), right: identitiesOf(run, 'right', right), what: whatOf(run, left, right) }
  },
  preview: (run: OpenRun, input: PreviewInput) => {
    const result = match({
      left: run.left.packs,
      right: run.right.packs,
      leftIsOurs: input.leftIsOurs,
      rules: input.set.rules,
      kindRules: input.set.kindRules,
      sources: input.sources,
      month: run.file.month,
      expectedDays: input.set.expectedDays,
      nowMs: input.nowMs,
      roundingMinor: input.set.roundingMinor,
      decisions: input.decisions,
      carriedIn: input.carriedIn,
    } satisfies MatchInput)
    return previewOf(result)
  },
}

function isClean(run: OpenRun, side: 'left' | 'right', place: number): boolean {
  const group = run[side].group[place] ?? -1
  return group >= 0 && run.file.groupClean[group] === 1
}

function whatOf(run: OpenRun, left: readonly number[], right: readonly number[]): string {
  const names = [...new Set([...left.slice(0, 2).map((place) => numberOf(run, 'left', place)), ...right.slice(0, 2).map((place) => numberOf(run, 'right', place))])]
  return names.filter((name) => name !== '').join(' ↔ ')
}

export type DeskMethods = typeof deskMethods
export type DeskMethod = keyof DeskMethods
export type DeskInput<M extends DeskMethod> = Parameters<DeskMethods[M]>[1]
export type DeskAnswer<M extends DeskMethod> = ReturnType<DeskMethods[M]>
