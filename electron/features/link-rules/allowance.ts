import type { RuleAllowance } from '@shared/contract/link-rules'
import { dayIn, startOfDayMs } from '@shared/domain/days'
import { Fault } from '../../platform/errors/fault'

const warnFrom = 0.8
/** The platform counts in Beijing time; that it is the calendar month is an inference (wechat-links-qr §4.2). */
const zone = 'Asia/Shanghai'

export function allowanceOf(used: number, limit: number): RuleAllowance {
  return { used, limit, state: used >= limit ? 'full' : used >= limit * warnFrom ? 'warning' : 'free' }
}

/** The month `YYYY-MM` of an instant as the platform counts. */
export function monthOf(instant: string): string {
  const day = dayIn(instant, zone)
  if (day === undefined) throw new Fault('internal')
  return day.slice(0, 7)
}

/** The first instant of the month of an instant. */
export function startOfMonth(instant: string): string {
  const start = startOfDayMs(`${monthOf(instant)}-01`, zone)
  if (start === undefined) throw new Fault('internal')
  return new Date(start).toISOString()
}
