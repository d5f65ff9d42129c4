import { randomInt, randomUUID } from 'node:crypto'
import { digestOfRefund, type ExampleEntry, type ExampleRefund as StoredExampleRefund } from './features/payments'
import { type ExampleAccount, type ExampleDispute, type ExampleOrder, type ExampleRefund, exampleRefusal } from './practice-data-payments'
import { Book } from './sandbox/payments/book'
import type { StandInOrder, StandInRefund } from './sandbox/payments/types'

/** An order of the example as both sides have it: our records and the provider's books tell the same story. */
export interface ExamplePair {
  kind: string
  entry: ExampleEntry
  order: StandInOrder
  refunds: StandInRefund[]
}

export interface ExampleGround {
  account: ExampleAccount
  accountId: string
  placeId: string | null
  nowMs: number
  /** Counts the orders of the account, for its number. */
  index: number
  newId: () => string
  /** Calendar day of an instant in the workspace's zone, `YYYY-MM-DD`. */
  dayOf: (instant: string) => string
  operator: { id: string; name: string }
  approver: { id: string; name: string }
}

const hourMs = 3_600_000
const payMs = 90_000
/** Where the practice door is stands in when a stand-in starts. */
const notifyAt = (kind: string, id: string) => `http://127.0.0.1:1/notify/${kind}/${id}`
const digits = (count: number) => Array.from({ length: count }, () => randomInt(10)).join('')
const instant = (ms: number) => new Date(ms).toISOString()

const uuid = () => randomUUID()
const hex = () => randomUUID().replaceAll('-', '')

/** How a kind's stand-in writes what it has in its books, and which numbers it ever tells (payment-providers §10.1). */
interface BookForm {
  /** The provider's own number of an order, where it tells one. */
  orderNo?: () => string
  /** Of a refund; empty where it tells none. */
  refundNo: () => string
  /** It tells WeChat's number. */
  wechatNo: boolean
  method: (method: string) => string
  rawPaid: string
  rawRefunds: Readonly<Record<'processing' | 'needsManual' | 'succeeded' | 'failed', string>>
}

const tradeTypes: Readonly<Record<string, string>> = { wechat_native: 'NATIVE', wechat_mini: 'JSAPI', wechat_h5: 'MWEB' }
const wechatPay: BookForm = {
  refundNo: () => `5030${digits(25)}`,
  wechatNo: true,
  method: (method) => tradeTypes[method] ?? method,
  rawPaid: 'SUCCESS',
  rawRefunds: { processing: 'PROCESSING', needsManual: 'ABNORMAL', succeeded: 'SUCCESS', failed: 'NOT_ENOUGH' },
}
const yaband: BookForm = {
  orderNo: uuid,
  refundNo: uuid,
  wechatNo: true,
  method: () => 'WeChat Pay',
  rawPaid: 'paid',
  rawRefunds: { processing: 'refund processing', needsManual: 'refund error', succeeded: 'refunded', failed: 'refund failed' },
}
const result = { processing: '000.200.000', needsManual: '000.400.000', succeeded: '000.000.000', failed: '800.100.151' }
const forms: Readonly<Record<string, BookForm>> = {
  v3: { ...wechatPay, method: (method) => method },
  v3sp: { ...wechatPay, method: (method) => method },
  yaband,
  '2paynow': { ...yaband, orderNo: () => `A${digits(17)}`, refundNo: () => '', wechatNo: false, method: () => 'WeChat', rawPaid: 'TRADE_SUCCESS' },
  supay: { ...yaband, orderNo: () => '', refundNo: () => '', wechatNo: false, method: () => 'WeChat', rawPaid: 'SUCCESS' },
  vr: { ...yaband, orderNo: hex, refundNo: hex, wechatNo: false, method: () => 'WECHAT', rawPaid: '000.000.000', rawRefunds: result },
}
const formOf = (kind: string) => forms[kind] ?? wechatPay

