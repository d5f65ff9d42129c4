import { z } from 'zod'
import { command } from './define'
import { Currency, Minor, OrderScene } from './payment-values'
import { Attachment, Month } from './settlement-values'
import { Day, FileTicket, Id, Instant, pageInput, pageOf } from './values'

/** Which payments count (settlement-reconciliation §4.2, P1 to P4). */
export const feePolicies = ['paidGross', 'paidNetSameMonth', 'paidNetByRefundMonth', 'settled'] as const
export const FeePolicy = z.enum(feePolicies)
export type FeePolicy = z.infer<typeof FeePolicy>

/** Which amount of an order: its price, what the guest paid, what was settled. */
export const amountColumns = ['ordered', 'received', 'settled'] as const
export const AmountColumn = z.enum(amountColumns)
export type AmountColumn = z.infer<typeof AmountColumn>

export const roundingModes = ['halfUp', 'halfEven', 'floor', 'ceil'] as const
export const RoundingMode = z.enum(roundingModes)
export type RoundingMode = z.infer<typeof RoundingMode>

/** Where the fee is rounded: each order, or the month's total. */
export const roundingLevels = ['perOrder', 'total'] as const
export const RoundingLevel = z.enum(roundingLevels)
export type RoundingLevel = z.infer<typeof RoundingLevel>

/** How partial refunds give fee back: from the rounded fee of what is left, or each by itself. */
export const refundMethods = ['cumulative', 'perRefund'] as const
export const RefundMethod = z.enum(refundMethods)
export type RefundMethod = z.infer<typeof RefundMethod>

/** How the fee of a month is computed. */
export const FeeRule = z.strictObject({
  /** Parts per million: 1 % is 10,000. */
  ratePpm: z.int().min(0).max(1_000_000),
  policy: FeePolicy,
  amount: AmountColumn,
  rounding: RoundingMode,
  level: RoundingLevel,
  refundMethod: RefundMethod,
  /** Scenes that count, and launch scene codes that count where an order has one. */
  scenes: z.array(OrderScene).min(1).max(3),
  sceneCodes: z.array(z.string().regex(/^\d{1,6}$/u)).max(100),
})
export type FeeRule = z.infer<typeof FeeRule>

/** From when the days for paying count (A03-5: both readings are shown, this one is in force). */
export const PayAnchor = z.enum(['confirmed', 'issued'])

/** A version of the agreement: what holds from its day on. Nothing of it is a constant of the program. */
export const FeeContract = z.object({
  id: Id,
  version: z.int(),
  /** Whom it is with, what it is called. */
  name: z.string(),
  /** A month is computed by the version in force on its first day. */
  fromDay: Day,
  /** Orders of other currencies are not in its base: sums never cross currencies. */
  currency: Currency,
  rule: FeeRule,
  /** Accounts whose orders it covers; empty: all. */
  accountIds: z.array(Id),
  issueDayOfMonth: z.int(),
  confirmWorkdays: z.int(),
  payWorkdays: z.int(),
  payAnchor: PayAnchor,
  source: z.string(),
  note: z.string(),
  savedAt: Instant,
  savedBy: z.string(),
})
export type FeeContract = z.infer<typeof FeeContract>

export const FeeContractFields = z.strictObject({
  name: z.string().trim().min(1).max(120),
  fromDay: Day,
  currency: Currency.default('CNY'),
  rule: FeeRule,
  accountIds: z.array(Id).max(100).default([]),
  issueDayOfMonth: z.int().min(1).max(28).default(1),
  confirmWorkdays: z.int().min(0).max(60).default(5),
  payWorkdays: z.int().min(0).max(120).default(20),
  payAnchor: PayAnchor.default('confirmed'),
  source: z.string().trim().max(300).default(''),
  note: z.string().trim().max(1000).default(''),
})
export type FeeContractFields = z.infer<typeof FeeContractFields>

/** Where the fee is paid to. Valid only after a second person confirmed it. */
export const Payee = z.object({
  id: Id,
  name: z.string(),
  bank: z.string(),
  account: z.string(),
  fromDay: Day,
  state: z.enum(['proposed', 'confirmed', 'rejected', 'replaced']),
  source: z.string(),
  attachments: z.array(Attachment),
  proposedBy: z.string(),
  proposedAt: Instant,
  decidedBy: z.string().optional(),
  decidedAt: Instant.optional(),
  note: z.string(),
})
export type Payee = z.infer<typeof Payee>

