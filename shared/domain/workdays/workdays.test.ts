import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { type HolidayYearData, readHolidayYear, workdayCalendar } from './index'

const folder = join(import.meta.dirname, '../../../resources/holidays')

function shipped(): HolidayYearData[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .map((name) => {
      const read = readHolidayYear(readFileSync(join(folder, name), 'utf8'), { source: '', asOf: '2026-01-01' })
      if (!read.ok) throw new Error(`${name}: ${read.problem} ${read.detail}`)
      return read.data
    })
}

const calendar = workdayCalendar(shipped())

describe('deadlines of statements issued on the 1st in 2026 (settlement-reconciliation §4.5)', () => {
  it.each([
    ['2026-01-01', '2026-01-08', '2026-01-29', '2026-02-05'],
    ['2026-02-01', '2026-02-06', '2026-03-05', '2026-03-12'],
    ['2026-03-01', '2026-03-06', '2026-03-27', '2026-04-03'],
    ['2026-04-01', '2026-04-09', '2026-04-30', '2026-05-11'],
    ['2026-05-01', '2026-05-11', '2026-06-01', '2026-06-08'],
    ['2026-06-01', '2026-06-08', '2026-06-30', '2026-07-07'],
    ['2026-07-01', '2026-07-08', '2026-07-29', '2026-08-05'],
    ['2026-08-01', '2026-08-07', '2026-08-28', '2026-09-04'],
    ['2026-09-01', '2026-09-08', '2026-09-29', '2026-10-12'],
    ['2026-10-01', '2026-10-13', '2026-11-03', '2026-11-10'],
    ['2026-11-01', '2026-11-06', '2026-11-27', '2026-12-04'],
    ['2026-12-01', '2026-12-08', '2026-12-29', '2027-01-06'],
  ])('%s: confirmed by %s, paid by %s or %s', (issued, confirm, pay, payAfterConfirm) => {
    expect(calendar.after(issued, 5).day).toBe(confirm)
    expect(calendar.after(issued, 20)).toEqual({ day: pay, provisionalYears: [] })
    // 1 January is a holiday by law, but no notice says how it is taken: the day is provisional, and says so.
    const provisionalYears = issued === '2026-12-01' ? [2027] : []
    expect(calendar.after(confirm, 20)).toEqual({ day: payAfterConfirm, provisionalYears })
  })

  it('gives the certain day once the notice is known, also where it takes a day that the law leaves open', () => {
    const notice = (...days: string[]) => ({ year: 2027, source: 't', asOf: '2026-11-05', days: days.map((date) => ({ date, isOffDay: true, name: '元旦' })) })
    const after = (...days: string[]) => workdayCalendar([...shipped(), notice(...days)]).after('2026-12-08', 20)
    expect(after('2027-01-01')).toEqual({ day: '2027-01-06', provisionalYears: [] })
    expect(after('2026-12-31', '2027-01-01')).toEqual({ day: '2027-01-07', provisionalYears: [] })
    expect(calendar.isWorkday('2027-10-01')).toBe(false)
  })
})

describe('holidays as they were', () => {
  it.each([
    // 2020: the holiday was stretched to 2 February after it had begun; 1 May had five days, with two make-up days.
    ['2020-01-31', false], ['2020-02-03', true], ['2020-01-19', true], ['2020-02-01', false], ['2020-04-26', true], ['2020-05-09', true], ['2020-05-05', false],
    // Make-up weekends.
    ['2026-02-14', true], ['2026-02-28', true], ['2026-05-09', true], ['2026-09-20', true], ['2026-10-10', true], ['2026-01-04', true],
    ['2024-02-04', true], ['2024-02-18', true], ['2024-09-14', true], ['2023-04-23', true], ['2021-09-26', true],
    // What the next year's notice says of December.
    ['2018-12-29', true], ['2018-12-31', false], ['2007-12-29', true], ['2007-12-31', false], ['2022-12-31', false],
    // Plain days.
    ['2026-11-21', false], ['2026-11-23', true], ['2025-10-08', false], ['2025-10-09', true],
  ])('%s is a working day: %s', (day, works) => expect(calendar.isWorkday(day)).toBe(works))

  it('knows twenty years and counts both ways', () => {
    expect(calendar.years).toEqual(Array.from({ length: 20 }, (_, index) => 2007 + index))
    expect(calendar.between('2026-09-30', '2026-10-13')).toBe(5)
    expect(calendar.between('2026-10-13', '2026-09-30')).toBe(-5)
    expect(calendar.between('2026-10-01', '2026-10-07')).toBe(0)
    expect(calendar.after('2026-10-03', 0)).toEqual({ day: '2026-10-03', provisionalYears: [] })
  })

  it('names each year that it had to guess, also where only its December reaches back', () => {
    expect(calendar.after('2026-12-29', 1)).toEqual({ day: '2026-12-30', provisionalYears: [2027] })
    expect(calendar.after('2006-12-20', 3).provisionalYears).toEqual([2006])
    expect(calendar.after('2026-12-01', 300).provisionalYears).toEqual([2027, 2028])
  })

  it('lets a day set by hand count before the notice', () => {
    const changed = workdayCalendar(shipped(), [{ day: '2026-11-04', off: true }])
    expect(changed.after('2026-11-01', 5).day).toBe('2026-11-09')
  })
})

describe('a file of a year', () => {
  const read = (value: unknown) => readHolidayYear(JSON.stringify(value), { source: 'f', asOf: '2026-11-28' })
  it('is read, or refused with the reason', () => {
    expect(read({ year: 2027, days: [{ name: '元旦', date: '2027-01-01', isOffDay: true }] })).toMatchObject({ ok: true, data: { year: 2027, source: 'f' } })
    expect(readHolidayYear('x', { source: '', asOf: '' })).toMatchObject({ problem: 'notJson' })
    // The state of 2027.json on 2026-08-07: no notice yet.
    expect(read({ year: 2027, papers: [], days: [] })).toMatchObject({ problem: 'noDays' })
    expect(read({ year: 2027, days: [{ date: '2026-11-01', isOffDay: true }] })).toMatchObject({ problem: 'foreignDay' })
    expect(read({ year: 2027, days: [{ date: '2027-02-30', isOffDay: true }] })).toMatchObject({ problem: 'badDay' })
    expect(read({ year: 2027, days: [{ date: '2027-01-01', isOffDay: true }, { date: '2027-01-01', isOffDay: false }] })).toMatchObject({ problem: 'repeatedDay' })
  })
})
