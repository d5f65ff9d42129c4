import type { EntryKind, EntryOutcome } from '@shared/contract/settlement-values'
import type { PackSummary, TextColumn } from './pack-types'
import type { RowCells } from './row-cells'
import type { RowProblem } from './types'

/** Encodings that are read as they stand, so that offsets point into the original; others are turned into UTF-8 first. */
export type ScanEncoding = 'utf-8' | 'gb18030'

/**
 * How the cells of a row stand in the bytes.
 * `backtick`: WeChat bills, every value begins with a backtick and ends before comma and backtick; a line without a
 * backtick begins the summary. `plain`: cells between `delimiter`, in quotes where they hold it, a quote or a line break;
 * a guard before a value (backtick, `'`, tab, `="…"`) is taken off numbers, amounts and times.
 */
export interface Dialect {
  form: 'backtick' | 'plain'
  /** One character below 128; comma for `backtick`. */
  delimiter: ',' | '\t' | ';' | '|'
  encoding: ScanEncoding
}

/** Where the rows of a file begin. Found by the caller, who reads the first lines and knows the header names. */
export interface HeaderFound {
  dialect: Dialect
  /** Header names as they stand in the file, without guard and quotes. */
  names: string[]
  /** Number of the header's line, first is 1. */
  line: number
  /** Byte and line at which the row after the header begins. */
  dataOffset: number
  dataLine: number
}

/** Decides by the whole text of a cell, e.g. `SUCCESS` → `done`. */
export interface WordTable<T> {
  column: number
  words: ReadonlyMap<string, T>
  /** Where the cell is empty; without it, as `otherwise`. */
  empty?: T
  /** For every other text; without it the row is a problem `word`. */
  otherwise?: T
}
export type Decided<T> = T | WordTable<T>

/**
 * An amount. The first of `columns` that is not empty counts, without any it is not said (`NaN`); an amount that a row
 * must have and does not is a problem `amount`.
 */
export interface AmountPlan {
  columns: readonly number[]
  /** Taken off, where amounts out stand in a column of their own. */
  minus?: number
  /** `asIs`: the sign in the file; `plus` and `minus`: of the absolute amount. */
  sign: Decided<'asIs' | 'plus' | 'minus' | 'negated'>
  /** `major`: 元; `minor`: 分. */
  unit: 'major' | 'minor'
  /** What happens with decimals beyond the currency's: `refuse` is a problem; `round`: half away from zero. */
  decimals: 'refuse' | 'round'
  required: boolean
}

export interface TimePlan {
  /** The first that is not empty counts. */
  columns: readonly number[]
  /** Column of a time of day that stands apart from its day. */
  timeOfDay?: number
  /**
   * `wall`: `2026-10-01 09:30:00` and its relatives (slashes, T, 年月日, without seconds, day alone, compact digits, full
   * width), with an offset where one is written; `epochSeconds`, `epochMs`; `dayFirst` (31/10/2026), `monthFirst` (10/31/2026).
   */
  form: 'wall' | 'epochSeconds' | 'epochMs' | 'dayFirst' | 'monthFirst'
  /** IANA zone of the wall clock. Without time the row is a problem `time`, unless `required` is false (`NaN`). */
  zone: string
  required: boolean
}

/** What a row of one shape becomes. A shape is chosen by the first of `shapes` whose words fit. */
export interface RowShape {
  /** Which rows are of this shape; all that are left where it is missing. Every table must say `true`. */
  when?: readonly WordTable<boolean>[]
  /** Rows of this shape are left out without a problem, e.g. unpaid orders of an export. */
  skip?: boolean
  kind: Decided<EntryKind>
  outcome: Decided<EntryOutcome>
  at: TimePlan
  /** ISO code, or a table from what the file says (`人民币` → `CNY`); `asWritten`: the cell must hold a code of three capitals. */
  currency: Decided<string> | { column: number; asWritten: true; empty?: string }
  amount: AmountPlan
  fee?: AmountPlan
  settled?: AmountPlan
  settledCurrency?: RowShape['currency']
  balance?: AmountPlan
  /**
   * Columns of the texts; of several the first that is not empty. Numbers lose guard and blanks, and a lone `0` is
   * none; `rawState`, `title`, `scene`, `place` keep what is written.
   */
  texts: Partial<Record<Exclude<TextColumn, 'sheet' | 'settledCurrency'>, readonly number[]>>
}

/** A profile compiled for the header of one file. */
export interface ExtractPlan {
  /** Cells of a whole row. Empty cells at the end may be missing or too many; other widths are a problem `width`. */
  width: number
  /** Where surplus cells are joined to in `backtick` files: the column of names that people type. */
  freeText?: number
  shapes: readonly RowShape[]
  /**
   * The first row that begins with one of these texts begins the footer: it and all after it are handed over as they
   * are. In `backtick` files a row without backtick does too.
   */
  footerStarts: readonly string[]
  /** Rows that begin with one of these are left out, e.g. `#`. */
  skipStarts: readonly string[]
  /** Name of the sheet for rows that come as cells. */
  sheet: string
}

/** Codes of {@link RowProblem}. Params name `column` (from 1) and, shortened, the `value` that was not understood. */
export const rowProblemCodes = [
  /** `expected`, `found` cells. */
  'width',
  'amount',
  'amountDecimals',
  'amountTooLarge',
  'time',
  'currency',
  /** A state or type that the profile does not know. */
  'word',
  /** A long number that a spreadsheet program destroyed (`4.2E+27`). */
  'numberLost',
  /** A quote without end. */
  'quote',
  /** A row longer than 1 MB. */
  'tooLong',
  /** No shape fits. */
  'shape',
] as const
export type RowProblemCode = (typeof rowProblemCodes)[number]

/** Rows at the end that are no entries: control totals. */
export interface FooterRow {
  line: number
  cells: string[]
}

export interface ExtractInput {
  /** Path of the unpacked bytes. */
  path: string
  header: HeaderFound
  plan: ExtractPlan
  /** Where the pack goes. */
  packPath: string
  signal?: AbortSignal
  /** Bytes done, of all; called about once in 8 MB. */
  progress?: (done: number, total: number) => void
  /** Told every problem; only the first 1,000 stand in the result. */
  onProblem?: (problem: RowProblem) => void
  hooks?: ExtractHooks
}

/** What else is done with rows while they are read. */
export interface ExtractHooks {
  /** Columns that `row` looks at. */
  columns: readonly number[]
  /** Shown every whole row, also one that then becomes a problem. */
  row?: (cells: RowCells) => void
  /** Rows that are put behind all others, asked for at the end: those that a person corrected. */
  more?: () => readonly CellRow[]
}

export interface ExtractResult {
  summary: PackSummary
  /** Rows that became entries, problems, or were left out by shape. */
  seen: number
  skipped: number
  problems: RowProblem[]
  problemCount: number
  footer: FooterRow[]
  /** Whether the last row ended with a line break: a file that was cut off often does not. */
  endsWithNewline: boolean
}

/** Rows that come as cells already (spreadsheets), with the plan compiled as for a file. */
export interface CellRow {
  line: number
  /** Where rows of several sheets come after each other; else that of the plan. */
  sheet?: string
  cells: readonly string[]
}
