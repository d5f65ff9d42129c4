import type { RenewTarget } from '@shared/contract/links'
import { describe, expect, it } from 'vitest'
import { byReach, isRenewable } from './reach'
import { emptyUse, useMistakes, useOf } from './use-draft'

const id = '019aa7b0-0000-7000-8000-000000000001'

describe('what a renewal reaches', () => {
  it('is always shown in all three groups', () => {
    const sms: RenewTarget = { kind: 'sms', text: '3 月短信', reach: 'never', count: 1200 }
    const record: RenewTarget = { kind: 'record', text: 'weixin://', reach: 'itself' }
    expect(byReach([sms, record])).toEqual([
      { reach: 'itself', targets: [record] },
      { reach: 'byHand', targets: [] },
      { reach: 'never', targets: [sms] },
    ])
  })

  it('is asked of links that end, also when they are over, and of no other', () => {
    const expiresAt = '2026-11-28T00:00:00.000Z'
    expect(isRenewable({ kind: 'encrypted_scheme', expiresAt, state: 'expired' })).toBe(true)
    expect(isRenewable({ kind: 'short_link', expiresAt, state: 'valid' })).toBe(true)
    expect(isRenewable({ kind: 'encrypted_scheme', expiresAt, state: 'archived' })).toBe(false)
    expect(isRenewable({ kind: 'short_link' })).toBe(false)
    expect(isRenewable({ kind: 'plain_scheme' })).toBe(false)
    expect(isRenewable({ kind: 'code_path' })).toBe(false)
  })
})

describe('a note of where a link went', () => {
  it('needs its words, and a web address where one is given', () => {
    expect(useMistakes({ ...emptyUse })).toEqual({ text: 'links.uses.textMissing' })
    expect(useMistakes({ kind: 'page', text: '首页', url: 'example.com', count: null })).toEqual({ url: 'links.uses.urlForm' })
    expect(useMistakes({ kind: 'page', text: '首页', url: 'javascript:alert(1)', count: null })).toHaveProperty('url')
    expect(useMistakes({ kind: 'page', text: '首页', url: ' https://example.com/a ', count: null })).toEqual({})
  })

  it('is sent without what does not belong to it', () => {
    expect(useOf(id, { kind: 'sms', text: ' 短信 ', url: 'https://left.over', count: 1200 })).toEqual({
      linkId: id,
      kind: 'sms',
      text: '短信',
      count: 1200,
    })
    expect(useOf(id, { kind: 'page', text: '首页', url: ' https://example.com ', count: null })).toEqual({
      linkId: id,
      kind: 'page',
      text: '首页',
      url: 'https://example.com',
    })
  })
})
