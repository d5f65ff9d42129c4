import { readCq } from '@shared/domain/links'
import { describe, expect, it } from 'vitest'
import { linksWorkspace, rowsOf, thirtyDays } from './links.fixture'
import { Renewals } from './renewal'
import { Uses } from './uses'
import { Variants } from './variants'

type At = Awaited<ReturnType<typeof linksWorkspace>>
const calls = (at: At, path = '/wxa/generatescheme') => at.sandbox.state().calls[path] ?? 0
const day = 86_400_000
const used = async (at: At, counter: string) =>
  (await at.now.links.allowances.usage(at.appId)).allowances.find((one) => one.counter === counter)?.used
const renewals = (at: At) => new Renewals(at.now.links)

describe('a renewal', () => {
  it.each([
    ['encrypted_scheme', thirtyDays, '/wxa/generatescheme', 'generated'],
    ['url_link', thirtyDays, '/wxa/generate_urllink', 'generated'],
    ['short_link', undefined, '/wxa/genwxashortlink', 'shortLinks'],
  ] as const)('%s: the same record with a new text and end; the old text stays known', async (kind, expiry, path, counter) => {
    const at = await linksWorkspace()
    const link = await at.now.links.create(at.request({ kind, expiry, note: '前台' }), at.doer())
    at.clock.advance(20 * day)
    expect(await renewals(at).plan(link.id)).toMatchObject({ possible: true, targets: [{ kind: 'record', reach: 'itself' }] })
    const doer = { ...at.doer(), operatorName: '李雷' }
    const { link: renewed, targets } = await renewals(at).renew(link.id, undefined, doer)
    expect(renewed).toMatchObject({ id: link.id, campaign: link.campaign, note: '前台', createdAt: link.createdAt, version: 2, renewedAt: at.clock.instant() })
    expect(renewed.expiresAt).toBe('2027-01-11T06:05:00.000Z')
    expect(renewed.text).not.toBe(link.text)
    expect(targets).toMatchObject([{ kind: 'record', text: renewed.text, outcome: 'done' }])
    expect(calls(at, path)).toBe(2)
    expect(await used(at, counter)).toBe(1)
    await at.now.calls.flush()
    const { versions, timeline } = await at.now.links.get(link.id)
    expect(versions).toEqual([
      { version: 1, text: link.text, expiresAt: link.expiresAt, createdAt: link.createdAt, createdBy: '王芳' },
      { version: 2, text: renewed.text, expiresAt: renewed.expiresAt, createdAt: renewed.renewedAt, createdBy: '李雷' },
    ])
    expect(timeline.filter(({ kind: what }) => what === 'renewed')).toMatchObject([{ operatorName: '李雷', params: { version: 2 } }])
    expect(timeline.filter(({ params }) => String(params['path']).startsWith(path))).toHaveLength(2)
    // Both texts lead to the record, in the search as well.
    expect(await at.now.links.findByText(link.text)).toMatchObject([{ current: false, link: { id: link.id } }])
    expect(await at.now.links.findByText(renewed.text)).toMatchObject([{ current: true }])
    for (const text of [link.text, renewed.text])
      expect((await at.now.links.list({ filter: { text }, limit: 5 })).rows.map(({ id }) => id)).toEqual([link.id])
  })

  it('lasts as long as before, or as one says', async () => {
    const at = await linksWorkspace()
    const link = await at.now.links.create(at.request({ expiry: { type: 'days', days: 7 } }), at.doer())
    at.clock.advance(10 * day)
    expect((await renewals(at).renew(link.id, undefined, at.doer())).link.expiresAt).toBe('2026-12-09T06:05:00.000Z')
    const moment = { type: 'moment' as const, at: '2026-12-24T00:00:00.000Z' }
    expect((await renewals(at).renew(link.id, moment, at.doer())).link).toMatchObject({ expiresAt: moment.at, version: 3 })
    await expect(renewals(at).renew(link.id, { type: 'days', days: 31 }, at.doer())).rejects.toMatchObject({
      code: 'links.refused',
      fields: [{ path: 'expiry' }],
    })
  })

  it('of what never ends, or was put away, says why not', async () => {
    const at = await linksWorkspace()
    const none = { expiry: undefined }
    const plain = await at.now.links.create(at.request({ ...none, kind: 'plain_scheme', path: 'pages/index/index' }), at.doer())
    const permanent = await at.now.links.create(at.request({ ...none, kind: 'short_link', options: { permanent: true } }), at.doer())
    const archived = await at.now.links.create(at.request(), at.doer())
    await at.now.links.archive([archived.id], true, '王芳')
    for (const [id, reason] of [[plain.id, 'links.renewNever'], [permanent.id, 'links.renewPermanent'], [archived.id, 'links.renewArchived']] as const) {
      expect(await renewals(at).plan(id)).toMatchObject({ possible: false, reason })
      await expect(renewals(at).renew(id, undefined, at.doer())).rejects.toMatchObject({ code: reason })
    }
  })

  it('is followed by the variants; one of them renews them all', async () => {
    const at = await linksWorkspace()
    const { base, made } = await new Variants(at.now.links).create({ request: at.request(), channels: ['sms', 'poster'] }, at.doer())
    at.clock.advance(20 * day)
    const [sms, poster] = made
    const { link } = await renewals(at).renew(sms?.id ?? '', undefined, at.doer())
    expect(link).toMatchObject({ id: sms?.id, version: 2, channel: 'sms' })
    const fresh = await at.now.links.get(base?.id ?? '')
    expect(fresh.link.version).toBe(2)
    for (const variant of fresh.variants) {
      expect(readCq(variant.text)).toEqual({ base: fresh.link.text, cq: variant.variantOf?.cq })
      expect(variant).toMatchObject({ version: 2, expiresAt: fresh.link.expiresAt })
    }
    expect(await at.now.links.findByText(poster?.text ?? '')).toMatchObject([{ current: false, link: { id: poster?.id } }])
    expect(calls(at)).toBe(2)
  })

  it('at the same time is made once', async () => {
    const at = await linksWorkspace()
    const link = await at.now.links.create(at.request(), at.doer())
    at.sandbox.setFault({ kind: 'delay', ms: 20, path: '/wxa/generatescheme' })
    const both = await Promise.all([1, 2].map(() => renewals(at).renew(link.id, undefined, at.doer())))
    expect(both.map((one) => one.link.version)).toEqual([2, 2])
    expect(calls(at)).toBe(2)
    // What leads to it was told once, and both hear what became of it.
    expect(both[0]?.targets).toEqual(both[1]?.targets)
  })

  it('with a lost answer leaves the old text, shows among the unknowns, and can be settled and tried again', async () => {
    const at = await linksWorkspace()
    const link = await at.now.links.create(at.request(), at.doer())
    at.sandbox.setFault({ kind: 'dropAfterActing', path: '/wxa/generatescheme', times: 1 })
    await expect(renewals(at).renew(link.id, undefined, at.doer())).rejects.toMatchObject({ retry: 'afterCheck' })
    expect((await at.now.links.get(link.id)).link).toMatchObject({ text: link.text, version: 1 })
    const [unknown] = await at.now.links.unknowns()
    expect(unknown).toMatchObject({ renews: link.id, path: link.path })
    expect(await used(at, 'generated')).toBe(2)
    expect(await at.now.links.settle([unknown?.id ?? ''], 'redo', '')).toEqual({ settled: 1 })
    expect(await at.now.links.unknowns()).toEqual([])
    expect((await renewals(at).renew(link.id, undefined, at.doer())).link.version).toBe(2)
  })

  it('that WeChat refuses changes nothing and counts nothing', async () => {
    const at = await linksWorkspace()
    const link = await at.now.links.create(at.request(), at.doer())
    at.sandbox.setFault({ kind: 'errcode', errcode: 40165, path: '/wxa/generatescheme', times: 1 })
    await expect(renewals(at).renew(link.id, undefined, at.doer())).rejects.toMatchObject({ upstream: { code: '40165' } })
    expect((await at.now.links.get(link.id)).versions).toHaveLength(1)
    expect(await used(at, 'generated')).toBe(1)
  })

  it('a disk that is full when the answer comes: the text stays, the request is unknown', async () => {
    const at = await linksWorkspace()
    const link = await at.now.links.create(at.request(), at.doer())
    const { repository } = at.now.links.parts
    const complete = repository.completeRenewal
    repository.completeRenewal = () => Promise.reject(Object.assign(new Error('full'), { code: 'SQLITE_FULL' }))
    await expect(renewals(at).renew(link.id, undefined, at.doer())).rejects.toThrow('full')
    repository.completeRenewal = complete
    expect(await at.now.links.unknowns()).toMatchObject([{ renews: link.id }])
    expect((await at.now.links.get(link.id)).link.text).toBe(link.text)
  })

  it('killed while the answer is awaited is unknown, and the record keeps its text', async () => {
    const at = await linksWorkspace()
    const link = await at.now.links.create(at.request(), at.doer())
    at.sandbox.setFault({ kind: 'delay', ms: 60, path: '/wxa/generatescheme' })
    const lost = renewals(at).renew(link.id, undefined, at.doer()).catch(() => undefined)
    await expect.poll(() => calls(at), { interval: 1, timeout: 10_000 }).toBe(2)
    const next = await at.killAndStart()
    await lost
    expect(await next.links.unknowns()).toMatchObject([{ renews: link.id, error: { code: 'links.programEnded' } }])
    expect((await next.links.get(link.id)).link).toMatchObject({ text: link.text, version: 1 })
  })

  it('keeps the row of the batch that the link came from', async () => {
    const at = await linksWorkspace()
    const batchId = await at.batch(rowsOf(1))
    await at.run(batchId)
    const [row] = (await at.now.batches.rows({ batchId, limit: 1 })).rows
    const { link } = await renewals(at).renew(row?.linkId ?? '', undefined, at.doer())
    expect((await at.now.batches.rows({ batchId, limit: 1 })).rows).toMatchObject([{ linkId: link.id, linkText: link.text, state: 'done' }])
  })
})

