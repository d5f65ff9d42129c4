import { z } from 'zod'
import { ColumnMapping } from './apps'
import { command } from './define'
import { ErrorEnvelope, MessageParams } from './error'
import { Currency, Minor, Money, OrderNumber, PaymentRefundState, ProviderKind, Redemption } from './payment-values'
import { FileTicket, Id, Instant, line, pageInput, pageOf, Zone } from './values'

/** One attempt at the provider: the call and what came of it. */
export const RefundAttempt = z.object({
  at: Instant,
  call: z.enum(['send', 'query']),
  outcome: z.enum(['done', 'refused', 'unknown', 'notSent']),
  code: z.string(),
  message: z.string(),
  requestId: z.string().optional(),
})
export type RefundAttempt = z.infer<typeof RefundAttempt>

export const Refund = z.object({
  id: Id,
  order: z.object({
    id: Id,
    merchantNo: z.string(),
    providerNo: z.string(),
    wechatNo: z.string(),
    kind: ProviderKind,
    account: z.string(),
    description: z.string(),
    ordered: Money,
    received: Money.optional(),
  }),
  /** Ours, fixed when it was asked for and never changed: what makes a repeat the same refund. */
  refundNo: z.string(),
  providerRefundNo: z.string(),
  amount: Money,
  reason: z.string(),
  note: z.string(),
  state: PaymentRefundState,
  rawState: z.string(),
  /** `here`; `portal`: recorded by hand; `upstream`: found at the provider; `import`. */
  source: z.enum(['here', 'portal', 'upstream', 'import']),
  requestedBy: z.object({ id: z.string(), name: z.string() }),
  requestedAt: Instant,
  /** Why a second person must approve; empty: nobody needs to. Codes under `payments.approvalReasons`. */
  approvalReasons: z.array(z.object({ code: z.string(), params: MessageParams })),
  approvedBy: z.object({ id: z.string(), name: z.string(), at: Instant }).optional(),
  rejection: z.object({ by: z.string(), at: Instant, note: z.string() }).optional(),
  /** Digest of what was approved: a change makes another one and voids the approval. */
  digest: z.string(),
  sendAfter: Instant.optional(),
  sentAt: Instant.optional(),
  sentBy: z.string().optional(),
  completedAt: Instant.optional(),
  nextQueryAt: Instant.optional(),
  /** Where the money went, as the provider says it. */
  destination: z.string(),
  attempts: z.array(RefundAttempt),
  error: ErrorEnvelope.optional(),
  /** What is to be decided about an unknown one. */
  review: z
    .object({
      outcome: z.enum(['refunded', 'notRefunded']),
      evidence: z.string(),
      by: z.object({ id: z.string(), name: z.string() }),
      at: Instant,
    })
    .optional(),
  batch: z.object({ id: Id, name: z.string(), line: z.int() }).optional(),
  rev: z.int(),
})
export type Refund = z.infer<typeof Refund>

/** A reason to think twice, or not to refund at all. `severity: stop` cannot be acknowledged. Text under `payments.refundWarnings`. */
export const RefundWarning = z.object({
  code: z.string(),
  params: MessageParams,
  severity: z.enum(['stop', 'warning', 'notice']),
})
export type RefundWarning = z.infer<typeof RefundWarning>

/** Everything that a person must see before asking for a refund. */
export const RefundFacts = z.object({
  orderId: Id,
  orderRev: z.int(),
  ordered: Money,
  received: Money.optional(),
  /** What was received, in the refund currency. */
  receivedInRefundCurrency: Money.optional(),
  rate: z.string().optional(),
  refundCurrency: Currency,
  refunded: Money,
  inFlight: Money,
  refundable: Money.optional(),
  lastDay: z.object({ at: Instant, past: z.boolean() }).optional(),
  refundsLeft: z.int().optional(),
  redemption: Redemption,
  /** Refunds of this order, and of the same amount on the same account lately. */
  sameOrder: z.array(Refund),
  sameAmount: z.array(z.object({ refundNo: z.string(), amount: Money, at: Instant, merchantNo: z.string(), state: PaymentRefundState })),
  warnings: z.array(RefundWarning),
  /** Why a second person would have to approve the amount that was asked about; absent where none was given. */
  approvalReasons: z.array(z.object({ code: z.string(), params: MessageParams })).optional(),
  reason: z.object({ required: z.boolean(), maxBytes: z.int() }),
  /** When the upstream refunds were read last; absent: never, or the provider has no list. */
  upstreamReadAt: Instant.optional(),
  canReadUpstream: z.boolean(),
})
export type RefundFacts = z.infer<typeof RefundFacts>

