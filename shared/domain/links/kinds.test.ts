import { describe, expect, it } from 'vitest'
import {
  checkLink,
  checkScene,
  countersOf,
  defaultLinkLimitValues,
  type LinkInput,
  type LinkKind,
  linkKinds,
  type LinkOptions,
  sceneWithTag,
} from './index'

const now = '2026-11-22T06:05:00.000Z'
const app = {
  appId: 'wx0123456789abcdef',
  subjectType: 'company_domestic',
  pages: ['pages/room/detail'],
  declaredPages: ['pages/room/detail'],
  overrides: [],
}
const days = { type: 'days', days: 30 } as const
const input = (kind: LinkKind, changes: Partial<LinkInput> = {}): LinkInput => ({
  kind,
  app,
  path: 'pages/room/detail',
  query: 'id=42&from=sms',
  envVersion: '',
  ...(kind === 'encrypted_scheme' || kind === 'url_link' ? { expiry: days } : {}),
  ...(kind === 'nfc_scheme' ? { options: { modelId: 'M1' } } : {}),
  ...changes,
})
const said = (one: LinkInput) => checkLink(one, now).issues.map(({ field, severity, code }) => `${field} ${severity} ${code}`)
const bodyOf = (one: LinkInput) => checkLink(one, now).ready?.body
const withOptions = (kind: LinkKind, options: LinkOptions) => input(kind, { options })

describe('what is sent (wechat-links-qr §2.2, §2.4, §2.5, §2.7, §4.1)', () => {
  it('for each kind, with only the fields that apply', () => {
    const jump = { path: 'pages/room/detail', query: 'id=42&from=sms', env_version: 'release' }
    expect(bodyOf(input('plain_scheme'))).toBeUndefined()
    expect(bodyOf(input('encrypted_scheme'))).toEqual({ jump_wxa: jump, is_expire: true, expire_type: 1, expire_interval: 30 })
    expect(bodyOf(input('url_link'))).toEqual({ ...jump, expire_type: 1, expire_interval: 30 })
    expect(bodyOf(input('short_link'))).toEqual({ page_url: 'pages/room/detail?id=42&from=sms', is_permanent: false })
    expect(bodyOf(input('nfc_scheme'))).toEqual({ jump_wxa: jump, model_id: 'M1' })
    expect(bodyOf(input('code_scene'))).toEqual({ scene: 'id=42&from=sms', page: 'pages/room/detail', env_version: 'release' })
    expect(bodyOf(input('code_path'))).toEqual({ path: 'pages/room/detail?id=42&from=sms', env_version: 'release' })
    expect(bodyOf(input('code_square'))).toEqual({ path: 'pages/room/detail?id=42&from=sms' })
  })

  it('a moment of expiry of a URL Link in Unix seconds', () => {
    expect(bodyOf(input('url_link', { expiry: { type: 'moment', at: '2026-12-01T00:00:00.900Z' } }))).toMatchObject({
      expire_type: 0,
      expire_time: 1_796_083_200,
    })
  })

  it('the options of each kind', () => {
    expect(bodyOf(withOptions('short_link', { title: ' 大床房 ', permanent: true }))).toMatchObject({ page_title: '大床房', is_permanent: true })
    expect(bodyOf(withOptions('nfc_scheme', { modelId: ' M1 ', sn: 'SN-7' }))).toMatchObject({ model_id: 'M1', sn: 'SN-7' })
    const cloudBase = { env: 'prod-1', domain: 'h5.example.com', path: 'jump', query: '店=外滩', resourceAppid: 'wxfedcba9876543210' }
    expect(bodyOf(withOptions('url_link', { cloudBase }))).toMatchObject({
      cloud_base: { env: 'prod-1', domain: 'h5.example.com', path: '/jump', query: '%E5%BA%97=%E5%A4%96%E6%BB%A9', resource_appid: 'wxfedcba9876543210' },
    })
    expect(bodyOf(withOptions('code_path', { width: 280, lineColor: '#FF8000', hyaline: true }))).toMatchObject({
      width: 280,
      auto_color: false,
      line_color: { r: 255, g: 128, b: 0 },
      is_hyaline: true,
    })
    expect(bodyOf(withOptions('code_scene', { checkPath: false, autoColor: true }))).toMatchObject({ check_path: false, auto_color: true })
    expect(JSON.stringify(bodyOf(withOptions('code_scene', { checkPath: true })))).not.toContain('check_path')
  })
})

