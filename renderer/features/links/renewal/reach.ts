import type { LinkUse, RenewTarget } from '@shared/contract/links'
import { isLinkKind, linkKindTraits } from '@shared/domain/links'

/** In the order in which a person reads them: what follows by itself, what to do, what stays behind. */
export const reaches = ['itself', 'byHand', 'never'] as const
export type Reach = (typeof reaches)[number]

/** The targets of a renewal in its three groups; a group that is empty is there too, so that nothing seems forgotten. */
export function byReach(targets: readonly RenewTarget[]): { reach: Reach; targets: RenewTarget[] }[] {
  return reaches.map((reach) => ({ reach, targets: targets.filter((one) => one.reach === reach) }))
}

/** Whether a link of this kind ends and so can be renewed; a permanent Short Link has no end. */
export function isRenewable({ kind, expiresAt, state }: { kind: string; expiresAt?: string | undefined; state?: string }): boolean {
  return isLinkKind(kind) && linkKindTraits[kind].expiry !== 'none' && expiresAt !== undefined && state !== 'archived'
}

/** Whether the person may choose the new end; of a Short Link WeChat sets it. */
export const asksExpiry = (kind: string): boolean => isLinkKind(kind) && linkKindTraits[kind].expiry === 'asked'

/** Kinds of use in the order in which they are offered. */
export const useKinds: readonly LinkUse['kind'][] = ['sms', 'print', 'page', 'article', 'chat', 'device', 'other']
/** Kinds that have an address of their own. */
export const hasAddress = (kind: LinkUse['kind']): boolean => kind === 'page' || kind === 'article'