export const statementStates = [
  'awaited',
  'received',
  'checking',
  'confirmed',
  'disputed',
  'paymentRequested',
  'paid',
  'invoiced',
  'closed',
] as const
export const StatementState = z.enum(statementStates)
export type StatementState = z.infer<typeof StatementState>

/** A deadline in Chinese working days. `provisional` names the years whose holidays are not known. */
export const Deadline = z.object({
  step: z.enum(['issue', 'confirm', 'pay']),
  reading: z.enum(['fromIssue', 'fromConfirmation', 'fromConfirmationLimit', 'none']),
  day: Day,
  inForce: z.boolean(),
  provisionalYears: z.array(z.int()),
  workdaysLeft: z.int(),
  overdue: z.boolean(),
  doneDay: Day.optional(),
})
export type Deadline = z.infer<typeof Deadline>

/**
 * One way to compute the month, and what it comes to. `scenes` is one of `contract` (as agreed), `channels`,
 * `channels+unset`, `all`, `codes` (only orders with one of the agreed codes), `contract-1195` (agreed but for one
 * code), `contract+1089` (agreed and one more code).
 */
export const FeeCombination = z.object({
  amount: AmountColumn,
  policy: FeePolicy,
  rounding: RoundingMode,
  level: RoundingLevel,
  refundMethod: RefundMethod,
  scenes: z.string(),
  /** Whether the prior-period lines are in it; always true where there are none. */
  withPrior: z.boolean(),
  baseMinor: Minor,
  feeMinor: Minor,
  /** The platform's figure minus this one. */
  remainderMinor: Minor,
  isContract: z.boolean(),
})
export type FeeCombination = z.infer<typeof FeeCombination>

/** What explains the platform's figure. */
export const FeeExplanation = z.object({
  platformMinor: Minor,
  currency: Currency,
  /** Combinations that give it to the fen; empty: none does. */
  exact: z.array(FeeCombination),
  /** Otherwise those that come nearest, nearest first. */
  nearest: z.array(FeeCombination),
  /** The four policies side by side, all else as agreed. */
  byPolicy: z.array(FeeCombination),
  /** `exact`: to the fen; `rounding`: the agreed way is within what rounding explains; `remainder`: neither. */
  verdict: z.enum(['exact', 'rounding', 'remainder']),
  tried: z.int(),
  /** What rounding alone can explain, either way. */
  roundingBoundMinor: Minor,
  /** Orders that would explain the remainder: their fee alone, or one that stands in the other month. */
  suspects: z.array(z.object({ orderId: Id.optional(), number: z.string(), day: Day.optional(), amountMinor: Minor, feeMinor: Minor, why: z.enum(['feeEqualsRemainder', 'nearMonthEnd', 'sceneUnset', 'refundedLater', 'pairSumsToRemainder']) })),
})
export type FeeExplanation = z.infer<typeof FeeExplanation>

/**
 * Why a line of another month stands here: a refund of an order paid in an earlier month; an order, refund or change
 * that was not known when that month was confirmed; a refund that was closed again; a negative month carried forward.
 */
export const PriorReason = z.enum(['refundOfEarlierMonth', 'lateOrder', 'lateRefund', 'refundClosed', 'orderChanged', 'orderGone', 'carriedForward'])
export type PriorReason = z.infer<typeof PriorReason>

/** A late fact of a month that is closed: it changes this statement, never that one. */
export const PriorPeriodLine = z.object({
  id: z.string(),
  originMonth: Month,
  orderId: Id.optional(),
  number: z.string(),
  reason: PriorReason,
  baseMinor: Minor,
  feeMinor: Minor,
  at: Instant,
})

export type PriorPeriodLine = z.infer<typeof PriorPeriodLine>

export const statementActs = ['receive', 'receiveFile', 'check', 'confirm', 'dispute', 'reply', 'resolveDispute', 'requestPayment', 'pay', 'invoice', 'close', 'undo'] as const

