// @vitest-environment happy-dom
import { refuse, shellDouble, showScreen } from '@renderer/features/apps/testing.fixture'
import type { GeoPlan, GeoRow } from '@shared/contract/geocoding-batches'
import { enableAutoUnmount, flushPromises } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { defineComponent } from 'vue'
import { offersOf } from './rows/candidates'
import { emptyPlan, mistakesOf, toPlan, withMoved } from './plan-draft'
import { answer, batch, batchId, candidate, forecastOf, key, provider, row } from './testing.fixture'

enableAutoUnmount(afterEach)
const desk = shellDouble()
const sent = (name: string) => desk.calls.filter((one) => one.name === `geocoding.batches.${name}`).map(({ input }) => input)
const rows = new Map<number, GeoRow>()

beforeEach(() => {
  document.body.replaceChildren()
  localStorage.clear()
  desk.calls.length = 0
  rows.clear()
  for (const one of [row(0), row(1)]) rows.set(one.rowNo, one)
  desk.program = {
    'geocoding.providers': () => [provider('tencent'), provider('here')],
    'geocoding.keys.list': () => [key('tencent'), key('here')],
    'geocoding.batches.get': () => batch(),
    'geocoding.batches.rows': ({ states }: { states?: string[] }) => {
      const found = [...rows.values()].filter(({ state }) => !states || states.includes(state))
      return { rows: found, hits: found.length, hitsCapped: false }
    },
    'geocoding.batches.row': ({ rowNo }: { rowNo: number }) => rows.get(rowNo) ?? refuse('geocoding.rowNotFound'),
    'geocoding.batches.decide': ({ rowNo, decision }: { rowNo: number; decision: { kind: string } }) => {
      const state = { take: 'chosen', pin: 'pinned', leaveOut: 'leftOut', undo: 'review' }[decision.kind] as GeoRow['state']
      const decided = { ...row(rowNo), state }
      rows.set(rowNo, decided)
      return { row: decided, alsoDecided: 0 }
    },
  }
})

async function open(name: 'review' | 'batch', address: string) {
  const { default: component } = name === 'review' ? await import('./review/ReviewScreen.vue') : await import('./BatchScreen.vue')
  const path = name === 'review' ? '/geocoding/batches/:id/review' : '/geocoding/batches/:id'
  const shown = await showScreen({ path, component }, address)
  await vi.dynamicImportSettled()
  await flushPromises()
  return shown.page
}
const press = async (keyName: string, target: EventTarget = document.body) => {
  const { shortcuts } = await import('@renderer/ui/shortcuts/registry')
  const event = new KeyboardEvent('keydown', { key: keyName, bubbles: true, cancelable: true })
  target.dispatchEvent(event)
  shortcuts.handle(event)
  await flushPromises()
}

describe('the plan', () => {
  const draft = { ...emptyPlan, providers: ['tencent', 'here'] }

  it('says each mistake at its field, and is handed in as numbers', () => {
    expect(mistakesOf(draft)).toEqual([])
    expect(mistakesOf({ ...draft, providers: ['here'] })).toEqual(['second'])
    expect(mistakesOf({ ...draft, accept: '40', reject: '60', country: 'Japan', template: '{plz}' })).toEqual(['order', 'country', 'template'])
    expect(mistakesOf({ ...draft, mode: 'compare', farMetres: '', accept: '101' })).toEqual(['accept', 'farMetres'])
    expect(toPlan({ ...draft, country: 'jp', farMetres: '' })).toMatchObject({ accept: 80, reject: 50, farMetres: 200, country: 'JP' } satisfies Partial<GeoPlan>)
    expect(withMoved(draft, 'here', -1).providers).toEqual(['here', 'tencent'])
  })
})

it('a second new batch on the same page has the providers ticked as the first had', async () => {
  const { useBatchSteps } = await import('./useBatchSteps')
  const { useGeoBatches } = await import('./store')
  const steps: ReturnType<typeof useBatchSteps>[] = []
  const component = defineComponent({
    setup: () => {
      steps.push(useBatchSteps({ mayUse: () => true, created: () => undefined }))
      void useGeoBatches().loadChoices()
      return () => null
    },
  })
  await showScreen({ path: '/geocoding/batches/new', component }, '/geocoding/batches/new')
  await flushPromises()
  const [first] = steps
  expect(first?.plan.value.providers).toEqual(['tencent', 'here'])
  first?.startOver()
  expect(first?.plan.value.providers).toEqual(['tencent', 'here'])
})

