// @vitest-environment happy-dom
import type { App } from '@shared/contract/apps'
import type { Campaign, Channel } from '@shared/contract/campaigns'
import type { LinkResult } from '@shared/contract/links'
import { setPreferenceStorage } from '@renderer/ui/base/usePreference'
import zhCN from '@shared/texts/zh-CN'
import { enableAutoUnmount, flushPromises, mount } from '@vue/test-utils'
import { createPinia, setActivePinia } from 'pinia'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createI18n } from 'vue-i18n'
import { createMemoryHistory, createRouter } from 'vue-router'

const id = '019aa7b0-0000-7000-8000-000000000001'
const app: App = {
  id,
  name: '海边酒店',
  appId: 'wx0123456789abcdef',
  originalId: '',
  subjectType: 'company_domestic',
  tokenMode: 'stable',
  pages: ['pages/index/index'],
  declaredPages: ['pages/index/index'],
  defaultTag: 'from=sms',
  overrides: [],
  archived: false,
  rev: 1,
  updatedAt: '2026-11-22T06:05:00.000Z',
}
const link: LinkResult = {
  id,
  kind: 'plain_scheme',
  app: { id, name: app.name, appId: app.appId },
  path: 'pages/index/index',
  query: 'from=sms',
  envVersion: 'release',
  text: 'weixin://dl/business/?appid=wx0123456789abcdef',
  options: {},
  channel: '',
  audience: '',
  version: 1,
  uses: 0,
  state: 'valid',
  campaign: '',
  tag: 'from=sms',
  note: '',
  createdAt: '2026-11-22T06:05:00.000Z',
  createdBy: '张三',
}

/** The program at the other end of the wire: the only thing that is not real here. */
const calls: { name: string; input: Record<string, unknown> }[] = []
let create: () => unknown
let campaigns: Campaign[]
let channels: Channel[]
let variantsPlan: () => unknown
let variantsMade: () => unknown
const checked = (more: object = {}) => ({ issues: [], ready: true, allowances: [], query: '', onLoad: [], ...more })
const allowance = (used: number, state: string) => ({
  appId: id,
  counter: 'generated',
  period: 'day',
  periodOf: '2026-11-22',
  used,
  limit: 500_000,
  saved: 0,
  state,
  limitKey: 'generatedPerDay',
})
const channel = (code: string, name: string): Channel => ({
  id,
  code,
  name,
  tags: { from: code },
  query: `from=${code}`,
  archived: false,
  rev: 1,
})
let apps: App[]
let check: () => unknown
vi.mock('@renderer/app/client', () => ({
  callContext: {},
  onRefused: new Set(),
  call: vi.fn(),
  follow: vi.fn(),
  saveFile: vi.fn(),
  readFile: vi.fn(),
  openExternal: vi.fn(),
  ask: (name: string, input: Record<string, unknown>) => {
    calls.push({ name, input })
    const answers: Record<string, () => unknown> = {
      'apps.list': () => ({ ok: true, value: apps }),
      'places.list': () => ({ ok: true, value: [] }),
      'settings.limits': () => ({ ok: true, value: [] }),
      'links.facets': () => ({ ok: true, value: { campaigns: [], tags: [], creators: [], channels: [] } }),
      'campaigns.list': () => ({ ok: true, value: campaigns }),
      'campaigns.channels': () => ({ ok: true, value: channels }),
      'shortAddresses.services': () => ({ ok: true, value: [] }),
      'shortAddresses.list': () => ({ ok: true, value: { addresses: [] } }),
      'links.check': () => check(),
      'links.checkVariants': () => variantsPlan(),
      'links.createVariants': () => variantsMade(),
      'links.create': () => create(),
    }
    const answer = answers[name]
    if (!answer) throw new Error(`${name} was not expected`)
    return Promise.resolve(answer())
  },
}))

async function open(query = '') {
  const { default: MakerScreen } = await import('./MakerScreen.vue')
  const { useSession } = await import('@renderer/app/session')
  const pinia = createPinia()
  setActivePinia(pinia)
  useSession().$patch((state) => {
    state.session = {
      id,
      handle: 'h',
      operator: { id, name: '张三', role: 'operations' },
      permissions: ['links.view', 'links.make'],
      workspace: { id, name: '正式', kind: 'live', state: 'ready' },
      locked: false,
      idleMinutes: 0,
    }
  })
  const router = createRouter({
    history: createMemoryHistory(),
    routes: [{ path: '/:rest(.*)*', component: MakerScreen }],
  })
  await router.push(`/links/new${query}`)
  const i18n = createI18n({ legacy: false, locale: 'zh-CN', messages: { 'zh-CN': zhCN as never } })
  const screen = mount(MakerScreen, { attachTo: document.body, global: { plugins: [pinia, router, i18n] } })
  await flushPromises()
  return screen
}
const settled = async () => {
  await vi.advanceTimersByTimeAsync(400)
  await flushPromises()
}
const made = () => calls.filter(({ name }) => name === 'links.create')
const submit = async (screen: Awaited<ReturnType<typeof open>>) => {
  await screen.get('form').trigger('keydown', { key: 'Enter', ctrlKey: true })
  await flushPromises()
}

