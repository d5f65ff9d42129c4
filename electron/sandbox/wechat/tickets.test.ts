import { createHash } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { hotelApp, officialAccount, startKit, type Json, type Kit } from './test-kit'

let kit: Kit
beforeEach(async () => {
  kit = await startKit()
})
afterEach(() => kit.sandbox.close())

const fetchTicket = async (app = officialAccount, type = 'jsapi'): Promise<Json> => {
  const params = new URLSearchParams({ access_token: await kit.token(app), type }).toString()
  return (await (await fetch(`${kit.sandbox.baseUrl}/cgi-bin/ticket/getticket?${params}`)).json()) as Json
}

describe('GET /cgi-bin/ticket/getticket', () => {
  it('hands out one ticket for 7,200 s, then another', async () => {
    const first = await fetchTicket()
    expect(first).toEqual({ errcode: 0, errmsg: 'ok', ticket: expect.stringMatching(/^[\w-]{86}$/), expires_in: 7200 })
    kit.clock.advance(7_199_000)
    expect(await fetchTicket()).toMatchObject({ ticket: first.ticket, expires_in: 1 })
    kit.clock.advance(1000)
    const second = await fetchTicket()
    expect(second.ticket).not.toBe(first.ticket)
    expect(kit.sandbox.ticketsOf(officialAccount.appId).map(({ ticket }) => ticket)).toEqual([second.ticket])
  })

  it('has other tickets for cards', async () => {
    expect((await fetchTicket(officialAccount, 'wx_card')).ticket).not.toBe((await fetchTicket()).ticket)
  })

  it('serves subscription accounts, but no mini program', async () => {
    expect(await fetchTicket(hotelApp)).toMatchObject({ errcode: 48001 })
    kit.sandbox.updateApp(officialAccount.appId, { type: 'subscription' })
    expect(await fetchTicket()).toMatchObject({ errcode: 0 })
  })

  it('refuses other types, POST and no token', async () => {
    expect(await fetchTicket(officialAccount, 'none')).toMatchObject({ errcode: 40097 })
    expect(await kit.api('/cgi-bin/ticket/getticket', {}, officialAccount)).toMatchObject({ errcode: 43001 })
    const bare = await fetch(`${kit.sandbox.baseUrl}/cgi-bin/ticket/getticket?type=jsapi`)
    expect(await bare.json()).toMatchObject({ errcode: 41001 })
  })

  it('is limited by the day', async () => {
    await kit.sandbox.close()
    kit = await startKit({ limits: { ticketCallsPerDay: 1 } })
    await fetchTicket()
    expect(await fetchTicket()).toMatchObject({ errcode: 45009 })
    kit.clock.advance(12 * 3_600_000)
    expect(await fetchTicket()).toMatchObject({ errcode: 0 })
  })

  it('official accounts cannot make links', async () => {
    expect(await kit.generate({}, await kit.token(officialAccount))).toMatchObject({ errcode: 48001 })
  })
})

describe('wx.config', () => {
  const url = 'https://m.example.com/a?x=1'
  const config = (ticket: unknown, change: Partial<{ url: string; signedUrl: string }> = {}) => {
    const text = `jsapi_ticket=${String(ticket)}&noncestr=n&timestamp=1414587457&url=${change.signedUrl ?? url}`
    const signature = createHash('sha1').update(text).digest('hex')
    const { appId } = officialAccount
    return kit.sandbox.judgeJsConfig({ appId, timestamp: 1414587457, nonceStr: 'n', signature, url: change.url ?? url })
  }

  it('accepts a signature over the address without its fragment', async () => {
    const { ticket } = await fetchTicket()
    expect(config(ticket)).toBe('config:ok')
    expect(config(ticket, { url: `${url}#top` })).toBe('config:ok')
    expect(config(ticket, { url: `${url}#top`, signedUrl: `${url}#top` })).toBe('config:invalid signature')
    expect(config(ticket, { signedUrl: encodeURIComponent(url) })).toBe('config:invalid signature')
    expect(config(ticket, { url: 'https://other.example.com/' })).toBe('config:invalid url domain')
  })

  it('refuses a ticket whose life is over, one of cards, and one that a fault made stale', async () => {
    const { ticket } = await fetchTicket()
    kit.clock.advance(7_200_000)
    expect(config(ticket)).toBe('config:invalid signature')
    expect(config((await fetchTicket(officialAccount, 'wx_card')).ticket)).toBe('config:invalid signature')
    kit.sandbox.setFault({ kind: 'ticketStale', times: 1 })
    const stale = await fetchTicket()
    expect(stale).toMatchObject({ errcode: 0, expires_in: 7200 })
    expect(config(stale.ticket)).toBe('config:invalid signature')
    expect(config((await fetchTicket()).ticket)).toBe('config:ok')
  })
})
