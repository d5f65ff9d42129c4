import { inspect } from 'node:util'
import { describe, expect, it, onTestFinished } from 'vitest'
import { answering, APP, call, faultOf, setUp, TOKEN, token } from './server.fixture'
import type { Reply, Seen } from './server.fixture'

const TICKET = 'sM4AOVdWfPE4DxkXGEs8VMCPGGVi4C3VM0P37wVUCFvkVAy_90u5h9nbSlYy3-'
const ticket = (count: number, seconds = 7200) => ({ errcode: 0, errmsg: 'ok', ticket: TICKET + count, expires_in: seconds })
const path = '/cgi-bin/ticket/getticket'
const fetches = (paths: string[]) => paths.filter((one) => one === path).length

/** Tickets are numbered, or what `reply` makes of them. */
async function ticketing(reply: (count: number, seen: Seen) => Reply | Promise<Reply> = (count) => ticket(count)) {
  const made = await setUp((seen, count) => (seen.path === path ? reply(count, seen) : token(count)))
  onTestFinished(made.close)
  return made
}

describe('a ticket', () => {
  it('is asked for with the account token, and kept', async () => {
    const { wechat, seen, clock, records } = await ticketing()
    const fetchedAt = clock.now().getTime()
    const made = { ticket: `${TICKET}1`, fetchedAt, endsAt: fetchedAt + 7_200_000 }
    expect(await wechat.jsapiTicket(APP, call)).toEqual({ ...made, fromCache: false })
    expect(await wechat.jsapiTicket(APP, call)).toEqual({ ...made, fromCache: true })
    expect(seen.slice(1)).toEqual([
      { method: 'GET', path, query: new URLSearchParams({ access_token: `${TOKEN}1`, type: 'jsapi' }), body: undefined },
    ])
    expect(records.at(-1)).toMatchObject({ path: `${path}?access_token=***&type=jsapi`, upstreamCode: '0' })
  })

  it('is fetched once for 200 calls at once', async () => {
    const { wechat, paths } = await ticketing()
    const all = await Promise.all(Array.from({ length: 200 }, () => wechat.jsapiTicket(APP, call)))
    expect(new Set(all.map((one) => one.ticket))).toEqual(new Set([`${TICKET}1`]))
    expect(all.some(({ fromCache }) => fromCache)).toBe(false)
    expect(paths()).toEqual(['/cgi-bin/stable_token', path])
  })

  it('belongs to one account', async () => {
    const { wechat, paths } = await ticketing()
    const all = await Promise.all([APP, 'wx2', APP].map((appId) => wechat.jsapiTicket(appId, call)))
    expect([fetches(paths()), all[0]?.ticket === all[2]?.ticket, all[0]?.ticket === all[1]?.ticket]).toEqual([2, true, false])
  })

  it('is used until its last second and not in the one after', async () => {
    const { wechat, paths, clock } = await ticketing()
    await wechat.jsapiTicket(APP, call)
    clock.advance(7_199_999)
    expect(await wechat.jsapiTicket(APP, call)).toMatchObject({ ticket: `${TICKET}1`, fromCache: true })
    clock.advance(1)
    expect(await wechat.jsapiTicket(APP, call)).toMatchObject({ ticket: `${TICKET}2`, fromCache: false })
    expect(fetches(paths())).toBe(2)
  })

  it('is fetched anew when the clock was set back', async () => {
    const { wechat, clock } = await ticketing()
    await wechat.jsapiTicket(APP, call)
    clock.advance(-1)
    expect(await wechat.jsapiTicket(APP, call)).toMatchObject({ ticket: `${TICKET}2` })
  })

  it('outlives its token', async () => {
    const { wechat, paths } = await ticketing()
    await wechat.jsapiTicket(APP, call)
    await wechat.forceRefresh(APP, call)
    expect(await wechat.jsapiTicket(APP, call)).toMatchObject({ fromCache: true })
    expect(fetches(paths())).toBe(1)
  })

  it('is fetched once more with a new token when the first is refused', async () => {
    const { wechat, seen } = await ticketing((count) => (count === 1 ? { errcode: 40001, errmsg: 'stale' } : ticket(count)))
    await wechat.jsapiTicket(APP, call)
    expect(seen.filter((one) => one.path === path).map(({ query }) => query.get('access_token'))).toEqual([
      `${TOKEN}1`,
      `${TOKEN}2`,
    ])
  })

  it('is not lost for the others when one of them gives up', async () => {
    let release = () => {}
    const held = new Promise<void>((resolve) => (release = resolve))
    const { wechat, paths } = await ticketing(async (count) => {
      await held
      return ticket(count)
    })
    const aborter = new AbortController()
    const leaving = faultOf(wechat.jsapiTicket(APP, { ...call, signal: aborter.signal }))
    const staying = wechat.jsapiTicket(APP, call)
    await expect.poll(() => fetches(paths())).toBe(1)
    aborter.abort()
    expect(await leaving).toMatchObject({ code: 'http.cancelled', retry: 'safe' })
    release()
    expect(await staying).toMatchObject({ ticket: `${TICKET}1` })
    expect(fetches(paths())).toBe(1)
  })

  it('that could not be fetched is asked for again by the next caller, and fails for all who waited', async () => {
    const { wechat, paths } = await ticketing((count) => (count === 1 ? { errcode: 48001, errmsg: 'no' } : ticket(count)))
    const waiting = [faultOf(wechat.jsapiTicket(APP, call)), faultOf(wechat.jsapiTicket(APP, call))]
    for (const fault of await Promise.all(waiting)) {
      expect(fault).toMatchObject({ code: 'wechat.interfaceNotGranted', params: { appId: APP } })
    }
    expect(await wechat.jsapiTicket(APP, call)).toMatchObject({ ticket: `${TICKET}2` })
    expect(fetches(paths())).toBe(2)
  })

  it('without a life is none', async () => {
    const { wechat } = await answering({ errcode: 0, ticket: TICKET })
    expect(await faultOf(wechat.jsapiTicket(APP, call))).toMatchObject({ code: 'http.unreadable', retry: 'safe' })
  })
})

