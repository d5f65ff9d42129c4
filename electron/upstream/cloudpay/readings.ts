/** What a cloud function says about orders and refunds: APIv2 in camel case. Source: payment-providers §6.3, §6.4, §7.4. */
import type { OrderReading, RefundReading } from '../payments/types'
import { fromWechatTime, orderStateOf, refundStateOf, told } from '../wechatpay-v2'
import type { Said } from './said'

export function orderReading(said: Said, rawState: string, raw: string): OrderReading {
  const state = orderStateOf(rawState)
  const total = said.minor('totalFee')
  return told<OrderReading>({
    state,
    rawState,
    merchantNo: said.text('outTradeNo'),
    providerNo: said.text('transactionId'),
    wechatNo: said.text('transactionId'),
    amountMinor: total,
    currency: total === undefined ? undefined : (said.text('feeType') ?? 'CNY'),
    receivedMinor: state === 'paid' ? total : undefined,
    paidAt: state === 'paid' ? fromWechatTime(said.text('timeEnd')) : undefined,
    method: said.text('tradeType') === 'JSAPI' ? 'wechat_mini' : undefined,
    merchantId: said.text('subMchId'),
    message: state === 'failed' ? said.text('tradeStateDesc') : undefined,
    raw,
  })
}

/** The refund with an index in an answer; `undefined` where its details are missing, as developers report (§6.3). */
export function refundReading(said: Said, index: number, raw: string): RefundReading | undefined {
  const refundNo = said.nth('outRefundNo', index)
  const rawState = said.nth('refundStatus', index)
  if (refundNo === undefined || rawState === undefined) return undefined
  const amount = said.nth('refundFee', index)
  return told<RefundReading>({
    state: refundStateOf(rawState),
    rawState,
    refundNo,
    providerRefundNo: said.nth('refundId', index),
    merchantNo: said.text('outTradeNo'),
    providerNo: said.text('transactionId'),
    wechatNo: said.text('transactionId'),
    amountMinor: amount !== undefined && /^\d{1,15}$/u.test(amount) ? Number(amount) : undefined,
    currency: said.text('feeType') ?? 'CNY',
    destination: said.nth('refundRecvAccout', index),
    completedAt: fromWechatTime(said.nth('refundSuccessTime', index)),
    raw,
  })
}
