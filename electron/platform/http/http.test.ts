import { createServer } from 'node:http'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createServer as createTcpServer } from 'node:net'
import { gzipSync } from 'node:zlib'
import { afterEach, describe, expect, it } from 'vitest'
import { systemClock } from '../clock/clock'
import { Fault } from '../errors/fault'
import { createRedactor } from '../log/redactor'
import { createHttp } from './http'
import type { CallRecord, HttpParts, HttpRequest } from './types'

const closers: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close()
})

type Handler = (request: IncomingMessage, response: ServerResponse, body: string) => void

async function serve(handler: Handler): Promise<{ url: string; server: Server; calls: () => number }> {
  let calls = 0
  const server = createServer((request, response) => {
    calls += 1
    let body = ''
    request.setEncoding('utf8').on('data', (chunk: string) => (body += chunk))
    request.on('end', () => handler(request, response, body))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  closers.push(() => {
    server.closeAllConnections()
    return new Promise((resolve) => server.close(resolve))
  })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, server, calls: () => calls }
}

function client(parts: Partial<HttpParts> = {}) {
  const records: CallRecord[] = []
  const waits: number[] = []
  const http = createHttp({
    clock: systemClock,
    redactor: createRedactor(),
    record: (call) => records.push(call),
    random: () => 1,
    sleep: (milliseconds, signal) => {
      signal?.throwIfAborted()
      waits.push(milliseconds)
      return Promise.resolve()
    },
    ...parts,
  })
  closers.push(() => http.close())
  const call = (request: Partial<HttpRequest> & { url: string }) =>
    http.request({
      system: 'test',
      method: 'GET',
      timeoutMs: 5_000,
      maxBytes: 1_000,
      safe: true,
      correlationId: 'c1',
      ...request,
    })
  return { http, call, records, waits }
}

async function faultOf(promise: Promise<unknown>): Promise<Fault> {
  const error: unknown = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  if (!(error instanceof Fault)) throw new Error('no fault', { cause: error })
  return error
}

describe('a call', () => {
  it('sends query, JSON and headers once encoded, and gives status, headers and body', async () => {
    const seen: unknown[] = []
    const { url } = await serve((request, response, body) => {
      seen.push([request.method, request.url, request.headers['content-type'], request.headers['x-a'], body])
      response.setHeader('X-Answer', 'yes').end('{"a":"文"}')
    })
    const { call } = client()
    const answer = await call({
      url: `${url}/p?a=1`,
      method: 'POST',
      query: { b: 'x&y=1 %文', n: 2 },
      json: { q: 'a&b' },
      headers: { 'X-A': '1' },
    })
    expect(seen).toEqual([
      ['POST', '/p?a=1&b=x%26y%3D1%20%25%E6%96%87&n=2', 'application/json', '1', '{"q":"a&b"}'],
    ])
    expect([answer.status, answer.headers['x-answer'], answer.json()]).toEqual([200, 'yes', { a: '文' }])
  })

  it('unpacks gzip and reads the charset that the answer names', async () => {
    const { url } = await serve((_request, response) => {
      response.setHeader('content-encoding', 'gzip').setHeader('content-type', 'text/plain; charset=GBK')
      response.end(gzipSync(Buffer.from([0xce, 0xc4])))
    })
    expect((await client().call({ url })).text()).toBe('文')
  })

  it('keeps the connection open for the next call', async () => {
    const ports = new Set<number | undefined>()
    const { url } = await serve((request, response) => {
      ports.add(request.socket.remotePort)
      response.end('x')
    })
    const { call } = client()
    for (let index = 0; index < 3; index += 1) await call({ url })
    expect(ports.size).toBe(1)
  })

  it('is recorded without secrets, with what the upstream says about it', async () => {
    const { url } = await serve((_request, response) => response.end('{"errcode":45009}'))
    const { call, records } = client()
    await call({
      url: `${url}/cgi/x`,
      query: { access_token: 'TOKEN-1234', appid: 'wx1', mine: 'SECRET-9' },
      secretQuery: ['mine'],
      describe: (response) => {
        const { errcode } = response.json() as { errcode: number }
        return { code: String(errcode), requestId: 'r-1', refused: true }
      },
    })
    expect(records).toEqual([
      {
        at: expect.stringMatching(/^\d{4}-.{18}Z$/u) as string,
        system: 'test',
        method: 'GET',
        path: '/cgi/x?access_token=***&appid=wx1&mine=***',
        status: 200,
        durationMs: expect.any(Number) as number,
        upstreamCode: '45009',
        requestId: 'r-1',
        outcome: 'refused',
        correlationId: 'c1',
        attempt: 1,
      },
    ])
  })

  it.each([
    () => {
      throw new Error('call log broken')
    },
    () => Promise.reject(new Error('call log broken')),
  ])('is not disturbed by a call log that fails', async (record) => {
    const { url } = await serve((_request, response) => response.end('ok'))
    expect((await client({ record }).call({ url })).text()).toBe('ok')
  })

  it('refuses an address that is none', async () => {
    for (const url of ['', 'nonsense', 'file:///etc/passwd']) {
      expect((await faultOf(client().call({ url }))).code).toBe('http.badAddress')
    }
  })
})

describe('a failure says whether the same call may be sent again', () => {
  const refused = async () => {
    const server = createTcpServer()
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    await new Promise((resolve) => server.close(resolve))
    return `http://127.0.0.1:${port}/`
  }

  it('refused connection and unknown host: nothing reached the upstream', async () => {
    const notFound: HttpParts['lookup'] = ((_host: string, _options: unknown, callback: (error: Error) => void) =>
      callback(Object.assign(new Error('no such host'), { code: 'ENOTFOUND' }))) as unknown as HttpParts['lookup']
    const dns = client(notFound ? { lookup: notFound } : {})
    for (const safe of [true, false]) {
      expect(await faultOf(client().call({ url: await refused(), safe }))).toMatchObject({
        code: 'http.refused',
        retry: 'safe',
      })
      expect(await faultOf(dns.call({ url: 'http://upstream.example/', safe }))).toMatchObject({
        code: 'http.dns',
        retry: 'safe',
        params: { host: 'upstream.example' },
      })
    }
    expect(dns.records.map((record) => [record.outcome, record.fault, record.attempt])).toEqual([
      ['failed', 'http.dns', 1],
      ['failed', 'http.dns', 2],
      ['failed', 'http.dns', 3],
      ['failed', 'http.dns', 1],
    ])
  })

  const bad: Record<string, Handler> = {
    'http.timeout': () => {},
    'http.connectionReset': (request) => request.socket.resetAndDestroy(),
    'http.tooLarge': (_request, response) => response.end('x'.repeat(2_000)),
    'http.unreadable': (_request, response) => response.end('<html>log in to the Wi-Fi</html>'),
    'http.status': (_request, response) => response.writeHead(502).end('bad gateway'),
  }
  it.each(Object.entries(bad))('%s', async (code, handler) => {
    const { url, calls } = await serve(handler)
    const describeAnswer: HttpRequest['describe'] = (response) => {
      response.json()
      return {}
    }
    const unsafe = client()
    const call = { url, timeoutMs: 150, describe: describeAnswer }
    expect(await faultOf(unsafe.call({ ...call, method: 'POST', json: {}, safe: false }))).toMatchObject({
      code,
      retry: 'afterCheck',
    })
    expect(calls()).toBe(1)
    expect(unsafe.records).toMatchObject([{ outcome: 'unknown', fault: code }])
    expect(await faultOf(client().call({ ...call, safe: true }))).toMatchObject({ code, retry: 'safe' })
  })

  it('a reset in the middle of the body', async () => {
    const { url } = await serve((request, response) => {
      response.writeHead(200, { 'content-length': '100' }).write('half')
      setImmediate(() => request.socket.destroy())
    })
    expect(await faultOf(client().call({ url, safe: false }))).toMatchObject({
      code: 'http.connectionReset',
      retry: 'afterCheck',
    })
  })

  it('a body that unpacks to more than allowed', async () => {
    const { url } = await serve((_request, response) => {
      response.setHeader('content-encoding', 'gzip').end(gzipSync(Buffer.alloc(5_000_000)))
    })
    expect((await faultOf(client().call({ url, maxBytes: 100_000 }))).code).toBe('http.tooLarge')
  })

  it('a connection that never gets ready', async () => {
    const never = (() => {}) as unknown as NonNullable<HttpParts['lookup']>
    expect(
      await faultOf(client({ lookup: never, connectTimeoutMs: 50 }).call({ url: 'http://slow.example/', safe: false })),
    ).toMatchObject({ code: 'http.timeout', retry: 'safe' })
    expect(
      await faultOf(client({ lookup: never }).call({ url: 'http://slow.example/', safe: false, timeoutMs: 50 })),
    ).toMatchObject({ code: 'http.timeout', retry: 'safe' })
  })

  it('keeps neither address nor headers of the library in the fault', async () => {
    const fault = await faultOf(
      client().call({ url: await refused(), query: { a: 'Qs3cretQ' }, headers: { b: 'Qs3cretQ' }, attempts: 1 }),
    )
    const { inspect } = await import('node:util')
    expect(inspect(fault, { depth: 10, showHidden: true })).not.toContain('Qs3cretQ')
  })
})

describe('repetition', () => {
  it('of a safe call, with growing waits, until it succeeds', async () => {
    let failures = 2
    const { url } = await serve((_request, response) => {
      failures -= 1
      response.writeHead(failures >= 0 ? 503 : 200).end('x')
    })
    const { call, records, waits } = client()
    expect((await call({ url })).status).toBe(200)
    expect(waits).toEqual([500, 1000])
    expect(records.map(({ attempt, outcome, status }) => [attempt, outcome, status])).toEqual([
      [1, 'failed', 503],
      [2, 'failed', 503],
      [3, 'done', 200],
    ])
  })

  it('is bounded, and never happens for what does not pass by itself', async () => {
    const codes = [500, 500, 500, 404, 429]
    const { url, calls } = await serve((_request, response) => response.writeHead(codes.shift() ?? 200).end('x'))
    const { call } = client()
    expect(await faultOf(call({ url }))).toMatchObject({ code: 'http.status', params: { status: 500 } })
    expect(calls()).toBe(3)
    expect(await faultOf(call({ url }))).toMatchObject({ params: { status: 404 } })
    expect(calls()).toBe(4)
    expect((await call({ url })).status).toBe(200)
    expect(calls()).toBe(6)
  })

  it('waits as long as Retry-After says, but not for more than a minute', async () => {
    const after = ['7', '600']
    const { url, calls } = await serve((_request, response) =>
      response.writeHead(429, { 'retry-after': after.shift() ?? '1' }).end(),
    )
    const { call, waits } = client({ random: () => 0 })
    await faultOf(call({ url }))
    expect(waits).toEqual([7_000])
    expect(calls()).toBe(2)
  })

  it('stops when the caller gives up while waiting', async () => {
    const { url, calls } = await serve((_request, response) => response.writeHead(500).end())
    const aborter = new AbortController()
    const { call } = client({
      sleep: () => {
        aborter.abort()
        return Promise.reject(new Error('aborted'))
      },
    })
    const fault = await faultOf(call({ url, signal: aborter.signal }))
    expect([fault.code, fault.retry]).toEqual(['http.cancelled', 'safe'])
    expect(calls()).toBe(1)
  })
})

describe('giving up', () => {
  it('before the call: nothing is sent', async () => {
    const { url, calls } = await serve((_request, response) => response.end())
    expect(await faultOf(client().call({ url, safe: false, signal: AbortSignal.abort() }))).toMatchObject({
      code: 'http.cancelled',
      retry: 'safe',
    })
    expect(calls()).toBe(0)
  })

  it('during the call: nobody knows', async () => {
    const aborter = new AbortController()
    const { url } = await serve(() => aborter.abort())
    const { call, records } = client()
    expect(await faultOf(call({ url, safe: false, signal: aborter.signal }))).toMatchObject({
      code: 'http.cancelled',
      retry: 'afterCheck',
    })
    expect(records).toMatchObject([{ outcome: 'unknown' }])
  })
})

describe('redirects', () => {
  it('are followed by a safe GET within the same origin only, and not for ever', async () => {
    const other = await serve((_request, response) => response.end('elsewhere'))
    const { url } = await serve((request, response) => {
      if (request.url === '/here') response.writeHead(302, { location: '/there' }).end()
      else if (request.url === '/there') response.end('there')
      else if (request.url === '/loop') response.writeHead(302, { location: '/loop' }).end()
      else response.writeHead(302, { location: `${other.url}/` }).end()
    })
    const { call } = client()
    expect((await call({ url: `${url}/here` })).text()).toBe('there')
    for (const request of [
      { url: `${url}/away` },
      { url: `${url}/loop` },
      { url: `${url}/here`, method: 'POST', safe: false } as const,
    ]) {
      expect(await faultOf(call(request))).toMatchObject({ code: 'http.status', params: { status: 302 } })
    }
    expect(other.calls()).toBe(0)
  })
})

describe('limits', () => {
  it('hold calls of one key back and let others pass', async () => {
    const { url } = await serve((_request, response) => response.end())
    let now = 0
    const waits: number[] = []
    const { call, http } = client({
      clock: { now: () => new Date(now), instant: () => new Date(now).toISOString(), monotonic: () => now },
      sleep: (milliseconds) => {
        waits.push(milliseconds)
        now += milliseconds
        return Promise.resolve()
      },
      rateLimit: (key) => (key === 'slow' ? { perSecond: 2, burst: 1 } : undefined),
    })
    await Promise.all([call({ url, rateKey: 'slow' }), call({ url, rateKey: 'slow' }), call({ url, rateKey: 'other' })])
    expect(waits).toEqual([500])
    http.pause('other', 3_000)
    await call({ url, rateKey: 'other' })
    expect(waits).toEqual([500, 1000, 1000, 1000])
  })
})

describe('an idle connection', () => {
  it('is closed before the far side may have closed it', async () => {
    const { server, url } = await serve((_request, response) => response.setHeader('keep-alive', 'timeout=60').end())
    server.keepAliveTimeout = 60_000
    const closed = new Promise<number>((resolve) => {
      server.on('connection', (socket) => {
        const started = performance.now()
        socket.on('close', () => resolve(performance.now() - started))
      })
    })
    await client({ idleTimeoutMs: 30 }).call({ url })
    expect(await closed).toBeLessThan(2_000)
  })
})
