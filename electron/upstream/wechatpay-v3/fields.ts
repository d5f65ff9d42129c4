/** Checks of fields before anything is sent. Source: payment-providers §8.1, §8.4, §8.6. */
import type { FieldError } from '@shared/contract/error'
import { Fault } from '../../platform/errors/fault'
import type { V3Account } from './account'

export type Problem = FieldError | undefined

/**
 * Text that WeChat Pay takes: well-formed, characters of at most three bytes (no emoji), no control characters, not too
 * long. `most` counts characters, `mostBytes` bytes of UTF-8.
 */
export function textProblem(path: string, text: string, limit: { most?: number; mostBytes?: number }): Problem {
  const bad = [...text].find((char) => (char.codePointAt(0) ?? 0) > 0xffff || /[\p{Cs}\p{Cc}]/u.test(char))
  if (bad !== undefined) return { path, code: 'wechatpayV3.fourByteCharacter', params: { character: bad.toWellFormed() } }
  const { most, mostBytes } = limit
  if (most !== undefined && [...text].length > most) return { path, code: 'tooLong', params: { maximum: most } }
  if (mostBytes !== undefined && new TextEncoder().encode(text).length > mostBytes) {
    return { path, code: 'wechatpayV3.tooManyBytes', params: { maximum: mostBytes } }
  }
  return undefined
}

export function patternProblem(path: string, text: string, pattern: RegExp): Problem {
  return pattern.test(text) ? undefined : { path, code: 'invalid' }
}

export function amountProblem(path: string, minor: number): Problem {
  return Number.isSafeInteger(minor) && minor > 0 ? undefined : { path, code: 'invalid' }
}

/** The mainland takes CNY and the Hong Kong wallet HKD; elsewhere it is the merchant's currency (§8.4, §8.9). */
export function currencyProblem({ region }: V3Account, currency: string): Problem {
  const only = region === 'domestic' ? 'CNY' : region === 'hk' ? 'HKD' : currency
  return currency === only ? undefined : { path: 'currency', code: 'wechatpayV3.currencyNotHere', params: { currency, only } }
}

/** @throws Fault `wechatpayV3.fieldsRefused` with every problem */
export function refuseProblems(problems: readonly Problem[]): void {
  const fields = problems.filter((problem) => problem !== undefined)
  if (fields.length > 0) {
    const names = fields.map(({ path }) => path).join(', ')
    throw new Fault('wechatpayV3.fieldsRefused', { params: { fields: names }, fields })
  }
}
