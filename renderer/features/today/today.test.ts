import type { TodoItem } from '@shared/contract/today'
import { describe, expect, it } from 'vitest'
import { grouped, urgencyOf } from './groups'
import { byKind, newsSince } from './news'

const now = Date.parse('2026-11-22T06:05:00.000Z')
const item = (id: string, change: Partial<TodoItem> = {}): TodoItem => ({
  id,
  kind: 'links.unknown',
  tone: 'attention',
  title: { key: 'links.todos.unknown', params: { count: 1 } },
  action: { key: 'links.todos.decide', to: '/links' },
  checkedAt: '2026-11-22T06:05:00.000Z',
  ...change,
})

describe('urgency', () => {
  it('is now for what failed or ends within a day, to the millisecond', () => {
    expect(urgencyOf({ tone: 'failed' }, now)).toBe('now')
    expect(urgencyOf({ tone: 'info', due: '2026-11-23T06:04:59.999Z' }, now)).toBe('now')
    expect(urgencyOf({ tone: 'info', due: '2026-11-23T06:05:00.000Z' }, now)).toBe('later')
    expect(urgencyOf({ tone: 'attention' }, now)).toBe('soon')
  })

  it('groups keep the order that the program gave, without what is put aside and without empty groups', () => {
    const items = [item('b'), item('x', { mark: { how: 'seen' } }), item('f', { tone: 'failed' }), item('a')]
    expect(grouped(items, now).map(({ urgency, items: all }) => [urgency, all.map(({ id }) => id)])).toEqual([
      ['now', ['f']],
      ['soon', ['b', 'a']],
    ])
    expect(grouped([], now)).toEqual([])
  })
})

describe('news', () => {
  it('is what has come or changed since the last look, and nothing at the first one', () => {
    const first = newsSince(undefined, [item('a')])
    expect(first.news).toEqual([])
    const second = newsSince(first.seen, [item('a', { since: '2026-11-22T00:00:00.000Z', checkedAt: '2026-11-22T06:06:00.000Z' }), item('b')])
    expect(second.news.map(({ id }) => id)).toEqual(['b'])
    expect(newsSince(second.seen, [item('a', { count: 2 }), item('b')]).news.map(({ id }) => id)).toEqual(['a'])
    // What went away and came back is news.
    expect(newsSince(newsSince(second.seen, []).seen, [item('a')]).news).toHaveLength(1)
  })

  it('is neither what is only good to know, nor what the operator put aside', () => {
    const { seen } = newsSince(undefined, [])
    expect(newsSince(seen, [item('a', { tone: 'info' }), item('b', { mark: { how: 'tomorrow' } })]).news).toEqual([])
  })

  it('is told by kind and number', () => {
    expect(byKind([item('a', { count: 2 }), item('b'), item('c', { kind: 'jobs.failed' })])).toEqual([
      { kind: 'links.unknown', count: 3 },
      { kind: 'jobs.failed', count: 1 },
    ])
  })
})