export const RefundFilter = z.strictObject({
  /** Any number of the refund or its order. */
  text: z.string().max(200).optional(),
  accountId: Id.optional(),
  kind: ProviderKind.optional(),
  states: z.array(PaymentRefundState).max(20).optional(),
  requestedBy: z.string().max(64).optional(),
  batchId: Id.optional(),
  orderId: Id.optional(),
  currency: Currency.optional(),
  /** Waits for the caller: to approve, to confirm, or to send. */
  forMe: z.boolean().optional(),
  days: z.strictObject({ fromDay: z.iso.date().optional(), toDay: z.iso.date().optional(), zone: Zone }).optional(),
})
export type RefundFilter = z.infer<typeof RefundFilter>

/** Above these sums a second person must approve; per currency. 0: always; absent: never by this count. */
export const ApprovalLimit = z.strictObject({
  currency: Currency,
  perOrder: Minor.min(0).optional(),
  perRequesterAndDay: Minor.min(0).optional(),
  perDay: Minor.min(0).optional(),
  perBatch: Minor.min(0).optional(),
})
export type ApprovalLimit = z.infer<typeof ApprovalLimit>

export const RefundPolicy = z.strictObject({
  limits: z.array(ApprovalLimit).max(40),
  /** Currencies without a limit of their own: a second person for every refund. */
  otherCurrencies: z.enum(['approve', 'free']),
  /** Seconds between confirming a batch and its first refund, in which it can be called back. */
  batchWindowSeconds: z.int().min(0).max(86_400),
  /** Days in which the same order or amount counts as "lately". */
  latelyDays: z.int().min(0).max(90),
})
export type RefundPolicy = z.infer<typeof RefundPolicy>

export const RefundBatchRowState = z.enum(['ready', 'bad', 'leftOut', 'asked', 'refused'])
export const RefundBatch = z.object({
  id: Id,
  name: z.string(),
  fileName: z.string(),
  state: z.enum(['checked', 'confirmed', 'cancelled', 'done']),
  headers: z.array(z.string()),
  mapping: ColumnMapping,
  mappingRemembered: z.boolean(),
  counts: z.record(RefundBatchRowState, z.int()),
  /** Of the ready or asked rows. */
  totals: z.array(z.object({ currency: Currency, count: z.int(), minor: Minor })),
  /** States of the refunds that came of it. */
  refunds: z.record(z.string(), z.int()),
  /** The same file was used before. */
  usedBefore: z.object({ at: Instant, by: z.string(), name: z.string() }).optional(),
  /** Until when it can be called back as a whole. */
  sendAfter: Instant.optional(),
  approvalReasons: z.array(z.object({ code: z.string(), params: MessageParams })),
  /** Digest over all refunds of it that wait for a second person; empty: none does. What was seen is what is approved. */
  toApprove: z.string(),
  createdBy: z.string(),
  createdAt: Instant,
})
export type RefundBatch = z.infer<typeof RefundBatch>

export const RefundBatchRow = z.object({
  line: z.int(),
  number: z.string(),
  amount: Money.optional(),
  reason: z.string(),
  state: RefundBatchRowState,
  issues: z.array(z.object({ field: z.string(), code: z.string(), params: MessageParams, severity: z.enum(['error', 'warning']) })),
  orderId: Id.optional(),
  refundId: Id.optional(),
  refundState: PaymentRefundState.optional(),
  error: ErrorEnvelope.optional(),
})
export type RefundBatchRow = z.infer<typeof RefundBatchRow>

const one = z.strictObject({ id: Id })
const Password = z.string().min(1).max(200)

