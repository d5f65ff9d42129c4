// @vitest-environment happy-dom
import { enableAutoUnmount, flushPromises } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { nextTick } from 'vue'
import { setPreferenceStorage, usePreference, localPreferences } from './base/usePreference'
import ConfirmDialog from './dialog/ConfirmDialog.vue'
import FileDrop from './form/FileDrop.vue'
import FormField from './form/FormField.vue'
import TagInput from './form/TagInput.vue'
import JobProgress from './job/JobProgress.vue'
import DetailDrawer from './pages/DetailDrawer.vue'
import ListPage from './pages/ListPage.vue'
import RunPage from './pages/RunPage.vue'
import { mayGoTo } from './pages/runSteps'
import CommandPalette from './palette/CommandPalette.vue'
import { matchItems } from './palette/match'
import { keysOf, normalizeKeys } from './shortcuts/keys'
import { createShortcutRegistry } from './shortcuts/registry'
import { listenForShortcuts } from './shortcuts/useShortcuts'
import ErrorNotice from './state/ErrorNotice.vue'
import CopyText from './text/CopyText.vue'
import { formatInstant } from './text/instant'
import InstantText from './text/InstantText.vue'
import { formatMoney } from './text/money'
import { shortenMiddle } from './text/shorten'
import { setUserZone } from './text/userZone'
import { key, mountPart } from './testing/mountPart'

enableAutoUnmount(afterEach)
beforeEach(() => {
  localStorage.clear()
  document.body.replaceChildren()
})

describe('money and instants', () => {
  it('writes money with its own decimals and never through a fraction', () => {
    expect(formatMoney(1250, 'EUR', 'zh-CN')).toBe('€12.50')
    expect(formatMoney(-123450, 'EUR', 'zh-CN')).toBe('−€1,234.50')
    expect(formatMoney(98000, 'JPY', 'en')).toBe('¥98,000')
    expect(formatMoney(5, 'CNY', 'zh-CN')).toBe('¥0.05')
    expect(formatMoney(1234, 'KWD', 'en')).toBe('KWD\u00a01.234')
    expect(formatMoney(90071992547409931n, 'EUR', 'en')).toBe('€900,719,925,474,099.31')
  })
  it('writes an instant in a zone and names a zone that is not the reader’s', () => {
    expect(formatInstant('2026-11-22T16:05:09.000Z', 'Asia/Shanghai', true)).toBe('2026-11-23 00:05:09')
    expect(formatInstant('never', 'UTC')).toBe('never')
    setUserZone('Europe/Berlin')
    const text = mountPart(InstantText, { value: '2026-11-22T06:05:00.000Z', zone: 'Asia/Shanghai' }).text()
    expect(text).toMatch(/^2026-11-22 14:05.*中国/)
    setUserZone('Asia/Shanghai')
    const home = mountPart(InstantText, { value: '2026-11-22T06:05:00.000Z', zone: 'Asia/Shanghai' }).text()
    expect(home).toBe('2026-11-22 14:05')
    setUserZone(undefined)
  })
})

describe('CopyText', () => {
  it('shortens in the middle, never through a character, and copies the whole', async () => {
    expect(shortenMiddle('0123456789', 7)).toBe('012…789')
    expect(shortenMiddle('😀😀😀😀😀😀😀', 5)).toBe('😀😀…😀😀')
    const written = vi.spyOn(navigator.clipboard, 'writeText').mockResolvedValue()
    const copy = mountPart(CopyText, { value: 'weixin://dl/business/?t=0123456789012345', max: 12, label: '链接' })
    await copy.get('button').trigger('click')
    await flushPromises()
    expect(written).toHaveBeenCalledWith('weixin://dl/business/?t=0123456789012345')
    expect(copy.get('[role=status]').text()).toBe('已复制')
    expect(copy.get('button').attributes('aria-label')).toBe('复制链接')
  })
  it('says so when nothing could be copied', async () => {
    vi.spyOn(navigator.clipboard, 'writeText').mockRejectedValue(new Error('refused'))
    const copy = mountPart(CopyText, { value: 'x' })
    await copy.get('button').trigger('click')
    await flushPromises()
    expect(copy.get('[role=status]').text()).toContain('没能复制')
    expect(copy.emitted('copied')).toBeUndefined()
  })
  it('shows the full value on focus', async () => {
    const copy = mountPart(CopyText, { value: 'abcdefghijklmnopqrstuvwxyz', max: 9 })
    await copy.get('button').trigger('focusin')
    expect(document.getElementById('md-hint')?.textContent).toBe('abcdefghijklmnopqrstuvwxyz')
  })
})

