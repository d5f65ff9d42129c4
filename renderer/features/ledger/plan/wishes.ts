import type { Binding, LedgerAccount, Wish } from '@shared/contract/ledger-values'
import { type BindingKind, holderOf, targetsOf } from '@shared/domain/ledger'

/** What is being written before it is a wish. */
export interface WishDraft {
  want: 'have' | 'drop'
  kind: BindingKind
  holderId: string
  targetIds: string[]
}

export const emptyWish: WishDraft = { want: 'have', kind: 'link', holderId: '', targetIds: [] }

export const wishKey = ({ kind, holderId, targetId }: Pick<Wish, 'kind' | 'holderId' | 'targetId'>) => `${kind} ${holderId} ${targetId}`

export function holderChoices(accounts: readonly LedgerAccount[], kind: BindingKind): LedgerAccount[] {
  return accounts.filter((account) => account.kind === holderOf[kind] && account.state !== 'cancelled')
}

/** What can be wished of a holder: what is not bound to be had, what is bound to be dropped. */
export function targetChoices(accounts: readonly LedgerAccount[], bindings: readonly Binding[], { want, kind, holderId }: WishDraft): LedgerAccount[] {
  const bound = new Set(
    bindings.filter((one) => one.kind === kind && one.holderId === holderId && one.unboundOn === undefined).map(({ targetId }) => targetId),
  )
  return accounts.filter(
    (account) =>
      targetsOf[kind].includes(account.kind) &&
      account.id !== holderId &&
      (want === 'drop' ? bound.has(account.id) : !bound.has(account.id) && account.state !== 'cancelled'),
  )
}

/** The wishes with those of a draft; the newest word about two accounts is the one that holds. */
export function withDraft(wishes: readonly Wish[], { want, kind, holderId, targetIds }: WishDraft): Wish[] {
  const added = targetIds.map((targetId) => ({ want, kind, holderId, targetId, throughApi: false }))
  const keys = new Set(added.map(wishKey))
  return [...wishes.filter((wish) => !keys.has(wishKey(wish))), ...added]
}
