import { createHash, createPrivateKey, createPublicKey } from 'node:crypto'
import { Fault } from '../../../platform/errors/fault'
import { readPrivateKey } from '../../../platform/keys'

/** Reads key material for a field of a form: what cannot be used is told at that field. @throws Fault `bridge.invalidInput` */
export function atField<T>(path: string, read: () => T): T {
  try {
    return read()
  } catch (cause) {
    throw asFieldFault(path, cause)
  }
}

/** A fault of reading a key, told at the field that it was given in; anything else as it is. */
export function asFieldFault(path: string, cause: unknown): unknown {
  if (!(cause instanceof Fault) || !cause.code.startsWith('keys.')) return cause
  return new Fault('bridge.invalidInput', { fields: [{ path, code: cause.code, params: cause.params }], cause })
}

/**
 * An RSA private key as it is sealed (PKCS#8), with the last four hexadecimal digits of its public half's SHA-256: they
 * tell keys apart and give nothing away.
 * @throws Fault `keys.privateKeyUnreadable`, `keys.keyTooShort`
 */
export function usablePrivateKey(text: string): { pem: string; end: string } {
  const { pem: half } = readPrivateKey(text)
  const key = createPrivateKey(pemBlockOf(text))
  return { pem: key.export({ type: 'pkcs8', format: 'pem' }).toString(), end: fingerprintEnd(half) }
}

/** @param publicKeyPem SubjectPublicKeyInfo */
export function fingerprintEnd(publicKeyPem: string): string {
  const der = createPublicKey(publicKeyPem).export({ type: 'spki', format: 'der' })
  return createHash('sha256').update(der).digest('hex').slice(-4)
}

/** What stands around the block (bag attributes, a mail's text) is left out. */
const pemBlockOf = (text: string) => /-----BEGIN (RSA )?PRIVATE KEY-----[\s\S]+?-----END (RSA )?PRIVATE KEY-----/u.exec(text)?.[0] ?? ''
