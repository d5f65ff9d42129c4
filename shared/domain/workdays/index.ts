export { type CountedDay, type DayOverride, type WorkdayCalendar, workdayCalendar } from './calendar'
export { type HolidayDay, type HolidayFileProblem, type HolidayYearData, readHolidayYear } from './holiday-year'
