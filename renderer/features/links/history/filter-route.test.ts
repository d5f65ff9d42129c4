import type { LinkFilter } from '@shared/contract/links'
import { LinkFilter as schema } from '@shared/contract/links'
import { describe, expect, it } from 'vitest'
import { filterOfQuery, isFilterQuery, queryOfFilter } from './filter-route'

const zone = 'Asia/Shanghai'
const id = '019aa7b0-0000-7000-8000-000000000001'
const full: LinkFilter = {
  text: '房间 a&b=c',
  appId: id,
  placeId: id,
  kind: 'plain_scheme',
  campaign: '双十一',
  tag: 'from=sms',
  createdBy: '张三',
  channel: '短信',
  batchId: id,
  state: 'expired',
  expiringWithinDays: 0,
  days: { fromDay: '2026-11-01', toDay: '2026-11-30', zone: 'Europe/Berlin' },
}

describe('filter and address', () => {
  it('an address gives the same filter back, every field of it', () => {
    expect(Object.keys(full).sort()).toEqual(Object.keys(schema.shape).sort())
    const query = queryOfFilter(full)
    expect(isFilterQuery(query)).toBe(true)
    expect(filterOfQuery(query, zone)).toEqual(full)
  })

  it.each<LinkFilter>([{}, { text: '酒店' }, { expiringWithinDays: 7 }, { days: { fromDay: '2026-11-01', zone } }])(
    'keeps %j',
    (filter) => {
      expect(filterOfQuery(queryOfFilter(filter), zone)).toEqual(filter)
    },
  )

  it('counts days in the person’s zone where the address names none', () => {
    expect(filterOfQuery({ from: '2026-11-01', to: '2026-11-02' }, zone).days).toEqual({
      fromDay: '2026-11-01',
      toDay: '2026-11-02',
      zone,
    })
  })

  it.each([
    { app: 'x' },
    { state: 'gone' },
    { expiring: '-1' },
    { expiring: '400' },
    { expiring: '1.5' },
    { from: '2026-02-30' },
    { from: '2026-11-02', to: '2026-11-01' },
    { q: '   ' },
    { q: '长'.repeat(101) },
    { kind: 'a b' },
    { q: ['a', 'b'] },
    { open: id },
  ])('passes over what does not fit: %j', (query) => {
    expect(filterOfQuery(query as never, zone)).toEqual({})
  })

  it('never names what the contract would refuse', () => {
    for (const query of [queryOfFilter(full), { q: 'x'.repeat(100), zone: 'Nowhere', from: '2026-11-01' }])
      expect(schema.safeParse(filterOfQuery(query, zone)).success).toBe(true)
  })
})
