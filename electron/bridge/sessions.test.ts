import { describe, expect, it } from 'vitest'
import { ManualClock } from '../platform/clock/clock'
import { Sessions } from './sessions'

function setUp(idleMinutes = 15) {
  const clock = new ManualClock('2026-11-22T06:00:00.000Z')
  const told: string[] = []
  const sessions = new Sessions({
    clock,
    idleMinutes: () => idleMinutes,
    changed: ({ operator }, reason) => told.push(`${operator.name} ${reason}`),
  })
  const begin = (name = '王芳', workspaceKind: 'live' | 'practice' = 'live', workspaceId = 'w1') =>
    sessions.begin({ operator: { id: name, name, role: 'operations' }, workspaceId, workspaceKind })
  return { clock, sessions, told, begin }
}
const minutes = (n: number) => n * 60_000

describe('a session', () => {
  it('has a handle that nobody guesses, apart from the name in events', () => {
    const { begin } = setUp()
    const [one, two] = [begin(), begin()]
    expect(one.handle).toMatch(/^[\w-]{43}$/u)
    expect(new Set([one.handle, two.handle, one.id, two.id]).size).toBe(4)
  })

  it('locks after the idle time and the minute in which a window tells of input, not before', () => {
    const { clock, sessions, told, begin } = setUp(15)
    const { handle } = begin()
    clock.advance(minutes(16))
    expect(sessions.callerOf(handle, false).operator.name).toBe('王芳')
    clock.advance(1)
    expect(() => sessions.callerOf(handle)).toThrow(expect.objectContaining({ code: 'session.locked', params: { operator: '王芳' } }))
    expect(told).toEqual(['王芳 locked'])
    expect(() => sessions.callerOf(handle)).toThrow('session.locked')
    expect(told).toHaveLength(1)
    expect(sessions.unlock(handle).locked).toBe(false)
    expect(sessions.callerOf(handle).permissions).toContain('links.make')
  })

  it('is kept open by a person, not by a screen that refreshes itself', () => {
    const { clock, sessions, begin } = setUp(15)
    const [person, screen] = [begin('甲').handle, begin('乙').handle]
    for (let n = 0; n < 8; n++) {
      clock.advance(minutes(5))
      sessions.callerOf(person, true)
      if (n < 3) sessions.callerOf(screen, false)
    }
    expect(sessions.find(person)?.locked).toBe(false)
    expect(sessions.find(screen)?.locked).toBe(true)
  })

  it('locks although one of the clocks stood still, as in a sleeping computer', () => {
    let [wall, monotonic] = [Date.parse('2026-11-22T06:00:00.000Z'), 0]
    const clock = { now: () => new Date(wall), instant: () => new Date(wall).toISOString(), monotonic: () => monotonic }
    const sessions = new Sessions({ clock, idleMinutes: () => 15, changed: () => undefined })
    const begin = () => sessions.begin({ operator: { id: '1', name: 'x', role: 'viewer' }, workspaceId: 'w', workspaceKind: 'live' }).handle
    const asleep = begin()
    wall += minutes(60)
    expect(sessions.find(asleep)?.locked).toBe(true)
    const setBack = begin()
    wall -= minutes(600)
    monotonic += minutes(20)
    expect(sessions.find(setBack)?.locked).toBe(true)
  })

  it('never locks where the setting is 0, nor in practice', () => {
    const never = setUp(0)
    const { handle } = never.begin()
    never.clock.advance(minutes(100_000))
    expect(never.sessions.callerOf(handle).operator.name).toBe('王芳')
    const practice = setUp(1)
    const trainee = practice.begin('练习', 'practice')
    practice.clock.advance(minutes(600))
    practice.sessions.lock(trainee.handle)
    expect(practice.sessions.callerOf(trainee.handle).workspaceKind).toBe('practice')
    expect(practice.told).toEqual([])
  })

  it('takes a new role from the next call on, and says so only where it is new', () => {
    const { sessions, told, begin } = setUp()
    const { handle } = begin()
    sessions.changeRole('王芳', 'viewer')
    sessions.changeRole('王芳', 'viewer')
    expect(sessions.callerOf(handle).permissions).not.toContain('links.make')
    expect(told).toEqual(['王芳 role'])
  })

  it('ends alone, with all of its operator’s, or with its workspace', () => {
    const { sessions, begin } = setUp()
    const [a1, a2, b1, other] = [begin('a'), begin('a'), begin('b'), begin('c', 'live', 'w2')].map(({ handle }) => handle)
    sessions.endAllOf('a', a1)
    expect(sessions.find(a2)).toBeUndefined()
    expect(sessions.find(a1)).toBeDefined()
    sessions.end(b1 ?? '')
    expect(() => sessions.callerOf(b1)).toThrow('session.none')
    sessions.endAllIn('w1')
    expect([a1, other].map((handle) => sessions.find(handle)?.operator.name)).toEqual([undefined, 'c'])
    expect(() => sessions.unlock(a1 ?? '')).toThrow('session.none')
    expect(() => sessions.callerOf(undefined)).toThrow('session.none')
  })
})
