import type { PracticeBills } from './features/settlement'
import type { PracticePayments } from './practice-payments'

/** The providers' side of a practice month-end: what is wrong in their bills, and the files that come by mail. */
export function openPracticeBills(stand: Pick<PracticePayments, 'setBillTroubles'>): PracticeBills {
  return {
    setTroubles: (troubles) => stand.setBillTroubles(troubles),
    // Loaded when somebody asks for it, not with the program.
    monthEndFiles: async (input) => (await import('./sandbox/month-end')).monthEndFiles(input),
  }
}
