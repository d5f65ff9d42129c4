import { describe, expect, it } from 'vitest'
import { appendCq, parseScheme, readCq, withoutKeysOf, withTag } from './index'

const scheme = 'weixin://dl/business/?t=AbCdEfGhIjK'
const link = 'https://wxaurl.cn/AbCdEfGhIjK'

describe('an appended query (wechat-links-qr §2.9)', () => {
  it('is written with & to a scheme and with ? to a URL Link, encoded once as one value', () => {
    expect(appendCq(scheme, 'encrypted_scheme', 'from=sms&店=1')).toEqual({
      text: `${scheme}&cq=from%3Dsms%26%25E5%25BA%2597%3D1`,
      cq: 'from=sms&%E5%BA%97=1',
      issues: [],
    })
    expect(appendCq(link, 'url_link', 'from=sms').text).toBe(`${link}?cq=from%3Dsms`)
  })

  it('is read back', () => {
    for (const [text, kind] of [[scheme, 'encrypted_scheme'], [link, 'url_link']] as const)
      expect(readCq(appendCq(text, kind, 'a=1&b=%E5%BA%97').text)).toEqual({ base: text, cq: 'a=1&b=%E5%BA%97' })
    expect(readCq(scheme)).toBeUndefined()
    expect(readCq(`${scheme}&cq=%E5`)).toMatchObject({ cq: '%E5' })
    expect(parseScheme(appendCq(scheme, 'encrypted_scheme', 'a=1').text)).toMatchObject({ ok: true })
  })

  it('holds at most 256 characters; whether encoding counts is a doubt', () => {
    const codes = (query: string) => appendCq(scheme, 'encrypted_scheme', query).issues.map(({ field, severity, code }) => `${field} ${severity} ${code}`)
    expect(codes(`a=${'1'.repeat(252)}`)).toEqual([])
    expect(codes(`a=${'1'.repeat(253)}`)).toEqual(['cq warning cqPerhapsTooLong'])
    expect(codes(`a=${'1'.repeat(254)}`)).toEqual(['cq warning cqPerhapsTooLong'])
    expect(codes(`a=${'1'.repeat(255)}`)).toEqual(['cq error cqTooLong'])
    expect(codes('')).toEqual(['cq error cqEmpty'])
    expect(codes('abc')).toEqual(['cq error queryPairWithoutEquals'])
  })

  it('is not for other kinds, nor twice', () => {
    expect(appendCq('#小程序://A/B/C', 'short_link', 'a=1').issues).toMatchObject([{ code: 'cqNotForKind' }])
    expect(appendCq(`${scheme}&cq=a%3D1`, 'encrypted_scheme', 'b=1').issues).toMatchObject([{ code: 'cqPresent' }])
  })

  it('warns where the link has a key already: which wins is not documented', () => {
    expect(appendCq(scheme, 'encrypted_scheme', 'from=sms', { baseQuery: 'id=1&fr%6Fm=a' }).issues).toMatchObject([
      { severity: 'warning', code: 'cqKeyInQuery', params: { key: 'from' } },
    ])
  })
})

describe('tags of a channel in a query', () => {
  it.each([
    ['id=1', 'from=sms', 'id=1&from=sms'],
    ['from=a&id=1', 'from=sms', 'id=1&from=sms'],
    ['', 'from=sms', 'from=sms'],
    ['?id=1', '', '?id=1'],
    ['from=a', 'from=sms&place=x', 'from=sms&place=x'],
  ])('%j with %j → %j', (query, tag, expected) => {
    expect(withTag(query, tag)).toBe(expected)
  })

  it('what others do not say themselves', () => {
    expect(withoutKeysOf('from=sms&ch=1', 'from=poster')).toBe('ch=1')
    expect(withoutKeysOf('from=sms', '')).toBe('from=sms')
  })
})
