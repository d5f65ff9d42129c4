import { describe, expect, it } from 'vitest'
import { type KnownBackup, thinBackups } from './thin'

const at = (madeAt: string): KnownBackup => ({ name: `${madeAt}.mdbackup`, madeAt })
const now = '2026-11-22T12:00:00.000Z'
const kept = (instants: string[], zone?: string) =>
  thinBackups(instants.map(at), now, zone).keep.map((name) => name.slice(0, 24))

describe('thinBackups', () => {
  it('keeps the three newest of today and the newest of an earlier day', () => {
    const today = [1, 2, 3, 4, 5].map((hour) => `2026-11-22T0${hour}:00:00.000Z`)
    const yesterday = [1, 2, 3].map((hour) => `2026-11-21T0${hour}:00:00.000Z`)
    expect(kept([...today, ...yesterday])).toEqual([
      '2026-11-22T05:00:00.000Z',
      '2026-11-22T04:00:00.000Z',
      '2026-11-22T03:00:00.000Z',
      '2026-11-21T03:00:00.000Z',
    ])
  })

  it('keeps ten days, then the newest of each of twelve months', () => {
    const days = Array.from({ length: 800 }, (_, back) =>
      new Date(Date.parse('2026-11-22T04:00:00.000Z') - back * 86_400_000).toISOString(),
    )
    const result = kept(days).map((instant) => instant.slice(0, 10))
    expect(result).toEqual([
      '2026-11-22', '2026-11-21', '2026-11-20', '2026-11-19', '2026-11-18', '2026-11-17', '2026-11-16', '2026-11-15',
      '2026-11-14', '2026-11-13', '2026-11-12',
      '2026-10-31', '2026-09-30', '2026-08-31', '2026-07-31', '2026-06-30', '2026-05-31', '2026-04-30', '2026-03-31',
      '2026-02-28', '2026-01-31', '2025-12-31', '2025-11-30',
    ])
  })

  it('run every few hours for two years, it always leaves what it would leave if run once at the end', () => {
    let left: KnownBackup[] = []
    const all: KnownBackup[] = []
    let last = ''
    const end = Date.parse(now)
    for (let ms = Date.parse('2024-11-20T01:00:00.000Z'); ms < end; ms += 5 * 3_600_000) {
      const made = at(new Date(ms).toISOString())
      all.push(made)
      last = made.madeAt
      const { remove } = thinBackups([...left, made], made.madeAt)
      left = [...left, made].filter(({ name }) => !remove.includes(name))
    }
    expect(left.map(({ name }) => name).toSorted()).toEqual(thinBackups(all, last).keep.toSorted())
    expect(left.length).toBeGreaterThan(20)
  })

  it('counts days where the people are', () => {
    const around = ['2026-11-21T15:30:00.000Z', '2026-11-21T16:30:00.000Z', '2026-11-21T17:30:00.000Z']
    expect(kept(around, 'Asia/Shanghai')).toEqual(around.toReversed())
    expect(kept(around, 'UTC')).toEqual(['2026-11-21T17:30:00.000Z'])
  })

  it('always keeps the newest, however old', () => {
    expect(kept(['2019-01-01T00:00:00.000Z', '2019-01-02T00:00:00.000Z'])).toEqual(['2019-01-02T00:00:00.000Z'])
  })

  it('removes nothing whose time is unreadable or in the future', () => {
    const odd = [at('2031-01-01T00:00:00.000Z'), at('2031-01-01T01:00:00.000Z'), { name: 'x', madeAt: 'yesterday' }]
    expect(thinBackups(odd, now).remove).toEqual([])
    const list = [...odd, at('2026-11-22T01:00:00.000Z')]
    expect(thinBackups(list, now).remove).toEqual([])
    expect(thinBackups(list, 'not a time').remove).toEqual([])
    expect(thinBackups([], now)).toEqual({ keep: [], remove: [] })
  })

  it('names every backup once', () => {
    const before = (ms: number) => at(new Date(Date.parse(now) - ms).toISOString())
    const list = Array.from({ length: 100 }, (_, back) => before(back * 7_000_000))
    const { keep, remove } = thinBackups(list, now)
    expect([...keep, ...remove].toSorted()).toEqual(list.map(({ name }) => name).toSorted())
  })
})
