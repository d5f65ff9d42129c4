import { z } from 'zod'
import { ColumnMapping } from './apps'
import { command } from './define'
import { ErrorEnvelope, MessageParams } from './error'
import { Currency, Minor, Money, NumberKind, OrderNumber, OrderScene, OrderSource, PaymentOrderState, ProviderKind, Redemption } from './payment-values'
import { Id, Instant, pageInput, pageOf, Zone } from './values'

/** Something about an order that a person must look at; the text stands under `payments.flags`. */
export const OrderFlag = z.enum([
  'amountDiffers',
  'currencyDiffers',
  'accountDiffers',
  'paidAfterClosed',
  'refundedMore',
  'unknownUpstreamRefund',
  'overpaid',
])
export type OrderFlag = z.infer<typeof OrderFlag>

export const PaymentOrder = z.object({
  id: Id,
  account: z.object({ id: Id, name: z.string(), kind: ProviderKind }),
  /** The three numbers; empty where not known. */
  merchantNo: z.string(),
  providerNo: z.string(),
  wechatNo: z.string(),
  state: PaymentOrderState,
  rawState: z.string(),
  method: z.string(),
  ordered: Money,
  /** What was received, tip included; absent until paid. */
  received: Money.optional(),
  tip: Money.optional(),
  /** What the provider settles, where it says so. */
  settled: Money.optional(),
  /** Exchange rate as the provider or a person wrote it. */
  rate: z.string().optional(),
  /** Refund sums in the currency in which this order is refunded. */
  refunded: Money,
  inFlight: Money,
  /** Most that can still be asked for; absent where it is not known, e.g. the rate is missing. */
  refundable: Money.optional(),
  place: z.object({ id: Id, code: z.string(), name: z.string() }).optional(),
  scene: OrderScene,
  /** Launch scene of the mini program (`1177` …); absent where not known. */
  sceneCode: z.string().optional(),
  channel: z.string(),
  bookingNo: z.string(),
  redemption: Redemption,
  description: z.string(),
  /** The operator's own note. */
  note: z.string(),
  source: OrderSource,
  flags: z.array(OrderFlag),
  openDisputes: z.int(),
  /** What the guest gets: a QR text, an address, or parameters for `wx.requestPayment` as JSON. */
  payWith: z.object({ gives: z.enum(['codeUrl', 'miniProgram', 'url']), text: z.string() }).optional(),
  createdAt: Instant,
  createdBy: z.string(),
  paidAt: Instant.optional(),
  expiresAt: Instant.optional(),
  lastQueryAt: Instant.optional(),
  nextQueryAt: Instant.optional(),
  queries: z.int(),
  lastError: ErrorEnvelope.optional(),
  /** File and line of an imported order. */
  origin: z.object({ file: z.string(), line: z.int() }).optional(),
  rev: z.int(),
})
export type PaymentOrder = z.infer<typeof PaymentOrder>

/** Every part narrows. A search by number ignores `days`: an order outside the range must not look missing. */
export const OrderFilter = z.strictObject({
  /** Any number (also a refund's or a booking's) as a whole or from its start, or words of text and note. */
  text: z.string().max(200).optional(),
  accountId: Id.optional(),
  kind: ProviderKind.optional(),
  states: z.array(PaymentOrderState).max(10).optional(),
  /** `none`, `some`, `all`: how much was refunded; `open`: a refund is under way. */
  refunds: z.enum(['none', 'some', 'all', 'open']).optional(),
  currency: Currency.optional(),
  minMinor: Minor.optional(),
  maxMinor: Minor.optional(),
  placeId: Id.optional(),
  scene: OrderScene.optional(),
  channel: z.string().max(40).optional(),
  redemption: Redemption.optional(),
  source: OrderSource.optional(),
  flagged: z.boolean().optional(),
  disputed: z.boolean().optional(),
  /** Which instant the days are of. */
  dayOf: z.enum(['created', 'paid']).default('created'),
  days: z.strictObject({ fromDay: z.iso.date().optional(), toDay: z.iso.date().optional(), zone: Zone }).optional(),
})
export type OrderFilter = z.infer<typeof OrderFilter>

/** One thing that happened to an order or one of its refunds, oldest first. `kind` has its text under `payments.events`. */
export const PaymentEvent = z.object({
  at: Instant,
  kind: z.string(),
  refundId: Id.optional(),
  notificationId: Id.optional(),
  operatorName: z.string().optional(),
  params: MessageParams,
  requestId: z.string().optional(),
  /** The provider's raw answer, for those who may see raw fields. */
  raw: z.string().optional(),
})
export type PaymentEvent = z.infer<typeof PaymentEvent>

/** What an operator may change of an order: never its numbers or money. */
export const OrderDetails = z.strictObject({
  placeId: Id.nullable().optional(),
  scene: OrderScene.optional(),
  /** Empty takes it away. */
  sceneCode: z.string().trim().regex(/^\d{0,6}$/u).optional(),
  channel: z.string().trim().max(40).optional(),
  bookingNo: z.string().trim().max(64).optional(),
  redemption: Redemption.optional(),
  note: z.string().trim().max(500).optional(),
})
export type OrderDetails = z.infer<typeof OrderDetails>

