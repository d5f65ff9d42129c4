import { constants, generateKeyPairSync, randomUUID, sign } from 'node:crypto'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { ManualClock } from '../../platform/clock/clock'
import { startWechatPayV3StandIn, type WechatPayV3StandIn, type WechatPayV3StandInOptions } from '.'

const privateKey = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
const values = { mchid: '1900009191', appid: 'wxd678efh567hg6787', serialNo: '1DDE55AD98ED71D6EDD4A4A16996DE7B47773A8C' }
const merchant = { kind: 'v3', values, secrets: { privateKey, apiV3Key: 'k'.repeat(32) } }
const start = '2026-11-28T02:00:00.000Z'

let clock: ManualClock
let standIn: WechatPayV3StandIn
let saved = ''
let count = 0
const chance = () => ((count += 7) % 97) / 97

async function open(options: Partial<WechatPayV3StandInOptions> = {}): Promise<void> {
  clock = new ManualClock(start)
  const restore = saved === '' ? {} : { restore: saved }
  standIn = await startWechatPayV3StandIn({ clock, accounts: [merchant], random: chance, ...restore, ...options })
}

// Keys are slow to make: the first stand-in's are kept.
beforeAll(async () => {
  await open()
  saved = standIn.snapshot()
  await standIn.close()
})
afterEach(() => standIn.close())

interface Sent {
  method?: string
  body?: unknown
  raw?: string
  headers?: Record<string, string>
  nonce?: string
  seconds?: number
  signed?: string
}

/** A request signed by hand, as any merchant's program would. */
async function send(path: string, sent: Sent = {}): Promise<{ status: number; answer: { code?: string; detail?: { field?: string } } & Record<string, unknown> }> {
  const { method = sent.body === undefined && sent.raw === undefined ? 'GET' : 'POST', nonce = randomUUID(), headers = {} } = sent
  const body = sent.raw ?? (sent.body === undefined ? '' : JSON.stringify(sent.body))
  const seconds = sent.seconds ?? Math.floor(clock.now().getTime() / 1000)
  const text = `${method}\n${sent.signed ?? path}\n${seconds}\n${nonce}\n${body}\n`
  const signature = sign('sha256', Buffer.from(text), { key: privateKey, padding: constants.RSA_PKCS1_PADDING }).toString('base64')
  const authorization = `WECHATPAY2-SHA256-RSA2048 mchid="${values.mchid}",nonce_str="${nonce}",signature="${signature}",timestamp="${seconds}",serial_no="${values.serialNo}"`
  const response = await fetch(standIn.baseUrl + path, {
    method,
    headers: { accept: 'application/json', 'content-type': 'application/json', 'user-agent': 'test', authorization, ...headers },
    ...(method === 'GET' ? {} : { body }),
  })
  const said = await response.text()
  return { status: response.status, answer: said === '' ? {} : (JSON.parse(said) as Record<string, unknown>) }
}

const native = '/v3/pay/transactions/native'
const refunds = '/v3/refund/domestic/refunds'
const order = (out_trade_no: string) => ({
  mchid: values.mchid,
  appid: values.appid,
  description: '大床房',
  out_trade_no,
  notify_url: 'https://pay.example.com/notify',
  amount: { total: 10_000, currency: 'CNY' },
})
const refund = (out_trade_no: string, out_refund_no: string, amount = 100) => ({
  out_trade_no,
  out_refund_no,
  amount: { refund: amount, total: 10_000, currency: 'CNY' },
})

async function paid(merchantNo: string): Promise<void> {
  await send(native, { body: order(merchantNo) })
  await standIn.act(merchantNo, 'pay')
}

