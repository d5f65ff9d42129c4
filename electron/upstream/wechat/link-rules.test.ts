import { describe, expect, it } from 'vitest'
import type { WechatClient } from './client'
import { isQuotaStop } from './errors'
import { answering, APP, call, faultOf, noAnswer, TOKEN } from './server.fixture'

const prefix = 'https://go.example.com/a/'
const rule = {
  prefix,
  permit_sub_rule: 2,
  path: 'pages/a',
  open_version: 3,
  debug_url: [`${prefix}1`],
  is_edit: 0,
} as const
const done = { errcode: 0, errmsg: 'ok' }
const where = (name: string) => `/cgi-bin/wxopen/${name}`

const changes: [string, object, (wechat: WechatClient) => Promise<void>][] = [
  ['qrcodejumpadd', rule, (wechat) => wechat.linkRules.add(APP, rule, call)],
  ['qrcodejumpadd', { ...rule, is_edit: 1 }, (wechat) => wechat.linkRules.add(APP, { ...rule, is_edit: 1 }, call)],
  ['qrcodejumppublish', { prefix }, (wechat) => wechat.linkRules.publish(APP, prefix, call)],
  ['qrcodejumpdelete', { prefix }, (wechat) => wechat.linkRules.remove(APP, prefix, call)],
]

describe.each(changes)('%s', (name, body, change) => {
  it('is sent as the reference says', async () => {
    const { wechat, seen } = await answering(done)
    expect(await change(wechat)).toBeUndefined()
    const query = new URLSearchParams({ access_token: `${TOKEN}1` })
    expect(seen.slice(1)).toEqual([{ method: 'POST', path: where(name), query, body }])
  })

  it.each(noAnswer)('without a readable answer (%s) is not repeated; the list tells', async (reason, reply) => {
    const { wechat, paths } = await answering(reply, done)
    expect(await faultOf(change(wechat))).toMatchObject({
      code: 'wechat.ruleOutcomeUnknown',
      retry: 'afterCheck',
      params: { appId: APP, reason },
    })
    expect(paths()).toHaveLength(2)
  })

  it('waits after too many a second, and takes a new token once', async () => {
    const { wechat, paths, waits } = await answering({ errcode: 44990 }, { errcode: 40014 }, done)
    await change(wechat)
    expect(waits).toEqual([1000])
    expect(paths().filter((path) => path === where(name))).toHaveLength(3)
  })

  it.each([
    [85071, 'wechat.ruleExists', false],
    [85069, 'wechat.ruleFileNotFound', false],
    [85073, 'wechat.rulesFull', true],
    [886000, 'wechat.rulePublicationsUsedUp', true],
    [40013, 'wechat.appIdWrong', false],
  ])('refused with %i', async (errcode, code, stop) => {
    const { wechat } = await answering({ errcode, errmsg: 'no' })
    const fault = await faultOf(change(wechat))
    expect([fault.code, isQuotaStop(fault)]).toEqual([code, stop])
  })
})

describe('the list of rules', () => {
  it('is read with all that is known of each', async () => {
    const published = { prefix, permit_sub_rule: 2, path: 'pages/a', open_version: 3, debug_url: [`${prefix}1`], state: 2 }
    const texts = { prefix: 'http://b.example.com', permit_sub_rule: '1', path: '', open_version: '2', debug_url: null, state: '1' }
    const { wechat, seen } = await answering({
      ...done,
      rule_list: [published, texts],
      qrcodejump_open: 1,
      list_size: 2,
      qrcodejump_pub_quota: 99,
      total_count: 12,
    })
    expect(await wechat.linkRules.list(APP, call)).toEqual({
      open: true,
      rules: [
        { prefix, subRulesOccupied: true, path: 'pages/a', openVersion: 3, testUrls: [`${prefix}1`], published: true },
        { prefix: 'http://b.example.com', subRulesOccupied: false, path: '', openVersion: 2, testUrls: [], published: false },
      ],
      publicationsLeft: 99,
      total: 12,
    })
    expect(seen[1]).toMatchObject({ method: 'POST', path: where('qrcodejumpget'), body: {} })
  })

  it('of an account without any is empty', async () => {
    const { wechat } = await answering({ ...done, rule_list: [], qrcodejump_open: 0 }, done)
    const empty = { open: false, rules: [], publicationsLeft: undefined, total: 0 }
    expect(await wechat.linkRules.list(APP, call)).toEqual(empty)
    expect(await wechat.linkRules.list(APP, call)).toEqual(empty)
  })

  it('is asked for again when no answer came', async () => {
    const { wechat } = await answering((_response, request) => request.socket.resetAndDestroy(), done)
    expect((await wechat.linkRules.list(APP, call)).rules).toEqual([])
  })
})

describe('the verification file', () => {
  it('comes with its name', async () => {
    const { wechat, seen } = await answering({ ...done, file_name: 'aBcD123.txt', file_content: 'a1b2c3' })
    expect(await wechat.linkRules.verificationFile(APP, call)).toEqual({ fileName: 'aBcD123.txt', content: 'a1b2c3' })
    expect(seen[1]).toMatchObject({ method: 'POST', path: where('qrcodejumpdownload'), body: {} })
  })

  it('without a name is none', async () => {
    const { wechat } = await answering({ ...done, file_content: 'a1b2c3' })
    expect(await faultOf(wechat.linkRules.verificationFile(APP, call))).toMatchObject({ code: 'http.unreadable' })
  })
})
