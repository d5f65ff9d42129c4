import { describe, expect, it } from 'vitest'
import type { SandboxFault } from '../../sandbox/wechat'
import type { WechatClient } from './client'
import { isQuotaStop } from './errors'
import { APP, call, OFFICIAL, setUp } from './sandbox.fixture'

const days = { expire_type: 1, expire_interval: 30 } as const
const path = 'pages/room/detail'
const urlLink = (query = 'id=42&from=sms') => ({ path, query, ...days })
const shortLink = { page_url: `${path}?id=42`, page_title: '房型' }

type Making = (wechat: WechatClient) => Promise<unknown>
/** Every call that makes a link: its path, and how many there are in the stand-in afterwards. */
const makings: [string, string, Making][] = [
  ['URL Link', '/wxa/generate_urllink', (wechat) => wechat.generateUrlLink(APP.appId, urlLink(), call)],
  ['Short Link', '/wxa/genwxashortlink', (wechat) => wechat.generateShortLink(APP.appId, shortLink, call)],
  ['NFC scheme', '/wxa/generatenfcscheme', (wechat) => wechat.generateNfcScheme(APP.appId, { model_id: 'card' }, call)],
]

type Kit = Awaited<ReturnType<typeof setUp>>
const made = ({ sandbox }: Kit) =>
  sandbox.schemesOf(APP.appId).length + sandbox.urlLinksOf(APP.appId).length + sandbox.shortLinksOf(APP.appId).length