describe('queries by kind', () => {
  it('a backtick is sent as it is with schemes, encoded with URL Links (§2.2, §2.5)', () => {
    expect(bodyOf(input('encrypted_scheme', { query: 'a=`' }))).toMatchObject({ jump_wxa: { query: 'a=`' } })
    expect(bodyOf(input('url_link', { query: 'a=`' }))).toMatchObject({ query: 'a=%60' })
  })

  it.each([
    ['short_link', 1024],
    ['code_path', 1024],
    ['code_square', 128],
  ] as const)('%s: page with query up to %i characters', (kind, max) => {
    const query = `q=${'1'.repeat(max - 'pages/room/detail?q='.length)}`
    expect(said(input(kind, { query }))).toEqual([])
    expect(said(input(kind, { query: `${query}1` }))).toEqual(['path error pathWithQueryTooLong'])
    expect(said(input(kind, { path: '' }))).toEqual(['path error pathRequired'])
  })

  it('a Short Link goes without a leading slash (§2.7)', () => {
    expect(bodyOf(input('short_link', { path: '/pages/room/detail' }))).toMatchObject({ page_url: 'pages/room/detail?id=42&from=sms' })
  })
})

describe('scenes (§4.1)', () => {
  const codes = (scene: string) => checkScene(scene).issues.map(({ code }) => code)

  it('take the published alphabet and 32 characters, no more', () => {
    expect(codes("Aa0!#$&'()*+,/:;=?@-._~")).toEqual([])
    expect(codes('a'.repeat(32))).toEqual([])
    expect(codes('a'.repeat(33))).toEqual(['sceneTooLong'])
    expect(codes('')).toEqual(['sceneMissing'])
    expect(codes('   ')).toEqual(['sceneMissing'])
  })

  it('refuse a percent sign and Chinese with the place', () => {
    expect(codes('id=%E5')).toEqual(['scenePercent'])
    expect(checkScene('房号=801').issues).toMatchObject([{ code: 'sceneCharacter', params: { character: '房', position: 1 } }])
    expect(checkScene('a b').issues).toMatchObject([{ params: { character: 'U+0020', position: 2 } }])
    expect(codes('scancode_time=1')).toEqual(['queryReserved'])
    expect(codes('\ud800')).toEqual(['queryNotText'])
  })

  it('arrive as one encoded parameter', () => {
    expect(checkLink(input('code_scene', { query: 'id=42' }), now).ready?.onLoad).toMatchObject([
      { key: 'scene', value: 'id%3D42', decoded: 'id=42' },
    ])
    expect(said(input('code_scene', { query: 'id=42', path: '' }))).toEqual(['path notice pathHome'])
  })

  it('take a tag only where it fits and spoils nothing', () => {
    expect(sceneWithTag('id=1', 'from=sms')).toEqual({ scene: 'id=1&from=sms', leftOut: false })
    expect(sceneWithTag('', 'from=sms')).toEqual({ scene: 'from=sms', leftOut: false })
    expect(sceneWithTag('from=a', 'from=sms')).toEqual({ scene: 'from=a', leftOut: false })
    expect(sceneWithTag('R801', 'from=sms')).toEqual({ scene: 'R801', leftOut: true })
    expect(sceneWithTag(`id=${'1'.repeat(25)}`, 'from=sms')).toMatchObject({ leftOut: true })
    expect(sceneWithTag('id=1', 'from=%E7')).toMatchObject({ leftOut: true })
    expect(sceneWithTag('R801', 'from=sms', { always: true })).toEqual({ scene: 'R801&from=sms', leftOut: false })
  })
})

describe('versions and ends', () => {
  it('Short Links and square codes open the released version only', () => {
    for (const kind of linkKinds) {
      const released = kind === 'short_link' || kind === 'code_square'
      expect(said(input(kind, { envVersion: 'trial' })), kind).toEqual([
        released ? 'envVersion error envVersionReleaseOnly' : 'envVersion warning envVersionNotRelease',
      ])
    }
  })

  it('an end is asked for, set by WeChat, or ignored with a notice', () => {
    expect(said(input('url_link', { expiry: undefined }))).toEqual(['expiry error expiryMissing'])
    expect(checkLink(input('url_link'), now).ready?.expiresAt).toBe('2026-12-22T06:05:00.000Z')
    expect(checkLink(input('short_link'), now).ready?.expiresAt).toBe('2026-12-22T06:05:00.000Z')
    expect(checkLink(withOptions('short_link', { permanent: true }), now).ready).not.toHaveProperty('expiresAt')
    for (const kind of ['short_link', 'nfc_scheme', 'code_scene', 'code_path', 'code_square'] as const)
      expect(said(input(kind, { expiry: days })), kind).toEqual(['expiry notice expiryNotForKind'])
    expect(checkLink(input('nfc_scheme'), now).ready).not.toHaveProperty('expiresAt')
  })
})

