import type { Condition, IdentityRecord, Verdict } from '@shared/contract/identity-values'
import type { Tone } from '@renderer/ui/text/tone'

/** In the order in which they are told; the contract's schema is not loaded into the page. */
export const verdicts = ['verified', 'notVerified', 'unknown', 'pending'] as const satisfies readonly Verdict[]

/** Green belongs to `verified` alone. */
export const verdictTones: Readonly<Record<Verdict, Tone>> = {
  pending: 'info',
  verified: 'done',
  notVerified: 'failed',
  unknown: 'attention',
}

/** A condition that holds is green only where all of them do: a green mark in a failed result is read as success. */
export function conditionTone(state: Condition['state'], verdict: Verdict): Tone {
  if (state === 'held') return verdict === 'verified' ? 'done' : 'neutral'
  if (state === 'notApplicable') return 'neutral'
  return state === 'broken' ? 'failed' : 'attention'
}

/** What needs saying first: broken, then what nobody can tell, then the rest in their own order. */
export function byUrgency(conditions: readonly Condition[]): Condition[] {
  const weight = { broken: 0, unknown: 1, held: 2, notApplicable: 3 } as const
  return conditions.toSorted((a, b) => weight[a.state] - weight[b.state])
}

/** Whether WeChat can still be asked how it ended: a user who failed may try again with the same credential. */
export function canCheck({ origin, verdict, credentialUntil, erasedAt }: IdentityRecord, now: number): boolean {
  const isCurrent = credentialUntil !== undefined && Date.parse(credentialUntil) > now
  return origin === 'call' && verdict !== 'verified' && erasedAt === undefined && isCurrent
}
