import { createPrivateKey, createPublicKey, KeyObject } from 'node:crypto'
import { Aes, Formatter, Rsa, Wechatpay } from 'wechatpay-axios-plugin'
import { wechatPayV3Message, wechatPayV3Request } from '@shared/domain/signatures'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { systemClock } from '../../platform/clock/clock'
import { startWechatPayV3StandIn, type WechatPayV3StandIn } from '../../sandbox/wechatpay-v3'
import { accountOf, API_V3_KEY, merchantKey, seeded } from './contract.fixture'
import { decrypt, isSignedBy, signText } from './crypto'
import { goVector } from './vectors.fixture'

const byNumber = 'v3/pay/transactions/out-trade-no/{out_trade_no}'

let standIn: WechatPayV3StandIn
beforeAll(async () => {
  // The library knows the system's clock only.
  standIn = await startWechatPayV3StandIn({ clock: systemClock, accounts: [accountOf({ keyMode: 'both' })], random: seeded(3) })
})
afterAll(() => standIn.close())

/** A published client that is not ours, with one kind of key or the other. */
function library(by: 'certificate' | 'publicKey') {
  const { certificates, publicKey } = standIn.platformKeys()
  const [serial, pem] = by === 'certificate' ? [certificates[0]?.serial ?? '', certificates[0]?.pem ?? ''] : [publicKey.id, publicKey.pem]
  return new Wechatpay({
    mchid: '1900009191',
    serial: '1DDE55AD98ED71D6EDD4A4A16996DE7B47773A8C',
    privateKey: merchantKey,
    certs: { [serial]: createPublicKey(pem) },
    baseURL: standIn.baseUrl,
    proxy: false,
    headers: by === 'certificate' ? {} : { 'Wechatpay-Serial': serial },
  })
}

describe('an independent client library against the stand-in', () => {
  it.each(['certificate', 'publicKey'] as const)('creates, queries, refunds and closes; verifies by %s', async (by) => {
    const wxpay = library(by)
    const order = {
      mchid: '1900009191',
      appid: 'wxd678efh567hg6787',
      out_trade_no: `LIB-${by}`,
      description: '大床房',
      notify_url: 'https://pay.example.com/notify',
      amount: { total: 888 },
    }
    const created = await wxpay.chain('v3/pay/transactions/native').post(order)
    expect(created.data).toMatchObject({ code_url: expect.stringContaining('weixin://') as unknown })
    await standIn.act(order.out_trade_no, 'pay')
    const params = { mchid: '1900009191' }
    const queried = await wxpay.chain(byNumber).get({ params, out_trade_no: order.out_trade_no })
    expect(queried.data).toMatchObject({ trade_state: 'SUCCESS', amount: { total: 888 } })
    const refund = {
      out_trade_no: order.out_trade_no,
      out_refund_no: `LIBR-${by}`,
      amount: { refund: 800, total: 888, currency: 'CNY' },
    }
    const refunded = await wxpay.chain('v3/refund/domestic/refunds').post(refund)
    expect(refunded.data).toMatchObject({ status: 'PROCESSING', out_refund_no: refund.out_refund_no })
    const over = wxpay.chain('v3/refund/domestic/refunds').post({ ...refund, out_refund_no: `LIBO-${by}` })
    await expect(over).rejects.toMatchObject({ response: { status: 400, data: { code: 'INVALID_REQUEST' } } })
    const open = { ...order, out_trade_no: `LIBC-${by}` }
    await wxpay.chain('v3/pay/transactions/native').post(open)
    const closed = await wxpay.chain(`${byNumber}/close`).post(params, { out_trade_no: open.out_trade_no })
    expect(closed.status).toBe(204)
  })

  it('refuses our books when the answer is signed wrongly, and the stand-in refuses a foreign key', async () => {
    standIn.setFault({ kind: 'badSignature', times: 1 })
    const params = { mchid: '1900009191' }
    const query = library('certificate').chain(byNumber).get({ params, out_trade_no: 'LIB-certificate' })
    await expect(query).rejects.toMatchObject({ code: 'EV3_RES_HEADER_SIGNATURE_DIGEST' })
    const raw = await fetch(`${standIn.baseUrl}/v3/certificates`, { headers: { accept: 'application/json', authorization: 'x' } })
    expect([raw.status, await raw.json()]).toMatchObject([401, { code: 'SIGN_ERROR' }])
  })
})

describe('our texts and ciphers beside the library’s', () => {
  it('are the same, also for bodies with line feeds and Chinese', () => {
    for (const body of ['', '{"reason":"客人取消\\n"}', '{}\n']) {
      const request = { method: 'POST', url: '/v3/refund/domestic/refunds?a=%E5%AE%A2', timestamp: '1554208460', nonce: 'N', body }
      const ours = wechatPayV3Request(request)
      expect(ours.text).toBe(Formatter.request('POST', request.url, request.timestamp, 'N', body))
      expect(signText(ours, createPrivateKey(merchantKey))).toBe(Rsa.sign(ours.text, merchantKey))
      const message = wechatPayV3Message({ timestamp: '1', nonce: 'n', body })
      expect(message.text).toBe(Formatter.response('1', 'n', body))
      const publicPem = createPublicKey(merchantKey).export({ type: 'spki', format: 'pem' }).toString()
      expect(isSignedBy(message, Rsa.sign(message.text, merchantKey), publicPem)).toBe(true)
    }
  })

  it('decrypt what the library encrypted, with associated data or without, and nothing that was changed', () => {
    const nonce = '0123456789ab'
    for (const associated_data of ['certificate', '', undefined]) {
      const ciphertext = Aes.AesGcm.encrypt('退款结果', API_V3_KEY, nonce, associated_data)
      const key = Buffer.from(API_V3_KEY)
      expect(decrypt({ nonce, ciphertext, associated_data }, key)).toBe('退款结果')
      expect(decrypt({ nonce, ciphertext, associated_data: 'other' }, key)).toBeUndefined()
      expect(decrypt({ nonce: 'short', ciphertext, associated_data }, key)).toBeUndefined()
      const changed = Buffer.from(ciphertext, 'base64')
      changed[0] = (changed[0] ?? 0) ^ 1
      expect(decrypt({ nonce, ciphertext: changed.toString('base64'), associated_data }, key)).toBeUndefined()
    }
  })

  it('give the signature that the official SDK publishes', () => {
    const key = createPrivateKey(goVector.privateKey)
    expect(key).toBeInstanceOf(KeyObject)
    expect(signText({ text: goVector.message, steps: [] }, key)).toBe(goVector.signature)
  })
})
