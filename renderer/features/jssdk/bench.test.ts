// @vitest-environment happy-dom
import { enableAutoUnmount, flushPromises } from '@vue/test-utils'
import { permissionsOf } from '@shared/contract/permissions'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { refuse, shellDouble, showScreen } from '../apps/testing.fixture'
import { emptyCodeForm, isCodeForm, isWebAddress, targetOf } from './code-form'
import { emptyForm, isBenchForm, newNonce, secondsNow } from './form'
import { tokensOf } from './parts/tokens'

describe('what the bench remembers', () => {
  it('is taken only when it has its shape', () => {
    expect(isBenchForm({ ...emptyForm, url: 'https://a.cn/' })).toBe(true)
    expect(isBenchForm({ ...emptyForm, source: 'x' })).toBe(false)
    expect(isBenchForm({ ...emptyForm, url: 1 })).toBe(false)
    expect(isBenchForm(null)).toBe(false)
    expect(isCodeForm(emptyCodeForm)).toBe(true)
    expect(isCodeForm({ ...emptyCodeForm, way: 'other' })).toBe(false)
  })

  it('makes a nonce of 16 letters and digits, and whole seconds', () => {
    expect(newNonce()).toMatch(/^[A-Za-z0-9]{16}$/u)
    expect(newNonce()).not.toBe(newNonce())
    expect(secondsNow(new Date('2026-11-22T06:00:00.999Z'))).toBe('1795327200')
  })
})

describe('the target of the tag', () => {
  const app = { appId: 'wx0123456789abcdef', originalId: 'gh_0123456789ab' }
  const of = (targetBy: 'username' | 'appId' | 'both', originalId = app.originalId) => {
    const { username, appId } = targetOf({ ...emptyCodeForm, targetBy }, { ...app, originalId })
    return [username, appId]
  }
  it('is named as chosen; without an original id only by the AppID', () => {
    expect(of('username')).toEqual(['gh_0123456789ab', ''])
    expect(of('appId')).toEqual(['', 'wx0123456789abcdef'])
    expect(of('both')).toEqual(['gh_0123456789ab', 'wx0123456789abcdef'])
    expect(of('username', '')).toEqual(['', 'wx0123456789abcdef'])
  })
  it('takes a web address as fallback and nothing that could run', () => {
    expect(isWebAddress('https://wxaurl.cn/x')).toBe(true)
    for (const text of ['javascript:alert(1)', 'http://a.cn/', 'https://a.cn/"x', '//a.cn', '']) expect(isWebAddress(text)).toBe(false)
  })
})

it('colours code without losing a character of it', () => {
  const code = `<a href="x">// no comment</a>\n// comment 'x'\n<!-- c --> 'a\\'b'`
  const tokens = tokensOf(code)
  expect(tokens.map(({ text }) => text).join('')).toBe(code)
  expect(tokens.filter(({ kind }) => kind === 'comment').map(({ text }) => text.trim())).toEqual(["// comment 'x'", '<!-- c -->'])
  expect(tokens.filter(({ kind }) => kind === 'string').map(({ text }) => text)).toEqual(['"x"', `'a\\'b'`])
})

enableAutoUnmount(afterEach)
const desk = shellDouble()
const account = {
  id: 'o1',
  name: '云栖酒店服务号',
  appId: 'wx0123456789abcdef',
  originalId: '',
  type: 'service',
  company: '',
  verified: true,
  safeDomains: ['h5.example.com'],
  archived: false,
  rev: 1,
  updatedAt: '2026-11-22T06:05:00.000Z',
}

describe('the screen', () => {
  beforeEach(() => {
    document.body.replaceChildren()
    localStorage.clear()
    desk.calls.length = 0
    desk.program = { 'officialAccounts.list': () => [account], 'apps.list': () => [], 'jssdk.ticket': () => ({}) }
  })
  const screenAt = async (granted?: Parameters<typeof showScreen>[2]) => {
    const { default: component } = await import('./BenchScreen.vue')
    const { page } = await showScreen({ path: '/jssdk', component }, '/jssdk', granted)
    await flushPromises()
    const press = async (text: string) => {
      const button = page.findAll('button').find((one) => one.text() === text)
      if (!button) throw new Error(`no button ${text}`)
      await button.trigger('click')
      await flushPromises()
    }
    return { page, press }
  }

  it('calls nobody before the address is right', async () => {
    const { page, press } = await screenAt()
    await press('生成签名')
    expect(page.text()).toContain('还没有填网页地址')
    expect(desk.calls.some(({ name }) => name === 'jssdk.sign')).toBe(false)
  })

  it('does not ask for a signature to check before somebody checks one', async () => {
    const { page, press } = await screenAt()
    await press('生成签名')
    await page.get('input[type=radio][value=check]').setValue()
    await flushPromises()
    expect(page.text()).not.toContain('还没有填要核对的签名')
    await press('核对签名')
    expect(page.text()).toContain('还没有填要核对的签名')
    // The window remembers the task, for the next test too.
    await page.get('input[type=radio][value=sign]').setValue()
  })

  it('says what to mend when the account has no secret, and where', async () => {
    desk.program['jssdk.sign'] = () => refuse('officialAccounts.noSecret', { params: { name: account.name } })
    const { page, press } = await screenAt()
    await page.get('input[placeholder^="https://h5"]').setValue('https://h5.example.com/a')
    await press('生成签名')
    expect(page.get('[role=alert]').text()).toContain('还没有填 AppSecret')
    expect(page.findAll('button').some((one) => one.text() === '去看这个公众号')).toBe(true)
  })

  it('tells a viewer who can grant the signing', async () => {
    const { page, press } = await screenAt(permissionsOf.viewer)
    expect(page.findAll('button').find((one) => one.text() === '生成签名')?.attributes('disabled')).toBeDefined()
    await press('公众号')
    expect(desk.calls.some(({ name }) => name === 'jssdk.sign')).toBe(false)
  })
})
