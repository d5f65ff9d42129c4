import type { ErrorEnvelope } from '@shared/contract/error'
import { OrderFlag, type PaymentOrder } from '@shared/contract/payment-orders'
import type { OrderScene, OrderSource, Redemption } from '@shared/contract/payment-values'
import type { OrderState } from '@shared/domain/payments'
import { z } from 'zod'

/** An order as the store joins it. Amounts in minor units. */
export interface StoredOrder {
  seq: number
  id: string
  accountSeq: number
  accountId: string
  accountName: string
  kind: string
  merchantNo: string
  providerNo: string
  wechatNo: string
  state: OrderState
  rawState: string
  method: string
  currency: string
  orderedMinor: number
  receivedMinor: number | null
  tipMinor: number | null
  settledMinor: number | null
  settledCurrency: string | null
  rate: string | null
  refundCurrency: string
  refundTotalMinor: number | null
  refundedMinor: number
  inFlightMinor: number
  refundCount: number
  placeId: string | null
  placeCode: string | null
  placeName: string | null
  scene: OrderScene
  sceneCode: string
  channel: string
  bookingNo: string
  redemption: Redemption
  description: string
  note: string
  source: OrderSource
  flags: string
  settledFlags: string
  held: string | null
  openDisputes: number
  pay: string | null
  request: string | null
  correlationId: string
  createdAt: string
  createdBy: string
  paidAt: string | null
  expiresAt: string | null
  lastQueryAt: string | null
  nextQueryAt: string | null
  queries: number
  error: string | null
  importFile: string | null
  importLine: number | null
  rev: number
}

export const orderColumns = `o.seq, o.id, o.account_seq AS accountSeq, a.id AS accountId, a.name AS accountName, a.kind,
  o.merchant_no AS merchantNo, o.provider_no AS providerNo, o.wechat_no AS wechatNo, o.state, o.raw_state AS rawState,
  o.method, o.currency, o.ordered_minor AS orderedMinor, o.received_minor AS receivedMinor, o.tip_minor AS tipMinor,
  o.settled_minor AS settledMinor, o.settled_currency AS settledCurrency, o.rate, o.refund_currency AS refundCurrency,
  o.refund_total_minor AS refundTotalMinor, o.refunded_minor AS refundedMinor, o.in_flight_minor AS inFlightMinor,
  o.refund_count AS refundCount, p.id AS placeId, p.code AS placeCode, p.name AS placeName, o.scene,
  o.scene_code AS sceneCode, o.channel,
  o.booking_no AS bookingNo, o.redemption, o.description, o.note, o.source, o.flags_json AS flags,
  o.settled_flags_json AS settledFlags, o.held_json AS held, o.open_disputes AS openDisputes, o.pay_json AS pay,
  o.request_json AS request, o.correlation_id AS correlationId, o.created_at AS createdAt, o.created_by AS createdBy,
  o.paid_at AS paidAt, o.expires_at AS expiresAt, o.last_query_at AS lastQueryAt, o.next_query_at AS nextQueryAt,
  o.queries, o.error_json AS error, i.file_name AS importFile, o.import_line AS importLine, o.rev`

export const orderJoins = `JOIN payment_accounts a ON a.seq = o.account_seq
  LEFT JOIN places p ON p.seq = o.place_seq
  LEFT JOIN order_imports i ON i.seq = o.import_seq`

const Flags = z.array(OrderFlag).catch([])
const PayWith = z.object({ gives: z.enum(['codeUrl', 'miniProgram', 'url']), text: z.string() })
const SettledFlags = z.record(z.string(), z.string()).catch({})

export type PayWith = z.infer<typeof PayWith>

/** Flags as they are stored. */
export function readFlags(json: string): OrderFlag[] {
  return Flags.parse(parsed(json))
}

/** For which content each flag was settled by a person. */
export function readSettledFlags(json: string): Record<string, string> {
  return SettledFlags.parse(parsed(json))
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json) as unknown
  } catch {
    return undefined
  }
}

