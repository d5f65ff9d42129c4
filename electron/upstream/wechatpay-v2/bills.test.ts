import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { call } from '../payments/overseas.fixture'
import { setUpV2, v2Order } from './stand-in.fixture'

/** Bills of APIv2 against the stand-in, over real HTTP (payment-providers §7.3, §9.1, §10.3 no. 9). */

const dir = mkdtempSync(join(tmpdir(), 'minidesk-bills-v2-'))
const into = join(dir, 'bill.csv')
afterAll(() => rmSync(dir, { recursive: true }))
const hour = 3_600_000

async function ready(kind: 'v2' | 'v2sp' = 'v2') {
  const kit = await setUpV2(kind)
  const fetchBill = (type: string, day: string) => kit.client.fetchBill?.(kit.account, { type, day, into, maxBytes: 64 * 1024 * 1024 }, call)
  // 14:00 in Beijing on the 30th of June.
  const order = v2Order({ merchantNo: 'V202606300001' })
  await kit.client.createOrder(kit.account, order, call)
  await kit.standIn.act(order.merchantNo, 'pay')
  return { ...kit, fetchBill }
}
const lines = () => readFileSync(into, 'utf8').trimEnd().split('\r\n')

it('gives the day from ten o’clock on the next day; an empty day and "not yet" come as XML with 200', async () => {
  const { clock, fetchBill } = await ready()
  await expect(fetchBill('all', '2026-06-30')).rejects.toMatchObject({ code: 'bills.refused' })
  clock.advance(19 * hour)
  await expect(fetchBill('all', '2026-06-30')).rejects.toMatchObject({ code: 'bills.notReady', retry: 'safe' })
  expect(existsSync(into)).toBe(false)
  clock.advance(hour)
  expect(await fetchBill('all', '2026-06-30')).toMatchObject({ outcome: 'file', hashChecked: false })
  expect(lines()[0]?.split(',')).toHaveLength(27)
  expect(lines()[1]).toContain('`V202606300001,')
  expect(lines()).toHaveLength(4)
  expect(await fetchBill('all', '2026-06-29')).toEqual({ outcome: 'noTrade' })
  expect(existsSync(into)).toBe(false)
})

it('asks for fund flows with HMAC and the certificate, and knows their words for an empty day', async () => {
  const { clock, fetchBill, client, account } = await ready()
  clock.advance(20 * hour)
  expect(await fetchBill('fundBasic', '2026-06-30')).toMatchObject({ outcome: 'file' })
  expect(lines()[0]?.split(',')).toHaveLength(11)
  expect(await fetchBill('fundFees', '2026-06-30')).toEqual({ outcome: 'noTrade' })
  const without = { ...account, keys: [] }
  const asked = client.fetchBill?.(without, { type: 'fundBasic', day: '2026-06-30', into, maxBytes: 1e6 }, call)
  await expect(asked).rejects.toMatchObject({ code: 'wechatpayV2.certificateMissing' })
})

it('stops at the limit of unpacking, and at damaged packing', async () => {
  const { clock, fetchBill, standIn } = await ready()
  clock.advance(20 * hour)
  standIn.setBillFlaw('bomb')
  await expect(fetchBill('all', '2026-06-30')).rejects.toMatchObject({ code: 'bills.tooLarge' })
  standIn.setBillFlaw('brokenGzip')
  await expect(fetchBill('all', '2026-06-30')).rejects.toMatchObject({ code: 'bills.notReadable' })
  expect(existsSync(into)).toBe(false)
})

it('says when the key is wrong, and gives the sub-merchant’s own rows', async () => {
  const { clock, fetchBill, client, account } = await ready('v2sp')
  clock.advance(20 * hour)
  expect(await fetchBill('all', '2026-06-30')).toMatchObject({ outcome: 'file' })
  expect(lines()[1]).toContain('`1900000201,')
  const wrong = { ...account, secrets: { apiKey: 'x'.repeat(32) } }
  await expect(client.fetchBill?.(wrong, { type: 'all', day: '2026-06-30', into, maxBytes: 1e6 }, call)).rejects.toMatchObject({ code: 'wechatpayV2.signRefused' })
})
