import { ageOf, timeLeft } from '@shared/domain/age'

/** A text key and its number. */
interface AgeText {
  key: string
  params: { count: number }
}

/** How long ago an instant was, as a person says it. @param now milliseconds of the clock */
export function ageText(instant: string, now: number): AgeText {
  const { unit, count } = ageOf(instant, now)
  return { key: `today.age.${unit}`, params: { count } }
}

/** How long until an instant. */
export function leftText(instant: string, now: number): AgeText {
  const { unit, count } = timeLeft(instant, now)
  return { key: `today.due.${unit}`, params: { count } }
}