it('offers the best of each provider first, then what else they gave', () => {
  const answers = [answer('tencent', [candidate(1, 1), candidate(2, 2)]), answer('here', [candidate(3, 3)])]
  expect(offersOf({ rowNo: 7, answers }).map((one) => one.key)).toEqual(['7 tencent 0', '7 here 0', '7 tencent 1'])
})

describe('the review by keyboard', () => {
  it('takes an offer by its digit, goes on, takes back, and asks why for a pin', async () => {
    const page = await open('review', `/geocoding/batches/${batchId}/review`)
    expect(page.text()).toContain('第 2 行')
    expect(page.text()).toContain('相距 512 米')
    await press('2')
    expect(sent('decide')).toEqual([{ batchId, rowNo: 0, decision: { kind: 'take', provider: 'here', candidate: 0 }, sameAddress: true }])
    expect(page.text()).toContain('第 3 行')

    await press('u')
    expect(sent('decide').at(-1)).toMatchObject({ rowNo: 0, decision: { kind: 'undo' } })
    expect(page.text()).toContain('第 2 行')

    await press('p')
    // Its keys are those of a form now: a digit is typed and decides nothing.
    await press('1')
    await page.get('form.pin').trigger('submit')
    expect(page.text()).toContain('请写理由')
    expect(sent('decide')).toHaveLength(2)
    await page.get('[data-why] input').setValue('酒店官网的地图')
    await page.get('form.pin').trigger('submit')
    await flushPromises()
    expect(sent('decide').at(-1)).toMatchObject({ rowNo: 0, decision: { kind: 'pin', position: { lat: 35, lng: 139, datum: 'wgs84' }, why: '酒店官网的地图' } })

    await press('s')
    expect(sent('decide').at(-1)).toMatchObject({ rowNo: 1, decision: { kind: 'leaveOut' } })
    expect(page.text()).toContain('处理完了，共 2 行')
  })
})

describe('before a run', () => {
  const plan = toPlan({ ...emptyPlan, providers: ['tencent', 'here'] })
  const ready = () => batch({ state: 'ready', plan, counts: { ...batch().counts, unasked: 3, review: 0 } })
  const confirm = async () => {
    desk.program['geocoding.batches.get'] = ready
    const page = await open('batch', `/geocoding/batches/${batchId}`)
    await page.findAll('button').find((one) => one.text().startsWith('下一步'))?.trigger('click')
    await vi.dynamicImportSettled()
    await flushPromises()
    return page
  }
  const start = (page: Awaited<ReturnType<typeof confirm>>) => page.findAll('button').find((one) => one.text().startsWith('开始'))

  it('the start says how many calls and how much money, per currency', async () => {
    desk.program['geocoding.batches.forecast'] = () =>
      forecastOf([{ costAtMost: 1200 }, { provider: 'here', callsAtLeast: 0, callsAtMost: 3, costAtMost: 90, currency: 'EUR' }])
    const page = await confirm()
    expect(start(page)?.text()).toBe('开始：最多调用 6 次，¥12.00、€0.90')
    expect(page.text()).toContain('3 至 6')
    expect(page.text()).toContain('中国内地')
  })

  it('names where addresses go: not the provider that will not be asked', async () => {
    desk.program['geocoding.batches.forecast'] = () => forecastOf([{}])
    const page = await confirm()
    expect(page.findAll('.privacy li').map((one) => one.text())).toEqual([expect.stringContaining('中国内地')])
  })

  it('a missing key is said at its provider and leads to the keys; nothing can be started', async () => {
    desk.program['geocoding.batches.forecast'] = () => forecastOf([{ keyName: '', problem: { code: 'noKey', params: {} } }])
    const page = await confirm()
    expect(page.text()).toContain('没有可用的密钥，请先添加')
    expect(page.find('a[href="/geocoding/keys"]').exists()).toBe(true)
    expect(start(page)?.attributes('disabled')).toBeDefined()
  })
})
