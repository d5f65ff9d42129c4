import type { EntryKind, EntryOutcome } from '@shared/contract/settlement-values'

/**
 * One row of a source after its profile was applied. Amounts in minor units, signed: plus comes to the merchant, minus
 * leaves. `NaN` where the source does not say. Numbers are texts, without backtick, tab or the `0` that stands for none.
 */
export interface Entry {
  /** As a person counts it in the file: first line is 1. */
  line: number
  sheet: string
  kind: EntryKind
  outcome: EntryOutcome
  rawState: string
  /** Milliseconds since 1970 in UTC; the file's wall time was read in the file's zone. */
  atMs: number
  currency: string
  amountMinor: number
  /** What the provider kept (plus) or gave back (minus). */
  feeMinor: number
  settledMinor: number
  settledCurrency: string
  balanceMinor: number
  merchantNo: string
  providerNo: string
  wechatNo: string
  refundNo: string
  providerRefundNo: string
  group: string
  scene: string
  place: string
  title: string
  /** Where the row's bytes stand in the original; `NaN` for sheets and for our own orders. */
  offset: number
  length: number
  /** Of our own orders. */
  orderId: string
}

/** A row that could not become an entry: reported, never dropped. */
export interface RowProblem {
  line: number
  sheet: string
  code: string
  params: Record<string, string | number>
  /** The beginning of the row as it stands in the file. */
  excerpt: string
}
