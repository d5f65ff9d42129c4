import { diffNames, type NamePiece } from './diff'
import { withoutLegalForm } from './legal-forms'

export type { NamePiece } from './diff'

/**
 * `identical`: as typed. `form`: only width, case, blanks or punctuation differ. `manual`: only the legal form or a
 * common abbreviation differs; a person must look at the certificate. `different`: other names.
 */
export type NameVerdict = 'identical' | 'form' | 'manual' | 'different'

/** What differs, or what is odd about one of them. */
export interface NameNote {
  code: 'width' | 'case' | 'spaces' | 'punctuation' | 'legalForm' | 'invisible' | 'lookalike' | 'empty'
  params: Record<string, string>
}

export interface NameComparison {
  verdict: NameVerdict
  diff: NamePiece[]
  notes: NameNote[]
  normalisedFirst: string
  normalisedSecond: string
}

const invisible = /[\p{Cf}\u00ad\u115f\u1160\u3164]/u
const lookalike = /[\p{Script=Cyrillic}\p{Script=Greek}]/u
const withoutSpaces = (text: string) => text.replace(/\s+/gu, '')
const withoutPunctuation = (text: string) => text.replace(/[\p{P}\p{S}]+/gu, '')

/**
 * Whether two company names are the same. The platform binds a merchant number to an AppID only where the company names
 * are identical, as they stand on the registration certificate (A09); everything else is for a person to judge.
 */
export function compareNames(first: string, second: string): NameComparison {
  const [a, b] = [first.normalize('NFC'), second.normalize('NFC')]
  const [normalisedFirst, normalisedSecond] = [normalised(a), normalised(b)]
  const notes = [...oddities(a, b), ...differences(a, b)]
  return { verdict: verdictOf(a, b), diff: diffNames(a, b), notes, normalisedFirst, normalisedSecond }
}

/** What is compared after form is taken away: width, case, blanks, punctuation. */
function normalised(name: string): string {
  return withoutPunctuation(withoutSpaces(name.normalize('NFKC').replaceAll(new RegExp(invisible, 'gu'), ''))).toLowerCase()
}

function verdictOf(a: string, b: string): NameVerdict {
  if (a.trim() === '' || b.trim() === '') return 'different'
  if (a === b) return 'identical'
  if (normalised(a) === normalised(b)) return 'form'
  const [bareA, bareB] = [normalised(withoutLegalForm(a)), normalised(withoutLegalForm(b))]
  return bareA !== '' && bareA === bareB ? 'manual' : 'different'
}

function oddities(a: string, b: string): NameNote[] {
  const notes: NameNote[] = []
  for (const [which, name] of [['first', a], ['second', b]] as const) {
    if (name.trim() === '') notes.push({ code: 'empty', params: { which } })
    if (invisible.test(name)) notes.push({ code: 'invisible', params: { which } })
    // Latin letters and others that look like them in one name.
    if (lookalike.test(name) && /\p{Script=Latin}/u.test(name)) notes.push({ code: 'lookalike', params: { which } })
  }
  return notes
}

/** The kinds of difference, each found by taking only it away. */
function differences(a: string, b: string): NameNote[] {
  if (a === b || verdictOf(a, b) === 'different') return []
  const notes: NameNote[] = []
  const narrow = (text: string) => text.normalize('NFKC')
  if (narrow(a) !== a || narrow(b) !== b) notes.push({ code: 'width', params: {} })
  const [x, y] = [narrow(a), narrow(b)]
  const plain = (text: string) => withoutPunctuation(withoutSpaces(text))
  if (plain(x) !== plain(y) && plain(x).toLowerCase() === plain(y).toLowerCase()) notes.push({ code: 'case', params: {} })
  const spaced = (text: string) => (text.match(/\s+/gu) ?? []).join('|')
  if (spaced(x) !== spaced(y) || x.trim() !== x || y.trim() !== y) notes.push({ code: 'spaces', params: {} })
  const signs = (text: string) => (text.match(/[\p{P}\p{S}]/gu) ?? []).join('')
  if (signs(x) !== signs(y)) notes.push({ code: 'punctuation', params: {} })
  if (normalised(a) !== normalised(b)) notes.push({ code: 'legalForm', params: {} })
  return notes
}
