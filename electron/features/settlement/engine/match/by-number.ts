import type { MatchKey, MatchRule } from '@shared/contract/settlement-reconciliation'
import { resolveSeveral } from './by-number-several'
import { type Contradiction, settleContradictions } from './contradictions'
import { joinByNumber } from './join'
import { partnerClasses } from './kinds'
import type { Ledger } from './ledger'
import { limitsOf, rowsFit } from './limits'

/**
 * One to one by numbers: each number of the rule over everything that is left. A pair whose other numbers point
 * elsewhere is not made; what several rows carry is told apart by their other numbers and amounts, or held.
 */
export function pairByNumber(ledger: Ledger, rule: MatchRule, ruleIndex: number): void {
  for (const key of rule.keys) pairByKey(ledger, rule, ruleIndex, key)
}

function pairByKey(ledger: Ledger, rule: MatchRule, ruleIndex: number, key: MatchKey): void {
  const { left, right } = ledger
  const classes = partnerClasses(rule)
  const limits = limitsOf(rule)
  const free = limits.amount === 'any' && limits.windowMs === Infinity
  const others = rule.keys.filter((other) => other !== key)
  const agree = agreement(ledger, others)
  const contradictions: Contradiction[] = []
  const several: { left: number[]; right: number[] }[] = []
  const rows = { left: ledger.free(left, classes, { withHeld: true }), right: ledger.free(right, classes, { withHeld: true }) }
  joinByNumber(left, right, key, rows, classes, {
    pair: (l, r) => {
      if (ledger.isApart(l, r) || !(free || rowsFit(limits, left, l, right, r))) return
      const others = agree(l, r)
      if (others < 0) contradictions.push({ left: l, right: r })
      // Two numbers of 64 bits that agree need no second look.
      else if (others > 0 || left.sameText(key, l, right, r)) ledger.pair(l, r, ruleIndex)
    },
    several: (ls, rs) => several.push({ left: ls, right: rs }),
  })
  for (const rows of several) resolveSeveral(ledger, { ruleIndex, key, others, limits }, rows)
  settleContradictions(ledger, { ruleIndex, key, others, classes }, contradictions)
}

/**
 * Compares the other numbers of two rows: how many agree; -1 where none does and one differs. What one row does not have
 * says nothing.
 */
function agreement({ left, right }: Ledger, keys: readonly MatchKey[]): (l: number, r: number) => number {
  const hashes = keys.map((key) => ({ mine: left.hash(key), theirs: right.hash(key) }))
  return (l, r) => {
    let differs = 0
    for (const { mine, theirs } of hashes) {
      const low = mine[l * 2]
      const high = mine[l * 2 + 1]
      const isSame = low === theirs[r * 2] && high === theirs[r * 2 + 1]
      if (low === 0 && high === 0) continue
      if (isSame) return 1
      if (theirs[r * 2] !== 0 || theirs[r * 2 + 1] !== 0) differs = -1
    }
    return differs
  }
}
