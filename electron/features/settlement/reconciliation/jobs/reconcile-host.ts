import type { RuleSet } from '@shared/contract/settlement-reconciliation'
import type { MatchDecisions } from '../../engine/match-types'
import type { OwnCursor, OwnPage } from '../own-orders.repository'
import type { Fact, RunInputs, RunSummary } from '../rows'
import type { StoredSpec } from '../spec'

/** A file of a side, packed. */
export interface PlannedFile {
  id: string
  name: string
  sha256: string
  path: string
  problems: number
}

/** One side: packed files, or our own orders of a time. */
export interface PlannedSide {
  spec: StoredSpec
  files: PlannedFile[]
  own: { accountId: string; from: string; until: string; orderIds: string[] } | null
}

/** Everything that a run is made from, as it stood when the run began. */
export interface RunPlan {
  month: string
  number: number
  reconciliationId: string
  left: PlannedSide
  right: PlannedSide
  leftIsOurs: boolean
  set: RuleSet
  rulesVersion: number
  decisions: MatchDecisions
  decisionsCount: number
  carriedIn: string[]
  nowMs: number
  day: string
  filesHash: string
  ordersHash: string
  /** Folder of runs and of the packs of our own orders. */
  folder: string
}

export interface FinishedRun {
  number: number
  file: string
  ms: number
  inputsHash: string
  inputs: RunInputs
  summary: RunSummary
  pairs: number
  differences: number
}

/** What a run asks of the main thread. */
export interface ReconcileHost {
  plan(): Promise<RunPlan>
  ownPage(accountId: string, from: string, until: string, what: 'payments' | 'refunds' | 'refunded', after: OwnCursor | null): Promise<OwnPage>
  ownByIds(ids: string[]): Promise<{ payments: Uint8Array; refunds: Uint8Array }>
  ownIdsByNumbers(accountId: string, numbers: string[]): Promise<string[]>
  /** Takes away what a run that was killed left behind. */
  clear(): Promise<void>
  facts(after: string): Promise<Fact[]>
  putFacts(run: number, facts: Fact[], over: string[]): Promise<void>
  inherit(heirs: { from: string; to: string; matchId: string }[]): Promise<void>
  finish(run: FinishedRun): Promise<void>
}
