import type { MatchRule } from '@shared/contract/settlement-reconciliation'
import { type EntryKind, entryKinds, entryOutcomes, orderEntryKinds } from '@shared/contract/settlement-values'

/** Kinds and outcomes as packs write them: by their place in the contract's lists. */
export const kindCode = Object.fromEntries(entryKinds.map((kind, code) => [kind, code])) as Record<EntryKind, number>
export const open = entryOutcomes.indexOf('open')
export const failed = entryOutcomes.indexOf('failed')

const orderKinds: ReadonlySet<EntryKind> = new Set(orderEntryKinds)

export const isOrderKind = (code: number): boolean => code < orderEntryKinds.length

/** The kinds that a rule looks at. */
export function kindsOf({ kinds }: Pick<MatchRule, 'kinds'>): readonly EntryKind[] {
  return kinds.length === 0 ? orderEntryKinds : kinds
}

/** By kind: 1 where rows of it are matched at all. Whatever a rule names is, also while that rule is switched off. */
export function matchedKinds(rules: readonly MatchRule[]): Uint8Array {
  const named = new Set(rules.length === 0 ? orderEntryKinds : rules.flatMap(kindsOf))
  // A payment that the payer disputes is money of an order, whether or not a rule looks for its counterpart.
  if (orderEntryKinds.some((kind) => named.has(kind))) named.add('dispute')
  return Uint8Array.from(entryKinds, (kind) => (named.has(kind) ? 1 : 0))
}

/**
 * By kind: which kinds may be partners under a rule, 0 for none. A payment is never the partner of a refund though both
 * carry the same order number. Where a rule names movements too, or sums a payout up, kinds are no help: a bank calls a
 * withdrawal a transfer.
 */
export function partnerClasses(rule: MatchRule): Uint8Array {
  const kinds = kindsOf(rule)
  const mixed = kinds.some((kind) => !orderKinds.has(kind)) || rule.shape !== 'oneToOne'
  return Uint8Array.from(entryKinds, (kind, code) => (!kinds.includes(kind) ? 0 : mixed ? 1 : code + 1))
}
