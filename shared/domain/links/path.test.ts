import { describe, expect, it } from 'vitest'
import { checkPath, defaultLinkLimitValues, hasErrors, type LinkKind, pathIsDeclared, pathIsKnown } from './index'

const codes = (text: string, kind: LinkKind = 'encrypted_scheme') =>
  checkPath(text, kind).issues.map(({ severity, code }) => `${severity} ${code}`)

describe('path of a link', () => {
  it('takes the published examples as they are', () => {
    for (const path of ['pages/shop/item', 'pages/partdetails/partdetails', 'packageA/pages/my-orders/list_2']) {
      expect(checkPath(path, 'plain_scheme')).toEqual({ path, issues: [] })
      expect(checkPath(path, 'encrypted_scheme')).toEqual({ path, issues: [] })
    }
  })

  it('takes off a leading slash and blanks, and says so', () => {
    expect(checkPath('/pages/publishHomework/publishHomework', 'encrypted_scheme')).toMatchObject({
      path: 'pages/publishHomework/publishHomework',
      issues: [{ severity: 'notice', code: 'pathLeadingSlash' }],
    })
    expect(checkPath(' pages/index/index\r\n', 'plain_scheme')).toMatchObject({
      path: 'pages/index/index',
      issues: [{ severity: 'notice', code: 'pathTrimmed' }],
    })
  })

  it('opens the home page without a path only with an encrypted scheme', () => {
    expect(codes('')).toEqual(['notice pathHome'])
    expect(codes('/')).toEqual(['notice pathLeadingSlash', 'notice pathHome'])
    expect(codes('', 'plain_scheme')).toEqual(['error pathRequired'])
    expect(codes('  ', 'plain_scheme')).toEqual(['error pathRequired'])
  })

  it.each([
    ['pages/a?x=1', ['error pathHasQuery']],
    ['pages/a?url=http://b/c', ['error pathHasQuery']],
    ['pages/a#top', ['error pathHasFragment']],
    ['pages/my page', ['error pathHasWhitespace']],
    ['pages/a\u3000b', ['error pathHasWhitespace']],
    ['pages/a\tb', ['error pathHasControl']],
    ['pages/a\u0000b', ['error pathHasControl']],
    ['pages/a\u200bb', ['error pathHasControl']],
    ['pages/\ud800', ['error pathNotText']],
    ['pages/scancode_time', ['error pathReserved']],
    ['https://example.com/a', ['error pathIsAddress']],
    ['weixin://dl/business/?t=abc', ['error pathIsAddress']],
    ['pages\\index\\index', ['error pathBackslash']],
    ['pages/../secret', ['error pathTraversal']],
    ['pages/./a', ['error pathTraversal']],
    ['pages/%2E%2e/a', ['error pathTraversal']],
    ['..', ['error pathTraversal']],
    ['//pages/a', ['error pathDoubleSlash']],
    ['pages//a', ['error pathDoubleSlash']],
    ['pages/index/', ['error pathTrailingSlash']],
    ['pages/index.html', ['warning pathHtmlSuffix']],
    ['pages/index.HTM', ['warning pathHtmlSuffix']],
    ['pages/首页', ['warning pathUnusualCharacter']],
    ['pages/a%20b', ['warning pathUnusualCharacter']],
    ['pages/v1.2/a..b', []],
  ])('%j → %j', (text, expected) => {
    expect(codes(text)).toEqual(expected)
    expect(codes(text, 'plain_scheme')).toEqual(expected)
  })

  it('says which part belongs into the query', () => {
    expect(checkPath('/pages/a?id=1&b=2', 'plain_scheme').issues.at(-1)?.params).toEqual({
      path: 'pages/a',
      query: 'id=1&b=2',
    })
  })

  it('counts positions in what was typed', () => {
    expect(checkPath('/pages/my page', 'plain_scheme').issues.at(-1)?.params).toEqual({ position: 10 })
    expect(checkPath('a\u200bb', 'plain_scheme').issues.at(-1)?.params).toEqual({ position: 2, character: 'U+200B' })
  })

  it('holds the length in force', () => {
    const at = (length: number) => checkPath('p'.repeat(length), 'plain_scheme')
    expect(hasErrors(at(1024).issues)).toBe(false)
    expect(at(1025).issues).toMatchObject([{ code: 'pathTooLong', params: { length: 1025, max: 1024 } }])
    const limits = { ...defaultLinkLimitValues, pathMax: 10 }
    expect(hasErrors(checkPath('p'.repeat(11), 'plain_scheme', limits).issues)).toBe(true)
  })
})

describe('page lists', () => {
  it('compares without the leading slash', () => {
    expect(pathIsDeclared('pages/a', ['/pages/a '])).toBe(true)
    expect(pathIsDeclared('/pages/a', ['pages/a'])).toBe(true)
    expect(pathIsDeclared('pages/a', ['pages/A', 'pages/a/b'])).toBe(false)
    expect(pathIsDeclared('pages/a', [])).toBe(false)
  })

  it('knows nothing from an empty list, and always the home page', () => {
    expect(pathIsKnown('pages/a', [])).toBe(true)
    expect(pathIsKnown('pages/a', ['pages/b'])).toBe(false)
    expect(pathIsKnown('pages/b', ['pages/b'])).toBe(true)
    expect(pathIsKnown('', ['pages/b'])).toBe(true)
  })
})