/** Makes one order of the example with its refunds, for our store and for the stand-in's books. */
export function pairOf(example: ExampleOrder, ground: ExampleGround): ExamplePair {
  const { account, accountId } = ground
  const { kind, values, currencies } = account.fields
  const form = formOf(kind)
  const createdMs = Math.floor(ground.nowMs - example.hoursAgo * hourMs)
  const paid = example.state === 'paid'
  const paidMs = createdMs + payMs
  const order: StandInOrder = {
    merchant: account.inBooks ?? values[account.merchant] ?? '',
    subMerchant: values['subMchid'] ?? '',
    merchantNo: `${account.prefix}${instant(createdMs).slice(2, 10).replaceAll('-', '')}${String(1000 + ground.index)}`,
    providerNo: form.orderNo?.() ?? '',
    wechatNo: paid && form.wechatNo ? `4200${digits(24)}` : '',
    amountMinor: example.minor,
    currency: currencies[0] ?? 'CNY',
    paidMinor: paid ? example.minor : 0,
    state: example.state === 'pending' ? 'open' : example.state,
    method: form.method(example.method),
    description: example.text,
    notifyUrl: notifyAt(kind, accountId),
    createdAtMs: createdMs,
    paidAtMs: paid ? paidMs : undefined,
    expiresAtMs: createdMs + 2 * hourMs,
    more: {
      appid: values['appid'] ?? '',
      ...(kind === 'v3sp' ? { serviceProvider: 'yes' } : {}),
      ...(example.trouble ? { billTrouble: example.trouble } : {}),
    },
  }
  const id = ground.newId()
  const made = example.refunds.map((refund, index) => refundPair(refund, { ground, order, orderId: id, paidMs, number: index + 1 }))
  return {
    kind,
    order,
    refunds: made.flatMap(({ booked }) => (booked ? [booked] : [])),
    entry: {
      order: storedOrder(id, example, order, ground),
      refunds: made.map(({ stored }) => stored),
      ...(example.dispute ? { dispute: storedDispute(example.dispute, order, ground) } : {}),
    },
  }
}

function storedDispute({ kind, number, minor, text, hoursAgo, answerDays }: ExampleDispute, { currency }: StandInOrder, ground: ExampleGround): NonNullable<ExampleEntry['dispute']> {
  const atMs = ground.nowMs - hoursAgo * hourMs
  const at = instant(atMs)
  return {
    at,
    row: {
      id: ground.newId(),
      kind,
      number,
      text,
      amountMinor: minor ?? null,
      currency: minor === undefined ? null : currency,
      openedDay: ground.dayOf(at),
      answerByDay: ground.dayOf(instant(atMs + answerDays * 24 * hourMs)),
      source: 'recorded',
      by: ground.operator.name,
    },
  }
}

function storedOrder(id: string, example: ExampleOrder, order: StandInOrder, { account, accountId, placeId, operator }: ExampleGround): ExampleEntry['order'] {
  // Its provider knows that it was paid, the shop was never told.
  const untold = example.trouble === 'state'
  const paid = example.state === 'paid' && !untold
  return {
    id,
    accountId,
    merchantNo: order.merchantNo,
    providerNo: order.providerNo,
    wechatNo: untold ? '' : order.wechatNo,
    state: untold ? 'closed' : example.state,
    rawState: paid ? formOf(account.fields.kind).rawPaid : '',
    method: example.method,
    currency: order.currency,
    orderedMinor: order.amountMinor,
    receivedMinor: paid ? order.paidMinor : null,
    tipMinor: null,
    settledMinor: null,
    settledCurrency: null,
    rate: null,
    refundCurrency: order.currency,
    refundTotalMinor: paid ? order.paidMinor : null,
    placeId,
    scene: example.scene,
    channel: example.channel,
    bookingNo: example.booking,
    redemption: untold ? 'unset' : example.redemption,
    description: order.description,
    note: '',
    source: 'created',
    flags: example.flag ? [example.flag] : [],
    request: null,
    correlationId: id,
    createdAt: instant(order.createdAtMs),
    createdBy: operator.name,
    paidAt: order.paidAtMs === undefined || untold ? null : instant(order.paidAtMs),
    expiresAt: instant(order.expiresAtMs),
    // What is open is asked about soon; the stand-in starts with it.
    nextQueryAt: example.state === 'pending' ? instant(order.expiresAtMs) : null,
    raw: null,
  }
}

