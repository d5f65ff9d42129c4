import { describe, expect, it } from 'vitest'
import { rowsThatTake } from './batch-forecast'
import type { ForecastRow } from './forecast.repository'

const row = (rowNo: number, sameAs: string, exists = 0): ForecastRow => ({
  rowNo,
  appId: 'a',
  kind: 'url_link',
  permanent: 0,
  sameAs,
  exists,
})

describe('rows that take a link', () => {
  it('are those whose equal is there, and those that are equal to an earlier row', () => {
    const rows = [row(0, 'a'), row(1, 'b', 1), row(2, 'a'), row(3, 'b', 1), row(4, 'c')]
    expect([...rowsThatTake(rows)]).toEqual([1, 2, 3])
  })
  it('are none without a key: such a link is never given again', () => {
    expect(rowsThatTake([row(0, ''), row(1, '')]).size).toBe(0)
  })
})
