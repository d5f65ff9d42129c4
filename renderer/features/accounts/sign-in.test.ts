// @vitest-environment happy-dom
import type { WorkspaceSummary } from '@shared/contract/accounts'
import type { Answer, ErrorEnvelope } from '@shared/contract/error'
import zh from '@shared/texts/zh-CN'
import { enableAutoUnmount, flushPromises, mount, type VueWrapper } from '@vue/test-utils'
import { createPinia } from 'pinia'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Component } from 'vue'
import { createI18n } from 'vue-i18n'
import OperatorDialog from './OperatorDialog.vue'
import SignIn from './SignIn.vue'

enableAutoUnmount(afterEach)

type Reply = (input: Record<string, unknown>) => Answer<unknown>
const workspaceId = '01999999-0000-7000-8000-000000000001'
const live = (more: Partial<WorkspaceSummary> = {}): WorkspaceSummary => ({
  id: workspaceId,
  name: '云栖酒店集团',
  kind: 'live',
  state: 'ready',
  ...more,
})
const refused = (code: string, more: Partial<ErrorEnvelope> = {}): Answer<unknown> => ({
  ok: false,
  error: { code, messageKey: `errors.${code}`, params: {}, retry: 'no', correlationId: 'c-1', ...more },
})

/** A program that answers what the test says and remembers what it was asked. */
function program(replies: Record<string, Reply>) {
  const asked: { name: string; input: Record<string, unknown> }[] = []
  vi.stubGlobal('fetch', (url: string, init: RequestInit) => {
    const name = decodeURIComponent(url.replace('/rpc/', ''))
    const input = JSON.parse(typeof init.body === 'string' ? init.body : '{}') as Record<string, unknown>
    asked.push({ name, input })
    const answer = replies[name]?.(input) ?? refused('bridge.unknownCommand')
    return Promise.resolve(new Response(JSON.stringify(answer)))
  })
  return asked
}
const welcome = (...workspaces: WorkspaceSummary[]): Record<string, Reply> => ({
  'accounts.welcome': () => ({ ok: true, value: { version: '1', contractHash: 'x', shell: 'loopback', workspaces } }),
})
async function open(component: Component, props: Record<string, unknown> = {}): Promise<VueWrapper> {
  const i18n = createI18n({ legacy: false, locale: 'zh-CN', messages: { 'zh-CN': zh as never } })
  const wrapper = mount(component, { props, attachTo: document.body, global: { plugins: [createPinia(), i18n] } })
  await flushPromises()
  return wrapper
}
const submit = async (wrapper: VueWrapper, values: string[]) => {
  const inputs = wrapper.findAll('form input')
  for (const [index, value] of values.entries()) await inputs[index]?.setValue(value)
  await wrapper.find('form').trigger('submit')
  await flushPromises()
}

beforeEach(() => {
  localStorage.clear()
  document.body.replaceChildren()
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

describe('sign-in', () => {
  it('says at the field that the password is wrong, empties it, and keeps the name', async () => {
    program({
      ...welcome(live()),
      'accounts.signIn': () => refused('accounts.wrongPassword', { params: { name: '王芳' } }),
    })
    const wrapper = await open(SignIn)
    await submit(wrapper, ['王芳', 'wrong'])
    const [name, password] = wrapper.findAll('form input').map(({ element }) => element as HTMLInputElement)
    expect(wrapper.find('.is-wrong').text()).toContain('姓名或密码不对')
    expect(password?.getAttribute('aria-invalid')).toBe('true')
    expect([name?.value, password?.value]).toEqual(['王芳', ''])
  })
  it('counts the seconds of a wait and asks nothing meanwhile', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance'] })
    const asked = program({
      ...welcome(live()),
      'accounts.signIn': () => refused('accounts.tooManyTries', { params: { seconds: 30 }, retry: 'safe' }),
    })
    const wrapper = await open(SignIn)
    await submit(wrapper, ['王芳', 'wrong'])
    expect(wrapper.text()).toContain('请 30 秒后再试')
    vi.advanceTimersByTime(10_000)
    await flushPromises()
    expect(wrapper.text()).toContain('请 20 秒后再试')
    await submit(wrapper, ['王芳', 'again'])
    expect(asked.filter(({ name }) => name === 'accounts.signIn')).toHaveLength(1)
  })
  it('asks for the credentials first where the workspace is locked, and points at the wrong group', async () => {
    const asked = program({
      ...welcome(live({ state: 'locked' })),
      'workspaces.unlock': () =>
        refused('vault.recoveryKeySlip', {
          fields: [{ path: 'recoveryKey', code: 'vault.recoveryKeyGroup', params: { group: 3 } }],
        }),
    })
    const wrapper = await open(SignIn)
    expect(wrapper.text()).toContain('先打开“云栖酒店集团”的凭据')
    await wrapper.find('input[type=radio][value=recoveryKey]').setValue()
    await wrapper.find('textarea').setValue('AAAAA-BBBBB')
    await wrapper.find('form').trigger('submit')
    await flushPromises()
    expect(asked.at(-1)).toEqual({
      name: 'workspaces.unlock',
      input: { workspaceId, credential: { kind: 'recoveryKey', recoveryKey: 'AAAAA-BBBBB' } },
    })
    expect(wrapper.text()).toContain('第 3 组有误')
  })
  it('says what stands in the way of a workspace, and the way out', async () => {
    const problem = { code: 'store.newerVersion', params: { database: 9, program: 3 } }
    program(welcome(live({ state: 'newerVersion', problem })))
    const wrapper = await open(SignIn)
    expect(wrapper.text()).toContain('请升级 MiniDesk')
    expect(wrapper.find('input[type=password]').exists()).toBe(false)
  })
  it('shows the way in where there is no live workspace yet', async () => {
    const practice = { ...live(), kind: 'practice' as const, name: '练习' }
    program({ ...welcome(practice), 'accounts.enterPractice': () => refused('workspaces.notFound') })
    const wrapper = await open(SignIn)
    const button = wrapper.findAll('button').find((one) => one.text() === '进入练习（沙箱）')
    await button?.trigger('click')
    await flushPromises()
    expect(wrapper.find('[role=alert]').text()).toContain('找不到这个工作区')
  })
})

describe('operators', () => {
  it('refuses a short password before asking, and shows a taken name at its field', async () => {
    const asked = program({
      'accounts.create': () =>
        refused('accounts.nameTaken', { params: { name: '王芳' }, fields: [{ path: 'name', code: 'taken' }] }),
    })
    await open(OperatorDialog, { task: { kind: 'add' } })
    const form = document.querySelector<HTMLFormElement>('#operator-form')
    const type = (selector: string, value: string) => {
      const input = form?.querySelector<HTMLInputElement>(selector)
      if (input) input.value = value
      input?.dispatchEvent(new Event('input', { bubbles: true }))
    }
    const send = async () => {
      form?.dispatchEvent(new Event('submit', { bubbles: true, cancelable: true }))
      await flushPromises()
    }
    type('input[maxlength="40"]', '王芳')
    type('input[type=password]', 'short')
    await send()
    expect(asked).toHaveLength(0)
    expect(form?.textContent).toContain('至少 10')
    type('input[type=password]', 'long-enough-1')
    await send()
    const input = { name: '王芳', role: 'operations', password: 'long-enough-1' }
    expect(asked).toEqual([{ name: 'accounts.create', input }])
    expect(form?.textContent).toContain('已被占用')
  })
})