/** What can still be asked for in the refund currency; undefined where that is not known. */
export function refundableMinor(row: Pick<StoredOrder, 'state' | 'refundTotalMinor' | 'refundedMinor' | 'inFlightMinor'>): number | undefined {
  if (row.state !== 'paid') return 0
  if (row.refundTotalMinor === null) return undefined
  return Math.max(0, row.refundTotalMinor - row.refundedMinor - row.inFlightMinor)
}

/** A stored order as the contract gives it. */
export function toOrder(row: StoredOrder): PaymentOrder {
  const money = (minor: number, currency = row.currency) => ({ minor, currency })
  const refundable = refundableMinor(row)
  const pay = row.pay === null ? undefined : PayWith.safeParse(parsed(row.pay))
  return {
    id: row.id,
    account: { id: row.accountId, name: row.accountName, kind: row.kind },
    merchantNo: row.merchantNo,
    providerNo: row.providerNo,
    wechatNo: row.wechatNo,
    state: row.state,
    rawState: row.rawState,
    method: row.method,
    ordered: money(row.orderedMinor),
    ...(row.receivedMinor === null ? {} : { received: money(row.receivedMinor) }),
    ...(row.tipMinor === null ? {} : { tip: money(row.tipMinor) }),
    ...(row.settledMinor === null || row.settledCurrency === null
      ? {}
      : { settled: money(row.settledMinor, row.settledCurrency) }),
    ...(row.rate === null ? {} : { rate: row.rate }),
    refunded: money(row.refundedMinor, row.refundCurrency),
    inFlight: money(row.inFlightMinor, row.refundCurrency),
    ...(refundable === undefined ? {} : { refundable: money(refundable, row.refundCurrency) }),
    ...(row.placeId === null ? {} : { place: { id: row.placeId, code: row.placeCode ?? '', name: row.placeName ?? '' } }),
    scene: row.scene,
    ...(row.sceneCode === '' ? {} : { sceneCode: row.sceneCode }),
    channel: row.channel,
    bookingNo: row.bookingNo,
    redemption: row.redemption,
    description: row.description,
    note: row.note,
    source: row.source,
    flags: readFlags(row.flags),
    openDisputes: row.openDisputes,
    ...(pay?.success ? { payWith: pay.data } : {}),
    createdAt: row.createdAt,
    createdBy: row.createdBy,
    ...(row.paidAt === null ? {} : { paidAt: row.paidAt }),
    ...(row.expiresAt === null ? {} : { expiresAt: row.expiresAt }),
    ...(row.lastQueryAt === null ? {} : { lastQueryAt: row.lastQueryAt }),
    ...(row.nextQueryAt === null ? {} : { nextQueryAt: row.nextQueryAt }),
    queries: row.queries,
    ...(row.error === null ? {} : { lastError: JSON.parse(row.error) as ErrorEnvelope }),
    ...(row.importFile === null ? {} : { origin: { file: row.importFile, line: row.importLine ?? 0 } }),
    rev: row.rev,
  }
}

/** What a new order is written with. */
export interface NewOrderRow {
  id: string
  accountId: string
  merchantNo: string
  providerNo: string
  wechatNo: string
  state: OrderState
  rawState: string
  method: string
  currency: string
  orderedMinor: number
  receivedMinor: number | null
  tipMinor: number | null
  settledMinor: number | null
  settledCurrency: string | null
  rate: string | null
  refundCurrency: string
  refundTotalMinor: number | null
  placeId: string | null
  scene: OrderScene
  sceneCode?: string | undefined
  channel: string
  bookingNo: string
  redemption: Redemption
  description: string
  note: string
  source: OrderSource
  flags: OrderFlag[]
  /** What was asked of the provider, as JSON; null where nothing was. */
  request: string | null
  correlationId: string
  createdAt: string
  createdBy: string
  paidAt: string | null
  expiresAt: string | null
  nextQueryAt: string | null
  raw: string | null
}
