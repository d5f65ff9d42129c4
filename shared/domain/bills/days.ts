import { beijingDayStart } from '../beijing-time'
import { addDays, type Day } from '../days'

/** From when on the bill of a day can be had: `hour` o'clock of the next day in Beijing. */
export function billReadyAt(day: Day, hour: number): number {
  return beijingDayStart(addDays(day, 1) ?? day) + hour * 3_600_000
}

/** The last day on which the bill of a day can be fetched, when interfaces go back `days` days. */
export function lastFetchDay(day: Day, days: number): Day {
  return addDays(day, days) ?? day
}