describe('what an operator may ask for', () => {
  it('a new ticket takes the place of the old one', async () => {
    const { wechat } = await ticketing()
    await wechat.jsapiTicket(APP, call)
    expect(await wechat.renewJsapiTicket(APP, call)).toMatchObject({ ticket: `${TICKET}2`, fromCache: false })
    expect(await wechat.jsapiTicket(APP, call)).toMatchObject({ ticket: `${TICKET}2`, fromCache: true })
  })

  it('asked for twice at once it is fetched once', async () => {
    const { wechat, paths } = await ticketing()
    await Promise.all([wechat.renewJsapiTicket(APP, call), wechat.renewJsapiTicket(APP, call)])
    expect(fetches(paths())).toBe(1)
  })

  it('forgetting an account drops its ticket, also one under way', async () => {
    let release = () => {}
    const held = new Promise<void>((resolve) => (release = resolve))
    const { wechat, paths } = await ticketing(async (count) => {
      if (count === 1) await held
      return ticket(count)
    })
    const first = wechat.jsapiTicket(APP, call)
    await expect.poll(() => fetches(paths())).toBe(1)
    wechat.forget(APP)
    release()
    await first
    expect(await wechat.jsapiTicket(APP, call)).toMatchObject({ ticket: `${TICKET}2`, fromCache: false })
    wechat.forget(APP)
    expect(await wechat.jsapiTicket(APP, call)).toMatchObject({ ticket: `${TICKET}3`, fromCache: false })
  })
})

describe('a ticket that WeChat repeats', () => {
  it('stands in no fault, record or log', async () => {
    const { wechat, redactor, records } = await ticketing((count) =>
      count === 1 ? ticket(count) : { errcode: 12345, errmsg: `bad ${TICKET}1 ${TOKEN}1` },
    )
    await wechat.jsapiTicket(APP, call)
    const fault = await faultOf(wechat.renewJsapiTicket(APP, call))
    const shown = [
      inspect(fault, { depth: 20, showHidden: true }),
      JSON.stringify(fault.toEnvelope('c')),
      JSON.stringify(records),
      redactor.text(`the ticket is ${TICKET}1.`),
    ].join('\n')
    expect(shown).not.toContain(TICKET)
    expect(shown).not.toContain(TOKEN)
  })
})
