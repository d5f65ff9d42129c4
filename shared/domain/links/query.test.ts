import { describe, expect, it } from 'vitest'
import { defaultLinkLimitValues, type LinkKind, normaliseQuery, withDefaultTag } from './index'

const normalise = (text: string, kind: LinkKind = 'encrypted_scheme') => normaliseQuery(text, { kind })
const codes = (text: string, kind?: LinkKind) =>
  normalise(text, kind).issues.map(({ severity, code }) => `${severity} ${code}`)

describe('query to send', () => {
  it.each([
    ['', ''],
    ['id=42&from=sms', 'id=42&from=sms'],
    ['partJobId=123456', 'partJobId=123456'],
    ['name=张三', 'name=%E5%BC%A0%E4%B8%89'],
    ['酒店=上海', '%E9%85%92%E5%BA%97=%E4%B8%8A%E6%B5%B7'],
    ['a=x y', 'a=x%20y'],
    ['e=😀', 'e=%F0%9F%98%80'],
    ['family=👨‍👩‍👧', 'family=%F0%9F%91%A8%E2%80%8D%F0%9F%91%A9%E2%80%8D%F0%9F%91%A7'],
    ['a=1+1', 'a=1+1'],
    ['a=b=c', 'a=b=c'],
    ['a=', 'a='],
    ['a="x"<y>[1]{2}|\\^', 'a=%22x%22%3Cy%3E%5B1%5D%7B2%7D%7C%5C%5E'],
    ["a=!#$'()*+,/:;=?@-._~`", "a=!#$'()*+,/:;=?@-._~`"],
  ])('%j → %j, without a word', (typed, sent) => {
    expect(normalise(typed)).toEqual({ query: sent, issues: [] })
  })

  it('keeps what is encoded already and says so', () => {
    expect(normalise('name=%E5%BC%A0%e4%b8%89&x=a%20b')).toMatchObject({
      query: 'name=%E5%BC%A0%e4%b8%89&x=a%20b',
      issues: [{ severity: 'notice', code: 'queryAlreadyEncoded', params: { count: 7 } }],
    })
    const nested = 'url=https%3A%2F%2Fa.com%2F%3Fb%3D1%26c%3D2'
    expect(normalise(nested).query).toBe(nested)
    expect(normalise('x=%253D').query).toBe('x=%253D')
  })

  it('encodes the rest of a half-encoded text', () => {
    expect(normalise('a=%E5%BC%A0三').query).toBe('a=%E5%BC%A0%E4%B8%89')
  })

  it('writes a single % as %25', () => {
    expect(normalise('rate=100%')).toMatchObject({
      query: 'rate=100%25',
      issues: [{ severity: 'notice', code: 'queryPercentEncoded', params: { count: 1 } }],
    })
    expect(normalise('rate=5%折扣&b=%zz&c=%').query).toBe('rate=5%25%E6%8A%98%E6%89%A3&b=%25zz&c=%25')
    expect(normalise('a=%%41').query).toBe('a=%25%41')
  })

  it('recognises a query that was encoded as a whole (the sample of A02-4)', () => {
    expect(normalise('partJobId%3D123456')).toMatchObject({
      query: 'partJobId=123456',
      issues: [{ severity: 'notice', code: 'queryWholeEncoded' }],
    })
    expect(normalise('a%3D1%26b%3D%25E5%25BC%25A0').query).toBe('a=1&b=%E5%BC%A0')
    expect(normalise('a%3D5%').query).toBe('a=5%25')
    expect(normalise('x=a%3Db').query).toBe('x=a%3Db')
  })

  it.each([
    ['?a=1', 'a=1', ['notice queryLeadingMark']],
    ['??a=1', 'a=1', ['notice queryLeadingMark']],
    [' a=1\r\n', 'a=1', ['notice queryTrimmed']],
    ['a=1&', 'a=1', ['notice queryEmptyPair']],
    ['&a=1&&b=2', 'a=1&b=2', ['notice queryEmptyPair']],
    ['?', '', ['notice queryLeadingMark']],
    ['  ', '', []],
  ])('tidies %j to %j', (typed, sent, expected) => {
    expect(normalise(typed).query).toBe(sent)
    expect(codes(typed)).toEqual(expected)
  })

  it.each([
    ['a=\ud83d', ['error queryNotText']],
    ['\udc00=1', ['error queryNotText']],
    ['=x', ['error queryKeyEmpty']],
    ['promo', ['error queryPairWithoutEquals']],
    ['a=1&promo', ['error queryPairWithoutEquals']],
    ['scancode_time=1', ['error queryReserved']],
    ['a=scancode_time', ['error queryReserved']],
    ['scancode%5Ftime=1', ['notice queryAlreadyEncoded', 'error queryReserved']],
    ['a=1&a=2&a=3', ['warning queryKeyRepeated']],
    ['名=1&%E5%90%8D=2', ['notice queryAlreadyEncoded', 'warning queryKeyRepeated']],
    ['a=1& b=2', ['warning queryKeyHasSpace']],
    ['a=%C4%E3', ['notice queryAlreadyEncoded', 'warning queryNotUtf8']],
    ['a=1＆b=2', ['warning queryFullWidthSign']],
    ['a=1&b＝2', ['warning queryFullWidthSign', 'error queryPairWithoutEquals']],
    ['？a=1', ['warning queryFullWidthSign']],
    ['a=1&amp;b=2', ['warning queryHtmlEntity']],
    ['pages/a?x=1', ['warning queryLooksLikePath']],
    ['url=https://a.com/?b=1&c=2', ['warning queryAddressCut']],
    ['url=https://a.com/?b=1', []],
    ['url=https://a.com/&c=2', []],
    ['a=x\u200by', ['warning queryInvisibleCharacter']],
    ['a=x\ny', ['warning queryInvisibleCharacter']],
    ['a=x\u00a0y', ['warning queryInvisibleCharacter']],
    ['constructor=1&__proto__=2', []],
  ])('%j → %j', (typed, expected) => {
    expect(codes(typed)).toEqual(expected)
  })

  it('only warns of a pair without = in a plain scheme, which nobody checks', () => {
    expect(codes('promo', 'plain_scheme')).toEqual(['warning queryPairWithoutEquals'])
  })

  it('says each thing once', () => {
    expect(codes('a/b=1&c?d=2&e/f=3')).toEqual(['warning queryLooksLikePath'])
    expect(codes('a=scancode_time&scancode_time=1')).toEqual(['error queryReserved'])
  })
})

