// @vitest-environment happy-dom
import { shellDouble } from '@renderer/features/apps/testing.fixture'
import type { Answer } from '@shared/contract/error'
import { flushPromises } from '@vue/test-utils'
import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, expect, it } from 'vitest'
import { batch, row } from '../testing.fixture'

const desk = shellDouble()
beforeEach(() => {
  setActivePinia(createPinia())
  desk.program = { 'geocoding.batches.get': () => batch() }
})

/** Holds the answers to a command back; they are given in any order. */
function held(name: string): ((value: unknown) => Promise<unknown>)[] {
  const given: ((value: unknown) => Promise<unknown>)[] = []
  const { minidesk } = window
  if (!minidesk) throw new Error('no shell')
  const invoke = minidesk.invoke
  minidesk.invoke = (call) => {
    if (call.name !== name) return invoke(call)
    const { promise, resolve } = Promise.withResolvers<Answer<unknown>>()
    given.push((value) => {
      resolve({ ok: true, value })
      return flushPromises()
    })
    return promise
  }
  return given
}

it('the queue that was left brings no row into the one that was entered', async () => {
  const { useReviewQueue } = await import('./useReviewQueue')
  const { useOpenGeoBatch } = await import('../open-batch')
  await useOpenGeoBatch().open(batch().id)
  const pages = held('geocoding.batches.rows')
  const queue = useReviewQueue()
  void queue.begin()
  await flushPromises()
  queue.state.value = 'notFound'
  void queue.begin()
  await flushPromises()
  const page = (rowNo: number) => ({ rows: [row(rowNo)], hits: 1, hitsCapped: false })
  await pages[0]?.(page(1))
  expect(queue.loading.value).toBe(true)
  await pages[1]?.(page(2))
  expect([queue.loading.value, queue.current.value?.rowNo]).toEqual([false, 2])
})

it('a pin that was put elsewhere meanwhile stays there', async () => {
  const { usePin } = await import('./usePin')
  const answers = held('geocoding.convert')
  const pin = usePin()
  pin.begin({ lat: 1, lng: 2 })
  void pin.typed({ lat: 31, lng: 121, datum: 'gcj02' })
  await flushPromises()
  pin.move({ lat: 3, lng: 4 })
  await answers[0]?.([{ wgs84: { lat: 30.9, lng: 120.9, datum: 'wgs84' } }])
  expect(pin.at.value).toEqual({ lat: 3, lng: 4 })
})
