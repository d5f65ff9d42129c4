import type { Fields } from './recipe'

/** One difference between what was expected and what the foreign request says. */
export interface LabDifference {
  kind: string
  field: string
  ours: string
  theirs: string
}

/** Fields of both, each difference with its sort: missing, extra, only blanks, only case, only encoding, or the value. */
export function differencesOf(expected: Fields, foreign: Fields): LabDifference[] {
  const names = [...new Set([...Object.keys(expected), ...Object.keys(foreign)])].toSorted()
  return names.flatMap((field) => {
    const [ours, theirs] = [expected[field], foreign[field]]
    if (ours === theirs) return []
    if (theirs === undefined) return [{ kind: 'missing', field, ours: ours ?? '', theirs: '' }]
    if (ours === undefined) return [{ kind: 'extra', field, ours: '', theirs }]
    return [{ kind: sortOf(ours, theirs), field, ours, theirs }]
  })
}

function sortOf(ours: string, theirs: string): string {
  if (ours === '' || theirs === '') return 'empty'
  if (ours.replace(/\s+/gu, '') === theirs.replace(/\s+/gu, '')) return 'whitespace'
  if (ours.toLowerCase() === theirs.toLowerCase()) return 'case'
  if (plain(ours) === plain(theirs)) return 'encoding'
  return 'value'
}

function plain(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' ')).replaceAll('&amp;', '&').replaceAll('&lt;', '<').replaceAll('&gt;', '>').normalize('NFKC')
  } catch {
    return text.normalize('NFKC')
  }
}
