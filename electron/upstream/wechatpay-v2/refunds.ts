/** Refunds of APIv2: send, query, list. Source: payment-providers §7.3, §7.5, §7.6. */
import { Fault } from '../../platform/errors/fault'
import type { Effect, OpenAccount, OrderForRefund, ProviderCall, ProviderClient, RefundReading, RefundToSend } from '../payments/types'
import type { V2Account } from './account'
import { minorIn } from './answers'
import type { Answered, Exchange, V2Call } from './exchange'
import { currencyFor, cut, minorText, numbered, refundNumber } from './fields'
import { numberOf, refuseOther } from './orders'
import { refundReading, told } from './readings'

export const refundSources = ['REFUND_SOURCE_UNSETTLED_FUNDS', 'REFUND_SOURCE_RECHARGE_FUNDS'] as const

/** Refunds in one answer at most, and the step of `offset` (§7.3). */
const pageSize = 10
/** Refunds of one order at most (§7.6). */
const mostRefunds = 50

export function refundCalls(exchange: Exchange): Required<Pick<ProviderClient, 'refund' | 'queryRefund' | 'listRefunds'>> {
  const send = (account: OpenAccount, refund: RefundToSend, source: string, call: ProviderCall) =>
    exchange.effect(
      account,
      (v2) => refundCall(v2, refund, source),
      (answered) => accepted(answered, refund),
      call,
    )
  return {
    async refund(account, refund, call) {
      const first = await send(account, refund, refund.source ?? '', call)
      if (!mayTakeSecond(account, refund, first)) return first
      return send(account, refund, refundSources[1], call)
    },
    async queryRefund(account, refund, call) {
      const fields: [string, string][] = [['out_refund_no', numbered(refund.refundNo, refundNumber, 'refundNo')]]
      const { readings } = await page(exchange, account, fields, call)
      const own = readings.find(({ refundNo }) => refundNo === refund.refundNo)
      // An answer that is signed and does not hold what was asked for proves nothing.
      if (!own) throw new Fault('wechatpayV2.answerOfOther', { retry: 'afterCheck' })
      refuseOther(own, refund.order)
      return own
    },
    listRefunds: (account, order, call) => listOf(exchange, account, order, call),
  }
}

/** WeChat said that there is too little income, and the account allows the topped-up money (§7.6; the pair is uncertain). */
function mayTakeSecond(account: OpenAccount, { source }: RefundToSend, first: Effect<RefundReading>): boolean {
  const refusedForMoney = first.outcome === 'refused' && first.fault.code === 'wechatpayV2.notEnough'
  return refusedForMoney && source === undefined && account.values['refundSecondSource'] === 'yes'
}

function refundCall(v2: V2Account, refund: RefundToSend, source: string): V2Call {
  const { order } = refund
  // The stand-in of practice speaks plain HTTP and cannot ask for one; WeChat always does.
  if (!v2.certificate) throw new Fault('wechatpayV2.certificateMissing')
  return {
    name: 'refund',
    path: '/secapi/pay/refund',
    certificate: true,
    fields: [
      ...numberOf(order),
      ['out_refund_no', numbered(refund.refundNo, refundNumber, 'refundNo')],
      ['total_fee', minorText(order.amountMinor, 'order')],
      ['refund_fee', minorText(refund.amountMinor, 'amount')],
      ['refund_fee_type', currencyFor(v2, refund.currency)],
      ['refund_desc', cut(refund.reason, 80)],
      ['refund_account', source],
      ['notify_url', v2.notifyUrl],
    ],
  }
}

/** Accepted, which is not refunded (§7.4). */
function accepted({ fields, raw, v2 }: Answered, refund: RefundToSend): RefundReading {
  const amount = minorIn(fields.get('refund_fee'))
  const sameNumber = (fields.get('out_refund_no') ?? refund.refundNo) === refund.refundNo
  if (!sameNumber || amount !== refund.amountMinor) throw new Fault('wechatpayV2.answerOfOther', { retry: 'afterCheck' })
  const reading = refundReading(v2, fields, '', raw)
  refuseOther(reading, refund.order)
  return { ...reading, state: 'processing', rawState: 'ACCEPTED', refundNo: refund.refundNo }
}

interface Page {
  readings: RefundReading[]
  total: number
}

async function page(exchange: Exchange, account: OpenAccount, fields: [string, string][], call: ProviderCall): Promise<Page> {
  const { fields: said, raw, v2 } = await exchange.ask(account, { name: 'refundQuery', path: '/pay/refundquery', fields }, call)
  const count = minorIn(said.get('refund_count')) ?? 0
  const readings = Array.from({ length: Math.min(count, mostRefunds) }, (_, index) => refundReading(v2, said, `_${index}`, raw)).filter(({ refundNo }) => refundNo !== undefined)
  return { readings: readings.map((reading) => told<RefundReading>({ ...reading })), total: minorIn(said.get('total_refund_count')) ?? count }
}

/** All refunds of an order, ten at a time. */
async function listOf(exchange: Exchange, account: OpenAccount, order: OrderForRefund, call: ProviderCall): Promise<RefundReading[]> {
  const found = new Map<string, RefundReading>()
  for (let offset = 0; offset < mostRefunds; offset += pageSize) {
    const more: [string, string][] = offset === 0 ? [] : [['offset', String(offset)]]
    const { readings, total } = await page(exchange, account, [...numberOf(order), ...more], call).catch(noneWhere)
    for (const reading of readings) {
      refuseOther(reading, order)
      found.set(reading.providerRefundNo ?? reading.refundNo ?? '', reading)
    }
    if (found.size >= total) return [...found.values()]
    if (readings.length === 0) break
  }
  // Beyond 20 WeChat wants each asked for by its own number (§7.3): what is missing must not be taken for "none".
  throw new Fault('wechatpayV2.refundListIncomplete', { params: { count: found.size } })
}

function noneWhere(cause: unknown): Page {
  if (cause instanceof Fault && cause.code === 'payments.refundNotFound') return { readings: [], total: 0 }
  throw cause
}
