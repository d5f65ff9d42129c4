import { describe, expect, it } from 'vitest'
import { defaultLinkLimitValues } from '../links'
import { checkRule, filePlaces, type RuleDraft } from './check-rule'
import { matchRules, missOf, receivedScan } from './match'

const rule = (prefix: string, more: object = {}) => ({
  prefix,
  published: true,
  openVersion: 'release' as const,
  testUrls: [],
  ...more,
})

/** The reference's own examples (wechat-links-qr §4.2). */
describe('a rule applies to an address', () => {
  it.each([
    ['https://www.a.com/a/b', 'https://www.a.com/a/b', undefined],
    ['https://www.a.com/a/b', 'https://www.a.com/a/b?id=1', undefined],
    ['https://www.a.com/a/', 'https://www.a.com/a/b', undefined],
    ['https://www.a.com/a/', 'https://www.a.com/a/', undefined],
    ['https://www.a.com/a/b?id=123', 'https://www.a.com/a/b?id=123', undefined],
    ['https://www.a.com/a/b?id=123', 'https://www.a.com/a/b?id=1234&x=1', undefined],
    ['https://www.a.com', 'https://www.a.com/?x=1', undefined],
    ['https://WWW.A.com/a', 'https://www.a.com/a#x', undefined],
    ['http://www.a.com/a/b', 'https://www.a.com/a/b', 'scheme'],
    ['https://www.a.com/a/b', 'https://m.a.com/a/b', 'host'],
    ['https://www.a.com/a/b', 'https://www.a.com:8443/a/b', 'host'],
    ['https://www.a.com/a/b?id=123', 'https://www.a.com/a/b?id=132', 'query'],
    ['https://www.a.com/a/b?id=123', 'https://www.a.com/a/b', 'query'],
    ['https://www.a.com/a/b', 'https://www.a.com/a/bc', 'path'],
    ['https://www.a.com/a/b', 'https://www.a.com/a/b/123', 'below'],
    ['https://www.a.com/a/', 'https://www.a.com/a', 'path'],
    ['https://www.a.com/A', 'https://www.a.com/a', 'path'],
    ['https://www.a.com/a', 'www.a.com/a', 'notAnAddress'],
  ])('%s and %s: %s', (prefix, address, reason) => expect(missOf(prefix, address)).toBe(reason))
})

describe('which rule wins', () => {
  it('the most specific one, even if it is not published', () => {
    const general = rule('https://a.com/a/')
    const special = rule('https://a.com/a/b', { published: false })
    const at = matchRules('https://a.com/a/b', [general, special])
    expect(at).toEqual({ outcome: 'webPage', winner: special, overruled: [general], misses: [] })
    expect(matchRules('https://a.com/a/c', [special, general])).toMatchObject({ outcome: 'miniProgram', winner: general })
  })

  it('the one with the longer query', () => {
    const [short, long] = [rule('https://a.com/a?id=1'), rule('https://a.com/a?id=12')]
    expect(matchRules('https://a.com/a?id=123', [short, long]).winner).toBe(long)
    expect(matchRules('https://a.com/a?id=13', [short, long]).winner).toBe(short)
  })

  it('for testers before publication, and for a version that only they have', () => {
    const waiting = rule('https://a.com/a/', { published: false, testUrls: ['https://a.com/a/1'] })
    expect(matchRules('https://a.com/a/1', [waiting]).outcome).toBe('testers')
    expect(matchRules('https://a.com/a/2', [waiting]).outcome).toBe('webPage')
    expect(matchRules('https://a.com/a/', [rule('https://a.com/a/', { openVersion: 'trial' })]).outcome).toBe('testers')
  })

  it('none: the misses say why', () => {
    const only = rule('http://a.com/a')
    expect(matchRules('https://a.com/a', [only])).toEqual({
      outcome: 'webPage',
      winner: undefined,
      overruled: [],
      misses: [{ rule: only, reason: 'scheme' }],
    })
  })
})

it('gives the page the address encoded once, and the moment in seconds', () => {
  const address = 'https://a.com/a?id=1&t=客房%20'
  const got = receivedScan(address, Date.parse('2026-11-22T06:00:00.900Z'))
  expect(got.q).toBe('https%3A%2F%2Fa.com%2Fa%3Fid%3D1%26t%3D%E5%AE%A2%E6%88%BF%2520')
  expect(decodeURIComponent(got.q)).toBe(address)
  expect(got.scancode_time).toBe('1795327200')
})

describe('checking a rule', () => {
  const draft = (more: Partial<RuleDraft> = {}): RuleDraft => ({
    prefix: 'https://h5.example.com/room/',
    subRulesOccupied: true,
    path: '/pages/room/detail',
    openVersion: 'release',
    testUrls: [' https://h5.example.com/room/1 ', '', 'https://h5.example.com/room/1'],
    ...more,
  })
  const codes = (more: Partial<RuleDraft>) =>
    checkRule(draft(more), defaultLinkLimitValues).issues.map(({ path, code }) => `${path} ${code}`)

  it('tidies what is right', () => {
    const { rule: tidy, issues } = checkRule(draft(), defaultLinkLimitValues)
    expect(issues).toEqual([])
    expect(tidy).toMatchObject({ path: 'pages/room/detail', testUrls: ['https://h5.example.com/room/1'] })
  })

  it.each<[Partial<RuleDraft>, string[]]>([
    [{ prefix: '' }, ['prefix prefixMissing']],
    [{ prefix: 'h5.example.com/a', testUrls: [] }, ['prefix prefixScheme']],
    [{ prefix: 'weixin://dl/business', testUrls: [] }, ['prefix prefixScheme']],
    [{ prefix: 'https://10.0.0.1/a', testUrls: [] }, ['prefix prefixHost']],
    [{ prefix: 'https://h5.example.com:8080/a', testUrls: [] }, ['prefix prefixHost']],
    [{ prefix: 'https://h5.example.com/#/a', testUrls: [] }, ['prefix prefixFragment']],
    [{ prefix: 'https://h5.example.com/a b', testUrls: [] }, ['prefix prefixBlank']],
    [{ prefix: 'https://h5.example.com/?scancode_time=1', testUrls: [] }, ['prefix prefixReserved']],
    [{ prefix: `https://h5.example.com/${'a'.repeat(1100)}`, testUrls: [] }, ['prefix prefixTooLong']],
    [{ path: '' }, ['path pageMissing']],
    [{ path: 'pages/a?x=1' }, ['path pagePath']],
    [{ testUrls: ['room/1'] }, ['testUrls.0 testUrlForm']],
    [{ testUrls: ['https://h5.example.com/room/1', 'https://h5.example.com/hall'] }, ['testUrls.1 testUrlOutside']],
    [{ testUrls: ['1', '2', '3', '4', '5', '6'].map((id) => `https://h5.example.com/room/${id}`) }, ['testUrls testUrlsTooMany']],
  ])('%j: %j', (more, expected) => expect(codes(more)).toEqual(expected))

  it('says where the verification file may lie', () => {
    expect(filePlaces('https://a.com/a/b?x=1', 'F.txt')).toEqual(['https://a.com/a/F.txt', 'https://a.com/F.txt'])
    expect(filePlaces('https://a.com/a/', 'F.txt')).toEqual(['https://a.com/a/F.txt', 'https://a.com/F.txt'])
    expect(filePlaces('https://a.com', 'F.txt')).toEqual(['https://a.com/F.txt'])
    expect(filePlaces('x', 'F.txt')).toEqual([])
  })
})
