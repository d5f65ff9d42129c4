import { describe, expect, it, onTestFinished } from 'vitest'
import type { WechatClient } from './client'
import { answering, APP, call, faultOf, noAnswer, RID, setUp, TOKEN } from './server.fixture'

type Making = (wechat: WechatClient) => Promise<unknown>
interface Case {
  path: string
  body: object
  answer: object
  made: object
  make: Making
}

const days = { expire_type: 1, expire_interval: 30 } as const
const urlLink = { path: 'pages/a', query: 'id=42&from=sms', env_version: 'release', ...days } as const
const onCloud = { ...urlLink, cloud_base: { env: 'prod-1', domain: 'go.example.com', path: '/a', query: 'x=1' } } as const
const untilThen = { expire_type: 0, expire_time: 1_795_000_000 } as const
const short = { page_url: 'pages/a?id=1', page_title: '房型', is_permanent: true }
const nfc = { jump_wxa: { path: 'pages/a', query: 'id=1' }, model_id: 'm-1', sn: 's-1' }

/** Samples of answers: wechat-links-qr §2.4–2.7. */
const url = { url_link: 'https://wxaurl.cn/AbCdEfGhIjK' }
const urlMade = { urlLink: url.url_link }
const cases: [string, Case][] = [
  ['URL Link', { path: '/wxa/generate_urllink', body: urlLink, answer: url, made: urlMade, make: (wechat) => wechat.generateUrlLink(APP, urlLink, call) }],
  ['URL Link with a landing page', { path: '/wxa/generate_urllink', body: onCloud, answer: url, made: urlMade, make: (wechat) => wechat.generateUrlLink(APP, onCloud, call) }],
  ['URL Link to the home page', { path: '/wxa/generate_urllink', body: untilThen, answer: url, made: urlMade, make: (wechat) => wechat.generateUrlLink(APP, untilThen, call) }],
  ['Short Link', { path: '/wxa/genwxashortlink', body: short, answer: { link: '#小程序://酒店/房型/AbCdEfGhIjKlMnO' }, made: { link: '#小程序://酒店/房型/AbCdEfGhIjKlMnO' }, make: (wechat) => wechat.generateShortLink(APP, short, call) }],
  ['NFC scheme', { path: '/wxa/generatenfcscheme', body: nfc, answer: { openlink: 'weixin://dl/business/?t=Nf1' }, made: { openlink: 'weixin://dl/business/?t=Nf1' }, make: (wechat) => wechat.generateNfcScheme(APP, nfc, call) }],
]

describe.each(cases)('a %s', (_name, { path, body, answer, made, make }) => {
  it('is asked for as the reference says', async () => {
    const { wechat, seen } = await answering({ errcode: 0, errmsg: `ok rid: ${RID}`, ...answer, more: null })
    expect(await make(wechat)).toEqual({ ...made, requestId: RID })
    const query = new URLSearchParams({ access_token: `${TOKEN}1` })
    expect(seen.slice(1)).toEqual([{ method: 'POST', path, query, body }])
  })

  it.each([...noAnswer, ['http.unreadable', { errcode: 0, errmsg: 'ok' }] as const])(
    'without a readable answer (%s) is unknown and never asked for again',
    async (reason, reply) => {
      const { wechat, paths, records } = await answering(reply, { errcode: 0, ...answer })
      const fault = await faultOf(make(wechat))
      expect([fault.code, fault.retry, fault.params]).toEqual([
        'wechat.outcomeUnknown',
        'afterCheck',
        { appId: APP, reason },
      ])
      expect(paths()).toHaveLength(2)
      expect(records.at(-1)).toMatchObject({ outcome: 'unknown', fault: reason })
    },
  )

  it('refused surely was not made', async () => {
    const { wechat, paths, records } = await answering({ errcode: 40165, errmsg: `bad path rid: ${RID}` })
    expect(await faultOf(make(wechat))).toMatchObject({
      code: 'wechat.pathRefused',
      retry: 'no',
      upstream: { system: 'wechat', code: '40165', message: 'bad path', requestId: RID },
    })
    expect(paths()).toHaveLength(2)
    expect(records.at(-1)).toMatchObject({ upstreamCode: '40165', requestId: RID, outcome: 'refused' })
  })

  it('is asked for once more with a new token, and after a refusal that passes', async () => {
    const { wechat, seen, waits } = await answering(
      { errcode: 42001, errmsg: 'expired' },
      { errcode: 44990, errmsg: 'too fast' },
      { errcode: 0, ...answer },
    )
    expect(await make(wechat)).toMatchObject(made)
    const tokens = seen.filter((one) => one.path === path).map(({ query }) => query.get('access_token'))
    expect(tokens).toEqual([`${TOKEN}1`, `${TOKEN}2`, `${TOKEN}2`])
    expect(waits).toEqual([1000])
  })
})

