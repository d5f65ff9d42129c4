import type { LinkTemplate } from '@shared/contract/campaigns'
import { describe, expect, it } from 'vitest'
import { emptyForm, type MakerForm } from './form'
import { fillFrom } from './template'

const zone = 'Asia/Shanghai'
const appId = '019aa7b0-0000-7000-8000-000000000001'
const template = (more: Partial<LinkTemplate> = {}): LinkTemplate => ({
  kind: 'encrypted_scheme',
  appId,
  path: 'pages/a',
  query: 'a=1',
  envVersion: 'trial',
  expiry: { type: 'days', days: 7 },
  options: {},
  ...more,
})
const fill = (form: Partial<MakerForm>, more: Partial<LinkTemplate> = {}) => fillFrom(template(more), { ...emptyForm, ...form }, zone)

describe('a campaign’s template', () => {
  it('fills an empty form', () => {
    const { change, filled } = fill({})
    expect(change).toEqual({
      kind: 'encrypted_scheme',
      appId,
      path: 'pages/a',
      query: 'a=1',
      envVersion: 'trial',
      expiryType: 'days',
      expiryDays: 7,
    })
    expect(filled).toEqual(['kind', 'appId', 'path', 'query', 'envVersion', 'expiry'])
  })

  it('leaves what was typed, and the kind it was typed for', () => {
    const { change, filled } = fill({ kind: 'url_link', appId: 'mine', path: 'pages/mine' })
    expect(change).toEqual({ query: 'a=1' })
    expect(filled).toEqual(['query'])
  })

  it('does not say that it filled in what stood there already', () => {
    expect(fill({ path: 'pages/a', query: 'a=1', appId }).filled).toEqual([])
  })

  it('fills the scene of a code, and its options', () => {
    const { change } = fill({}, { kind: 'code_scene', query: 'r=1', options: { width: 300, hyaline: true } })
    expect(change).toMatchObject({ kind: 'code_scene', scene: 'r=1', width: 300, hyaline: true })
    expect(change).not.toHaveProperty('query')
  })

  it('writes a moment in the person’s zone', () => {
    expect(fill({}, { expiry: { type: 'moment', at: '2026-12-01T00:30:00.000Z' } }).change).toMatchObject({
      expiryType: 'moment',
      expiryAt: '2026-12-01 08:30',
    })
  })

  it('passes over a kind that it does not know', () => {
    expect(fill({}, { kind: 'carrier_pigeon' }).change).not.toHaveProperty('kind')
  })
})
