/** A text in both languages: a report can be switched while it is read, with no network and no program. */
export interface BothTexts {
  'zh-CN': string
  en: string
}

/**
 * What a column holds. `money` cells are minor units in the currency of the row's `currency` column (or of the column
 * itself); `id` is an order number or the like and stays text in every format; `instant` is UTC, shown in the report's
 * zone; `rate` is parts per million.
 */
export interface ReportColumn {
  key: string
  label: BothTexts
  type: 'text' | 'id' | 'money' | 'integer' | 'rate' | 'instant' | 'day' | 'choice'
  /** Of money: the column that holds its currency, or the currency itself. */
  currencyColumn?: string
  currency?: string
  /** Of `choice`: what each value is called. */
  choices?: Record<string, BothTexts>
  /** Whether a total stands under it: formula in XLSX, follows the filter in HTML. */
  total?: boolean
  /** Left out on paper, where width is short; every other format has it. */
  aside?: boolean
}

export type ReportCell = string | number | null

/** Rows in their order, given as often as they are asked for: an array, or rows that are kept packed. */
export interface ReportRows extends Iterable<ReportCell[]> {
  readonly length: number
  slice(from: number, to?: number): ReportRows
}

export interface ReportTable<Rows extends ReportRows = ReportCell[][]> {
  key: string
  title: BothTexts
  columns: ReportColumn[]
  rows: Rows
  /** Said where rows were left out, with where they are: nothing is cut silently. */
  cut?: BothTexts
  /** Columns that name a row, so that two reports are compared row by row; by default its first `id` column. */
  rowKey?: string[]
  /** Rows of another table that belong to a row: those whose column `to` holds what this one's column `from` holds. */
  detail?: { table: string; from: string; to: string }
}

/** A chart answers one question that its title asks; its numbers are a table's columns. */
export interface ReportChart {
  title: BothTexts
  kind: 'bar' | 'line'
  /** Table and columns that it draws. */
  table: string
  label: string
  values: string[]
}

/** A fact of the head: month, merchant, rate, contract version, hashes of the inputs. */
export interface ReportFact {
  label: BothTexts
  value: BothTexts | string
}

/** A figure that people quote, with its own currency. */
export interface ReportFigure {
  key: string
  label: BothTexts
  minor?: number | undefined
  currency?: string | undefined
  count?: number | undefined
}

/**
 * Everything that a report shows, in every format. Made by the feature that knows the subject; the reports room writes
 * HTML, XLSX, CSV and PDF of it.
 */
export interface ReportData<Rows extends ReportRows = ReportCell[][]> {
  /** `statement`, `reconciliation`, `refunds`, `links`, `audit`. */
  kind: string
  title: BothTexts
  /** `YYYY-MM`, where it is of a month: reports of the same kind and subject are compared month against month. */
  month?: string
  /** Whom it is about: account, contract, workspace. */
  subject: string
  zone: string
  practice: boolean
  facts: ReportFact[]
  /** The few figures that people quote, each with its own currency. */
  figures: ReportFigure[]
  tables: ReportTable<Rows>[]
  charts: ReportChart[]
  /** Boxes for stamp and signature at the end of the PDF. */
  signatures: BothTexts[]
  notes: BothTexts[]
}

/** A table without its rows. */
export type TableHead = Omit<ReportTable, 'rows'> & { rowCount: number }

/** How a report came to be; part of the hashed data, so that it cannot be swapped unseen. */
export interface ReportMaking {
  id: string
  /** Instant. */
  at: string
  by: string
  /** `MiniDesk 0.1.0`. */
  program: string
  params: Record<string, string>
  /** Where the audit trail stood: an entry that is later edited, removed or cut off is found against it. */
  audit: { seq: number; mac: string }
}

/** A report without the rows of its tables: the first line of its stored data. */
export interface ReportHead extends Omit<ReportData, 'tables'> {
  tables: TableHead[]
  made: ReportMaking
}
