// @vitest-environment happy-dom
import { enableAutoUnmount, flushPromises, mount } from '@vue/test-utils'
import type { Condition, IdentityRecord, Verdict } from '@shared/contract/identity-values'
import type { Papers } from '@shared/contract/identity-guide'
import texts from '@shared/texts/zh-CN'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createI18n } from 'vue-i18n'
import { app, shellDouble, showScreen } from '../apps/testing.fixture'
import { findCategories } from './guide/find'
import { meaningsOf } from './guide/find-codes'
import { isSatisfied, missingPapers } from './guide/papers'
import { checkTyped, stepsOf } from './parts/number-check'
import { verdicts } from './parts/verdict-words'
import VerdictView from './parts/VerdictView.vue'

enableAutoUnmount(afterEach)
const desk = shellDouble()
const number = '34052419800101001X'
const record: IdentityRecord = {
  id: 'r1',
  interface: 'v2',
  origin: 'call',
  numberMasked: '340*************1X',
  nameMasked: '李*',
  openidMasked: 'oABC…xyz',
  outSeqNo: 'SN-0001',
  credentialUntil: '2099-01-01T00:00:00.000Z',
  verdict: 'pending',
  conditions: [],
  codes: [],
  purpose: '入住登记',
  consent: { at: '2026-11-28T10:00:00.000Z', by: '王芳', textVersion: 2 },
  createdBy: '王芳',
  createdAt: '2026-11-28T10:00:00.000Z',
  eraseAt: '2026-12-28T10:00:00.000Z',
}
const retention = { days: 30, mask: '3+2', records: 0, purges: [], consent: { version: 2, text: '我同意', by: '王芳' } }

beforeEach(() => {
  document.body.replaceChildren()
  localStorage.clear()
  desk.calls.length = 0
  desk.program = {
    'apps.list': () => [app()],
    'settings.limits': () => [],
    'identity.retention.get': () => retention,
    'identity.records.list': () => ({ rows: [], hits: 0, hitsCapped: false }),
    'identity.records.get': () => ({ record, stored: [] }),
    'identity.start': () => ({ record, credential: 'verify-id-1', expiresAt: '2099-01-01T00:00:00.000Z' }),
  }
})

async function verifyScreen() {
  const { default: component } = await import('./verify/VerifyScreen.vue')
  const { page, router } = await showScreen({ path: '/identity', name: 'identity', component }, '/identity')
  await vi.waitFor(() => expect(page.text()).toContain('同意书第 2 版'), { timeout: 5000 })
  const field = (label: string) => {
    const id = page.findAll('label').find((one) => one.text().startsWith(label))?.attributes('for')
    if (id === undefined) throw new Error(`no field ${label}`)
    return page.get<HTMLInputElement>(`[id="${id}"]`)
  }
  const fill = async () => {
    await field('姓名').setValue('李雷')
    await field('身份证号码').setValue('34052419800101001x')
    await field('用户 openid').setValue('oABCDEFGHIJKxyz')
    await field('用途').setValue('入住登记')
  }
  const typed = () => ['姓名', '身份证号码', '用户 openid'].map((label) => field(label).element.value)
  const submit = async () => {
    await page.get('form').trigger('submit')
    await flushPromises()
  }
  const agree = () => page.get('input[type=checkbox]').setValue(true)
  return { page, router, field, fill, typed, submit, agree }
}

