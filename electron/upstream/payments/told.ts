import { isCurrency, parseMajor } from '@shared/domain/money'

/**
 * An instant as providers write it: Unix seconds or milliseconds, or ISO 8601 with a zone. A time without a zone is
 * not guessed at.
 */
export function toldInstant(text: string): string | undefined {
  const time = timeOf(text.trim())
  return time === undefined || Number.isNaN(time) ? undefined : new Date(time).toISOString()
}

function timeOf(text: string): number | undefined {
  if (/^\d{10}$/u.test(text)) return Number(text) * 1000
  if (/^\d{13}$/u.test(text)) return Number(text)
  return /^\d{4}-\d\d-\d\dT[\d:.]{5,15}(?:Z|[+-]\d\d:?\d\d)$/u.test(text) ? Date.parse(text) : undefined
}

/** A code of three letters as upstream tells it; `undefined` for anything else. */
export function toldCurrency(text: string): string | undefined {
  const code = text.trim().toUpperCase()
  return isCurrency(code) ? code : undefined
}

/** An amount of main units; `undefined` where it is none or has more decimals than its currency. */
export function toldMajor(text: string, currency: string | undefined): number | undefined {
  if (currency === undefined || text === '') return undefined
  const parsed = parseMajor(text, currency)
  return parsed.ok ? parsed.minor : undefined
}

/** Leaves out what is not told, so that absent stays absent. */
export function told<T extends object>(values: { [K in keyof T]: T[K] | undefined | '' }): T {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined && value !== '')) as T
}
