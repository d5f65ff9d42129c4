import { describe, expect, it } from 'vitest'
import { createRedactor } from './redactor'

const VALUE = 'q7Xk/9+Zt==pLw 3'
const write = (value: unknown) => JSON.stringify(createRedactor().value(value)) ?? ''

describe('a secret given away by the name of its field', () => {
  const names = [
    'secret', 'appsecret', 'appSecret', 'APP_SECRET', 'client-secret', 'secret2', 'secretOld',
    'access_token', 'accessToken', 'refresh_token', 'token', 'tokens', 'X-Auth-Token',
    'authorization', 'Proxy-Authorization', 'auth',
    'password', 'Password', 'newPassword', 'password_confirmation', 'passwd', 'pwd', 'passphrase',
    'ticket', 'jsapi_ticket', 'component_verify_ticket',
    'apiKey', 'api_key', 'x-api-key', 'apiV3Key', 'mch_key', 'paySignKey', 'aesKey',
    'cookie', 'Set-Cookie', 'cookies',
    'privateKey', 'private_key', 'privateKeyPem', 'recoveryKey', 'session_key', 'credentials',
    'idCard', 'id_card', 'id_card_no', 'idCardNumber', 'passport_no', '身份证号', '密码',
  ]
  it.each(names)('%s', (name) => {
    expect(write({ outer: [{ [name]: VALUE, other: 'stays' }] })).toBe(
      JSON.stringify({ outer: [{ [name]: '***', other: 'stays' }] }),
    )
    expect(write({ [name]: { nested: [VALUE] } })).not.toContain('q7Xk')
    expect(write({ [name]: 123456 })).not.toContain('123456')
    expect(write(`{"rows":[{"${name}":${JSON.stringify(VALUE)}}]}`)).not.toContain('q7Xk')
    expect(write({ note: `{"body":${JSON.stringify(JSON.stringify({ [name]: VALUE }))}}` })).not.toContain('q7Xk')
    expect(write(`answer was {"${name}": ${JSON.stringify(VALUE)}} at last`)).not.toContain('q7Xk')
    expect(write([[name, VALUE]])).not.toContain('q7Xk')
    expect(write(new Map([[name, VALUE]]))).not.toContain('q7Xk')
    expect(write({ name, value: VALUE })).not.toContain('q7Xk')
  })

  const harmless = ['key', 'messageKey', 'idempotencyKey', 'publicKey', 'code', 'title', 'tokenMode', 'path', '关键词']
  it.each(harmless)('%s is no secret', (name) => {
    expect(write({ [name]: 'plain value' })).toBe(JSON.stringify({ [name]: 'plain value' }))
  })

  it('keeps whether there is a secret', () => {
    expect(createRedactor().value({ secret: true, token: null })).toEqual({ secret: true, token: null })
  })
})

describe('a secret given away by the form of a text', () => {
  it.each([
    ['query parameter', 'GET https://h.example/token?appid=wx1&secret=Qs3cretQ&x=1', 'appid=wx1&secret=***&x=1'],
    ['access token', 'https://h.example/wxa/x?access_token=78_Qs3cretQ-_x', 'access_token=***'],
    ['map key', 'https://apis.map.qq.com/ws/geocoder/v1/?address=a&key=OB4BZ-Qs3cretQ', 'address=a&key=***'],
    ['key at the end of a canonical string', 'appid=wx1&body=a&key=Qs3cretQ', 'body=a&key=***'],
    ['encoded address', 'r=https%3A%2F%2Fh%3Fa%3D1%26access_token%3DQs3cretQ%26b%3D2', '%26access_token%3D***%26b%3D2'],
    ['twice encoded', 'r=https%253A%252F%252Fh%253Ftoken%253DQs3cretQ%2526b%253D2', 'token%253D***%2526b'],
    ['bearer', 'Authorization failed for Bearer Qs3cretQ.x-y', 'Bearer ***'],
    ['basic', `sent Basic ${Buffer.from('u:Qs3cretQ').toString('base64')} to`, 'sent Basic *** to'],
    ['header line', 'GET / HTTP/1.1\r\nCookie: a=Qs3cretQ; b=Qs3cretQ\r\nHost: h', 'Cookie: ***\r\nHost: h'],
    ['user and password in an address', 'via http://user:Qs3cretQ@proxy:3128', 'http://user:***@proxy:3128'],
    ['line of a settings file', 'password = Qs3cretQ', '***'],
    ['Chinese label', '密码：Qs3cretQ', '密码：***'],
    ['escaped JSON', String.raw`sent {\"secret\":\"Qs3cretQ\",\"a\":1}`, String.raw`\"secret\":\"***\",\"a\":1`],
    ['JSON in a field of cut off JSON', String.raw`{"note":"{\"secret\":\"Qs3cretQ\"}","x":`, '***'],
    ['private key', '-----BEGIN PRIVATE KEY-----\nQs3cretQ\n-----END PRIVATE KEY----- end', '*** end'],
    ['cut off private key', '-----BEGIN RSA PRIVATE KEY-----\nQs3cretQ\n', '***'],
  ])('%s', (_name, text, expected) => {
    const cleaned = createRedactor().text(text)
    expect(cleaned).not.toContain('Qs3cretQ')
    expect(cleaned).toContain(expected)
  })

  it.each(['获取链接 120 个', 'weixin://dl/business/?t=AbCdEfGhIjK', 'path=pages/a&query=id%3D42', '2026-11-22 14:05:00'])(
    'leaves %s',
    (text) => {
      expect(createRedactor().text(text)).toBe(text)
    },
  )
})

