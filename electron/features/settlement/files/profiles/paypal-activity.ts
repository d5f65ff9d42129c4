import { noEnding, type Profile } from './types'

/**
 * Activity that a person downloads from PayPal's pages, English or Chinese: signed decimals with thousands, day, time
 * and zone apart, a fee that is negative where it was taken; the date in the order of the user's language (§5.6).
 */
export const paypalActivity: Profile = {
  id: 'paypal.activity',
  provider: 'paypal',
  source: 'bill',
  billType: 'activity',
  ofAccount: false,
  daily: false,
  needs: [['Date', '日期'], ['Time', '时间'], ['TimeZone', 'Time Zone', '时区'], ['Gross', '总额'], ['Currency', '币种'], ['Transaction ID', '交易号']],
  columns: {
    at: ['Date', '日期'],
    time: ['Time', '时间'],
    zone: ['TimeZone', 'Time Zone', '时区'],
    kind: ['Type', '类型'],
    state: ['Status', '状态'],
    currency: ['Currency', '币种'],
    amount: ['Gross', '总额'],
    fee: ['Fee', '费用'],
    settled: ['Net', '净额'],
    balance: ['Balance', '余额'],
    providerNo: ['Transaction ID', '交易号'],
    group: ['Reference Txn ID', '参考交易号'],
    merchantNo: ['Invoice Number', 'Invoice ID', '账单号', 'Custom Number'],
    title: ['Item Title', 'Subject', 'Name', '物品名称', '姓名'],
  },
  options: { currency: 'USD', zone: 'America/Los_Angeles', dateOrder: 'monthFirst' },
  time: 'byDateOrder',
  shapes: [
    { when: [{ field: 'state', words: ['Denied', 'Removed', 'Canceled', 'Cancelled', 'Expired', '已拒绝', '已取消'] }], kind: 'other', outcome: 'failed', amount: { fields: ['amount'], sign: 'asIs', required: true } },
    {
      kind: {
        field: 'kind',
        words: {
          refund: ['Payment Refund', 'Refund', 'Partial Refund', '付款退款', '退款'],
          exchange: ['General Currency Conversion', 'Currency Conversion', '一般货币兑换'],
          withdrawal: ['General Withdrawal', 'User Initiated Withdrawal', 'Withdraw Funds to Bank Account', 'Transfer to Bank', '一般提现', '提现'],
          fee: ['Fee', 'Chargeback Fee', 'Partner Fee', 'Account Monthly Fee', '费用'],
          dispute: ['Chargeback', 'Payment Reversal', 'Payment Hold', 'Payment Release', 'Hold on Balance for Dispute Investigation', '退单', '付款撤销'],
          topUp: ['Bank Deposit to PP Account', 'General Credit Card Deposit', '银行存款'],
          payment: ['Express Checkout Payment', 'Website Payment', 'Mobile Payment', 'General Payment', 'Preapproved Payment Bill User Payment', 'Payment Received', 'Web Accept Payment Received', '快速结账付款', '网站付款', '手机付款', '一般付款'],
        },
        otherwise: 'other',
      },
      outcome: { field: 'state', words: { done: ['Completed', '已完成'], open: ['Pending', 'Held', 'Placed', '待处理'] }, otherwise: 'done' },
      amount: { fields: ['amount'], sign: 'asIs', required: true },
      fee: { fields: ['fee'], sign: 'negated' },
      settled: { fields: ['settled'], sign: 'asIs' },
    },
  ],
  ending: noEnding,
  prepare: 'zones',
}
