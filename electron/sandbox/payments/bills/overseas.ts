import type { BillFact } from './facts'
import { billText, fee, major, wall } from './text'
import { tradeTypeOf } from './trade'

/** The statement of merchants abroad: 38 columns (payment-providers §9.5). */
const header = [
  ...['交易时间', '公众账号ID', '商户号', '子商户号', '设备号', '微信订单号', '商户订单号', '用户标识', '交易类型', '交易状态', '付款银行'],
  ...['充值券币种', '充值券金额', '优惠券币种', '优惠券金额', '微信退款单号', '商户退款单号', '退款类型', '退款状态', '商品名称', '商户数据包'],
  ...['手续费', '费率', '标价币种', '订单金额(标价币种)', '用户支付币种', '用户支付金额', '结算币种', '应结订单金额', '支付汇率', '退款汇率'],
  ...['申请退款金额', '用户退款币种', '用户退款金额', '退款结算币种', '退款应结订单金额', '充值券退款金额', '优惠券退款金额'],
]
const summaryHeader = ['总交易单数', '应结订单总金额', '退款总金额', '充值券退款总金额', '手续费总金额', '订单总金额', '申请退款总金额']

/** CNY for one unit, in hundred-millionths as WeChat writes rates; invented, like everything in practice. */
const rates: Readonly<Record<string, number>> = { EUR: 784_000_000, AUD: 466_000_000, HKD: 91_800_000, USD: 718_000_000, GBP: 912_000_000, JPY: 4_720_000 }
const rateOf = (currency: string): number => (currency === 'CNY' ? 100_000_000 : (rates[currency] ?? 700_000_000))
/** Same number of decimals on both sides, except yen. */
const toCny = (minor: number, currency: string): number => Math.round((minor * rateOf(currency) * (currency === 'JPY' ? 100 : 1)) / 100_000_000)

export function overseasBill(facts: readonly BillFact[]): string {
  const listed = facts.filter(({ kind }) => kind === 'payment' || kind === 'refund')
  const sum = (read: (fact: BillFact) => number) => listed.reduce((total, fact) => total + read(fact), 0)
  const currency = listed[0]?.currency ?? 'HKD'
  const paid = sum(({ kind, amountMinor }) => (kind === 'payment' ? amountMinor : 0))
  const back = sum(({ kind, amountMinor }) => (kind === 'refund' ? amountMinor : 0))
  const fees = sum(({ kind, feeMinor }) => (kind === 'refund' ? -feeMinor : feeMinor))
  return billText({
    header,
    rows: listed.map((fact) => {
      const values = valuesOf(fact)
      return header.map((column) => values[column] ?? '')
    }),
    summaryHeader,
    summary: [String(listed.length), major(paid, currency), major(back, currency), major(0, currency), fee(fees, currency), major(paid, currency), major(back, currency)],
  })
}

function valuesOf(fact: BillFact): Record<string, string> {
  const { order, currency, amountMinor } = fact
  const isRefund = fact.kind === 'refund'
  const paid = isRefund ? 0 : amountMinor
  const back = isRefund ? amountMinor : 0
  return {
    交易时间: wall(fact.atMs),
    公众账号ID: fact.appid,
    商户号: order.merchant,
    子商户号: order.subMerchant === '' ? '0' : order.subMerchant,
    微信订单号: fact.wechatNo,
    商户订单号: fact.merchantNo,
    用户标识: order.more['openid'] ?? '',
    交易类型: tradeTypeOf(fact),
    交易状态: fact.state,
    付款银行: 'OTHERS',
    充值券币种: currency,
    充值券金额: major(0, currency),
    优惠券币种: currency,
    优惠券金额: major(0, currency),
    微信退款单号: fact.providerRefundNo === '' ? '0' : fact.providerRefundNo,
    商户退款单号: fact.refundNo === '' ? '0' : fact.refundNo,
    退款类型: isRefund ? 'ORIGINAL' : '',
    退款状态: fact.refundState,
    商品名称: fact.title,
    商户数据包: order.more['attach'] ?? '',
    手续费: fee(isRefund ? -fact.feeMinor : fact.feeMinor, currency),
    费率: '0.60%',
    标价币种: currency,
    '订单金额(标价币种)': major(paid, currency),
    用户支付币种: 'CNY',
    用户支付金额: major(toCny(paid, currency), 'CNY'),
    结算币种: currency,
    应结订单金额: major(paid, currency),
    支付汇率: isRefund ? '0' : String(rateOf(currency)),
    退款汇率: isRefund ? String(rateOf(currency)) : '0',
    申请退款金额: major(back, currency),
    用户退款币种: isRefund ? 'CNY' : '',
    用户退款金额: major(toCny(back, currency), 'CNY'),
    退款结算币种: isRefund ? currency : '',
    退款应结订单金额: major(back, currency),
    充值券退款金额: major(0, currency),
    优惠券退款金额: major(0, currency),
  }
}
