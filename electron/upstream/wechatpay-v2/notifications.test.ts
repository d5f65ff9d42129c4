import { createHash } from 'node:crypto'
import { Aes, Hash } from 'wechatpay-axios-plugin'
import { describe, expect, it } from 'vitest'
import { call, orderForRefund, rawOf, refund } from '../payments/overseas.fixture'
import type { RawNotification } from '../payments/types'
import { direct, setUpV2, v2Order } from './stand-in.fixture'

type Kit = Awaited<ReturnType<typeof setUpV2>>

const acknowledging = async (...args: Parameters<typeof setUpV2>) => {
  const kit = await setUpV2(...args)
  const { status, body } = kit.client.reply(true)
  kit.notices.say(() => ({ status, body }))
  return kit
}
const read = (kit: Kit, raw: RawNotification) => Promise.resolve(kit.client.readNotification?.(kit.account, raw))
const xml = (fields: Record<string, string>, root = 'xml') => `<${root}>${Object.entries(fields).map(([name, value]) => `<${name}>${value}</${name}>`).join('')}</${root}>`
const posted = (body: string) => rawOf({ method: 'POST', body })

describe('notifications of WeChat Pay v2', () => {
  it.each([['v2', 'MD5'], ['v2', 'HMAC-SHA256'], ['v2sp', 'MD5']] as const)('a payment (%s, %s) is told with a signature over all of it, and again the same', async (kind, signType) => {
    const kit = await acknowledging(kind, { signType })
    await kit.client.createOrder(kit.account, v2Order(), call)
    await kit.standIn.act('M-1', 'pay')
    const first = await read(kit, await kit.notices.nth(0))
    expect(first).toMatchObject({
      ok: true, event: 'payment', verified: 'covered',
      order: { state: 'paid', merchantNo: 'M-1', amountMinor: 2_490, currency: 'CNY', merchantId: kit.account.values['mchid'] },
    })
    await kit.standIn.act('M-1', 'notifyAgain')
    const again = await read(kit, await kit.notices.nth(1))
    expect(again?.ok === true && first?.ok === true && again.key === first.key).toBe(true)
  })

  it('one that is not acknowledged comes again; late and doubled ones are the same', async () => {
    const kit = await setUpV2()
    let refusals = 1
    kit.notices.say(() => {
      refusals -= 1
      return kit.client.reply(refusals < 0, '内部错误')
    })
    kit.standIn.setHabit({ copies: 2, delayMs: 1 })
    await kit.client.createOrder(kit.account, v2Order(), call)
    await kit.standIn.act('M-1', 'pay')
    const keys = await Promise.all([0, 1, 2].map(async (n) => read(kit, await kit.notices.nth(n))))
    expect(new Set(keys.map((reading) => (reading?.ok ? reading.key : ''))).size).toBe(1)
    expect(kit.client.reply(false, '内部错误').body).toContain('FAIL')
  })

  it('a forged one, another amount under the right key, another merchant', async () => {
    const kit = await acknowledging()
    await kit.client.createOrder(kit.account, v2Order(), call)
    await kit.standIn.act('M-1', 'notifyForged')
    expect(await read(kit, await kit.notices.nth(0))).toMatchObject({ ok: false, code: 'signatureWrong' })
    await kit.client.createOrder(kit.account, v2Order({ merchantNo: 'M-2' }), call)
    await kit.standIn.act('M-2', 'payOtherAmount')
    expect(await read(kit, await kit.notices.nth(1))).toMatchObject({ ok: true, order: { merchantNo: 'M-2', amountMinor: 2_489 } })
    const own = { return_code: 'SUCCESS', result_code: 'SUCCESS', appid: direct.values.appid, out_trade_no: 'M-1', transaction_id: '4200', total_fee: '2490' }
    const signedAs = (fields: Record<string, string>) => posted(xml({ ...fields, sign: Hash.sign('MD5', fields, direct.secrets.apiKey) }))
    expect(await read(kit, signedAs({ ...own, mch_id: '1900000109' }))).toMatchObject({ ok: true })
    expect(await read(kit, signedAs({ ...own, mch_id: '1900000110' }))).toMatchObject({ ok: false, code: 'accountDiffers' })
    expect(await read(kit, signedAs(own))).toMatchObject({ ok: false, code: 'accountDiffers' })
    expect(await read(kit, posted(xml({ ...own, mch_id: '1900000109' })))).toMatchObject({ ok: false, code: 'signatureWrong' })
  })

  it('a refund is told encrypted, without proof: staff’s too', async () => {
    const kit = await acknowledging()
    const order = orderForRefund({ currency: 'CNY' })
    await kit.client.createOrder(kit.account, v2Order(), call)
    await kit.standIn.act('M-1', 'pay')
    await kit.client.refund?.(kit.account, refund({ order }), call)
    await kit.standIn.act('M-1', 'refundInPortal')
    await kit.standIn.act('M-1', 'finishRefunds')
    const readings = await Promise.all([1, 2].map(async (n) => read(kit, await kit.notices.nth(n))))
    const told = readings.map((reading) => (reading?.ok ? [reading.event, reading.verified, reading.refund?.state, reading.refund?.amountMinor, reading.refund?.madeBy] : reading?.code))
    expect(told).toContainEqual(['refund', 'none', 'succeeded', 1_000, 'api'])
    expect(told).toContainEqual(['refund', 'none', 'succeeded', 1_490, 'portal'])
  })

  it('what the published library encrypts is opened; a foreign key, padding or content is not', async () => {
    const kit = await setUpV2()
    const key = createHash('md5').update(direct.secrets.apiKey).digest('hex')
    const inside = xml({ out_trade_no: 'M-1', out_refund_no: 'R-1', refund_id: '5030', refund_fee: '100', refund_status: 'CHANGE', success_time: '2026-06-30 14:00:00' }, 'root')
    const told = (info: string, mchid = '1900000109') => posted(xml({ return_code: 'SUCCESS', appid: direct.values.appid, mch_id: mchid, req_info: info }))
    const sealed = (text: string, secret = key) => Aes.AesEcb.encrypt(text, secret)
    expect(await read(kit, told(sealed(inside)))).toMatchObject({
      ok: true, verified: 'none', refund: { state: 'needsManual', rawState: 'CHANGE', refundNo: 'R-1', amountMinor: 100, completedAt: '2026-06-30T06:00:00.000Z' },
    })
    // Another content is another notification: a forged one does not stand in the way of the true one.
    const [one, other] = await Promise.all([read(kit, told(sealed(inside))), read(kit, told(sealed(inside.replace('>100<', '>101<'))))])
    expect(one?.ok && other?.ok && one.key !== other.key).toBe(true)
    for (const info of [sealed(inside, 'f'.repeat(32)), 'AAAA', '%%%', sealed(`<!DOCTYPE r>${inside}`), sealed(xml({}))])
      expect(await read(kit, told(info))).toMatchObject({ ok: false })
    expect(await read(kit, told(sealed(inside), '1900000110'))).toMatchObject({ ok: false, code: 'accountDiffers' })
  })

  it.each([
    ['an entity bomb', '<!DOCTYPE x [<!ENTITY a "b">]><xml><return_code>SUCCESS</return_code><sign>&a;</sign></xml>'],
    ['a doubled amount', '<xml><return_code>SUCCESS</return_code><total_fee>1</total_fee><total_fee>900</total_fee></xml>'],
    ['nesting', '<xml><return_code>SUCCESS</return_code><a><b>1</b></a></xml>'],
    ['JSON', '{"return_code":"SUCCESS"}'],
    ['nothing', ''],
    ['a failure', '<xml><return_code>FAIL</return_code></xml>'],
  ])('%s is refused', async (_what, body) => {
    expect(await read(await setUpV2(), posted(body))).toMatchObject({ ok: false, code: 'unreadable' })
  })

  it('too much, or bytes that are no UTF-8, are refused; an account without a key says so', async () => {
    const kit = await setUpV2()
    expect(await read(kit, posted(`<xml><a>${'x'.repeat(70_000)}</a></xml>`))).toMatchObject({ ok: false, code: 'tooLarge' })
    expect(await read(kit, { ...posted(''), body: Uint8Array.of(0x3c, 0xff, 0xfe) })).toMatchObject({ ok: false, code: 'unreadable' })
    const bare = { ...kit.account, secrets: {} }
    expect(kit.client.readNotification?.(bare, posted('<xml><return_code>SUCCESS</return_code></xml>'))).toMatchObject({ ok: false, code: 'v2AccountUnusable' })
  })
})
