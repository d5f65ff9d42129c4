import { defaultBillLimits } from '@shared/domain/bills'
import { defaultIdentityLimits } from '@shared/domain/identity'
import { defaultLedgerLimits, type Edition } from '@shared/domain/ledger'
import { defaultLinkLimits, type LimitRecord } from '@shared/domain/links'

/**
 * The registries of limits, by the name under which the settings show them. Keys are unique over all of them, because
 * a replaced value is stored under its key alone.
 */
export const limitGroups = {
  links: defaultLinkLimits,
  ledger: defaultLedgerLimits,
  bills: defaultBillLimits,
  identity: defaultIdentityLimits,
} as const satisfies Record<string, Readonly<Record<string, LimitRecord>>>

export type LimitGroup = keyof typeof limitGroups

/** A limit as shipped, with the editions before it where they are known. */
export interface ShippedLimit extends LimitRecord {
  readonly earlier?: readonly Edition[]
}

/** Every limit by its key, in the order of the registries. */
export const shippedLimits: ReadonlyMap<string, { group: LimitGroup; shipped: ShippedLimit }> = new Map(
  (Object.entries(limitGroups) as [LimitGroup, Readonly<Record<string, ShippedLimit>>][]).flatMap(([group, records]) =>
    Object.entries(records).map(([key, shipped]) => [key, { group, shipped }] as const),
  ),
)
