import { describe, expect, it } from 'vitest'
import { percentUsed, startsAnew } from './allowance'

describe('when an allowance starts anew', () => {
  it('a day in Beijing ends at 16:00 UTC', () => {
    expect(startsAnew({ period: 'day', periodOf: '2026-11-28' })).toBe('2026-11-28T16:00:00.000Z')
    expect(startsAnew({ period: 'day', periodOf: '2026-12-31' })).toBe('2026-12-31T16:00:00.000Z')
  })
  it('a month ends with its last day', () => {
    expect(startsAnew({ period: 'month', periodOf: '2026-11' })).toBe('2026-11-30T16:00:00.000Z')
    expect(startsAnew({ period: 'month', periodOf: '2026-12' })).toBe('2026-12-31T16:00:00.000Z')
  })
  it('a life does not, nor what cannot be read', () => {
    expect(startsAnew({ period: 'life' })).toBeUndefined()
    expect(startsAnew({ period: 'day', periodOf: 'x' })).toBeUndefined()
  })
})

describe('the share that is used', () => {
  it.each([
    [0, 100, 0],
    [399_999, 500_000, 79],
    [499_999, 500_000, 99],
    [500_000, 500_000, 100],
    [600_000, 500_000, 100],
    [5, 0, 0],
  ])('%i of %i is %i %%', (used, limit, percent) => {
    expect(percentUsed({ used, limit })).toBe(percent)
  })
})
