import { describe, expect, it } from 'vitest'
import { ability, abilityRules, checkLink, type LinkInput, linkKinds, linkKindTraits, subjectTypes } from './index'

const now = '2026-11-22T06:05:00.000Z'
const app = {
  appId: 'wx0123456789abcdef',
  subjectType: 'company_domestic',
  pages: ['pages/index/index', 'pages/hotel/room'],
  declaredPages: ['pages/hotel/room'],
  overrides: [],
}
const plain: LinkInput = { kind: 'plain_scheme', app, path: 'pages/hotel/room', query: 'id=1&from=sms', envVersion: '' }
const encrypted: LinkInput = { ...plain, kind: 'encrypted_scheme', expiry: { type: 'days', days: 30 } }
const said = (input: LinkInput) =>
  checkLink(input, now).issues.map(({ field, severity, code }) => `${field} ${severity} ${code}`)

describe('abilities', () => {
  it('allows domestic companies, refuses individuals for certain and overseas subjects probably', () => {
    for (const kind of linkKinds.filter((one) => linkKindTraits[one].product === 'text')) {
      expect(ability(kind, 'company_domestic')).toMatchObject({ allowed: true, certain: true })
      expect(ability(kind, 'individual_domestic')).toMatchObject({
        allowed: false,
        certain: true,
        reasonCode: 'subjectIndividual',
      })
      expect(ability(kind, 'company_overseas')).toMatchObject({
        allowed: false,
        certain: false,
        reasonCode: 'subjectOverseas',
      })
      expect(ability(kind, 'individual_overseas')).toMatchObject({
        allowed: false,
        certain: true,
        reasonCode: 'subjectIndividual',
      })
    }
  })

  it('lets everybody have codes, as far as is known', () => {
    for (const kind of linkKinds.filter((one) => linkKindTraits[one].product === 'image'))
      for (const subject of subjectTypes) {
        expect(ability(kind, subject)).toMatchObject({ allowed: true, certain: false, reasonCode: 'everySubject' })
      }
  })

  it('has a dated source and a fact for each rule', () => {
    for (const kind of linkKinds) {
      for (const subject of subjectTypes) {
        const { factId, source, asOf } = abilityRules[kind][subject]
        expect(factId).toMatch(/^[a-zA-Z0-9]+(-[a-z0-9]+)+$/)
        expect(source).toMatch(/^https:\/\/developers\.weixin\.qq\.com\//)
        expect(asOf).toMatch(/^\d{4}-\d\d-\d\d$/)
      }
    }
  })

  it('refuses what is in no registry, also names of the object itself', () => {
    expect(ability('carrier_pigeon', 'company_domestic')).toMatchObject({ allowed: false, reasonCode: 'kindUnknown' })
    expect(ability('constructor', 'toString')).toMatchObject({ allowed: false, reasonCode: 'kindUnknown' })
    expect(ability('plain_scheme', 'toString')).toMatchObject({ allowed: false, reasonCode: 'subjectUnknown' })
  })
})

describe('checking a link', () => {
  it('makes a plain scheme ready, with no call and no expiry', () => {
    expect(checkLink(plain, now)).toEqual({
      issues: [],
      ready: {
        path: 'pages/hotel/room',
        query: 'id=1&from=sms',
        envVersion: 'release',
        options: {},
        scheme:
          'weixin://dl/business/?appid=wx0123456789abcdef&path=pages/hotel/room' +
          '&query=id%3D1%26from%3Dsms&env_version=release',
        onLoad: [
          { key: 'id', value: '1', decoded: '1', decodeFails: false, repeated: false },
          { key: 'from', value: 'sms', decoded: 'sms', decodeFails: false, repeated: false },
        ],
      },
    })
  })

  it('makes an encrypted scheme ready', () => {
    expect(checkLink({ ...encrypted, path: '/pages/index/index', query: '店=外滩' }, now)).toEqual({
      issues: [{ field: 'path', severity: 'notice', code: 'pathLeadingSlash', params: {} }],
      ready: {
        path: 'pages/index/index',
        query: '%E5%BA%97=%E5%A4%96%E6%BB%A9',
        envVersion: 'release',
        options: {},
        body: {
          jump_wxa: { path: 'pages/index/index', query: '%E5%BA%97=%E5%A4%96%E6%BB%A9', env_version: 'release' },
          is_expire: true,
          expire_type: 1,
          expire_interval: 30,
        },
        expiresAt: '2026-12-22T06:05:00.000Z',
        onLoad: [
          {
            key: '%E5%BA%97',
            value: '%E5%A4%96%E6%BB%A9',
            decoded: '外滩',
            decodeFails: false,
            repeated: false,
          },
        ],
      },
    })
  })

  it('says everything at once, each at its field, and makes nothing', () => {
    const bad: LinkInput = {
      kind: 'encrypted_scheme',
      app: { ...app, appId: 'wx1', subjectType: 'individual_domestic' },
      path: 'pages/a?b=1',
      query: 'scancode_time=1',
      envVersion: 'production',
      expiry: { type: 'days', days: 31 },
    }
    expect(said(bad)).toEqual([
      'app error appIdFormat',
      'app error subjectIndividual',
      'path error pathHasQuery',
      'query error queryReserved',
      'envVersion error envVersionUnknown',
      'expiry error expiryDaysOutOfRange',
    ])
    expect(checkLink(bad, now)).not.toHaveProperty('ready')
  })

  it('warns of a page that is not known or not declared, and makes the link', () => {
    expect(said({ ...plain, path: 'pages/index/index' })).toEqual(['path warning pathNotDeclared'])
    expect(said({ ...plain, path: 'pages/x' })).toEqual(['path warning pathNotKnown', 'path warning pathNotDeclared'])
    expect(said({ ...encrypted, path: 'pages/x' })).toEqual(['path warning pathNotKnown'])
    expect(said({ ...encrypted, path: 'pages/x', app: { ...app, pages: [] } })).toEqual([])
    expect(checkLink({ ...plain, path: 'pages/x' }, now).ready?.scheme).toContain('path=pages/x&')
  })

  it('opens the home page with an encrypted scheme without a path', () => {
    expect(said({ ...encrypted, path: '' })).toEqual(['path notice pathHome'])
    expect(checkLink({ ...encrypted, path: '' }, now).ready?.body).toMatchObject({ jump_wxa: { env_version: 'release' } })
    expect(JSON.stringify(checkLink({ ...encrypted, path: '' }, now).ready?.body)).not.toContain('path')
    expect(said({ ...plain, path: '' })).toEqual(['path error pathRequired'])
  })

  it('wants an expiry for an encrypted scheme and ignores one for a plain scheme', () => {
    expect(said({ ...encrypted, expiry: undefined })).toEqual(['expiry error expiryMissing'])
    const both = checkLink({ ...plain, expiry: { type: 'days', days: 99 } }, now)
    expect(both.issues.map(({ code }) => code)).toEqual(['expiryNotForPlain'])
    expect(both.ready).not.toHaveProperty('expiresAt')
    expect(both.ready).not.toHaveProperty('body')
  })

  it('stops what the subject cannot do, unless an administrator allowed that very kind', () => {
    const overseas = { ...app, subjectType: 'company_overseas' }
    expect(said({ ...plain, app: overseas })).toEqual(['app error subjectOverseas'])
    expect(checkLink({ ...plain, app: overseas }, now).issues[0]?.params).toEqual({
      factId: 'A02-4-overseas',
      source: 'https://developers.weixin.qq.com/community/develop/doc/000a6056868f78173cfcff35a51400',
      asOf: '2026-06-30',
    })
    expect(said({ ...plain, app: { ...overseas, overrides: ['encrypted_scheme'] } })).toEqual([
      'app error subjectOverseas',
    ])
    const allowed = checkLink({ ...plain, app: { ...overseas, overrides: ['plain_scheme'] } }, now)
    expect(allowed.issues).toMatchObject([{ severity: 'warning', code: 'subjectOverridden' }])
    expect(allowed.ready?.scheme).toBeDefined()
    expect(said({ ...plain, app: { ...app, overrides: ['plain_scheme'] } })).toEqual([])
  })

  it('does not let an override open an unknown subject type or kind', () => {
    const odd = { ...app, subjectType: 'club', overrides: ['plain_scheme', 'carrier_pigeon'] }
    expect(said({ ...plain, app: odd })).toEqual(['app error subjectUnknown'])
    expect(said({ ...plain, kind: 'carrier_pigeon', app: odd })).toEqual(['app error kindUnknown'])
  })

  it('warns that other versions are not for guests', () => {
    expect(said({ ...plain, envVersion: 'trial' })).toEqual(['envVersion warning envVersionNotRelease'])
    expect(checkLink({ ...plain, envVersion: ' develop ' }, now).ready?.envVersion).toBe('develop')
  })

  it('shows what onLoad receives as the finished link delivers it', () => {
    const query = 'u=https%3A%2F%2Fa.com%2F%3Fb%3D1&rate=5%&n=😀'
    expect(checkLink({ ...plain, query }, now).ready?.onLoad.map(({ decoded }) => decoded)).toEqual([
      'https://a.com/?b=1',
      '5%',
      '😀',
    ])
  })

  it('never throws, whatever is typed', () => {
    const odd = ['', ' ', '\ud800', '%', '%E5', '\u0000', '&&&', '===', '?', '//', '..', '__proto__', '中'.repeat(5000)]
    for (const text of odd) {
      for (const kind of [...linkKinds, text]) {
        const input: LinkInput = {
          kind,
          app: { appId: text, subjectType: text, pages: [text], declaredPages: [text], overrides: [text] },
          path: text,
          query: text,
          envVersion: text,
          expiry: { type: 'moment', at: text },
        }
        expect(checkLink(input, text).ready).toBeUndefined()
        expect(() => checkLink({ ...input, app }, now)).not.toThrow()
      }
    }
  })
})
