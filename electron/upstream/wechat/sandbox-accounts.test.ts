import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { APP, call, OFFICIAL, setUp } from './sandbox.fixture'

const prefix = 'https://m.example.com/a/'
const rule = {
  prefix,
  permit_sub_rule: 1,
  path: 'pages/room/detail',
  open_version: 2,
  debug_url: [`${prefix}1`],
  is_edit: 0,
} as const
/** Five calls a second are soon used up by a stand-in whose clock does not move. */
const patient = { limits: { ruleCallsPerSecond: 1000 } }

describe('rules for ordinary links against the stand-in', () => {
  it('are added, changed, told, published and deleted', async () => {
    const { wechat } = await setUp(patient)
    const { linkRules } = wechat
    await linkRules.add(APP.appId, rule, call)
    await linkRules.add(APP.appId, { ...rule, permit_sub_rule: 2, is_edit: 1 }, call)
    const told = { prefix, subRulesOccupied: true, path: rule.path, openVersion: 2, testUrls: [`${prefix}1`] }
    expect(await linkRules.list(APP.appId, call)).toEqual({
      open: true,
      rules: [{ ...told, published: false }],
      publicationsLeft: 100,
      total: 1,
    })
    await linkRules.publish(APP.appId, prefix, call)
    expect(await linkRules.list(APP.appId, call)).toMatchObject({
      rules: [{ ...told, published: true }],
      publicationsLeft: 99,
    })
    await expect(linkRules.add(APP.appId, { ...rule, is_edit: 1 }, call)).rejects.toMatchObject({
      code: 'wechat.ruleDataRefused',
    })
    await linkRules.remove(APP.appId, prefix, call)
    expect((await linkRules.list(APP.appId, call)).rules).toEqual([])
    const file = await linkRules.verificationFile(APP.appId, call)
    expect(file.fileName).toMatch(/^[0-9a-f]{10}\.txt$/u)
    expect(file.content).toMatch(/^[0-9a-f]{32}$/u)
  })

  it('tell why they are refused', async () => {
    const { wechat, sandbox } = await setUp({ limits: { ...patient.limits, linkRules: 1, publicationsPerMonth: 1 } })
    const { linkRules } = wechat
    const add = (change: object) => linkRules.add(APP.appId, { ...rule, ...change }, call)
    await expect(add({ prefix: 'm.example.com' })).rejects.toMatchObject({ code: 'wechat.ruleLinkRefused' })
    await expect(add({ debug_url: ['https://m.example.com/b'] })).rejects.toMatchObject({
      code: 'wechat.ruleTestUrlOutside',
    })
    await add({})
    await expect(add({})).rejects.toMatchObject({ code: 'wechat.ruleExists' })
    const other = { prefix: 'https://m.example.com/b/', debug_url: [] }
    await expect(add(other)).rejects.toMatchObject({ code: 'wechat.rulesFull' })
    sandbox.updateApp(APP.appId, { verificationFileServed: false })
    const publish = () => linkRules.publish(APP.appId, prefix, call)
    await expect(publish()).rejects.toMatchObject({ code: 'wechat.ruleFileNotFound' })
    sandbox.updateApp(APP.appId, { verificationFileServed: true })
    await publish()
    await linkRules.remove(APP.appId, prefix, call)
    await add({})
    await expect(publish()).rejects.toMatchObject({ code: 'wechat.rulePublicationsUsedUp' })
  })

  it('a change whose answer was lost is unknown, made once, and found by the list', async () => {
    const { wechat, sandbox } = await setUp(patient)
    const at = '/cgi-bin/wxopen/qrcodejumpadd'
    sandbox.setFault({ kind: 'dropAfterActing', path: at })
    await expect(wechat.linkRules.add(APP.appId, rule, call)).rejects.toMatchObject({
      code: 'wechat.ruleOutcomeUnknown',
      retry: 'afterCheck',
    })
    expect(sandbox.state().calls[at]).toBe(1)
    expect((await wechat.linkRules.list(APP.appId, call)).rules).toHaveLength(1)
  })
})

