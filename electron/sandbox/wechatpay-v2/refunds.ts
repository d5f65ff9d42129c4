/** Refunds in the stand-in's books (payment-providers §7.3, §7.5, §7.6). */
import type { RefundJudgement } from '../payments/book'
import type { House } from '../payments/house'
import { askedAbout } from '../payments/scenarios'
import type { StandInOrder, StandInRefund } from '../payments/types'
import { type Caller, refused, type Result } from './answer'
import { orderOf } from './orders'
import { spaced } from './times'
import type { Fields } from './xml'

type Given = Readonly<Record<string, string>>

const pageSize = 10

export const refundIdOf = (house: House): string => `5030${house.digits(25)}`

export function refund(house: House, caller: Caller, given: Given): Result {
  const order = orderOf(house, caller, given)
  const refundNo = given['out_refund_no'] ?? ''
  if (order?.state === 'paid' && Number(given['total_fee']) !== order.paidMinor) return refused('PARAM_ERROR', '订单金额与支付时不一致')
  if ((given['refund_fee_type'] ?? order?.currency) !== order?.currency) return order ? refused('PARAM_ERROR', 'refund_fee_type参数错误') : refused('ORDERNOTEXIST', '订单号不存在')
  // The ending of the number asks for an empty pool of income; the topped-up one is full.
  if (refundNo.endsWith('-LOWBAL') && given['refund_account'] !== 'REFUND_SOURCE_RECHARGE_FUNDS' && order && !house.book.findRefund(caller.mchid, refundNo))
    return refused('NOTENOUGH', '基本账户余额不足，请充值后重新发起')
  const judged = house.refund(
    order,
    {
      refundNo,
      amountMinor: Number(given['refund_fee']),
      currency: given['refund_fee_type'] ?? order?.currency ?? '',
      reason: given['refund_desc'] ?? '',
      notifyUrl: given['notify_url'] ?? '',
    },
    refundIdOf(house),
  )
  return order ? judgedResult(house, judged, order) : refused('ORDERNOTEXIST', '订单号不存在')
}

function judgedResult(house: House, judged: RefundJudgement, order: StandInOrder): Result {
  switch (judged.verdict) {
    case 'new':
      // The money was there after all, so this ending asks for nothing more.
      if (judged.refund.refundNo.endsWith('-LOWBAL')) judged.refund.state = 'processing'
      return { ok: true, fields: acceptedFields(judged.refund, order), number: judged.refund.refundNo }
    case 'same':
      return { ok: true, fields: acceptedFields(judged.refund, order) }
    case 'taken':
      return refused('REFUND_FEE_MISMATCH', '订单金额或退款金额与之前请求不一致，请核实后再试')
    case 'unknownOrder':
      return refused('ORDERNOTEXIST', '订单号不存在')
    case 'unpaid':
      return refused('ERROR', '订单未支付，不能退款')
    case 'exceeds':
      return refused('ERROR', house.book.refundedMinor(order) === order.paidMinor ? '订单已全额退款' : '累计退款金额大于支付金额')
    case 'tooMany':
      return refused('ERROR', '部分退款次数已达上限')
    case 'tooLate':
      return refused('TRADE_OVERDUE', '订单已经超过退款期限')
    case 'zero':
      return refused('PARAM_ERROR', '退款金额错误')
  }
}

function acceptedFields(refund: StandInRefund, order: StandInOrder): Fields {
  return [
    ['transaction_id', order.wechatNo],
    ['out_trade_no', order.merchantNo],
    ['out_refund_no', refund.refundNo],
    ['refund_id', refund.providerRefundNo],
    ['refund_fee', String(refund.amountMinor)],
    ['settlement_refund_fee', String(refund.amountMinor)],
    ['refund_fee_type', refund.currency],
    ['total_fee', String(order.paidMinor)],
    ['fee_type', order.currency],
    ['cash_fee', String(order.paidMinor)],
    ['cash_refund_fee', String(refund.amountMinor)],
  ]
}

export const refundStatus = { processing: 'PROCESSING', succeeded: 'SUCCESS', failed: 'REFUNDCLOSE', needsManual: 'CHANGE' } as const

/** Staff's refunds carry the platform's number in place of the merchant's. */
export const shownRefundNo = (refund: StandInRefund): string => (refund.refundNo === '' ? refund.providerRefundNo : refund.refundNo)

export function refundQuery(house: House, caller: Caller, given: Given): Result {
  const asked = refundsAsked(house, caller, given)
  const order = asked?.order
  if (!order || asked.refunds.length === 0) return refused('REFUNDNOTEXIST', '退款订单查询失败')
  for (const one of asked.refunds) askedAbout(one, house.now)
  const offset = Number(given['offset'] ?? '0')
  const page = asked.refunds.slice(offset, offset + pageSize)
  return {
    ok: true,
    fields: [
      ['total_refund_count', String(asked.refunds.length)],
      ['transaction_id', order.wechatNo],
      ['out_trade_no', order.merchantNo],
      ['total_fee', String(order.paidMinor)],
      ['fee_type', order.currency],
      ['cash_fee', String(order.paidMinor)],
      ['refund_count', String(page.length)],
      ...page.flatMap((one, index) => shownRefund(one, index)),
    ],
  }
}

function refundsAsked(house: House, caller: Caller, given: Given): { order: StandInOrder | undefined; refunds: StandInRefund[] } | undefined {
  const own = (order: StandInOrder | undefined) => (order?.merchant === caller.mchid && order.subMerchant === caller.subMchid ? order : undefined)
  const number = given['refund_id'] ?? given['out_refund_no']
  if (number !== undefined) {
    const found = house.book.findRefund(caller.mchid, number)
    const order = own(found && house.book.orders.get(found.orderKey))
    return found && { order, refunds: [found] }
  }
  const order = orderOf(house, caller, given)
  return order && { order, refunds: house.book.refundsOf(order) }
}

function shownRefund(refund: StandInRefund, index: number): Fields {
  const done = refund.completedAtMs === undefined ? '' : spaced(refund.completedAtMs)
  const numbered = (name: string, value: string): [string, string] => [`${name}_${index}`, value]
  return [
    numbered('out_refund_no', shownRefundNo(refund)),
    numbered('refund_id', refund.providerRefundNo),
    numbered('refund_channel', 'ORIGINAL'),
    numbered('refund_fee', String(refund.amountMinor)),
    numbered('settlement_refund_fee', String(refund.amountMinor)),
    numbered('refund_status', refundStatus[refund.state]),
    numbered('refund_account', 'REFUND_SOURCE_UNSETTLED_FUNDS'),
    numbered('refund_recv_accout', '支付用户零钱'),
    numbered('refund_success_time', done),
  ]
}