describe('links against the stand-in', () => {
  it('a URL Link with a landing page comes back as it was made', async () => {
    const { wechat, clock } = await setUp()
    const cloud_base = { env: 'prod-1', domain: 'go.example.com', path: '/a', query: 'x=1' }
    const { urlLink: link } = await wechat.generateUrlLink(APP.appId, { ...urlLink(), cloud_base }, call)
    const createTime = Math.floor(clock.now().getTime() / 1000)
    const { details } = await wechat.queryUrlLink(APP.appId, { urlLink: link }, call)
    expect(details).toEqual({
      appId: APP.appId,
      path,
      query: 'id=42&from=sms',
      createTime,
      expireTime: createTime + 30 * 86_400,
      envVersion: 'release',
      cloudBase: { env: 'prod-1', domain: 'go.example.com', path: '/a', query: 'x=1', resourceAppId: '' },
    })
    const plain = await wechat.generateUrlLink(APP.appId, urlLink(), call)
    const asked = await wechat.queryUrlLink(APP.appId, { urlLink: plain.urlLink }, call)
    expect(asked.details?.cloudBase).toBeUndefined()
    const left = await wechat.queryUrlLink(APP.appId, { queryType: 1 }, call)
    expect(left.remainingOpenings).toBe(6_000_000)
  })

  it('an NFC scheme is permanent and known to queryscheme, a Short Link carries its names', async () => {
    const { wechat } = await setUp()
    const jump_wxa = { path, query: 'id=1' }
    const { openlink } = await wechat.generateNfcScheme(APP.appId, { jump_wxa, model_id: 'lock', sn: '7' }, call)
    const { details } = await wechat.queryScheme(APP.appId, { scheme: openlink }, call)
    expect(details).toMatchObject({ path, query: 'id=1', expireTime: 0 })
    const { link } = await wechat.generateShortLink(APP.appId, { ...shortLink, is_permanent: true }, call)
    expect(link).toMatch(/^#小程序:\/\/云栖酒店\/房型\/[A-Za-z0-9]{15}$/u)
  })

  it('200 calls of all kinds at once fetch one token', async () => {
    const { wechat, sandbox } = await setUp({ limits: { generatePerSecond: 1000 } })
    const kinds: ((n: number) => Promise<unknown>)[] = [
      (n) => wechat.generateUrlLink(APP.appId, urlLink(`n=${n}`), call),
      (n) => wechat.generateShortLink(APP.appId, { page_url: `${path}?n=${n}` }, call),
      (n) => wechat.generateNfcScheme(APP.appId, { model_id: 'lock', sn: String(n) }, call),
      () => wechat.queryUrlLink(APP.appId, { queryType: 1 }, call),
      (n) => wechat.getCode(APP.appId, 'scene', { scene: `n=${n}` }, call),
    ]
    const calls = Array.from({ length: 40 }, (_, n) => kinds.map((make) => make(n))).flat()
    expect(calls).toHaveLength(200)
    await Promise.all(calls)
    expect(sandbox.state().calls).toMatchObject({ '/cgi-bin/stable_token': 1, '/wxa/generate_urllink': 40 })
    expect(new Set(sandbox.urlLinksOf(APP.appId).map(({ query }) => query)).size).toBe(40)
  })

  it.each(makings)('%s: a token that was refused is fetched anew, and one link is made', async (_kind, at, make) => {
    const kit = await setUp()
    kit.sandbox.setFault({ kind: 'tokenInvalidOnce', path: at })
    await make(kit.wechat)
    expect(made(kit)).toBe(1)
    expect(kit.sandbox.state().calls['/cgi-bin/stable_token']).toBe(2)
  })

  const noAnswer: SandboxFault['kind'][] = ['dropAfterActing', 'html', 'truncated', 'http5xx']
  const lost = makings.flatMap(([kind, at, make]) => noAnswer.map((fault) => [kind, fault, at, make] as const))
  it.each(lost)('%s, %s: unknown, and asked for once', async (_kind, fault, at, make) => {
    const kit = await setUp()
    kit.sandbox.setFault({ kind: fault, path: at } as SandboxFault)
    await expect(make(kit.wechat)).rejects.toMatchObject({ code: 'wechat.outcomeUnknown', retry: 'afterCheck' })
    expect(kit.sandbox.state().calls[at]).toBe(1)
    expect(made(kit)).toBe(fault === 'dropAfterActing' || fault === 'truncated' ? 1 : 0)
  })

  const makeUrlLink: Making = (wechat) => wechat.generateUrlLink(APP.appId, urlLink(), call)
  const makeNfc: Making = (wechat) => wechat.generateNfcScheme(APP.appId, { model_id: 'card' }, call)
  const makePermanent: Making = (wechat) =>
    wechat.generateShortLink(APP.appId, { ...shortLink, is_permanent: true }, call)
  it.each([
    ['generation', makeUrlLink, 'dailyLinksUsedUp'],
    ['openings', makeUrlLink, 'dailyOpeningsUsedUp'],
    ['shortLinks', makePermanent, 'dailyCallsUsedUp'],
    ['permanentShortLinks', makePermanent, 'permanentLinksUsedUp'],
    ['nfcSchemes', makeNfc, 'nfcSchemesUsedUp'],
  ] as const)('%s used up stops a batch, and nothing is made', async (quota, make, name) => {
    const kit = await setUp()
    kit.sandbox.setFault({ kind: 'quotaExhausted', quota })
    const refused = await make(kit.wechat).catch((error: unknown) => error as { code: string })
    expect(refused).toMatchObject({ code: `wechat.${name}`, upstream: { requestId: expect.any(String) as string } })
    expect(isQuotaStop(refused as { code: string })).toBe(true)
    expect(made(kit)).toBe(0)
  })

  it('the last link of the day is made, the next one is refused until midnight in Beijing', async () => {
    const { wechat, sandbox, clock } = await setUp({ limits: { generatePerDay: 1 } })
    await makeUrlLink(wechat)
    await expect(makeUrlLink(wechat)).rejects.toMatchObject({ code: 'wechat.dailyLinksUsedUp' })
    // 14:05 in Beijing.
    clock.advance((9 * 60 + 55) * 60_000 - 1)
    await expect(makeUrlLink(wechat)).rejects.toMatchObject({ code: 'wechat.dailyLinksUsedUp' })
    clock.advance(1)
    await makeUrlLink(wechat)
    expect(sandbox.urlLinksOf(APP.appId)).toHaveLength(2)
  })

  const ofUrlLink =
    (change: object, appId = APP.appId): Making =>
    (wechat) =>
      wechat.generateUrlLink(appId, { ...urlLink(), ...change }, call)
  const ofShortLink =
    (change: object): Making =>
    (wechat) =>
      wechat.generateShortLink(APP.appId, { ...shortLink, ...change }, call)
  const ofNfc =
    (body: { model_id: string; sn?: string }): Making =>
    (wechat) =>
      wechat.generateNfcScheme(APP.appId, body, call)
  const unknown = { urlLink: 'https://wxaurl.cn/AAAAAAAAAAA' }
  it.each<[string, Making, string]>([
    ['cloud not enabled', ofUrlLink({ cloud_base: { env: 'x' } }), 'cloudNotEnabled'],
    ['query refused', ofUrlLink({ query: 'a=`' }), 'queryRefused'],
    ['expiry out of range', ofUrlLink({ expire_interval: 31 }), 'expiryOutOfRange'],
    ['an official account', ofUrlLink({}, OFFICIAL.appId), 'interfaceNotGranted'],
    ['page not released', ofShortLink({ page_url: 'pages/none' }), 'pageNotReleased'],
    ['title refused', ofShortLink({ page_title: 'a\tb' }), 'titleRefused'],
    ['unknown model', ofNfc({ model_id: 'x' }), 'nfcModelRefused'],
    ['serial missing', ofNfc({ model_id: 'lock' }), 'nfcSerialMissing'],
    ['serial not wanted', ofNfc({ model_id: 'card', sn: '1' }), 'nfcSerialNotWanted'],
    ['unknown link', (wechat) => wechat.queryUrlLink(APP.appId, unknown, call), 'linkNotFound'],
  ])('%s is told', async (_what, make, name) => {
    const { wechat } = await setUp()
    await expect(make(wechat)).rejects.toMatchObject({ code: `wechat.${name}` })
  })

  it('a second NFC scheme of one model exists already', async () => {
    const { wechat } = await setUp()
    await makeNfc(wechat)
    await expect(makeNfc(wechat)).rejects.toMatchObject({ code: 'wechat.nfcSchemeExists' })
  })
})