describe('errors', () => {
  const error = {
    code: 'wechat.busy',
    messageKey: 'errors.wechat.busy',
    params: {},
    retry: 'afterCheck' as const,
    correlationId: 'c-77',
    upstream: { system: 'wechat', code: '-1', message: 'system busy', requestId: 'rid-1' },
  }
  it('falls back for an unknown key, warns of an unknown outcome, and offers no blind retry', async () => {
    const notice = mountPart(ErrorNotice, { error, retryable: true })
    expect(notice.text()).toContain('wechat.busy')
    expect(notice.text()).toContain('结果待确认')
    expect(notice.text()).toContain('rid-1')
    expect(notice.findAll('button').some((button) => button.text() === '重试')).toBe(false)
    await notice.setProps({ error: { ...error, retry: 'safe' } })
    expect(notice.findAll('button').some((button) => button.text() === '重试')).toBe(true)
  })
})

describe('forms', () => {
  it('ties label, help and mistake to the control', () => {
    const field = mountPart(
      FormField,
      { label: '页面', help: '不带参数', error: '不能有问号' },
      { default: '<template #default="{ field }"><input v-bind="field" /></template>' },
    )
    const input = field.get('input')
    expect(field.get('label').attributes('for')).toBe(input.attributes('id'))
    const ids = (input.attributes('aria-describedby') ?? '').split(' ')
    const described = ids.map((id) => document.getElementById(id)?.textContent)
    expect(described.join(' ')).toContain('不能有问号')
    expect(described.join(' ')).toContain('不带参数')
    expect(input.attributes('aria-invalid')).toBe('true')
  })
  it('adds tags by Enter and Chinese comma, not while composing, and drops doubles', async () => {
    const tags = mountPart(TagInput, {
      modelValue: ['a'],
      'onUpdate:modelValue': (modelValue: string[]) => tags.setProps({ modelValue }),
    })
    const input = tags.get('input')
    await input.setValue('shuang')
    await input.trigger('keydown', key('Enter', { isComposing: true }))
    expect(tags.props()).toMatchObject({ modelValue: ['a'] })
    await input.setValue('双十一，a，b')
    await input.trigger('keydown', key('Enter'))
    expect(tags.props()).toMatchObject({ modelValue: ['a', '双十一', 'b'] })
    await input.trigger('keydown', key('Backspace'))
    expect(tags.props()).toMatchObject({ modelValue: ['a', '双十一'] })
  })
  it('refuses a file by kind and size before reading it', async () => {
    const drop = mountPart(FileDrop, { accept: ['.csv'], maxBytes: 1000 })
    const big = new File(['x'], '活动.csv')
    Object.defineProperty(big, 'size', { value: 200_000_000 })
    const read = vi.spyOn(big, 'arrayBuffer')
    await drop.get('.drop').trigger('drop', { dataTransfer: { files: [big] } })
    expect(drop.text()).toContain('“活动.csv”有 200 MB，超过上限 1 KB')
    expect(read).not.toHaveBeenCalled()
    expect(drop.emitted('files')).toBeUndefined()
    const good = new File(['a,b'], 'OK.CSV')
    await drop.get('.drop').trigger('drop', { dataTransfer: { files: [new File(['x'], 'a.exe'), good] } })
    expect(drop.emitted('files')?.[0]).toEqual([[good]])
    expect(drop.text()).toContain('“a.exe”不是支持的格式')
  })
})

