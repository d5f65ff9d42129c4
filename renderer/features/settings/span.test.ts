import { describe, expect, it } from 'vitest'
import { fromMinutes, toMinutes } from './span'

describe('a length of time', () => {
  it.each([
    [0, 0, 'minutes'],
    [59, 59, 'minutes'],
    [60, 1, 'hours'],
    [90, 90, 'minutes'],
    [1440, 1, 'days'],
    [10_080, 7, 'days'],
    [1500, 25, 'hours'],
  ] as const)('%i minutes read as %i %s, and back', (minutes, count, unit) => {
    expect(fromMinutes(minutes)).toEqual({ count, unit })
    expect(toMinutes({ count, unit })).toBe(minutes)
  })

  it('is nothing where nothing whole is typed', () => {
    expect(toMinutes({ count: null, unit: 'days' })).toBeUndefined()
    expect(toMinutes({ count: 1.5, unit: 'days' })).toBeUndefined()
  })
})
