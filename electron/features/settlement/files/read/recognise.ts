import type { FileMapping } from '@shared/contract/settlement-files'
import { suggestMapping } from '@shared/domain/cells'
import { columnSynonyms, type Profile, profiles } from '../profiles'
import { headerIndex, headerName } from './header-name'

/** Whether a file with these headers is what a profile reads. */
export function fits({ needs, without = [] }: Profile, index: ReadonlyMap<string, number>): boolean {
  const there = (name: string) => index.has(headerName(name))
  return needs.length > 0 && needs.every((names) => names.some(there)) && !without.some(there)
}

/** The profile whose named columns a row of headers has; ready mappings before suggestions, more columns before fewer. */
export function recognise(headers: readonly string[]): Profile | undefined {
  const index = headerIndex(headers)
  const fitting = profiles.filter((profile) => fits(profile, index))
  const rank = (profile: Profile) => (profile.suggestion === true ? 0 : 1000) + profile.needs.length
  return fitting.toSorted((a, b) => rank(b) - rank(a))[0]
}

/** The columns that a ready mapping finds in a file, as a person would map them. */
export function mappingOf(profile: Profile, headers: readonly string[]): FileMapping {
  if (profile.suggestion === true) return suggestedMapping(headers)
  const index = headerIndex(headers)
  const mapping: Record<string, string> = {}
  for (const [field, names] of Object.entries(profile.columns)) {
    const column = names.map((name) => index.get(headerName(name))).find((at) => at !== undefined)
    if (column !== undefined && isMappable(field)) mapping[field] = headers[column] ?? ''
  }
  return mapping
}

const mappable = new Set<string>(columnSynonyms.map(({ key }) => key))
const isMappable = (field: string) => mappable.has(field) || ['settledRefund'].includes(field)

/** Less certain than this a person should point at the column. */
const leastScore = 0.75

/** What the columns of an unknown table may be, by their names. */
export function suggestedMapping(headers: readonly string[]): FileMapping {
  const found = suggestMapping(headers, columnSynonyms).filter(({ score }) => score >= leastScore)
  const mapping = Object.fromEntries(found.map(({ key, header }) => [key, header])) as FileMapping
  // Income and expense apart say more than an amount that may be either.
  if (mapping.income !== undefined && mapping.expense !== undefined) delete mapping.amount
  return mapping
}