describe('options', () => {
  it('that do not belong to the kind are left out with a notice, at their field', () => {
    const all: LinkOptions = {
      title: 'x',
      permanent: true,
      modelId: 'M',
      sn: 'S',
      cloudBase: { env: 'e' },
      width: 300,
      autoColor: true,
      lineColor: '#000000',
      hyaline: true,
      checkPath: true,
    }
    expect(said(withOptions('plain_scheme', all))).toEqual(Object.keys(all).map((field) => `${field} notice optionNotForKind`))
    expect(checkLink(withOptions('plain_scheme', all), now).ready?.options).toEqual({})
    expect(said(withOptions('plain_scheme', { title: '', permanent: false, modelId: '' }))).toEqual([])
  })

  it.each<[LinkKind, LinkOptions, string[]]>([
    ['short_link', { title: '一'.repeat(20) }, []],
    ['short_link', { title: '一'.repeat(21) }, ['title warning titleCut']],
    ['short_link', { title: 'a\u0000b' }, ['title error titleHasControl']],
    ['short_link', { permanent: true }, ['permanent notice permanentForLife']],
    ['nfc_scheme', {}, ['modelId error modelIdMissing']],
    ['nfc_scheme', { modelId: '型号' }, ['modelId error deviceFieldFormat']],
    ['nfc_scheme', { modelId: 'M', sn: 'a b' }, ['sn error deviceFieldFormat']],
    ['code_path', { width: 279 }, ['width error widthOutOfRange']],
    ['code_path', { width: 280 }, []],
    ['code_path', { width: 1280 }, []],
    ['code_path', { width: 1281 }, ['width error widthOutOfRange']],
    ['code_path', { width: 300.5 }, ['width error widthOutOfRange']],
    ['code_path', { width: Number.NaN }, ['width error widthOutOfRange']],
    ['code_scene', { lineColor: '#12345' }, ['lineColor error lineColorFormat']],
    ['code_scene', { lineColor: 'red' }, ['lineColor error lineColorFormat']],
    ['code_scene', { lineColor: '#123456', autoColor: true }, ['lineColor notice lineColorUnused']],
    ['code_square', { hyaline: true }, ['hyaline notice optionNotForKind']],
  ])('%s with %j → %j', (kind, options, issues) => {
    const query = kind === 'code_scene' ? 'id=1' : 'id=42'
    expect(said(input(kind, { options, query }))).toEqual(issues)
  })

  it.each([
    [{ env: ' ' }, 'cloudBaseEnvMissing'],
    [{ env: 'e', domain: 'https://a.com' }, 'cloudBaseDomain'],
    [{ env: 'e', path: '/a?b' }, 'cloudBasePath'],
    [{ env: 'e', query: `a=${'1'.repeat(1023)}` }, 'cloudBaseQueryTooLong'],
    [{ env: 'e', resourceAppid: 'wx1' }, 'cloudBaseAppId'],
  ])('a cloud page %j → %s', (cloudBase, code) => {
    expect(checkLink(input('url_link', { options: { cloudBase } }), now).issues).toMatchObject([{ field: 'cloudBase', code }])
  })

  it('come out in one order, however they were given', () => {
    const one = checkLink(withOptions('code_path', { hyaline: true, width: 300 }), now).ready?.options
    const other = checkLink(withOptions('code_path', { width: 300, hyaline: true, autoColor: false }), now).ready?.options
    expect(JSON.stringify(one)).toBe(JSON.stringify(other))
  })
})

describe('counters', () => {
  it('a permanent Short Link counts against both of its allowances; unlimited codes against none', () => {
    expect(countersOf('short_link', { permanent: true })).toEqual(['shortLinks', 'permanentShortLinks'])
    expect(countersOf('short_link')).toEqual(['shortLinks'])
    expect(countersOf('code_scene')).toEqual([])
    expect(countersOf('plain_scheme')).toEqual([])
    expect(countersOf('code_path')).toEqual(countersOf('code_square'))
    expect(countersOf('url_link')).toEqual(countersOf('encrypted_scheme'))
  })
})

it('limits are those in force', () => {
  const limits = { ...defaultLinkLimitValues, sceneMax: 3, shortLinkTitleMax: 1 }
  expect(checkScene('abcd', limits).issues).toMatchObject([{ params: { length: 4, max: 3 } }])
  expect(checkLink(withOptions('short_link', { title: 'ab' }), now, limits).issues).toMatchObject([{ code: 'titleCut', params: { max: 1 } }])
})
