import { toMajor } from '@shared/domain/money'
import { Fault } from '../../platform/errors/fault'
import { type Effect, lostEffect, memberOf, type OpenAccount, type ProviderCall, type ProviderTools, type ReadJson, type RefundReading, type RefundToSend, refusedBy, textOf, told, toldCurrency, toldInstant, toldMajor, unclear } from '../payments/kit'
import { callYaband, system } from './call'
import { refundStateOf } from './states'

/**
 * `v3.CreateRefund` (payment-providers §2.5). Whether the same `m_refund_id` is the same refund is not documented: so an
 * answer that is lost leaves a refund that no query can find.
 */
export async function refund(tools: ProviderTools, account: OpenAccount, asked: RefundToSend, call: ProviderCall): Promise<Effect<RefundReading>> {
  if (asked.order.providerNo === '') return { outcome: 'notSent', fault: new Fault('payments.providerNumberMissing') }
  const data = {
    trade_id: asked.order.providerNo,
    m_refund_id: asked.refundNo,
    refund_amount: toMajor(asked.amountMinor, asked.currency),
    refund_currency: asked.currency,
    refund_description: asked.reason === '' ? asked.refundNo : asked.reason,
    notify_url: account.notifyUrl,
  }
  try {
    const answer = await callYaband(tools, account, { method: 'v3.CreateRefund', data, safe: false, timeoutMs: 30_000 }, call)
    if (!answer.status) return { outcome: 'refused', fault: refusedBy(system, answer.code, answer.message), again: 'never' }
    const providerRefundNo = textOf(memberOf(answer.data, 'refund_id'))
    if (providerRefundNo === '') return { outcome: 'unknown', fault: unclear(system, new URL(await tools.baseUrl(account)).host, 200, answer.message) }
    // Accepted, no more: how far it is, the query tells.
    return { outcome: 'done', value: { state: 'processing', rawState: 'accepted', refundNo: asked.refundNo, providerRefundNo, raw: answer.raw } }
  } catch (cause) {
    return lostEffect(cause)
  }
}

/** By the provider's number of the refund only. */
export async function queryRefund(tools: ProviderTools, account: OpenAccount, asked: { refundNo: string; providerRefundNo: string }, call: ProviderCall): Promise<RefundReading> {
  if (asked.providerRefundNo === '') throw new Fault('payments.refundNumberMissing')
  const data = { refund_id: asked.providerRefundNo }
  const answer = await callYaband(tools, account, { method: 'v3.QueryRefundOrder', data, safe: true, timeoutMs: 15_000 }, call)
  if (!answer.status) throw refusedBy(system, answer.code, answer.message)
  // Some pages put the fields into an object of their own.
  const info = memberOf(answer.data, 'refund_info') ?? answer.data
  const reading = readRefund(info, answer.raw)
  if (reading.providerRefundNo !== undefined && reading.providerRefundNo !== asked.providerRefundNo) throw new Fault('payments.answerOfAnother')
  return reading
}

/** The fields of a refund in an answer and in a notification. Missing ones may be `null` or the text `null`. */
export function readRefund(info: ReadJson | undefined, raw: string): RefundReading {
  const text = (name: string) => textOf(memberOf(info, name))
  const currency = toldCurrency(text('refund_currency'))
  const state = refundStateOf(text('state'))
  return told<RefundReading>({
    state,
    rawState: text('state') || '—',
    refundNo: text('m_refund_id'),
    providerRefundNo: text('refund_id'),
    merchantNo: text('order_id'),
    providerNo: text('trade_id'),
    wechatNo: text('transaction_id'),
    amountMinor: toldMajor(text('refund_amount'), currency),
    currency,
    createdAt: toldInstant(text('refund_time')),
    message: text('message'),
    raw,
  })
}
