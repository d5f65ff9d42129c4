import type { Difference } from '@shared/contract/settlement-reconciliation'
import type { DifferenceClass, EntryKind, SourceKind } from '@shared/contract/settlement-values'

/** The names of a closed list, in its order. The compiler asks for each of them. */
const namesOf = <Name extends string>(all: Readonly<Record<Name, true>>) => Object.keys(all) as Name[]

export const sourceKinds = namesOf<SourceKind>({ orders: true, bill: true, fundFlow: true, statement: true, payout: true, bank: true })

export const differenceClasses = namesOf<DifferenceClass>({
  leftOnly: true,
  rightOnly: true,
  amount: true,
  fee: true,
  currency: true,
  state: true,
  duplicate: true,
  crossMonth: true,
  refundWithoutOrder: true,
  rounding: true,
  dispute: true,
  keyConflict: true,
  ambiguous: true,
})

export const differenceStates = namesOf<Difference['state']>({ open: true, inWork: true, resolved: true, carried: true, gone: true })

export const resolutions = namesOf<NonNullable<Difference['resolution']>>({
  bookedHere: true,
  bookedThere: true,
  refunded: true,
  writtenOff: true,
  providerCorrects: true,
  explainedByTiming: true,
  notOurs: true,
  other: true,
})

export const entryKinds = namesOf<EntryKind>({
  payment: true,
  refund: true,
  refundReturned: true,
  fee: true,
  feeReturned: true,
  withdrawal: true,
  topUp: true,
  exchange: true,
  share: true,
  transfer: true,
  dispute: true,
  other: true,
})

/** Those of an address that are on the list; `a,b`. */
export function namedIn<Name extends string>(all: readonly Name[], value: unknown): Name[] {
  const named = typeof value === 'string' ? value.split(',') : []
  return all.filter((one) => named.includes(one))
}
