import { constants, generateKeyPairSync, sign } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { ManualClock } from '../../platform/clock/clock'
import { createHttp } from '../../platform/http'
import { createRedactor } from '../../platform/log'
import type { OpenKey } from '../payments'
import { accountOf, API_V3_KEY, call, type Kit, newOrder, orderOf, refundOf, setUp, START } from './contract.fixture'
import { createV3Client } from './client'
import { wechatPayV3RateLimit } from '.'

const closers: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closers.splice(0)) await close()
})

async function kitWith(options: Parameters<typeof setUp>[0] = {}): Promise<Kit> {
  const kit = await setUp(options)
  closers.push(kit.close)
  return kit
}

const byMerchant = (merchantNo: string) => ({ ...orderOf(merchantNo), by: 'merchant' as const })

describe('whether an answer is believed', () => {
  it('an effect whose answer is not rightly signed is unknown, a query fails', async () => {
    const { client, standIn, account } = await kitWith()
    standIn.setFault({ kind: 'badSignature' })
    expect(await client.createOrder(account(), newOrder('AN-0001'), call)).toMatchObject({
      outcome: 'unknown',
      fault: { code: 'payments.answerUnsigned', retry: 'afterCheck' },
    })
    const query = client.queryOrder(account(), byMerchant('AN-0001'), call)
    await expect(query).rejects.toMatchObject({ code: 'payments.answerUnsigned' })
    standIn.clearFaults()
    expect(await client.queryOrder(account(), byMerchant('AN-0001'), call)).toMatchObject({ state: 'pending' })
  })

  it('answers come by certificate or by public key; a key that the account lacks is named', async () => {
    const { client, standIn, account } = await kitWith({ change: { keyMode: 'both' } })
    const { certificates, publicKey } = standIn.platformKeys()
    await client.createOrder(account(), newOrder('AN-0002'), call)
    const only = (keyMode: string, kind: OpenKey['kind']) => {
      const whole = account({ keyMode })
      return { ...whole, keys: whole.keys.filter((key) => key.kind === kind) }
    }
    for (const one of [only('certificate', 'platformCertificate'), only('publicKey', 'publicKey'), only('both', 'publicKey')])
      expect(await client.queryOrder(one, byMerchant('AN-0002'), call)).toMatchObject({ state: 'pending' })
    const lacking = client.queryOrder(only('certificate', 'publicKey'), byMerchant('AN-0002'), call)
    await expect(lacking).rejects.toMatchObject({ code: 'wechatpayV3.keyUnknown', params: { serial: certificates[0]?.serial } })
    expect(publicKey.id).toMatch(/^PUB_KEY_ID_\d{30}$/u)
  })

  it('fetches, decrypts and verifies the certificates, two of them after a rotation; a wrong APIv3 key is told', async () => {
    const { client, standIn, account } = await kitWith()
    await standIn.rotate()
    const bare = { ...account(), keys: [] }
    const keys = await client.fetchKeys(bare, call)
    expect(keys.map(({ serial, pem }) => ({ serial, pem: `${pem}\n` }))).toEqual(standIn.platformKeys().certificates)
    const fetched = { ...bare, keys: keys.map((key, id) => ({ id: String(id), ...key })) }
    expect(await client.createOrder(fetched, newOrder('AN-0003'), call)).toMatchObject({ outcome: 'done' })
    expect(await client.test(bare, call)).toEqual({ detail: 'certificatesRead', clockOffSeconds: 0 })
    const wrong = { ...bare, secrets: { ...bare.secrets, apiV3Key: API_V3_KEY.toUpperCase() } }
    await expect(client.fetchKeys(wrong, call)).rejects.toMatchObject({ code: 'wechatpayV3.certificateSealed' })
    standIn.setFault({ kind: 'badSignature' })
    await expect(client.fetchKeys(bare, call)).rejects.toMatchObject({ code: 'payments.answerUnsigned' })
  })

  it('with the public key alone there are no certificates; the test asks for an order that nobody has', async () => {
    const { client, account } = await kitWith({ change: { keyMode: 'publicKey' } })
    await expect(client.fetchKeys(account(), call)).rejects.toMatchObject({ code: 'wechatpayV3.noCertificates' })
    expect(await client.test(account(), call)).toEqual({ detail: 'signatureAccepted', clockOffSeconds: 0 })
    const otherSerial = client.test(account({ serialNo: 'ABCDEF0123456789' }), call)
    await expect(otherSerial).rejects.toMatchObject({ code: 'wechatpayV3.signRefused', upstream: { code: 'SIGN_ERROR' } })
  })

  it('a clock ten minutes wrong is told as such', async () => {
    const clientClock = new ManualClock('2026-11-28T02:10:00.000Z')
    const { client, account } = await kitWith({ clientClock })
    expect(await client.refund(account(), refundOf('AN-0004', 'R1'), call)).toMatchObject({
      outcome: 'unknown',
      fault: { code: 'wechatpayV3.clockWrong', params: { minutes: 10 } },
    })
    expect(await client.createOrder(account(), newOrder('AN-0004'), call)).toMatchObject({
      outcome: 'refused',
      again: 'never',
      fault: { code: 'wechatpayV3.clockWrong', params: { minutes: 10 } },
    })
  })

  it('a query is signed anew and repeated after a lost answer; a refund never', async () => {
    const { client, standIn, account } = await kitWith()
    await client.createOrder(account(), newOrder('AN-0005'), call)
    standIn.setFault({ kind: 'dropBefore', path: 'GET', times: 1 })
    standIn.setFault({ kind: 'systemErrorBefore', path: 'GET', times: 1 })
    expect(await client.queryOrder(account(), byMerchant('AN-0005'), call)).toMatchObject({ state: 'pending' })
    standIn.setFault({ kind: 'dropBefore', path: '/refunds' })
    await client.refund(account(), refundOf('AN-0005', 'R2'), call)
    expect(standIn.calls()).toMatchObject({
      'GET /v3/pay/transactions/out-trade-no/{}': 3,
      'POST /v3/refund/domestic/refunds': 1,
    })
  })

  it('keeps a tenth below the limits of WeChat Pay', () => {
    expect(wechatPayV3RateLimit('wechatpay-v3.refund:1900009191')).toEqual({ perSecond: 135 })
    expect(wechatPayV3RateLimit('wechatpay-v3.create:1')).toEqual({ perSecond: 54 })
    expect(wechatPayV3RateLimit('wechat.query:x')).toBeUndefined()
    expect(wechatPayV3RateLimit('wechatpay-v3.toString:x')).toBeUndefined()
  })
})

