import { toMajor } from '@shared/domain/money'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { quickMinor, readMinor } from './cell-money'
import { quickWallMs, readTime, ZoneClock } from './cell-time'

const bytesOf = (text: string) => Buffer.from(text)
const quick = (text: string, exponent = 2) => quickMinor(bytesOf(text), 0, Buffer.byteLength(text), exponent)
const major = (text: string, currency = 'CNY') => readMinor(text, 'major', currency, false)

describe('amounts', () => {
  it('are exact whatever the digits are', () => {
    const currency = fc.constantFrom('CNY', 'JPY', 'KWD')
    fc.assert(
      fc.property(fc.maxSafeInteger(), currency, (minor, code) => {
        const text = toMajor(minor, code)
        expect(major(text, code)).toEqual({ ok: true, minor: minor + 0 })
        const fast = quick(text, { CNY: 2, JPY: 0, KWD: 3 }[code] ?? 2)
        expect(Number.isNaN(fast) || fast === minor).toBe(true)
      }),
    )
    expect([quick('0.29'), quick('-1.10'), quick('1234567.5'), quick('20.0'), quick('0.06000'), quick('7', 0)]).toEqual([29, -110, 123_456_750, 2000, 6, 7])
  })

  it('leave to the slow way what is not plain digits', () => {
    for (const text of ['', '-', '1.', '.5', '1,234.00', '１２', '¥1', '0.061', '1e3', '99999999999999.99']) expect(quick(text), text).toBeNaN()
  })

  it('are read in the dress that people and programs give them', () => {
    const dressed: [string, number][] = [['¥1,234.50', 123_450], ['１２．５０元', 1250], ['(12.00)', -1200], ['12.00-', -1200], ['−3', -300], ['CNY 3.1', 310], ['+5', 500], ['`10.00', 1000]]
    for (const [text, minor] of dressed) expect(major(text), text).toEqual({ ok: true, minor })
    for (const [text, problem] of [['12,50', 'amount'], ['1.5E+3', 'amount'], ['abc', 'amount'], ['0.061', 'amountDecimals'], ['9'.repeat(20), 'amountTooLarge']])
      expect(major(text ?? ''), text).toEqual({ ok: false, problem })
  })

  it('are rounded half away from nought only where the plan says so', () => {
    const round = (text: string) => readMinor(text, 'major', 'CNY', true)
    expect([round('0.06500'), round('-0.065'), round('0.0649'), round('1.005')]).toMatchObject([{ minor: 7 }, { minor: -7 }, { minor: 6 }, { minor: 101 }])
    expect([readMinor('3000', 'minor', 'CNY', false), readMinor('300.0', 'minor', 'CNY', false)]).toMatchObject([{ minor: 3000 }, { minor: 300 }])
  })
})

describe('times', () => {
  const shanghai = new ZoneClock('Asia/Shanghai')
  const read = (text: string, form: 'wall' | 'dayFirst' | 'monthFirst' | 'epochSeconds' = 'wall', clock = shanghai) => {
    const ms = readTime(text, form, clock)
    return Number.isNaN(ms) ? undefined : new Date(ms).toISOString()
  }

  it('are read straight from bytes as the calendar has them', () => {
    fc.assert(
      fc.property(fc.date({ min: new Date('1970-01-01'), max: new Date('9998-12-31T23:59:59Z'), noInvalidDate: true }), (date) => {
        const text = `${date.toISOString().slice(0, 10)} ${date.toISOString().slice(11, 19)}`
        expect(quickWallMs(bytesOf(text), 0, 19)).toBe(Math.floor(date.getTime() / 1000) * 1000)
      }),
    )
    for (const text of ['2026-02-29 00:00:00', '2026-13-01 00:00:00', '2026-10-01 24:00:00', '2026-10-01 00:60:00', '2026-10-0a 00:00:00', '2026-10/01 00:00:00', '2026-10-01 0:00:000'])
      expect(quickWallMs(bytesOf(text), 0, 19), text).toBeNaN()
    expect(quickWallMs(bytesOf('2024-02-29T00:00:01'), 0, 19)).toBe(Date.UTC(2024, 1, 29, 0, 0, 1))
  })

  it('are read in other dress', () => {
    const noon = '2026-10-01T04:05:00.000Z'
    for (const text of ['2026-10-01 12：05：00', '2026/10/1 12:05', '2026年10月1日 12:05', '20261001120500', '２０２６－１０－０１ 12:05:00', '2026-10-01T04:05:00Z', '2026-10-01 13:05:00 +09:00', '2026-10-01 12:05:00.000'])
      expect(read(text), text).toBe(noon)
    expect([read('01/10/2026 12:05', 'dayFirst'), read('10/01/2026 12:05', 'monthFirst'), read('1790827500', 'epochSeconds')]).toEqual([noon, noon, noon])
    expect([read('2026-10-01'), read('2026-02-30'), read('later'), read('')]).toEqual(['2026-09-30T16:00:00.000Z', undefined, undefined, undefined])
  })

  it('follow summer time where the zone has it, and never the zone of the computer', () => {
    const berlin = new ZoneClock('Europe/Berlin')
    expect(['2026-03-29 01:59:59', '2026-03-29 03:00:00', '2026-10-25 02:30:00', '2026-10-25 03:00:00'].map((text) => read(text, 'wall', berlin))).toEqual([
      '2026-03-29T00:59:59.000Z',
      '2026-03-29T01:00:00.000Z',
      '2026-10-25T00:30:00.000Z',
      '2026-10-25T02:00:00.000Z',
    ])
    // China had summer time until 1991.
    expect(read('1990-07-01 12:00:00')).toBe('1990-07-01T03:00:00.000Z')
    expect(() => new ZoneClock('Moon/Base').toUtc(0)).toThrow(RangeError)
  })
})
