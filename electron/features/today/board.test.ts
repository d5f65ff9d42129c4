import { describe, expect, it } from 'vitest'
import { ManualClock } from '../../platform/clock/clock'
import { shortestGapMs, TodoBoard } from './board'
import type { Todo, TodoSource } from './types'

const todo = (id: string, count = 1): Todo => ({
  id,
  kind: 'links.unknown',
  tone: 'attention',
  title: { key: 'links.todos.unknown', params: { count } },
  count,
  action: { key: 'links.todos.decide', to: '/links' },
})

/** A board whose timer is moved by hand. */
function made() {
  const clock = new ManualClock('2026-11-22T06:05:00.000Z')
  const waiting: { run: () => void; ms: number }[] = []
  const errors: string[] = []
  let changes = 0
  const board = new TodoBoard({
    clock,
    changed: () => (changes += 1),
    reportError: (where) => errors.push(where),
    later: (run, ms) => {
      const entry = { run, ms }
      waiting.push(entry)
      return () => waiting.splice(waiting.indexOf(entry), 1)
    },
  })
  const pass = async () => {
    const next = waiting.shift()
    if (!next) throw new Error('nothing waits')
    clock.advance(next.ms)
    next.run()
    await new Promise(setImmediate)
  }
  return { board, clock, waiting, errors, changes: () => changes, pass }
}

function source(load: TodoSource['load'], more: Partial<TodoSource> = {}): TodoSource {
  return { id: 'links.unknown', kinds: ['links.unknown'], topics: ['links.changed'], load, ...more }
}

describe('the board', () => {
  it('asks a source at most once in a while, however many events there are', async () => {
    const { board, waiting, pass } = made()
    let asked = 0
    board.register(source(async () => [todo('a', ++asked)]))
    await board.look()
    for (let n = 0; n < 1000; n += 1) board.heard('links.changed')
    expect(asked).toBe(1)
    expect(waiting).toHaveLength(1)
    expect(waiting[0]?.ms).toBe(shortestGapMs)
    await pass()
    expect(asked).toBe(2)
    expect(waiting).toHaveLength(0)
    // What it does not listen to does not move it.
    board.heard('places.changed')
    expect(waiting).toHaveLength(0)
  })

  it('asks again for an event that came while it was asking', async () => {
    const { board, waiting, pass } = made()
    let asked = 0
    let answer: (() => void) | undefined
    board.register(
      source(async () => {
        asked += 1
        if (asked === 2) await new Promise<void>((resolve) => (answer = resolve))
        return [todo('a', asked)]
      }),
    )
    await board.look()
    board.heard('links.changed')
    await pass()
    board.heard('links.changed')
    answer?.()
    await new Promise(setImmediate)
    expect(waiting.length).toBeGreaterThan(0)
    while (waiting.length > 0) await pass()
    expect(asked).toBe(3)
  })

  it('tells of a change once, and nothing where all is as it was', async () => {
    const { board, clock, changes } = made()
    let items = [todo('a')]
    board.register(source(async () => items))
    await board.look()
    expect(changes()).toBe(1)
    clock.advance(10 * 60_000)
    await board.look()
    expect(changes()).toBe(1)
    // Age alone is no change.
    items = [{ ...todo('a'), since: '2026-11-22T06:00:00.000Z' }]
    clock.advance(10 * 60_000)
    await board.look()
    expect(changes()).toBe(1)
    items = []
    clock.advance(10 * 60_000)
    await board.look()
    expect(changes()).toBe(2)
  })

  it('looks again when time has passed, and at once when asked to', async () => {
    const { board, clock } = made()
    let asked = 0
    board.register(source(async () => [todo('a', ++asked)], { everyMs: 60_000 }))
    await board.look()
    clock.advance(59_999)
    await board.look()
    expect(asked).toBe(1)
    clock.advance(1)
    await board.look()
    expect(asked).toBe(2)
    await board.look(undefined, true)
    expect(asked).toBe(3)
  })

  it('names a source that fails, keeps what it said before, and asks the others all the same', async () => {
    const { board, clock, errors } = made()
    let broken = false
    board.register(
      source(async () => {
        if (broken) throw new Error('the disk is gone')
        return [todo('a')]
      }),
      source(async () => [todo('b')], { id: 'jobs.failed' }),
    )
    await board.look()
    broken = true
    clock.advance(10 * 60_000)
    await board.look()
    const [one, other] = board.states()
    expect(one).toMatchObject({ failed: true, checkedAt: '2026-11-22T06:05:00.000Z' })
    expect(one?.items).toHaveLength(1)
    expect(other).toMatchObject({ failed: false, checkedAt: '2026-11-22T06:15:00.000Z' })
    expect(errors).toEqual(['today.links.unknown'])
  })

  it('refuses two sources of one id, and is silent once it is stopped', async () => {
    const { board, waiting, changes } = made()
    board.register(source(async () => [todo('a')]))
    expect(() => board.register(source(async () => []))).toThrow(expect.objectContaining({ code: 'internal' }) as Error)
    board.heard('links.changed')
    board.stop()
    board.heard('links.changed')
    expect(waiting).toHaveLength(0)
    await board.look()
    expect(changes()).toBe(0)
  })
})