export const FeeStatement = z.object({
  id: Id,
  month: Month,
  contractId: Id,
  contractVersion: z.int(),
  name: z.string(),
  currency: Currency,
  state: StatementState,
  /** Ours: by the contract's rule, prior-period lines included. */
  computed: z.object({ orders: z.int(), refunds: z.int(), baseMinor: Minor, feeMinor: Minor, priorMinor: Minor, totalMinor: Minor, at: Instant }).optional(),
  /** The platform's figure. */
  platform: z.object({ baseMinor: Minor.optional(), feeMinor: Minor, via: z.enum(['imported', 'typed']), at: Instant, by: z.string() }).optional(),
  differenceMinor: Minor.optional(),
  /** The first of them, in `statements.get` only; all stand in `statements.lines`. */
  priorLines: z.array(PriorPeriodLine),
  priorCount: z.int(),
  /** The day on the platform's statement, and the day on which it was confirmed. */
  issuedDay: Day.optional(),
  confirmedDay: Day.optional(),
  /** The latest dispute; what was answered stands in the history as `reply`. */
  dispute: z.object({ reason: z.string(), orderNumbers: z.array(z.string()), claimedMinor: Minor, at: Instant, by: z.string() }).optional(),
  deadlines: z.array(Deadline),
  /** True where lateness limits selling now (A03-T-12, 13). */
  sellingAtRisk: z.boolean(),
  /** Where it is or was to be paid to. */
  payee: Payee.optional(),
  /** Another payee was confirmed or proposed since payment was asked for. */
  payeeChanged: z.boolean(),
  paid: z.object({ day: Day, minor: Minor, reference: z.string(), by: z.string() }).optional(),
  invoice: z.object({ number: z.string(), day: Day, minor: Minor, taxMinor: Minor.optional() }).optional(),
  attachments: z.array(Attachment),
  /** What it was made with: contract, scene list, holiday data, files, program. */
  inputs: z.array(z.object({ name: z.string(), value: z.string() })),
  history: z.array(z.object({ at: Instant, by: z.string(), action: z.string(), text: z.string(), attachments: z.array(Attachment) })),
  locked: z.boolean(),
  /** Its numbers stand: confirmed, or its month is closed. */
  frozen: z.boolean(),
  /** What can be done next. */
  acts: z.array(z.enum(statementActs)),
  rev: z.int(),
})
export type FeeStatement = z.infer<typeof FeeStatement>

const rev = z.int()
const attachments = z.array(Id).max(20).default([])
const note = z.string().trim().max(1000).default('')

/** What moves a statement on; each only from the states that allow it. */
export const StatementAct = z.discriminatedUnion('act', [
  z.strictObject({ act: z.literal('receive'), feeMinor: Minor, baseMinor: Minor.optional(), issuedDay: Day, attachments: z.array(Id).min(1).max(20), note }),
  z.strictObject({ act: z.literal('receiveFile'), fileId: Id, issuedDay: Day, attachments, note }),
  z.strictObject({ act: z.literal('check') }),
  z.strictObject({ act: z.literal('confirm'), day: Day, note, attachments }),
  z.strictObject({ act: z.literal('dispute'), reason: z.string().trim().min(1).max(2000), orderNumbers: z.array(z.string().max(128)).max(10_000).default([]), claimedMinor: Minor, attachments }),
  z.strictObject({ act: z.literal('reply'), from: z.enum(['us', 'platform']), day: Day, text: z.string().trim().min(1).max(4000), attachments }),
  z.strictObject({ act: z.literal('resolveDispute'), outcome: z.enum(['corrected', 'accepted']), feeMinor: Minor, note, attachments }),
  z.strictObject({ act: z.literal('requestPayment'), note }),
  z.strictObject({ act: z.literal('pay'), day: Day, minor: Minor, reference: z.string().trim().min(1).max(120), attachments: z.array(Id).min(1).max(20), note }),
  z.strictObject({ act: z.literal('invoice'), number: z.string().trim().min(1).max(60), day: Day, minor: Minor, taxMinor: Minor.optional(), attachments, note }),
  z.strictObject({ act: z.literal('close') }),
  z.strictObject({ act: z.literal('undo'), reason: z.string().trim().min(1).max(500) }),
])

export type StatementAct = z.infer<typeof StatementAct>

