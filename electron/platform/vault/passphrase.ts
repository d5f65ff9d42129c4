import { scrypt } from 'node:crypto'
import { Fault } from '../errors/fault'
import { keyBytes } from './cipher'
import type { ScryptCost } from './document'

/** 128 MiB and about half a second: OWASP's first choice for scrypt (Password Storage Cheat Sheet). */
export const defaultScryptCost: ScryptCost = { N: 2 ** 17, r: 8, p: 1 }

const minCharacters = 12
const maxCharacters = 1024
const minBits = 50

/** The same passphrase however it was typed: full-width and composed forms are folded (NFKC). */
export function normalisePassphrase(passphrase: string): string {
  return passphrase.normalize('NFKC')
}

/**
 * Why a new passphrase is refused, or `undefined`. Length counts characters, not code units. Guessability is a rough
 * count of bits per character; a repeated block counts once, a run (aaa, 1234) hardly at all.
 */
export function passphraseWeakness(passphrase: string): 'tooShort' | 'tooLong' | 'tooGuessable' | undefined {
  const characters = Array.from(normalisePassphrase(passphrase))
  if (characters.length < minCharacters) return 'tooShort'
  if (characters.length > maxCharacters) return 'tooLong'
  return roughBits(smallestUnit(characters)) < minBits ? 'tooGuessable' : undefined
}

/** @throws Fault `vault.passphraseTooWeak` with the reason at the field `passphrase` */
export function assertStrong(passphrase: string): void {
  const weakness = passphraseWeakness(passphrase)
  if (!weakness) return
  const code = {
    tooShort: 'vault.passphraseTooShort',
    tooLong: 'vault.passphraseTooLong',
    tooGuessable: 'vault.passphraseTooGuessable',
  }[weakness]
  throw new Fault('vault.passphraseTooWeak', {
    fields: [{ path: 'passphrase', code, params: { min: minCharacters, max: maxCharacters } }],
  })
}

/** `abcabcabc` is no stronger than `abc`. */
function smallestUnit(characters: string[]): string[] {
  const text = characters.join('')
  const period = (text + text).indexOf(text, 1)
  return Array.from(text.slice(0, period))
}

function roughBits(characters: string[]): number {
  let bits = 0
  let previous = Number.NaN
  for (const character of characters) {
    const code = character.codePointAt(0) ?? 0
    bits += Math.abs(code - previous) <= 1 ? 1 : bitsOf(character)
    previous = code
  }
  return bits
}

function bitsOf(character: string): number {
  if (/\p{Script=Han}/u.test(character)) return 9
  if (/[0-9]/.test(character)) return 3.3
  if (/[a-zA-Z]/.test(character)) return 4.7
  return 5
}

/** The slot's secret from a passphrase; runs in the thread pool, so the event loop goes on. */
export function passphraseSecret(passphrase: string, salt: Uint8Array, cost: ScryptCost): Promise<Buffer> {
  const password = Buffer.from(normalisePassphrase(passphrase), 'utf8')
  const { N, r, p } = cost
  return new Promise((resolve, reject) => {
    scrypt(password, salt, keyBytes, { N, r, p, maxmem: 128 * N * r * p + 64 * 1024 ** 2 }, (cause, secret) => {
      password.fill(0)
      if (cause) reject(cause)
      else resolve(secret)
    })
  })
}

/** Whether a typed passphrase can be one at all; keeps endless input away from scrypt. */
export function isPlausible(passphrase: string): boolean {
  return passphrase.length > 0 && passphrase.length <= maxCharacters * 2
}
