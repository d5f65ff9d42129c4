import { z } from 'zod'
import { command } from './define'
import { Currency, Minor } from './payment-values'
import { CountedSum, DifferenceClass, Month } from './settlement-values'
import { Day, FileTicket, Id, Instant } from './values'

/** One line of the 关账清单: whether it holds, and what is missing. */
export const ClosingCheck = z.object({
  key: z.enum(['bills', 'importsClean', 'reconciled', 'differences', 'refunds', 'feeAccrued', 'feePaid', 'feeInvoiced', 'balanceChain']),
  state: z.enum(['done', 'missing', 'listed', 'notNeeded']),
  /** What is missing, each with where to mend it: a screen and its subject. */
  items: z.array(z.object({ code: z.string(), params: z.record(z.string(), z.union([z.string(), z.number()])), screen: z.string(), subject: z.string() })),
})
export type ClosingCheck = z.infer<typeof ClosingCheck>

export const MonthClosing = z.object({
  month: Month,
  state: z.enum(['open', 'locked', 'reopenAsked']),
  checks: z.array(ClosingCheck),
  ready: z.boolean(),
  lockedAt: Instant.optional(),
  lockedBy: z.string().optional(),
  reopen: z.object({ askedBy: z.string(), askedAt: Instant, reason: z.string() }).optional(),
  history: z.array(z.object({ at: Instant, by: z.string(), action: z.enum(['locked', 'reopenAsked', 'reopened', 'reopenRefused']), reason: z.string() })),
})
export type MonthClosing = z.infer<typeof MonthClosing>

/** A cell of the month board. */
export const BoardCell = z.object({
  month: Month,
  accountId: Id.optional(),
  account: z.string(),
  bills: z.object({ booked: z.int(), noTrade: z.int(), missing: z.int(), failed: z.int(), awaited: z.int() }),
  openDifferences: z.int(),
  differences: z.array(z.object({ class: DifferenceClass, count: z.int(), sums: z.array(CountedSum) })),
  paid: z.array(CountedSum),
  refunded: z.array(CountedSum),
  fees: z.array(CountedSum),
  locked: z.boolean(),
})
export type BoardCell = z.infer<typeof BoardCell>

/** A month's fee by place; parts add up to the whole (largest remainder, settlement-reconciliation §4.1). */
export const Allocation = z.object({
  month: Month,
  currency: Currency,
  totalMinor: Minor,
  parts: z.array(z.object({ placeId: Id.optional(), code: z.string(), name: z.string(), baseMinor: Minor, feeMinor: Minor, sharePpm: z.int() })),
})
export type Allocation = z.infer<typeof Allocation>

/** Which accounts of the ledger a business case is booked to. */
export const VoucherRule = z.strictObject({
  event: z.enum(['feeAccrual', 'feePayment', 'feeInvoice', 'transactionFee', 'sales', 'refunds', 'payout', 'deposit']),
  on: z.boolean(),
  debit: z.strictObject({ code: z.string().trim().max(40), name: z.string().trim().max(80) }),
  credit: z.strictObject({ code: z.string().trim().max(40), name: z.string().trim().max(80) }),
  /** Text of the line; {month} and {account} are put in. */
  summary: z.string().trim().max(200),
  perPlace: z.boolean(),
})
export type VoucherRule = z.infer<typeof VoucherRule>

export const VoucherLine = z.object({
  number: z.int(),
  day: Day,
  summary: z.string(),
  code: z.string(),
  name: z.string(),
  debitMinor: Minor,
  creditMinor: Minor,
  currency: Currency,
  place: z.string(),
})
export type VoucherLine = z.infer<typeof VoucherLine>

/** A rate for the view in CNY: with source and day; it never takes part in a match. */
export const ExchangeRate = z.object({ currency: Currency, day: Day, rate: z.string(), source: z.string(), by: z.string(), at: Instant })

const month = z.strictObject({ month: Month })

