import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { SandboxLimits } from './limits'
import { ruleCovers, ruleFor } from './rule-match'
import { hotelApp, officialAccount, otherApp, startKit, type Json, type Kit } from './test-kit'
import type { LinkRule } from './types'

/** Five calls a second are soon used up here; the limit has its own test. */
const patient: Partial<SandboxLimits> = { ruleCallsPerSecond: 1000 }
let kit: Kit
beforeEach(async () => {
  kit = await startKit({ limits: patient })
})
afterEach(() => kit.sandbox.close())

const again = async (limits: Partial<SandboxLimits>) => {
  await kit.sandbox.close()
  kit = await startKit({ limits: { ...patient, ...limits } })
}
const prefix = 'https://m.example.com/a/'
const rule = { prefix, permit_sub_rule: 1, path: 'pages/shop/item', open_version: 2, debug_url: [], is_edit: 0 }
const call = (verb: string, body: unknown, app = hotelApp) => kit.api(`/cgi-bin/wxopen/qrcodejump${verb}`, body, app)
const add = (change: Json = {}, app = hotelApp) => call('add', { ...rule, ...change }, app)
const list = async () => (await call('get', {})) as { rule_list: Json[] } & Json

describe('which rule an address falls under', () => {
  it.each([
    ['https://m.example.com/a', 'https://m.example.com/a', true],
    ['https://m.example.com/a', 'https://m.example.com/a?id=1', true],
    ['https://m.example.com/a/', 'https://m.example.com/a/b/c?id=1#x', true],
    ['https://M.example.com/a/', 'HTTPS://m.EXAMPLE.com/a/b', true],
    ['https://m.example.com', 'https://m.example.com/a', true],
    ['https://m.example.com/a/b?id=123', 'https://m.example.com/a/b?id=1234', true],
    ['https://m.example.com/a/b?id=', 'https://m.example.com/a/b?id=9&x=1', true],
    // The pairs that the reference gives as not matching (§4.2).
    ['http://m.example.com/a/b', 'https://m.example.com/a/b', false],
    ['https://m.example.com/a/b', 'https://n.example.com/a/b', false],
    ['https://m.example.com/a/b?id=123', 'https://m.example.com/a/b?id=132', false],
    ['https://m.example.com/a/b', 'https://m.example.com/a/bc', false],
    ['https://m.example.com/a/b', 'https://m.example.com/a/b/123', false],
    ['https://m.example.com/a/b?id=1', 'https://m.example.com/a/b', false],
    ['https://m.example.com/A/', 'https://m.example.com/a/b', false],
    ['https://m.example.com/a/', 'no address', false],
  ])('%s and %s: %s', (of, address, covered) => {
    expect(ruleCovers(of, address)).toBe(covered)
  })

  it('is the most specific one, published or not', () => {
    const of = (text: string, published: boolean): LinkRule => ({
      appId: 'wx1',
      prefix: text,
      permitSubRule: 1,
      path: 'a',
      openVersion: 3,
      debugUrls: [],
      published,
    })
    const rules = [of('https://m.example.com/a/', true), of('https://m.example.com/a/b', false)]
    expect(ruleFor(rules, 'https://m.example.com/a/b')?.published).toBe(false)
    expect(ruleFor(rules, 'https://m.example.com/a/c')?.published).toBe(true)
    expect(ruleFor(rules, 'https://m.example.com/b')).toBeUndefined()
  })
})