export const NewOrder = z.strictObject({
  accountId: Id,
  method: z.string().max(40),
  amountMinor: Minor.positive(),
  currency: Currency,
  description: z.string().trim().min(1).max(120),
  /** Empty: one is made. */
  merchantNo: z.string().trim().max(64).default(''),
  /** What the method asks for: `openid`, `payerEmail`, … */
  asked: z.record(z.string().max(40), z.string().trim().max(200)).default({}),
  validMinutes: z.int().min(1).max(129_600).optional(),
  details: OrderDetails.default({}),
})
export type NewOrder = z.infer<typeof NewOrder>

/** A filter as a screen writes it into its address: names and plain values. */
export const SavedFilter = z.record(z.string().max(40), z.union([z.string().max(200), z.number(), z.boolean(), z.array(z.string().max(200)).max(20)]))
export type SavedFilter = z.infer<typeof SavedFilter>

const one = z.strictObject({ id: Id })
const ids = z.array(Id).min(1)

export const OrderImportFields = [
  'merchantNo', 'providerNo', 'wechatNo', 'amount', 'currency', 'received', 'state', 'createdAt', 'paidAt', 'description',
  'place', 'scene', 'sceneCode', 'channel', 'bookingNo', 'redemption', 'method',
] as const

export const OrderImport = z.object({
  id: Id,
  fileName: z.string(),
  state: z.enum(['reading', 'checked', 'importing', 'done', 'failed']),
  account: z.object({ id: Id, name: z.string() }),
  headers: z.array(z.string()),
  mapping: ColumnMapping,
  mappingRemembered: z.boolean(),
  /** Of the rows: added, completed (an order we had got missing facts), unchanged, refused. */
  counts: z.object({ add: z.int(), complete: z.int(), unchanged: z.int(), refuse: z.int() }),
  totals: z.array(Money),
  /** The same file was imported before. */
  importedBefore: z.object({ at: Instant, by: z.string() }).optional(),
  notices: z.array(z.object({ code: z.string(), params: MessageParams })),
  error: ErrorEnvelope.optional(),
  jobId: Id.optional(),
  createdAt: Instant,
  createdBy: z.string(),
})
export type OrderImport = z.infer<typeof OrderImport>

export const OrderImportRow = z.object({
  line: z.int(),
  values: z.record(z.string(), z.string()),
  action: z.enum(['add', 'complete', 'unchanged', 'refuse']),
  issues: z.array(z.object({ field: z.string(), code: z.string(), params: MessageParams })),
})
export type OrderImportRow = z.infer<typeof OrderImportRow>

/** What applies to every row of an import that no column says otherwise. */
export const OrderImportDefaults = z.strictObject({
  currency: Currency,
  /** Amounts in main units (`12.50`) or minor ones (`1250`). */
  unit: z.enum(['major', 'minor']),
  /** Zone in which times without one are read. */
  zone: Zone,
  state: PaymentOrderState.default('paid'),
  scene: OrderScene.default('unset'),
  method: z.string().max(40).default(''),
})
export type OrderImportDefaults = z.infer<typeof OrderImportDefaults>