describe('the desk of verification', () => {
  it('sends nothing without consent, and wipes what was typed once it was sent', async () => {
    const { page, fill, typed, submit, agree } = await verifyScreen()
    await fill()
    await submit()
    await vi.waitFor(() => expect(page.find('[aria-label^="先确认本人已同意"]').exists()).toBe(true), { timeout: 5000 })
    expect(desk.calls.map(({ name }) => name)).not.toContain('identity.start')
    await agree()
    await submit()
    expect(desk.calls.find(({ name }) => name === 'identity.start')?.input).toMatchObject({
      interface: 'v2',
      name: '李雷',
      number: '34052419800101001x',
      consent: { textVersion: 2, agreed: true, purpose: '入住登记' },
    })
    expect(typed()).toEqual(['', '', ''])
    expect(page.get<HTMLInputElement>('input[type=checkbox]').element.checked).toBe(false)
    expect(page.text()).toContain('340*************1X')
    expect(page.html()).not.toMatch(/\d{17}/u)
    expect(JSON.stringify(localStorage)).not.toMatch(/李雷|oABC|\d{17}/u)
  })

  it('keeps a refused person for mending, and forgets both fields and credential when the session is locked', async () => {
    const { page, fill, typed, submit, agree } = await verifyScreen()
    const { useSession } = await import('@renderer/app/session')
    const session = useSession()
    const lock = () => {
      if (session.session) session.session = { ...session.session, locked: true }
    }
    const unlock = () => {
      if (session.session) session.session = { ...session.session, locked: false }
    }
    await fill()
    await agree()
    desk.program['identity.start'] = () => ({
      ok: false,
      error: { code: 'wechat.offline', messageKey: 'errors.x', params: {}, retry: 'safe', correlationId: 'c' },
    })
    await submit()
    expect(typed()[0]).toBe('李雷')
    lock()
    await flushPromises()
    expect(typed()).toEqual(['', '', ''])
    unlock()
    desk.program['identity.start'] = () => ({ record, credential: 'verify-id-1', expiresAt: '2099-01-01T00:00:00.000Z' })
    await fill()
    await agree()
    await submit()
    expect(page.text()).toContain('verify-id-1')
    lock()
    await flushPromises()
    expect(page.text()).not.toContain('verify-id-1')
    // An answer that comes while it is locked brings nothing back.
    unlock()
    desk.program['identity.start'] = () => ({ record, credential: 'verify-id-2', expiresAt: '2099-01-01T00:00:00.000Z' })
    const { promise: answered, resolve: answer } = Promise.withResolvers<undefined>()
    const { minidesk } = window
    const { invoke } = minidesk ?? {}
    if (minidesk && invoke) minidesk.invoke = async (asked) => {
      if (asked.name === 'identity.start') await answered
      return invoke(asked)
    }
    await page.getComponent({ name: 'OpenVerification' }).vm.$emit('leave')
    await flushPromises()
    await fill()
    await agree()
    await submit()
    lock()
    answer(undefined)
    await flushPromises()
    unlock()
    if (minidesk && invoke) minidesk.invoke = invoke
    await flushPromises()
    expect(desk.calls.filter(({ name }) => name === 'identity.start')).toHaveLength(3)
    expect(page.text()).not.toContain('verify-id-2')
  })

  it('shows no credential of a verification that was erased in another window', async () => {
    const { page, fill, submit, agree } = await verifyScreen()
    await fill()
    await agree()
    await submit()
    expect(page.text()).toContain('verify-id-1')
    desk.program['identity.records.get'] = () => ({ record: { ...record, nameMasked: '', numberMasked: '', outSeqNo: '', credentialUntil: undefined, erasedAt: '2026-11-28T11:00:00.000Z' }, stored: [] })
    const { followWorkspace } = await import('@renderer/app/events')
    // Another window holds the stream.
    Object.defineProperty(navigator, 'locks', { value: { request: () => Promise.resolve() }, configurable: true })
    const stop = followWorkspace('w', () => undefined)
    const other = new BroadcastChannel('minidesk.events.w')
    other.postMessage({ type: 'event', event: { topic: 'identity.changed', seq: 1, payload: {} } })
    await vi.waitFor(() => expect(page.text()).toContain('明细已清除'))
    stop()
    other.close()
    expect(page.text()).not.toContain('verify-id-1')
  })

  it('does not offer names and numbers to the browser: no password field, no filling in, dots on the screen', async () => {
    const { field } = await verifyScreen()
    for (const label of ['姓名', '身份证号码'])
      expect(field(label).attributes()).toMatchObject({ type: 'text', autocomplete: 'off', spellcheck: 'false' })
    const shown = () => field('身份证号码').element.closest('.private')?.querySelector('.is-hidden') === null
    await field('身份证号码').setValue(number)
    const button = field('身份证号码').element.closest('.private')?.querySelector('button')
    expect(shown()).toBe(false)
    button?.dispatchEvent(new Event('pointerdown'))
    await flushPromises()
    expect(shown()).toBe(true)
    button?.dispatchEvent(new Event('pointerup'))
    await flushPromises()
    expect(shown()).toBe(false)
  })
})