describe('the door', () => {
  it('wants a right signature over the address as it was sent, a fresh time and a new nonce', async () => {
    await open()
    const query = `/v3/pay/transactions/out-trade-no/D%2D0001x?mchid=${values.mchid}`
    expect((await send(query)).answer.code).toBe('ORDER_NOT_EXIST')
    const wrong = await send(query, { signed: query.replace('%2D', '-') })
    expect(wrong).toMatchObject({ status: 401, answer: { code: 'SIGN_ERROR', detail: { sign_information: { method: 'GET', url: query } } } })
    const seconds = Math.floor(clock.now().getTime() / 1000) - 301
    expect((await send(query, { seconds })).status).toBe(401)
    expect((await send(query, { nonce: 'n1' })).status).toBe(404)
    expect((await send(query, { nonce: 'n1' })).answer).toMatchObject({ code: 'SIGN_ERROR' })
    expect((await send(query, { headers: { authorization: 'Bearer x' } })).status).toBe(401)
    expect((await send(query, { headers: { accept: 'text/html' } })).status).toBe(406)
    expect((await send(`${query}&x=1`)).answer).toMatchObject({ code: 'PARAM_ERROR', detail: { location: 'query' } })
    expect((await send('/v3/nothing')).status).toBe(404)
    expect((await send(native)).status).toBe(405)
  })

  it('takes no field that is unknown, missing, null, of another type, too long or with an emoji', async () => {
    await open()
    const whole = order('D-000002')
    const bad: [object, string][] = [
      [{ ...whole, extra: 1 }, '/extra'],
      [{ ...whole, description: undefined }, '/description'],
      [{ ...whole, attach: null }, '/attach'],
      [{ ...whole, amount: { total: '1' } }, '/amount/total'],
      [{ ...whole, amount: { total: 1.5 } }, '/amount/total'],
      [{ ...whole, amount: { total: 1, currency: 'EUR' } }, '/amount/currency'],
      [{ ...whole, description: '海景房🏨' }, '/description'],
      [{ ...whole, out_trade_no: 'short' }, '/out_trade_no'],
      [{ ...whole, notify_url: 'https://a.example/n?x=1' }, '/notify_url'],
      [{ ...whole, time_expire: '2026-11-28T10:00:30+08:00' }, '/time_expire'],
    ]
    for (const [body, field] of bad) expect((await send(native, { body })).answer, field).toMatchObject({ code: 'PARAM_ERROR', detail: { field } })
    expect((await send(native, { raw: '{' })).answer.code).toBe('PARAM_ERROR')
    expect((await send(native, { body: { ...whole, appid: 'wx0000000000000000' } })).answer.code).toBe('APPID_MCHID_NOT_MATCH')
    expect((await send('/v3/pay/partner/transactions/native', { body: whole })).answer.code).toBe('NO_AUTH')
    expect((await send('/v3/global/transactions/native', { body: whole })).answer.code).toBe('INVALID_REQUEST')
    expect(standIn.orders()).toEqual([])
  })
})

