import { noEnding, type Profile } from './types'

/**
 * Funds flow of 微信小店 as its interface names it, amounts in 分 (§5.4). Kinds by `funds_type` 1 to 11 and 99. That a
 * table with these names is what a person has is uncertain; other tools name the columns in Chinese.
 */
export const wechatShop: Profile = {
  id: 'wechat.shop',
  provider: 'wechat',
  source: 'fundFlow',
  billType: 'shopFunds',
  ofAccount: true,
  daily: false,
  needs: [['flow_id', '流水号', '流水ID', '资金流水号'], ['funds_type', '资金类型', '动账类型', '账务类型'], ['amount', '金额', '动账金额'], ['balance', '余额'], ['bookkeeping_time', '记账时间', '动账时间'], ['flow_type', '流水类型', '收支类型']],
  without: ['业务凭证号'],
  columns: {
    at: ['bookkeeping_time', '记账时间', '动账时间'],
    providerNo: ['flow_id', '流水号', '流水ID', '资金流水号'],
    kind: ['funds_type', '资金类型', '动账类型', '账务类型'],
    direction: ['flow_type', '流水类型', '收支类型'],
    amount: ['amount', '金额', '动账金额'],
    balance: ['balance', '余额'],
    merchantNo: ['order_id', '订单号', '订单编号', 'related_info_list.order_id'],
    refundNo: ['aftersale_id', '售后单号', 'related_info_list.aftersale_id'],
    group: ['withdraw_id', '提现单号', 'related_info_list.withdraw_id'],
    wechatNo: ['transaction_id', '支付单号', 'related_info_list.transaction_id'],
    title: ['remark', '备注'],
  },
  options: { unit: 'minor' },
  shapes: [
    {
      kind: {
        field: 'kind',
        words: {
          payment: ['1', '订单收入', '订单支付收入'],
          fee: ['2', '10', '订单手续费', '小店抽佣', '技术服务费'],
          refund: ['3', '退款', '订单退款'],
          withdrawal: ['4', '提现'],
          topUp: ['5', '提现失败退票', '提现失败退回'],
          share: ['6', '7', '8', '9', '99', '导购分账', '联盟分账', '运费险分账', '联盟平台抽成', '分账'],
        },
        otherwise: 'other',
      },
      outcome: 'done',
      amount: { fields: ['amount'], sign: { field: 'direction', words: { plus: ['1', '收入', '入账'], minus: ['2', '支出', '出账'] } }, required: true },
    },
  ],
  ending: noEnding,
  chain: true,
}
