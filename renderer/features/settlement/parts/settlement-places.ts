import type { Permission } from '@shared/contract/permissions'

/** One of the screens of settlement, as the row above them offers it. */
export interface SettlementPlace {
  /** Name of its route; a place whose screen is not part of this build is left out. */
  route: string
  /** Text key. */
  title: string
  permission: Permission
  /** Further routes that stand below this place. */
  below?: readonly string[]
}

/** In the order of a month: see how it stands, bring in, match, pay the fee, close; then the rules. */
export const settlementPlaces: readonly SettlementPlace[] = [
  { route: 'settlement', title: 'settlementScreens.places.board', permission: 'settlement.view', below: ['settlement.charts'] },
  { route: 'settlement.bills', title: 'settlementScreens.places.bills', permission: 'settlement.view' },
  { route: 'settlement.files', title: 'settlementScreens.places.files', permission: 'settlement.view', below: ['settlement-file'] },
  {
    route: 'settlement.reconciliations',
    title: 'settlementScreens.places.reconcile',
    permission: 'settlement.view',
    below: ['settlement.reconciliation', 'settlement.differences', 'settlement.pairs', 'settlement.entries', 'settlement.arrivals'],
  },
  { route: 'settlement.fees', title: 'settlementScreens.places.fees', permission: 'settlement.view' },
  { route: 'settlement.deposits', title: 'settlementScreens.places.deposits', permission: 'settlement.view' },
  { route: 'settlement.closing', title: 'settlementScreens.places.closing', permission: 'settlement.view' },
  { route: 'settlement.rules', title: 'settlementScreens.places.rules', permission: 'settlement.view' },
]
