import type { Attachment, BillType, CountedSum, EntryKind, EntryRow, Month, RowRef, SourceKind } from '@shared/contract/settlement-values'
import type { z } from 'zod'
import type { WorkdayCalendar } from '@shared/domain/workdays'
import type { ReportData, ReportEvidence } from '../reports'

export type BillTypeName = z.infer<typeof BillType>

/** Who does something; `id` is empty for the program itself. */
export interface Doer {
  operatorId: string
  operatorName: string
  correlationId: string
  signal?: AbortSignal | undefined
}

/** A file of rows as the other rooms see it. Its bytes never change; a corrected file is another one that replaces it. */
export interface SourceFile {
  id: string
  name: string
  sha256: string
  source: SourceKind
  /** Empty: of no account (bank files, statements). */
  accountId: string
  billType: BillTypeName
  /** The day that a daily bill is of, counted in Asia/Shanghai; undefined for files of a month or longer. */
  day: string | undefined
  /** Months in which it has rows. */
  months: Month[]
  state: 'received' | 'loaded' | 'failed' | 'replaced'
  rows: number
  problems: number
  /** Whether the sums at its end agree with its rows; `none`: it has none. */
  control: 'agrees' | 'differs' | 'none' | 'truncated'
  /** Whether the provider's hash was checked. */
  hashChecked: boolean
  loadedAt: string | undefined
  /** Of files with balances: whether each follows from the one before, and with what it begins and ends. */
  chain?: { rows: number; breaks: number; openingMinor?: number | undefined; closingMinor?: number | undefined }
}

/** Rows of one kind of a month; `minor` is signed, `feeMinor` what the provider kept. */
export interface MonthSum {
  accountId: string
  source: SourceKind
  kind: EntryKind
  currency: string
  count: number
  minor: number
  feeMinor: number
}

/** What the room of files offers. */
export interface FilesPort {
  /** Loaded files that have rows in a month. */
  ofMonth(month: Month, spec?: { source?: SourceKind; accountId?: string; billType?: string }): Promise<SourceFile[]>
  get(fileId: string): Promise<SourceFile>
  /** Path of the file's packed rows (engine); made again from the original where it is gone. */
  packOf(fileId: string): Promise<string>
  /** Path of the unchanged bytes, unpacked into a temporary file where they are kept compressed. */
  originalOf(fileId: string): Promise<string>
  rows(refs: readonly RowRef[]): Promise<EntryRow[]>
  /** Sums of the rows of a month, of loaded files, by account, source, kind and currency; failed rows are left out. */
  sumsOfMonth(month: Month): Promise<MonthSum[]>
  /**
   * Takes a file in and loads it: by its remembered or ready mapping. Answers the file that has these bytes already
   * where there is one. For fetched and watched files; people go through the import screen.
   */
  take(input: {
    path: string
    name: string
    origin: 'fetched' | 'watched' | 'practice'
    source?: SourceKind
    accountId?: string
    billType?: BillTypeName
    day?: string
    hashChecked?: boolean
    doer: Doer
    /** Told the job that loads it, which may go on after the answer. */
    signal?: AbortSignal
  }): Promise<{ file: SourceFile; known: boolean }>
  attachments: AttachmentsPort
}

export interface AttachmentsPort {
  /** Keeps files that were handed in (`incoming` ids) unchanged and answers them. @throws Fault `files.notFound` */
  keep(fileIds: readonly string[], doer: Doer): Promise<Attachment[]>
  get(ids: readonly string[]): Promise<Attachment[]>
  pathOf(id: string): Promise<string>
}

export interface DayStand {
  accountId: string
  account: string
  billType: BillTypeName
  day: string
  state: 'booked' | 'noTrade' | 'missing' | 'failed' | 'awaited'
}

export interface BillsPort {
  /** Every account, type and day of a month. */
  days(month: Month): Promise<DayStand[]>
  /** Breaks of the balance chain of fund-flow bills within and between days. */
  balanceBreaks(month: Month): Promise<{ accountId: string; day: string; params: Record<string, string | number> }[]>
}

export interface ReconciliationPort {
  /** For the closing list and the board. */
  ofMonth(month: Month): Promise<
    {
      id: string
      name: string
      accountId: string
      state: string
      open: number
      carried: number
      byClass: { class: string; open: number; settled: number; sums: CountedSum[] }[]
    }[]
  >
  /** Sums of our orders and refunds of a month by account, for the board; from the database, not from runs. */
  ordersOfMonth(month: Month): Promise<{ accountId: string; account: string; paid: CountedSum[]; refunded: CountedSum[] }[]>
  lock(month: Month, locked: boolean): Promise<void>
  /** Brings the locks into line with the months that are closed. */
  lockOnly(months: readonly Month[]): Promise<void>
  report(params: Record<string, string>): Promise<{ data: ReportData; evidence: ReportEvidence[] }>
  /** Runs every reconciliation of a month, after each other; answers their ids. */
  runAll(month: Month, doer: Doer): Promise<string[]>
}

export interface FeesPort {
  ofMonth(month: Month): Promise<{ id: string; state: string; currency: string; totalMinor: number; platformMinor: number | undefined; name: string }[]>
  /** Agreements in force in a month of which no statement is there yet, by name. */
  withoutStatement(month: Month): Promise<string[]>
  /** The fee of each place, before rounding to parts: base sums by place. */
  basesByPlace(statementId: string): Promise<{ placeId: string; code: string; name: string; baseMinor: number }[]>
  statement(id: string): Promise<import('@shared/contract/settlement-fees').FeeStatement>
  compute(month: Month, doer: Doer): Promise<void>
  report(params: Record<string, string>): Promise<{ data: ReportData; evidence: ReportEvidence[] }>
  /** What moved in deposits in a month: paid out of hand is plus. */
  depositsOfMonth(month: Month): Promise<{ day: string; holder: string; action: 'paid' | 'deducted' | 'returned' | 'corrected'; minor: number; currency: string }[]>
  /** Payments and invoices of a year. */
  invoices(year: number): Promise<{ month: Month; number: string; day: string; minor: number; taxMinor: number | undefined; currency: string; name: string; paidDay: string | undefined }[]>
  /** Days between issue, confirmation and payment. */
  timeliness(fromMonth: Month, toMonth: Month): Promise<{ month: Month; confirmDays: number | undefined; payDays: number | undefined; feeMinor: number; currency: string }[]>
  /** China's working days as this workspace knows them. */
  calendar(): Promise<WorkdayCalendar>
}

export interface ClosingPort {
  /** Refuses what would change a closed month. @throws Fault `settlement.monthLocked` */
  assertOpen(months: readonly Month[]): Promise<void>
  lockedMonths(): Promise<Month[]>
}
