import { readCq } from '@shared/domain/links'
import { describe, expect, it } from 'vitest'
import { linksWorkspace } from './links.fixture'
import { Variants } from './variants'

type At = Awaited<ReturnType<typeof linksWorkspace>>
const calls = (at: At, path = '/wxa/generatescheme') => at.sandbox.state().calls[path] ?? 0
const both = ['sms', 'poster']

describe('variants by an appended query', () => {
  it.each([
    ['encrypted_scheme', '/wxa/generatescheme', '&cq='],
    ['url_link', '/wxa/generate_urllink', '?cq='],
  ])('%s: one call, one base, each channel a record of its own', async (kind, path, mark) => {
    const at = await linksWorkspace()
    const variants = new Variants(at.now.links)
    const input = { request: at.request({ kind }), channels: both }
    expect(await variants.check(input)).toMatchObject({
      calls: 1,
      variants: [
        { channel: 'sms', name: '短信', how: 'cq', query: 'from=sms', ready: true, issues: [] },
        { channel: 'poster', how: 'cq', query: 'from=poster&place=lobby', ready: true },
      ],
    })
    const { base, made, failed } = await variants.create(input, at.doer())
    expect(calls(at, path)).toBe(1)
    expect(failed).toEqual([])
    // The default tag from=sms is left to the channels.
    expect(base).toMatchObject({ query: 'id=1', channel: '' })
    expect(made.map(({ channel, tag, variantOf, expiresAt }) => ({ channel, tag, variantOf, expiresAt }))).toEqual([
      { channel: 'sms', tag: 'from=sms', variantOf: { id: base?.id, cq: 'from=sms' }, expiresAt: base?.expiresAt },
      { channel: 'poster', tag: 'from=poster&place=lobby', variantOf: { id: base?.id, cq: 'from=poster&place=lobby' }, expiresAt: base?.expiresAt },
    ])
    expect(made[0]?.text).toBe(`${base?.text}${mark}from%3Dsms`)
    expect(readCq(made[1]?.text ?? '')).toEqual({ base: base?.text, cq: 'from=poster&place=lobby' })
    expect((await at.now.links.get(base?.id ?? '')).variants.map(({ id }) => id)).toEqual(made.map(({ id }) => id))
    expect(await at.now.links.findByText(made[0]?.text ?? '')).toMatchObject([{ current: true, link: { id: made[0]?.id } }])
    expect((await at.now.links.list({ filter: { channel: 'poster' }, limit: 5 })).rows.map(({ id }) => id)).toEqual([made[1]?.id])
    expect((await at.now.links.facets()).channels).toEqual(['poster', 'sms'])
  })

  it('asked for again are the same ones; another set at a word', async () => {
    const at = await linksWorkspace()
    const variants = new Variants(at.now.links)
    const first = await variants.create({ request: at.request(), channels: ['sms'] }, at.doer())
    expect((await variants.check({ request: at.request(), channels: both })).calls).toBe(0)
    const second = await variants.create({ request: at.request(), channels: both }, at.doer())
    expect(second.base).toMatchObject({ id: first.base?.id, reused: { savedCall: true } })
    expect(second.made.map(({ id, reused }) => [id === first.made[0]?.id, reused !== undefined])).toEqual([[true, true], [false, false]])
    const anew = await variants.create({ request: at.request({ reuse: false }), channels: both }, at.doer())
    expect(anew.base?.id).not.toBe(first.base?.id)
    expect(calls(at)).toBe(2)
  })

  it('a key that the link has already is a warning; a channel without tags stops only itself', async () => {
    const at = await linksWorkspace()
    const variants = new Variants(at.now.links)
    const input = { request: at.request({ query: 'from=wecom' }), channels: ['sms', 'bare'] }
    const checked = await variants.check(input)
    expect(checked.variants.map(({ ready, issues }) => [ready, issues.map(({ code }) => code)])).toEqual([
      [true, ['cqKeyInQuery']],
      [false, ['cqEmpty']],
    ])
    const { made, failed } = await variants.create(input, at.doer())
    expect(made.map(({ channel }) => channel)).toEqual(['sms'])
    expect(failed).toMatchObject([{ channel: 'bare', error: { code: 'links.refused', fields: [{ path: 'cq', code: 'cqEmpty' }] } }])
  })

  it('a base that WeChat refuses makes nothing', async () => {
    const at = await linksWorkspace()
    at.sandbox.setFault({ kind: 'errcode', errcode: 40165, path: '/wxa/generatescheme' })
    const variants = new Variants(at.now.links)
    await expect(variants.create({ request: at.request(), channels: both }, at.doer())).rejects.toMatchObject({ upstream: { code: '40165' } })
    expect((await at.now.links.list({ filter: {}, limit: 5 })).rows).toEqual([])
  })
})

describe('variants of their own', () => {
  it('carry the tags in their query, and each is a call', async () => {
    const at = await linksWorkspace()
    const variants = new Variants(at.now.links)
    const input = { request: at.request({ kind: 'short_link', expiry: undefined, query: 'from=old&id=1' }), channels: [...both, 'bare'] }
    expect(await variants.check(input)).toMatchObject({ calls: 3, variants: [{ how: 'query', query: 'id=1&from=sms' }, {}, {}] })
    const { base, made } = await variants.create(input, at.doer())
    expect(base).toBeUndefined()
    expect(made.map(({ query }) => query)).toEqual(['id=1&from=sms', 'id=1&from=poster&place=lobby', 'from=old&id=1'])
    expect(calls(at, '/wxa/genwxashortlink')).toBe(3)
    expect((await variants.check(input)).calls).toBe(0)
  })

  it('of codes: into the scene where it fits, else that one fails by itself', async () => {
    const at = await linksWorkspace()
    const variants = new Variants(at.now.links)
    const request = at.request({ kind: 'code_scene', expiry: undefined, query: 'id=12345678' })
    const { made, failed } = await variants.create({ request, channels: both }, at.doer())
    expect(made).toMatchObject([{ channel: 'sms', query: 'id=12345678&from=sms', image: {} }])
    expect(failed).toMatchObject([{ channel: 'poster', error: { fields: [{ code: 'sceneTooLong' }] } }])
  })

  it('plain schemes take no call at all; one lost answer stops only itself', async () => {
    const at = await linksWorkspace()
    const variants = new Variants(at.now.links)
    const plain = at.request({ kind: 'plain_scheme', path: 'pages/index/index', expiry: undefined })
    expect((await variants.check({ request: plain, channels: both })).calls).toBe(0)
    expect((await variants.create({ request: plain, channels: both }, at.doer())).made).toHaveLength(2)
    at.sandbox.setFault({ kind: 'dropAfterActing', path: '/wxa/genwxashortlink', times: 1 })
    const lost = await variants.create({ request: at.request({ kind: 'short_link', expiry: undefined }), channels: both }, at.doer())
    expect(lost).toMatchObject({ made: [{ channel: 'poster' }], failed: [{ channel: 'sms', error: { retry: 'afterCheck' } }] })
    expect(await at.now.links.unknowns()).toHaveLength(1)
  })

  it('a channel that does not exist is said at its place', async () => {
    const at = await linksWorkspace()
    await expect(new Variants(at.now.links).check({ request: at.request(), channels: ['sms', 'none'] })).rejects.toMatchObject({
      fields: [{ path: 'channels.1', code: 'channelUnknown' }],
    })
  })
})
