import type { NumberKind } from '@shared/contract/payment-values'
import { Fault } from '../../platform/errors/fault'
import { memberOf, type OpenAccount, type OrderNumbers, type OrderReading, type ProviderCall, type ProviderTools, type ReadJson, refusedBy, textOf, told, toldCurrency, toldInstant, toldMajor } from '../payments/kit'
import { callYaband, system } from './call'
import { orderStateOf } from './states'

/** By the provider's number only: an order whose creation was not answered cannot be asked for (payment-providers §2.4). */
export async function queryOrder(tools: ProviderTools, account: OpenAccount, order: OrderNumbers & { by: NumberKind }, call: ProviderCall): Promise<OrderReading> {
  if (order.by !== 'provider' || order.providerNo === '') throw new Fault('payments.providerNumberMissing')
  const answer = await callYaband(tools, account, { method: 'v3.QueryOrder', data: { trade_id: order.providerNo }, safe: true, timeoutMs: 15_000 }, call)
  if (!answer.status) throw refusedBy(system, answer.code, answer.message)
  const info = memberOf(answer.data, 'transaction_info')
  const reading = readOrder(info, answer.raw)
  if (reading.providerNo !== undefined && reading.providerNo !== order.providerNo) throw new Fault('payments.answerOfAnother')
  return reading
}

/** The fields of an order in an answer to a query and in a notification; they are the same but for the times. */
export function readOrder(info: ReadJson | undefined, raw: string): OrderReading {
  const text = (name: string) => textOf(memberOf(info, name))
  const currency = toldCurrency(text('currency'))
  const settledCurrency = toldCurrency(text('settlement_currency'))
  const received = toldMajor(text('amount'), currency)
  const tip = toldMajor(text('tip_amount'), currency)
  const state = orderStateOf(text('state'))
  return told<OrderReading>({
    // Without an amount nothing can be compared: then it is not said to be paid.
    state: state === 'paid' && received === undefined ? 'unknown' : state,
    rawState: text('state') || '—',
    merchantNo: text('order_id'),
    providerNo: text('trade_id'),
    wechatNo: text('transaction_id'),
    // `amount` includes the tip (§2.6, C Y-ntf-cn).
    amountMinor: received === undefined ? undefined : received - (tip ?? 0),
    currency,
    receivedMinor: state === 'paid' ? received : undefined,
    tipMinor: tip === 0 ? undefined : tip,
    settledMinor: toldMajor(text('settlement_amount'), settledCurrency),
    settledCurrency,
    rate: text('exchange_rate'),
    paidAt: toldInstant(text('paid_time')),
    createdAt: toldInstant(text('created_at')) ?? toldInstant(text('createDate')),
    description: text('description'),
    method: text('sub_pay_method'),
    merchantId: text('user'),
    raw,
  })
}
