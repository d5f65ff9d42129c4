import { generateKeyPairSync, sign } from 'node:crypto'
import { createServer as createHttpServer, request as httpRequest } from 'node:http'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import { createServer as createHttpsServer } from 'node:https'
import { connect } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { systemClock } from '../clock/clock'
import { Fault } from '../errors/fault'
import { createRedactor } from '../log/redactor'
import { createHttp } from './http'
import { proxyFor } from './proxy'
import type { ProxySetting } from './proxy'
import type { HttpParts } from './types'

/** DER: tag, length, content. */
function der(tag: number, ...parts: Uint8Array[]): Buffer {
  const content = Buffer.concat(parts)
  const size = content.length
  const length = size < 128 ? [size] : size < 256 ? [0x81, size] : [0x82, size >> 8, size & 255]
  return Buffer.concat([Buffer.from([tag, ...length]), content])
}

/** A certificate for these names, signed by its own key, valid for an hour. */
function selfSigned(names: readonly string[]): { key: string; cert: string } {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const time = (at: number) =>
    der(0x17, Buffer.from(`${new Date(at).toISOString().replaceAll(/\D/gu, '').slice(2, 14)}Z`))
  const ecdsaWithSha256 = der(0x30, der(0x06, Buffer.from('2a8648ce3d040302', 'hex')))
  const name = der(0x30, der(0x31, der(0x30, der(0x06, Buffer.from('550403', 'hex')), der(0x0c, Buffer.from('test')))))
  const alternatives = der(0x30, ...names.map((each) => der(0x82, Buffer.from(each))))
  const extension = der(0x30, der(0x06, Buffer.from('551d11', 'hex')), der(0x04, alternatives))
  const body = der(
    0x30,
    der(0xa0, der(0x02, Buffer.from([2]))),
    der(0x02, Buffer.from([1])),
    ecdsaWithSha256,
    name,
    der(0x30, time(Date.now() - 3_600_000), time(Date.now() + 3_600_000)),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, der(0x30, extension)),
  )
  const signature = sign('sha256', body, privateKey)
  const whole = der(0x30, body, ecdsaWithSha256, der(0x03, Buffer.from([0]), signature))
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    cert: `-----BEGIN CERTIFICATE-----\n${whole.toString('base64')}\n-----END CERTIFICATE-----\n`,
  }
}

const closers: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close()
})

async function listen(server: Server): Promise<number> {
  const sockets = new Set<Socket>()
  server.on('connection', (socket: Socket) => sockets.add(socket))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  closers.push(() => {
    for (const socket of sockets) socket.destroy()
    return new Promise((resolve) => server.close(resolve))
  })
  return (server.address() as AddressInfo).port
}

let identity = { key: '', cert: '' }
beforeAll(() => {
  identity = selfSigned(['upstream.example', 'proxy.example'])
})

function upstreamAnswer({ url: path, headers }: IncomingMessage, response: ServerResponse): void {
  response.end(JSON.stringify({ path, host: headers.host, proxy: headers['proxy-authorization'] }))
}

/** A proxy that forwards whatever name is asked for to 127.0.0.1, and notes what it was asked. */
async function startProxy(options: { secure?: boolean; auth?: string; refuse?: number } = {}) {
  const seen: string[] = []
  const allowed = (request: IncomingMessage) =>
    options.auth === undefined ||
    request.headers['proxy-authorization'] === `Basic ${Buffer.from(options.auth).toString('base64')}`
  const forward = (request: IncomingMessage, response: ServerResponse) => {
    seen.push(`${request.method} ${request.url}`)
    if (!allowed(request)) return void response.writeHead(407).end()
    const target = new URL(request.url ?? '')
    const onward = httpRequest(
      { host: '127.0.0.1', port: target.port, path: target.pathname + target.search, headers: { host: target.host } },
      (answer) => answer.pipe(response.writeHead(answer.statusCode ?? 500)),
    )
    request.pipe(onward)
  }
  const server = options.secure ? createHttpsServer(identity, forward) : createHttpServer(forward)
  server.on('connect', (request: IncomingMessage, socket: Socket) => {
    seen.push(`CONNECT ${request.url}`)
    const status = options.refuse ?? (allowed(request) ? 200 : 407)
    if (status !== 200) return void socket.end(`HTTP/1.1 ${status} No\r\n\r\n`)
    const onward = connect(Number(request.url?.split(':')[1]), '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n')
      socket.pipe(onward).pipe(socket)
    })
    for (const end of [socket, onward]) end.on('error', () => end.destroy())
  })
  return { port: await listen(server), seen }
}

