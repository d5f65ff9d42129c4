import type { Company, LedgerAccount } from '@shared/contract/ledger-values'

export interface CompanyFilter {
  text: string
  /** An entity type; empty is any. */
  type: string
}

export const noFilter: CompanyFilter = { text: '', type: '' }

/** The companies that fit: every word must stand in the company's texts or in those of one of its accounts. */
export function filterCompanies(
  companies: readonly Company[],
  accounts: readonly LedgerAccount[],
  { text, type }: CompanyFilter,
): Company[] {
  const words = text.normalize('NFKC').toLowerCase().split(/\s+/).filter(Boolean)
  const hay = new Map<string, string[]>()
  if (words.length > 0)
    for (const { companyId, name, appId, originalId, administrator } of accounts)
      if (companyId !== undefined) {
        const known = hay.get(companyId) ?? []
        hay.set(companyId, known)
        known.push(name, appId, originalId, administrator)
      }
  return companies.filter((company) => {
    if (type !== '' && company.entityType !== type) return false
    const own = [company.name, company.group, company.note, ...(hay.get(company.id) ?? [])].join('\n').toLowerCase()
    return words.every((word) => own.includes(word))
  })
}
