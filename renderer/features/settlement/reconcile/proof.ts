import type { Reconciliation, SideTotals } from '@shared/contract/settlement-reconciliation'

type Run = NonNullable<Reconciliation['lastRun']>

/** The columns of the proof, `others` apart at the end. */
export const proofParts = ['total', 'matched', 'differences', 'expected', 'others'] as const
export type ProofPart = (typeof proofParts)[number]

export interface ProofLine {
  side: 'left' | 'right'
  totals: SideTotals
  /** Money and rows add up. The program asserts it too; here it is computed again from what is shown. */
  holds: boolean
}

const addsUp = ({ total, matched, differences, expected }: SideTotals, of: 'minor' | 'count') => total[of] === matched[of] + differences[of] + expected[of]

/** Both sides, a line for each currency. */
export function proofLines(run: Run): ProofLine[] {
  const linesOf = (side: 'left' | 'right') => run[side].map((totals) => ({ side, totals, holds: addsUp(totals, 'minor') && addsUp(totals, 'count') }))
  return [...linesOf('left'), ...linesOf('right')]
}
