import type { StandInReply, StandInRequest } from '../http/server'
import type { RefundJudgement } from '../payments/book'
import type { StandInOrder, StandInRefund } from '../payments/types'
import { bodyOf, queryOf, type RefundAskedFor, RefundAskedFor as RefundForm, refundBody } from './fields'
import type { Merchant } from './merchants'
import { subOf } from './orders'
import { businessRule, jsonReply, V3Refusal, wrongField } from './refusal'
import { type Scenario, scenarioOf, slowQueries } from './scenarios'
import { beijing, refundId, type World } from './world'

/** 50 parts within 365 days; the same number with the same content is the same refund (§7.6). */
const refundRules = { most: 50, days: 365, idempotent: true }

const otherContent = () => businessRule('订单金额或退款金额与之前请求不一致，请核实后再试')

export function refund(world: World, merchant: Merchant, request: StandInRequest): StandInReply {
  const asked = bodyOf(request, refundBody(merchant), RefundForm)
  const sub = subOf(merchant, asked)
  const order = orderOf(world, merchant, sub, asked)
  if (order?.state === 'paid' && asked.amount.total !== order.paidMinor) throw otherContent()
  if (order && asked.amount.currency !== order.currency) throw wrongField('/amount/currency', asked.amount.currency, 'currency of the order')
  const scenario = scenarioOf(asked.out_refund_no) ?? scenarioOf(order?.merchantNo ?? '')
  if (scenario === 'DUP') throw otherContent()
  const known = world.book.findRefund(merchant.mchid, asked.out_refund_no)
  if (!known && scenario === 'LOWBAL' && !hasOwnFunds(asked)) throw new V3Refusal(403, 'NOT_ENOUGH', '基本账户余额不足，请充值后重新发起')
  const judged = world.book.refund(order, bookEntry(asked, scenario), refundRules, { atMs: world.now, providerRefundNo: refundId(world) })
  const accepted = acceptedOf(judged)
  if (judged.verdict === 'new') world.changed()
  return jsonReply(200, refundContent(world, accepted))
}

/** Topped-up money is there; unsettled money is not. */
const hasOwnFunds = ({ funds_account, source }: RefundAskedFor) =>
  funds_account === 'AVAILABLE' || source === 'REFUND_SOURCE_RECHARGE_FUNDS'

function orderOf(world: World, { mchid }: Merchant, sub: string, asked: RefundAskedFor): StandInOrder | undefined {
  const { transaction_id, out_trade_no } = asked
  const number = transaction_id ?? out_trade_no
  if (number === undefined || (transaction_id !== undefined && out_trade_no !== undefined)) {
    throw wrongField('/transaction_id', transaction_id, 'one of transaction_id and out_trade_no')
  }
  return world.order(number, mchid, sub)
}

function bookEntry(asked: RefundAskedFor, scenario: Scenario | undefined) {
  const more: Record<string, string> = { fundsAccount: asked.funds_account ?? 'UNSETTLED' }
  if (scenario !== undefined) more['scenario'] = scenario
  if (scenario === 'SLOW') more['hold'] = 'yes'
  return {
    refundNo: asked.out_refund_no,
    amountMinor: asked.amount.refund,
    currency: asked.amount.currency,
    reason: asked.reason,
    notifyUrl: asked.notify_url,
    more,
  }
}

function acceptedOf(judged: RefundJudgement): StandInRefund {
  switch (judged.verdict) {
    case 'new':
    case 'same':
      return judged.refund
    case 'taken':
      throw otherContent()
    case 'unknownOrder':
      throw new V3Refusal(404, 'RESOURCE_NOT_EXISTS', '订单不存在')
    case 'unpaid':
      throw new V3Refusal(404, 'RESOURCE_NOT_EXISTS', '订单未支付')
    case 'exceeds':
      throw businessRule('退款金额大于可退金额')
    case 'tooMany':
      throw businessRule('一笔订单最多支持50次部分退款')
    case 'tooLate':
      throw businessRule('订单已经超过可退款的最大期限')
    case 'zero':
      throw wrongField('/amount/refund', 0, 'minimum')
  }
}