describe('what leads to a link', () => {
  it('is repointed, left to a person, or out of reach', async () => {
    const at = await linksWorkspace()
    const link = await at.now.links.create(at.request(), at.doer())
    const uses = new Uses(at.now.links)
    const sms = await uses.add({ linkId: link.id, kind: 'sms', text: '3 月 12 日短信', count: 1200 }, at.doer())
    await uses.add({ linkId: link.id, kind: 'page', text: '官网', url: 'https://example.com/a' }, at.doer())
    await uses.add({ linkId: link.id, kind: 'print', text: '801–820 桌卡' }, at.doer())
    const error = { code: 'x', messageKey: 'errors.x', params: {}, retry: 'no' as const, correlationId: 'c' }
    at.now.links.parts.shortAddresses = {
      targetsOf: () => Promise.resolve([
        { id: '1', address: 'https://s.cn/a', canRepoint: true },
        { id: '2', address: 'https://s.cn/b', canRepoint: false },
      ]),
      repoint: (_id, text) => Promise.resolve([
        { address: 'https://s.cn/a', outcome: text.startsWith('weixin://') ? ('done' as const) : ('refused' as const) },
        { address: 'https://s.cn/b', outcome: 'byHand' as const },
        { address: 'https://s.cn/c', outcome: 'refused' as const, error },
      ]),
    }
    const { targets: before } = await renewals(at).plan(link.id)
    expect(before.map(({ kind, reach }) => `${kind} ${reach}`)).toEqual([
      'record itself',
      'shortAddress itself',
      'shortAddress byHand',
      'sms never',
      'page byHand',
      'print never',
    ])
    expect(before[3]).toMatchObject({ text: '3 月 12 日短信', count: 1200 })
    expect(before[4]).toMatchObject({ url: 'https://example.com/a' })
    const { targets } = await renewals(at).renew(link.id, undefined, at.doer())
    expect(targets.slice(1, 4)).toEqual([
      { kind: 'shortAddress', text: 'https://s.cn/a', reach: 'itself', outcome: 'done' },
      { kind: 'shortAddress', text: 'https://s.cn/b', reach: 'byHand' },
      { kind: 'shortAddress', text: 'https://s.cn/c', reach: 'itself', outcome: 'refused', error },
    ])
    const { timeline, uses: noted } = await at.now.links.get(link.id)
    expect(timeline.filter(({ kind }) => kind === 'repointed').map(({ params }) => params['outcome'])).toEqual(['done', 'refused'])
    expect(timeline.filter(({ kind }) => kind === 'used')).toHaveLength(3)
    expect(noted[0]).toEqual(sms)
    expect(await uses.remove(sms.id)).toEqual({ removed: true })
    expect(await uses.remove(sms.id)).toEqual({ removed: false })
    await expect(uses.add({ linkId: '0190a1b2-0000-7000-8000-000000000001', kind: 'sms', text: 'x' }, at.doer())).rejects.toMatchObject({ code: 'links.notFound' })
  })
})

