import { instantToMs } from '@shared/domain/days'
import type { AccountState } from '@shared/domain/ledger'

/** Days before its end from which a certification is told of. */
export const warnDays = 30

const msPerDay = 86_400_000

/**
 * Days until a certification ends, negative where it has ended; `undefined` where nothing need be done: it is far off,
 * not known, or the account is cancelled.
 */
export function expiryOf(
  account: { certifiedUntil: string; state: AccountState },
  today: string,
): number | undefined {
  if (account.certifiedUntil === '' || account.state === 'cancelled') return undefined
  const end = instantToMs(`${account.certifiedUntil}T00:00:00.000Z`)
  const now = instantToMs(`${today}T00:00:00.000Z`)
  if (end === undefined || now === undefined) return undefined
  const days = Math.round((end - now) / msPerDay)
  return days <= warnDays ? days : undefined
}
