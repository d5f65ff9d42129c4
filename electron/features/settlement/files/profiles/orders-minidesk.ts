import { noEnding, type Profile } from './types'

const states = { field: 'state', words: {
  done: ['已支付', 'Paid'],
  open: ['已建', '待支付', '结果待确认', 'Created', 'Pending', 'Unknown'],
  failed: ['已关闭', '支付失败', 'Closed', 'Failed'],
} } as const

/** Orders as MiniDesk itself exports them, Chinese or English; times are UTC. Refunds are no rows of it. */
export const ordersMinidesk: Profile = {
  id: 'orders.minidesk',
  provider: 'minidesk',
  source: 'orders',
  billType: 'export',
  ofAccount: false,
  daily: false,
  needs: [['商户订单号', 'Merchant order no.'], ['渠道订单号', 'Provider order no.'], ['微信订单号', 'WeChat order no.'], ['收款渠道', 'Provider'], ['还可退', 'Refundable'], ['支付时间（UTC）', 'Paid (UTC)']],
  columns: {
    at: ['支付时间（UTC）', 'Paid (UTC)', '下单时间（UTC）', 'Created (UTC)'],
    merchantNo: ['商户订单号', 'Merchant order no.'],
    providerNo: ['渠道订单号', 'Provider order no.'],
    wechatNo: ['微信订单号', 'WeChat order no.'],
    state: ['状态', 'State'],
    currency: ['币种', 'Currency'],
    amount: ['订单金额', 'Ordered'],
    settled: ['实收', 'Received'],
    scene: ['场景', 'Scene'],
    place: ['酒店/门店', 'Place'],
    title: ['商品', 'Description'],
  },
  options: { zone: 'UTC' },
  shapes: [{ kind: 'payment', outcome: states, amount: { fields: ['amount'], sign: 'asIs', required: true }, settled: { fields: ['settled'], sign: 'asIs' } }],
  ending: noEnding,
}
