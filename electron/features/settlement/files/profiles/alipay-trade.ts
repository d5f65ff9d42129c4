import type { Profile } from './types'

/**
 * Business bill of Alipay, 25 columns between the markers 业务明细列表 and 业务明细列表结束 (§5.5). Refund rows are
 * negative and share the trade number; 服务费 is negative where it was taken [U], so it is turned.
 */
export const alipayTrade: Profile = {
  id: 'alipay.trade',
  provider: 'alipay',
  source: 'bill',
  billType: 'trade',
  ofAccount: true,
  daily: true,
  needs: [['支付宝交易号'], ['商户订单号'], ['业务类型'], ['订单金额（元）', '订单金额'], ['商家实收（元）', '商家实收'], ['完成时间', '创建时间']],
  columns: {
    at: ['完成时间', '创建时间'],
    providerNo: ['支付宝交易号'],
    merchantNo: ['商户订单号'],
    kind: ['业务类型'],
    title: ['商品名称'],
    place: ['门店名称', '门店编号'],
    amount: ['订单金额（元）', '订单金额'],
    settled: ['商家实收（元）', '商家实收'],
    fee: ['服务费（元）', '服务费'],
    refundNo: ['退款批次号/请求号', '退款批次号'],
  },
  shapes: [
    {
      kind: { field: 'kind', words: { payment: ['交易', '支付'], refund: ['退款', '退交易'] } },
      outcome: 'done',
      amount: { fields: ['amount'], sign: 'asIs', required: true },
      settled: { fields: ['settled'], sign: 'asIs' },
      fee: { fields: ['fee'], sign: 'negated', round: true },
    },
  ],
  ending: {
    form: 'marker',
    starts: ['#业务明细列表结束'],
    required: true,
    controls: [
      { name: ['交易合计'], of: 'count', when: { field: 'kind', words: ['交易'] }, pattern: '交易合计[：:]\\s*(\\d+)\\s*笔' },
      { name: ['退款合计'], of: 'count', when: { field: 'kind', words: ['退款'] }, pattern: '退款合计[：:]\\s*(\\d+)\\s*笔' },
    ],
  },
}
