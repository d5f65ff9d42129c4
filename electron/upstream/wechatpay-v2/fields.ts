/** Checks of fields before anything is sent. Source: payment-providers §7.3, §7.8. */
import { Fault } from '../../platform/errors/fault'
import type { V2Account } from './account'

/** Numbers of the merchant: digits, letters, `_-|*@`. */
export const merchantNumber = { pattern: '[0-9A-Za-z_|*@\\-]{1,32}', maxLength: 32 }
export const refundNumber = { pattern: '[0-9A-Za-z_|*@\\-]{1,64}', maxLength: 64 }

/** Characters that XML and WeChat do not have are left out, then so many whole characters as fit. */
export function cut(text: string, bytes: number): string {
  let fitting = ''
  let used = 0
  for (const character of text.toWellFormed().replaceAll(/\p{Cc}/gu, ' ')) {
    used += Buffer.byteLength(character, 'utf8')
    if (used > bytes) break
    fitting += character
  }
  return fitting.trim()
}

/** @throws Fault `wechatpayV2.fieldRefused` */
export function numbered(value: string, { pattern }: { pattern: string }, field: string): string {
  if (!new RegExp(`^(?:${pattern})$`, 'u').test(value)) throw new Fault('wechatpayV2.fieldRefused', { params: { field }, fields: [{ path: field, code: 'invalid' }] })
  return value
}

/** @throws Fault `wechatpayV2.fieldRefused` */
export function minorText(minor: number, field: string): string {
  if (!Number.isSafeInteger(minor) || minor <= 0) throw new Fault('wechatpayV2.fieldRefused', { params: { field }, fields: [{ path: field, code: 'invalid' }] })
  return String(minor)
}

/** The mainland takes CNY only. @throws Fault `wechatpayV2.currencyDomestic` */
export function currencyFor({ overseas }: V2Account, currency: string): string {
  if (!overseas && currency !== 'CNY') throw new Fault('wechatpayV2.currencyDomestic', { params: { currency } })
  return currency
}