describe('a known secret', () => {
  const redactor = createRedactor()
  redactor.learn(VALUE)
  it.each([
    ['as it is', VALUE],
    ['URL-encoded', encodeURIComponent(VALUE)],
    ['URL-encoded in lower case', encodeURIComponent(VALUE).replaceAll(/%../gu, (code) => code.toLowerCase())],
    ['twice URL-encoded', encodeURIComponent(encodeURIComponent(VALUE))],
    ['form-encoded', new URLSearchParams({ a: VALUE }).toString().slice(2)],
    ['base64', Buffer.from(VALUE).toString('base64').replaceAll('=', '')],
    ['base64url', Buffer.from(VALUE).toString('base64url')],
    ['in JSON', JSON.stringify({ anything: VALUE })],
  ])('%s', (_name, text) => {
    for (const cleaned of [redactor.text(`before ${text} after`), redactor.known(`before ${text} after`)]) {
      expect(cleaned).toContain('***')
      expect(cleaned).not.toMatch(/q7Xk|Zt==|pLw/u)
      expect(cleaned).not.toContain(text)
    }
  })

  it('inside base64 of a longer text at every alignment', () => {
    for (const before of ['', 'a', 'ab', 'abc:']) {
      const cleaned = redactor.known(Buffer.from(`${before}${VALUE}-after`).toString('base64'))
      expect(Buffer.from(cleaned.replaceAll('*', ''), 'base64').toString()).not.toContain('7Xk/9+Zt==pL')
      expect(cleaned).toContain('***')
    }
  })

  it('in a field name, an address and a cause', () => {
    const error = new Error(`no answer for ${VALUE}`, { cause: new Error('inner', { cause: { url: VALUE } }) })
    expect(JSON.stringify(redactor.value({ error, [VALUE]: 1, at: new URL(`https://h/${encodeURIComponent(VALUE)}`) })))
      .not.toMatch(/q7Xk/u)
  })

  it('leaves all else in an export', () => {
    expect(redactor.known('pages/a?token=abc&key=1 password: x')).toBe('pages/a?token=abc&key=1 password: x')
  })

  it('of one that passes, the latest stay known and lasting ones are never forgotten', () => {
    const own = createRedactor()
    own.learn('lasting-one')
    for (let index = 0; index < 200; index += 1) own.learn(`passing-${index}-x`, { passing: true })
    expect(own.known('lasting-one passing-0-x passing-199-x')).toBe('*** passing-0-x ***')
  })
})

describe('errors and odd values', () => {
  it('keeps what helps and removes secrets from errors with their causes', () => {
    const inner = Object.assign(new Error('GET /x?access_token=Qs3cretQ failed'), {
      code: 'ECONNRESET',
      config: { headers: { Authorization: 'Bearer Qs3cretQ' } },
    })
    const value = createRedactor().value(new AggregateError([inner], 'all failed', { cause: inner }))
    expect(JSON.stringify(value)).not.toContain('Qs3cretQ')
    expect(value).toMatchObject({ message: 'all failed', cause: { code: 'ECONNRESET' }, errors: [{ name: 'Error' }] })
  })

  it('survives circles, depth, getters that throw, bytes and __proto__', () => {
    const circle: Record<string, unknown> = { bytes: new Uint8Array(3), big: 10n, at: new Date(0) }
    circle['self'] = circle
    Object.defineProperty(circle, 'bad', { enumerable: true, get: () => { throw new Error('no') } })
    let deep: unknown = 'bottom'
    for (let index = 0; index < 50; index += 1) deep = { deep }
    expect(createRedactor().value(circle)).toEqual({
      bytes: '[3 bytes]', big: '10', at: '1970-01-01T00:00:00.000Z', self: '[circular]', bad: '[unreadable]',
    })
    expect(JSON.stringify(createRedactor().value(deep))).toContain('too deep')
    createRedactor().value(JSON.parse('{"__proto__":{"polluted":1}}'))
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
  })

  it('does not change what it is given', () => {
    const given = { secret: 'Qs3cretQ', list: [{ token: 'Qs3cretQ' }] }
    createRedactor().value(given)
    expect(given).toEqual({ secret: 'Qs3cretQ', list: [{ token: 'Qs3cretQ' }] })
  })

  it('takes hostile text in linear time', () => {
    const started = performance.now()
    const pieces = ['\\', '"a', '=', '%25', 'a', '&a=', '-----BEGIN PRIVATE KEY-----', 'Bearer ', '密', 'http://a:']
    for (const piece of pieces) {
      createRedactor().text(piece.repeat(20_000))
    }
    expect(performance.now() - started).toBeLessThan(3000)
  })
})

it('an identity number is known by its form, whoever wrote it; an order number of the same length is not one', () => {
  const redactor = createRedactor()
  expect(redactor.text('guest 11010519491231002X, 11010519491231002x.')).toBe('guest ***, ***.')
  expect(redactor.text('order 202611281234567890 and 11010519491231002Xa')).toBe('order 202611281234567890 and 11010519491231002Xa')
})
