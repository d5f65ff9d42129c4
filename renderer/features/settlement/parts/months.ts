import type { Month } from '@shared/contract/settlement-values'
import { beijingMonth } from '@shared/domain/beijing-time'

/** The month now. */
export const thisMonth = (now = Date.now()): Month => beijingMonth(now)

/** A month that stands in an address; anything else is passed over. */
export function monthIn(value: unknown): Month | undefined {
  return typeof value === 'string' && /^\d{4}-(0[1-9]|1[0-2])$/u.test(value) ? value : undefined
}
