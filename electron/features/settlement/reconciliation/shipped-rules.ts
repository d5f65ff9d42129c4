import type { MatchRule, RuleSet } from '@shared/contract/settlement-reconciliation'
import type { SourceKind } from '@shared/contract/settlement-values'
import { entryKinds } from '@shared/contract/settlement-values'

/**
 * Rules that come with the program, until finance saves its own. Order numbers first, as WeChat Pay's advice for the daily
 * run has it (payment-providers §9.7); what has no number in common is found by amount and time, and never guessed.
 */
const rule = (id: string, name: string, changes: Partial<MatchRule>): MatchRule => ({
  id,
  name,
  on: true,
  keys: [],
  shape: 'oneToOne',
  amount: 'any',
  kinds: [],
  ...changes,
})

const byNumbers: MatchRule[] = [
  rule('refundNumbers', '退款单号一致', { keys: ['providerRefundNo', 'refundNo'], kinds: ['refund', 'refundReturned'] }),
  rule('orderNumbers', '订单号一致', { keys: ['wechatNo', 'merchantNo', 'providerNo'], kinds: ['payment'] }),
]

/** Off until finance wants it: orders without any number in common. */
const byAmount = rule('amountAndTime', '金额相同且时间相近', { on: false, amount: 'equal', windowMinutes: 30 })

const orderRules: MatchRule[] = [
  ...byNumbers,
  rule('refundByOrder', '退款按原单号和金额', { keys: ['wechatNo', 'merchantNo', 'providerNo'], amount: 'equal', kinds: ['refund'] }),
  byAmount,
]

const moneyRules: MatchRule[] = [
  rule('payoutNumber', '打款批次号一致', { keys: ['group'], shape: 'oneToOne', amount: 'any', kinds: [...entryKinds] }),
  rule('payoutParts', '同批次合计一致', { keys: ['group'], shape: 'manyToMany', amount: 'equal', kinds: [...entryKinds] }),
  rule('payoutAmount', '金额相同且三天之内', { amount: 'equal', windowMinutes: 3 * 24 * 60, kinds: [...entryKinds] }),
]

const bySources = new Map<string, { rules: MatchRule[]; expectedDays: number }>([
  // A bill of a day is there on the next one; refunds accepted at the month's end come a day later.
  ['orders bill', { rules: orderRules, expectedDays: 1 }],
  ['orders fundFlow', { rules: orderRules, expectedDays: 1 }],
  ['orders statement', { rules: orderRules, expectedDays: 3 }],
  ['bill fundFlow', { rules: orderRules, expectedDays: 1 }],
  // Banks book a payout within about three working days; a week with holidays in it.
  ['payout bank', { rules: moneyRules, expectedDays: 5 }],
  ['fundFlow bank', { rules: moneyRules, expectedDays: 5 }],
  ['bill payout', { rules: orderRules, expectedDays: 3 }],
])

/** What the program ships for two sources, in either order. */
export function shippedRules(left: SourceKind, right: SourceKind): RuleSet {
  const found = bySources.get(`${left} ${right}`) ?? bySources.get(`${right} ${left}`)
  const fallback = left === 'bank' || right === 'bank' ? { rules: moneyRules, expectedDays: 5 } : { rules: orderRules, expectedDays: 1 }
  const { rules, expectedDays } = found ?? fallback
  return { rules, kindRules: [], expectedDays, roundingMinor: 1 }
}

/** Ids of the rules above; their names stand in the texts too. */
export const shippedRuleIds: ReadonlySet<string> = new Set([...orderRules, ...moneyRules].map(({ id }) => id))
