import type { Tone } from '@renderer/ui/text/tone'
import type { Dispute } from '@shared/contract/payment-disputes'

export const disputeStates = ['open', 'answered', 'won', 'lost', 'withdrawn'] as const satisfies readonly Dispute['state'][]
export const disputeKinds = ['chargeback', 'complaint', 'inquiry'] as const satisfies readonly Dispute['kind'][]

export const disputeTones: Readonly<Record<Dispute['state'], Tone>> = {
  open: 'attention',
  answered: 'info',
  won: 'done',
  lost: 'failed',
  withdrawn: 'neutral',
}

/** How a dispute may go on. */
export const nextStates: Readonly<Record<Dispute['state'], readonly Dispute['state'][]>> = {
  open: ['answered', 'won', 'lost', 'withdrawn'],
  answered: ['open', 'won', 'lost', 'withdrawn'],
  won: ['open'],
  lost: ['open'],
  withdrawn: ['open'],
}
