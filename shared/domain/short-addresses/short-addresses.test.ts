import { describe, expect, it } from 'vitest'
import { checkTemplate, codeOfAddress, fillTemplate, parseAnswerPath, placeholdersOf, readAnswer, secretsOf } from './index'

describe('the path into an answer', () => {
  const answer = { data: { links: [{ url: 'https://s.example/a' }, { url: 7 }], 'short-url': 'b', 'a.b': 'c', ok: true, none: null }, code: 0 }

  it.each([
    ['data.links[0].url', 'https://s.example/a'],
    ['$.data.links[1].url', '7'],
    ['data.short-url', 'b'],
    ['data["a.b"]', 'c'],
    ['["data"].ok', 'true'],
    ['code', '0'],
  ])('%s finds %s', (path, found) => expect(readAnswer(answer, path)).toBe(found))

  it.each(['data', 'data.links', 'data.links[2].url', 'data.none', 'nothing', 'data.links.length', 'data.toString', 'constructor.name', '__proto__', 'code[0]'])(
    'finds no text at %s',
    (path) => expect(readAnswer(answer, path)).toBeUndefined(),
  )

  it.each(['', '.data', 'data..url', 'data.', 'data[', 'data[x]', 'data[-1]', 'data [0]', 'data[0]url', 'a'.repeat(201), '["\\x"]'])(
    'refuses %j as a path',
    (path) => expect(parseAnswerPath(path)).toBeUndefined(),
  )

  it('starts at a list, too', () => expect(readAnswer([{ short: 'x' }], '[0].short')).toBe('x'))
})

describe('a template', () => {
  const link = 'weixin://dl/business/?appid=wx1&query=a%3D1&t="x"'

  it('writes each value as its place needs it', () => {
    expect(fillTemplate('https://s.example/?u={{link}}', 'url', { link })).toBe(`https://s.example/?u=${encodeURIComponent(link)}`)
    const json = fillTemplate('{"url":"{{link}}","t":"{{ title }}"}', 'json', { link, title: '"春节"\n\\' })
    expect(JSON.parse(json)).toEqual({ url: link, t: '"春节"\n\\' })
    expect(Object.fromEntries(new URLSearchParams(fillTemplate('url={{link}}&n={{title}}', 'form', { link, title: 'a&b=c' })))).toEqual({ url: link, n: 'a&b=c' })
  })

  it('takes the word of the placeholder', () => {
    expect(JSON.parse(fillTemplate('"{{link:url}}"', 'json', { link }))).toBe(encodeURIComponent(link))
    expect(fillTemplate('{{link:raw}}', 'url', { link })).toBe(link)
    expect(decodeURIComponent(fillTemplate('{{title:json}}', 'url', { title: 'a"b' }))).toBe('a\\"b')
  })

  it('fills no placeholder that came in with a value, and no lone surrogate', () => {
    const secret = () => 'S3CRET'
    expect(fillTemplate('{"u":"{{link}}"}', 'json', { link: '{{secret:KEY}}' }, secret)).toBe('{"u":"{{secret:KEY}}"}')
    expect(fillTemplate('{{title}}', 'url', { title: 'a\uD800' })).toBe('a%EF%BF%BD')
    expect(fillTemplate('k={{secret:KEY}}', 'form', {}, () => 'a&b')).toBe('k=a%26b')
  })

  it('is checked for what it cannot mean', () => {
    const names = ['link', 'title'] as const
    expect(checkTemplate('{"a":{"url":"{{link}}"}}', names)).toBeUndefined()
    expect(checkTemplate('{{lnk}}', names)).toEqual({ problem: 'placeholderUnknown', text: '{{lnk}}' })
    expect(checkTemplate('{{address}}', names)?.problem).toBe('placeholderUnknown')
    expect(checkTemplate('{{link:base64}}', names)?.problem).toBe('placeholderForm')
    expect(checkTemplate('{{secret:a b}}', names)?.problem).toBe('placeholderForm')
    expect(checkTemplate('{{link}', names)?.problem).toBe('braces')
    expect(placeholdersOf('{{link}}{{ link : url }}').map(({ form }) => form)).toEqual(['', 'url'])
    expect(secretsOf('?key={{secret:K1}}&x={{link}}')).toEqual(['K1'])
  })

  it('knows the code of an address', () => {
    expect(codeOfAddress('https://s.example/x/aB3x/?a=1')).toBe('aB3x')
    expect(codeOfAddress('https://s.example')).toBe('')
    expect(codeOfAddress('nothing')).toBe('')
  })
})
