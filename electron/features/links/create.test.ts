import { describe, expect, it } from 'vitest'
import { hotel, linksWorkspace } from './links.fixture'
import { pictureFile } from './pictures'

const generated = (at: Awaited<ReturnType<typeof linksWorkspace>>) => at.sandbox.state().calls['/wxa/generatescheme'] ?? 0

describe('making one link', () => {
  it('encrypted: over HTTP, found again, with the call in its timeline under the number of the request', async () => {
    const at = await linksWorkspace()
    const doer = at.doer()
    const link = await at.now.links.create(at.request({ query: 'id=42&name=房间' }), doer)
    expect(link).toMatchObject({ state: 'valid', expiresAt: '2026-12-22T06:05:00.000Z', tag: 'from=sms', createdBy: '王芳' })
    expect(at.sandbox.schemesOf(hotel.appId)[0]).toMatchObject({ query: link.query, path: link.path })
    await at.now.calls.flush()
    const { timeline } = await at.now.links.get(link.id)
    expect(timeline.map(({ kind }) => kind)).toContain('call')
    expect(timeline.map(({ params }) => String(params['path'])).filter((path) => path.startsWith('/wxa/generatescheme'))).toHaveLength(1)
    const logged = await at.now.calls.list({ limit: 10, text: doer.correlationId })
    expect(logged.hits).toBeGreaterThan(0)
    expect(JSON.stringify(logged)).not.toContain(hotel.secret)
    const known = await at.now.links.query(link.id, at.doer())
    expect(known).toMatchObject({ path: link.path, query: link.query, expiresAt: link.expiresAt })
  })

  it('plain: without any call', async () => {
    const at = await linksWorkspace()
    const link = await at.now.links.create(at.request({ kind: 'plain_scheme', path: 'pages/index/index', expiry: undefined }), at.doer())
    expect(link.text).toMatch(/^weixin:\/\/dl\/business\/\?appid=wx0123456789abcdef&path=pages\/index\/index&query=/u)
    expect(at.sandbox.state().calls).toEqual({})
  })

  it('refused before the call, with the reason at its field', async () => {
    const at = await linksWorkspace()
    await expect(at.now.links.create(at.request({ path: 'pages/room?x=1' }), at.doer())).rejects.toMatchObject({
      code: 'links.refused',
      fields: [expect.objectContaining({ path: 'path' })],
    })
    await expect(at.now.links.create(at.request({ kind: 'carrier_pigeon' }), at.doer())).rejects.toMatchObject({ fields: [{ path: 'kind' }] })
    await expect(at.now.links.create(at.request({ appId: '0190a1b2-0000-7000-8000-000000000001' }), at.doer())).rejects.toMatchObject({ code: 'apps.notFound' })
    await expect(at.now.links.create(at.request({ placeId: '0190a1b2-0000-7000-8000-000000000001' }), at.doer())).rejects.toMatchObject({ code: 'places.notFound' })
    expect(at.sandbox.state().calls).toEqual({})
  })

  it.each(['dropAfterActing', 'truncated'] as const)('an answer that was lost (%s) is unknown, and nothing is sent again', async (kind) => {
    const at = await linksWorkspace()
    at.sandbox.setFault({ kind, path: '/wxa/generatescheme' })
    const doer = at.doer()
    await expect(at.now.links.create(at.request(), doer)).rejects.toMatchObject({ code: 'wechat.outcomeUnknown', retry: 'afterCheck' })
    expect(generated(at)).toBe(1)
    expect(at.sandbox.schemesOf(hotel.appId)).toHaveLength(1)
    expect(await at.now.links.unknowns()).toMatchObject([{ id: doer.correlationId, path: 'pages/room/detail', error: { retry: 'afterCheck' } }])
    expect((await at.now.links.list({ filter: {}, limit: 10 })).rows).toEqual([])
    expect(await at.now.links.settle([doer.correlationId], 'giveUp', '后台没有')).toEqual({ settled: 1 })
    expect(await at.now.links.unknowns()).toEqual([])
  })

  it('an address that is not whitelisted names the address; nothing is unknown', async () => {
    const at = await linksWorkspace()
    at.sandbox.setFault({ kind: '40164', ip: '203.0.113.9' })
    await expect(at.now.links.create(at.request(), at.doer())).rejects.toMatchObject({ code: 'wechat.ipNotWhitelisted', params: { ip: '203.0.113.9' } })
    expect(await at.now.links.unknowns()).toEqual([])
  })

  it('a wrong secret says so, and never repeats it', async () => {
    const at = await linksWorkspace()
    const wrong = '00112233445566778899aabbccddeeff'
    await at.now.apps.setSecret(at.appId, wrong)
    const cause: unknown = await at.now.links.create(at.request(), at.doer()).catch((error: unknown) => error)
    expect(cause).toMatchObject({ code: 'wechat.secretWrong' })
    expect(JSON.stringify((cause as { toEnvelope(id: string): object }).toEnvelope('c'))).not.toContain(wrong)
    expect(generated(at)).toBe(0)
    await at.now.calls.flush()
    expect(JSON.stringify(await at.now.calls.list({ limit: 50 }))).not.toContain(wrong)
  })

  it('a disk that is full when the answer comes: nothing is lost silently', async () => {
    const at = await linksWorkspace()
    const { repository } = at.now.links.parts
    const complete = repository.completeRequest
    repository.completeRequest = () => Promise.reject(Object.assign(new Error('full'), { code: 'SQLITE_FULL' }))
    await expect(at.now.links.create(at.request(), at.doer())).rejects.toThrow('full')
    repository.completeRequest = complete
    expect(await at.now.links.unknowns()).toHaveLength(1)
  })

  it('a program that ends while the answer is awaited finds the request as unknown', async () => {
    const at = await linksWorkspace()
    at.sandbox.setFault({ kind: 'delay', ms: 60, path: '/wxa/generatescheme' })
    const lost = at.now.links.create(at.request(), at.doer()).catch((cause: unknown) => cause)
    await expect.poll(() => generated(at), { interval: 1, timeout: 10_000 }).toBe(1)
    const next = await at.killAndStart()
    await lost
    expect(await next.links.unknowns()).toMatchObject([{ error: { code: 'links.programEnded', retry: 'afterCheck' } }])
  })

  it('the picture says 沙箱 in practice, and its name cannot leave the folder', async () => {
    for (const practice of [true, false]) {
      const at = await linksWorkspace({ practice })
      const link = await at.now.links.create(at.request({ query: 'a=../../x&b=😀'.repeat(6) }), at.doer())
      const ticket = await pictureFile(at.now.links, link.id, { format: 'png', minWidth: 300 }, 'zh-CN')
      expect(ticket.name.startsWith('沙箱-')).toBe(practice)
      expect(ticket.name).toMatch(/^[^/\\]+\.png$/u)
      expect(ticket.name.isWellFormed()).toBe(true)
      expect(at.now.tickets.redeem(ticket.ticket)).toMatchObject({ temporary: true, bytes: ticket.bytes })
      expect(at.now.tickets.redeem(ticket.ticket)).toBeUndefined()
    }
  })
})
