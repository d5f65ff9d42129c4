// @vitest-environment happy-dom
import { enableAutoUnmount, flushPromises } from '@vue/test-utils'
import type { ShortAddress, ShortService } from '@shared/contract/short-addresses'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { defineComponent, h } from 'vue'
import { refuse, shellDouble, showScreen } from '../apps/testing.fixture'
import { atDraft, checkDraft, draftOf, emptyDraft, fieldsOf } from './services/draft'

enableAutoUnmount(afterEach)
const desk = shellDouble()
const service: ShortService = {
  id: 's1',
  ...fieldsOf({ ...emptyDraft, name: '短网址', createUrl: 'https://s.example/api' }),
  secrets: [{ name: 'authorization', last4: 'abcd', setAt: '2026-11-22T06:05:00.000Z' }],
  isDefault: true,
  warnings: [],
  archived: false,
  rev: 1,
  updatedAt: '2026-11-22T06:05:00.000Z',
  updatedBy: '王芳',
}
const short = (more: Partial<ShortAddress> = {}): ShortAddress => ({
  id: 'a1',
  linkId: 'l1',
  service: { id: 's1', name: '短网址' },
  state: 'done',
  address: 'https://s.example/x',
  target: 'weixin://dl/a',
  current: true,
  canRepoint: true,
  createdAt: '2026-11-22T06:05:00.000Z',
  createdBy: '王芳',
  retired: false,
  ...more,
})
const unknownError = { code: 'shortAddresses.outcomeUnknown', messageKey: 'errors.shortAddresses.outcomeUnknown', params: { host: 's.example' }, retry: 'afterCheck', correlationId: 'c-9' } as const
beforeEach(() => {
  document.body.replaceChildren()
  desk.calls.length = 0
  desk.program = {
    'shortAddresses.services': () => [service],
    'shortAddresses.list': () => ({ addresses: [], suggested: { serviceId: 's1', because: 'campaign' } }),
  }
})

async function panel(granted?: Parameters<typeof showScreen>[2]) {
  const { default: Panel } = await import('./panel/ShortAddressPanel.vue')
  const component = defineComponent({ render: () => h(Panel, { linkId: 'l1' }) })
  const { page } = await showScreen({ path: '/x', component }, '/x', granted)
  await vi.waitFor(() => expect(page.text()).toMatch(/生成短网址|去添加/u))
  const press = async (label: string) => {
    const button = page.findAll('button').find((one) => one.text() === label)
    if (!button) throw new Error(`no button ${label} in ${page.text()}`)
    await button.trigger('click')
    await flushPromises()
  }
  return { page, press, lastCall: (name: string) => desk.calls.findLast((one) => one.name === name)?.input }
}