interface RefundGround {
  ground: ExampleGround
  order: StandInOrder
  orderId: string
  paidMs: number
  number: number
}

/** Sent at the provider's, so that its books have it: whether or not its answer reached us. */
const booked: Readonly<Partial<Record<ExampleRefund['state'], StandInRefund['state']>>> = {
  processing: 'processing',
  unknown: 'succeeded',
  review: 'succeeded',
  needsManual: 'needsManual',
  succeeded: 'succeeded',
}

function refundPair(example: ExampleRefund, { ground, order, orderId, paidMs, number }: RefundGround): { stored: StoredExampleRefund; booked?: StandInRefund } {
  const { operator, approver, account } = ground
  const atMs = Math.min(paidMs + example.afterHours * hourMs, ground.nowMs - 60_000)
  const { minor: amountMinor, reason, state } = example
  const refundNo = `R${order.merchantNo}${String(number).padStart(2, '0')}`
  const at = instant(atMs)
  const known = state === 'succeeded' || state === 'processing' || state === 'needsManual'
  const form = formOf(account.fields.kind)
  const providerRefundNo = form.refundNo()
  const digest = digestOfRefund({ orderId, amountMinor, currency: order.currency, reason, refundNo })
  const asked = state === 'requested'
  const completedAt = state === 'succeeded' ? instant(atMs + 10 * 60_000) : null
  const stored: StoredExampleRefund = {
    row: {
      id: ground.newId(),
      refundNo,
      providerRefundNo: known ? providerRefundNo : '',
      amountMinor,
      currency: order.currency,
      reason,
      note: '',
      state,
      rawState: state in form.rawRefunds ? form.rawRefunds[state as keyof BookForm['rawRefunds']] : '',
      source: 'here',
      by: { ...operator, correlationId: orderId },
      at,
      day: ground.dayOf(at),
      reasons: asked ? [{ code: 'perOrder', params: { minor: amountMinor, limit: 50_000, currency: order.currency } }] : [],
      digest,
      completedAt,
      nextQueryAt: state === 'processing' || state === 'unknown' || state === 'needsManual' ? instant(ground.nowMs + hourMs) : null,
      destination: '',
      raw: null,
      evidence: '',
      batch: null,
    },
    change: asked
      ? {}
      : { approved_digest: digest, approved_by_id: approver.id, approved_by: approver.name, approved_at: at, sent_at: at, sent_by: operator.name },
    ...(state === 'failed' ? { error: notEnough(orderId) } : {}),
  }
  const there = booked[state]
  if (there === undefined) return { stored }
  return {
    stored,
    booked: {
      merchant: order.merchant,
      refundNo,
      providerRefundNo,
      orderKey: Book.keyOf(order),
      amountMinor,
      currency: order.currency,
      state: there,
      reason,
      notifyUrl: order.notifyUrl,
      createdAtMs: there === 'processing' ? ground.nowMs : atMs,
      completedAtMs: there === 'succeeded' ? atMs + 10 * 60_000 : undefined,
      madeInPortal: false,
      // A card refund takes days: this one is still under way when it is asked about.
      more: there === 'processing' ? { hold: 'yes' } : {},
    },
  }
}

/** What the provider said to the refund that failed. */
function notEnough(correlationId: string): NonNullable<StoredExampleRefund['error']> {
  return {
    code: 'wechatpayV3.notEnough',
    messageKey: 'errors.wechatpayV3.notEnough',
    params: {},
    upstream: { system: 'wechatpay-v3', code: 'NOT_ENOUGH', message: exampleRefusal },
    retry: 'no',
    correlationId,
  }
}
