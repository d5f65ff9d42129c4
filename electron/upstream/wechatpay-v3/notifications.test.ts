import { afterEach, describe, expect, it } from 'vitest'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { accountOf, call, type Kit, newOrder, rawOf, refundOf, setUp, START } from './contract.fixture'

let kit: Kit
afterEach(() => kit.close())

async function paid(merchantNo: string, options: Parameters<typeof setUp>[0] = {}): Promise<Kit> {
  kit = await setUp(options)
  await kit.client.createOrder(kit.account(), newOrder(merchantNo), call)
  await kit.standIn.act(merchantNo, 'pay')
  return kit
}

describe('callbacks', () => {
  it('a payment and a refund are verified, decrypted and told with the merchant; the same content has the same key', async () => {
    const { client, standIn, account, clock } = await paid('NT-0001')
    const payment = client.readNotification(account(), rawOf(standIn.callback('NT-0001'), START))
    expect(payment).toMatchObject({
      ok: true,
      event: 'payment',
      verified: 'covered',
      order: { state: 'paid', merchantNo: 'NT-0001', amountMinor: 12_800, currency: 'CNY', merchantId: '1900009191' },
    })
    const again = client.readNotification(account(), rawOf(standIn.callback('NT-0001'), START))
    expect(again).toMatchObject({ key: 'key' in payment ? payment.key : '' })
    standIn.setRefundTime(0)
    await client.refund(account(), refundOf('NT-0001', 'NR1'), call)
    expect(standIn.refunds()[0]?.state).toBe('succeeded')
    const refund = client.readNotification(account(), rawOf(standIn.callback('NR1', 'noAssociatedData'), clock.instant()))
    expect(refund).toMatchObject({
      ok: true,
      event: 'refund',
      refund: { state: 'succeeded', rawState: 'SUCCESS', refundNo: 'NR1', amountMinor: 5_000, currency: 'CNY', merchantNo: 'NT-0001' },
    })
  })

  it('forged ones, WeChat’s own probe and old ones are refused; an old one pasted by hand is read', async () => {
    const { client, standIn, account } = await paid('NT-0002')
    const read = (flaw: Parameters<typeof standIn.callback>[1], byHand = false) =>
      client.readNotification(account(), rawOf(standIn.callback('NT-0002', flaw), START, byHand))
    expect(read('forged')).toMatchObject({ ok: false, code: 'signatureWrong' })
    expect(read('signTest')).toMatchObject({ ok: false, code: 'signatureWrong' })
    expect(read('late')).toMatchObject({ ok: false, code: 'v3OutOfTime' })
    expect(read('late', true)).toMatchObject({ ok: true, event: 'payment' })
    expect(read('otherAmount')).toMatchObject({ ok: true, order: { amountMinor: 12_900 } })
    expect(read('otherMerchant')).toMatchObject({ ok: true, order: { merchantId: '1900000000' } })
    expect(client.reply(true)).toEqual({ status: 204, headers: {}, body: '' })
    expect(client.reply(false, 'signatureWrong')).toMatchObject({ status: 400, body: '{"code":"FAIL","message":"signatureWrong"}' })
  })

  it('of another account: its key cannot open it; a changed byte breaks the signature', async () => {
    const { client, standIn, account } = await paid('NT-0003')
    const raw = rawOf(standIn.callback('NT-0003'), START)
    const other = { ...account(), secrets: { ...account().secrets, apiV3Key: 'another-key-of-another-merchant0' } }
    expect(client.readNotification(other, raw)).toMatchObject({ ok: false, code: 'v3Sealed' })
    const body = Buffer.from(raw.body)
    body[10] = (body[10] ?? 0) ^ 1
    expect(client.readNotification(account(), { ...raw, body })).toMatchObject({ ok: false, code: 'signatureWrong' })
    expect(client.readNotification(account(), { ...raw, headers: new Map() })).toMatchObject({ ok: false, code: 'v3Unsigned' })
    expect(client.readNotification({ ...account(), keys: [] }, raw)).toMatchObject({ ok: false, code: 'v3UnknownKey' })
  })

  it('while WeChat switches to the public key, both keys count, each in its own messages', async () => {
    const { client, standIn, account } = await paid('NT-0004', { change: { keyMode: 'both' } })
    const serials = new Set<string>()
    for (let turn = 0; turn < 24; turn += 1) {
      const raw = rawOf(standIn.callback('NT-0004'), START)
      serials.add(raw.headers.get('wechatpay-serial') ?? '')
      expect(client.readNotification(account(), raw)).toMatchObject({ ok: true })
    }
    expect(serials).toEqual(new Set(account().keys.map(({ serial }) => serial)))
  })

  it('a foreign sub-merchant of the same provider is told beside it', async () => {
    const { client, standIn, account } = await paid('NT-0005', { kind: 'v3sp', change: { subMchid: '1900000109' } })
    const raw = rawOf(standIn.callback('NT-0005'), START)
    expect(client.readNotification(account(), raw)).toMatchObject({ order: { merchantId: '1900009191' } })
    expect(client.readNotification(account({ subMchid: '1900000222' }), raw)).toMatchObject({ order: { merchantId: '1900009191/1900000109' } })
  })

  it('the stand-in sends them by itself, again until they are acknowledged, and to nobody but this computer', async () => {
    const bodies: string[] = []
    const server = createServer((request, response) => {
      let body = ''
      request.setEncoding('utf8').on('data', (part: string) => (body += part))
      request.on('end', () => response.writeHead(bodies.push(body) === 1 ? 500 : 204).end())
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    kit = await setUp()
    const { client, standIn } = kit
    const account = { ...kit.account(), notifyUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/n` }
    await client.createOrder(account, newOrder('NT-0006'), call)
    await client.createOrder(accountOf({}, account.keys), newOrder('NT-0007'), call)
    await standIn.act('NT-0006', 'pay')
    await standIn.act('NT-0007', 'pay')
    await standIn.idle()
    server.close()
    server.closeAllConnections()
    expect(standIn.deliveries().map(({ status }) => status)).toEqual([500, 204])
    expect(new Set(bodies).size).toBe(1)
  })
})