/** An order or refund with its part of the fee; all parts of a statement add up to its total. */
export const FeeLine = z.object({
  orderId: Id.optional(),
  number: z.string(),
  kind: z.enum(['payment', 'refund', 'prior']),
  at: Instant.optional(),
  scene: OrderScene,
  sceneCode: z.string(),
  place: z.string(),
  account: z.string(),
  amountMinor: Minor,
  feeMinor: Minor,
  /** Of `prior`. */
  originMonth: Month.optional(),
  reason: PriorReason.optional(),
})
export type FeeLine = z.infer<typeof FeeLine>

/** What a year's holidays are known from. */
export const HolidayYear = z.object({
  year: z.int(),
  source: z.string(),
  asOf: Day,
  daysOff: z.int(),
  makeUpDays: z.int(),
  /** Shipped, given by a file, or changed by hand. */
  origin: z.enum(['shipped', 'file']),
})
export type HolidayYear = z.infer<typeof HolidayYear>

/** A deadline that another set of holidays moves. */
const MovedDeadline = z.object({ month: Month, step: z.enum(['confirm', 'pay']), from: Day, to: Day })

export const DepositKind = z.enum(['selfOperated', 'promoter'])
export type DepositKind = z.infer<typeof DepositKind>
export const DepositRate = z.object({ id: Id, kind: DepositKind, amountMinor: Minor, currency: Currency, fromDay: Day, source: z.string(), savedBy: z.string(), savedAt: Instant })
export type DepositRate = z.infer<typeof DepositRate>
/** Amounts are positive but for `corrected`, which is added to what is deposited. `required` says how much it must be from then on. */
export const DepositEntry = z.object({
  id: Id,
  day: Day,
  kind: DepositKind,
  /** Whose: the 视频号 or promoter. */
  holder: z.string(),
  action: z.enum(['required', 'paid', 'deducted', 'returned', 'corrected']),
  minor: Minor,
  currency: Currency,
  dueDay: Day.optional(),
  reference: z.string(),
  note: z.string(),
  by: z.string(),
  at: Instant,
})
export type DepositEntry = z.infer<typeof DepositEntry>

/** What each holder must have deposited and has. */
export const DepositStand = z.object({ kind: DepositKind, holder: z.string(), currency: Currency, requiredMinor: Minor, paidMinor: Minor, shortMinor: Minor, dueDay: Day.optional(), overdue: z.boolean() })
export type DepositStand = z.infer<typeof DepositStand>

