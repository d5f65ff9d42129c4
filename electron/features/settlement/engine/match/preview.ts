import type { DifferenceClass } from '@shared/contract/settlement-values'
import type { MatchResult } from '../match-types'

/** What a run would come to, without its rows. */
export interface Preview {
  byRule: { ruleId: string; pairs: number }[]
  byClass: { class: DifferenceClass; count: number }[]
  pairs: number
  differences: number
}

export function previewOf({ byRule, differences }: Pick<MatchResult, 'byRule' | 'differences'>): Preview {
  const classes = new Map<DifferenceClass, number>()
  for (const difference of differences) classes.set(difference.class, (classes.get(difference.class) ?? 0) + 1)
  return {
    byRule: byRule.map(({ ruleId, pairs }) => ({ ruleId, pairs })),
    byClass: [...classes].map(([kind, count]) => ({ class: kind, count })),
    pairs: byRule.reduce((sum, { pairs }) => sum + pairs, 0),
    differences: differences.length,
  }
}
