import type { BillFact } from './facts'
import { billText, fee, major, wall } from './text'

/** ALL, SUCCESS and REFUND in the columns of payment-providers §9.2 and §9.3. */
export type TradeBill = 'ALL' | 'SUCCESS' | 'REFUND'

const begin = ['交易时间', '公众账号ID', '商户号', '特约商户号', '设备号', '微信订单号', '商户订单号', '用户标识', '交易类型', '交易状态', '付款银行', '货币种类', '应结订单金额', '代金券金额']
const refundNumbers = ['微信退款单号', '商户退款单号', '退款金额', '充值券退款金额', '退款类型', '退款状态']
const goods = ['商品名称', '商户数据包', '手续费', '费率', '订单金额']
const columns: Readonly<Record<TradeBill, readonly string[]>> = {
  ALL: [...begin, ...refundNumbers, ...goods, '申请退款金额', '费率备注'],
  SUCCESS: [...begin, ...goods, '费率备注'],
  REFUND: [...begin, '退款申请时间', '退款成功时间', ...refundNumbers, ...goods, '申请退款金额', '费率备注'],
}
const summaryColumns: Readonly<Record<TradeBill, readonly string[]>> = {
  ALL: ['总交易单数', '应结订单总金额', '退款总金额', '充值券退款总金额', '手续费总金额', '订单总金额', '申请退款总金额'],
  SUCCESS: ['总交易单数', '应结订单总金额', '手续费总金额', '订单总金额'],
  REFUND: ['总交易单数', '应结订单总金额', '退款总金额', '充值券退款总金额', '手续费总金额', '订单总金额', '申请退款总金额'],
}

const tradeTypes: Readonly<Record<string, string>> = { native: 'NATIVE', jsapi: 'JSAPI', app: 'APP', h5: 'MWEB', mweb: 'MWEB' }
export const tradeTypeOf = ({ order: { method } }: BillFact): string => tradeTypes[method] ?? (/^[A-Z]+$/u.test(method) ? method : 'JSAPI')

/** Which facts a type lists; a closed refund is not told by it, but only by the fund flow. */
export function tradeFacts(facts: readonly BillFact[], type: TradeBill): BillFact[] {
  return facts.filter(({ kind }) => (kind === 'payment' && type !== 'REFUND') || (kind === 'refund' && type !== 'SUCCESS'))
}

export function tradeBill(facts: readonly BillFact[], type: TradeBill): string {
  const header = columns[type]
  const listed = tradeFacts(facts, type)
  const rows = listed.map((fact) => {
    const values = valuesOf(fact)
    return header.map((column) => values[column] ?? '')
  })
  const sums = sumsOf(listed)
  return billText({ header, rows, summaryHeader: summaryColumns[type], summary: summaryColumns[type].map((column) => sums[column] ?? '0') })
}

function valuesOf(fact: BillFact): Record<string, string> {
  const { order, currency } = fact
  const isRefund = fact.kind === 'refund'
  const paid = isRefund ? 0 : fact.amountMinor
  const back = isRefund ? fact.amountMinor : 0
  return {
    交易时间: wall(fact.atMs),
    公众账号ID: fact.appid,
    商户号: order.merchant,
    特约商户号: order.subMerchant === '' ? '0' : order.subMerchant,
    设备号: '',
    微信订单号: fact.wechatNo,
    商户订单号: fact.merchantNo,
    用户标识: order.more['openid'] ?? '',
    交易类型: tradeTypeOf(fact),
    交易状态: fact.state,
    付款银行: 'OTHERS',
    货币种类: currency,
    应结订单金额: major(paid, currency),
    代金券金额: major(0, currency),
    退款申请时间: isRefund ? wall(fact.atMs) : '',
    退款成功时间: fact.refundedAtMs === undefined ? '' : wall(fact.refundedAtMs),
    微信退款单号: fact.providerRefundNo === '' ? '0' : fact.providerRefundNo,
    商户退款单号: fact.refundNo === '' ? '0' : fact.refundNo,
    退款金额: major(back, currency),
    充值券退款金额: major(0, currency),
    退款类型: isRefund ? 'ORIGINAL' : '',
    退款状态: fact.refundState,
    商品名称: fact.title,
    商户数据包: order.more['attach'] ?? '',
    手续费: fee(isRefund ? -fact.feeMinor : fact.feeMinor, currency),
    费率: '0.60%',
    订单金额: major(paid, currency),
    申请退款金额: major(back, currency),
    费率备注: '',
  }
}

function sumsOf(facts: readonly BillFact[]): Record<string, string> {
  const sum = (read: (fact: BillFact) => number) => facts.reduce((total, fact) => total + read(fact), 0)
  const paid = sum(({ kind, amountMinor }) => (kind === 'payment' ? amountMinor : 0))
  const back = sum(({ kind, amountMinor }) => (kind === 'refund' ? amountMinor : 0))
  const fees = sum(({ kind, feeMinor }) => (kind === 'refund' ? -feeMinor : feeMinor))
  return {
    // Written with a decimal, as the real one does now and then (§9.1).
    总交易单数: `${facts.length}.0`,
    应结订单总金额: major(paid),
    退款总金额: major(back),
    充值券退款总金额: major(0),
    手续费总金额: fee(fees),
    订单总金额: major(paid),
    申请退款总金额: major(back),
  }
}