describe('quota and single calls against the stand-in', () => {
  it('tell the calls of a path, and clear them ten times a month', async () => {
    const { wechat } = await setUp()
    const path = '/wxa/queryscheme'
    await wechat.remainingOpenings(APP.appId, call)
    expect(await wechat.quota(APP.appId, path, call)).toEqual({
      dailyLimit: 10_000_000,
      used: 1,
      remain: 9_999_999,
      rate: { callCount: 10_000, refreshSeconds: 60 },
    })
    await wechat.clearQuota(APP.appId, call)
    expect((await wechat.quota(APP.appId, path, call)).used).toBe(0)
    for (let time = 2; time <= 10; time++) await wechat.clearQuota(APP.appId, call)
    await expect(wechat.clearQuota(APP.appId, call)).rejects.toMatchObject({ code: 'wechat.quotaClearsUsedUp' })
    await expect(wechat.quota(APP.appId, '/wxa/none', call)).rejects.toMatchObject({ code: 'wechat.interfaceUnknown' })
    await expect(wechat.quota(OFFICIAL.appId, path, call)).rejects.toMatchObject({
      code: 'wechat.interfaceOfAnother',
    })
  })

  it('a clearing whose answer was lost is unknown and not repeated', async () => {
    const { wechat, sandbox } = await setUp()
    sandbox.setFault({ kind: 'dropAfterActing', path: '/cgi-bin/clear_quota' })
    await expect(wechat.clearQuota(APP.appId, call)).rejects.toMatchObject({ code: 'wechat.clearOutcomeUnknown' })
    expect(sandbox.state().calls['/cgi-bin/clear_quota']).toBe(1)
  })

  it('explain a refusal by its request id, for seven days', async () => {
    const { wechat, clock } = await setUp()
    const body = { page_url: 'pages/none', page_title: '房型' }
    const refused = (await wechat
      .generateShortLink(APP.appId, body, call)
      .catch((error: unknown) => error)) as { upstream: { requestId: string } }
    const rid = refused.upstream.requestId
    const told = await wechat.explainRequest(APP.appId, rid, call)
    expect(told).toMatchObject({ requestUrl: '/wxa/genwxashortlink', clientIp: '203.0.113.7' })
    expect(JSON.parse(told.requestBody)).toEqual(body)
    expect(told.responseBody).toContain('40066')
    await expect(wechat.explainRequest(OFFICIAL.appId, rid, call)).rejects.toMatchObject({
      code: 'wechat.requestOfAnother',
    })
    await expect(wechat.explainRequest(APP.appId, 'x', call)).rejects.toMatchObject({
      code: 'wechat.requestIdMalformed',
    })
    clock.advance(7 * 86_400_000 + 1)
    await expect(wechat.explainRequest(APP.appId, rid, call)).rejects.toMatchObject({ code: 'wechat.requestTooOld' })
  })
})

describe('tickets against the stand-in', () => {
  const url = 'https://m.example.com/a?x=1'
  const config = (ticket: string) => ({
    appId: OFFICIAL.appId,
    timestamp: 1_414_587_457,
    nonceStr: 'n',
    signature: createHash('sha1')
      .update(`jsapi_ticket=${ticket}&noncestr=n&timestamp=1414587457&url=${url}`)
      .digest('hex'),
    url,
  })

  it('200 pages at once fetch one ticket with one token, and its signature is accepted until its end', async () => {
    const { wechat, sandbox, clock } = await setUp()
    const all = await Promise.all(Array.from({ length: 200 }, () => wechat.jsapiTicket(OFFICIAL.appId, call)))
    const [first] = all.map(({ ticket }) => ticket)
    expect(new Set(all.map(({ ticket }) => ticket))).toEqual(new Set([first]))
    expect(sandbox.state().calls).toMatchObject({ '/cgi-bin/stable_token': 1, '/cgi-bin/ticket/getticket': 1 })
    expect(sandbox.judgeJsConfig(config(first ?? ''))).toBe('config:ok')
    clock.advance(7_199_999)
    expect((await wechat.jsapiTicket(OFFICIAL.appId, call)).ticket).toBe(first)
    clock.advance(1)
    const next = await wechat.jsapiTicket(OFFICIAL.appId, call)
    expect(next).toMatchObject({ fromCache: false })
    expect(next.ticket).not.toBe(first)
    expect(sandbox.judgeJsConfig(config(first ?? ''))).toBe('config:invalid signature')
    expect(sandbox.judgeJsConfig(config(next.ticket))).toBe('config:ok')
  })

  it('a stale one is replaced at an operator’s word', async () => {
    const { wechat, sandbox } = await setUp()
    sandbox.setFault({ kind: 'ticketStale', times: 1 })
    const stale = await wechat.jsapiTicket(OFFICIAL.appId, call)
    expect(sandbox.judgeJsConfig(config(stale.ticket))).toBe('config:invalid signature')
    const fresh = await wechat.renewJsapiTicket(OFFICIAL.appId, call)
    expect(sandbox.judgeJsConfig(config(fresh.ticket))).toBe('config:ok')
  })

  it('a mini program gets none', async () => {
    const { wechat } = await setUp()
    await expect(wechat.jsapiTicket(APP.appId, call)).rejects.toMatchObject({ code: 'wechat.interfaceNotGranted' })
  })
})
