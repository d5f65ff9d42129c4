import { countSms, defaultSmsSizes, type SmsCount, type SmsSizes } from './segments'

export type SmsWarningCode =
  | 'notTappable'
  | 'schemeInText'
  | 'linkLong'
  | 'linkMissing'
  | 'linkGlued'
  | 'signatureMissing'
  | 'signatureForm'
  | 'signatureTwice'
  | 'manySegments'
  | 'placeholderLeft'

export interface SmsWarning {
  code: SmsWarningCode
  severity: 'warning' | 'notice'
  params: Record<string, string | number>
}

export interface SmsMessage extends SmsCount {
  /** As the guest gets it. */
  text: string
  /** The name in 【】, at the beginning or the end; empty: none. */
  signature: string
  warnings: SmsWarning[]
}

/** Characters of a link above which it eats a good part of a message. */
const longLink = 40
/** Providers are generally known to ask for 2 to 16 characters between the brackets; not verified, so it only warns. */
const signatureLength = { min: 2, max: 16 } as const

const signed = /^【([^【】]*)】|【([^【】]*)】\s*$/u

/** The signature of a text; operators refuse a commercial message without one. */
export function signatureOf(text: string): string {
  const found = signed.exec(text.trim())
  return (found?.[1] ?? found?.[2] ?? '').trim()
}

/**
 * Fills `{{link}}` into a text and counts it, signature included, as it is billed. Source of what cannot be tapped:
 * wechat-links-qr §3.3.
 */
export function smsMessage(template: string, link: string, sizes: SmsSizes = defaultSmsSizes): SmsMessage {
  const text = template.replaceAll(/\{\{\s*link\s*\}\}/gu, () => link)
  const count = countSms(text, sizes)
  const signature = signatureOf(text)
  return { ...count, text, signature, warnings: warningsOf(template, text, link, signature, count) }
}

function warningsOf(template: string, text: string, link: string, signature: string, count: SmsCount): SmsWarning[] {
  const warnings: SmsWarning[] = []
  const add = (code: SmsWarningCode, params: SmsWarning['params'] = {}, severity: SmsWarning['severity'] = 'warning') =>
    warnings.push({ code, severity, params })
  if (text.trim() === '') return warnings
  if (/^weixin:/iu.test(link) && text.includes(link)) add('notTappable')
  else if (/weixin:\/\//iu.test(text)) add('schemeInText')
  if (link !== '' && text.includes(link) && link.length > longLink) add('linkLong', { length: link.length })
  if (link !== '' && !text.includes(link)) add('linkMissing', {}, 'notice')
  if (glued(text, link)) add('linkGlued')
  const marks = text.match(/【[^【】]*】/gu)?.length ?? 0
  if (signature === '') add('signatureMissing')
  else if ([...signature].length < signatureLength.min || [...signature].length > signatureLength.max)
    add('signatureForm', { ...signatureLength, length: [...signature].length })
  if (marks > 1) add('signatureTwice', { count: marks }, 'notice')
  if (count.segments > 1) add('manySegments', { count: count.segments }, 'notice')
  const left = /\{\{[^{}]*\}\}|\$\{[^{}]*\}/u.exec(template.replaceAll(/\{\{\s*link\s*\}\}/gu, ''))
  if (left) add('placeholderLeft', { text: left[0].slice(0, 40) })
  return warnings
}

/** Letters, digits and full stops right behind an address become part of it on the phone; Chinese does on some. */
function glued(text: string, link: string): boolean {
  if (link === '') return false
  const at = text.indexOf(link)
  if (at < 0) return false
  const after = text.slice(at + link.length)
  const before = text.slice(0, at)
  return /^[\p{L}\p{N}.,，。、;；:：!！?？)）]/u.test(after) || /[A-Za-z0-9]$/u.test(before)
}
