import type { CommandOutput } from '@shared/contract'

/** A difference with everything about it. */
export type Found = CommandOutput<'settlement.differences.get'>
export type Candidate = Found['candidates'][number]

/** That many candidates have a digit as their key. */
export const candidateKeys = 5

/**
 * What a pair made by hand takes: the rows of the difference and the candidate on its side. Undefined where there is
 * nothing to pair with.
 */
export function pairOf({ difference, left, right }: Pick<Found, 'difference' | 'left' | 'right'>, candidate: Candidate | undefined) {
  const sides = {
    left: [...left, ...(candidate?.side === 'left' ? [candidate.row] : [])].map(({ ref }) => ref),
    right: [...right, ...(candidate?.side === 'right' ? [candidate.row] : [])].map(({ ref }) => ref),
  }
  if (candidate === undefined || sides.left.length === 0 || sides.right.length === 0) return undefined
  return { reconciliationId: difference.reconciliationId, ...sides }
}

/** The name of the pair that a difference is, where both sides have rows: its first row on the left. */
export function pairIdOf({ left, right }: Pick<Found, 'left' | 'right'>): string | undefined {
  const [first] = left
  return first && right.length > 0 ? `${first.ref.fileId}.${first.ref.row}` : undefined
}
