import { type DayRange, dayRangeToInstants } from '@shared/domain/days'
import { Fault } from '../platform/errors/fault'

/** The instants of a filter's days, half open. @throws Fault `bridge.invalidInput` at the field `days` */
export function instantsOf(days: DayRange | undefined): { from?: string; until?: string } {
  if (!days) return {}
  const range = dayRangeToInstants(days)
  if (!range.ok) throw new Fault('bridge.invalidInput', { fields: [{ path: `days.${range.field}`, code: range.code }] })
  const { ok: _ok, ...instants } = range
  return instants
}
