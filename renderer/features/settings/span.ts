/** A length of time as a person types it. */
export interface Span {
  count: number | null
  unit: SpanUnit
}
export const spanUnits = ['minutes', 'hours', 'days'] as const
export type SpanUnit = (typeof spanUnits)[number]

const minutesIn: Record<SpanUnit, number> = { minutes: 1, hours: 60, days: 1440 }

/** In the largest unit that divides it without rest, so that 1440 reads as one day. */
export function fromMinutes(minutes: number): Span {
  const unit = [...spanUnits].reverse().find((one) => minutes > 0 && minutes % minutesIn[one] === 0) ?? 'minutes'
  return { count: minutes / minutesIn[unit], unit }
}

/** `undefined` where nothing, or no whole number, is typed. */
export function toMinutes({ count, unit }: Span): number | undefined {
  return count === null || !Number.isInteger(count) ? undefined : count * minutesIn[unit]
}
