import base64 from 'crypto-js/enc-base64'
import md5 from 'crypto-js/md5'
import sha1 from 'crypto-js/sha1'
import sha256 from 'crypto-js/sha256'
import type { MismatchCause, MismatchCode } from './causes'
import { type Mistake, type OtherTicket, type Recipe, rightRecipe, textOf, usualMistakes } from './mistakes'
import { sha1Hex } from './signature'
import type { SignParts } from './string-to-sign'

export interface SignatureToCheck {
  given: string
  parts: SignParts
  others: readonly OtherTicket[]
}

/**
 * `match`: nothing is wrong with the signature itself. `explained`: each entry is a set of mistakes that gives exactly
 * the signature in question, the fewest mistakes only. `unexplained`: no known mistake, nor any two together, gives it;
 * what was tried is ruled out.
 */
export type CheckOutcome =
  | { outcome: 'match' }
  | { outcome: 'explained'; explanations: MismatchCause[][] }
  | { outcome: 'unexplained'; ruledOut: MismatchCode[] }

/**
 * Compares a signature with the computed one, and looks for the mistake that explains it by making the usual mistakes
 * (wechat-links-qr §1.6): each alone, then each two together.
 */
export function checkSignature({ given, parts, others }: SignatureToCheck): CheckOutcome {
  const wanted = given.trim()
  const right = rightRecipe(parts)
  const text = textOf(right).toWellFormed()
  if (wanted === sha1Hex(text)) return { outcome: 'match' }
  const form = mistakenForm(wanted, text)
  if (form) return { outcome: 'explained', explanations: [[form]] }
  const mistakes = usualMistakes(parts, others)
  const found = explanationsOf(wanted.toLowerCase(), right, mistakes)
  if (found.length === 0) return { outcome: 'unexplained', ruledOut: tried(mistakes) }
  // A hash in upper case is a mistake of its own on top of the others.
  const upper: MismatchCause[] = wanted === wanted.toLowerCase() ? [] : [{ code: 'upperCase', params: {} }]
  return { outcome: 'explained', explanations: found.map((causes) => [...causes, ...upper]) }
}

/** The right text, but its hash in another form. */
function mistakenForm(wanted: string, text: string): MismatchCause | undefined {
  const lower = wanted.toLowerCase()
  if (lower === sha1Hex(text)) return { code: 'upperCase', params: {} }
  if (wanted === sha1(text).toString(base64)) return { code: 'base64', params: {} }
  if (lower === md5(text).toString()) return { code: 'wrongHash', params: { name: 'MD5' } }
  return lower === sha256(text).toString() ? { code: 'wrongHash', params: { name: 'SHA-256' } } : undefined
}

function explanationsOf(wanted: string, right: Recipe, mistakes: readonly Mistake[]): MismatchCause[][] {
  const gives = (...made: Mistake[]) =>
    sha1Hex(textOf(Object.assign({}, right, ...made.map(({ change }) => change)) as Recipe)) === wanted
  const alone = mistakes.filter((one) => gives(one)).map(({ cause }) => [cause])
  if (alone.length > 0) return alone
  return mistakes.flatMap((one, index) =>
    mistakes
      .slice(index + 1)
      .filter((other) => other.ingredient !== one.ingredient && gives(one, other))
      .map((other) => [one.cause, other.cause]),
  )
}

function tried(mistakes: readonly Mistake[]): MismatchCode[] {
  return [...new Set<MismatchCode>([...mistakes.map(({ cause }) => cause.code), 'upperCase', 'base64', 'wrongHash'])]
}
