import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, existsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { OpenAccount } from '../payments'
import { call, type Kit, newOrder, refundOf, setUp } from './contract.fixture'

/** Our bill calls against the stand-in, over real HTTP (payment-providers §8.8, §8.9, §10.3 no. 9). */

const dir = mkdtempSync(join(tmpdir(), 'minidesk-bills-'))
const into = join(dir, 'bill.csv')
afterAll(() => rmSync(dir, { recursive: true }))

let kit: Kit
let account: OpenAccount
const hour = 3_600_000
const limit = 64 * 1024 * 1024
const fetchBill = (type: string, day: string, maxBytes = limit) => kit.client.fetchBill(account, { type, day, into, maxBytes }, call)
const lines = () => readFileSync(into, 'utf8').replace(/^\uFEFF/u, '').trimEnd().split('\r\n')

async function trade(minutes: number, no: string, description = '云栖, 大床房 `豪华`') {
  await kit.client.createOrder(account, newOrder(no, { description }), call)
  await kit.standIn.act(no, 'pay')
  kit.clock.advance(minutes * 60_000)
}

describe('domestic bills', () => {
  // 10:00 in Beijing on the 28th.
  beforeEach(async () => {
    kit = await setUp()
    account = kit.account()
    await trade(30, 'T202611280001')
    await trade(30, 'T202611280002')
    await kit.client.refund(account, refundOf('T202611280001', 'R202611280001'), call)
  })
  afterEach(() => kit.close())

  it('gives the rows of a Beijing day from ten o’clock on the next day, checked by the hash of the unpacked file', async () => {
    await expect(fetchBill('all', '2026-11-28')).rejects.toMatchObject({ code: 'wechatpayV3.invalidRequest' })
    kit.clock.advance(22 * hour)
    await expect(fetchBill('all', '2026-11-28')).rejects.toMatchObject({ code: 'bills.notReady', retry: 'no' })
    kit.clock.advance(1 * hour)
    const fetched = await fetchBill('all', '2026-11-28')
    expect(fetched).toMatchObject({ outcome: 'file', hashChecked: true })
    expect(fetched.outcome === 'file' && fetched.sha256).toBe(createHash('sha256').update(readFileSync(into)).digest('hex'))
    const [header = '', ...rows] = lines()
    expect(header.split(',')).toHaveLength(27)
    expect(rows).toHaveLength(5)
    expect(rows[0]).toContain('`T202611280001,')
    expect(rows[0]).toContain('`云栖, 大床房 `豪华`,')
    expect(rows[0]).toContain('`0.77000,`0.60%,`128.00')
    expect(rows[2]).toContain('`-0.30000,`0.60%,`0.00,`50.00')
    expect(rows.at(-1)).toBe('`3.0,`256.00,`50.00,`0.00,`1.24000,`256.00,`50.00')

    await fetchBill('success', '2026-11-28')
    expect(lines()[0]?.split(',')).toHaveLength(20)
    expect(lines()).toHaveLength(5)
    await fetchBill('refund', '2026-11-28')
    expect(lines()[0]?.split(',')).toHaveLength(29)
    expect(lines()[1]).toContain('`R202611280001,')
  })

  it('gives the fund flow with its balance, and no statement for a day on which nothing happened', async () => {
    kit.clock.advance(23 * hour)
    expect(await fetchBill('fundBasic', '2026-11-28')).toMatchObject({ outcome: 'file', hashChecked: true })
    const rows = lines()
    expect(rows[0]?.split(',')).toHaveLength(11)
    expect(rows[1]).toContain('`收入,`128.00,`5128.00')
    expect(rows[2]).toContain('`扣除交易手续费,`支出,`0.77,`5127.23')
    expect(rows.at(-1)).toBe('`6.0,`3.0,`256.30,`3.0,`51.54')
    expect(await fetchBill('fundFees', '2026-11-28')).toEqual({ outcome: 'noTrade' })
    expect(await fetchBill('all', '2026-11-27')).toEqual({ outcome: 'noTrade' })
    expect(existsSync(into)).toBe(true)
  })

  it('goes three months back and no further', async () => {
    kit.clock.advance(92 * 24 * hour + hour)
    expect(await fetchBill('all', '2026-11-28')).toMatchObject({ outcome: 'file' })
    kit.clock.advance(24 * hour)
    await expect(fetchBill('all', '2026-11-28')).rejects.toMatchObject({ code: 'wechatpayV3.invalidRequest' })
  })

  it('believes no file whose hash differs, that is cut off or swells up, and leaves nothing of it', async () => {
    kit.clock.advance(23 * hour)
    for (const [flaw, code] of [
      ['wrongHash', 'bills.hashWrong'],
      ['truncated', 'bills.hashWrong'],
      ['brokenGzip', 'bills.notReadable'],
      ['bomb', 'bills.tooLarge'],
    ] as const) {
      kit.standIn.setBillFlaw(flaw)
      await expect(fetchBill('all', '2026-11-28'), flaw).rejects.toMatchObject({ code })
      expect(existsSync(into), flaw).toBe(false)
    }
    kit.standIn.setBillFlaw(undefined)
    expect(await fetchBill('all', '2026-11-28')).toMatchObject({ outcome: 'file' })
  })

  it('asks once more where the address has run out, and says so where that does not help', async () => {
    kit.clock.advance(23 * hour)
    kit.standIn.setBillFlaw('addressRanOut')
    await expect(fetchBill('all', '2026-11-28')).rejects.toMatchObject({ code: 'wechatpayV3.invalidRequest' })
    expect(kit.standIn.calls()['GET /v3/billdownload/file']).toBe(2)
  })

  it('takes the sub-merchant’s rows for a service provider', async () => {
    await kit.close()
    kit = await setUp({ kind: 'v3sp', change: { subMchid: '1900006511' } })
    account = kit.account()
    await trade(10, 'S202611280001')
    kit.clock.advance(24 * hour)
    expect(await fetchBill('all', '2026-11-28')).toMatchObject({ outcome: 'file' })
    expect(lines()[1]).toContain('`1900006511,')
    await expect(fetchBill('fundBasic', '2026-11-28')).rejects.toMatchObject({ code: 'bills.typeUnknown' })
  })
})

describe('the statement abroad', () => {
  it('is signed by its digest, and refused where the digest is another', async () => {
    kit = await setUp({ change: { region: 'global', merchantCategoryCode: '4111' } })
    account = kit.account()
    await kit.client.createOrder(account, newOrder('G202611280001', { currency: 'EUR' }), call)
    await kit.standIn.act('G202611280001', 'pay')
    kit.clock.advance(22 * hour)
    await expect(fetchBill('overseas', '2026-11-28')).rejects.toMatchObject({ code: 'bills.notReady' })
    kit.clock.advance(hour)
    expect(await fetchBill('overseas', '2026-11-28')).toMatchObject({ outcome: 'file', hashChecked: true })
    expect(lines()[0]?.split(',')).toHaveLength(38)
    expect(lines()[1]).toContain('`EUR,`128.00,`CNY,`1003.52')
    kit.standIn.setBillFlaw('wrongHash')
    await expect(fetchBill('overseas', '2026-11-28')).rejects.toMatchObject({ code: 'bills.hashWrong' })
    kit.standIn.setFault({ kind: 'badSignature', times: 1 })
    kit.standIn.setBillFlaw(undefined)
    await expect(fetchBill('overseas', '2026-11-28')).rejects.toMatchObject({ code: 'payments.answerUnsigned' })
    expect(await fetchBill('overseas', '2026-11-20')).toEqual({ outcome: 'noTrade' })
    await kit.close()
  })
})