describe('the books', () => {
  it('at most 50 refunds, within 365 days, 150 a second and 6 faulty ones', async () => {
    await open({ limits: { refundsPerSecond: 1_000, faultyRefundsPerSecond: 1_000 } })
    await paid('B-000001')
    for (let part = 0; part < 50; part += 1) expect((await send(refunds, { body: refund('B-000001', `R${part}`) })).status).toBe(200)
    expect((await send(refunds, { body: refund('B-000001', 'R50') })).answer).toMatchObject({ code: 'INVALID_REQUEST' })
    expect((await send(refunds, { body: refund('B-000001', 'R49') })).status).toBe(200)
    await paid('B-000002')
    clock.advance(365 * 86_400_000 + 1_000)
    expect((await send(refunds, { body: refund('B-000002', 'L1') })).answer).toMatchObject({ code: 'INVALID_REQUEST' })
    expect(standIn.refunds()).toHaveLength(50)
    await standIn.close()
    await open({ limits: { refundsPerSecond: 1_000, faultyRefundsPerSecond: 0 } })
    const codes: unknown[] = []
    for (let turn = 0; turn < 4; turn += 1) codes.push((await send(refunds, { body: refund('B-nowhere', 'F1') })).answer.code)
    expect(codes).toContain('FREQUENCY_LIMITED')
    expect(codes[0]).toBe('RESOURCE_NOT_EXISTS')
  })

  it('one transaction number or the order number, the total of the order, and its currency', async () => {
    await open()
    await paid('B-000003')
    const whole = refund('B-000003', 'T1')
    expect((await send(refunds, { body: { ...whole, transaction_id: '4200' } })).answer.code).toBe('PARAM_ERROR')
    expect((await send(refunds, { body: { ...whole, amount: { ...whole.amount, total: 9_999 } } })).answer.code).toBe('INVALID_REQUEST')
    expect((await send(refunds, { body: { ...whole, amount: { ...whole.amount, currency: 'EUR' } } })).answer.code).toBe('PARAM_ERROR')
    expect((await send(refunds, { body: { ...whole, reason: '客'.repeat(27) } })).answer.code).toBe('PARAM_ERROR')
    expect(standIn.refunds()).toEqual([])
  })

  it('scenarios: the first answer lost or broken but done, paid at once, expired', async () => {
    await open()
    await expect(send(native, { body: order('S-001-TIMEOUT') })).rejects.toThrow()
    expect((await send(native, { body: order('S-001-TIMEOUT') })).status).toBe(200)
    expect(await send(native, { body: order('S-002-SYSERR') })).toMatchObject({ status: 500, answer: { code: 'SYSTEM_ERROR' } })
    expect((await send(native, { body: order('S-002-SYSERR') })).status).toBe(200)
    expect((await send(native, { body: order('S-003-DUP') })).answer.code).toBe('OUT_TRADE_NO_USED')
    await send(native, { body: order('S-004-PAID') })
    await send(native, { body: order('S-005-EXPIRE') })
    const state = async (number: string) => (await send(`/v3/pay/transactions/out-trade-no/${number}?mchid=${values.mchid}`)).answer['trade_state']
    expect([await state('S-004-PAID'), await state('S-005-EXPIRE'), await state('S-001-TIMEOUT')]).toEqual(['SUCCESS', 'CLOSED', 'NOTPAY'])
  })

  it('outlive a restart with the keys; what is no snapshot is refused', async () => {
    let kept = ''
    await open({ onChange: (snapshot) => (kept = snapshot()) })
    await paid('B-000004')
    await send(refunds, { body: refund('B-000004', 'K1') })
    const before = [standIn.orders(), standIn.refunds(), standIn.platformKeys()]
    expect(kept).not.toContain(merchant.secrets.apiV3Key)
    await standIn.close()
    await open({ restore: kept })
    expect([standIn.orders(), standIn.refunds(), standIn.platformKeys()]).toEqual(before)
    expect((await send(refunds, { body: refund('B-000004', 'K1') })).status).toBe(200)
    expect(standIn.refunds()).toHaveLength(1)
    await expect(startWechatPayV3StandIn({ clock, accounts: [], random: chance, restore: '{}' })).rejects.toThrow('sandbox.snapshotUnreadable')
  })

  it('is told from outside only with its key', async () => {
    await open()
    await send(native, { body: order('C-000001') })
    const control = (path: string, body: object, key = standIn.controlKey) =>
      fetch(`${standIn.baseUrl}/_sandbox/${path}`, { method: 'POST', headers: { 'x-sandbox-control': key }, body: JSON.stringify(body) })
    const act = { number: 'C-000001', act: 'pay' }
    expect((await control('act', act, 'x')).status).toBe(403)
    expect((await control('act', { ...act, number: 'none' })).status).toBe(404)
    expect((await control('act', { ...act, act: 'explode' })).status).toBe(400)
    expect((await control('act', act)).status).toBe(200)
    expect(standIn.orders()[0]?.state).toBe('paid')
    expect((await control('faults', { kind: 'dropBefore', times: 1 })).status).toBe(201)
    await expect(send(native, { body: order('C-000002') })).rejects.toThrow()
  })
})