describe('POST /cgi-bin/wxopen/qrcodejump…', () => {
  it('adds, tells, publishes and deletes a rule', async () => {
    const debug_url = [`${prefix}1`, `${prefix}2`]
    expect(await add({ debug_url })).toEqual({ errcode: 0, errmsg: 'ok' })
    const told = { prefix, permit_sub_rule: 1, path: 'pages/shop/item', open_version: 2, debug_url, state: 1 }
    expect(await list()).toEqual({
      errcode: 0,
      errmsg: 'ok',
      rule_list: [told],
      qrcodejump_open: 1,
      list_size: 1,
      qrcodejump_pub_quota: 100,
      total_count: 1,
    })
    expect(await call('publish', { prefix })).toMatchObject({ errcode: 0 })
    expect(await list()).toMatchObject({ rule_list: [{ ...told, state: 2 }], qrcodejump_pub_quota: 99 })
    expect(await call('delete', { prefix })).toMatchObject({ errcode: 0 })
    expect((await list()).rule_list).toEqual([])
  })

  it('reads the numbers also as texts, and the list without a body', async () => {
    expect(await add({ permit_sub_rule: '2', open_version: '1', is_edit: '0' })).toMatchObject({ errcode: 0 })
    expect(await call('get', '')).toMatchObject({ rule_list: [{ permit_sub_rule: 2, open_version: 1 }] })
  })

  it('gives every mini program a file of its own, always the same', async () => {
    const file = await call('download', {})
    expect(file.file_name).toMatch(/^[0-9a-f]{10}\.txt$/)
    expect(await call('download', {})).toEqual(file)
    expect((await call('download', {}, otherApp)).file_content).not.toBe(file.file_content)
  })

  it.each<[string, Json, number]>([
    ['no prefix', { prefix: undefined }, 85066],
    ['a word', { prefix: 'example' }, 85066],
    ['another scheme', { prefix: 'weixin://m.example.com/' }, 85066],
    ['an IP address', { prefix: 'https://203.0.113.7/a' }, 85066],
    ['a port', { prefix: 'https://m.example.com:8443/a' }, 85066],
    ['a fragment', { prefix: 'https://m.example.com/a#b' }, 85066],
    ['a blacklisted host', { prefix: 'https://blocked.example.com/' }, 85070],
    ['a host without ICP filing', { prefix: 'https://unfiled.example.com/' }, 85076],
    ['a test address outside the rule', { debug_url: ['https://m.example.com/b'] }, 85068],
    ['a test address over http', { debug_url: ['http://m.example.com/a/1'] }, 85068],
    ['six test addresses', { debug_url: Array.from({ length: 6 }, (_, n) => `${prefix}${n}`) }, 40097],
    ['a page that is none', { path: '页面' }, 40165],
    ['another version', { open_version: 4 }, 40097],
    ['occupying by a word', { permit_sub_rule: 'yes' }, 40097],
    ['no version', { open_version: undefined }, 40097],
    ['test addresses as text', { debug_url: prefix }, 47001],
    ['test addresses that are numbers', { debug_url: [1] }, 47001],
    ['an edit of a rule that is not there', { is_edit: 1 }, 85095],
  ])('refuses %s', async (_what, change, errcode) => {
    expect(await add(change)).toMatchObject({ errcode })
    expect((await list()).rule_list).toEqual([])
  })

  it('five test addresses are fine', async () => {
    const debug_url = Array.from({ length: 5 }, (_, n) => `${prefix}${n}`)
    expect(await add({ debug_url })).toMatchObject({ errcode: 0 })
  })

  it('edits only what is not published', async () => {
    await add()
    expect(await add({ is_edit: 1, path: 'pages/home/index' })).toMatchObject({ errcode: 0 })
    expect((await list()).rule_list).toMatchObject([{ path: 'pages/home/index' }])
    await call('publish', { prefix })
    expect(await add({ is_edit: 1 })).toMatchObject({ errcode: 85095 })
    expect(await call('publish', { prefix })).toMatchObject({ errcode: 85095 })
    await call('delete', { prefix })
    expect(await add()).toMatchObject({ errcode: 0 })
  })

  it('keeps accounts apart: 85071 own, 85072 foreign or occupied', async () => {
    await add()
    expect(await add()).toMatchObject({ errcode: 85071 })
    expect(await add({}, otherApp)).toMatchObject({ errcode: 85072 })
    const below = { prefix: `${prefix}b` }
    expect(await add(below, otherApp)).toMatchObject({ errcode: 0 })
    await call('delete', below, otherApp)
    await add({ is_edit: 1, permit_sub_rule: 2 })
    expect(await add(below, otherApp)).toMatchObject({ errcode: 85072 })
    expect(await add(below)).toMatchObject({ errcode: 0 })
    expect(await call('delete', { prefix }, otherApp)).toMatchObject({ errcode: 85095 })
    expect(await call('publish', { prefix }, otherApp)).toMatchObject({ errcode: 85095 })
  })

  it('publishing needs a released mini program and the verification file', async () => {
    await add()
    kit.sandbox.updateApp(hotelApp.appId, { released: false, verificationFileServed: false })
    expect(await call('publish', { prefix })).toMatchObject({ errcode: 85074 })
    kit.sandbox.updateApp(hotelApp.appId, { released: true })
    expect(await call('publish', { prefix })).toMatchObject({ errcode: 85069 })
    expect((await list()).qrcodejump_pub_quota).toBe(100)
    kit.sandbox.updateApp(hotelApp.appId, { verificationFileServed: true, unverifiedHosts: ['m.example.com'] })
    expect(await call('publish', { prefix })).toMatchObject({ errcode: 85069 })
    kit.sandbox.updateApp(hotelApp.appId, { unverifiedHosts: ['n.example.com'] })
    expect(await call('publish', { prefix })).toMatchObject({ errcode: 0 })
  })

  it.each<[string, Parameters<Kit['sandbox']['updateApp']>[1], number]>([
    ['an individual', { subjectType: 'individual_domestic' }, 85075],
    ['an official account', { type: 'service' }, 48001],
  ])('is refused to %s', async (_who, change, errcode) => {
    kit.sandbox.updateApp(hotelApp.appId, change)
    for (const verb of ['add', 'get', 'download', 'publish', 'delete']) {
      expect(await call(verb, verb === 'add' ? rule : {})).toMatchObject({ errcode })
    }
    expect(await add({}, officialAccount)).toMatchObject({ errcode: 48001 })
  })
})

