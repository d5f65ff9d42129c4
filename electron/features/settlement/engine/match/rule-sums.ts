import type { MatchResult } from '../match-types'
import type { Ledger } from './ledger'
import { added, exactly } from './sums'

/** How many groups each rule made that count in the month, with what they come to on the left, by currency. */
export function pairsByRule(ledger: Ledger): MatchResult['byRule'] {
  const { left, right, ruleIds } = ledger
  const currencies = left.currencies.names
  const pairs = new Float64Array(ruleIds.length)
  const counts = new Float64Array(ruleIds.length * currencies.length)
  const minors = new Float64Array(ruleIds.length * currencies.length)
  const add = (rule: number, row: number) => {
    if (left.counts[row] === 0) return
    const at = rule * currencies.length + (left.currency[row] ?? 0)
    counts[at] = (counts[at] ?? 0) + 1
    const minor = left.amount[row] ?? NaN
    if (!Number.isNaN(minor)) minors[at] = exactly((minors[at] ?? 0) + minor)
  }
  for (let group = 0; group < ledger.groups; group += 1) {
    const rule = ledger.rule[group] ?? 0
    const members = ledger.many.get(group)
    const l = ledger.leftOf[group] ?? 0
    const isCounted = members
      ? members.left.some((row) => left.counts[row] === 1) || members.right.some((row) => right.counts[row] === 1)
      : left.counts[l] === 1 || right.counts[ledger.rightOf[group] ?? 0] === 1
    if (!isCounted) continue
    pairs[rule] = (pairs[rule] ?? 0) + 1
    if (members) for (const row of members.left) add(rule, row)
    else add(rule, l)
  }
  return ruleIds.flatMap((ruleId, rule) => {
    if (pairs[rule] === 0) return []
    const sums = currencies
      .map((currency, code) => ({ currency, count: counts[rule * currencies.length + code] ?? 0, minor: minors[rule * currencies.length + code] ?? 0 }))
      .filter(({ count }) => count > 0)
      .map((sum) => ({ ...sum, minor: added(0, sum.minor, sum.currency) }))
    return [{ ruleId, pairs: pairs[rule] ?? 0, sums: sums.sort((one, other) => (one.currency < other.currency ? -1 : 1)) }]
  })
}
