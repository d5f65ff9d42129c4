import type { OfficialAccount } from '@shared/contract/official-accounts'

/** What the list of official accounts is narrowed by. */
export interface AccountFilter {
  text: string
  state: 'active' | 'archived' | 'all'
  /** Empty is every type. */
  type: '' | OfficialAccount['type']
}

export const noFilter: AccountFilter = { text: '', state: 'active', type: '' }

/** Whether a stored value is a filter of this list. */
export function isAccountFilter(value: unknown): value is AccountFilter {
  if (typeof value !== 'object' || value === null) return false
  const { text, state, type } = value as Partial<Record<keyof AccountFilter, unknown>>
  const states: readonly unknown[] = ['active', 'archived', 'all']
  const types: readonly unknown[] = ['', 'service', 'subscription']
  return typeof text === 'string' && states.includes(state) && types.includes(type)
}

/** The accounts that fit; every word of the text must stand in the name, an id, the company or a host. */
export function filterAccounts(
  accounts: readonly OfficialAccount[],
  { text, state, type }: AccountFilter,
): OfficialAccount[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean)
  return accounts.filter((account) => {
    if (state !== 'all' && account.archived !== (state === 'archived')) return false
    if (type !== '' && account.type !== type) return false
    const { name, appId, originalId, company, safeDomains } = account
    const hay = [name, appId, originalId, company, ...safeDomains].join('\n').toLowerCase()
    return words.every((word) => hay.includes(word))
  })
}
