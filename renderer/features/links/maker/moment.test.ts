import { describe, expect, it } from 'vitest'
import { instantOfWall } from './moment'

describe('the instant of a wall clock', () => {
  it.each([
    ['2026-11-22 14:05', 'Asia/Shanghai', '2026-11-22T06:05:00.000Z'],
    ['2026-07-01 09:00', 'Europe/Berlin', '2026-07-01T07:00:00.000Z'],
    ['2026-12-01 09:00', 'Europe/Berlin', '2026-12-01T08:00:00.000Z'],
    ['2026-03-29 03:30', 'Europe/Berlin', '2026-03-29T01:30:00.000Z'],
    ['2026-10-25 23:59', 'America/New_York', '2026-10-26T03:59:00.000Z'],
  ])('%s in %s', (wall, zone, instant) => {
    expect(instantOfWall(wall, zone)).toBe(instant)
  })

  it.each(['', '2026-11-22', '2026-13-22 14:05', 'morgen'])('%j is none', (wall) => {
    expect(instantOfWall(wall, 'Asia/Shanghai')).toBeUndefined()
  })
})