/** A server that signs whatever it is told, as a platform gone mad would. */
const mad = generateKeyPairSync('rsa', { modulusLength: 2048 })
const madKey: OpenKey = { id: 'k', kind: 'publicKey', serial: 'PUB_KEY_ID_1', pem: mad.publicKey.export({ type: 'spki', format: 'pem' }).toString() }

function signedAnswer(response: ServerResponse, body: string | Buffer, status = 200): void {
  const seconds = Math.floor(Date.parse(START) / 1000)
  const text = Buffer.concat([Buffer.from(`${seconds}\nn\n`), Buffer.from(body), Buffer.from('\n')])
  const signature = sign('sha256', text, { key: mad.privateKey, padding: constants.RSA_PKCS1_PADDING }).toString('base64')
  response.writeHead(status, {
    'content-type': 'application/json',
    'wechatpay-timestamp': String(seconds),
    'wechatpay-nonce': 'n',
    'wechatpay-serial': madKey.serial,
    'wechatpay-signature': signature,
  })
  response.end(body)
}

async function madClient(answer: (response: ServerResponse, request: IncomingMessage) => void) {
  const server = createServer((request, response) => {
    request.resume()
    answer(response, request)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const clock = new ManualClock(START)
  const http = createHttp({ clock, redactor: createRedactor(), record: () => {}, random: () => 0, sleep: () => Promise.resolve() })
  closers.push(() => http.close(), () => server.closeAllConnections(), () => server.close())
  return createV3Client({
    http,
    clock,
    baseUrl: () => Promise.resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}`),
    wechatToken: () => Promise.reject(new Error('no token is needed')),
    nonce: () => 'nonce',
  })
}

const order = { mchid: '1900009191', out_trade_no: 'AN-0009', trade_state: 'SUCCESS', amount: { total: 12_800, currency: 'CNY' } }
const hostile: [string, string | Buffer][] = [
  ['an amount as text', JSON.stringify({ ...order, amount: { total: '12800' } })],
  ['an amount with a fraction', JSON.stringify({ ...order, amount: { total: 128.5 } })],
  ['an amount beyond exact numbers', JSON.stringify({ ...order, amount: { total: 2 ** 60 } })],
  ['a prototype', JSON.stringify(order).replace('{', '{"__proto__":{"trade_state":"SUCCESS"},')],
  ['a deep value', JSON.stringify(order).replace('}', `,"deep":${'['.repeat(100_000)}${']'.repeat(100_000)}}`)],
  ['a huge value', JSON.stringify({ ...order, attach: 'x'.repeat(300_000) })],
  ['a list', '[]'],
  ['nothing', ''],
  ['half of it', JSON.stringify(order).slice(0, 40)],
  ['another order', JSON.stringify({ ...order, out_trade_no: 'AN-0010' })],
  ['no UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x7d])],
]

describe('hostile answers, rightly signed', () => {
  it.each(hostile)('%s is refused', async (_name, body) => {
    const client = await madClient((response) => signedAnswer(response, body))
    const account = accountOf({ keyMode: 'publicKey' }, [madKey])
    const fault: unknown = await client.queryOrder(account, byMerchant('AN-0009'), call).catch((error: unknown) => error)
    expect((fault as { code: string }).code).toMatch(/^(?:wechatpayV3\.answer|http\.tooLarge|payments\.answerUnsigned)/u)
    const effect = await client.refund(account, refundOf('AN-0009', 'R9'), call)
    expect(effect.outcome).toBe('unknown')
  })

  it('a refund answer about another refund or another sum is no success', async () => {
    const account = accountOf({ keyMode: 'publicKey' }, [madKey])
    const done = { out_refund_no: 'R9', status: 'SUCCESS', amount: { refund: 5_000, currency: 'CNY' } }
    for (const said of [{ ...done, out_refund_no: 'R8' }, { ...done, amount: { refund: 4_999 } }]) {
      const client = await madClient((response) => signedAnswer(response, JSON.stringify(said)))
      expect(await client.refund(account, refundOf('AN-0009', 'R9'), call)).toMatchObject({
        outcome: 'unknown',
        fault: { code: 'wechatpayV3.answerOfOther' },
      })
    }
  })

  it('only a signed error in the interface’s own form refuses a refund; gateways and 5xx leave it open', async () => {
    const account = accountOf({ keyMode: 'publicKey' }, [madKey])
    const answers: [number, string, string][] = [
      [403, '{"code":"USER_ACCOUNT_ABNORMAL","message":"signed"}', 'refused'],
      [400, '{"code":"SOMETHING_NEW","message":"signed"}', 'refused'],
      [403, '{"code":"USER_ACCOUNT_ABNORMAL","message":"m"}', 'unknown'],
      [400, '{"code":"SOMETHING_NEW","message":"m"}', 'unknown'],
      [404, '<html>not found</html>', 'unknown'],
      [403, '{"error":"proxy"}', 'unknown'],
      [408, '{"code":"TIMEOUT"}', 'unknown'],
      [502, '{"code":"BAD_GATEWAY"}', 'unknown'],
      [400, '{"code":"SYSTEM_ERROR","message":"m"}', 'unknown'],
      [302, '', 'unknown'],
    ]
    const left = [...answers]
    const client = await madClient((response) => {
      const [status, body] = left.shift() ?? [500, '']
      if (body.includes('signed')) signedAnswer(response, body, status)
      else response.writeHead(status, { 'content-type': 'application/json' }).end(body)
    })
    for (const [, , outcome] of answers)
      expect((await client.refund(account, refundOf('AN-0009', 'R9'), call)).outcome).toBe(outcome)
  })
})