const toThisMachine = ((_host: string, options: { all?: boolean }, callback: (...args: unknown[]) => void) =>
  options.all
    ? callback(null, [{ address: '127.0.0.1', family: 4 }])
    : callback(null, '127.0.0.1', 4)) as unknown as NonNullable<HttpParts['lookup']>

function client(proxy: ProxySetting, parts: Partial<HttpParts> = {}) {
  const redactor = createRedactor()
  const http = createHttp({
    clock: systemClock,
    redactor,
    record: () => {},
    random: () => 0,
    proxy,
    lookup: toThisMachine,
    certificates: [identity.cert],
    ...parts,
  })
  closers.push(() => http.close())
  const get = async (url: string, safe = true) =>
    http.request({ system: 't', method: 'GET', url, timeoutMs: 3_000, maxBytes: 9_999, safe, correlationId: 'c' })
  return { get, redactor }
}

async function faultOf(promise: Promise<unknown>): Promise<unknown> {
  const error: unknown = await promise.catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(Fault)
  return error
}

describe('through a proxy', () => {
  it.each([false, true])('tunnels encrypted calls, all through one (proxy itself encrypted: %s)', async (secure) => {
    const upstream = await listen(createHttpsServer(identity, upstreamAnswer))
    const proxy = await startProxy({ secure, auth: 'me@corp:p@ss:word' })
    const { get, redactor } = client({
      url: `http${secure ? 's' : ''}://proxy.example:${proxy.port}`,
      credentials: () => Promise.resolve({ username: 'me@corp', password: 'p@ss:word' }),
    })
    for (let index = 0; index < 3; index += 1) {
      expect((await get(`https://upstream.example:${upstream}/a?b=1`)).json()).toEqual({
        path: '/a?b=1',
        host: `upstream.example:${upstream}`,
      })
    }
    expect(proxy.seen).toEqual([`CONNECT upstream.example:${upstream}`])
    expect(redactor.known('p@ss:word')).toBe('***')
  })

  it.each([false, true])('sends plain-text calls to it as they are (proxy itself encrypted: %s)', async (secure) => {
    const upstream = await listen(createHttpServer(upstreamAnswer))
    const proxy = await startProxy({ secure, auth: 'u:p' })
    const environment = { http_proxy: `http${secure ? 's' : ''}://u:p@proxy.example:${proxy.port}` }
    const url = `http://upstream.example:${upstream}/a?b=1`
    const answer = (await client({ environment }).get(url)).json()
    expect(answer).toEqual({ path: '/a?b=1', host: `upstream.example:${upstream}` })
    expect(proxy.seen).toEqual([`GET ${url}`])
  })

  it('asks a resolver for each call, without path and query', async () => {
    const upstream = await listen(createHttpsServer(identity, upstreamAnswer))
    const proxy = await startProxy()
    const asked: string[] = []
    const { get } = client({
      resolve: (url) => {
        asked.push(url)
        return Promise.resolve(`SOCKS5 127.0.0.1:1; PROXY 127.0.0.1:${proxy.port}; DIRECT`)
      },
    })
    await get(`https://upstream.example:${upstream}/?access_token=x`)
    expect(asked).toEqual([`https://upstream.example:${upstream}/`])
    expect(proxy.seen).toHaveLength(1)
  })

  it('never to this machine itself', async () => {
    const upstream = await listen(createHttpServer(upstreamAnswer))
    const proxy = await startProxy()
    const { get } = client({ url: `http://127.0.0.1:${proxy.port}` })
    await get(`http://127.0.0.1:${upstream}/`)
    await get(`http://localhost:${upstream}/`)
    expect(proxy.seen).toEqual([])
  })
})

