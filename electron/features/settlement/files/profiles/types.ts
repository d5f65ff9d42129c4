import type { ColumnField, FileOptions } from '@shared/contract/settlement-files'
import type { EntryKind, EntryOutcome, SourceKind } from '@shared/contract/settlement-values'

/** What a profile's columns may be: those that a person can map, and a few that only ready mappings know. */
export type ProfileField = ColumnField | 'time' | 'zone' | 'orderId'

/** Which rows: their cell is one of the words, or, with `not`, none of them. Words compare without case. */
export interface When {
  field: ProfileField
  words: readonly string[]
  not?: boolean
}

/** Something that a cell's words decide. */
export interface ByWords<T extends string> {
  field: ProfileField
  words: Partial<Record<T, readonly string[]>>
  /** For an empty cell. */
  empty?: T
  /** For every other text; without it such a row is a problem. */
  otherwise?: T
}

export type Sign = 'asIs' | 'plus' | 'minus' | 'negated'

export interface Amount {
  /** The first of these columns that is in the file and not empty counts. */
  fields: readonly ProfileField[]
  /** Money out stands in a column of its own. */
  less?: ProfileField
  sign: Sign | ByWords<Sign>
  /** A row that must have it and has not is a problem. */
  required?: boolean
  /** Fees are printed with more decimals than there are, some without being rounded. */
  round?: boolean
}

/** What a row becomes; the first shape whose conditions hold counts. */
export interface Shape {
  when?: readonly When[]
  skip?: boolean
  kind: EntryKind | ByWords<EntryKind>
  outcome: EntryOutcome | ByWords<EntryOutcome>
  amount: Amount
  fee?: Amount
  settled?: Amount
  /** Which column is which number, where rows of this shape differ from the others. */
  texts?: Partial<Record<ProfileField, readonly ProfileField[]>>
  at?: readonly ProfileField[]
}

/** A sum that the end of a file claims: its name there, and what it is the sum of. */
export interface ControlRule {
  name: readonly string[]
  /** `count`: rows; else the sum of a column, of the rows that `when` names. */
  of: 'count' | readonly string[]
  when?: When
  /** Where it stands in running text: an expression whose first group is the value. */
  pattern?: string
}

/** How the end of a file is told from its rows. */
export interface Ending {
  /**
   * `summary`: names, then values. `marker`: a last line that must be there. `pairs`: lines of a name and a value.
   * `records`: lines of other types before, between and behind (PayPal).
   */
  form: 'summary' | 'marker' | 'pairs' | 'records' | 'none'
  /** Texts with which the end begins. */
  starts: readonly string[]
  /** Whether a file without it was cut off. */
  required: boolean
  controls: readonly ControlRule[]
}

/** A ready mapping: data only. */
export interface Profile {
  id: string
  provider: string
  source: SourceKind
  billType: string
  /** Belongs to a payment account. */
  ofAccount: boolean
  daily: boolean
  /** Columns that make a file this one; of each list one. Empty: never recognised by itself. */
  needs: readonly (readonly string[])[]
  /** Columns that make it another one. */
  without?: readonly string[]
  /** The headers under which a field stands, the best first; compared by normalised name. */
  columns: Partial<Record<ProfileField, readonly string[]>>
  options?: Partial<FileOptions>
  /** How times are written. */
  time?: 'wall' | 'epochSeconds' | 'epochMs' | 'byDateOrder'
  shapes: readonly Shape[]
  /** Where a value with the separator in it is joined again. */
  freeText?: readonly string[]
  ending: Ending
  /** Rows to leave out that begin so. */
  skipStarts?: readonly string[]
  /** A balance in each row, to be followed from row to row. */
  chain?: boolean
  /** Columns whose sum is the fee, where it stands in parts. */
  feeParts?: readonly string[]
  /** What the cells need before they are read: zones in a column, amounts whose sign says what the row is. */
  prepare?: 'zones' | 'signKinds' | 'none'
  /** Only a person can say that it is this one; what is seen is a suggestion. */
  suggestion?: boolean
}

export const noEnding: Ending = { form: 'none', starts: [], required: false, controls: [] }
