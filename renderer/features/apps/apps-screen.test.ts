// @vitest-environment happy-dom
import { enableAutoUnmount, flushPromises } from '@vue/test-utils'
import { permissionsOf } from '@shared/contract/permissions'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { filterApps, noFilter } from './filter'
import { app, refuse, shellDouble, showScreen } from './testing.fixture'

enableAutoUnmount(afterEach)
const desk = shellDouble()
const refused = app({
  id: 'a2',
  name: '个人号',
  appId: 'wxfedcba9876543210',
  subjectType: 'individual_domestic',
  secret: { last4: '1234', setAt: '2026-11-22T06:05:00.000Z' },
})
beforeEach(() => {
  document.body.replaceChildren()
  desk.calls.length = 0
  desk.program = { 'apps.list': () => [app(), refused, app({ id: 'a3', name: '旧店', archived: true })] }
})

const listAt = async (address: string, granted?: Parameters<typeof showScreen>[2]) => {
  const { default: component } = await import('./AppsScreen.vue')
  const shown = await showScreen({ path: '/apps', component }, address, granted)
  const press = async (text: string) => {
    const button = [...document.querySelectorAll('button')].find((one) => one.textContent?.trim() === text)
    if (!button) throw new Error(`no button ${text}`)
    button.click()
    await flushPromises()
  }
  return { ...shown, press }
}

describe('list', () => {
  it('narrows by state, subject and every word', () => {
    const rows = [app(), refused, app({ id: 'a3', name: '旧店', archived: true })]
    const ids = (more: object) => filterApps(rows, { ...noFilter, ...more }).map(({ id }) => id)
    expect(ids({})).toEqual(['a1', 'a2'])
    expect(ids({ state: 'archived' })).toEqual(['a3'])
    expect(ids({ text: '云栖 WX0123' })).toEqual(['a1'])
    expect(ids({ subject: 'individual_domestic' })).toEqual(['a2'])
  })

  it('offers both ways in when there is nothing', async () => {
    desk.program['apps.list'] = () => []
    const { page } = await listAt('/apps')
    expect(page.get('.empty').text()).toContain('还没有小程序')
    expect(page.get('.empty').findAll('button').map((one) => one.text())).toEqual(['新增小程序', '导入小程序'])
  })

  it('lets a viewer look, and says who can grant the rest', async () => {
    const { page } = await listAt('/apps?open=a2', permissionsOf.viewer)
    const guards = page.findAll('.guard').map((one) => one.attributes('aria-label'))
    expect(guards).toContain('只有管理员能填写或更换 AppSecret。')
    expect(page.text()).not.toContain('放行…')
  })
})

describe('one mini program', () => {
  it('shows the address to put on the list, to be copied', async () => {
    desk.program['apps.testConnection'] = () =>
      refuse('wechat.ipNotWhitelisted', { params: { ip: '203.0.113.7', appId: 'wxfedcba9876543210' } })
    const { page, press } = await listAt('/apps?open=a2')
    await press('测试连接')
    expect(page.get('[role=alert]').text()).toContain('203.0.113.7')
    expect(page.find('[aria-label="复制IP 地址"]').exists()).toBe(true)
  })

  it('says how long the token lives', async () => {
    desk.program['apps.testConnection'] = () => ({ expiresInSeconds: 7200, remainingOpenings: 2900000 })
    const { page, press } = await listAt('/apps?open=a2')
    await press('测试连接')
    expect(page.text()).toContain('7,200 秒')
    expect(page.text()).toContain('2,900,000 次')
  })

  it('takes a secret once, sends it trimmed, and holds it no longer', async () => {
    desk.program['apps.setSecret'] = () => app({ secret: { last4: 'e1f0', setAt: '2026-11-22T06:05:00.000Z' } })
    const { page, press } = await listAt('/apps?open=a1')
    await press('填写 AppSecret')
    const input = document.querySelector<HTMLInputElement>('.el-dialog input')
    if (!input) throw new Error('no field')
    expect(input.type).toBe('password')
    await press('保存 AppSecret')
    expect(desk.calls.some(({ name }) => name === 'apps.setSecret')).toBe(false)
    input.value = ' 0f1e2d3c4b5a69788796a5b4c3d2e1f0\n'
    input.dispatchEvent(new Event('input'))
    await flushPromises()
    await press('保存 AppSecret')
    expect(desk.calls.find(({ name }) => name === 'apps.setSecret')?.input).toEqual({
      id: 'a1',
      secret: '0f1e2d3c4b5a69788796a5b4c3d2e1f0',
    })
    expect(page.text()).toContain('····e1f0')
    expect(document.documentElement.outerHTML).not.toContain('0f1e2d3c')
  })

  it('allows a refused kind only with evidence, and shows who decided', async () => {
    desk.program['apps.override'] = ({ kind, evidence }: { kind: string; evidence: string }) => ({
      ...refused,
      overrides: [{ kind, evidence, by: '王芳', at: '2026-11-22T06:05:00.000Z' }],
    })
    const { page, press } = await listAt('/apps?open=a2')
    expect(page.text()).toContain('个人主体不能使用')
    await press('放行…')
    const verb = [...document.querySelectorAll<HTMLButtonElement>('.el-dialog button')].find((one) =>
      one.textContent?.trim().startsWith('放行'),
    )
    verb?.click()
    await flushPromises()
    expect(desk.calls.some(({ name }) => name === 'apps.override')).toBe(false)
    const area = [...document.querySelectorAll<HTMLTextAreaElement>('.el-dialog textarea')].at(-1)
    if (!area) throw new Error('no evidence field')
    area.value = '客服工单\n12345'
    area.dispatchEvent(new Event('input'))
    await flushPromises()
    verb?.click()
    await flushPromises()
    expect(desk.calls.find(({ name }) => name === 'apps.override')?.input).toMatchObject({ evidence: '客服工单 12345' })
    expect(page.text()).toContain('王芳 放行于')
    await page.get('.abilities .link').trigger('click')
    expect(desk.calls.at(-1)?.name).toBe('openExternal')
  })
})
