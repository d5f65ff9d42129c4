// @vitest-environment happy-dom
import { enableAutoUnmount, flushPromises } from '@vue/test-utils'
import { permissionsOf } from '@shared/contract/permissions'
import type { LinkRuleBook } from '@shared/contract/link-rules'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { app, refuse, shellDouble, showScreen } from '../apps/testing.fixture'

enableAutoUnmount(afterEach)
const desk = shellDouble()
const prefix = 'https://h5.example.com/room/'
const rule = { prefix, subRulesOccupied: true, path: 'pages/a', openVersion: 'release' as const, testUrls: [], published: false }
const book = (more: Partial<LinkRuleBook> = {}): LinkRuleBook => ({
  appId: 'a1',
  asOf: '2026-11-22T06:05:00.000Z',
  open: true,
  rules: [rule],
  total: 1,
  capacity: { limit: 100, used: 1, state: 'free' },
  publications: { limit: 100, used: 85, state: 'warning', month: '2026-11', by: 'wechat' },
  unknown: [],
  ...more,
})
beforeEach(() => {
  document.body.replaceChildren()
  localStorage.clear()
  desk.calls.length = 0
  desk.program = { 'apps.list': () => [app()], 'linkRules.list': () => book() }
})

const listAt = async (address = '/link-rules', granted?: Parameters<typeof showScreen>[2]) => {
  const { default: component } = await import('./RulesScreen.vue')
  const { page } = await showScreen({ path: '/link-rules', component }, address, granted)
  await flushPromises()
  const press = async (text: string) => {
    const button = [...document.querySelectorAll('button')].find((one) => one.textContent?.trim() === text)
    if (!button) throw new Error(`no button ${text}`)
    button.click()
    await flushPromises()
  }
  return { page, press }
}

describe('the list of rules', () => {
  it('shows what is kept without a call to WeChat, with its date and what is nearly used up', async () => {
    const { page } = await listAt()
    expect(page.text()).toContain('微信的数据，读取于')
    expect(page.text()).toContain('85 / 100')
    expect(page.text()).toContain('快用完了')
    expect(desk.calls.some(({ name }) => name === 'linkRules.refresh')).toBe(false)
  })

  it('keeps the rules in sight when WeChat cannot be reached', async () => {
    desk.program['linkRules.refresh'] = () => refuse('http.connectionRefused', { retry: 'safe' })
    const { page, press } = await listAt()
    await press('重新读取')
    expect(page.find('[role=alert]').exists()).toBe(true)
    expect(page.text()).toContain('1 / 100')
    expect(page.find('[role=grid]').exists()).toBe(true)
  })

  it('names a change whose outcome is unknown, and settles it by reading again', async () => {
    const unknown = [{ id: 'c1', kind: 'publish' as const, prefix, by: '王芳', at: '2026-11-22T06:05:00.000Z' }]
    desk.program['linkRules.list'] = () => book({ unknown })
    desk.program['linkRules.refresh'] = () => book({ rules: [{ ...rule, published: true }] })
    const { page, press } = await listAt()
    expect(page.text()).toContain('微信没有答复，不知道有没有成功')
    await press('重新读取列表核对')
    expect(page.text()).not.toContain('微信没有答复')
  })

  it('stops a publication when the month is used up, and a viewer at any time', async () => {
    desk.program['linkRules.list'] = () =>
      book({ publications: { limit: 100, used: 100, state: 'full', month: '2026-11', by: 'wechat' } })
    const full = await listAt(`/link-rules?open=${encodeURIComponent(prefix)}`)
    const guards = full.page.findAll('.guard').map((one) => one.attributes('aria-label'))
    expect(guards).toContain('本月的 100 次发布已用完。')
    const viewer = await listAt('/link-rules', permissionsOf.viewer)
    expect(viewer.page.findAll('.guard').map((one) => one.attributes('aria-label'))).toContain(
      '你的角色不能改规则。请管理员在“设置 · 操作员”里授权。',
    )
  })
})
