import type { EntryKind } from '@shared/contract/settlement-values'
import type { ByWords, Profile } from './types'

const kind: ByWords<EntryKind> = {
  field: 'kind',
  words: {
    payment: ['在线支付', '交易', '交易付款'],
    refund: ['交易退款', '退款'],
    fee: ['收费', '服务费', '手续费'],
    feeReturned: ['退费', '服务费退回'],
    withdrawal: ['提现', '提现(转账到银行卡)'],
    topUp: ['充值'],
    transfer: ['转账', '红包'],
    share: ['分账', '交易分账'],
  },
  otherwise: 'other',
}

/** Account bill of Alipay: all changes of the balance, income and expense in columns of their own (§5.5). */
export const alipayAccount: Profile = {
  id: 'alipay.account',
  provider: 'alipay',
  source: 'fundFlow',
  billType: 'signcustomer',
  ofAccount: true,
  daily: true,
  needs: [['账务流水号'], ['业务流水号'], ['发生时间', '入账时间'], ['收入金额（+元）', '收入金额(+元)', '收入（+元）'], ['支出金额（-元）', '支出金额(-元)', '支出（-元）']],
  columns: {
    at: ['发生时间', '入账时间'],
    group: ['账务流水号'],
    providerNo: ['业务流水号', '支付宝交易号'],
    merchantNo: ['商户订单号', '业务订单号'],
    kind: ['业务类型', '账务类型'],
    income: ['收入金额（+元）', '收入（+元）'],
    expense: ['支出金额（-元）', '支出（-元）'],
    balance: ['账户余额（元）', '账户余额'],
    title: ['备注', '商品名称', '业务描述'],
  },
  shapes: [
    // Expenses stand with and without their minus.
    { when: [{ field: 'expense', words: ['', '0', '0.00', '-0.00', '+0.00'], not: true }], kind, outcome: 'done', amount: { fields: ['expense'], sign: 'minus', required: true } },
    { kind, outcome: 'done', amount: { fields: ['income'], sign: 'plus', required: true } },
  ],
  ending: { form: 'marker', starts: ['#账务明细列表结束'], required: true, controls: [] },
  chain: true,
}
