/**
 * Numbers of mainland identity cards: GB 11643-1999 with the check character of ISO 7064 MOD 11-2. Source:
 * geocoding-and-face §9. Says whether a number can exist, never whose it is.
 */
import type { Day } from '../days'

export type NumberProblemCode =
  | 'empty'
  | 'length'
  | 'characters'
  | 'firstGeneration'
  | 'region'
  | 'date'
  | 'future'
  | 'age'
  | 'check'

/** `params` never holds a digit of the number. */
export interface NumberProblem {
  code: NumberProblemCode
  params: Record<string, string | number>
}

export interface NumberFindings {
  /** Upper case, without blanks: the form in which it is sent and digested. */
  normal: string
  problems: NumberProblem[]
  /** A number of 15 digits as 18. */
  converted?: string
}

const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2] as const
const checkCharacters = '10X98765432'
const oldestYears = 120

/** Provinces by the first two digits (GB/T 2260). Longer prefixes are not judged: codes were retired. [L] */
const provinces = new Set(
  ['11-15', '21-23', '31-37', '41-46', '50-54', '61-65', '71-71', '81-83'].flatMap((range) => {
    const [from = 0, to = 0] = range.split('-').map(Number)
    return Array.from({ length: to - from + 1 }, (_, index) => String(from + index))
  }),
)

/** Sequences that first-generation numbers kept for people born before 1900. [L] */
const centenarians = new Set(['996', '997', '998', '999'])

/** Days of birth reach further back than the days that the program counts with elsewhere. */
function isRealDay(day: Day): boolean {
  const ms = Date.parse(`${day}T00:00:00.000Z`)
  return day >= '1800-01-01' && !Number.isNaN(ms) && new Date(ms).toISOString().slice(0, 10) === day
}

const problem = (code: NumberProblemCode, params: NumberProblem['params'] = {}): NumberProblem => ({ code, params })

/** Full-width characters as plain ones, `x` as `X`, no blanks and no hyphens between groups. */
export function normalNumber(text: string): string {
  return text
    .normalize('NFKC')
    .replaceAll(/[\s\u200b-\u200d\u2060\ufeff-]/gu, '')
    .toUpperCase()
}

/** The check character for the first 17 digits. */
export function checkCharacter(digits: string): string {
  const sum = weights.reduce((total, weight, index) => total + weight * Number(digits[index] ?? 0), 0)
  return checkCharacters[sum % 11] ?? ''
}

/** Whether a text is a number with a real day and a right check character, whatever the year: for finding such numbers in texts. */
export function looksLikeIdentityNumber(text: string): boolean {
  const normal = normalNumber(text)
  return /^\d{17}[\dX]$/u.test(normal) && isRealDay(dayOf(normal)) && checkCharacter(normal) === normal.at(-1)
}

/** Whether a number of this kind stands anywhere in a text, so that the text is not kept. */
export function holdsIdentityNumber(text: string): boolean {
  const runs = text.normalize('NFKC').match(/\d[\d\s-]{15,40}[\dXx]/gu) ?? []
  return runs.some((run) => {
    const packed = normalNumber(run)
    return Array.from({ length: Math.max(0, packed.length - 17) }, (_, at) => packed.slice(at, at + 18)).some(looksLikeIdentityNumber)
  })
}

/** `today` is a day in Asia/Shanghai. Problems in the order in which they are checked; what cannot be read ends the list. */
export function checkNumber(text: string, today: Day): NumberFindings {
  const normal = normalNumber(text)
  if (normal === '') return { normal, problems: [problem('empty')] }
  if (/^\d{15}$/u.test(normal)) return firstGeneration(normal, today)
  if (!/^[\dX]+$/u.test(normal)) return { normal, problems: [problem('characters')] }
  if (normal.length !== 18) return { normal, problems: [problem('length', { length: normal.length })] }
  if (!/^\d{17}[\dX]$/u.test(normal)) return { normal, problems: [problem('characters')] }
  const problems = [...regionProblems(normal), ...birthProblems(dayOf(normal), today)]
  if (checkCharacter(normal) !== normal.at(-1)) problems.push(problem('check'))
  return { normal, problems }
}

/** A number of 15 digits is told as what it is, and shown as 18; a second-generation card bears another. */
function firstGeneration(normal: string, today: Day): NumberFindings {
  const century = centenarians.has(normal.slice(12)) ? '18' : '19'
  const digits = normal.slice(0, 6) + century + normal.slice(6)
  const problems = [problem('firstGeneration'), ...regionProblems(digits), ...birthProblems(dayOf(digits), today)]
  // Under the mark for those born before 1900 nobody is younger than 120.
  const open = problems.filter(({ code }) => code !== 'age' || century === '19')
  return { normal, problems: open, ...(open.length === 1 ? { converted: digits + checkCharacter(digits) } : {}) }
}

const dayOf = (number: string): Day => `${number.slice(6, 10)}-${number.slice(10, 12)}-${number.slice(12, 14)}`

function regionProblems(number: string): NumberProblem[] {
  return provinces.has(number.slice(0, 2)) ? [] : [problem('region')]
}

function birthProblems(born: Day, today: Day): NumberProblem[] {
  if (!isRealDay(born)) return [problem('date')]
  if (born > today) return [problem('future')]
  // As texts of one form days compare in order; whoever turned 121 by today is older than 120.
  const turned121 = `${Number(today.slice(0, 4)) - oldestYears - 1}${today.slice(4)}`
  return born <= turned121 ? [problem('age', { years: oldestYears })] : []
}
