import { randomBytes } from 'node:crypto'

/**
 * A recovery key as people read it: eight groups of five characters, `4Q7ZK-…`. Four characters of a group carry 20
 * bits (160 in all), the fifth checks the group: `sum(weight_i * d_i) + place(group)` over GF(32), which finds every
 * single wrong character, every two neighbours swapped and every group that stands in another's place, and says where.
 * Alphabet: Crockford's Base32 (no I, L, O, U).
 */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const groups = 8
const groupLength = 5
const dataPerGroup = 4
const secretBytes = 20

/** Why a typed key is no recovery key. `group` counts from 1. */
export type RecoveryKeySlip =
  | { kind: 'character'; group: number }
  | { kind: 'groupLength'; group: number; found: number }
  | { kind: 'checksum'; group: number }
  | { kind: 'length'; found: number; expected: number }

export type RecoveryKeyResult = { ok: true; secret: Buffer } | { ok: false; slip: RecoveryKeySlip }

/** A new key: the text to print and the bytes in it. */
export function newRecoveryKey(): { text: string; secret: Buffer } {
  const secret = randomBytes(secretBytes)
  return { text: formatRecoveryKey(secret), secret }
}

/** Writes 20 bytes as a recovery key. */
export function formatRecoveryKey(secret: Uint8Array): string {
  const digits = toDigits(secret)
  const written = Array.from({ length: groups }, (_, group) => {
    const data = digits.slice(group * dataPerGroup, (group + 1) * dataPerGroup)
    return [...data, checkDigit(data, group)].map((digit) => alphabet.charAt(digit)).join('')
  })
  return written.join('-')
}

/**
 * Reads a typed key. Case, spaces, line breaks and hyphens of any kind do not matter; look-alikes are folded (O as 0,
 * I and L as 1, U as V, full-width forms).
 */
export function parseRecoveryKey(typed: string): RecoveryKeyResult {
  const words = typed.slice(0, 1000).normalize('NFKC').toUpperCase().split(/[\s\p{Pd}\u2212_.,·]+/u).filter(Boolean)
  const text = words.join('')
  const found = Array.from(text).length
  if (found !== groups * groupLength) {
    const short = words.length === groups ? words.findIndex((word) => Array.from(word).length !== groupLength) : -1
    if (short >= 0) return slip({ kind: 'groupLength', group: short + 1, found: Array.from(words[short] ?? '').length })
    return slip({ kind: 'length', found, expected: groups * groupLength })
  }
  const digits: number[] = []
  for (const [index, character] of Array.from(text).entries()) {
    const digit = alphabet.indexOf(fold(character))
    if (digit < 0) return slip({ kind: 'character', group: Math.floor(index / groupLength) + 1 })
    digits.push(digit)
  }
  const data: number[] = []
  for (let group = 0; group < groups; group++) {
    const [...read] = digits.slice(group * groupLength, (group + 1) * groupLength)
    const check = read.pop()
    if (checkDigit(read, group) !== check) return slip({ kind: 'checksum', group: group + 1 })
    data.push(...read)
  }
  return { ok: true, secret: fromDigits(data) }
}

function slip(found: RecoveryKeySlip): RecoveryKeyResult {
  return { ok: false, slip: found }
}

const lookAlikes: Record<string, string> = { O: '0', I: '1', L: '1', U: 'V' }

function fold(character: string): string {
  return Object.hasOwn(lookAlikes, character) ? (lookAlikes[character] ?? character) : character
}

/** Multiplication in GF(32) with x^5 + x^2 + 1. */
function times(a: number, b: number): number {
  let product = 0
  for (let factor = b, value = a; factor > 0; factor >>= 1) {
    if (factor & 1) product ^= value
    value = value & 16 ? (value << 1) ^ 0b100101 : value << 1
  }
  return product
}

function checkDigit(data: readonly number[], group: number): number {
  // Distinct weights, none 0 or 1: two neighbours cannot be swapped unseen, the check character included.
  const weights = [2, 4, 8, 16]
  return data.reduce((sum, digit, index) => sum ^ times(digit, weights[index] ?? 0), group + 1)
}

function toDigits(bytes: Uint8Array): number[] {
  const bits = Array.from(bytes, (byte) => byte.toString(2).padStart(8, '0')).join('')
  return Array.from({ length: bits.length / 5 }, (_, index) => Number.parseInt(bits.slice(index * 5, index * 5 + 5), 2))
}

function fromDigits(digits: readonly number[]): Buffer {
  const bits = digits.map((digit) => digit.toString(2).padStart(5, '0')).join('')
  const bytes = Array.from({ length: bits.length / 8 }, (_, at) => Number.parseInt(bits.slice(at * 8, at * 8 + 8), 2))
  return Buffer.from(bytes)
}
