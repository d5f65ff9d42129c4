import type { AccountKind, AccountState, EntityType } from './kinds'
import type { LedgerLimitKey, LedgerLimitValues } from './limits'

const limitKeys: Readonly<Record<EntityType, LedgerLimitKey>> = {
  company: 'appsPerCompany',
  individual: 'appsPerIndividual',
  soleTrader: 'appsPerSoleTrader',
}

/** A share of a limit at which people are warned, as elsewhere in the program. */
export const warningShare = 0.8

export type GaugeTone = 'room' | 'near' | 'full'

/** How many mini programs a company has against what it may register (A25). */
export interface Gauge {
  used: number
  limit: number
  tone: GaugeTone
}

/**
 * A cancelled mini program takes no room any more; a frozen one does, and so does one that nobody could find again
 * until somebody has looked.
 */
export function registrationGauge(
  entityType: EntityType,
  accounts: readonly { kind: AccountKind; state: AccountState }[],
  limits: LedgerLimitValues,
): Gauge {
  const used = accounts.filter(
    ({ kind, state }) => (kind === 'miniProgram' || kind === 'miniGame') && state !== 'cancelled',
  ).length
  const limit = limits[limitKeys[entityType]]
  return { used, limit, tone: toneOf(used, limit) }
}

/** Full at the limit, near from four fifths of it. */
export function toneOf(used: number, limit: number): GaugeTone {
  if (used >= limit) return 'full'
  return used >= limit * warningShare ? 'near' : 'room'
}
