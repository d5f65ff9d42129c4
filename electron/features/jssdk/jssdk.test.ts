import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { Fault } from '../../platform/errors/fault'
import { standInDesk } from '../official-accounts/stand-in.fixture'
import { JssdkService } from './service'

const page = { url: 'https://h5.yunqi-hotel.example.com/sale?id=1#top', nonceStr: 'Wm3WZYTPz0wzccnW', timestamp: '1795327200' }
const signedUrl = 'https://h5.yunqi-hotel.example.com/sale?id=1'
const sha1 = (text: string) => createHash('sha1').update(text).digest('hex')
const byHand = (ticket: string, url = signedUrl) =>
  sha1(`jsapi_ticket=${ticket}&noncestr=${page.nonceStr}&timestamp=${page.timestamp}&url=${url}`)

async function bench() {
  const desk = await standInDesk()
  const service = new JssdkService({ accounts: desk.accounts, wechat: desk.wechat, redactor: desk.redactor })
  const [first, second] = desk.made
  if (!first || !second) throw new Error('two accounts are seeded')
  const check = (signature: string, more: object = {}) =>
    service.check({ ...page, accountId: first.id, signature, fetchOthers: false, ...more }, desk.call)
  const codes = async (signature: string, more: object = {}) =>
    (await check(signature, more)).explanations.map((one) => one.map(({ code }) => code))
  return { ...desk, service, first, second, check, codes }
}

describe('signing with an account', () => {
  it('is taken by WeChat, with a ticket that is fetched once and never shown', async () => {
    const { service, first, call, sandbox, redactor } = await bench()
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => service.sign({ ...page, accountId: first.id }, call)),
    )
    const [answer] = answers
    if (!answer) throw new Error('no answer')
    expect(sandbox.state().calls['/cgi-bin/ticket/getticket']).toBe(1)
    const verdict = sandbox.judgeJsConfig({ ...page, appId: first.appId, signature: answer.signature })
    expect(verdict).toBe('config:ok')
    const ticket = sandbox.ticketsOf(first.appId)[0]?.ticket ?? ''
    expect(ticket.length).toBeGreaterThan(20)
    expect(JSON.stringify(answers)).not.toContain(ticket)
    expect(answer.stringToSign).toBe(
      `jsapi_ticket=${ticket.slice(0, 4)}****${ticket.slice(-4)}&noncestr=${page.nonceStr}&timestamp=${page.timestamp}&url=${signedUrl}`,
    )
    expect(redactor.text(`x ${ticket} y`)).not.toContain(ticket)
    expect(answer).toMatchObject({
      appId: first.appId,
      ticket: { fetchedAt: '2026-11-22T06:00:00.000Z', endsAt: '2026-11-22T08:00:00.000Z' },
    })
    expect((await service.sign({ ...page, accountId: first.id }, call)).ticket?.fromCache).toBe(true)
  })

  it('fetches a new ticket at the second at which the old one ends', async () => {
    const { service, first, call, clock, sandbox } = await bench()
    const calls = () => sandbox.state().calls['/cgi-bin/ticket/getticket']
    await service.sign({ ...page, accountId: first.id }, call)
    clock.advance(7_199_000)
    await service.sign({ ...page, accountId: first.id }, call)
    expect(calls()).toBe(1)
    clock.advance(1000)
    const { ticket } = await service.sign({ ...page, accountId: first.id }, call)
    expect(calls()).toBe(2)
    expect(ticket?.fetchedAt).toBe('2026-11-22T08:00:00.000Z')
  })

  it('tells the state of a ticket without a call, and renews it at a word', async () => {
    const { service, first, call, clock, sandbox } = await bench()
    expect(await service.ticket(first.id)).toBeUndefined()
    expect(sandbox.state().calls['/cgi-bin/ticket/getticket']).toBeUndefined()
    await service.sign({ ...page, accountId: first.id }, call)
    clock.advance(60_000)
    expect((await service.ticket(first.id))?.fetchedAt).toBe('2026-11-22T06:00:00.000Z')
    expect((await service.renewTicket(first.id, call)).fetchedAt).toBe('2026-11-22T06:01:00.000Z')
    expect(sandbox.state().calls['/cgi-bin/ticket/getticket']).toBe(2)
  })

  it('names every wrong input before anything is called', async () => {
    const { service, first, call, sandbox } = await bench()
    const wrong = service.sign({ accountId: first.id, url: 'h5.example.com', nonceStr: '', timestamp: 'now' }, call)
    const fault = await wrong.catch((cause: unknown) => cause)
    expect(fault).toBeInstanceOf(Fault)
    expect((fault as Fault).fields?.map(({ path, code }) => [path, code])).toEqual([
      ['url', 'jssdk.urlScheme'],
      ['nonceStr', 'jssdk.nonceMissing'],
      ['timestamp', 'jssdk.timestampForm'],
    ])
    expect(sandbox.state().calls).toEqual({})
  })
})

it('signs with a ticket of the operator’s own, which stands in the string', async () => {
  const { service, call, sandbox } = await bench()
  const ticket = 'sM4AOVdWfPE4DxkXGEs8VMCPGGVi4C3VM0P37wVUCFvkVAy_90u5h9nbSlYy3-Sl-HhTdfl2fzFy1AOcHKP7qg'
  const answer = await service.sign(
    { ticket, nonceStr: 'Wm3WZYTPz0wzccnW', timestamp: '1414587457', url: 'http://mp.weixin.qq.com?params=value' },
    call,
  )
  expect(answer.signature).toBe('0f9de62fce790f9a083d5c99e95740ceb90c27ed')
  expect(answer.stringToSign).toContain(ticket)
  expect(sandbox.state().calls).toEqual({})
})

describe('checking a signature', () => {
  it('matches, or names the former ticket after a renewal', async () => {
    const { service, first, call, clock, check, codes } = await bench()
    const before = await service.sign({ ...page, accountId: first.id }, call)
    expect((await check(before.signature)).outcome).toBe('match')
    clock.advance(7_200_000)
    expect(await codes(before.signature)).toEqual([['staleTicket']])
  })

  it('names another account’s ticket, the access token, the card ticket', async () => {
    const { service, first, second, call, check, codes, wechat } = await bench()
    const other = await service.sign({ ...page, accountId: second.id }, call)
    expect((await check(other.signature)).explanations).toEqual([
      [{ code: 'otherAccountTicket', params: { name: '云栖会员号' } }],
    ])
    expect(await codes(byHand(wechat.presentToken(first.appId) ?? ''))).toEqual([['accessToken']])
    const card = byHand((await wechat.cardTicket(first.appId, call)).ticket)
    const blind = await check(card)
    expect(blind.outcome).toBe('unexplained')
    expect(blind.notTried).toContainEqual({ code: 'cardTicket', params: {} })
    expect(await codes(card, { fetchOthers: true })).toEqual([['cardTicket']])
  })

  it('says what is ruled out, and whose ticket could not be had', async () => {
    const { second, check, accounts } = await bench()
    await accounts.removeSecret(second.id)
    const report = await check('f'.repeat(40), { fetchOthers: true })
    expect(report.outcome).toBe('unexplained')
    expect(report.ruledOut).toEqual(expect.arrayContaining(['fragmentKept', 'accessToken', 'cardTicket', 'wrongOrder']))
    expect(report.notTried).toEqual([
      { code: 'staleTicket', params: {} },
      { code: 'otherAccountTicket', params: { name: '云栖会员号' } },
    ])
  })
})
