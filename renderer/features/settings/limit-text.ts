import { dayOfNumber } from '@shared/domain/identity'

/** The value of a limit as a person reads it: a calendar day is written as one, everything else as a number. */
export function limitText(value: number, unit: string, locale?: string): string {
  return unit === 'calendarDay' ? dayOfNumber(value) : value.toLocaleString(locale)
}