describe('JobProgress', () => {
  it('counts, rounds down, and offers what the state allows', async () => {
    const counts = { total: 1000, done: 998, failed: 1, ratePerSecond: 0.5 }
    const job = mountPart(JobProgress, { state: 'running', title: '生成', ...counts })
    expect(job.get('[role=progressbar]').attributes('aria-valuenow')).toBe('99')
    expect(job.text()).toContain('剩余 1')
    expect(job.text()).toContain('约剩 2 秒')
    expect(job.findAll('button').map((button) => button.text())).toEqual(['暂停', '取消任务'])
    await job.setProps({ state: 'interrupted' })
    expect(job.findAll('button').map((button) => button.text())).toEqual(['继续', '取消任务'])
    await job.setProps({ state: 'done', done: 999 })
    expect(job.findAll('button')).toHaveLength(0)
  })
})

describe('ConfirmDialog', () => {
  it('asks for the typed text and repeats the verb', async () => {
    const dialog = mountPart(ConfirmDialog, {
      modelValue: true,
      title: '归档？',
      object: 'L-1',
      consequence: '打不开了',
      verb: '归档 1 个链接',
      irreversible: true,
      typeToConfirm: '归档',
    })
    await flushPromises()
    const verb = () => [...document.querySelectorAll('button')].find((one) => one.textContent?.includes('归档 1 个链接'))
    expect(document.body.textContent).toContain('不能撤销')
    expect(verb()?.disabled).toBe(true)
    const input = document.querySelector<HTMLInputElement>('input')
    if (input) input.value = '归档'
    input?.dispatchEvent(new Event('input'))
    await nextTick()
    verb()?.click()
    expect(dialog.emitted('confirm')).toHaveLength(1)
  })
})

describe('pages', () => {
  it('puts the focus into the filter bar by "/", not while typing', async () => {
    const stop = listenForShortcuts()
    const filters = '<input id="f" /><input id="g" data-filter-focus />'
    mountPart(ListPage, { title: '链接' }, { filters, table: '<textarea id="t" />' })
    await nextTick()
    document.getElementById('t')?.focus()
    const slash = () => new KeyboardEvent('keydown', { key: '/', bubbles: true, composed: true })
    document.getElementById('t')?.dispatchEvent(slash())
    expect(document.activeElement?.id).toBe('t')
    document.body.dispatchEvent(slash())
    expect(document.activeElement?.id).toBe('g')
    stop()
  })
  it('lets a run go back until it has begun, never forward past what was reached', async () => {
    expect(mayGoTo('map', 'check', 'check')).toBe(true)
    expect(mayGoTo('confirm', 'check', 'check')).toBe(false)
    expect(mayGoTo('check', 'progress', 'progress')).toBe(false)
    expect(mayGoTo('pick', 'result', 'result')).toBe(false)
    const run = mountPart(RunPage, { title: '批量', step: 'check', canNext: false, blockedReason: '还有 7 行' })
    expect(run.text()).toContain('还有 7 行')
    expect(run.findAll('footer button').map((button) => button.text())).toEqual(['上一步', '下一步'])
    await run.setProps({ step: 'progress' })
    expect(run.findAll('.steps button:not([disabled])')).toHaveLength(0)
  })
  it('remembers that a drawer was pinned and gives the focus back', async () => {
    const opener = document.createElement('button')
    document.body.append(opener)
    opener.focus()
    const drawer = mountPart(DetailDrawer, { modelValue: false, name: 'test.drawer', label: '详情' }, { default: 'x' })
    await drawer.setProps({ modelValue: true })
    await flushPromises()
    expect(document.activeElement?.tagName).toBe('ASIDE')
    await drawer.get('.pin').trigger('click')
    await drawer.get('aside').trigger('keydown', key('Escape'))
    await flushPromises()
    expect(drawer.emitted('update:modelValue')?.at(-1)).toEqual([false])
    expect(document.activeElement).toBe(opener)
    const again = mountPart(DetailDrawer, { modelValue: true, name: 'test.drawer', label: '详情' }, { default: 'x' })
    expect(again.get('aside').classes()).toContain('is-pinned')
  })
})

