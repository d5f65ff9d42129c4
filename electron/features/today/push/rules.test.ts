import { describe, expect, it } from 'vitest'
import { doneDayAtStart, isDigestDue, isQuiet, nextDigest, retryAfter, wallTime } from './rules'

describe('quiet hours', () => {
  const night = { quiet: { from: '22:00', until: '08:00' } }
  const noon = { quiet: { from: '12:00', until: '13:30' } }
  it.each([
    [night, '21:59', false],
    [night, '22:00', true],
    [night, '23:59', true],
    [night, '00:00', true],
    [night, '07:59', true],
    [night, '08:00', false],
    [noon, '11:59', false],
    [noon, '12:00', true],
    [noon, '13:29', true],
    [noon, '13:30', false],
    [{}, '03:00', false],
  ])('%j at %s: %s', (rules, time, quiet) => expect(isQuiet(rules, time)).toBe(quiet))
})

describe('the daily summary', () => {
  const rules = { digestAt: '09:00' }
  it('is due once a day from its minute on, in the zone', () => {
    const at = (instant: string, done: string, zone = 'Asia/Shanghai') => isDigestDue(rules, wallTime(instant, zone), done)
    expect(at('2026-11-22T00:59:59.999Z', '2026-11-21')).toBe(false)
    expect(at('2026-11-22T01:00:00.000Z', '2026-11-21')).toBe(true)
    expect(at('2026-11-22T01:00:00.000Z', '2026-11-22')).toBe(false)
    // Late, because the program was off; not on the next day before its hour.
    expect(at('2026-11-22T15:59:00.000Z', '2026-11-21')).toBe(true)
    expect(at('2026-11-22T16:01:00.000Z', '2026-11-21')).toBe(false)
    // The same moment is before nine in Paris.
    expect(at('2026-11-22T01:00:00.000Z', '2026-11-21', 'Europe/Paris')).toBe(false)
    expect(isDigestDue({}, wallTime('2026-11-22T01:00:00.000Z', 'UTC'), '2000-01-01')).toBe(false)
  })

  it('just after midnight belongs to the day that has begun', () => {
    const early = { digestAt: '00:05' }
    const wall = (instant: string) => wallTime(instant, 'Asia/Shanghai')
    expect(isDigestDue(early, wall('2026-11-22T16:04:00.000Z'), '2026-11-22')).toBe(false)
    expect(isDigestDue(early, wall('2026-11-22T16:05:00.000Z'), '2026-11-22')).toBe(true)
  })

  it('comes once on days on which the hour is missing or comes twice', () => {
    const half = { digestAt: '02:30' }
    const at = (instant: string, done: string) => isDigestDue(half, wallTime(instant, 'Europe/Paris'), done)
    // 2026-03-29: from 01:59 to 03:00.
    expect(at('2026-03-29T00:59:00.000Z', '2026-03-28')).toBe(false)
    expect(at('2026-03-29T01:00:00.000Z', '2026-03-28')).toBe(true)
    // 2026-10-25: half past two twice.
    expect(at('2026-10-25T00:30:00.000Z', '2026-10-24')).toBe(true)
    expect(at('2026-10-25T01:30:00.000Z', '2026-10-25')).toBe(false)
  })

  it('begins for a new target with the next time', () => {
    expect(doneDayAtStart(rules, { day: '2026-11-22', time: '08:59' })).toBe('2026-11-21')
    expect(doneDayAtStart(rules, { day: '2026-11-22', time: '09:00' })).toBe('2026-11-22')
    expect(doneDayAtStart({}, { day: '2026-11-22', time: '08:59' })).toBe('2026-11-22')
  })

  it('says when it comes next, over a change of summer time too', () => {
    expect(nextDigest(rules, '2026-11-22T00:59:00.000Z', 'Asia/Shanghai')).toBe('2026-11-22T01:00:00.000Z')
    expect(nextDigest(rules, '2026-11-22T01:00:00.000Z', 'Asia/Shanghai')).toBe('2026-11-23T01:00:00.000Z')
    expect(nextDigest(rules, '2026-03-28T12:00:00.000Z', 'Europe/Paris')).toBe('2026-03-29T07:00:00.000Z')
    expect(nextDigest(rules, '2026-10-24T12:00:00.000Z', 'Europe/Paris')).toBe('2026-10-25T08:00:00.000Z')
    expect(nextDigest({}, '2026-10-24T12:00:00.000Z', 'Europe/Paris')).toBeUndefined()
  })
})

it('a failing target is tried twice more, then left alone', () => {
  expect([1, 2, 3, 4].map((failures) => retryAfter(failures, 0))).toEqual(['1970-01-01T00:05:00.000Z', '1970-01-01T00:30:00.000Z', null, null])
})
