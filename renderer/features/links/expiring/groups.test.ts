import type { Link } from '@shared/contract/links'
import { describe, expect, it } from 'vitest'
import { deadlineOf, groupByDeadline } from './groups'

const now = Date.parse('2026-11-28T00:00:00.000Z')
const at = (ms: number) => new Date(now + ms).toISOString()
const hour = 3_600_000
const link = (expiresAt: string | undefined): Link => ({ expiresAt, id: expiresAt }) as unknown as Link

describe('how soon a link ends', () => {
  it.each([
    [-1, 'expired'],
    [0, 'expired'],
    [1, 'day'],
    [24 * hour, 'day'],
    [24 * hour + 1, 'days3'],
    [72 * hour, 'days3'],
    [72 * hour + 1, 'days7'],
    [168 * hour, 'days7'],
    [168 * hour + 1, 'days30'],
    [720 * hour, 'days30'],
    [720 * hour + 1, undefined],
  ] as const)('%i ms from now: %s', (ms, group) => {
    expect(deadlineOf(at(ms), now)).toBe(group)
  })

  it('a link without end, or with one that cannot be read, stands nowhere', () => {
    expect(deadlineOf(undefined, now)).toBeUndefined()
    expect(deadlineOf('soon', now)).toBeUndefined()
  })

  it('soonest first; of those that are over the last one first', () => {
    const groups = groupByDeadline([link(at(2)), link(at(1)), link(at(-2)), link(at(-1)), link(undefined)], now)
    expect(groups.day.map(({ id }) => id)).toEqual([at(1), at(2)])
    expect(groups.expired.map(({ id }) => id)).toEqual([at(-1), at(-2)])
    expect(groups.days30).toEqual([])
  })
})