describe('the limits of rules', () => {
  it('rules: 85073 at the last one, until one is deleted', async () => {
    await again({ linkRules: 2 })
    await add({ prefix: `${prefix}1` })
    await add({ prefix: `${prefix}2` })
    expect(await add({ prefix: `${prefix}3` })).toMatchObject({ errcode: 85073 })
    expect(await add({ prefix: `${prefix}2`, is_edit: 1 })).toMatchObject({ errcode: 0 })
    await call('delete', { prefix: `${prefix}1` })
    expect(await add({ prefix: `${prefix}3` })).toMatchObject({ errcode: 0 })
  })

  it('publications: 886000 until the month ends in Beijing, also when rules were deleted', async () => {
    await again({ publicationsPerMonth: 1 })
    await add()
    await call('publish', { prefix })
    await call('delete', { prefix })
    await add()
    expect(await call('publish', { prefix })).toMatchObject({ errcode: 886000 })
    expect((await list()).qrcodejump_pub_quota).toBe(0)
    // Noon of the 22nd to the end of November in Beijing.
    kit.clock.advance(8.5 * 86_400_000 - 1)
    expect(await call('publish', { prefix })).toMatchObject({ errcode: 886000 })
    kit.clock.advance(1)
    expect(await call('publish', { prefix })).toMatchObject({ errcode: 0 })
  })

  it('calls: five a second, then 44990 until the next second', async () => {
    await again({ ruleCallsPerSecond: 5 })
    for (let time = 0; time < 5; time++) expect(await list()).toMatchObject({ errcode: 0 })
    kit.clock.advance(999)
    expect(await list()).toMatchObject({ errcode: 44990 })
    kit.clock.advance(1)
    expect(await list()).toMatchObject({ errcode: 0 })
  })
})
