// @vitest-environment happy-dom
import { enableAutoUnmount, flushPromises } from '@vue/test-utils'
import type { PlaceLocation } from '@shared/contract/geocoding'
import type { Answer } from '@shared/contract/error'
import type { Permission } from '@shared/contract/permissions'
import enBatches from '@shared/texts/en/geocoding-batch-screens.json'
import enScreens from '@shared/texts/en/geocoding-screens.json'
import enNames from '@shared/texts/en/geocoding.json'
import zhBatches from '@shared/texts/zh-CN/geocoding-batch-screens.json'
import zhScreens from '@shared/texts/zh-CN/geocoding-screens.json'
import zhNames from '@shared/texts/zh-CN/geocoding.json'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { shellDouble, showScreen } from '../apps/testing.fixture'
import { checkKey, emptyKey, fieldsOfKey, ofProvider } from './keys/key-draft'
import GeoMap from './map/GeoMap.vue'
import { linesOf, pointsOf } from './lookup/lookup-points'
import { filterPlaces, noFilter, stateOf } from './places/place-rows'
import { answer, candidate, key, lookup, providers } from './testing.fixture'

enableAutoUnmount(afterEach)
const desk = shellDouble()
beforeEach(() => {
  document.body.replaceChildren()
  localStorage.clear()
  desk.calls.length = 0
  desk.program = {
    'geocoding.providers': () => providers,
    'geocoding.keys.list': () => [key('tencent'), key('here')],
    'geocoding.lookups.list': () => [],
  }
})
const dayUsedUp = { code: 'geocoding.dayUsedUp', messageKey: 'errors.geocoding.dayUsedUp', params: {}, retry: 'safe' as const, correlationId: 'c-1' }
const asked = (name: string) => desk.calls.filter((one) => one.name === name).map(({ input }) => input)

async function openDesk(granted?: readonly Permission[]) {
  const { default: component } = await import('./lookup/LookupScreen.vue')
  const { page, router } = await showScreen({ path: '/geocoding', name: 'geocoding', component }, '/geocoding', granted, [{ name: 'geocoding.keys', path: '/geocoding/keys' }])
  await vi.waitFor(() => expect(page.find('form.ask').exists()).toBe(true))
  await flushPromises()
  const type = async (text: string) => {
    await page.get('textarea').setValue(text)
    await page.get('textarea').trigger('keydown', { key: 'Enter' })
    await flushPromises()
  }
  return { page, router, type }
}

describe('looking an address up', () => {
  it('takes the next question after an earlier look-up was opened while one was asked', async () => {
    const { promise: never } = Promise.withResolvers<Answer<unknown>>()
    const { minidesk } = window
    if (!minidesk) throw new Error('no shell')
    const invoke = minidesk.invoke
    const slow = vi.spyOn(minidesk, 'invoke').mockImplementation((call) => (call.name === 'geocoding.lookup' ? never : invoke(call)))
    desk.program['geocoding.lookups.get'] = () => lookup({ id: 'earlier' })
    const { page, router, type } = await openDesk()
    await type('Berlin')
    await router.replace({ query: { lookup: 'earlier' } })
    await flushPromises()
    expect(page.findAll('.answer')).toHaveLength(2)
    slow.mockRestore()
    desk.program['geocoding.lookup'] = () => lookup({ id: 'next' })
    await type('Hamburg')
    expect(router.currentRoute.value.query).toEqual({ lookup: 'next' })
  })

  it('says 地址为空 at its field and asks nobody', async () => {
    const { page, type } = await openDesk()
    await type('   ')
    expect(page.get('form.ask .error').text()).toBe('地址为空')
    expect(asked('geocoding.lookup')).toEqual([])
  })

  it('asks with Enter, leaves a provider out on demand, and shows one that failed beside the other, with the way to its key', async () => {
    desk.program['geocoding.lookup'] = () =>
      lookup({ answers: [answer('tencent'), { ...answer('here'), state: 'failed', candidates: [], error: dayUsedUp }] })
    const { page, router, type } = await openDesk()
    await type('Alexanderplatz 7, Berlin')
    expect(asked('geocoding.lookup')).toEqual([
      { address: 'Alexanderplatz 7, Berlin', area: 'auto', country: '', language: 'zh-CN', fresh: false },
    ])
    expect(router.currentRoute.value.query).toEqual({ lookup: 'l1' })
    await page.findAll('label.el-checkbox').find((one) => one.text() === 'HERE')?.get('input').setValue(false)
    await type('Berlin')
    expect(asked('geocoding.lookup')[1]).toMatchObject({ providers: ['tencent'] })
    const [tencent, here] = page.findAll('.answer')
    expect(tencent?.text()).toContain('置信度 92')
    expect(tencent?.text()).toContain('WGS-84')
    expect(here?.text()).toContain('服务出错')
    await here?.findAll('button').find((one) => one.text() === '去服务与密钥')?.trigger('click')
    await flushPromises()
    expect(router.currentRoute.value.name).toBe('geocoding.keys')
  })

  it('reads the numbers of a pin in the datum that is chosen, and puts the pin where they are then', async () => {
    desk.program['geocoding.lookup'] = () => lookup()
    desk.program['geocoding.convert'] = () => [candidate(52.6, 13.5, '').positions]
    const { page, type } = await openDesk()
    await type('Alexanderplatz 7, Berlin')
    await page.findAll('.answer button').find((one) => one.text() === '手工校正')?.trigger('click')
    await page.get('.pin').findAll('input[type=radio]')[1]?.setValue()
    await flushPromises()
    expect(asked('geocoding.convert')).toEqual([{ positions: [{ lat: 52.52, lng: 13.41, datum: 'gcj02' }] }])
    expect(page.getComponent(GeoMap).props('pin')).toEqual({ lat: 52.6, lng: 13.5 })
    expect(page.get<HTMLInputElement>('.pin input').element.value).toBe('52.520000, 13.410000')
  })

  it('says at once what of a position cannot be read', async () => {
    const { page } = await openDesk()
    await page.findAll('input[type=radio]').find((one) => one.attributes('value') === 'position')?.setValue()
    const box = page.get('.position input')
    await box.setValue('abc')
    await box.trigger('keydown', { key: 'Enter' })
    expect(page.get('.position .error').text()).toContain('看不出是坐标')
  })

  it('lists the points as text where the window cannot draw a map', async () => {
    desk.program['geocoding.lookup'] = () => lookup()
    const { page, type } = await openDesk()
    await type('Alexanderplatz 7, Berlin')
    await vi.waitFor(() => expect(page.find('.geo-map .list').exists()).toBe(true), { timeout: 10_000 })
    expect(page.get('.geo-map .list').text()).toContain('here Alexanderplatz 7')
    expect(page.get('.geo-map .list').text()).toContain('52.52000, 13.41000')
  })

  it('without the permission shows what was found and lets nothing be asked or saved', async () => {
    desk.program['geocoding.lookups.list'] = () => [lookup()]
    desk.program['geocoding.lookups.get'] = () => lookup()
    const { page, router, type } = await openDesk(['geocoding.view'])
    await router.push({ query: { lookup: 'l1' } })
    await vi.waitFor(() => expect(page.findAll('.answer')).toHaveLength(2))
    await type('anything')
    expect(asked('geocoding.lookup')).toEqual([])
    const guarded = page.findAll('.answer button').filter((one) => ['存到门店', '手工校正'].includes(one.text()))
    expect(guarded.length).toBeGreaterThan(0)
    expect(guarded.every((one) => one.attributes('disabled') !== undefined)).toBe(true)
  })
})

