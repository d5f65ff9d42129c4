export { type Day, addDays, isDay } from './day'
export { type DayRange, type DayRangeProblem, type DayRangeResult, dayRangeToInstants } from './day-range'
export { type Instant, instantToMs, msToInstant } from './instant'
export { dayIn, isZone, startOfDayMs, timeIn } from './zone'