export const closingCommands = {
  'closing.get': command({ kind: 'query', access: 'settlement.view', summary: 'The closing list of a month.', input: month, output: MonthClosing }),
  'closing.lock': command({ kind: 'effect', access: 'settlement.close', summary: 'Close a month whose list is complete: nothing in it changes any more.', input: month, output: MonthClosing }),
  'closing.askReopen': command({ kind: 'effect', access: 'settlement.close', summary: 'Ask for a closed month to be opened again, with the reason.', input: z.strictObject({ month: Month, reason: z.string().trim().min(4).max(1000) }), output: MonthClosing }),
  'closing.decideReopen': command({
    kind: 'effect',
    access: 'settlement.approve',
    summary: 'Open a closed month again, or refuse; by another person than who asked.',
    input: z.strictObject({ month: Month, open: z.boolean(), note: z.string().trim().max(1000).default(''), approver: z.string().max(80).optional(), password: z.string().max(200).optional() }),
    output: MonthClosing,
    secrets: ['password'],
  }),
  'board.get': command({
    kind: 'query',
    access: 'settlement.view',
    summary: 'The month board: accounts by months, with what is there and what is missing.',
    input: z.strictObject({ fromMonth: Month, toMonth: Month }),
    output: z.object({ cells: z.array(BoardCell), rates: z.array(ExchangeRate) }),
  }),
  'board.series': command({
    kind: 'query',
    access: 'settlement.view',
    summary: 'Figures by month for charts: paid, refunded, fees, differences by class, days from issue to confirmation and payment.',
    input: z.strictObject({ fromMonth: Month, toMonth: Month }),
    output: z.array(
      z.object({
        month: Month,
        paid: z.array(CountedSum),
        refunded: z.array(CountedSum),
        fee: z.array(CountedSum),
        differences: z.array(z.object({ class: DifferenceClass, count: z.int() })),
        confirmDays: z.int().optional(),
        payDays: z.int().optional(),
      }),
    ),
  }),
  'rates.list': command({ kind: 'query', access: 'settlement.view', summary: 'Exchange rates for the view in CNY.', input: z.strictObject({}), output: z.array(ExchangeRate) }),
  'rates.save': command({
    kind: 'effect',
    access: 'settlement.fees',
    summary: 'Set a rate to CNY for a currency and day, with its source.',
    input: z.strictObject({ currency: Currency, day: Day, rate: z.string().regex(/^\d{1,9}(\.\d{1,10})?$/u), source: z.string().trim().min(1).max(200) }),
    output: ExchangeRate,
  }),
  'allocation.get': command({ kind: 'query', access: 'settlement.view', summary: 'The month’s fee split over places; the parts add up.', input: month, output: z.array(Allocation) }),
  'vouchers.get': command({ kind: 'query', access: 'settlement.view', summary: 'The journal vouchers of a month by the account mapping; debit equals credit.', input: month, output: z.object({ lines: z.array(VoucherLine), missing: z.array(z.string()) }) }),
  'vouchers.export': command({ kind: 'effect', access: 'data.export', summary: 'The journal vouchers of a month as a workbook or CSV.', input: z.strictObject({ month: Month, format: z.enum(['xlsx', 'csv']) }), output: FileTicket }),
  'vouchers.rules': command({ kind: 'query', access: 'settlement.view', summary: 'The account mapping.', input: z.strictObject({}), output: z.object({ rules: z.array(VoucherRule), rev: z.int() }) }),
  'vouchers.saveRules': command({ kind: 'effect', access: 'settlement.rules', summary: 'Save the account mapping.', input: z.strictObject({ rules: z.array(VoucherRule).max(20), rev: z.int() }), output: z.object({ rev: z.int() }) }),
  'invoices.export': command({ kind: 'effect', access: 'data.export', summary: 'The ledger of invoices received, of a year, as a workbook.', input: z.strictObject({ year: z.int().min(2000).max(2100) }), output: FileTicket }),
  'paymentRequest.make': command({ kind: 'effect', access: 'settlement.fees', summary: 'The 付款申请单 of a statement as PDF: payee of the confirmed record, amount, base, deadlines, boxes for signatures.', input: z.strictObject({ statementId: Id, locale: z.enum(['zh-CN', 'en']) }), output: FileTicket }),
}
