/** The month of the generated files. */
export const chaosMonth = '2026-10'

/** In which order the program gets through its work. */
export const settlementPhases = ['read', 'check', 'load', 'match', 'look'] as const
export type SettlementPhase = (typeof settlementPhases)[number]

/** What is compared of two ways to the same end. */
export interface SettlementEnd {
  ended: true
  files: object[]
  totals: object
  differences: { count: number; hash: string }
  pairs: { count: number; hash: string }
  runs: number
}

export type SettlementLine = { phase: SettlementPhase } | SettlementEnd