describe('the panel of a link', () => {
  it('offers the service of the campaign and says so', async () => {
    const { page, press, lastCall } = await panel()
    expect(page.text()).toContain('这条链接的活动用它')
    desk.program['shortAddresses.create'] = () => short()
    desk.program['shortAddresses.list'] = () => ({ addresses: [short()] })
    await press('生成短网址')
    expect(lastCall('shortAddresses.create')).toEqual({ linkId: 'l1', serviceId: 's1' })
    expect(page.text()).toContain('https://s.example/x')
  })

  it('tells a failure once, in the row of the attempt', async () => {
    const { page, press } = await panel()
    desk.program['shortAddresses.create'] = () => ({ ok: false, error: unknownError })
    desk.program['shortAddresses.list'] = () => ({ addresses: [short({ state: 'unknown', address: '', canRepoint: false, error: unknownError })] })
    await press('生成短网址')
    expect(page.findAll('[role="alert"]')).toHaveLength(1)
    desk.program['shortAddresses.create'] = () => refuse('shortAddresses.noService')
    await press('生成短网址')
    expect(page.text()).toContain('还没有可用的短网址服务')
  })

  it('has two ways out of an unknown outcome', async () => {
    desk.program['shortAddresses.list'] = () => ({ addresses: [short({ state: 'unknown', address: '', canRepoint: false, error: unknownError })] })
    const { page, press, lastCall } = await panel()
    expect(page.text()).toContain('结果待确认')
    await page.get('input[placeholder="https://"]').setValue(' https://s.example/y ')
    desk.program['shortAddresses.settle'] = () => refuse('bridge.invalidInput', { fields: [{ path: 'address', code: 'shortAddresses.addressForm' }] })
    await press('记下这个短网址')
    expect(lastCall('shortAddresses.settle')).toEqual({ id: 'a1', address: 'https://s.example/y' })
    expect(page.text()).toContain('要是 http:// 或 https:// 开头的网址')
    desk.program['shortAddresses.settle'] = () => short({ state: 'settled', address: '' })
    await press('后台没有，放弃')
    expect(lastCall('shortAddresses.settle')).toEqual({ id: 'a1' })
  })

  it('shows what still leads to the old link, and both ways of leading it on', async () => {
    desk.program['shortAddresses.list'] = () => ({ addresses: [short({ current: false }), short({ id: 'a2', current: false, canRepoint: false })] })
    const { page, press, lastCall } = await panel()
    expect(page.text().split('还指向旧链接')).toHaveLength(3)
    expect(page.findAll('button').filter((one) => one.text() === '改指到新链接')).toHaveLength(1)
    desk.program['shortAddresses.repoint'] = () => short()
    await press('改指到新链接')
    expect(lastCall('shortAddresses.repoint')).toEqual({ id: 'a1' })
  })

  it('says who may make one, and where to add a service', async () => {
    const { page } = await panel(['links.view'])
    expect(page.find('[aria-label^="你的角色不能生成链接和短网址"]').exists()).toBe(true)
    desk.program['shortAddresses.services'] = () => []
    const without = await panel()
    expect(without.page.find('a[href="/settings/short-addresses"]').exists()).toBe(true)
  })
})

describe('the form of a service', () => {
  it('gives back what it was given', () => {
    expect(fieldsOf(draftOf(service))).toEqual(fieldsOf({ ...emptyDraft, name: '短网址', createUrl: 'https://s.example/api' }))
    const whole = { ...emptyDraft, name: 'x', createUrl: 'https://s.example/', successStatus: '201', canRepoint: true, repointUrl: 'https://s.example/{{id}}' }
    expect(draftOf(fieldsOf(whole))).toEqual(whole)
    expect(fieldsOf({ ...whole, headers: [{ name: 'A', secret: true, value: 'never' }] }).headers).toEqual([{ name: 'A', secret: true, value: '' }])
  })

  it('finds the slips that need no asking', () => {
    const codes = (changes: Partial<typeof emptyDraft>) =>
      checkDraft({ ...emptyDraft, name: 'x', createUrl: 'https://s.example/', ...changes }).map(({ path, code }) => `${path} ${code.replace('shortAddresses.', '')}`)
    expect(codes({})).toEqual([])
    expect(codes({ createUrl: 'https://' })).toEqual(['createUrl urlScheme'])
    expect(codes({ createBody: '{}' })).toEqual(['createBody linkMissing'])
    expect(codes({ createBody: '{{address}}' })).toEqual(['createBody placeholderUnknown'])
    expect(codes({ answerPath: 'a..b', successStatus: '404', timeoutSeconds: '61' })).toEqual(['answerPath pathForm', 'successStatus statusForm', 'timeoutSeconds timeoutForm'])
    expect(codes({ canRepoint: true, repointUrl: 'https://s.example/{{code}}' })).toEqual([])
  })

  it('brings the service’s mistakes to their fields', () => {
    const answer = refuse('bridge.invalidInput', { fields: [{ path: 'fields.create.url', code: 'x' }, { path: 'fields.answer.idPath', code: 'x' }, { path: 'fields.headers.0.name', code: 'x' }] })
    expect(atDraft(answer)).toMatchObject({ error: { fields: [{ path: 'createUrl' }, { path: 'answerIdPath' }, { path: 'headers.0.name' }] } })
  })
})