it('whoever lacks a permission is told its name, in both languages', () => {
  for (const { permissions, geocodingScreens, geoBatches } of [{ ...zhNames, ...zhScreens, ...zhBatches }, { ...enNames, ...enScreens, ...enBatches }]) {
    for (const name of ['use', 'configure', 'secrets'] as const) expect(geocodingScreens.blocked[name]).toContain(permissions.geocoding[name])
    expect(geoBatches.mayNotUse).toContain(permissions.geocoding.use)
  }
})

describe('what is drawn and filtered', () => {
  it('gives each provider a mark of its own and warns along the line between two that lie far apart', () => {
    const far = lookup({
      answers: [answer('tencent'), answer('here', { candidates: [candidate(52.53, 13.41, 'x')] })],
      distances: [{ a: 'tencent', b: 'here', metres: 1112, far: true }],
    })
    expect(pointsOf(far, { provider: (id) => id, pin: 'pin' }).map(({ look }) => look)).toEqual(['first', 'second'])
    expect(linesOf(far, (metres) => `${metres} m`)).toEqual([
      { id: 'tencent here', from: expect.objectContaining({ lat: 52.52 }) as unknown, to: expect.objectContaining({ lat: 52.53 }) as unknown, text: '1112 m', warns: true },
    ])
  })

  it('finds the places that want a location: none, ended, ending within a week', () => {
    const now = Date.parse('2026-11-28T00:00:00.000Z')
    const located = (expiresAt?: string) => ({ position: candidate(1, 2, '').position, positions: candidate(1, 2, '').positions, address: '', source: 'here', why: '', by: '', at: '', expiresAt })
    const row = (id: string, more: Partial<PlaceLocation>): PlaceLocation => ({ place: { id, code: id, name: id, archived: false }, history: [], rev: 1, ...more })
    const rows = [
      row('none', {}),
      row('ended', { ended: '2026-11-01T00:00:00.000Z' }),
      row('soon', { location: located('2026-12-03T00:00:00.000Z') }),
      row('kept', { location: located('2026-12-20T00:00:00.000Z') }),
      row('hand', { location: { ...located(), source: 'manual' } }),
    ]
    expect(rows.map((one) => stateOf(one, now))).toEqual(['none', 'ended', 'soon', 'kept', 'manual'])
    expect(filterPlaces(rows, { ...noFilter, state: 'wanting' }, now).map(({ place }) => place.id)).toEqual(['none', 'ended', 'soon'])
  })

  it('takes limits from the provider and holds the storage term unless the right was bought', () => {
    const [tencent] = providers
    if (!tencent) throw new Error('no provider')
    const draft = { ...ofProvider(emptyKey, tencent), name: 'K', storageDays: '90', price: '1.5' }
    expect(checkKey(draft, tencent)).toEqual([{ path: 'storageDays', code: 'geocoding.storageTooLong', params: { days: 30 } }])
    expect(checkKey({ ...draft, permanent: true }, tencent)).toEqual([])
    expect(fieldsOfKey({ ...draft, permanent: true })).toMatchObject({ limits: [{ service: 'domestic', perSecond: 5, perDay: 1000 }], storageDays: 90, pricePerThousand: 150 })
  })
})
