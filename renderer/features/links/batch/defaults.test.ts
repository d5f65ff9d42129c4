import { describe, expect, it } from 'vitest'
import type { App } from '@shared/contract/apps'
import { defaultLinkLimitValues } from '@shared/domain/links'
import { emptyDefaults, fieldsForKind, fromDefaults, isDefaultsDraft, issuesOfDefaults, toDefaults } from './defaults'

const app: App = {
  id: '0197a1b2-0000-7000-8000-000000000001',
  name: '云栖酒店',
  appId: 'wx00a1b2c3d4e5f601',
  originalId: '',
  subjectType: 'company_domestic',
  tokenMode: 'stable',
  pages: [],
  declaredPages: [],
  defaultTag: '',
  overrides: [],
  archived: false,
  rev: 1,
  updatedAt: '2026-11-22T00:00:00.000Z',
}
const now = '2026-11-22T00:00:00.000Z'
const zone = 'Asia/Shanghai'
const draft = { ...emptyDefaults, appId: app.id }
const codes = (more: Partial<typeof draft>, mapped: string[] = []) =>
  issuesOfDefaults({ ...draft, ...more }, app, new Set(mapped), now, defaultLinkLimitValues, zone)
    .filter(({ severity }) => severity === 'error')
    .map(({ code }) => code)

describe('values for all rows', () => {
  it('come back from the program as they were typed, the moment in the person’s zone', () => {
    const typed = {
      ...draft,
      kind: 'encrypted_scheme' as const,
      path: 'pages/a',
      expiryType: 'moment' as const,
      expiryAt: '2026-12-01 08:30',
      campaign: '双十一',
    }
    const sent = toDefaults(typed, zone)
    expect(sent.expiry).toEqual({ type: 'moment', at: '2026-12-01T00:30:00.000Z' })
    expect(fromDefaults(sent, zone)).toEqual(typed)
  })

  it('send no expiry for a plain scheme', () => {
    expect(toDefaults(draft, zone)).not.toHaveProperty('expiry')
  })

  it('ask for a page only where no column brings it', () => {
    expect(codes({})).toContain('pathRequired')
    expect(codes({}, ['path'])).toEqual([])
  })

  it('judge what was typed even beside a column, because it fills empty cells', () => {
    expect(codes({ path: 'pages/a?x=1' }, ['path'])).toEqual(['pathHasQuery'])
  })

  it('ask for an expiry of an encrypted scheme unless a column brings it, and keep it in bounds', () => {
    const encrypted = { kind: 'encrypted_scheme' as const, path: 'pages/a' }
    expect(codes({ ...encrypted, expiryDays: null })).toEqual(['expiryMissing'])
    expect(codes({ ...encrypted, expiryDays: null }, ['expiryDays'])).toEqual([])
    expect(codes({ ...encrypted, expiryDays: 31 })).toEqual(['expiryDaysOutOfRange'])
  })

  it('carry scene, options, channel and reuse there and back', () => {
    const typed = {
      ...draft,
      kind: 'code_scene' as const,
      path: 'pages/a',
      scene: 'r=801',
      width: 300,
      channel: 'desk',
      reuse: false,
    }
    const sent = toDefaults(typed, zone)
    expect(sent).toMatchObject({ query: 'r=801', options: { width: 300 }, channel: 'desk', reuse: false })
    expect(fromDefaults(sent, zone)).toEqual(typed)
  })

  it('ask for a model only where no column brings it', () => {
    expect(codes({ kind: 'nfc_scheme' })).toEqual(['modelIdMissing'])
    expect(codes({ kind: 'nfc_scheme' }, ['modelId'])).toEqual([])
  })

  it('are not taken from an older version that lacks a field', () => {
    expect(isDefaultsDraft(draft)).toBe(true)
    const { reuse: _reuse, ...older } = draft
    expect(isDefaultsDraft(older)).toBe(false)
  })
})

describe('columns for a kind', () => {
  it('are only those that the kind has a field for', () => {
    expect(fieldsForKind('plain_scheme')).not.toContain('expiryDays')
    expect(fieldsForKind('url_link')).toContain('expiryDays')
    expect(fieldsForKind('short_link')).toEqual(expect.arrayContaining(['title', 'channel', 'audience']))
    expect(fieldsForKind('short_link')).not.toContain('envVersion')
    expect(fieldsForKind('nfc_scheme')).toEqual(expect.arrayContaining(['modelId', 'sn']))
    expect(fieldsForKind('code_scene')).not.toContain('modelId')
  })
})