export const refundCommands = {
  'refunds.facts': command({
    kind: 'query',
    access: 'payments.view',
    summary: 'What must be known before a refund of an order is asked for.',
    input: z.strictObject({
      orderId: Id,
      amountMinor: Minor.positive().optional(),
      /** The refund whose amount or reason is to be changed: it does not count against itself. */
      changing: Id.optional(),
    }),
    output: RefundFacts,
  }),
  'refunds.readUpstream': command({
    kind: 'effect',
    access: 'payments.view',
    summary: 'Read the refunds of an order at the provider; one that is not known here is imported and counts.',
    input: z.strictObject({ orderId: Id }),
    output: z.object({ found: z.int(), imported: z.int(), facts: RefundFacts }),
  }),
  'refunds.request': command({
    kind: 'effect',
    access: 'refunds.request',
    summary: 'Ask for a refund; nothing is sent yet.',
    input: z.strictObject({
      orderId: Id,
      orderRev: z.int(),
      amountMinor: Minor.positive(),
      currency: Currency,
      reason: z.string().trim().max(200),
      note: z.string().trim().max(500).default(''),
      /** Codes of the warnings that the person has read. */
      acknowledged: z.array(z.string().max(60)).max(20).default([]),
    }),
    output: Refund,
  }),
  'refunds.change': command({
    kind: 'effect',
    access: 'refunds.request',
    summary: 'Change a refund that was not sent; an approval is void after that.',
    input: z.strictObject({
      id: Id,
      rev: z.int(),
      amountMinor: Minor.positive(),
      reason: z.string().trim().max(200),
      note: z.string().trim().max(500).default(''),
      acknowledged: z.array(z.string().max(60)).max(20).default([]),
    }),
    output: Refund,
  }),
  'refunds.withdraw': command({
    kind: 'effect',
    access: 'refunds.request',
    summary: 'Take a refund back that was not sent.',
    input: z.strictObject({ id: Id, rev: z.int() }),
    output: Refund,
  }),
  'refunds.approve': command({
    kind: 'effect',
    access: 'refunds.approve',
    summary: 'Approve a refund of somebody else, exactly as its digest says.',
    input: z.strictObject({ id: Id, digest: z.string().max(100), password: Password.optional() }),
    output: Refund,
    secrets: ['password'],
  }),
  'refunds.approveHere': command({
    kind: 'effect',
    access: 'refunds.request',
    summary: 'Approve at this computer (在此审批): another operator gives name and own password; the session stays.',
    input: z.strictObject({ id: Id, digest: z.string().max(100), approver: line(40), password: Password }),
    output: Refund,
    secrets: ['password'],
  }),
  'refunds.reject': command({
    kind: 'effect',
    access: 'refunds.approve',
    summary: 'Refuse a refund, with the reason.',
    input: z.strictObject({ id: Id, note: line(500) }),
    output: Refund,
  }),
  'refunds.send': command({
    kind: 'effect',
    access: 'refunds.send',
    summary: 'Send approved refunds; asks for the password again. Never sends a number twice as two refunds.',
    input: z.strictObject({ ids: z.array(Id).min(1).max(200), password: Password.optional() }),
    output: z.array(Refund),
    secrets: ['password'],
  }),
  'refunds.query': command({
    kind: 'effect',
    access: 'payments.view',
    summary: 'Ask the provider now what became of a refund.',
    input: one,
    output: Refund,
  }),
  'refunds.recordPortal': command({
    kind: 'effect',
    access: 'refunds.record',
    summary: 'Record a refund that was made in the provider’s portal (登记后台退款); it counts like any other.',
    input: z.strictObject({
      orderId: Id,
      amountMinor: Minor.positive(),
      currency: Currency,
      providerRefundNo: z.string().trim().max(128).default(''),
      at: Instant,
      evidence: line(500),
    }),
    output: Refund,
  }),
  'refunds.review': command({
    kind: 'effect',
    access: 'refunds.record',
    summary: 'Record what the portal says about a refund of unknown outcome (待人工核实), with evidence.',
    input: z.strictObject({
      id: Id,
      outcome: z.enum(['refunded', 'notRefunded']),
      providerRefundNo: z.string().trim().max(128).default(''),
      evidence: line(500),
    }),
    output: Refund,
  }),
  'refunds.confirmReview': command({
    kind: 'effect',
    access: 'refunds.record',
    summary: 'A second person confirms or refuses what was recorded; at this computer with name and own password.',
    input: z.strictObject({ id: Id, agree: z.boolean(), approver: line(40).optional(), password: Password.optional() }),
    output: Refund,
    secrets: ['password'],
  }),
  'refunds.list': command({
    kind: 'query',
    access: 'payments.view',
    summary: 'Refunds that fit a filter, newest first.',
    input: z.strictObject({ ...pageInput, filter: RefundFilter.default({}), count: z.boolean().default(true) }),
    output: pageOf(Refund),
  }),
  'refunds.get': command({ kind: 'query', access: 'payments.view', summary: 'One refund.', input: one, output: Refund }),
  'refunds.guestMessage': command({
    kind: 'query',
    access: 'payments.view',
    summary: 'The message for the guest about a refund, in Chinese and English; honest about what is not yet done.',
    input: one,
    output: z.object({ zh: z.string(), en: z.string() }),
  }),
  'refunds.slip': command({
    kind: 'effect',
    access: 'data.export',
    summary: 'The refund slip as PDF.',
    input: z.strictObject({ id: Id, locale: z.enum(['zh-CN', 'en', 'both']).default('both') }),
    output: FileTicket,
  }),
  'refunds.export': command({
    kind: 'effect',
    access: 'data.export',
    summary: 'The refunds of a filter as CSV or XLSX; numbers are text.',
    input: z.strictObject({ format: z.enum(['csv', 'xlsx']), filter: RefundFilter.default({}) }),
    output: z.object({ jobId: Id }),
    job: true,
  }),
  'refunds.policy': command({
    kind: 'query',
    access: 'payments.view',
    summary: 'From which sums on a second person approves.',
    input: z.strictObject({}),
    output: RefundPolicy,
  }),
  'refunds.setPolicy': command({
    kind: 'effect',
    access: 'payments.configure',
    summary: 'Change from which sums on a second person approves.',
    input: RefundPolicy,
    output: RefundPolicy,
  }),
  'batches.create': command({
    kind: 'effect',
    access: 'refunds.request',
    summary: 'Read a CSV or XLSX of refunds (number, amount or rest, reason) and check every row; nothing is asked for yet.',
    input: z.strictObject({
      name: line(100),
      fileId: Id,
      accountId: Id.optional(),
      sheet: z.string().max(100).optional(),
      mapping: ColumnMapping.optional(),
      currency: Currency.optional(),
      reason: z.string().trim().max(200).default(''),
    }),
    output: RefundBatch,
  }),
  'batches.get': command({ kind: 'query', access: 'payments.view', summary: 'One refund batch.', input: one, output: RefundBatch }),
  'batches.list': command({
    kind: 'query',
    access: 'payments.view',
    summary: 'Refund batches, newest first.',
    input: z.strictObject({ limit: z.int().min(1).max(200).default(50) }),
    output: z.array(RefundBatch),
  }),
  'batches.rows': command({
    kind: 'query',
    access: 'payments.view',
    summary: 'Rows of a refund batch in the order of the sheet.',
    input: z.strictObject({ id: Id, ...pageInput, states: z.array(RefundBatchRowState).max(5).optional() }),
    output: pageOf(RefundBatchRow),
  }),
  'batches.leaveOut': command({
    kind: 'effect',
    access: 'refunds.request',
    summary: 'Leave rows of a checked batch out, or take them back in.',
    input: z.strictObject({ id: Id, lines: z.array(z.int()).min(1).max(10_000), leaveOut: z.boolean() }),
    output: RefundBatch,
  }),
  'batches.confirm': command({
    kind: 'effect',
    access: 'refunds.request',
    summary: 'Ask for the refunds of all ready rows after repeating count and totals; a row used before is refused.',
    input: z.strictObject({
      id: Id,
      totals: z.array(z.object({ currency: Currency, count: z.int(), minor: Minor })).min(1),
      /** The person knows that the same file was used before. */
      again: z.boolean().default(false),
    }),
    output: RefundBatch,
  }),
  'batches.approve': command({
    kind: 'effect',
    access: 'refunds.request',
    summary: 'Approve all refunds of a batch that wait for it: by the caller, or at this computer by another operator.',
    input: z.strictObject({
      id: Id,
      digest: z.string().max(100),
      totals: z.array(z.object({ currency: Currency, count: z.int(), minor: Minor })).min(1),
      approver: line(40).optional(),
      password: Password.optional(),
    }),
    output: RefundBatch,
    secrets: ['password'],
  }),
  'batches.send': command({
    kind: 'effect',
    access: 'refunds.send',
    summary: 'Send the approved refunds of a batch once its cancel window is over; asks for the password again.',
    input: z.strictObject({ id: Id, password: Password.optional() }),
    output: RefundBatch,
    secrets: ['password'],
  }),
  'batches.cancel': command({
    kind: 'effect',
    access: 'refunds.request',
    summary: 'Call back what was not sent of a batch.',
    input: one,
    output: RefundBatch,
  }),
  'refunds.lookUp': command({
    kind: 'query',
    access: 'payments.view',
    summary: 'The order behind a number, for a quick refund.',
    input: z.strictObject({ number: OrderNumber }),
    output: z.array(z.object({ orderId: Id, merchantNo: z.string(), account: z.string(), ordered: Money, received: Money.optional() })),
  }),
}
