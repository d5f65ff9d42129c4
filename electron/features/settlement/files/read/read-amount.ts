import { exponentOf } from '@shared/domain/money'
import type { AmountPlan } from '../../engine/scan-types'

export type AmountProblem = 'amount' | 'amountDecimals' | 'amountTooLarge'
export type ReadAmount = { minor: number } | { problem: AmountProblem }

/**
 * An amount as files write it, exactly: full-width digits, thousands by comma or, in European files, by dot, currency
 * signs, brackets or a sign behind for minus. `NaN` for an empty cell or a dash.
 */
export function readAmount(text: string, currency: string, { unit, decimals }: Pick<AmountPlan, 'unit' | 'decimals'>): ReadAmount {
  const plain = text.normalize('NFKC').replaceAll('\u2212', '-').replaceAll(/[\s¥€£$元]|^[A-Z]{3}(?=[-+\d(])|(?<=\d)[A-Z]{3}$/gu, '')
  if (plain === '' || /^-{1,2}$/u.test(plain)) return { minor: Number.NaN }
  const bracketed = /^\((.+)\)$/u.exec(plain)
  const signed = /^([-+]?)(.+?)([-+]?)$/u.exec(bracketed?.[1] ?? plain)
  const digits = signed && grouped(signed[2] ?? '')
  if (!signed || !digits || (signed[1] !== '' && signed[3] !== '')) return { problem: 'amount' }
  const negative = bracketed !== null || signed[1] === '-' || signed[3] === '-'
  const exponent = unit === 'minor' ? 0 : exponentOf(currency)
  const rest = digits.fraction.slice(exponent)
  const over = /[1-9]/u.test(rest)
  if (over && decimals === 'refuse') return { problem: 'amountDecimals' }
  const minor = Number(digits.whole + digits.fraction.slice(0, exponent).padEnd(exponent, '0')) + (over && (rest[0] ?? '0') >= '5' ? 1 : 0)
  if (!Number.isSafeInteger(minor)) return { problem: 'amountTooLarge' }
  return { minor: negative && minor !== 0 ? -minor : minor }
}

/** Digits before and behind the decimal sign. `1,234` is thousands, `12,34` a decimal comma. */
function grouped(text: string): { whole: string; fraction: string } | undefined {
  const usual = /^(\d+|\d{1,3}(?:,\d{3})+)?(?:\.(\d*))?$/u.exec(text)
  if (usual && (usual[1] !== undefined || usual[2])) return { whole: (usual[1] ?? '0').replaceAll(',', ''), fraction: usual[2] ?? '' }
  const european = /^(\d+|\d{1,3}(?:\.\d{3})+),(\d{1,2})$/u.exec(text)
  return european ? { whole: (european[1] ?? '').replaceAll('.', ''), fraction: european[2] ?? '' } : undefined
}
