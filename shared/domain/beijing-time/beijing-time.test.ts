import { describe, expect, it } from 'vitest'
import { addMonths, beijingDay, beijingMonth, dayAfter, daysBetween, daysOfMonth, lastDayOf, monthsBetween, monthSpan } from './index'

describe('days and months in Beijing', () => {
  it('end at 16:00 UTC', () => {
    const { fromMs, untilMs } = monthSpan('2026-12')
    expect([new Date(fromMs).toISOString(), new Date(untilMs).toISOString()]).toEqual(['2026-11-30T16:00:00.000Z', '2026-12-31T16:00:00.000Z'])
    expect([beijingDay(untilMs - 1), beijingMonth(untilMs - 1), beijingDay(untilMs)]).toEqual(['2026-12-31', '2026-12', '2027-01-01'])
  })

  it('go on over years and leap days', () => {
    expect([addMonths('2026-12', 1), addMonths('2026-01', -1), addMonths('2026-11', 14), addMonths('2026-03', -15)]).toEqual(['2027-01', '2025-12', '2028-01', '2024-12'])
    expect([lastDayOf('2028-02'), lastDayOf('2026-02'), daysOfMonth('2028-02').length, daysOfMonth('2026-12').at(-1)]).toEqual(['2028-02-29', '2026-02-28', 29, '2026-12-31'])
    expect([dayAfter('2028-02-28', 2), dayAfter('2026-01-01', -1), daysBetween('2026-12-30', '2027-01-02')]).toEqual(['2028-03-01', '2025-12-31', 3])
  })

  it('are listed from first to last, reversed not at all', () => {
    expect(monthsBetween('2026-11', '2027-01')).toEqual(['2026-11', '2026-12', '2027-01'])
    expect(monthsBetween('2027-01', '2026-11')).toEqual([])
  })
})
