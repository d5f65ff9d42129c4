import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto'
import { Fault } from '../errors/fault'
import { onePem } from './pem'

/** Shorter ones are no longer safe, and WeChat Pay issues none. */
const LEAST_BITS = 2048

export interface PublicKeyFacts {
  /** SubjectPublicKeyInfo in PEM, as it is kept. */
  pem: string
  bits: number
}

/**
 * Reads one RSA public key (`BEGIN PUBLIC KEY` or `BEGIN RSA PUBLIC KEY`) from pasted text. A certificate or a private
 * key is refused although a public key is in it: it was pasted into the wrong place.
 * @throws Fault `keys.publicKeyUnreadable`, `keys.keyTooShort`
 */
export function readPublicKey(text: string): PublicKeyFacts {
  const pem = onePem(text, 'PUBLIC KEY') ?? onePem(text, 'RSA PUBLIC KEY')
  const key = pem === undefined ? undefined : attempt(() => createPublicKey(pem))
  if (key?.asymmetricKeyType !== 'rsa') throw new Fault('keys.publicKeyUnreadable')
  return { pem: pemOf(key), bits: bitsOf(key) }
}

/**
 * Reads one unencrypted RSA private key (PKCS#8 or PKCS#1) from pasted text. Answers only its public half.
 * @throws Fault `keys.privateKeyUnreadable`, `keys.keyTooShort`
 */
export function readPrivateKey(text: string): PublicKeyFacts {
  const pem = onePem(text, 'PRIVATE KEY') ?? onePem(text, 'RSA PRIVATE KEY')
  const key = pem === undefined ? undefined : attempt(() => createPrivateKey(pem))
  if (key?.asymmetricKeyType !== 'rsa') throw new Fault('keys.privateKeyUnreadable')
  return { pem: pemOf(createPublicKey(key)), bits: bitsOf(key) }
}

const pemOf = (key: KeyObject) => key.export({ type: 'spki', format: 'pem' }).toString().trim()

function bitsOf(key: KeyObject): number {
  const bits = key.asymmetricKeyDetails?.modulusLength ?? 0
  if (bits < LEAST_BITS) throw new Fault('keys.keyTooShort', { params: { bits, least: LEAST_BITS } })
  return bits
}

function attempt(read: () => KeyObject): KeyObject | undefined {
  try {
    return read()
  } catch {
    return undefined
  }
}