describe('shortcuts', () => {
  const press = (name: string, more: KeyboardEventInit = {}) =>
    new KeyboardEvent('keydown', { key: name, cancelable: true, ...more })
  it('reads keys alike however they are written', () => {
    expect(normalizeKeys('Shift+Mod+S')).toBe('mod+shift+s')
    expect(keysOf(press('S', { ctrlKey: true, shiftKey: true }))).toBe('mod+shift+s')
    expect(keysOf(press('?', { shiftKey: true }))).toBe('?')
  })
  it('finds two shortcuts on the same keys and forgets one that left', () => {
    const registry = createShortcutRegistry()
    registry.register({ keys: 'mod+k', label: '搜索', run: () => undefined })
    const off = registry.register({ keys: 'Mod+K', label: '别的', run: () => undefined })
    expect(registry.conflicts.value).toEqual([{ keys: 'mod+k', labels: ['搜索', '别的'] }])
    off()
    expect(registry.conflicts.value).toEqual([])
  })
  it('leaves keys alone while an input method composes', () => {
    const registry = createShortcutRegistry()
    const run = vi.fn()
    registry.register({ keys: 'n', label: '新建', run })
    expect(registry.handle(press('n', { isComposing: true }))).toBe(false)
    expect(registry.handle(press('n'))).toBe(true)
    expect(run).toHaveBeenCalledTimes(1)
  })
})

describe('CommandPalette', () => {
  const items = [
    { id: 'new', label: '生成链接', group: '操作', keywords: ['new link'] },
    { id: 'links', label: '链接', group: '页面' },
    { id: 'set', label: 'Settings', group: '页面' },
  ]
  it('finds by part of a word and by letters in order', () => {
    expect(matchItems(items, '链接').map((item) => item.id)).toEqual(['links', 'new'])
    expect(matchItems(items, 'stng').map((item) => item.id)).toEqual(['set'])
    expect(matchItems(items, 'nothing at all')).toEqual([])
  })
  it('puts what is called so before what only has to do with it', () => {
    const sms = { id: 'sms', label: '短信预览', group: '页面', keywords: ['签名'] }
    const bench = { id: 'bench', label: '网页签名', group: '页面' }
    expect(matchItems([sms, bench], '签名').map((item) => item.id)).toEqual(['bench', 'sms'])
  })
  it('moves by arrows, runs by Enter, and shows what the search found', async () => {
    vi.useFakeTimers()
    const search = vi.fn(async () => [{ id: 'L1', label: 'L-1', group: '链接' }])
    const palette = mountPart(CommandPalette, { modelValue: true, items, search })
    await nextTick()
    const input = document.querySelector<HTMLInputElement>('[role=combobox]')
    const send = async (event: Event) => {
      input?.dispatchEvent(event)
      await nextTick()
    }
    const active = () => document.getElementById(input?.getAttribute('aria-activedescendant') ?? '')?.textContent
    await send(new KeyboardEvent('keydown', { key: 'ArrowDown' }))
    expect(active()).toContain('链接')
    if (input) input.value = 'L-'
    await send(new Event('input'))
    await vi.advanceTimersByTimeAsync(200)
    expect(search).toHaveBeenCalledTimes(1)
    expect(active()).toContain('L-1')
    await send(new KeyboardEvent('keydown', { key: 'Enter' }))
    expect(palette.emitted('run')?.[0]).toEqual([{ id: 'L1', label: 'L-1', group: '链接' }])
    vi.useRealTimers()
  })
})

describe('preferences', () => {
  it('are shared by key, outlive a bad stored value, and move to another storage', () => {
    localStorage.setItem('minidesk.preference.test.width', '"wide"')
    const width = usePreference('test.width', 100)
    expect(width.value).toBe(100)
    usePreference('test.width', 100).value = 240
    expect(width.value).toBe(240)
    setPreferenceStorage({ read: () => 77, write: () => undefined })
    expect(width.value).toBe(77)
    setPreferenceStorage(localPreferences)
    expect(width.value).toBe(240)
  })
})