export const orderCommands = {
  'orders.list': command({
    kind: 'query',
    access: 'payments.view',
    summary: 'Orders that fit a filter, newest first.',
    input: z.strictObject({ ...pageInput, filter: OrderFilter.default({ dayOf: 'created' }), count: z.boolean().default(true) }),
    output: pageOf(PaymentOrder),
  }),
  'orders.sums': command({
    kind: 'query',
    access: 'payments.view',
    summary: 'Count and sums per currency of selected orders: ordered, received, refunded.',
    input: z.strictObject({ ids: ids.max(10_000) }),
    output: z.object({
      count: z.int(),
      byCurrency: z.array(z.object({ currency: Currency, count: z.int(), ordered: Minor, received: Minor, refunded: Minor })),
    }),
  }),
  'orders.get': command({
    kind: 'query',
    access: 'payments.view',
    summary: 'One order with its timeline of calls, notifications, refunds and decisions.',
    input: one,
    output: z.object({ order: PaymentOrder, timeline: z.array(PaymentEvent), refundIds: z.array(Id) }),
  }),
  'orders.create': command({
    kind: 'effect',
    access: 'payments.collect',
    summary: 'Create an order at the provider: a payment link, a payment code, or mini-program parameters.',
    input: NewOrder,
    output: PaymentOrder,
  }),
  'orders.query': command({
    kind: 'effect',
    access: 'payments.view',
    summary: 'Ask the provider about one order now.',
    input: one,
    output: PaymentOrder,
  }),
  'orders.queryMany': command({
    kind: 'effect',
    access: 'payments.view',
    summary: 'Ask the providers about many orders, as a job.',
    input: z.strictObject({ ids: ids.max(10_000) }),
    output: z.object({ jobId: Id }),
    job: true,
  }),
  'orders.close': command({
    kind: 'effect',
    access: 'payments.collect',
    summary: 'Close an unpaid order at the provider.',
    input: one,
    output: PaymentOrder,
  }),
  'orders.adopt': command({
    kind: 'effect',
    access: 'payments.import',
    summary: 'Take an order over (认领) by one of its numbers, as the provider tells it.',
    input: z.strictObject({ accountId: Id, number: OrderNumber, which: NumberKind, details: OrderDetails.default({}) }),
    output: z.object({ order: PaymentOrder, known: z.boolean() }),
  }),
  'orders.update': command({
    kind: 'effect',
    access: 'payments.collect',
    summary: 'Change what we note about an order; `rev` is the revision that was read.',
    input: z.strictObject({ id: Id, rev: z.int(), details: OrderDetails }),
    output: PaymentOrder,
  }),
  'orders.updateMany': command({
    kind: 'effect',
    access: 'payments.collect',
    summary: 'Change the same details of many orders.',
    input: z.strictObject({ ids: ids.max(10_000), details: OrderDetails }),
    output: z.object({ changed: z.int() }),
  }),
  'orders.setRate': command({
    kind: 'effect',
    access: 'refunds.request',
    summary: 'Note what an order is worth in its refund currency where the provider does not say, with the source.',
    input: z.strictObject({ id: Id, rev: z.int(), total: Money, rate: z.string().trim().max(40), evidence: z.string().trim().min(1).max(500) }),
    output: PaymentOrder,
  }),
  'orders.clearFlag': command({
    kind: 'effect',
    access: 'refunds.record',
    summary: 'Settle what an order is flagged for, with a note.',
    input: z.strictObject({ id: Id, flag: OrderFlag, note: z.string().trim().min(1).max(500) }),
    output: PaymentOrder,
  }),
  'orders.export': command({
    kind: 'effect',
    access: 'data.export',
    summary: 'The orders of a filter or a selection as CSV or XLSX; numbers are text.',
    input: z.strictObject({
      format: z.enum(['csv', 'xlsx']),
      filter: OrderFilter.default({ dayOf: 'created' }),
      ids: z.array(Id).max(10_000).optional(),
    }),
    output: z.object({ jobId: Id }),
    job: true,
  }),
  'orders.practiceAct': command({
    kind: 'effect',
    access: 'payments.collect',
    summary: 'Practice only: what a guest or the provider does to an order at the stand-in.',
    input: z.strictObject({
      id: Id,
      act: z.enum(['pay', 'payOtherAmount', 'fail', 'expire', 'notifyAgain', 'notifyForged', 'refundInPortal', 'finishRefunds']),
    }),
    output: z.object({}),
  }),
  'imports.create': command({
    kind: 'effect',
    access: 'payments.import',
    summary: 'Read an uploaded CSV, XLSX or JSON Lines of orders, and check every row; nothing is stored yet.',
    input: z.strictObject({
      fileId: Id,
      accountId: Id,
      sheet: z.string().max(100).optional(),
      mapping: ColumnMapping.optional(),
      defaults: OrderImportDefaults,
    }),
    output: OrderImport,
  }),
  'imports.get': command({ kind: 'query', access: 'payments.view', summary: 'One import.', input: one, output: OrderImport }),
  'imports.list': command({
    kind: 'query',
    access: 'payments.view',
    summary: 'Imports, newest first.',
    input: z.strictObject({ limit: z.int().min(1).max(200).default(50) }),
    output: z.array(OrderImport),
  }),
  'imports.rows': command({
    kind: 'query',
    access: 'payments.view',
    summary: 'Rows of an import in the order of the file.',
    input: z.strictObject({ id: Id, ...pageInput, refusedOnly: z.boolean().default(false) }),
    output: pageOf(OrderImportRow),
  }),
  'imports.check': command({
    kind: 'effect',
    access: 'payments.import',
    summary: 'Set another mapping or other defaults and check every row again.',
    input: z.strictObject({ id: Id, mapping: ColumnMapping, defaults: OrderImportDefaults }),
    output: OrderImport,
  }),
  'imports.run': command({
    kind: 'effect',
    access: 'payments.import',
    summary: 'Store the rows that can be stored; a row that is there already completes the order and never doubles it.',
    input: one,
    output: z.object({ jobId: Id }),
    job: true,
  }),
  'filters.list': command({
    kind: 'query',
    access: 'payments.view',
    summary: 'Saved filters of the caller.',
    input: z.strictObject({ list: z.enum(['orders', 'refunds']) }),
    output: z.array(z.object({ id: Id, name: z.string(), filter: SavedFilter })),
  }),
  'filters.save': command({
    kind: 'effect',
    access: 'payments.view',
    summary: 'Save a filter under a name; the same name replaces it.',
    input: z.strictObject({
      list: z.enum(['orders', 'refunds']),
      name: z.string().trim().min(1).max(40),
      filter: SavedFilter,
    }),
    output: z.object({ id: Id }),
  }),
  'filters.remove': command({
    kind: 'effect',
    access: 'payments.view',
    summary: 'Remove a saved filter.',
    input: one,
    output: z.object({}),
  }),
}
