import sha1 from 'crypto-js/sha1'
import { type SignParts, stringToSign } from './string-to-sign'

/** SHA-1 of a text in UTF-8, as lower-case hex; half a character counts as U+FFFD. */
export function sha1Hex(text: string): string {
  return sha1(text.toWellFormed()).toString()
}

/** The signature that `wx.config` takes (wechat-links-qr §1.6). */
export function signatureOf(parts: SignParts): string {
  return sha1Hex(stringToSign(parts))
}