export const feeCommands = {
  'contracts.list': command({ kind: 'query', access: 'settlement.view', summary: 'Agreements about the service fee, all versions.', input: z.strictObject({}), output: z.array(FeeContract) }),
  'contracts.save': command({
    kind: 'effect',
    access: 'settlement.contracts',
    summary: 'Save a new version of an agreement; months that are locked keep theirs.',
    input: z.strictObject({ id: Id.optional(), fields: FeeContractFields, version: z.int().optional() }),
    output: FeeContract,
  }),
  'payees.list': command({ kind: 'query', access: 'settlement.view', summary: 'Where the fee is paid to, with who proposed and confirmed it.', input: z.strictObject({ contractId: Id }), output: z.array(Payee) }),
  'payees.propose': command({
    kind: 'effect',
    access: 'settlement.contracts',
    summary: 'Propose another payee; nothing is paid to it before a second person confirms.',
    input: z.strictObject({ contractId: Id, name: z.string().trim().min(1).max(120), bank: z.string().trim().min(1).max(120), account: z.string().trim().min(4).max(60), fromDay: Day, source: z.string().trim().min(1).max(300), attachments, note }),
    output: Payee,
  }),
  'payees.decide': command({
    kind: 'effect',
    access: 'settlement.approve',
    summary: 'Confirm or reject a payee that somebody else proposed.',
    /** `approver`: another person at this computer, with own name and password. */
    input: z.strictObject({ id: Id, confirm: z.boolean(), note, approver: z.strictObject({ name: z.string().max(80), password: z.string().max(200) }).optional() }),
    output: Payee,
    secrets: ['approver.password'],
  }),
  'statements.list': command({ kind: 'query', access: 'settlement.view', summary: 'Statements of the service fee, newest month first.', input: z.strictObject({ year: z.int().min(2000).max(2100).optional() }), output: z.array(FeeStatement) }),
  'statements.get': command({ kind: 'query', access: 'settlement.view', summary: 'One statement with deadlines, lines and history.', input: z.strictObject({ id: Id }), output: FeeStatement }),
  'statements.compute': command({
    kind: 'effect',
    access: 'settlement.fees',
    summary: 'Compute a month by the agreement in force; opens the statement where there is none.',
    job: true,
    input: z.strictObject({ month: Month, contractId: Id.optional() }),
    output: z.object({ jobId: Id }),
  }),
  'statements.act': command({
    kind: 'effect',
    access: 'settlement.fees',
    summary: 'Move a statement on: received, checked, confirmed, disputed, payment requested, paid, invoiced, closed.',
    input: z.strictObject({ id: Id, rev, step: StatementAct }),
    output: FeeStatement,
  }),
  'statements.lines': command({
    kind: 'query',
    access: 'settlement.view',
    summary: 'The orders and refunds behind a statement, each with its part of the fee.',
    input: z.strictObject({ ...pageInput, id: Id, text: z.string().max(200).optional(), place: z.string().max(120).optional() }),
    output: pageOf(FeeLine),
  }),
  'statements.explain': command({
    kind: 'query',
    access: 'settlement.view',
    summary: 'Which way of computing gives the platform’s figure, or what remains and which orders may be behind it.',
    input: z.strictObject({ id: Id }),
    output: FeeExplanation,
  }),
  'statements.letter': command({
    kind: 'effect',
    access: 'settlement.fees',
    summary: 'The letter of a dispute, as PDF, with the orders as a workbook; in Chinese or English.',
    input: z.strictObject({ id: Id, locale: z.enum(['zh-CN', 'en']) }),
    output: z.object({ letter: FileTicket, orders: FileTicket, text: z.string() }),
  }),
  'holidays.list': command({ kind: 'query', access: 'settlement.view', summary: 'Years whose Chinese holidays are known, and days changed by hand.', input: z.strictObject({}), output: z.object({ version: z.string(), years: z.array(HolidayYear), overrides: z.array(z.object({ day: Day, off: z.boolean(), reason: z.string(), by: z.string(), at: Instant })) }) }),
  'holidays.import': command({
    kind: 'effect',
    access: 'settlement.contracts',
    summary: 'Take the holidays of a year from a file; says which deadlines move.',
    input: z.strictObject({ fileId: Id, preview: z.boolean() }),
    output: z.object({ year: z.int(), daysOff: z.int(), makeUpDays: z.int(), moved: z.array(MovedDeadline) }),
  }),
  'holidays.override': command({
    kind: 'effect',
    access: 'settlement.contracts',
    summary: 'Say of one day that it is a working day or not, with the reason; or take that back.',
    input: z.strictObject({ day: Day, off: z.boolean().nullable(), reason: z.string().trim().min(1).max(300) }),
    output: z.object({ moved: z.array(MovedDeadline) }),
  }),
  'holidays.count': command({
    kind: 'query',
    access: 'settlement.view',
    summary: 'The day that lies so many Chinese working days after a day.',
    input: z.strictObject({ from: Day, workdays: z.int().min(0).max(400) }),
    output: z.object({ day: Day, provisionalYears: z.array(z.int()) }),
  }),
  'deposits.get': command({ kind: 'query', access: 'settlement.view', summary: 'Deposits: rates with their dates, what each holder has and lacks, and the ledger.', input: z.strictObject({}), output: z.object({ rates: z.array(DepositRate), stands: z.array(DepositStand), entries: z.array(DepositEntry) }) }),
  'deposits.record': command({
    kind: 'effect',
    access: 'settlement.fees',
    summary: 'Record a movement of a deposit; entries are corrected by another entry, never changed.',
    input: z.strictObject({ day: Day, kind: DepositKind, holder: z.string().trim().min(1).max(120), action: DepositEntry.shape.action, minor: Minor, currency: Currency.default('CNY'), dueDay: Day.optional(), reference: z.string().trim().max(120).default(''), note }),
    output: DepositEntry,
  }),
  'deposits.setRate': command({
    kind: 'effect',
    access: 'settlement.contracts',
    summary: 'Set what a kind of holder must deposit from a day on.',
    input: z.strictObject({ kind: DepositKind, amountMinor: Minor.min(0), currency: Currency.default('CNY'), fromDay: Day, source: z.string().trim().min(1).max(300) }),
    output: DepositRate,
  }),
}
