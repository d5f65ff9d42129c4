import { connect } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Loopback, openLoopback, sendRaw } from '../../electron/shells/loopback/loopback.fixture'

let loopback: Loopback
let token: string

beforeEach(async () => {
  loopback = await openLoopback()
  token = loopback.door.newToken()
})
afterEach(() => loopback.close())

const json = (value: unknown) => JSON.stringify(value)
const trade = (code: string) => loopback.send('POST', '/door', { body: json({ code }) })
const call = (options: Parameters<Loopback['send']>[2] = {}) =>
  loopback.send('POST', '/rpc/apps.list', { token, body: '{}', ...options })

describe('our own page', () => {
  it('trades its code for a token and calls with it', async () => {
    const traded = await trade(loopback.door.newCode())
    expect(traded.status).toBe(200)
    const { token: own } = JSON.parse(traded.body) as { token: string }
    const headers = { 'X-MiniDesk-Session': 'session-1', 'X-MiniDesk-Locale': 'en' }
    const reply = await call({ token: own, body: json({ text: '房间' }), headers })
    expect(JSON.parse(reply.body)).toEqual({ ok: true, value: { echo: { text: '房间' } } })
    expect(loopback.application.calls).toMatchObject([{ name: 'apps.list', session: 'session-1', locale: 'en' }])
  })

  it('gets its files with their types, and may keep only those with a hash in their name', async () => {
    const page = await loopback.send('GET', '/')
    expect(page.body).toContain('<title>MiniDesk</title>')
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8')
    expect(page.headers.get('cache-control')).toBe('no-store')
    const script = await loopback.send('GET', '/assets/index-AbC_d3f1.js')
    expect(script.headers.get('content-type')).toBe('text/javascript; charset=utf-8')
    expect(script.headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
  })
})

describe('where a request comes from', () => {
  const paths: [string, string][] = [
    ['GET', '/'],
    ['GET', '/assets/index-AbC_d3f1.js'],
    ['GET', '/events'],
    ['GET', '/files/some-ticket'],
    ['POST', '/rpc/apps.list'],
    ['POST', '/door'],
    ['POST', '/files?name=a.csv'],
  ]
  const own = () => `127.0.0.1:${loopback.port}`
  const strangers: [string, number, () => Record<string, string | undefined>][] = [
    ['no Host', 421, () => ({ Host: undefined })],
    ['an empty Host', 421, () => ({ Host: '' })],
    ['localhost as Host', 421, () => ({ Host: `localhost:${loopback.port}` })],
    ['a rebound name as Host', 421, () => ({ Host: `evil.test:${loopback.port}` })],
    ['a name that begins like ours', 421, () => ({ Host: `127.0.0.1.evil.test:${loopback.port}` })],
    ['our Host without its port', 421, () => ({ Host: '127.0.0.1' })],
    ['a second Host', 421, () => ({ Host: `${own()}\r\nHost: evil.test` })],
    ['a foreign Origin', 403, () => ({ Origin: 'https://evil.test' })],
    ['the Origin of another port', 403, () => ({ Origin: 'http://127.0.0.1:1' })],
    ['localhost as Origin', 403, () => ({ Origin: `http://localhost:${loopback.port}` })],
    ['the Origin null', 403, () => ({ Origin: 'null' })],
    ['our Origin and a second', 403, () => ({ Origin: `http://${own()}\r\nOrigin: https://evil.test` })],
    ['a page of another site', 403, () => ({ 'Sec-Fetch-Site': 'cross-site' })],
    ['a page of another port', 403, () => ({ 'Sec-Fetch-Site': 'same-site' })],
  ]

  it.each(strangers)('refuses %s on every path, with the right token, without a word', async (_, status, headers) => {
    for (const [method, path] of paths) {
      const body = method === 'POST' ? '{}' : ''
      const reply = await loopback.send(method, path, { token, body, headers: headers() })
      expect([method, path, reply.status, reply.body]).toEqual([method, path, status, ''])
    }
    expect(loopback.application.calls).toEqual([])
    expect(loopback.application.uploads).toEqual([])
  })

  it('refuses a POST without Origin', async () => {
    expect((await call({ headers: { Origin: undefined } })).status).toBe(403)
    expect(loopback.application.calls).toEqual([])
  })

  it.each(['OPTIONS', 'PUT', 'DELETE', 'HEAD', 'TRACE', 'PATCH'])('answers %s with 405', async (method) => {
    const reply = await loopback.send(method, '/rpc/apps.list', { token })
    expect([reply.status, reply.headers.get('allow')]).toEqual([405, 'GET, POST'])
  })

  it('never sends a CORS header, and always the others', async () => {
    for (const [method, path] of [...paths, ['OPTIONS', '/rpc/apps.list'] as const]) {
      if (path === '/events') continue
      const { headers } = await loopback.send(method, path, { token, body: method === 'POST' ? '{}' : '' })
      expect([...headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([])
      expect(headers.get('x-content-type-options')).toBe('nosniff')
      expect(headers.get('referrer-policy')).toBe('no-referrer')
      expect(headers.get('cross-origin-opener-policy')).toBe('same-origin')
      expect(headers.get('cross-origin-resource-policy')).toBe('same-origin')
      expect(headers.get('x-frame-options')).toBe('DENY')
      expect(headers.get('content-security-policy')).toBe(
        "default-src 'self'; script-src 'self'; style-src 'self'; style-src-attr 'unsafe-inline'; " +
          "img-src 'self' data: blob:; object-src 'none'; base-uri 'none'; frame-ancestors 'none'",
      )
    }
  })

  it('refuses an address meant for a proxy, an upgrade and what is no HTTP', async () => {
    const host = `Host: 127.0.0.1:${loopback.port}\r\n`
    const proxied = `GET http://evil.test/ HTTP/1.1\r\n${host}Connection: close\r\n\r\n`
    expect((await sendRaw(loopback.port, proxied)).status).toBe(421)
    const upgrade = `GET / HTTP/1.1\r\n${host}Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n`
    expect((await sendRaw(loopback.port, upgrade)).status).toBe(0)
    expect((await sendRaw(loopback.port, `CONNECT evil.test:443 HTTP/1.1\r\n${host}\r\n`)).status).toBe(0)
    expect((await sendRaw(loopback.port, '\u0016\u0003\u0001 hello\r\n\r\n')).status).toBe(400)
  })

  it('listens on 127.0.0.1 only', async () => {
    const reached = await new Promise<boolean>((resolve) => {
      const socket = connect(loopback.port, '::1', () => resolve(true))
      socket.once('error', () => resolve(false))
    })
    expect(reached).toBe(false)
  })
})

describe('the code', () => {
  it('works once', async () => {
    const code = loopback.door.newCode()
    expect((await trade(code)).status).toBe(200)
    const again = await trade(code)
    expect([again.status, JSON.parse(again.body)]).toMatchObject([403, { ok: false, error: { code: 'door.codeRefused' } }])
  })

  it('works for 60 seconds', async () => {
    const [early, late] = [loopback.door.newCode(), loopback.door.newCode()]
    loopback.clock.advance(59_000)
    expect((await trade(early)).status).toBe(200)
    loopback.clock.advance(1_000)
    expect((await trade(late)).status).toBe(403)
  })

  it.each(['{}', '{"code":1}', '[]', 'null', '"x"', '{', ''])('is refused as %s', async (body) => {
    expect((await loopback.send('POST', '/door', { body })).status).toBe(400)
  })

  it('is no token, and a token is no code', async () => {
    expect((await call({ token: loopback.door.newCode() })).status).toBe(401)
    expect((await trade(token)).status).toBe(403)
  })
})

describe('the token', () => {
  it.each([
    ['POST', '/rpc/apps.list'],
    ['POST', '/files?name=a.csv'],
    ['GET', '/events'],
  ])('is needed for %s %s', async (method, path) => {
    const body = method === 'POST' ? '{}' : ''
    for (const wrong of [undefined, '', 'Bearer', 'Bearer ', 'Bearer wrong', `Basic ${token}`, token, `Bearer ${token}x`]) {
      const reply = await loopback.send(method, path, { body, headers: { Authorization: wrong } })
      expect([wrong, reply.status]).toEqual([wrong, 401])
      expect(reply.body).not.toContain(token)
    }
    expect(loopback.application.calls).toEqual([])
    expect(loopback.application.uploads).toEqual([])
  })

  it('is not taken from an address or a cookie', async () => {
    const headers = { Cookie: `token=${token}` }
    expect((await loopback.send('POST', `/rpc/apps.list?token=${token}`, { body: '{}', headers })).status).toBe(401)
  })

  it('closes the door for 30 seconds after ten wrong ones, also for the right one', async () => {
    for (let guess = 0; guess < 10; guess += 1) expect((await call({ token: `wrong-${guess}` })).status).toBe(401)
    const shut = await call()
    expect([shut.status, shut.headers.get('retry-after')]).toEqual([429, '30'])
    expect((await trade(loopback.door.newCode())).status).toBe(429)
    expect((await loopback.send('GET', '/')).status).toBe(200)
    loopback.clock.advance(30_000)
    expect((await call()).status).toBe(200)
  })

  it('counts wrong codes and tokens together, and forgets them after a minute', async () => {
    for (let guess = 0; guess < 9; guess += 1) await trade('wrong')
    loopback.clock.advance(60_000)
    expect((await call({ token: 'wrong' })).status).toBe(401)
    expect((await call()).status).toBe(200)
    for (let guess = 0; guess < 9; guess += 1) await call({ token: 'wrong' })
    expect((await call()).status).toBe(429)
  })

  it('does not count requests without any', async () => {
    for (let guess = 0; guess < 12; guess += 1) await call({ headers: { Authorization: undefined } })
    expect((await call()).status).toBe(200)
  })
})

describe('what is sent', () => {
  it('refuses a body above 1 MB by what it announces, before reading', async () => {
    const reply = await call({ body: '', headers: { 'Content-Length': String(1024 * 1024 + 1), Connection: 'close' } })
    expect([reply.status, JSON.parse(reply.body)]).toMatchObject([413, { error: { code: 'door.bodyTooLarge' } }])
  })

  it('refuses a body above 1 MB that announces nothing', async () => {
    const chunk = 'x'.repeat(65_536)
    const chunks = Array.from({ length: 17 }, () => `${chunk.length.toString(16)}\r\n${chunk}\r\n`).join('')
    const headers = { 'Transfer-Encoding': 'chunked', 'Content-Length': undefined }
    const reply = await call({ body: `${chunks}0\r\n\r\n`, headers })
    expect(reply.status).toBe(413)
    expect(loopback.application.calls).toEqual([])
  })

  it('takes a batch of pasted cells up to 24 MB, and nothing else of that size', async () => {
    const body = json({ cells: [['x'.repeat(20 * 1024 * 1024)]] })
    expect((await loopback.send('POST', '/rpc/links.batches.create', { token, body })).status).toBe(200)
    expect((await loopback.send('POST', '/rpc/links.batches.createX', { token, body })).status).toBe(413)
    const headers = { 'Content-Length': String(24 * 1024 * 1024 + 1) }
    expect((await loopback.send('POST', '/rpc/links.batches.create', { token, headers })).status).toBe(413)
  })

  it.each([
    ['at the top', '{"__proto__":{"admin":true}}'],
    ['deep inside', '{"a":[{"b":{"__proto__":{"admin":true}}}]}'],
    ['written with escapes', '{"\\u005f_pr\\u006fto__":{"admin":true}}'],
  ])('refuses __proto__ %s: it pollutes nothing and reaches nobody', async (_, body) => {
    const reply = await call({ body })
    expect([reply.status, JSON.parse(reply.body)]).toMatchObject([400, { error: { code: 'door.badJson' } }])
    expect(loopback.application.calls).toEqual([])
    expect(Object.hasOwn(Object.prototype, 'admin')).toBe(false)
  })

  it.each([
    ['broken JSON', '{"a":'],
    ['JSON too deep for a stack', `${'['.repeat(200_000)}${']'.repeat(200_000)}`],
  ])('refuses %s', async (_, body) => {
    expect((await call({ body })).status).toBe(400)
    expect(loopback.application.calls).toEqual([])
  })

  it('refuses what is not UTF-8', async () => {
    const head = [
      'POST /rpc/apps.list HTTP/1.1',
      `Host: 127.0.0.1:${loopback.port}`,
      `Origin: ${loopback.server.origin}`,
      `Authorization: Bearer ${token}`,
      'Content-Type: application/json',
      'Content-Length: 3',
      'Connection: close',
    ].join('\r\n')
    const reply = await sendRaw(loopback.port, Buffer.concat([Buffer.from(`${head}\r\n\r\n`), Buffer.from([34, 0xff, 34])]))
    expect(reply.status).toBe(400)
  })

  it.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'application/jsonp', undefined])(
    'refuses a call as %s, which a form of another page could send',
    async (type) => {
      expect((await call({ headers: { 'Content-Type': type } })).status).toBe(415)
    },
  )

  it.each(['/rpc/', '/rpc/../door', '/rpc/apps.list/x', '/rpc/%61pps.list', '/rpc/__proto__', '/rpc', '/nothing'])(
    'knows no POST %s',
    async (path) => {
      expect((await loopback.send('POST', path, { token, body: '{}' })).status).toBe(404)
      expect(loopback.application.calls).toEqual([])
    },
  )

  it('slows a flood down and recovers', async () => {
    const send = () => loopback.send('GET', '/nothing')
    const replies = await Promise.all(Array.from({ length: 60 }, send))
    expect(replies.every(({ status }) => status === 404)).toBe(true)
    let limited = 0
    for (let round = 0; round < 12; round += 1)
      for (const { status } of await Promise.all(Array.from({ length: 50 }, send))) if (status === 429) limited += 1
    expect(limited).toBe(60)
    loopback.clock.advance(1_000)
    expect((await send()).status).toBe(404)
  })
})

describe('slow senders', () => {
  it('are cut off: neither half a header nor half a body holds a connection', async () => {
    const impatient = await openLoopback({ limits: { headersMs: 150, requestMs: 300, checkEveryMs: 50 } })
    const own = impatient.door.newToken()
    const head = `POST /rpc/apps.list HTTP/1.1\r\nHost: 127.0.0.1:${impatient.port}\r\n`
    const half = sendRaw(impatient.port, head)
    const rest = `Origin: ${impatient.server.origin}\r\nAuthorization: Bearer ${own}\r\nContent-Type: application/json\r\n`
    const halfBody = sendRaw(impatient.port, `${head}${rest}Content-Length: 10\r\n\r\n{`)
    expect((await half).status).toBe(408)
    expect((await halfBody).status).toBe(408)
    expect(impatient.application.calls).toEqual([])
    await impatient.close()
  })

  it('do not hold up the end of the program', async () => {
    const sleepy = await openLoopback()
    sleepy.application.gate = new Promise(() => undefined)
    const reply = sleepy
      .send('POST', '/rpc/apps.list', { token: sleepy.door.newToken(), body: '{}' })
      .catch(() => ({ status: 0 }))
    while (sleepy.application.calls.length === 0) await new Promise(setImmediate)
    await sleepy.server.close(50)
    expect((await reply).status).toBe(0)
    await sleepy.close()
  })
})
