import { dayIn } from '@shared/domain/days'

/** The calendar day in which the platform's console counts. */
export function todayInBeijing(now = new Date()): string {
  return dayIn(now.toISOString(), 'Asia/Shanghai') ?? ''
}
