import type { Campaign } from '@shared/contract/campaigns'

/** Counting stops here; see the store. */
const countedTo = 1000

/** How many links carry its name, with a plus where counting stopped. */
export function linksText({ links }: Pick<Campaign, 'links'>, locale: string): string {
  return links.toLocaleString(locale) + (links >= countedTo ? '+' : '')
}

/** The maker, filled in from the campaign. */
export function makerOf({ name }: Pick<Campaign, 'name'>): { path: string; query: Record<string, string> } {
  return { path: '/links/new', query: { campaign: name } }
}

export interface ListFilter {
  text: string
  state: 'active' | 'archived' | 'all'
}
export const noFilter: ListFilter = { text: '', state: 'active' }

/** The rows that fit; every word must stand in one of the row's texts. */
export function filterRows<Row extends { archived: boolean }>(rows: readonly Row[], { text, state }: ListFilter, textsOf: (row: Row) => readonly string[]): Row[] {
  const words = text.normalize('NFKC').toLowerCase().split(/\s+/).filter(Boolean)
  return rows.filter((row) => {
    if (state !== 'all' && row.archived !== (state === 'archived')) return false
    const hay = textsOf(row).join('\n').normalize('NFKC').toLowerCase()
    return words.every((word) => hay.includes(word))
  })
}
