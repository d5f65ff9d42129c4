import type { FileControl, FileInsight, FileMapping, FileOptions, FileStep, FileSum, FileVersionDiff } from '@shared/contract/settlement-files'
import type { EntryKind, Month, SourceKind } from '@shared/contract/settlement-values'

export interface Notice {
  code: string
  params: Record<string, string | number>
}

/** Sums of one month of a file, by kind and currency; rows that moved no money are left out. */
export interface FileMonthSum {
  month: string
  kind: EntryKind
  currency: string
  count: number
  minor: number
  feeMinor: number
}

/** What stands beside the columns of a file's row. */
export interface FileData {
  v: 1
  insight: FileInsight | null
  /** How it is read: what a person said, or what was found out. */
  mapping: FileMapping
  options: FileOptions | null
  sheet: string
  /** A person said so: it is not found out again. */
  described: boolean
  control: FileControl
  sums: FileSum[]
  monthSums: FileMonthSum[]
  leftOut: number
  corrected: number
  /** File name of the packed rows of the latest check; '' before the first. */
  pack: string
  diff: FileVersionDiff | null
  error: Notice | null
}

export const emptyData: FileData = {
  v: 1,
  insight: null,
  mapping: {},
  options: null,
  sheet: '',
  described: false,
  control: { state: 'none', totals: [] },
  sums: [],
  monthSums: [],
  leftOut: 0,
  corrected: 0,
  pack: '',
  diff: null,
  error: null,
}

export interface FileColumns {
  seq: number
  id: string
  intakeId: string
  step: FileStep
  name: string
  container: string
  containerSha256: string
  bytes: number
  sha256: string
  origin: 'dropped' | 'fetched' | 'watched' | 'practice'
  source: SourceKind
  profile: string
  accountId: string
  billType: string
  day: string | null
  fromDay: string | null
  toDay: string | null
  rows: number
  problems: number
  control: FileControl['state']
  jobId: string | null
  replacedBy: string | null
  replaces: string | null
  addedAt: string
  addedBy: string
  loadedAt: string | null
  loadedBy: string
  rev: number
}

export interface FileRecord extends FileColumns {
  months: Month[]
  hashChecked: boolean
  data: FileData
}

export interface IntakeRecord {
  id: string
  jobId: string | null
  reading: boolean
  accountId: string | null
  refused: { name: string; code: string; params: Notice['params']; known?: string }[]
  taken: number[]
  addedAt: string
  addedBy: string
}

/** What a person made of an unreadable row; kept beside the file. */
export interface RowDecision {
  sheet: string
  line: number
  action: 'corrected' | 'leftOut'
  /** New texts of cells, by the header's name. */
  cells: Record<string, string>
  reason: string
  by: string
  at: string
}
