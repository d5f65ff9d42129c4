import type { MatchRule } from '@shared/contract/settlement-reconciliation'
import type { EntryKind } from '@shared/contract/settlement-values'

type Translate = (key: string, params?: Record<string, unknown>) => string

/** Minutes as the largest whole unit that holds them: 2880 → 2 days. */
export function spanOf(minutes: number): { unit: 'days' | 'hours' | 'minutes'; count: number } {
  if (minutes % 1440 === 0 && minutes > 0) return { unit: 'days', count: minutes / 1440 }
  if (minutes % 60 === 0 && minutes > 0) return { unit: 'hours', count: minutes / 60 }
  return { unit: 'minutes', count: minutes }
}

/** Millionths as per cent without a fraction of a fraction: 1500 → `0.15`. */
export function percentOf(ppm: number): string {
  const digits = String(ppm).padStart(5, '0')
  return `${digits.slice(0, -4)}.${digits.slice(-4)}`.replace(/\.?0+$/u, '')
}

/** Per cent as a person types it, in millionths; undefined where it is none, or finer than a millionth. */
export function ppmOf(text: string): number | undefined {
  const match = /^(\d{1,3})(?:\.(\d{1,4}))?$/u.exec(text.normalize('NFKC').trim().replace(/%$/u, ''))
  return match ? Number((match[1] ?? '') + (match[2] ?? '').padEnd(4, '0')) : undefined
}

/**
 * A rule as one sentence that finance reads: by which numbers, how many to how many, how far amounts and times may lie
 * apart, which rows.
 * @param t translates a key
 * @param kindOf name of a kind of rows
 */
export function ruleSentence(rule: MatchRule, t: Translate, kindOf: (kind: EntryKind) => string): string {
  const word = (key: string, params?: Record<string, unknown>) => t(`settlementScreens.rules.words.${key}`, params)
  const keys = rule.keys.length === 0 ? word('noKey') : word('keys', { keys: rule.keys.map((key) => t(`settlementScreens.rules.keys.${key}`)).join(word('then')) })
  const kinds = rule.kinds.length === 0 ? '' : word('kinds', { kinds: rule.kinds.map(kindOf).join(word('and')) })
  return [keys, word(`shapes.${rule.shape}`), amountWords(rule, word), timeWords(rule, word), kinds].filter((part) => part !== '').join(word('comma')) + word('stop')
}

function amountWords({ amount, toleranceMinor, tolerancePpm }: MatchRule, word: Translate): string {
  if (amount === 'any') return word('anyAmount')
  if (amount === 'equal') return word('equalAmount')
  const limits = [
    ...(toleranceMinor === undefined ? [] : [word('minor', { count: toleranceMinor })]),
    ...(tolerancePpm === undefined ? [] : [word('percent', { percent: percentOf(tolerancePpm) })]),
  ]
  return word('amountWithin', { limit: limits.join(word('tighter')) })
}

function timeWords({ windowMinutes }: MatchRule, word: Translate): string {
  if (windowMinutes === undefined) return ''
  if (windowMinutes === 0) return word('sameMinute')
  const { unit, count } = spanOf(windowMinutes)
  return word('window', { span: word(unit, { count }) })
}
