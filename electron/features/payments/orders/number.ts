import { randomInt } from 'node:crypto'
import type { ProviderTraits } from '@shared/contract/payment-providers'
import { dayIn, timeIn } from '@shared/domain/days'
import { Fault } from '../../../platform/errors/fault'
import { numberFits } from './check'

/** Without letters that look like digits when they are read out. */
const letters = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ'
const digits = '0123456789'

/**
 * A number of our own for an order: `MD`, day and time in the workspace's zone, six random letters: `MD261128143059K7Q2XW`.
 * Where a kind wants it shorter or only digits, the form gives way, never the chance part.
 * @throws Fault `payments.numberFormUnknown` where no form of ours fits the kind
 */
export function newMerchantNo(form: ProviderTraits['merchantNumber'], now: string, zone: string): string {
  const day = (dayIn(now, zone) ?? now.slice(0, 10)).replaceAll('-', '').slice(2)
  const time = (timeIn(now, zone) ?? now.slice(11, 16)).replace(':', '') + now.slice(17, 19)
  const candidates = [
    `MD${day}${time}${some(letters, 6)}`,
    `MD${day}${some(letters, 8)}`,
    `${day}${time}${some(digits, 8)}`,
    `${day}${some(digits, 10)}`,
    some(digits, Math.min(16, form.maxLength)),
  ]
  const fitting = candidates.find((candidate) => numberFits(candidate, form))
  if (fitting === undefined) throw new Fault('payments.numberFormUnknown')
  return fitting
}

function some(alphabet: string, length: number): string {
  return Array.from({ length }, () => alphabet[randomInt(alphabet.length)] ?? '').join('')
}
