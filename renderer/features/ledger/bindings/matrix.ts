import type { Binding, Company, LedgerAccount } from '@shared/contract/ledger-values'
import { type BindingKind, holderOf, targetsOf } from '@shared/domain/ledger'

export interface MatrixFilter {
  text: string
  kind: BindingKind
  onlyBound: boolean
}

/** Accounts that hold bindings of a kind: the columns. Cancelled ones only while something is bound to them. */
export function holdersOf(accounts: readonly LedgerAccount[], bindings: readonly Binding[], kind: BindingKind): LedgerAccount[] {
  const bound = new Set(bindings.filter((one) => one.kind === kind && one.unboundOn === undefined).map(({ holderId }) => holderId))
  return accounts.filter((account) => account.kind === holderOf[kind] && (account.state !== 'cancelled' || bound.has(account.id)))
}

/** Accounts that can be bound: the rows. Every word of the text must stand in name, ids or company. */
export function targetRows(
  accounts: readonly LedgerAccount[],
  bindings: readonly Binding[],
  companyById: ReadonlyMap<string, Company>,
  { text, kind, onlyBound }: MatrixFilter,
): LedgerAccount[] {
  const words = text.normalize('NFKC').toLowerCase().split(/\s+/).filter(Boolean)
  const bound = new Set(bindings.filter((one) => one.kind === kind && one.unboundOn === undefined).map(({ targetId }) => targetId))
  return accounts.filter((account) => {
    if (!targetsOf[kind].includes(account.kind)) return false
    if (!bound.has(account.id) && (onlyBound || account.state === 'cancelled')) return false
    const company = companyById.get(account.companyId ?? '')?.name ?? ''
    const hay = [account.name, account.appId, account.originalId, company].join('\n').toLowerCase()
    return words.every((word) => hay.includes(word))
  })
}

/** The standing bindings by holder and target. */
export function standingByPair(bindings: readonly Binding[], kind: BindingKind): ReadonlyMap<string, Binding> {
  return new Map(
    bindings
      .filter((one) => one.kind === kind && one.unboundOn === undefined)
      .map((one) => [`${one.holderId} ${one.targetId}`, one]),
  )
}
