// @vitest-environment happy-dom
import type { Answer, ErrorEnvelope } from '@shared/contract/error'
import { createPinia, defineStore, setActivePinia } from 'pinia'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { effectScope, ref } from 'vue'
import { ask, onRefused } from '../client'
import { forgetStores } from './forget-stores'
import { useConnection } from './useConnection'
import { useCountdown } from './useCountdown'
import { useIdle } from './useIdle'

const minute = 60_000
let scope = effectScope()
beforeEach(() => {
  vi.useFakeTimers()
  scope = effectScope()
})
afterEach(() => {
  scope.stop()
  vi.useRealTimers()
})

describe('idleness', () => {
  function watchIdle(minutes = 15) {
    const seen = { touched: 0, locked: 0, active: true }
    scope.run(() =>
      useIdle({
        minutes: () => minutes,
        active: () => seen.active,
        touch: () => (seen.touched += 1),
        lock: () => {
          seen.locked += 1
          seen.active = false
        },
      }),
    )
    vi.advanceTimersByTime(5_000)
    return seen
  }
  const press = () => window.dispatchEvent(new KeyboardEvent('keydown', { key: 'a' }))

  it('tells of input at most once a minute, and only while there is input', () => {
    const seen = watchIdle()
    for (let second = 0; second < 180; second++) {
      press()
      vi.advanceTimersByTime(1_000)
    }
    expect(seen.touched).toBeGreaterThanOrEqual(2)
    expect(seen.touched).toBeLessThanOrEqual(3)
    const before = seen.touched
    vi.advanceTimersByTime(5 * minute)
    expect(seen.touched).toBe(before)
    expect(seen.locked).toBe(0)
  })
  it('locks once after the time without input, and not before', () => {
    const seen = watchIdle()
    press()
    vi.advanceTimersByTime(14 * minute)
    expect(seen.locked).toBe(0)
    vi.advanceTimersByTime(2 * minute)
    expect(seen.locked).toBe(1)
    vi.advanceTimersByTime(60 * minute)
    expect(seen.locked).toBe(1)
  })
  it('locks at the first move after the computer slept, and does not take it for activity', () => {
    const seen = watchIdle()
    vi.setSystemTime(Date.now() + 60 * minute)
    press()
    expect(seen.locked).toBe(1)
    expect(seen.touched).toBe(0)
  })
  it('never locks where the setting says never', () => {
    const seen = watchIdle(0)
    vi.advanceTimersByTime(600 * minute)
    expect(seen.locked).toBe(0)
  })
})

describe('connection', () => {
  const envelope = (code: string): ErrorEnvelope => ({
    code,
    messageKey: `errors.${code}`,
    params: {},
    retry: 'no',
    correlationId: '',
  })
  /** The transport's own `fetch`: the program is there, or it is not. */
  function program() {
    const state = { there: true, calls: 0 }
    vi.stubGlobal('fetch', () => {
      state.calls += 1
      if (!state.there) return Promise.reject(new TypeError('refused'))
      const answer: Answer<unknown> = { ok: true, value: { workspaces: [] } }
      return Promise.resolve(new Response(JSON.stringify(answer)))
    })
    return state
  }
  afterEach(() => vi.unstubAllGlobals())

  it('notices by itself that the program went and that it is back', async () => {
    const state = program()
    const returned = vi.fn()
    const connection = scope.run(() => useConnection(() => true, returned))
    state.there = false
    await vi.advanceTimersByTimeAsync(16_000)
    expect(connection?.lost.value).toBe(true)
    state.there = true
    await vi.advanceTimersByTimeAsync(11_000)
    expect(connection?.lost.value).toBe(false)
    expect(returned).toHaveBeenCalledTimes(1)
  })
  it('notices at once when a call fails, and looks again when asked', async () => {
    const state = program()
    const connection = scope.run(() => useConnection(() => true, () => undefined))
    state.there = false
    await ask('jobs.list', {})
    expect(connection?.lost.value).toBe(true)
    state.there = true
    await connection?.retry()
    expect(connection?.lost.value).toBe(false)
  })
  it('sees that the program came back and does not know this window any more', async () => {
    const state = program()
    const connection = scope.run(() => useConnection(() => true, () => undefined))
    state.there = false
    await ask('jobs.list', {})
    vi.stubGlobal('fetch', () =>
      Promise.resolve(Response.json({ ok: false, error: envelope('door.tokenRefused') }, { status: 401 })),
    )
    await connection?.retry()
    expect(connection?.doorClosed.value).toBe(true)
    expect(connection?.lost.value).toBe(false)
  })
  it('stops looking when the door is closed: only a new window helps', async () => {
    const state = program()
    const connection = scope.run(() => useConnection(() => true, () => undefined))
    for (const listener of onRefused) listener(envelope('client.doorClosed'))
    expect(connection?.doorClosed.value).toBe(true)
    await vi.advanceTimersByTimeAsync(5 * minute)
    expect(state.calls).toBe(0)
  })
})

it('counts a wait down to nothing', () => {
  const countdown = scope.run(() => useCountdown())
  countdown?.start(30)
  expect(countdown?.left.value).toBe(30)
  vi.advanceTimersByTime(12_000)
  expect(countdown?.left.value).toBe(18)
  vi.advanceTimersByTime(60_000)
  expect(countdown?.left.value).toBe(0)
})

it('leaves nothing of one session to the next', () => {
  const pinia = createPinia()
  setActivePinia(pinia)
  const useRows = defineStore('rows', () => ({ rows: ref<string[]>([]) }))
  const useKept = defineStore('session', () => ({ name: ref('') }))
  useRows().rows = ['of the first operator']
  useKept().name = 'stays'
  forgetStores(pinia)
  expect(useRows().rows).toEqual([])
  expect(useKept().name).toBe('stays')
})
