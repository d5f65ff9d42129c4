import { describe, expect, it } from 'vitest'
import { builtInFormat, formatOfCode } from './number-format'
import { numberText } from './number-text'
import { serialToText, textToSerial } from './serial-date'

describe('numberText', () => {
  it.each([
    ['0.30000000000000004', '0.3'],
    ['1234567.8899999999', '1234567.89'],
    ['1.5E-3', '0.0015'],
    ['1.23456789012346E+19', '12345678901234600000'],
    ['1234567890123456', '1234567890123456'],
    ['999.99999999999999', '1000'],
    ['0.99999999999999999', '1'],
    ['-0.5', '-0.5'],
    ['-0', '0'],
    ['007', '7'],
    ['120', '120'],
    ['1e3', '1000'],
    ['.5', '0.5'],
    ['12.', '12'],
  ])('%s → %s', (stored, text) => expect(numberText(stored)?.text).toBe(text))

  it('moves the point for a percentage without noise', () => {
    expect(numberText('0.125', 2)?.text).toBe('12.5')
    expect(numberText('7.0000000000000007E-2', 2)?.text).toBe('7')
    expect(numberText('1', 2)?.text).toBe('100')
  })

  it('warns from 16 digits on', () => {
    expect(numberText('999999999999999')?.beyondPrecision).toBe(false)
    expect(numberText('1234567890123456')?.beyondPrecision).toBe(true)
    expect(numberText('0.1234567890123456')?.beyondPrecision).toBe(false)
  })

  it.each(['', 'abc', '1e9999', '1,5', 'NaN', '0x10', '.'])('%j is no number', (stored) => {
    expect(numberText(stored)).toBeUndefined()
  })
})

describe('serial dates', () => {
  const both = { day: true, time: true }
  const dayOnly = { day: true, time: false }

  it.each([
    [1, dayOnly, false, '1900-01-01'],
    [59, dayOnly, false, '1900-02-28'],
    [60, dayOnly, false, '1900-02-29'],
    [61, dayOnly, false, '1900-03-01'],
    [25_569, dayOnly, false, '1970-01-01'],
    [46_348, dayOnly, false, '2026-11-22'],
    [44_886, dayOnly, true, '2026-11-22'],
    [46_348.5868055556, both, false, '2026-11-22 14:05:00'],
    [46_348, both, false, '2026-11-22 00:00:00'],
    [46_348.25, dayOnly, false, '2026-11-22 06:00:00'],
    [46_348.9999999, both, false, '2026-11-23 00:00:00'],
    [2_958_465, dayOnly, false, '9999-12-31'],
    [0.5, { day: false, time: true }, false, '12:00:00'],
    [0.5, both, false, '12:00:00'],
    [0.5, both, true, '1904-01-01 12:00:00'],
    [1.5, { day: false, time: true }, false, '36:00:00'],
  ])('%d', (serial, display, epoch1904, text) => expect(serialToText(serial, display, epoch1904)).toBe(text))

  it.each([-1, 2_958_466, Number.NaN, Infinity])('%d is no date', (serial) => {
    expect(serialToText(serial, dayOnly, false)).toBeUndefined()
  })

  it('agrees with the calendar of the machine on every day from 1901 to 2100', () => {
    for (let day = Date.UTC(1901, 0, 1); day < Date.UTC(2101, 0, 1); day += 86_400_000) {
      const text = new Date(day).toISOString().slice(0, 10)
      const serial = textToSerial(text)
      if (serial === undefined || serialToText(serial, dayOnly, false) !== text) expect.fail(text)
      if (serial !== day / 86_400_000 + 25_569) expect.fail(text)
    }
  })

  it.each(['2026-02-30', '2026-13-01', '2026-11-22 24:00:00', '26-1-1', '1900-02-29', 'x'])('%s is refused', (text) => {
    expect(textToSerial(text)).toBeUndefined()
  })
})

describe('number formats', () => {
  const date = (day: boolean, time: boolean) => ({ kind: 'date', display: { day, time } })

  it.each([
    ['General', { kind: 'plain' }],
    ['G/通用格式', { kind: 'plain' }],
    ['@', { kind: 'plain' }],
    ['0.00', { kind: 'plain' }],
    ['#,##0.00"元"', { kind: 'plain' }],
    ['0.00E+00', { kind: 'plain' }],
    ['_ ¥* #,##0.00_ ', { kind: 'plain' }],
    ['[Red]0;[Blue]-0', { kind: 'plain' }],
    ['"day "0', { kind: 'plain' }],
    ['0.0%', { kind: 'percent' }],
    ['00000', { kind: 'zeros', digits: 5 }],
    ['yyyy-mm-dd', date(true, false)],
    ['yyyy"年"m"月"d"日"', date(true, false)],
    ['[$-804]yyyy/m/d;@', date(true, false)],
    ['mmm', date(true, false)],
    ['aaaa', date(true, false)],
    ['m/d/yy h:mm AM/PM', date(true, true)],
    ['yyyy\\-mm\\-dd\\ hh:mm:ss', date(true, true)],
    ['mm:ss.0', date(false, true)],
    ['[h]:mm', date(false, true)],
    ['上午/下午h"时"mm"分"', date(false, true)],
  ])('%s', (code, format) => expect(formatOfCode(code)).toEqual(format))

  it('knows the built-in ones', () => {
    expect([0, 2, 9, 14, 20, 22, 31, 49, 57].map((id) => builtInFormat(id))).toEqual([
      { kind: 'plain' },
      { kind: 'plain' },
      { kind: 'percent' },
      date(true, false),
      date(false, true),
      date(true, true),
      date(true, false),
      { kind: 'plain' },
      date(true, false),
    ])
  })
})
