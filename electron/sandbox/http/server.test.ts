import { request } from 'node:http'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startStandInServer, type StandInServer } from './server'

let server: StandInServer
let handled: string[]

beforeEach(async () => {
  handled = []
  server = await startStandInServer(({ method, path }) => {
    handled.push(`${method} ${path}`)
    if (path === '/slow') return { status: 200, headers: {}, body: 'late', delayMs: 60_000 }
    if (path === '/broken') throw new Error('inner detail')
    return { status: 200, headers: {}, body: 'in' }
  })
})
afterEach(() => server.close())

/** A request with headers that `fetch` does not let a caller set. */
function raw(options: { path?: string; method?: string; headers?: Record<string, string> }): Promise<[number, string]> {
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port: server.port, ...options }, (response) => {
      let body = ''
      response.on('data', (chunk: Buffer) => (body += chunk.toString()))
      response.on('end', () => resolve([response.statusCode ?? 0, body]))
    })
    sent.on('error', reject)
    sent.end()
  })
}

const navigation = { 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' }

describe('the door of a stand-in', () => {
  it('lets its own host in and refuses every other name', async () => {
    expect(await raw({ path: '/a' })).toEqual([200, 'in'])
    for (const host of ['localhost:' + server.port, 'evil.example', '127.0.0.1', `127.0.0.1:${server.port + 1}`]) {
      expect((await raw({ path: '/b', headers: { host } }))[0]).toBe(421)
    }
    expect(handled).toEqual(['GET /a'])
  })

  it('refuses a foreign origin, also "null" and another loopback port, and takes its own', async () => {
    for (const origin of ['https://evil.example', 'null', `http://127.0.0.1:${server.port + 1}`]) {
      expect((await raw({ method: 'POST', headers: { origin } }))[0]).toBe(403)
      expect((await raw({ headers: { origin } }))[0]).toBe(403)
    }
    expect(handled).toEqual([])
    expect((await raw({ method: 'POST', headers: { origin: server.baseUrl } }))[0]).toBe(200)
  })

  it('lets a foreign page navigate a tab here, but not load anything', async () => {
    for (const site of ['cross-site', 'same-site']) {
      expect((await raw({ headers: { 'sec-fetch-site': site, ...navigation } }))[0]).toBe(200)
      expect((await raw({ method: 'POST', headers: { 'sec-fetch-site': site, ...navigation } }))[0]).toBe(403)
      const image = { 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'image' }
      expect((await raw({ headers: { 'sec-fetch-site': site, ...image } }))[0]).toBe(403)
      const frame = { 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'iframe' }
      expect((await raw({ headers: { 'sec-fetch-site': site, ...frame } }))[0]).toBe(403)
    }
  })

  it('refuses addresses that name a host, and bodies above 1 MiB', async () => {
    expect((await raw({ path: '//evil.example/a' }))[0]).toBe(400)
    expect((await raw({ path: 'http://evil.example/a' }))[0]).toBe(400)
    const big = await fetch(server.baseUrl, { method: 'POST', body: 'x'.repeat(1024 * 1024 + 1) })
    expect(big.status).toBe(413)
  })

  it('answers an inner error without its detail', async () => {
    const [status, body] = await raw({ path: '/broken' })
    expect(status).toBe(500)
    expect(body).not.toContain('inner detail')
  })

  it('closes at once although an answer is being held back', async () => {
    const held = fetch(`${server.baseUrl}/slow`).then(
      () => 'answered',
      () => 'ended',
    )
    while (handled.length === 0) await new Promise((resolve) => setImmediate(resolve))
    await server.close()
    expect(await held).toBe('ended')
  })
})
