import { request } from 'node:http'
import { connect } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ManualClock } from '../clock/clock'
import { type Received, startReceiver } from './receiver'

const account = '0190a1b2-0000-7000-8000-00000000000a'
const clock = new ManualClock('2026-11-28T00:00:00.000Z')

let receiver: Awaited<ReturnType<typeof startReceiver>>
let got: Received[]

beforeEach(async () => {
  got = []
  receiver = await startReceiver({
    host: '127.0.0.1',
    port: 0,
    clock,
    deliver: async (received) => {
      got.push(received)
      if (received.kind === 'v2') throw new Error('inner detail')
      return received.kind === 'vr' ? undefined : { status: 200, headers: { 'content-type': 'text/plain' }, body: 'ok' }
    },
    reportError: () => undefined,
    limits: { bodyBytes: 1_000, burst: 8, perSecond: 1 },
  })
})
afterEach(() => receiver.close())

function send(method: string, path: string, body = '', headers: Record<string, string> = {}): Promise<[number, string]> {
  return new Promise((resolve, reject) => {
    const [host, port] = receiver.address.split(':')
    const sent = request({ host, port, method, path, headers }, (response) => {
      let text = ''
      response.on('data', (chunk: Buffer) => (text += chunk.toString()))
      response.on('end', () => resolve([response.statusCode ?? 0, text]))
    })
    sent.on('error', reject)
    sent.end(body)
  })
}

describe('the receiver of notifications', () => {
  it('hands over exactly the bytes, headers and query that came, and answers what it is told', async () => {
    const body = '{ "a" : 1.0,\r\n "b":"é" }\n'
    expect(await send('POST', `/notify/yaband/${account}?x=%20y`, body, { 'X-One': ' a b' })).toEqual([200, 'ok'])
    expect(Buffer.from(got[0]?.body ?? []).toString()).toBe(body)
    expect(got[0]).toMatchObject({ kind: 'yaband', accountId: account, method: 'POST', query: 'x=%20y', path: `/notify/yaband/${account}` })
    expect(new Map(got[0]?.headers).get('x-one')).toBe('a b')
  })

  it('answers every other address, method and account with nothing', async () => {
    expect(await send('GET', '/')).toEqual([404, ''])
    expect(await send('POST', `/notify/yaband/${account}/more`)).toEqual([404, ''])
    expect(await send('POST', '/notify/../rpc/x')).toEqual([404, ''])
    expect(await send('DELETE', `/notify/yaband/${account}`)).toEqual([405, ''])
    expect(await send('POST', `/notify/vr/${account}`)).toEqual([404, ''])
    expect(got.map(({ kind }) => kind)).toEqual(['vr'])
    expect(receiver.stats()).toMatchObject({ received: 0, refused: 5 })
  })

  it('refuses what is too large, with or without a length in its head', async () => {
    expect((await send('POST', `/notify/v3/${account}`, 'x'.repeat(1_001)))[0]).toBe(413)
    expect((await send('POST', `/notify/v3/${account}`, 'x'.repeat(5_000), { 'transfer-encoding': 'chunked' }))[0]).toBe(413)
    expect((await send('GET', `/notify/v3/${account}?${'q'.repeat(9_000)}`))[0]).toBe(414)
    expect(got).toEqual([])
  })

  it('lets only so many through, and tells nothing of an inner failure', async () => {
    const [status, text] = await send('POST', `/notify/v2/${account}`)
    expect([status, text]).toEqual([500, ''])
    const answers = await Promise.all(Array.from({ length: 20 }, () => send('POST', `/notify/v3/${account}`)))
    expect(answers.filter(([code]) => code === 200)).toHaveLength(7)
    expect(answers.filter(([code]) => code === 429)).toHaveLength(13)
    clock.advance(2_000)
    expect((await send('POST', `/notify/v3/${account}`))[0]).toBe(200)
  })

  it('hangs up on what is no HTTP', async () => {
    const [host, port] = receiver.address.split(':')
    const ended = new Promise<void>((resolve) => {
      const socket = connect(Number(port), host, () => socket.write('\u0000\u0001 nonsense\r\n\r\n'))
      socket.on('close', () => resolve())
      socket.on('error', () => undefined)
    })
    await ended
    expect(receiver.stats().refused).toBe(1)
  })

  it('says which port is taken', async () => {
    const port = Number(receiver.address.split(':')[1])
    await expect(
      startReceiver({ host: '127.0.0.1', port, clock, deliver: async () => undefined, reportError: () => undefined }),
    ).rejects.toMatchObject({ code: 'receiver.portTaken', params: { port } })
  })
})
