import { describe, expect, it } from 'vitest'
import { addDays, dayIn, dayRangeToInstants, instantToMs, isDay, isZone, msToInstant } from './index'

const hours = (result: ReturnType<typeof dayRangeToInstants>) => {
  if (!result.ok || result.from === undefined || result.until === undefined) throw new Error('no closed range')
  return (Date.parse(result.until) - Date.parse(result.from)) / 3_600_000
}

describe('instants', () => {
  it('accepts only the 24 character form of a moment that exists', () => {
    expect(instantToMs('2026-11-22T06:05:00.000Z')).toBe(1_795_327_500_000)
    for (const text of [
      '2026-11-22T06:05:00Z',
      '2026-11-22T06:05:00.000+08:00',
      '2026-02-30T00:00:00.000Z',
      '2026-11-22T24:00:00.000Z',
      '',
      'now',
    ]) {
      expect(instantToMs(text), text).toBeUndefined()
    }
  })

  it('refuses numbers that are no moment of a four-digit year', () => {
    expect(msToInstant(Number.NaN)).toBeUndefined()
    expect(msToInstant(Number.POSITIVE_INFINITY)).toBeUndefined()
    expect(msToInstant(Date.parse('9999-12-31T23:59:59.999Z') + 1)).toBeUndefined()
    expect(msToInstant(0)).toBe('1970-01-01T00:00:00.000Z')
  })
})

describe('days', () => {
  it('knows the calendar', () => {
    expect(isDay('2028-02-29')).toBe(true)
    for (const text of ['2026-02-29', '2026-13-01', '2026-1-1', '2026-11-22T', '', '9999-12-31', '1899-12-31']) {
      expect(isDay(text), text).toBe(false)
    }
  })

  it('adds days over months, years and leap days', () => {
    expect(addDays('2026-12-31', 1)).toBe('2027-01-01')
    expect(addDays('2028-02-28', 1)).toBe('2028-02-29')
    expect(addDays('2026-03-01', -1)).toBe('2026-02-28')
    expect(addDays('2026-02-30', 1)).toBeUndefined()
  })
})

describe('zones', () => {
  it('knows IANA names and nothing else', () => {
    for (const zone of ['Asia/Shanghai', 'Europe/Berlin', 'UTC', 'America/Argentina/Buenos_Aires']) {
      expect(isZone(zone), zone).toBe(true)
    }
    for (const zone of ['', '+08:00', 'Asia/Nowhere', 'Beijing time', '北京', '__proto__', 'A'.repeat(65)]) {
      expect(isZone(zone), zone).toBe(false)
    }
  })

  it('names the day of an instant where it happens', () => {
    expect(dayIn('2026-11-22T15:59:59.999Z', 'Asia/Shanghai')).toBe('2026-11-22')
    expect(dayIn('2026-11-22T16:00:00.000Z', 'Asia/Shanghai')).toBe('2026-11-23')
    expect(dayIn('2026-11-22T04:59:59.999Z', 'America/New_York')).toBe('2026-11-21')
    expect(dayIn('2026-11-22T05:00:00.000Z', 'America/New_York')).toBe('2026-11-22')
    expect(dayIn('2026-11-22T05:00:00.000Z', 'Nowhere')).toBeUndefined()
    expect(dayIn('today', 'UTC')).toBeUndefined()
  })
})

describe('day ranges', () => {
  it('covers both days, half open', () => {
    expect(dayRangeToInstants({ fromDay: '2026-11-01', toDay: '2026-11-30', zone: 'Asia/Shanghai' })).toEqual({
      ok: true,
      from: '2026-10-31T16:00:00.000Z',
      until: '2026-11-30T16:00:00.000Z',
    })
  })

  it('leaves a missing end open', () => {
    expect(dayRangeToInstants({ fromDay: '2026-11-01', zone: 'UTC' })).toEqual({
      ok: true,
      from: '2026-11-01T00:00:00.000Z',
    })
    expect(dayRangeToInstants({ toDay: '2026-11-01', zone: 'UTC' })).toEqual({
      ok: true,
      until: '2026-11-02T00:00:00.000Z',
    })
    expect(dayRangeToInstants({ zone: 'UTC' })).toEqual({ ok: true })
  })

  it.each([
    ['Europe/Berlin', '2026-03-29', 23],
    ['Europe/Berlin', '2026-10-25', 25],
    ['America/New_York', '2026-03-08', 23],
    ['America/New_York', '2026-11-01', 25],
    ['Australia/Lord_Howe', '2026-04-05', 24.5],
    ['Asia/Shanghai', '2026-03-29', 24],
    ['America/Sao_Paulo', '2018-11-04', 23],
    ['America/Sao_Paulo', '2018-02-17', 25],
    ['America/Havana', '2023-11-05', 25],
    ['Pacific/Apia', '2011-12-30', 0],
  ])('%s: %s lasts %d hours', (zone, day, length) => {
    expect(hours(dayRangeToInstants({ fromDay: day, toDay: day, zone }))).toBe(length)
  })

  it('starts a day at 01:00 where summer time begins at midnight', () => {
    expect(dayRangeToInstants({ fromDay: '2018-11-04', zone: 'America/Sao_Paulo' })).toEqual({
      ok: true,
      from: '2018-11-04T03:00:00.000Z',
    })
  })

  it('lets neighbouring days of a whole year meet without gap or overlap, each instant in its own day', () => {
    for (const zone of ['Europe/Berlin', 'America/Havana', 'Asia/Shanghai', 'Pacific/Chatham', 'Africa/Cairo']) {
      let day = '2023-01-01'
      let last: string | undefined
      while (day < '2024-01-02') {
        const range = dayRangeToInstants({ fromDay: day, toDay: day, zone })
        if (!range.ok || range.from === undefined || range.until === undefined) throw new Error(day)
        if (last !== undefined) expect(range.from).toBe(last)
        last = range.until
        expect(dayIn(range.from, zone)).toBe(day)
        expect(dayIn(new Date(Date.parse(range.until) - 1).toISOString(), zone)).toBe(day)
        day = addDays(day, 1) ?? ''
      }
    }
  })

  it('names what is wrong and where', () => {
    const wrong = (range: Parameters<typeof dayRangeToInstants>[0]) => dayRangeToInstants(range)
    expect(wrong({ zone: 'Mars/Base' })).toEqual({ ok: false, field: 'zone', code: 'zoneUnknown' })
    expect(wrong({ fromDay: '2026-02-30', zone: 'UTC' })).toEqual({ ok: false, field: 'fromDay', code: 'dayInvalid' })
    expect(wrong({ toDay: 'x', zone: 'UTC' })).toEqual({ ok: false, field: 'toDay', code: 'dayInvalid' })
    expect(wrong({ fromDay: '2026-02-02', toDay: '2026-02-01', zone: 'UTC' })).toEqual({
      ok: false,
      field: 'toDay',
      code: 'rangeReversed',
    })
  })

  it('answers for the last day that it knows', () => {
    expect(dayRangeToInstants({ toDay: '9998-12-31', zone: 'UTC' })).toMatchObject({ ok: false, code: 'dayInvalid' })
    expect(dayRangeToInstants({ toDay: '9998-12-30', zone: 'UTC' })).toMatchObject({ ok: true })
  })
})