describe('a verdict', () => {
  const states: Condition['state'][] = ['held', 'broken', 'unknown', 'notApplicable']
  const conditions: Condition[] = states.map((state, index) => ({
    key: (['callSucceeded', 'personVerified', 'numberMatches', 'inTime'] as const)[index] ?? 'inTime',
    state,
    reason: { code: 'errcodeZero', params: {} },
  }))
  const shown = (verdict: Verdict, given: Condition[]) =>
    mount(VerdictView, {
      props: { verdict, conditions: given },
      global: { plugins: [createI18n({ legacy: false, locale: 'zh-CN', messages: { 'zh-CN': texts as never } })] },
    })

  it('is green for verified and in nothing that stands beside another', () => {
    for (const verdict of verdicts.filter((one) => one !== 'verified')) {
      const view = shown(verdict, conditions)
      expect(view.html()).not.toContain('is-done')
      expect(view.text()).toContain('不能当作已核实')
    }
    expect(shown('verified', conditions.slice(0, 1)).classes()).toContain('is-done')
  })
  it('names what is broken first, and what to do about it', () => {
    const view = shown('notVerified', conditions)
    expect(view.get('li').attributes('data-condition')).toBe('personVerified')
    expect(view.text()).toContain('1/3 项符合')
    expect(view.text()).toContain('请本人重新刷脸')
  })
  it('accuses nobody of what nobody can tell', () => {
    const open: Condition[] = (['requestMatches', 'notUsedBefore'] as const).map((key) => ({ key, state: 'unknown', reason: { code: 'noRequest', params: {} } }))
    const view = shown('unknown', open)
    expect(view.text()).toContain('填当时的凭据或流水号')
    expect(view.text()).not.toMatch(/调包|已经用过/u)
  })
})

it('a judgement that comes while the session is locked brings nothing back', async () => {
  const { default: component } = await import('./judge/JudgeScreen.vue')
  const { page } = await showScreen({ path: '/identity/judge', name: 'judge', component }, '/identity/judge')
  await vi.waitFor(() => expect(page.text()).toContain('同意书第 2 版'), { timeout: 5000 })
  const { useSession } = await import('@renderer/app/session')
  const session = useSession()
  const locked = (now: boolean) => {
    if (session.session) session.session = { ...session.session, locked: now }
  }
  const { promise: answered, resolve: answer } = Promise.withResolvers<undefined>()
  const { minidesk } = window
  if (!minidesk) throw new Error('no shell')
  const { invoke } = minidesk
  minidesk.invoke = async (asked) => {
    if (asked.name === 'identity.judge') await answered
    return invoke(asked)
  }
  desk.program['identity.judge'] = () => ({ verdict: 'notVerified', conditions: [], notices: [], record })
  const field = (label: string) => page.get(`[id="${page.findAll('label').find((one) => one.text().startsWith(label))?.attributes('for') ?? ''}"]`)
  await page.get('textarea').setValue('{"errcode":0}')
  await field('姓名').setValue('李雷')
  await field('身份证号码').setValue('34052419800101001x')
  await field('用途').setValue('入住登记')
  await page.findAll('input[type=checkbox]').find((one) => one.element.closest('label')?.textContent?.includes('同意'))?.setValue(true)
  await page.get('form').trigger('submit')
  await flushPromises()
  locked(true)
  answer(undefined)
  await flushPromises()
  locked(false)
  await flushPromises()
  minidesk.invoke = invoke
  expect(desk.calls.map(({ name }) => name)).toContain('identity.judge')
  expect(page.text()).not.toContain('340*')
  expect(page.findComponent({ name: 'VerdictView' }).exists()).toBe(false)
})

