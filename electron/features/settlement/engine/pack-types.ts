import type { MatchKey } from '@shared/contract/settlement-reconciliation'
import type { Entry } from './types'

/** The columns of text that a pack keeps. */
export const textColumns = [
  'sheet',
  'rawState',
  'settledCurrency',
  'merchantNo',
  'providerNo',
  'wechatNo',
  'refundNo',
  'providerRefundNo',
  'group',
  'scene',
  'place',
  'title',
  'orderId',
] as const
export type TextColumn = (typeof textColumns)[number]

/**
 * The rows of one file, column by column, in a file that never changes. A column is read when it is first asked for, so
 * that matching a million rows needs the memory of its keys and amounts only. `NaN` where the source does not say.
 */
export interface Pack {
  readonly rows: number
  readonly currencies: readonly string[]
  readonly line: Uint32Array
  /** Index into `entryKinds`. */
  readonly kind: Uint8Array
  /** Index into `entryOutcomes`. */
  readonly outcome: Uint8Array
  /** Index into `currencies`. */
  readonly currency: Uint16Array
  readonly atMs: Float64Array
  readonly amountMinor: Float64Array
  readonly feeMinor: Float64Array
  readonly settledMinor: Float64Array
  readonly balanceMinor: Float64Array
  readonly offset: Float64Array
  readonly length: Uint32Array
  /** A 64-bit hash of the number as two words a row; both 0 where the row has no such number. Equal hashes are confirmed by `text`. */
  keyHash(key: MatchKey): Uint32Array
  text(column: TextColumn, row: number): string
  /** Whether two texts are the same, compared by their bytes: the cheap way to confirm equal hashes. */
  sameText(column: TextColumn, row: number, other: Pack, otherRow: number, otherColumn?: TextColumn): boolean
  entry(row: number): Entry
  close(): void
}

/** What is known of a pack without opening it; kept beside the file's record. */
export interface PackSummary {
  rows: number
  /** `YYYY-MM` in Asia/Shanghai. */
  months: string[]
  /** By kind, outcome and currency. */
  sums: { kind: string; outcome: string; currency: string; count: number; minor: number; feeMinor: number }[]
  firstAtMs: number
  lastAtMs: number
}

/** Writes a pack beside its final name and puts it there when it is whole. */
export interface PackWriter {
  add(entry: Entry): void
  /** Makes it durable and gives it its name. */
  finish(): PackSummary
  abort(): void
}
