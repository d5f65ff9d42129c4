// @vitest-environment happy-dom
import { enableAutoUnmount, flushPromises } from '@vue/test-utils'
import type { Place } from '@shared/contract/places'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { app, refuse, shellDouble, showScreen } from '../apps/testing.fixture'
import { checkDraft, emptyDraft } from './draft'
import { filterPlaces, noFilter } from './filter'
import { allZones, matchZones, offsetOf } from './zones'

enableAutoUnmount(afterEach)
const desk = shellDouble()
const place = (more: Partial<Place> = {}): Place => ({
  id: 'p1',
  code: 'H001',
  name: '云栖酒店西湖店',
  zone: 'Asia/Shanghai',
  appIds: ['a1'],
  owner: '王芳',
  archived: false,
  rev: 1,
  updatedAt: '2026-11-22T06:05:00.000Z',
  ...more,
})
beforeEach(() => {
  document.body.replaceChildren()
  desk.calls.length = 0
  desk.program = { 'apps.list': () => [app()], 'places.list': () => [place()] }
})

const formAt = async (address: string) => {
  const { default: component } = await import('./PlaceFormScreen.vue')
  const path = address.endsWith('/edit') ? '/places/:id/edit' : '/places/new'
  const { page, router } = await showScreen({ path, component }, address)
  await vi.waitFor(() => expect(page.find('form').exists()).toBe(true))
  const labelled = (label: string) => {
    const found = page.findAll('.field').find((one) => one.find('.label').text().startsWith(label))
    if (!found) throw new Error(`no field ${label}`)
    return found
  }
  const fill = async (label: string, text: string) => {
    await labelled(label).get('input').setValue(text)
    await labelled(label).get('input').trigger('blur')
  }
  const submit = async () => {
    await page.get('form').trigger('submit')
    await flushPromises()
  }
  return { page, router, labelled, fill, submit }
}

describe('time zones', () => {
  it('offers the common ones first, every one once, and finds them by any word', () => {
    const zones = allZones('Asia/Shanghai')
    expect(zones[0]).toBe('Asia/Shanghai')
    expect(new Set(zones).size).toBe(zones.length)
    expect(zones.length).toBeGreaterThan(300)
    const options = zones.map((value) => ({ value, label: value, words: value.replaceAll('_', ' ').toLowerCase() }))
    expect(matchZones(options, 'New York').map(({ value }) => value)).toEqual(['America/New_York'])
  })
  it('names the offset of that moment, summer time included', () => {
    expect(offsetOf('Europe/Berlin', new Date('2026-07-01T00:00:00Z'))).toBe('UTC+02:00')
    expect(offsetOf('Europe/London', new Date('2026-12-01T00:00:00Z'))).toBe('UTC+00:00')
  })
})

describe('list of places', () => {
  it('finds by full-width code, owner and the name of a mini program', () => {
    const rows = [place(), place({ id: 'p2', code: 'H002', owner: '', appIds: [] })]
    const found = (text: string) =>
      filterPlaces(rows, { ...noFilter, text }, new Map([['a1', app()]]), (zone) => zone).map(({ id }) => id)
    expect(found('ｈ００２')).toEqual(['p2'])
    expect(found('王芳')).toEqual(['p1'])
    expect(found('云栖酒店 H001')).toEqual(['p1'])
  })
})

describe('form of a place', () => {
  it('refuses an offset as zone and an empty code', () => {
    const codes = checkDraft({ ...emptyDraft, zone: '+08:00' }).map(({ path, code }) => `${path} ${code}`)
    expect(codes).toEqual(['code required', 'name required', 'zone places.zoneUnknown'])
  })

  it('sends what was filled in and shows a taken code at its field', async () => {
    desk.program['places.create'] = () =>
      refuse('places.codeTaken', { fields: [{ path: 'code', code: 'places.codeTaken', params: { name: '别店' } }] })
    const form = await formAt('/places/new')
    await form.fill('编号', ' H009 ')
    await form.fill('名称', '新店')
    await form.submit()
    expect(desk.calls.at(-1)).toEqual({
      name: 'places.create',
      input: { code: 'H009', name: '新店', zone: 'Asia/Shanghai', appIds: [], owner: '' },
    })
    expect(form.labelled('编号').get('.error').text()).toContain('别店')
    expect(form.labelled('名称').get('input').element.value).toBe('新店')
  })

  it('keeps typed values through a conflict', async () => {
    let stored = place()
    desk.program['places.list'] = () => [stored]
    desk.program['places.update'] = ({ rev }: { rev: number }) =>
      rev === stored.rev ? stored : refuse('places.changedMeanwhile', { params: { name: '云栖', by: '李雷' } })
    const form = await formAt('/places/p1/edit')
    await form.fill('负责人', '我')
    stored = place({ name: '改名店', rev: 2 })
    await form.submit()
    await form.page.get('.conflict button').trigger('click')
    await flushPromises()
    expect(form.labelled('名称').get('input').element.value).toBe('改名店')
    await form.submit()
    expect(desk.calls.findLast(({ name }) => name === 'places.update')?.input).toMatchObject({
      rev: 2,
      fields: { name: '改名店', owner: '我' },
    })
  })
})
