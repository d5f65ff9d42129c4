import { describe, expect, it } from 'vitest'
import { buildPlainScheme, envVersions, normaliseQuery, onLoadReceives, parseScheme } from './index'

const appId = 'wx0123456789abcdef'

/** Mulberry32: the same rows on every run. */
function random(seed: number) {
  let state = seed
  return (below: number) => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 4_294_967_296) * below)
  }
}

const alphabet = [
  ...'abzAZ019', ...'!#$\'()*+,/:;=?@-._~`', ...'"<>[]{}|\\^ ', '%', '%', '%41', '%E5%BC%A0', '%25', '%3D', '&', '=',
  '中', '店', '😀', '👨‍👩‍👧', 'é', '\u3000', '%zz', '%2',
]

describe('plain scheme', () => {
  it('has the documented form and order; the sample of A02-4', () => {
    const scheme = buildPlainScheme({
      appId,
      path: 'pages/partdetails/partdetails',
      query: 'partJobId=123456',
      envVersion: 'release',
    })
    expect(scheme).toBe(
      `weixin://dl/business/?appid=${appId}&path=pages/partdetails/partdetails` +
        '&query=partJobId%3D123456&env_version=release',
    )
  })

  it('leaves an empty query out', () => {
    expect(buildPlainScheme({ appId, path: 'pages/a', query: '', envVersion: 'trial' })).toBe(
      `weixin://dl/business/?appid=${appId}&path=pages/a&env_version=trial`,
    )
  })

  it('encodes the whole query once more: a nested address ends up encoded twice', () => {
    const { query } = normaliseQuery('u=https%3A%2F%2Fa.com%3Fb%3D1&n=张', { kind: 'plain_scheme' })
    const scheme = buildPlainScheme({ appId, path: 'pages/a', query, envVersion: 'release' })
    expect(scheme).toContain('query=u%3Dhttps%253A%252F%252Fa.com%253Fb%253D1%26n%3D%25E5%25BC%25A0&')
  })

  it('never throws, not even for half a character', () => {
    expect(buildPlainScheme({ appId, path: '\ud800', query: '\udfff', envVersion: 'release' })).toContain('%EF%BF%BD')
  })

  it('arrives as it was typed, for 2,000 generated queries', () => {
    const next = random(20_261_122)
    const text = (length: number) => Array.from({ length }, () => alphabet[next(alphabet.length)] ?? '').join('')
    for (let row = 0; row < 2000; row += 1) {
      const typed = text(1 + next(24))
      const { query } = normaliseQuery(typed, { kind: 'plain_scheme' })
      expect(query, typed).toMatch(/^(?:[A-Za-z0-9!#$&'()*+,/:;=?@\-._~`]|%[0-9A-Fa-f]{2})*$/)
      expect(normaliseQuery(query, { kind: 'plain_scheme' }).query, typed).toBe(query)

      const path = `pages/${text(1 + next(5)).replaceAll('/', '')}x`
      const envVersion = envVersions[next(3)] ?? 'release'
      const scheme = buildPlainScheme({ appId, path, query, envVersion })
      expect(scheme).toMatch(/^weixin:\/\/dl\/business\/\?[\x21-\x7e]+$/)
      expect(parseScheme(scheme), typed).toEqual({
        ok: true,
        scheme: { kind: 'plain', appId, path, ...(query === '' ? {} : { query }), envVersion, notices: [] },
      })
    }
  })

  it('gives onLoad the very values for 1,000 generated lists of pairs, encoded before or not', () => {
    const next = random(7)
    const plain = alphabet.filter((piece) => !/[%&=?]/.test(piece))
    const text = (length: number) => Array.from({ length }, () => plain[next(plain.length)] ?? '').join('')
    for (let row = 0; row < 1000; row += 1) {
      const pairs = Array.from({ length: 1 + next(4) }, (_, at) => [`k${at}`, `v${text(next(8))}v`] as const)
      const raw = pairs.map(([key, value]) => `${key}=${value}`).join('&')
      const encoded = pairs.map(([key, value]) => `${key}=${encodeURIComponent(value)}`).join('&')
      for (const typed of [raw, encoded]) {
        const { query } = normaliseQuery(typed, { kind: 'plain_scheme' })
        const read = parseScheme(buildPlainScheme({ appId, path: 'pages/a', query, envVersion: 'release' }))
        if (!read.ok || read.scheme.kind !== 'plain') throw new Error(typed)
        expect(onLoadReceives(read.scheme.query ?? '').map(({ key, decoded }) => [key, decoded])).toEqual(pairs)
      }
    }
  })
})

describe('reading a scheme', () => {
  const read = (text: string) => parseScheme(text)

  it('reads an encrypted scheme, with and without cq', () => {
    expect(read('weixin://dl/business/?t=AbCdEfGhIjK')).toEqual({
      ok: true,
      scheme: { kind: 'encrypted', ticket: 'AbCdEfGhIjK', notices: [] },
    })
    expect(read('weixin://dl/business/?t=AbCdEfGhIjK&cq=from%3Dsms%26ch%3D3')).toEqual({
      ok: true,
      scheme: { kind: 'encrypted', ticket: 'AbCdEfGhIjK', cq: 'from=sms&ch=3', notices: [] },
    })
    expect(read('weixin://dl/business/?t=AbCdEfGhIjK?cq=a%3D1')).toEqual({
      ok: true,
      scheme: {
        kind: 'encrypted',
        ticket: 'AbCdEfGhIjK',
        cq: 'a=1',
        notices: [{ code: 'cqAfterMark', parameter: 'cq' }],
      },
    })
  })

  it('takes the lenient forms of the field', () => {
    expect(read(` WEIXIN://dl/business?appid=${appId}&path=/pages/a&query=a=1 `)).toEqual({
      ok: true,
      scheme: {
        kind: 'plain',
        appId,
        path: '/pages/a',
        query: 'a=1',
        envVersion: 'release',
        notices: [{ code: 'queryNotEncoded', parameter: 'query' }],
      },
    })
    expect(read(`weixin://dl/business/?appid=${appId}&path=pages%2Fa&env_version=`)).toMatchObject({
      scheme: { path: 'pages/a', envVersion: 'release' },
    })
    expect(read(`weixin://dl/business/?appid=${appId}`)).toEqual({
      ok: true,
      scheme: { kind: 'plain', appId, envVersion: 'release', notices: [] },
    })
  })

  it('names what an unencoded & cut off', () => {
    expect(read(`weixin://dl/business/?appid=${appId}&path=pages/a&query=a=1&b=2`)).toMatchObject({
      scheme: { query: 'a=1', notices: [{ code: 'queryNotEncoded' }, { code: 'parameterUnknown', parameter: 'b' }] },
    })
  })

  it.each([
    ['', 'schemeEmpty'],
    ['https://wxaurl.cn/abc', 'schemeOther'],
    ['weixin://dl/chat?x', 'schemeOther'],
    ['weixin://dl/business/', 'schemeOther'],
    ['weixin://dl/business/?path=a', 'schemeNoTarget'],
    [`weixin://dl/business/?t=abc&appid=${appId}`, 'schemeTwoTargets'],
    [`weixin://dl/business/?appid=${appId}&appid=${appId}`, 'schemeRepeated'],
    ['weixin://dl/business/?t=a?cq=1&cq=2', 'schemeRepeated'],
    [`weixin://dl/business/?appid=${appId}&query=%E5`, 'schemeBadEncoding'],
    [`weixin://dl/business/?appid=${appId}&path=%`, 'schemeBadEncoding'],
    ['weixin://dl/business/?t=abc&cq=%', 'schemeBadEncoding'],
    ['weixin://dl/business/?appid=wx1&path=a', 'schemeAppId'],
    ['weixin://dl/business/?t=', 'schemeTicket'],
    ['weixin://dl/business/?t= *TICKET*', 'schemeTicket'],
    [`weixin://dl/business/?appid=${appId}&env_version=prod`, 'schemeEnvVersion'],
  ])('%j → %s', (text, code) => {
    expect(read(text)).toMatchObject({ ok: false, code })
  })
})

describe('what onLoad receives', () => {
  it('shows the raw value, the decoded one and where decoding fails', () => {
    expect(onLoadReceives('n=%E5%BC%A0&bad=%C4%E3&empty=&flag&a=1+1')).toEqual([
      { key: 'n', value: '%E5%BC%A0', decoded: '张', decodeFails: false, repeated: false },
      { key: 'bad', value: '%C4%E3', decoded: '%C4%E3', decodeFails: true, repeated: false },
      { key: 'empty', value: '', decoded: '', decodeFails: false, repeated: false },
      { key: 'flag', value: '', decoded: '', decodeFails: false, repeated: false },
      { key: 'a', value: '1+1', decoded: '1+1', decodeFails: false, repeated: false },
    ])
    expect(onLoadReceives('')).toEqual([])
  })

  it('marks keys that stand twice', () => {
    expect(onLoadReceives('a=1&b=2&a=3').map(({ repeated }) => repeated)).toEqual([true, false, true])
  })

  it('takes one encoding off, not two', () => {
    expect(onLoadReceives('u=%253D')[0]).toMatchObject({ value: '%253D', decoded: '%3D' })
  })
})
