import { randomInt } from 'node:crypto'
import { Fault } from '../../../platform/errors/fault'

const letters = '0123456789ABCDEFGHJKLMNPQRSTUVWXYZ'
const digits = '0123456789'

/**
 * A refund number: `R`, the day, and random characters; of digits alone where the kind allows no letters. The alphabet
 * and length are those of the provider kind; twelve random digits are the least that a kind allows.
 */
export function newRefundNo(day: string, form: { pattern: string; maxLength: number }): string {
  const date = day.replaceAll('-', '')
  const candidates = [`R${date}${random(letters, 15)}`, `R${date}${random(digits, 15)}`, `${date}${random(digits, 16)}`]
  const pattern = new RegExp(`^(?:${form.pattern})$`, 'u')
  for (const candidate of candidates) {
    const number = candidate.slice(0, form.maxLength)
    if (pattern.test(number) && number.length >= 20) return number
  }
  throw new Fault('internal', { cause: new Error(`no refund number fits ${form.pattern}`) })
}

function random(alphabet: string, length: number): string {
  return Array.from({ length }, () => alphabet[randomInt(alphabet.length)] ?? '').join('')
}
