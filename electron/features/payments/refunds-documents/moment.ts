import { dayIn, timeIn } from '@shared/domain/days'

/** A moment for paper: `2026-11-28 14:05 (Asia/Shanghai)`; a paper has no reader's zone, so it names its own. */
export function printedMoment(instant: string, zone: string): string {
  const day = dayIn(instant, zone)
  const time = timeIn(instant, zone)
  return day === undefined || time === undefined ? instant : `${day} ${time} (${zone})`
}
