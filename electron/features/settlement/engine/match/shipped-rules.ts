import type { MatchRule, RuleSet } from '@shared/contract/settlement-reconciliation'
import type { EntryKind, SourceKind } from '@shared/contract/settlement-values'
import { textFor } from '../../../../platform/texts/texts'
import { shippedKindRules } from './value-synonyms'

type Shape = Omit<MatchRule, 'name' | 'on'>

const day = 24 * 60

/**
 * Rows of orders: by their numbers first, as WeChat Pay's advice for the daily run has it (payment-providers §9.7), then
 * what one payment of several orders comes to, then amount and time for what tells no number of its own.
 */
const orderRules: readonly Shape[] = [
  { id: 'refundNumbers', keys: ['providerRefundNo', 'refundNo'], shape: 'oneToOne', amount: 'any', kinds: ['refund', 'refundReturned'] },
  { id: 'orderNumbers', keys: ['wechatNo', 'merchantNo', 'providerNo'], shape: 'oneToOne', amount: 'any', kinds: ['payment'] },
  { id: 'ordersToOnePayment', keys: ['wechatNo', 'merchantNo', 'providerNo'], shape: 'manyToOne', amount: 'equal', kinds: ['payment'] },
  { id: 'orderToPayments', keys: ['wechatNo', 'merchantNo', 'providerNo'], shape: 'oneToMany', amount: 'equal', kinds: ['payment'] },
  { id: 'refundByOrder', keys: ['wechatNo', 'merchantNo', 'providerNo'], shape: 'oneToOne', amount: 'equal', kinds: ['refund', 'refundReturned'] },
  { id: 'disputeNumbers', keys: ['wechatNo', 'merchantNo', 'providerNo'], shape: 'oneToOne', amount: 'any', kinds: ['dispute'] },
  { id: 'amountMinutes', keys: [], shape: 'oneToOne', amount: 'equal', windowMinutes: 5, kinds: ['payment', 'refund', 'refundReturned'] },
  { id: 'amountDay', keys: [], shape: 'oneToOne', amount: 'equal', windowMinutes: day, kinds: ['payment', 'refund', 'refundReturned'] },
]

/** What leaves a provider and comes to a bank, whatever either calls it. */
const movements: EntryKind[] = ['withdrawal', 'topUp', 'transfer', 'other']
/** Lists of payouts call their rows payments too. */
const payoutKinds: EntryKind[] = ['payment', 'refund', ...movements]

const arrivalRules = (kinds: EntryKind[]): Shape[] => [
  { id: 'payoutNumber', keys: ['group', 'providerNo'], shape: 'oneToOne', amount: 'any', kinds },
  { id: 'payoutParts', keys: ['group'], shape: 'manyToMany', amount: 'equal', kinds },
  { id: 'payoutDay', keys: [], shape: 'oneToOne', amount: 'equal', windowMinutes: day, kinds },
  { id: 'payoutDays', keys: [], shape: 'oneToOne', amount: 'equal', windowMinutes: 5 * day, kinds },
  { id: 'payoutOneSum', keys: [], shape: 'oneToMany', amount: 'equal', windowMinutes: 5 * day, kinds },
  { id: 'payoutSum', keys: [], shape: 'manyToOne', amount: 'equal', windowMinutes: 5 * day, kinds },
]

/** Lines of a payout's list against the bill; then the payout as the sum of its lines. */
const payoutListRules: readonly Shape[] = [
  ...orderRules.filter(({ id }) => !id.startsWith('amount')),
  { id: 'payoutParts', keys: ['group'], shape: 'manyToMany', amount: 'equal', kinds: payoutKinds },
]

interface Shipped {
  rules: readonly Shape[]
  /** Days for which a lone row is expected. */
  expectedDays: number
}

const bySources = new Map<string, Shipped>([
  // The bill of a day is there on the next one from about 10:00.
  ['orders bill', { rules: orderRules, expectedDays: 1 }],
  // A refund moves the balance when it is taken, which may be after it was accepted.
  ['orders fundFlow', { rules: orderRules, expectedDays: 2 }],
  ['bill fundFlow', { rules: orderRules, expectedDays: 2 }],
  ['orders statement', { rules: orderRules, expectedDays: 3 }],
  ['bill payout', { rules: payoutListRules, expectedDays: 3 }],
  ['orders payout', { rules: payoutListRules, expectedDays: 3 }],
  // Banks book within about three working days; a week with holidays in it.
  ['payout bank', { rules: arrivalRules(payoutKinds), expectedDays: 5 }],
  ['fundFlow bank', { rules: arrivalRules(movements), expectedDays: 5 }],
  ['fundFlow payout', { rules: arrivalRules(movements), expectedDays: 3 }],
])

/** The rules that come with the program for two sources, in either order, until finance saves its own. */
export function shippedRules(left: SourceKind, right: SourceKind, locale: 'zh-CN' | 'en' = 'zh-CN'): RuleSet {
  const isBank = left === 'bank' || right === 'bank'
  const fallback: Shipped = isBank ? { rules: arrivalRules(payoutKinds), expectedDays: 5 } : { rules: orderRules, expectedDays: 1 }
  const mirrored = bySources.get(`${right} ${left}`)
  const { rules, expectedDays } = bySources.get(`${left} ${right}`) ?? (mirrored && { ...mirrored, rules: mirrored.rules.map(turned) }) ?? fallback
  return {
    rules: rules.map((rule) => ({ ...rule, on: true, keys: [...rule.keys], kinds: [...rule.kinds], name: textFor(locale, `settlement.shippedRules.${rule.id}`) })),
    kindRules: shippedKindRules.map((rule) => ({ ...rule, words: [...rule.words] })),
    expectedDays,
    roundingMinor: 1,
  }
}

/** A rule for the same sources the other way round. */
function turned(rule: Shape): Shape {
  if (rule.shape === 'oneToMany') return { ...rule, shape: 'manyToOne' }
  return rule.shape === 'manyToOne' ? { ...rule, shape: 'oneToMany' } : rule
}
