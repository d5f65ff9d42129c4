/**
 * The encrypted form of a message that WeChat pushes: AES-256-CBC under the EncodingAESKey, its first 16 bytes the IV;
 * inside 16 random bytes, the length of the message (4 bytes, big-endian), the message, the AppID; padded to 32 bytes.
 * Source: developers.weixin.qq.com, 消息加解密说明 (message encryption of official accounts and mini programs).
 */
import { createDecipheriv } from 'node:crypto'

export type Deciphered = { ok: true; text: string; appId: string } | { ok: false; problem: 'keyForm' | 'wrongKey' }

const block = 32
const randomBytes = 16

export function decipherPush(encrypted: string, encodingAesKey: string): Deciphered {
  if (!/^[A-Za-z0-9+/]{43}$/u.test(encodingAesKey)) return { ok: false, problem: 'keyForm' }
  const key = Buffer.from(`${encodingAesKey}=`, 'base64')
  const cipher = Buffer.from(encrypted.replaceAll(/\s/gu, ''), 'base64')
  if (cipher.length < block || cipher.length % 16 !== 0) return { ok: false, problem: 'wrongKey' }
  try {
    const decipher = createDecipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false)
    return unpacked(Buffer.concat([decipher.update(cipher), decipher.final()]))
  } finally {
    key.fill(0)
  }
}

/** Everything that does not fit is the wrong key: there is nothing else by which to tell. */
function unpacked(plain: Buffer): Deciphered {
  const padding = plain.at(-1) ?? 0
  const content = plain.subarray(randomBytes, plain.length - padding)
  if (padding < 1 || padding > block || content.length < 4) return { ok: false, problem: 'wrongKey' }
  const length = content.readUInt32BE(0)
  if (length > content.length - 4) return { ok: false, problem: 'wrongKey' }
  try {
    const utf8 = new TextDecoder('utf-8', { fatal: true })
    const appId = utf8.decode(content.subarray(4 + length))
    return /^[0-9A-Za-z_-]{1,64}$/u.test(appId)
      ? { ok: true, text: utf8.decode(content.subarray(4, 4 + length)), appId }
      : { ok: false, problem: 'wrongKey' }
  } catch {
    return { ok: false, problem: 'wrongKey' }
  }
}
