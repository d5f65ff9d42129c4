import { outstandingRefundStates } from '@shared/domain/payments'
import type { OrderFlag } from '@shared/contract/payment-orders'
import { Fault } from '../../../platform/errors/fault'
import type { ReadContext } from '../../../platform/store/repository'

/** An order as refunds look at it. */
export interface OrderGround {
  seq: number
  id: string
  accountSeq: number
  accountId: string
  accountName: string
  kind: string
  merchantNo: string
  providerNo: string
  wechatNo: string
  state: string
  currency: string
  orderedMinor: number
  receivedMinor: number | null
  rate: string | null
  refundCurrency: string
  /** What was received in the refund currency; null where not known. */
  totalMinor: number | null
  refundedMinor: number
  inFlightMinor: number
  refundCount: number
  paidAt: string | null
  redemption: 'unset' | 'open' | 'redeemed'
  openDisputes: number
  flags: OrderFlag[]
  upstreamReadAt: string | null
  rev: number
  /** A refund that was sent and whose outcome nobody knows. */
  unsettled: boolean
}

/** What the provider allows; undefined: not known. */
export interface RefundLimits {
  maxRefunds: number | undefined
  refundDays: number | undefined
}

const columns = `o.seq AS seq, o.id AS id, o.account_seq AS accountSeq, a.id AS accountId, a.name AS accountName, a.kind AS kind,
  o.merchant_no AS merchantNo, o.provider_no AS providerNo, o.wechat_no AS wechatNo, o.state AS state, o.currency AS currency,
  o.ordered_minor AS orderedMinor, o.received_minor AS receivedMinor, o.rate AS rate, o.refund_currency AS refundCurrency,
  o.refund_total_minor AS totalMinor, o.refunded_minor AS refundedMinor, o.in_flight_minor AS inFlightMinor,
  o.refund_count AS refundCount, o.paid_at AS paidAt, o.redemption AS redemption, o.open_disputes AS openDisputes,
  o.flags_json AS flagsJson, o.upstream_refunds_read_at AS upstreamReadAt, o.rev AS rev,
  EXISTS (SELECT 1 FROM refunds u WHERE u.order_seq = o.seq AND u.state IN (${outstandingRefundStates.map((state) => `'${state}'`).join(', ')})) AS unsettledBit`

type Raw = Omit<OrderGround, 'flags' | 'unsettled'> & { flagsJson: string; unsettledBit: number }

const toGround = ({ flagsJson, unsettledBit, ...row }: Raw): OrderGround => ({
  ...row,
  flags: JSON.parse(flagsJson) as OrderFlag[],
  unsettled: unsettledBit === 1,
})

export function findOrder({ sql }: ReadContext, id: string): OrderGround | undefined {
  const row = sql(`SELECT ${columns} FROM orders o JOIN payment_accounts a ON a.seq = o.account_seq WHERE o.id = ?`).get(id)
  return row === undefined ? undefined : toGround(row as Raw)
}

/** @throws Fault `payments.noSuchOrder` */
export function requireOrder(context: ReadContext, id: string): OrderGround {
  const order = findOrder(context, id)
  if (!order) throw new Fault('payments.noSuchOrder')
  return order
}

/** The orders that have this number as any of their three; at one account, if one is named. */
export function ordersWithNumber({ sql }: ReadContext, number: string, accountId?: string): OrderGround[] {
  const rows = sql(`SELECT ${columns} FROM (
      SELECT seq FROM orders WHERE merchant_no = @number AND merchant_no <> ''
      UNION SELECT seq FROM orders WHERE provider_no = @number AND provider_no <> ''
      UNION SELECT seq FROM orders WHERE wechat_no = @number AND wechat_no <> ''
    ) f CROSS JOIN orders o ON o.seq = f.seq JOIN payment_accounts a ON a.seq = o.account_seq
    WHERE @accountId IS NULL OR a.id = @accountId ORDER BY o.seq LIMIT 20`).all({ number, accountId: accountId ?? null })
  return (rows as Raw[]).map(toGround)
}

/** Milliseconds at which an order can be refunded last; undefined where the provider says none or it was never paid. */
export function lastRefundMs(paidAt: string | null, limits: RefundLimits): number | undefined {
  if (paidAt === null || limits.refundDays === undefined) return undefined
  return Date.parse(paidAt) + limits.refundDays * 86_400_000
}

/** Why no refund of an order can be asked for at all: the code of the fault and its params; the strongest first. */
export function stopsOf(order: OrderGround, limits: RefundLimits, at: string): { code: string; params: Record<string, string | number> }[] {
  const stops: { code: string; params: Record<string, string | number> }[] = []
  const stop = (code: string, params: Record<string, string | number> = {}) => stops.push({ code, params })
  const last = lastRefundMs(order.paidAt, limits)
  if (order.state !== 'paid') stop('payments.orderNotPaid')
  else if (order.totalMinor === null) stop('payments.rateMissing', { currency: order.refundCurrency })
  if (order.unsettled) stop('payments.refundUnsettled')
  if (limits.maxRefunds !== undefined && order.refundCount >= limits.maxRefunds) stop('payments.tooManyRefunds', { max: limits.maxRefunds })
  if (last !== undefined && last < Date.parse(at)) stop('payments.refundTooLate', { days: limits.refundDays ?? 0 })
  return stops
}

/**
 * The checks of {@link stopsOf} and what the caller saw, in the transaction that writes.
 * @throws Fault `payments.orderChanged`, `payments.refundCurrencyDiffers`, and those of the stops
 */
export function assertRefundable(
  order: OrderGround,
  seen: { rev: number | null; currency: string; limits: RefundLimits; at: string; already?: number },
): void {
  if (seen.rev !== null && order.rev !== seen.rev) throw new Fault('payments.orderChanged')
  if (order.refundCurrency !== seen.currency)
    throw new Fault('payments.refundCurrencyDiffers', { params: { currency: order.refundCurrency } })
  // A change of a refund that counts already does not need another place.
  const ground = { ...order, refundCount: order.refundCount - (seen.already ?? 0) }
  const [stop] = stopsOf(ground, seen.limits, seen.at)
  if (stop) throw stopFault(stop)
}

/** The fault behind a stop. */
export function stopFault({ code, params }: { code: string; params: Record<string, string | number> }): Fault {
  return new Fault(code, { params })
}
