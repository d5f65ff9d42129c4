import type { LinkAllowance } from '@shared/contract/links'
import { addDays, type Instant, msToInstant, startOfDayMs } from '@shared/domain/days'

/** Days of allowances are counted in Beijing (wechat-links-qr §8.3). */
export const allowanceZone = 'Asia/Shanghai'

/** When an allowance starts anew; `undefined` for one that never does. */
export function startsAnew({ period, periodOf }: Pick<LinkAllowance, 'period' | 'periodOf'>): Instant | undefined {
  if (period === 'life' || periodOf === undefined) return undefined
  const next = period === 'day' ? addDays(periodOf, 1) : nextMonth(periodOf)
  const ms = next === undefined ? undefined : startOfDayMs(next, allowanceZone)
  return ms === undefined ? undefined : msToInstant(ms)
}

/** First day of the month after `2026-11` (or after the month of a day). */
function nextMonth(month: string): string | undefined {
  const [year, number] = month.split('-').map(Number)
  if (year === undefined || number === undefined || Number.isNaN(year) || Number.isNaN(number)) return undefined
  return number === 12 ? `${year + 1}-01-01` : `${year}-${String(number + 1).padStart(2, '0')}-01`
}

/** Share of the limit that is used, in whole percent rounded down, so that 100 says that nothing is left. */
export function percentUsed({ used, limit }: Pick<LinkAllowance, 'used' | 'limit'>): number {
  return limit <= 0 ? 0 : Math.min(100, Math.floor((used / limit) * 100))
}

/** The worst of several: what is said first. */
export function worstOf(allowances: readonly LinkAllowance[]): LinkAllowance['state'] {
  if (allowances.some(({ state }) => state === 'stop')) return 'stop'
  return allowances.some(({ state }) => state === 'warn') ? 'warn' : 'ok'
}
