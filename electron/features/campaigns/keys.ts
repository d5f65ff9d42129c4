/** A name as it is compared: half-width, blanks in a row as one. */
export function nameKeyOf(text: string): string {
  return text.normalize('NFKC').replaceAll(/\s+/gu, ' ').trim()
}

/** A code or key as it is compared: `ＳＭＳ`, `SMS` and `sms` are one. */
export function codeKeyOf(text: string): string {
  return nameKeyOf(text).toLowerCase()
}
