import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { OfferedFile } from '../../electron/platform/files/workspace-files'
import { type Loopback, openLoopback, sendRaw } from '../../electron/shells/loopback/loopback.fixture'

let loopback: Loopback
beforeEach(async () => {
  loopback = await openLoopback()
})
afterEach(() => loopback.close())

describe('the renderer’s files', () => {
  it.each([
    '/../secret.txt',
    '/assets/../../secret.txt',
    '/%2e%2e/secret.txt',
    '/%2e%2e%2fsecret.txt',
    '/..%2fsecret.txt',
    '/%252e%252e%252fsecret.txt',
    '/..%5csecret.txt',
    '/..\\secret.txt',
    '/assets/..%c0%af..%c0%afsecret.txt',
    '/index.html%00.js',
    '/index.html\u0000',
    '//etc/passwd',
    '/etc/passwd',
    '/C:/Windows/win.ini',
    '/file:///etc/passwd',
    '/assets',
    '/assets/',
    '/assets/index-AbC_d3f1.js.map',
    '/index.html/',
    '/INDEX.HTML::$DATA',
    '/__proto__',
    '/constructor',
  ])('do not include %j', async (path) => {
    const reply = await loopback.send('GET', path)
    expect([400, 404]).toContain(reply.status)
    expect(reply.body).toBe('')
  })
})

describe('a ticket', () => {
  const fileOf = (more: Partial<OfferedFile> = {}): OfferedFile => {
    const path = join(loopback.folder, 'made.html')
    writeFileSync(path, '<script>parent.postMessage(sessionStorage, "*")</script>')
    return { path, name: '活动 \'1\' (终).html', bytes: 1, temporary: false, disposition: 'attachment', ...more }
  }
  const fetchIt = (file: OfferedFile) => loopback.send('GET', `/files/${loopback.application.tickets.offer(file).ticket}`)

  it('gives its file once, always to be saved, never to be run', async () => {
    const { ticket } = loopback.application.tickets.offer(fileOf())
    const first = await loopback.send('GET', `/files/${ticket}`)
    expect(first.body).toContain('postMessage')
    expect(first.headers.get('content-disposition')).toBe(
      "attachment; filename*=UTF-8''%E6%B4%BB%E5%8A%A8%20%271%27%20%28%E7%BB%88%29.html",
    )
    expect(first.headers.get('content-type')).toBe('application/octet-stream')
    expect(first.headers.get('x-content-type-options')).toBe('nosniff')
    const second = await loopback.send('GET', `/files/${ticket}`)
    expect([second.status, second.body]).toEqual([404, ''])
  })

  it('is over after a minute', async () => {
    const { ticket } = loopback.application.tickets.offer(fileOf())
    loopback.clock.advance(60_001)
    expect((await loopback.send('GET', `/files/${ticket}`)).status).toBe(404)
  })

  it('shows a report in a sandbox without our origin and without a way out', async () => {
    const { headers } = await fetchIt(fileOf({ disposition: 'sandboxed' }))
    expect(headers.get('content-type')).toBe('text/html; charset=utf-8')
    const policy = headers.get('content-security-policy') ?? ''
    expect(policy).toMatch(/^sandbox allow-scripts; default-src 'none'; /u)
    expect(policy).not.toContain('allow-same-origin')
    expect(policy).not.toContain('connect-src')
    expect(headers.get('x-content-type-options')).toBe('nosniff')
  })

  it('removes a file that was made for it, and only such a one', async () => {
    const kept = fileOf()
    await fetchIt(kept)
    expect(existsSync(kept.path)).toBe(true)
    await fetchIt(fileOf({ temporary: true }))
    await expect.poll(() => existsSync(kept.path)).toBe(false)
  })

  it('breaks no header with the name of its file', async () => {
    const { headers } = await fetchIt(fileOf({ name: 'a"\r\nSet-Cookie: x=1\r\n\ud800.csv' }))
    expect(headers.has('set-cookie')).toBe(false)
    expect(headers.get('content-disposition')).toBe(
      "attachment; filename*=UTF-8''a%22%0D%0ASet-Cookie%3A%20x%3D1%0D%0A%EF%BF%BD.csv",
    )
  })

  it.each(['wrong', '../secret.txt', '%2e%2e%2fsecret.txt', ''])('%j is none', async (ticket) => {
    expect((await loopback.send('GET', `/files/${ticket}`)).status).toBe(404)
  })
})

describe('an upload', () => {
  it('arrives with its name, its bytes and its session', async () => {
    const headers = { 'X-MiniDesk-Session': 'session-1', 'Content-Type': 'application/octet-stream' }
    const token = loopback.door.newToken()
    const path = `/files?name=${encodeURIComponent('../活动.csv')}`
    const reply = await loopback.send('POST', path, { token, body: 'a,b\n房,1', headers })
    expect(JSON.parse(reply.body)).toEqual({ ok: true, value: { fileId: 'file-1' } })
    expect(loopback.application.uploads).toEqual([{ name: '../活动.csv', bytes: 9, session: 'session-1' }])
  })

  it('of 200 MB is refused with a reason, also while it is still being sent', async () => {
    const bytes = 200 * 1024 * 1024
    const head = [
      'POST /files?name=big.pdf HTTP/1.1',
      `Host: 127.0.0.1:${loopback.port}`,
      `Origin: ${loopback.server.origin}`,
      `Authorization: Bearer ${loopback.door.newToken()}`,
      `Content-Length: ${bytes}`,
      'Connection: close',
    ].join('\r\n')
    const reply = await sendRaw(loopback.port, Buffer.concat([Buffer.from(`${head}\r\n\r\n`), Buffer.alloc(bytes)]))
    expect([reply.status, JSON.parse(reply.body)]).toMatchObject([413, { error: { code: 'files.tooLarge' } }])
    expect(loopback.application.uploads).toEqual([])
  })
})
