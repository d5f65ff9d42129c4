/** A code as it is stored: half-width, blanks in a row as one. */
export function codeOf(text: string): string {
  return text.normalize('NFKC').replaceAll(/\s+/gu, ' ').trim()
}

/** A code as it is compared: spreadsheets write `ｈ００１` and `H001` for the same place. */
export function codeKeyOf(text: string): string {
  return codeOf(text).toLowerCase()
}
