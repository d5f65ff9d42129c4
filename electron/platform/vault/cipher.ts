import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'

/** Bytes of every key in the vault (AES-256, HMAC-SHA256). */
export const keyBytes = 32

const ivBytes = 12
const tagBytes = 16

/** What AES-256-GCM gives, each part base64url. */
export interface SealedBox {
  iv: string
  ct: string
  tag: string
}

/** AES-256-GCM with a random 96-bit IV. `aad` binds the box to its place: it opens only with the same `aad`. */
export function sealBox(key: Uint8Array, plain: Uint8Array, aad: string): SealedBox {
  const iv = randomBytes(ivBytes)
  const cipher = createCipheriv('aes-256-gcm', key, iv, { authTagLength: tagBytes })
  cipher.setAAD(Buffer.from(aad, 'utf8'))
  const ct = Buffer.concat([cipher.update(plain), cipher.final()])
  return { iv: iv.toString('base64url'), ct: ct.toString('base64url'), tag: cipher.getAuthTag().toString('base64url') }
}

/** The plain bytes, or `undefined` where key, box or `aad` do not belong together. */
export function openBox(key: Uint8Array, box: SealedBox, aad: string): Buffer | undefined {
  const iv = Buffer.from(box.iv, 'base64url')
  const tag = Buffer.from(box.tag, 'base64url')
  if (iv.length !== ivBytes || tag.length !== tagBytes) return undefined
  const decipher = createDecipheriv('aes-256-gcm', key, iv, { authTagLength: tagBytes })
  decipher.setAAD(Buffer.from(aad, 'utf8'))
  decipher.setAuthTag(tag)
  const plain = decipher.update(Buffer.from(box.ct, 'base64url'))
  try {
    decipher.final()
    return plain
  } catch {
    plain.fill(0)
    return undefined
  }
}

/** What `Vault.deriveKey` gives; also for a data key that came out of a backup. */
export function purposeKey(dataKey: Uint8Array, purpose: string): Buffer {
  return subkey(dataKey, `minidesk.vault.derive:${purpose}`)
}

/** A key of its own for one purpose: HKDF-SHA256 with the purpose as `info`, so that no two uses share key bytes. */
export function subkey(key: Uint8Array, info: string, salt: Uint8Array = new Uint8Array(0)): Buffer {
  return Buffer.from(hkdfSync('sha256', key, salt, info, keyBytes))
}
