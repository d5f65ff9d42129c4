import { z } from 'zod'
import { Currency, Minor } from './payment-values'
import { Day } from './values'

/** A calendar month `YYYY-MM`, always counted in Asia/Shanghai. */
export const Month = z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/u)
export type Month = z.infer<typeof Month>

/**
 * Where rows come from. `orders`: our orders and refunds, or an export of them; `bill`: a provider's list of payments and
 * refunds; `fundFlow`: movements of the balance at the provider; `statement`: the platform's monthly statement of the
 * technical service fee; `payout`: what a provider says it paid out; `bank`: the bank's movements.
 */
export const sourceKinds = ['orders', 'bill', 'fundFlow', 'statement', 'payout', 'bank'] as const
export const SourceKind = z.enum(sourceKinds)
export type SourceKind = z.infer<typeof SourceKind>

/** Which bill of the provider: checked against the profiles, not a closed list (`all`, `success`, `refund`, `fundBasic`, …). */
export const BillType = z.string().max(40)

/**
 * What a row is. The first three belong to an order; all others are movements of money that no order stands behind
 * (提现, 手续费, 汇兑, 充值 …) and are kept out of the matching of orders.
 */
export const orderEntryKinds = ['payment', 'refund', 'refundReturned'] as const
export const otherEntryKinds = ['fee', 'feeReturned', 'withdrawal', 'topUp', 'exchange', 'share', 'transfer', 'dispute', 'other'] as const
export const entryKinds = [...orderEntryKinds, ...otherEntryKinds] as const
export const EntryKind = z.enum(entryKinds)
export type EntryKind = z.infer<typeof EntryKind>

/** How far a row has come, in its source's own words: `failed` rows move no money and are kept out. */
export const entryOutcomes = ['done', 'open', 'failed'] as const
export const EntryOutcome = z.enum(entryOutcomes)
export type EntryOutcome = z.infer<typeof EntryOutcome>

/** Classes of differences (settlement-reconciliation §3.1). Left is the first source of a reconciliation, right the second. */
export const differenceClasses = [
  /** Left only: 我方有渠道无 where left is ours. */
  'leftOnly',
  /** Right only: 渠道有我方无. */
  'rightOnly',
  'amount',
  'fee',
  'currency',
  'state',
  /** The same row twice in one source. */
  'duplicate',
  /** Same order, another month. */
  'crossMonth',
  /** A refund whose order neither side has. */
  'refundWithoutOrder',
  /** Within what rounding explains. */
  'rounding',
  'dispute',
  /** Its numbers point to different rows. */
  'keyConflict',
  /** Several rows fit equally; nothing was paired. */
  'ambiguous',
] as const
export const DifferenceClass = z.enum(differenceClasses)
export type DifferenceClass = z.infer<typeof DifferenceClass>

/** 长款: more money than our books say; 短款: less; `none`: no money is missing or too much. */
export const CashEffect = z.enum(['long', 'short', 'none'])
export type CashEffect = z.infer<typeof CashEffect>

/** A sum of one currency, with the number of rows behind it. */
export const CountedSum = z.object({ currency: Currency, count: z.int(), minor: Minor })
export type CountedSum = z.infer<typeof CountedSum>

/** A row of a file by its place: which file, which row of it. Stands for ever, because files are never changed. */
export const RowRef = z.strictObject({ fileId: z.string().min(1).max(64), row: z.int().min(0) })
export type RowRef = z.infer<typeof RowRef>

/** A row as it is shown. Amounts are signed: plus comes to the merchant, minus leaves. */
export const EntryRow = z.object({
  ref: RowRef,
  /** Which file, sheet and line a person finds it at; our own orders have none. */
  fileName: z.string(),
  sheet: z.string(),
  line: z.int(),
  source: SourceKind,
  kind: EntryKind,
  outcome: EntryOutcome,
  rawState: z.string(),
  at: z.string().optional(),
  day: Day.optional(),
  currency: z.string(),
  amountMinor: Minor,
  feeMinor: Minor.optional(),
  settledMinor: Minor.optional(),
  settledCurrency: z.string().optional(),
  balanceMinor: Minor.optional(),
  merchantNo: z.string(),
  providerNo: z.string(),
  wechatNo: z.string(),
  refundNo: z.string(),
  providerRefundNo: z.string(),
  /** Number of a payout or batch that several rows belong to. */
  group: z.string(),
  scene: z.string(),
  place: z.string(),
  title: z.string(),
  /** Of our own orders: where the detail is. */
  orderId: z.string().optional(),
})
export type EntryRow = z.infer<typeof EntryRow>

/** Evidence that is attached: a mail, a bank slip, an invoice, a screenshot. Kept unchanged under its hash. */
export const Attachment = z.object({ id: z.string(), name: z.string(), bytes: z.int(), sha256: z.string(), addedAt: z.string(), addedBy: z.string() })
export type Attachment = z.infer<typeof Attachment>
