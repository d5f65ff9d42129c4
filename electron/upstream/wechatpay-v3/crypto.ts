/** RSA with SHA-256 and AES-256-GCM as APIv3 uses them. Source: payment-providers §8.2, §8.3. */
import { constants, createDecipheriv, createPublicKey, type KeyObject, sign, verify } from 'node:crypto'
import type { CanonicalText } from '@shared/domain/signatures'

const TAG_BYTES = 16
const NONCE_BYTES = 12

/** Base64 signature over the text's UTF-8 bytes, RSA PKCS#1 v1.5. */
export function signText({ text }: CanonicalText, key: KeyObject): string {
  return sign('sha256', Buffer.from(text, 'utf8'), { key, padding: constants.RSA_PKCS1_PADDING }).toString('base64')
}

/** `pem`: a public key or a certificate. False also for a signature that is no base64 or a key that cannot be read. */
export function isSignedBy({ text }: CanonicalText, signature: string, pem: string): boolean {
  if (!/^[A-Za-z0-9+/]+={0,2}$/u.test(signature)) return false
  try {
    const key = createPublicKey(pem)
    const options = { key, padding: constants.RSA_PKCS1_PADDING }
    return key.asymmetricKeyType === 'rsa' && verify('sha256', Buffer.from(text, 'utf8'), options, Buffer.from(signature, 'base64'))
  } catch {
    return false
  }
}

export interface Sealed {
  nonce: string
  /** Base64; its last 16 bytes are the tag. */
  ciphertext: string
  /** May be missing: then the additional data is empty (§8.7). */
  associated_data?: string | null | undefined
}

/** The plain text of an `AEAD_AES_256_GCM` resource; undefined where key, nonce, data or tag do not fit together. */
export function decrypt(sealed: Sealed, key: Buffer): string | undefined {
  const bytes = Buffer.from(sealed.ciphertext, 'base64')
  const nonce = Buffer.from(sealed.nonce, 'utf8')
  if (bytes.length < TAG_BYTES || nonce.length !== NONCE_BYTES) return undefined
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES })
    decipher.setAAD(Buffer.from(sealed.associated_data ?? '', 'utf8'))
    decipher.setAuthTag(bytes.subarray(-TAG_BYTES))
    const plain = Buffer.concat([decipher.update(bytes.subarray(0, -TAG_BYTES)), decipher.final()])
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(plain)
  } catch {
    return undefined
  }
}
