import type { Profile } from './types'

/**
 * Fund-flow bill of WeChat Pay, 11 columns: every movement of a balance (§5.2). Fees are rows of their own. Which of the
 * accounts (basic, operation, fees) it is of stands nowhere in it: the bill type says so where the file was fetched.
 */
export const wechatFund: Profile = {
  id: 'wechat.fund',
  provider: 'wechat',
  source: 'fundFlow',
  billType: 'fundBasic',
  ofAccount: true,
  daily: true,
  needs: [['记账时间'], ['资金流水单号'], ['业务类型'], ['收支类型'], ['收支金额(元)', '收支金额'], ['账户结余(元)', '账户结余']],
  columns: {
    at: ['记账时间'],
    wechatNo: ['微信支付业务单号'],
    providerNo: ['资金流水单号'],
    merchantNo: ['业务凭证号'],
    kind: ['业务类型'],
    direction: ['收支类型'],
    amount: ['收支金额(元)', '收支金额'],
    balance: ['账户结余(元)', '账户结余'],
    title: ['备注', '业务名称'],
  },
  shapes: [
    {
      // The voucher number of a refund is our refund number.
      when: [{ field: 'kind', words: ['退款', '退款关闭'] }],
      kind: { field: 'kind', words: { refund: ['退款'], refundReturned: ['退款关闭'] } },
      outcome: 'done',
      amount: { fields: ['amount'], sign: { field: 'direction', words: { plus: ['收入'], minus: ['支出'] } }, required: true },
      texts: { refundNo: ['merchantNo'], providerRefundNo: ['wechatNo'], merchantNo: [], wechatNo: [] },
    },
    {
      kind: {
        field: 'kind',
        words: {
          payment: ['交易'],
          fee: ['扣除交易手续费', '扣除手续费', '交易手续费'],
          feeReturned: ['退还交易手续费', '退还手续费'],
          withdrawal: ['提现', '充值提现', '自动提现', '结算到银行卡'],
          topUp: ['充值', '资金充值', '商户充值'],
          share: ['分账', '分账支出', '分账收入', '分账回退', '分账解冻'],
          transfer: ['企业付款', '商家转账', '转账', '付款到零钱', '现金红包'],
          dispute: ['交易保障', '赔付'],
        },
        otherwise: 'other',
      },
      outcome: 'done',
      amount: { fields: ['amount'], sign: { field: 'direction', words: { plus: ['收入'], minus: ['支出'] } }, required: true },
    },
  ],
  freeText: ['备注'],
  ending: {
    form: 'summary',
    starts: ['资金流水总笔数'],
    required: true,
    controls: [
      { name: ['资金流水总笔数'], of: 'count' },
      { name: ['收入笔数'], of: 'count', when: { field: 'direction', words: ['收入'] } },
      { name: ['收入金额'], of: ['收支金额(元)', '收支金额'], when: { field: 'direction', words: ['收入'] } },
      { name: ['支出笔数'], of: 'count', when: { field: 'direction', words: ['支出'] } },
      { name: ['支出金额'], of: ['收支金额(元)', '收支金额'], when: { field: 'direction', words: ['支出'] } },
    ],
  },
  chain: true,
}
