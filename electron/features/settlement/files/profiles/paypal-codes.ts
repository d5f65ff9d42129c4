import type { EntryKind } from '@shared/contract/settlement-values'

const pair = (number: number) => String(number).padStart(2, '0')
const all = (group: string) => Array.from({ length: 100 }, (_, number) => `T${group}${pair(number)}`)

/**
 * What PayPal's event codes (T, two digits of the group, two of the event) are for us. Groups: 00 payments, 01 fees,
 * 02 conversion, 03 deposits, 04 withdrawals, 05 and 06 card, 07 credit, 08 bonus, 09 incentives, 10 bill pay, 11
 * reversals, 12 adjustments and chargebacks, 15 and 21 holds. Source: PayPal reports, transaction event codes.
 * T1107 is the refund that a merchant gave; other reversals of group 11 are disputes and holds.
 */
const refunds = ['T1107', 'T1115', 'T1102', 'T1108', 'T1110', 'T1111']
export const paypalKinds: Partial<Record<EntryKind, readonly string[]>> = {
  payment: all('00'),
  fee: all('01'),
  exchange: all('02'),
  topUp: all('03'),
  withdrawal: all('04'),
  refund: refunds,
  dispute: [...all('11').filter((code) => !refunds.includes(code)), ...all('12')],
}