describe('a token that could not be fetched', () => {
  it('leaves no link unknown, not even when it is a forced refresh that was lost', async () => {
    let release = () => {}
    const held = new Promise<void>((resolve) => (release = resolve))
    const { wechat, paths, close } = await setUp(async () => {
      await held
      return (_response, request) => request.socket.resetAndDestroy()
    })
    onTestFinished(close)
    const refresh = faultOf(wechat.forceRefresh(APP, call))
    await expect.poll(() => paths().length).toBe(1)
    const making = faultOf(wechat.generateUrlLink(APP, urlLink, call))
    release()
    expect(await refresh).toMatchObject({ code: 'http.connectionReset', retry: 'afterCheck' })
    expect(await making).toMatchObject({ code: 'http.connectionReset', retry: 'safe' })
    expect(paths()).toEqual(['/cgi-bin/stable_token'])
  })
})

describe('a question about a URL Link', () => {
  const info = { appid: APP, path: 'pages/a', query: 'x=1', create_time: 1, expire_time: 2, env_version: 'trial' }
  const details = { appId: APP, path: 'pages/a', query: 'x=1', createTime: 1, expireTime: 2, envVersion: 'trial' }

  it.each([
    ['domain', { domain: 'go.example.com' }],
    ['domain, misspelt as in the sample', { doamin: 'go.example.com' }],
    ['both', { domain: 'go.example.com', doamin: '' }],
    ['both, the right one empty', { domain: '', doamin: 'go.example.com' }],
  ])('gives the landing page with its %s', async (_name, domain) => {
    const cloud = { env: 'prod-1', ...domain, path: '/a', query: 'y=2', resource_appid: 'wx9' }
    const { wechat, seen } = await answering({ errcode: 0, url_link_info: { ...info, cloud_base: cloud } })
    expect(await wechat.queryUrlLink(APP, { urlLink: url.url_link }, call)).toEqual({
      details: {
        ...details,
        cloudBase: { env: 'prod-1', domain: 'go.example.com', path: '/a', query: 'y=2', resourceAppId: 'wx9' },
      },
      remainingOpenings: undefined,
    })
    expect(seen[1]).toMatchObject({ path: '/wxa/query_urllink', body: { url_link: url.url_link, query_type: 0 } })
  })

  it.each([[{}], [{ cloud_base: null }], [{ cloud_base: { env: '', domain: '' } }]])(
    'without a landing page: %j',
    async (more) => {
      const { wechat } = await answering({ errcode: 0, url_link_info: { ...info, ...more } })
      const { details: read } = await wechat.queryUrlLink(APP, { urlLink: 'x' }, call)
      expect(read).toEqual({ ...details, cloudBase: undefined })
    },
  )

  it('tells how many openings are left, and is repeated when no answer came', async () => {
    const { wechat, seen } = await answering(
      (_response, request) => request.socket.resetAndDestroy(),
      { errcode: 0, quota_info: { remain_visit_quota: 7 } },
    )
    expect(await wechat.queryUrlLink(APP, { queryType: 1 }, call)).toEqual({ details: undefined, remainingOpenings: 7 })
    expect(seen.slice(1).map(({ body }) => body)).toEqual([{ query_type: 1 }, { query_type: 1 }])
  })

  it('about a link that nobody knows', async () => {
    const { wechat } = await answering({ errcode: 85403, errmsg: 'not found' })
    expect(await faultOf(wechat.queryUrlLink(APP, { urlLink: 'x' }, call))).toMatchObject({ code: 'wechat.linkNotFound' })
  })
})
