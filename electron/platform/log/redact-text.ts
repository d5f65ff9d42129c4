import { looksLikeIdentityNumber } from '@shared/domain/identity'
import { isSecretName, isSecretParameter } from './secret-names'

/** What stands where a secret was. */
export const PLACEHOLDER = '***'

const privateKey = /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z0-9 ]{0,40}PRIVATE KEY-----|$)/gu
const headerLine = /\b((?:proxy-)?authorization|(?:set-)?cookie)(\s*[:=]\s*)[^\r\n]+/giu
const bearer = /\b(Bearer\s+)[\w.~+/=-]{8,}/giu
const basic = /\b(Basic\s+)([A-Za-z0-9+/]{4,}={0,2})/gu
/** Eighteen characters that could be an identity number; day and check character decide. */
const identityNumber = /(?<![0-9A-Za-z])[1-9]\d{16}[\dXx](?![0-9A-Za-z])/gu
const userInfo = /\b([a-z][a-z0-9+.-]{0,20}:\/\/[^\s/?#@:]{0,200}):[^\s/?#@]{1,500}@/giu
/** `"name": "value"` or `'name': 12`, also with its quotes escaped, as JSON inside JSON has them. */
const quotedPair =
  /(\\{0,7}["'])([\w\-. \u4e00-\u9fff]{2,64})\1(\s*:\s*)(?:(\\{0,7}["'])(?:(?!\4)(?:\\.|[\s\S]))*\4|-?\w[\w.+-]*)/gu
/** `name=` in an address (also an encoded one), a form or a line of text; `name:` in a line of text. */
const pairStart = new RegExp(
  String.raw`(?<=^|[^A-Za-z0-9_%\u4e00-\u9fff]|%(?:25){0,3}(?:26|3f))` +
    String.raw`([A-Za-z\u4e00-\u9fff][A-Za-z0-9_.\u4e00-\u9fff-]{1,63})` +
    String.raw`\s?(?:=|%(?:25){0,3}3d|[:：])\s?`,
  'giu',
)
const pairValue = /(?:(?!%(?:25){0,3}26)[^\s&;,"'<>()\]{}#])+/iuy
const inAddress = /(?:[?&]|%(?:25){0,3}(?:26|3f))$/iu

function redactPairs(text: string): string {
  let clean = ''
  let done = 0
  pairStart.lastIndex = 0
  for (let pair = pairStart.exec(text); pair; pair = pairStart.exec(text)) {
    const name = pair[1] ?? ''
    const parameter = inAddress.test(text.slice(Math.max(0, pair.index - 9), pair.index))
    if (!(parameter ? isSecretParameter(name) : isSecretName(name))) continue
    pairValue.lastIndex = pairStart.lastIndex
    if (!pairValue.test(text)) continue
    clean += text.slice(done, pairStart.lastIndex) + PLACEHOLDER
    done = pairValue.lastIndex
    pairStart.lastIndex = done
  }
  return clean + text.slice(done)
}

function redactQuotedPairs(text: string): string {
  return text.replaceAll(
    quotedPair,
    (whole, quote: string, name: string, colon: string, valueQuote: string | undefined) => {
      const start = `${quote}${name}${quote}${colon}`
      if (isSecretName(name)) return `${start}${valueQuote ?? '"'}${PLACEHOLDER}${valueQuote ?? '"'}`
      // A harmless field may hold JSON of its own as a string.
      return start + redactQuotedPairs(whole.slice(start.length))
    },
  )
}

/** Removes secrets that a text gives away by its form: a name before a value, `Bearer`, a key block, an identity number. */
export function redactText(text: string): string {
  const withoutForms = redactQuotedPairs(text.replaceAll(privateKey, PLACEHOLDER))
    .replaceAll(headerLine, (_whole, name: string, colon: string) => `${name}${colon}${PLACEHOLDER}`)
    .replaceAll(bearer, (_whole, scheme: string) => scheme + PLACEHOLDER)
    .replaceAll(basic, (whole, scheme: string, value: string) =>
      Buffer.from(value, 'base64').toString('utf8').includes(':') ? scheme + PLACEHOLDER : whole,
    )
    .replaceAll(identityNumber, (whole) => (looksLikeIdentityNumber(whole) ? PLACEHOLDER : whole))
    .replaceAll(userInfo, (_whole, start: string) => `${start}:${PLACEHOLDER}@`)
  return redactPairs(withoutForms)
}
