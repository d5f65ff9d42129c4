/** A number of a spreadsheet as an operator reads it. */
export interface NumberText {
  text: string
  /** True where the number has more than 15 digits: spreadsheet programs keep only 15, the rest may be wrong. */
  beyondPrecision: boolean
}

const literal = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,4}))?$/
const exactDigits = 15

/**
 * Turns the stored text of a number (`0.30000000000000004`, `1.5E-3`, `2.02611220000123E+18`) into plain decimal
 * digits without exponent and without binary noise. An integer keeps every digit that is stored; a fraction is
 * rounded to 15 significant digits, as spreadsheet programs show it. Undefined where the text is no number.
 *
 * @param shift moves the decimal point to the right, 2 for a percentage.
 */
export function numberText(stored: string, shift = 0): NumberText | undefined {
  const found = literal.exec(stored.trim())
  if (!found) return undefined
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = found
  if (whole === '' && fraction === '') return undefined
  const digits = (whole + fraction).replace(/^0+/, '')
  if (digits === '') return { text: '0', beyondPrecision: false }
  const scale = whole.length + Number(exponent) + shift - (whole.length + fraction.length - digits.length)
  if (Math.abs(scale) > 400) return undefined
  const significant = digits.replace(/0+$/, '')
  const negative = sign === '-' ? '-' : ''
  if (significant.length <= scale) {
    // An integer: 16 digits or more means the last ones may already have been lost when it was typed.
    return { text: negative + significant.padEnd(scale, '0'), beyondPrecision: scale > exactDigits }
  }
  const rounded = roundDigits(significant, exactDigits)
  return { text: negative + place(rounded.digits, scale + rounded.carry), beyondPrecision: false }
}

/** Rounds half up to `keep` digits; `carry` is 1 where that gives one digit more (`999` → `1`). */
function roundDigits(digits: string, keep: number): { digits: string; carry: number } {
  if (digits.length <= keep) return { digits, carry: 0 }
  const up = digits.charCodeAt(keep) >= 53 ? 1n : 0n
  const kept = String(BigInt(digits.slice(0, keep)) + up)
  return { digits: kept.replace(/0+$/, ''), carry: kept.length - keep }
}

/** Puts the decimal point after `scale` digits: (`125`, -1) → `0.0125`, (`125`, 2) → `12.5`. */
function place(digits: string, scale: number): string {
  if (scale <= 0) return `0.${'0'.repeat(-scale)}${digits}`
  if (digits.length <= scale) return digits.padEnd(scale, '0')
  return `${digits.slice(0, scale)}.${digits.slice(scale)}`
}