describe('finding a person by number', () => {
  it('asks for no number that cannot be one, and erases nobody but whom it found', async () => {
    desk.program['identity.records.find'] = () => [record]
    const { default: FindDialog } = await import('./records/FindDialog.vue')
    await showScreen({ path: '/find', name: 'find', component: { components: { FindDialog }, template: '<main><FindDialog blocked="" /></main>' } }, '/find')
    await flushPromises()
    const body = () => document.body.textContent ?? ''
    const type = async (text: string) => {
      const input = document.querySelector<HTMLInputElement>('.find input')
      if (!input) throw new Error('no field')
      input.value = text
      input.dispatchEvent(new Event('input', { bubbles: true }))
      await flushPromises()
    }
    const find = async () => {
      document.querySelector('.find')?.dispatchEvent(new Event('submit', { bubbles: true, cancelable: true }))
      await flushPromises()
    }
    await type('123')
    await find()
    expect(body()).toContain('应为 18 位')
    expect(desk.calls.map(({ name }) => name)).not.toContain('identity.records.find')
    await type(number)
    await find()
    expect(body()).toContain('清除此人的 1 条记录')
    await type('11010519491231002X')
    expect(body()).not.toContain('清除此人')
  })
})

describe('what is computed in the window', () => {
  it('finds the traps of a number', () => {
    expect(checkTyped('34052419800101001x')).toMatchObject({ state: 'valid', lowerX: true, normal: number })
    expect(checkTyped('3405241980010100').state).toBe('typing')
    expect(stepsOf(checkTyped('340524198002300014')).filter(({ state }) => state === 'wrong').map(({ step }) => step)).toContain('birth')
    expect(stepsOf(checkTyped('340524198001010011')).map(({ state }) => state)).toEqual(['right', 'right', 'right', 'wrong'])
    const old = checkTyped('340524800101001')
    expect(old).toMatchObject({ state: 'old', converted: number })
    expect(stepsOf(old).map(({ state }) => state)).toEqual(['wrong', 'right', 'right', 'open'])
  })
  it('reads a tree of papers as all and one of', () => {
    const paper = (id: string): Papers => ({ kind: 'paper', id, name: id, note: '' })
    const tree: Papers = { kind: 'any', note: '', of: [{ kind: 'all', note: '', of: [paper('a'), paper('b')] }, paper('c')] }
    expect([[], ['a'], ['a', 'b'], ['c']].map((have) => isSatisfied(tree, new Set(have)))).toEqual([false, false, true, true])
    expect(missingPapers(tree, new Set(['a']))).toEqual(['b'])
  })
  it('lets hotels through and no other lodging', () => {
    const fact = { factId: 'x', source: 'x', asOf: '2026-11-22', certain: true, level3: '/', limitation: '', papers: { kind: 'paper', id: 'p', name: '许可证', note: '' } } as const
    const all = [
      { ...fact, id: 'A23-K-27', level1: '旅游服务', level2: '住宿服务' },
      { ...fact, id: 'A23-K-08', level1: '金融业', level2: '银行' },
    ]
    const ids = (typed: string) => findCategories(all, typed).categories.map(({ id }) => id)
    expect(ids('五星酒店')).toEqual(['A23-K-27'])
    expect(ids('民宿')).toEqual([])
    expect(findCategories(all, '服务式公寓').lodging).toBe('other')
    expect(ids('金融 许可证')).toEqual(['A23-K-08'])
    expect(ids('餐饮')).toEqual([])
  })
  it('counts the meanings of one number', () => {
    const code = (call: string, value: string) => ({ call, field: 'errCode', code: value, meaning: call, advice: '', factId: '', source: '', asOf: '2026-11-22', certain: true })
    expect(meaningsOf([code('a', '10003'), code('b', '10003'), code('a', '100031')], '10003')).toBe(2)
  })
})