enableAutoUnmount(afterEach)
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] })
  const kept = new Map<string, unknown>()
  setPreferenceStorage({ read: (key) => kept.get(key), write: (key, value) => void kept.set(key, value) })
  calls.length = 0
  apps = [app]
  campaigns = []
  channels = []
  create = () => ({ ok: true, value: link })
  check = () => ({ ok: true, value: checked() })
  variantsPlan = () => ({ ok: false, error: undefined })
  variantsMade = () => ({ ok: false, error: undefined })
})
afterEach(() => vi.useRealTimers())

describe('the maker', () => {
  it('says nothing is wrong before a person did anything, and shows what is missing when asked for the link', async () => {
    const screen = await open()
    await settled()
    expect(screen.findAll('.is-wrong')).toHaveLength(0)
    await submit(screen)
    expect(screen.get('.is-wrong').text()).toContain('必须填页面路径')
    expect(made()).toHaveLength(0)
  })

  it('shows the mistake at its field when typing stops', async () => {
    const screen = await open()
    await screen.get('.el-autocomplete input').setValue('pages/a?id=1')
    expect(screen.findAll('.is-wrong')).toHaveLength(0)
    await settled()
    expect(screen.get('.is-wrong').text()).toContain('把“id=1”填到参数里')
  })

  it('previews the link with its default tag, and makes it once by Ctrl+Enter', async () => {
    const screen = await open('?path=pages/index/index&query=id%3D1')
    await settled()
    expect(screen.get('.preview code').text()).toContain('query=id%3D1%26from%3Dsms')
    await submit(screen)
    await submit(screen)
    expect(made()).toHaveLength(1)
    expect(made()[0]?.input).toMatchObject({ appId: id, path: 'pages/index/index', query: 'id=1', withDefaultTag: true })
    expect(made()[0]?.input).not.toHaveProperty('expiry')
    expect(screen.get('.made').text()).toContain('明文 Scheme 已生成')
    await screen.get('.made .next button').trigger('click')
    await submit(screen)
    expect(made()).toHaveLength(2)
  })

  it('shows an unknown outcome as such and does not send the same again', async () => {
    create = () => ({
      ok: false,
      error: {
        code: 'wechat.outcomeUnknown',
        messageKey: 'errors.wechat.outcomeUnknown',
        params: { appId: app.appId },
        retry: 'afterCheck',
        correlationId: 'c',
      },
    })
    const screen = await open('?kind=encrypted_scheme')
    await settled()
    await submit(screen)
    await submit(screen)
    expect(made()).toHaveLength(1)
    expect(made()[0]?.input['expiry']).toEqual({ type: 'days', days: 30 })
    expect(screen.get('.unknown').text()).toContain('结果待确认（勿重复生成）')
    expect(screen.get('.unknown a').attributes('href')).toContain('unknowns=1')
  })

  it('shows the address to whitelist with a button that copies it', async () => {
    create = () => ({
      ok: false,
      error: {
        code: 'wechat.ipNotWhitelisted',
        messageKey: 'errors.wechat.ipNotWhitelisted',
        params: { appId: app.appId, ip: '203.0.113.7' },
        retry: 'no',
        correlationId: 'c',
      },
    })
    const screen = await open('?kind=encrypted_scheme')
    await settled()
    await submit(screen)
    expect(screen.get('.ip').text()).toContain('203.0.113.7')
    expect(screen.get('.ip button').attributes('aria-label')).toBe('复制要加入白名单的 IP')
  })

  it('leads to the mini program where its AppSecret is wrong', async () => {
    create = () => ({
      ok: false,
      error: { code: 'wechat.secretWrong', messageKey: 'errors.wechat.secretWrong', params: { appId: app.appId }, retry: 'no', correlationId: 'c' },
    })
    const screen = await open('?path=pages/index/index')
    await settled()
    await submit(screen)
    expect(screen.get('[role=alert] a').attributes('href')).toContain(`/apps?open=${id}`)
  })

  it('puts a refusal of the program at its field', async () => {
    const fields = [{ path: 'query', code: 'queryTooLong', params: { length: 2000, max: 10 } }]
    create = () => ({
      ok: false,
      error: { code: 'links.refused', messageKey: 'errors.links.refused', params: {}, fields, retry: 'no', correlationId: 'c' },
    })
    const screen = await open('?path=pages/index/index')
    await settled()
    await submit(screen)
    expect(screen.get('.is-wrong').text()).toContain('最多 10 个')
  })

  it('disables what an overseas company cannot do, with reason, day and source', async () => {
    apps = [{ ...app, subjectType: 'company_overseas' }]
    const screen = await open()
    await settled()
    const kinds = screen.findAll('.kind')
    expect(kinds).toHaveLength(8)
    for (const kind of kinds.slice(5)) expect(kind.get('input').attributes('disabled')).toBeUndefined()
    for (const kind of kinds.slice(0, 5)) {
      expect(kind.get('input').attributes('disabled')).toBeDefined()
      expect(kind.text()).toContain('境外主体多半不能使用')
      expect(kind.text()).toMatch(/核对于 \d{4}-\d\d-\d\d/)
      expect(kind.get('a').attributes('href')).toMatch(/^https:\/\/developers\.weixin\.qq\.com/)
    }
  })

  it('never shows a text of a kind that is not the checked one while another is chosen', async () => {
    const screen = await open('?kind=encrypted_scheme&path=pages/index/index')
    await settled()
    expect(screen.get('.preview').text()).toContain('加密 Scheme 由微信生成')
    await screen.get('input[type=radio][value=plain_scheme]').setValue(true)
    expect(screen.get('.preview').text()).not.toContain('links.preview')
    await settled()
    expect(screen.get('.preview code').text()).toContain('weixin://')
  })

  it('has an expiry only where it applies', async () => {
    const screen = await open('?path=pages/index/index')
    expect(screen.text()).not.toContain('失效时间')
    await screen.findAll('.kind input')[1]?.setValue(true)
    await settled()
    expect(screen.text()).toContain('1 到 30 天')
  })

  it('keeps rows and text of the query in step', async () => {
    const screen = await open('?path=pages/index/index')
    const [key, value] = screen.findAll('.rows input')
    await key?.setValue('name')
    await value?.setValue('张三&李四')
    await screen.findAll('.switch input')[1]?.setValue(true)
    await settled()
    const text = screen.get('textarea')
    expect((text.element as HTMLTextAreaElement).value).toBe('name=张三%26李四')
    await text.setValue('a=1&b=%E5%BC%A0')
    await screen.findAll('.switch input')[0]?.setValue(true)
    await settled()
    expect(screen.findAll('.rows input').map((one) => (one.element as HTMLInputElement).value)).toEqual([
      'a', '1', 'b', '张',
    ])
  })

  it('remembers the last inputs of this workspace', async () => {
    const first = await open()
    await first.get('.el-autocomplete input').setValue('pages/index/index')
    await settled()
    first.unmount()
    const second = await open()
    expect((second.get('.el-autocomplete input').element as HTMLInputElement).value).toBe('pages/index/index')
  })

  it('offers the equal link that exists, whose and from when, and makes another only on purpose', async () => {
    const existing = { ...link, createdBy: '李四' }
    check = () => ({ ok: true, value: checked({ existing: { link: existing, createdBy: '李四', createdAt: link.createdAt } }) })
    create = () => ({
      ok: true,
      value: { ...existing, reused: { createdBy: '李四', createdAt: link.createdAt, savedCall: true } },
    })
    const screen = await open('?path=pages/index/index')
    await settled()
    expect(screen.get('.existing').text()).toContain('李四')
    expect(screen.get('.buttons button').text()).toContain('用这条链接')
    await submit(screen)
    expect(made()).toHaveLength(1)
    expect(made()[0]?.input).toMatchObject({ reuse: true })
    expect(screen.get('.made').text()).toContain('用了已有的明文 Scheme')
    expect(screen.get('.made').text()).toContain('没有再调用微信')
    create = () => ({ ok: true, value: link })
    await screen.get('.made .reused button').trigger('click')
    await flushPromises()
    expect(made()).toHaveLength(2)
    expect(made()[1]?.input).toMatchObject({ reuse: false })
    expect(screen.get('.made').text()).toContain('明文 Scheme 已生成')
  })

  it('says what is used, amber from 80 %, and stops at 100 % with the moment it starts anew', async () => {
    check = () => ({ ok: true, value: checked({ allowances: [allowance(400_000, 'warn')] }) })
    const screen = await open('?kind=encrypted_scheme')
    await settled()
    expect(screen.get('.allowances .is-warn').text()).toContain('今天已用 400,000 / 500,000')
    check = () => ({ ok: true, value: checked({ allowances: [allowance(500_000, 'stop')] }) })
    await screen.get('.el-autocomplete input').setValue('pages/index/index')
    await settled()
    expect(screen.get('.allowances .is-stop').text()).toContain('2026-11-23 00:00')
    expect(screen.get('.buttons button').attributes('disabled')).toBeDefined()
    await submit(screen)
    expect(made()).toHaveLength(0)
  })

  it('fills in what a campaign’s template says and is still empty, and says what', async () => {
    campaigns = [
      {
        id,
        name: '春节',
        note: '',
        template: { path: 'pages/index/index', query: 'a=1', envVersion: 'release', options: {} },
        channels: [],
        archived: false,
        rev: 1,
        updatedAt: link.createdAt,
        updatedBy: '张三',
        links: 0,
      },
    ]
    const screen = await open('?campaign=春节&query=mine%3D1')
    await settled()
    expect((screen.get('.el-autocomplete input').element as HTMLInputElement).value).toBe('pages/index/index')
    expect(screen.text()).toContain('按活动的模板填好了：页面路径')
    expect(screen.get('.preview code').text()).toContain('mine%3D1')
  })

  it('shows each channel’s query and the number of calls, makes all, and says what failed', async () => {
    channels = [channel('sms', '短信'), channel('poster', '海报')]
    const variant = (code: string, how: string) => ({ channel: code, name: code, how, query: `from=${code}`, issues: [], ready: true })
    variantsPlan = () => ({ ok: true, value: { calls: 1, variants: [variant('sms', 'cq'), variant('poster', 'cq')] } })
    const error = { code: 'wechat.busy', messageKey: 'errors.wechat.busy', params: {}, retry: 'safe', correlationId: 'c' }
    variantsMade = () => ({ ok: true, value: { made: [{ ...link, channel: 'sms' }], failed: [{ channel: 'poster', error }] } })
    const screen = await open('?kind=encrypted_scheme&path=pages/index/index')
    await settled()
    await screen.get('.el-switch input[aria-label="一条链接，多个渠道"]').setValue(true)
    await flushPromises()
    await submit(screen)
    expect(screen.get('[role=group]:has(.several), fieldset:has(.several), .field:has(.several)').text()).toContain('请勾选至少一个渠道')
    for (const box of screen.findAll('.several input')) await box.setValue(true)
    await settled()
    expect(screen.get('.plan').text()).toContain('共 2 条，调用微信 1 次')
    expect(screen.get('.plan').text()).toContain('同一条，追加参数')
    await submit(screen)
    expect(calls.filter(({ name }) => name === 'links.createVariants')).toHaveLength(1)
    expect(calls.find(({ name }) => name === 'links.createVariants')?.input['channels']).toEqual(['sms', 'poster'])
    expect(screen.get('.made').text()).toContain('1 个渠道的链接已就绪')
    expect(screen.get('.made .wrong').text()).not.toBe('')
    expect(made()).toHaveLength(0)
  })

  it('clears the choice of channels with everything else', async () => {
    channels = [channel('sms', '短信')]
    variantsPlan = () => ({ ok: true, value: { calls: 1, variants: [] } })
    const screen = await open('?kind=encrypted_scheme&path=pages/index/index')
    await settled()
    await screen.get('.el-switch input[aria-label="一条链接，多个渠道"]').setValue(true)
    await flushPromises()
    for (const box of screen.findAll('.several input')) await box.setValue(true)
    await settled()
    expect(screen.find('.several').exists()).toBe(true)
    await screen.findAll('button').find((button) => button.text() === '清空填写')?.trigger('click')
    await settled()
    expect(screen.find('.several').exists()).toBe(false)
  })

  it('offers no text to copy where the variants are pictures', async () => {
    channels = [channel('sms', '短信')]
    const variant = { channel: 'sms', name: '短信', how: 'query', query: 'from=sms', issues: [], ready: true }
    variantsPlan = () => ({ ok: true, value: { calls: 1, variants: [variant] } })
    const { text, ...picture } = link
    expect(text).toBeTruthy()
    variantsMade = () => ({ ok: true, value: { made: [{ ...picture, kind: 'code_path', channel: 'sms' }], failed: [] } })
    const screen = await open('?kind=code_path&path=pages/index/index')
    await settled()
    await screen.get('.el-switch input[aria-label="一条链接，多个渠道"]').setValue(true)
    await flushPromises()
    for (const box of screen.findAll('.several input')) await box.setValue(true)
    await settled()
    await submit(screen)
    expect(screen.get('.made').text()).toContain('看图片')
    expect(screen.get('.made').text()).not.toContain('全部复制')
  })

  it('sends the fields of the kind and no others', async () => {
    const screen = await open('?kind=short_link&path=pages/index/index')
    await settled()
    await screen.findAll('.el-switch input')[0]?.setValue(true)
    await settled()
    expect(screen.text()).toContain('会用掉一个永久名额')
    await submit(screen)
    expect(made()[0]?.input).toMatchObject({ kind: 'short_link', options: { permanent: true }, envVersion: 'release' })
    expect(made()[0]?.input).not.toHaveProperty('expiry')
  })
})
