/** How bills write values: a backtick before each, amounts in main units, wall clock of Beijing (payment-providers §9.1). */

export const wall = (ms: number): string => new Date(ms + 28_800_000).toISOString().slice(0, 19).replace('T', ' ')

/** Minor units of currencies without or with three decimals; two elsewhere (ISO 4217). */
const exponents: Readonly<Record<string, number>> = { JPY: 0, KRW: 0, VND: 0, KWD: 3, BHD: 3, OMR: 3 }

export function major(minor: number, currency = 'CNY', decimals = exponents[currency] ?? 2): string {
  const exponent = exponents[currency] ?? 2
  const digits = String(Math.abs(minor)).padStart(exponent + 1, '0')
  const [whole, part] = exponent === 0 ? [digits, ''] : [digits.slice(0, -exponent), digits.slice(-exponent)]
  const fraction = part.padEnd(decimals, '0')
  return `${minor < 0 ? '-' : ''}${whole}${fraction === '' ? '' : `.${fraction}`}`
}

/** A fee has five decimals although it is rounded to the fen (settlement-reconciliation §4.1). */
export const fee = (minor: number, currency = 'CNY'): string => major(minor, currency, 5)

/** Commas and backticks stay: the real ones keep them too. Line ends would be rows. */
// eslint-disable-next-line no-control-regex -- the real one turns it into a blank too
const cell = (value: string): string => `\`${value.replaceAll(/[\r\n\u0001]/gu, ' ')}`

export const valueLine = (values: readonly string[]): string => values.map(cell).join(',')

/** Header, rows, names of the summary, the summary; each line ended. */
export function billText(parts: { header: readonly string[]; rows: readonly (readonly string[])[]; summaryHeader: readonly string[]; summary: readonly string[] }): string {
  const lines = [parts.header.join(','), ...parts.rows.map(valueLine), parts.summaryHeader.join(','), valueLine(parts.summary)]
  return `${lines.join('\r\n')}\r\n`
}
