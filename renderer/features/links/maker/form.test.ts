import type { App } from '@shared/contract/apps'
import { defaultLinkLimitValues } from '@shared/domain/links'
import { describe, expect, it } from 'vitest'
import {
  checkForm,
  emptyForm,
  expiryOf,
  isMakerForm,
  kindChoices,
  type MakerForm,
  requestOf,
  shownIssues,
  tagIsInQuery,
  tagIsLeftOut,
} from './form'

const now = '2026-11-22T06:05:00.000Z'
const zone = 'Asia/Shanghai'
const app: App = {
  id: '019aa7b0-0000-7000-8000-000000000001',
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
  updatedAt: now,
}
const form = (more: Partial<MakerForm> = {}): MakerForm => ({
  ...emptyForm,
  appId: app.id,
  path: 'pages/index/index',
  ...more,
})
const check = (more: Partial<MakerForm> = {}, of: App = app) =>
  checkForm(form(more), of, now, defaultLinkLimitValues, zone)

describe('the live check', () => {
  it('previews a plain scheme with the default tag, and without it where it was taken away', () => {
    expect(check({ query: 'id=1' }).ready?.scheme).toContain('query=id%3D1%26from%3Dsms&')
    expect(check({ query: 'id=1', withDefaultTag: false }).ready?.scheme).toContain('query=id%3D1&')
  })

  it('knows that the tag stands in the query already', () => {
    expect(tagIsInQuery(form({ query: 'from=mail' }), app)).toBe(true)
    expect(tagIsInQuery(form({ query: 'id=1' }), app)).toBe(false)
  })

  it('gives an encrypted scheme its body and no link, a plain one no expiry', () => {
    const { ready } = check({ kind: 'encrypted_scheme', expiryDays: 7 })
    expect(ready?.scheme).toBeUndefined()
    expect(ready?.body).toMatchObject({ is_expire: true, expire_type: 1, expire_interval: 7 })
    expect(expiryOf(form({ kind: 'plain_scheme', expiryDays: 7 }), zone)).toBeUndefined()
    expect(requestOf(form(), zone)).not.toHaveProperty('expiry')
  })

  it('counts a moment in the zone of the person', () => {
    const moment = { kind: 'encrypted_scheme', expiryType: 'moment', expiryAt: '2026-11-23 14:05' } as const
    expect(requestOf(form(moment), zone).expiry).toEqual({ type: 'moment', at: '2026-11-23T06:05:00.000Z' })
    expect(check({ ...moment, expiryAt: '2026-11-22 14:05' }).issues).toMatchObject([{ code: 'expiryTooSoon' }])
  })

  it('says what is missing only after the person was at the field', () => {
    const result = check({ path: '' })
    expect(shownIssues(result, new Set()).errors).toEqual([])
    expect(shownIssues(result, new Set(['path'])).errors).toMatchObject([{ code: 'pathRequired', field: 'path' }])
  })

  it('says what is wrong at its field at once, and warnings apart', () => {
    const shown = shownIssues(check({ path: 'pages/a?id=1' }), new Set())
    expect(shown.errors).toMatchObject([{ code: 'pathHasQuery', field: 'path' }])
    expect(shownIssues(check({ path: 'pages/other' }), new Set()).warnings.map(({ code }) => code)).toEqual([
      'pathNotKnown',
      'pathNotDeclared',
    ])
  })
})

describe('what a mini program can have', () => {
  const allowed = (of: App) => kindChoices(of).map((one) => one.allowed)
  it('refuses every kind but the codes to an overseas company, with source and day', () => {
    const overseas: App = { ...app, subjectType: 'company_overseas' }
    expect(allowed(app)).toEqual([true, true, true, true, true, true, true, true])
    expect(allowed(overseas)).toEqual([false, false, false, false, false, true, true, true])
    expect(kindChoices(overseas)[0]?.rule.source).toMatch(/^https:/)
    expect(kindChoices(overseas)[0]?.rule.asOf).toMatch(/^\d{4}-\d\d-\d\d$/)
  })

  it('allows the kind that an administrator allowed, and says so', () => {
    const override = { kind: 'plain_scheme', evidence: '开通邮件', by: '李四', at: now }
    const [plain, encrypted] = kindChoices({ ...app, subjectType: 'company_overseas', overrides: [override] })
    expect(plain).toMatchObject({ allowed: true, override })
    expect(encrypted).toMatchObject({ allowed: false })
    expect(encrypted?.override).toBeUndefined()
  })
})

describe('what is remembered', () => {
  it('takes its own form, and nothing of another shape', () => {
    expect(isMakerForm(JSON.parse(JSON.stringify(form())))).toBe(true)
    expect(isMakerForm({ ...form(), kind: 'carrier_pigeon' })).toBe(false)
    expect(isMakerForm({ ...form(), width: '430' })).toBe(false)
    const { scene: _scene, ...ofAnOlderVersion } = form()
    expect(isMakerForm(ofAnOlderVersion)).toBe(false)
    expect(isMakerForm({ appId: 'x' })).toBe(false)
    expect(isMakerForm(null)).toBe(false)
  })
})

describe('kinds besides schemes', () => {
  it('asks for an end only where WeChat does', () => {
    const ends = (kind: MakerForm['kind']) => expiryOf(form({ kind, expiryDays: 7 }), zone)
    expect(ends('url_link')).toEqual({ type: 'days', days: 7 })
    for (const kind of ['short_link', 'nfc_scheme', 'code_scene', 'code_path', 'code_square'] as const)
      expect(ends(kind)).toBeUndefined()
  })

  it('sends the scene of an unlimited code instead of the query, and the tag only where there is room', () => {
    const scene = form({ kind: 'code_scene', query: 'id=1', scene: 'r=801' })
    expect(requestOf(scene, zone).query).toBe('r=801')
    expect(check({ kind: 'code_scene', scene: 'r=801' }).ready?.query).toBe('r=801&from=sms')
    const long = { kind: 'code_scene', scene: `r=${'8'.repeat(28)}` } as const
    expect(check(long).ready?.query).toBe(long.scene)
    expect(tagIsLeftOut(form(long), app)).toBe(true)
    expect(tagIsLeftOut(form({ kind: 'code_scene', scene: 'r=801' }), app)).toBe(false)
    expect(check({ kind: 'code_scene', scene: 'x'.repeat(33) }).issues).toMatchObject([{ code: 'sceneTooLong' }])
  })

  it('leaves a version that cannot be chosen at the released one', () => {
    expect(requestOf(form({ kind: 'code_square', envVersion: 'trial' }), zone).envVersion).toBe('release')
    expect(requestOf(form({ kind: 'code_path', envVersion: 'trial' }), zone).envVersion).toBe('trial')
  })

  it('says that the model is missing only after the person was there', () => {
    const result = check({ kind: 'nfc_scheme' })
    expect(shownIssues(result, new Set()).errors).toEqual([])
    expect(shownIssues(result, new Set(['modelId'])).errors).toMatchObject([{ code: 'modelIdMissing' }])
  })
})