/** `by`: mainland paths name the merchant's number only, the others both. */
export function queryRefund(world: World, merchant: Merchant, request: StandInRequest, number: { by: 'merchant' | 'provider'; value: string }): StandInReply {
  const sub = subOf(merchant, queryOf(request, queryNames(merchant)))
  const refund = world.book.findRefund(merchant.mchid, number.value)
  const found = refund && (number.by === 'merchant' ? refund.refundNo : refund.providerRefundNo) === number.value
  if (!refund || !found || world.orderOf(refund).subMerchant !== sub) throw new V3Refusal(404, 'RESOURCE_NOT_EXISTS', '退款单不存在')
  if (refund.more['scenario'] === 'SLOW') countQuery(world, refund)
  return jsonReply(200, refundContent(world, refund))
}

function queryNames({ serviceProvider, region }: Merchant): string[] {
  if (region === 'domestic') return serviceProvider ? ['sub_mchid'] : []
  return serviceProvider ? ['sp_mchid', 'sub_mchid'] : ['mchid']
}

function countQuery(world: World, refund: StandInRefund): void {
  const queries = Number(refund.more['queries'] ?? '0') + 1
  refund.more['queries'] = String(queries)
  if (queries < slowQueries || refund.state !== 'processing') return
  refund.state = 'succeeded'
  refund.completedAtMs = world.now
  world.changed()
  world.tell({ order: world.orderOf(refund), refund })
}

export const refundStatus = { processing: 'PROCESSING', succeeded: 'SUCCESS', failed: 'CLOSED', needsManual: 'ABNORMAL' } as const

/** A refund as answers tell it (§8.6). */
function refundContent(world: World, refund: StandInRefund): Record<string, unknown> {
  const order = world.orderOf(refund)
  return {
    refund_id: refund.providerRefundNo,
    out_refund_no: refund.refundNo,
    transaction_id: order.wechatNo,
    out_trade_no: order.merchantNo,
    channel: 'ORIGINAL',
    user_received_account: '支付用户零钱',
    ...(refund.state === 'succeeded' && refund.completedAtMs !== undefined ? { success_time: beijing(refund.completedAtMs) } : {}),
    create_time: beijing(refund.createdAtMs),
    status: refundStatus[refund.state],
    funds_account: refund.more['fundsAccount'],
    amount: {
      total: order.paidMinor,
      refund: refund.amountMinor,
      payer_total: order.paidMinor,
      payer_refund: refund.amountMinor,
      settlement_refund: refund.amountMinor,
      settlement_total: order.paidMinor,
      discount_refund: 0,
      currency: refund.currency,
      from: [],
    },
    promotion_detail: [],
  }
}

/** What was accepted long enough ago ends, and is told: most succeed; `-ABN` waits for staff, `-FAIL` is closed. */
export function settleRefunds(world: World): void {
  const done = world.book.settle(world.now, world.refundMs)
  for (const refund of done) {
    const scenario = refund.more['scenario']
    if (scenario === 'ABN') refund.state = 'needsManual'
    if (scenario === 'FAIL') refund.state = 'failed'
    world.tell({ order: world.orderOf(refund), refund })
  }
  if (done.length > 0) world.changed()
}

/** All refunds of an order that are not over are done now, those that waited for staff too. */
export function finishRefunds(world: World, order: StandInOrder): void {
  for (const refund of world.book.refundsOf(order)) {
    if (refund.state !== 'processing' && refund.state !== 'needsManual') continue
    refund.state = 'succeeded'
    refund.completedAtMs = world.now
    world.tell({ order, refund })
  }
  world.changed()
}

/** Staff of the merchant refund half of what is left in WeChat's own console. @throws Error where nothing is left */
export function refundInPortal(world: World, order: StandInOrder): StandInRefund {
  const left = order.paidMinor - world.book.refundedMinor(order)
  const asked = {
    refundNo: world.unique(28),
    amountMinor: Math.ceil(left / 2),
    currency: order.currency,
    reason: '',
    notifyUrl: order.notifyUrl,
    madeInPortal: true,
    more: { fundsAccount: 'AVAILABLE' },
  }
  const judged = world.book.refund(order, asked, refundRules, { atMs: world.now, providerRefundNo: refundId(world) })
  if (judged.verdict !== 'new') throw new Error(`no refund in the portal: ${judged.verdict}`)
  world.changed()
  return judged.refund
}