describe('a proxy that does not let through: nothing reached the upstream', () => {
  it('wrong log-in', async () => {
    const proxy = await startProxy({ auth: 'u:right' })
    const { get } = client({ url: `http://u:wrong@proxy.example:${proxy.port}` })
    for (const url of ['https://upstream.example/', 'http://upstream.example/']) {
      expect(await faultOf(get(url, false))).toMatchObject({ code: 'http.proxyCredentials', retry: 'safe' })
    }
  })

  it('refused tunnel', async () => {
    const proxy = await startProxy({ refuse: 403 })
    const { get } = client({ url: `http://proxy.example:${proxy.port}` })
    expect(await faultOf(get('https://upstream.example/', false))).toMatchObject({
      code: 'http.proxy',
      retry: 'safe',
      params: { status: 403, proxy: `proxy.example:${proxy.port}` },
    })
  })

  it('nobody there', async () => {
    const gone = createHttpServer()
    const port = await listen(gone)
    await closers.pop()?.()
    const { get } = client({ url: `http://proxy.example:${port}` })
    for (const url of ['https://upstream.example/', 'http://upstream.example/']) {
      expect(await faultOf(get(url, false))).toMatchObject({ code: 'http.proxyUnreachable', retry: 'safe' })
    }
  })

  it('a setting that cannot be used', async () => {
    for (const url of ['socks5://p:1080', 'http://', '://', 'http://%:%@p']) {
      expect(await faultOf(client({ url }).get('https://upstream.example/', false))).toMatchObject({
        code: 'http.proxyUnusable',
        retry: 'safe',
      })
    }
  })
})

describe('an encrypted call', () => {
  it('refuses a certificate of an unknown authority and one for another name, before anything is sent', async () => {
    let calls = 0
    const upstream = await listen(createHttpsServer(identity, () => (calls += 1)))
    const strange = client('none', { certificates: [] })
    expect(await faultOf(strange.get(`https://upstream.example:${upstream}/`, false))).toMatchObject({
      code: 'http.tls',
      retry: 'safe',
    })
    expect(await faultOf(client('none').get(`https://other.example:${upstream}/`, false))).toMatchObject({
      code: 'http.tls',
      params: { reason: 'ERR_TLS_CERT_ALTNAME_INVALID' },
    })
    expect(calls).toBe(0)
  })
})

describe('which proxy', () => {
  const environment = {
    HTTPS_PROXY: 'http://secure:1',
    https_proxy: 'http://lower:2',
    ALL_PROXY: 'all:3',
    NO_PROXY:
      'direct.example, .inner.example;10.0.0.0/8 *.star.example,port.example:8443,[2001:db8::1],2001:db8:1::/48',
  }
  it.each([
    ['https://h.example/', 'lower:2'],
    ['http://h.example/', 'all:3'],
    ['https://direct.example/', undefined],
    ['https://sub.direct.example/', undefined],
    ['https://notdirect.example/', 'lower:2'],
    ['https://a.inner.example/', undefined],
    ['https://a.star.example/', undefined],
    ['https://10.2.3.4/', undefined],
    ['https://11.2.3.4/', 'lower:2'],
    ['https://port.example:8443/', undefined],
    ['https://port.example/', 'lower:2'],
    ['https://[2001:db8::1]/', undefined],
    ['https://[2001:db8:1::7]/', undefined],
    ['https://[2001:db8:2::7]/', 'lower:2'],
    ['https://127.0.0.2/', undefined],
    ['https://[::1]/', undefined],
    ['https://a.localhost/', undefined],
  ])('%s → %s', async (url, expected) => {
    const proxy = await proxyFor(new URL(url), { environment })
    expect(proxy && `${proxy.hostname}:${proxy.port}`).toBe(expected)
  })

  it.each([
    ['DIRECT', undefined],
    ['PROXY a:8080; DIRECT', { secure: false, hostname: 'a', port: 8080 }],
    ['HTTPS a', { secure: true, hostname: 'a', port: 443 }],
    ['PROXY [2001:db8::5]:3128', { secure: false, hostname: '2001:db8::5', port: 3128 }],
  ])('%s', async (answer, expected) => {
    const setting: ProxySetting = { resolve: () => Promise.resolve(answer) }
    expect(await proxyFor(new URL('https://h.example/'), setting)).toEqual(expected)
  })

  it('goes out no other way when only kinds are offered that it does not know', async () => {
    const setting: ProxySetting = { resolve: () => Promise.resolve('SOCKS5 a:1080') }
    await expect(proxyFor(new URL('https://h.example/'), setting)).rejects.toMatchObject({ code: 'http.proxyUnusable' })
  })
})
