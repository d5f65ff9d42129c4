import type { KindRule } from '@shared/contract/settlement-reconciliation'

/**
 * Words by which sources call movements that no order stands behind (settlement-reconciliation §5). The first line whose
 * words occur decides, so that 提现手续费 is a fee and 退还手续费 one that came back; finance changes them as it needs.
 */
export const shippedKindRules: readonly KindRule[] = [
  { id: 'feeReturned', on: true, words: ['退还交易手续费', '退还手续费', '手续费退还', '手续费退回', '手续费退款', 'fee refund', 'fee reversal'], kind: 'feeReturned' },
  { id: 'refundReturned', on: true, words: ['退款关闭', '退款退回', '退款失败', 'refund reversal', 'refund failed'], kind: 'refundReturned' },
  { id: 'fee', on: true, words: ['手续费', '服务费', '管理费', '抽佣', '工本费', 'fee', 'commission', 'charge for'], kind: 'fee' },
  // Money that came back because a withdrawal failed reaches no bank.
  { id: 'withdrawalReturned', on: true, words: ['提现失败', '提现退回', '提现退票'], kind: 'other' },
  { id: 'withdrawal', on: true, words: ['提现', '结算到银行', '划付', '出款', 'withdraw', 'payout'], kind: 'withdrawal' },
  { id: 'topUp', on: true, words: ['充值', 'top-up', 'top up', 'deposit'], kind: 'topUp' },
  { id: 'exchange', on: true, words: ['汇兑', '换汇', '结汇', '购汇', '货币兑换', 'exchange', 'currency conversion'], kind: 'exchange' },
  { id: 'share', on: true, words: ['分账', '分润', '分佣', 'profit sharing', 'split'], kind: 'share' },
  { id: 'dispute', on: true, words: ['争议', '拒付', '调单', '赔付', '交易保障', 'chargeback', 'dispute'], kind: 'dispute' },
  { id: 'transfer', on: true, words: ['转账', '企业付款', '付款到零钱', '红包', '汇款', 'transfer'], kind: 'transfer' },
]