describe('length', () => {
  it('counts an encrypted query as sent: 1024 is the last that passes', () => {
    expect(codes(`a=${'x'.repeat(1022)}`)).toEqual([])
    expect(normalise(`a=${'x'.repeat(1023)}`).issues).toMatchObject([
      { severity: 'error', code: 'queryTooLong', params: { length: 1025, max: 1024 } },
    ])
    expect(codes(`a=${'中'.repeat(113)}`)).toEqual([])
    expect(codes(`a=${'中'.repeat(114)}`)).toEqual(['error queryTooLong'])
  })

  it('warns where a plain query passes 512 only with the outer encoding, refuses where it passes it anyway', () => {
    expect(codes(`a=${'x'.repeat(508)}`, 'plain_scheme')).toEqual([])
    expect(normalise(`a=${'x'.repeat(509)}`, 'plain_scheme').issues).toMatchObject([
      { severity: 'warning', code: 'queryPerhapsTooLong', params: { length: 513, max: 512 } },
    ])
    expect(codes(`a=${'x'.repeat(510)}`, 'plain_scheme')).toEqual(['warning queryPerhapsTooLong'])
    expect(codes(`a=${'x'.repeat(511)}`, 'plain_scheme')).toEqual(['error queryTooLong'])
  })

  it('holds the limits in force', () => {
    const limits = { ...defaultLinkLimitValues, queryMaxEncrypted: 5 }
    expect(normaliseQuery('a=1234', { kind: 'encrypted_scheme', limits }).issues).toHaveLength(1)
    expect(normaliseQuery('a=123', { kind: 'encrypted_scheme', limits }).issues).toHaveLength(0)
  })
})

describe('default tag', () => {
  it.each([
    ['', 'from=sms', 'from=sms'],
    ['id=1', 'from=sms', 'id=1&from=sms'],
    ['?id=1&', 'from=sms', 'id=1&from=sms'],
    ['id=1 ', ' from=sms', 'id=1&from=sms'],
    ['from=wecom&id=1', 'from=sms', 'from=wecom&id=1'],
    ['fr%6Fm=x', 'from=sms', 'fr%6Fm=x'],
    ['from=', 'from=sms', 'from='],
    ['渠道=1', '%E6%B8%A0%E9%81%93=2', '渠道=1'],
    ['myfrom=1', 'from=sms', 'myfrom=1&from=sms'],
    ['ch=3', 'from=sms&ch=1', 'ch=3&from=sms'],
    ['id=1', '', 'id=1'],
    ['id%3D1', 'from=sms', 'id=1&from=sms'],
    ['x=\ud800', 'from=sms', 'x=\ud800&from=sms'],
  ])('%j with %j → %j', (query, tag, expected) => {
    expect(withDefaultTag(query, tag)).toBe(expected)
  })

  it('adds nothing the second time', () => {
    const once = withDefaultTag('a=张', 'from=sms&渠道=短信')
    expect(once).toBe('a=张&from=sms&渠道=短信')
    expect(withDefaultTag(once, 'from=sms&渠道=短信')).toBe(once)
  })
})
