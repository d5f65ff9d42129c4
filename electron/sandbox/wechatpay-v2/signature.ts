import { createCipheriv, createHash, createHmac } from 'node:crypto'
import type { Fields } from './xml'

/** WeChat's rule in the stand-in's own words (payment-providers §7.2). */
export function signatureOf(fields: Readonly<Record<string, string>>, key: string, type: string): string {
  const names = Object.keys(fields).filter((name) => name !== 'sign' && fields[name] !== '')
  const text = [...names.sort().map((name) => `${name}=${fields[name] ?? ''}`), `key=${key}`].join('&')
  const digest = type === 'HMAC-SHA256' ? createHmac('sha256', key) : createHash('md5')
  return digest.update(text, 'utf8').digest('hex').toUpperCase()
}

export function signed(fields: Fields, key: string, type: string): Fields {
  return [...fields, ['sign', signatureOf(Object.fromEntries(fields), key, type)]]
}

/** `req_info` of a refund notification: AES-256-ECB under the hex MD5 of the key (§7.7). */
export function sealed(text: string, key: string): string {
  const cipher = createCipheriv('aes-256-ecb', createHash('md5').update(key).digest('hex'), null)
  return cipher.update(text, 'utf8', 'base64') + cipher.final('base64')
}