describe('renewing many', () => {
  const many = async (at: At, count: number) => {
    const batchId = await at.batch(rowsOf(count))
    await at.run(batchId)
    return (await at.now.batches.rows({ batchId, limit: count })).rows.map(({ linkId }) => linkId ?? '')
  }
  const versions = async (at: At) => {
    const { rows } = await at.now.links.list({ filter: {}, limit: 200 })
    return rows.map(({ version }) => version)
  }

  it('goes through all, each base once, and passes over one that fails', async () => {
    const at = await linksWorkspace()
    const ids = await many(at, 5)
    const { base, made } = await new Variants(at.now.links).create({ request: at.request({ query: 'v=1' }), channels: ['sms', 'poster'] }, at.doer())
    at.sandbox.setFault({ kind: 'errcode', errcode: 40165, path: '/wxa/generatescheme', times: 1 })
    const input = { ids: [...ids, base?.id ?? '', ...made.map(({ id }) => id)] }
    const { jobId } = await renewals(at).start(input, at.doer(), 'zh-CN', '续期')
    expect(await at.now.over(jobId)).toMatchObject({ state: 'done', doneItems: 5, failedItems: 1, totalItems: 6 })
    expect(calls(at)).toBe(12)
  })

  it('stops at a used-up allowance, and goes on where it was', async () => {
    const at = await linksWorkspace()
    const ids = await many(at, 5)
    await at.now.settings.setLimit({ key: 'generatedPerDay', value: 7, source: 'https://a.cn/x', asOf: '2026-11-22' }, '王芳')
    const { jobId } = await renewals(at).start({ ids }, at.doer(), 'zh-CN', '续期')
    expect(await at.now.over(jobId)).toMatchObject({ state: 'failed', error: { code: 'links.allowanceUsedUp' } })
    expect((await versions(at)).sort()).toEqual([1, 1, 1, 2, 2])
  })

  it('killed in the middle renews none twice, and shows the one that was in flight', async () => {
    const at = await linksWorkspace()
    const ids = await many(at, 20)
    at.sandbox.setFault({ kind: 'delay', ms: 20, path: '/wxa/generatescheme' })
    const { jobId } = await renewals(at).start({ ids }, at.doer(), 'zh-CN', '续期')
    await expect.poll(async () => (await versions(at)).filter((version) => version === 2).length, { interval: 1, timeout: 10_000 }).toBeGreaterThan(4)
    const next = await at.killAndStart()
    at.sandbox.clearFaults()
    const unknown = (await next.links.unknowns()).length
    expect(unknown).toBeLessThanOrEqual(1)
    await next.jobs.resume(jobId)
    expect((await next.over(jobId)).state).toBe('done')
    expect((await versions(at)).filter((version) => version === 2)).toHaveLength(20 - unknown)
    expect(await versions(at)).not.toContain(3)
    expect(calls(at)).toBeLessThanOrEqual(40)
  })
})
