import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Decorator, Hash } from 'wechatpay-axios-plugin'
import { type Authority, createAuthority } from '../../../test/fixtures/certificates'
import { ManualClock, systemClock } from '../../platform/clock/clock'
import { createHttp } from '../../platform/http'
import { createRedactor } from '../../platform/log'
import type { PaymentStandIn } from '../../sandbox/payments/types'
import { startWechatPayV2StandIn } from '../../sandbox/wechatpay-v2'
import { call, orderForRefund, refund, seeded } from '../payments/overseas.fixture'
import type { OpenAccount } from '../payments/types'
import { wechatPayV2 } from './index'
import { direct, v2Order } from './stand-in.fixture'

/** The stand-in over mutual TLS, as WeChat's own server; a published client library talks to it beside ours. */
let authority: Authority
let standIn: PaymentStandIn

beforeAll(async () => {
  authority = createAuthority('Test Authority')
  const server = authority.issue('server')
  standIn = await startWechatPayV2StandIn({
    clock: new ManualClock('2026-06-30T06:00:00.000Z'),
    accounts: [direct],
    random: seeded(),
    tls: { certificatePem: server.certificatePem, privateKeyPem: server.privateKeyPem, authorityPem: authority.certificatePem },
  })
})
afterAll(() => standIn.close())

function published(merchant: { commonName?: string } = {}) {
  const own = merchant.commonName === undefined ? undefined : authority.issue(merchant.commonName)
  const tls = own ? { cert: own.certificatePem, key: own.privateKeyPem, ca: authority.certificatePem } : { ca: authority.certificatePem }
  const client = Decorator.xmlBased({ mchid: direct.values.mchid, secret: direct.secrets.apiKey, merchant: tls, baseURL: `${standIn.baseUrl}/` } as Parameters<typeof Decorator.xmlBased>[0])
  const identity = { appid: direct.values.appid, mch_id: direct.values.mchid }
  // It takes its own certificates only in calls that it is told are secured.
  return async (path: string, fields: Record<string, string>): Promise<Record<string, string>> =>
    (await client.post<Record<string, string>>(path, { ...identity, ...fields }, { security: true } as object)).data
}

async function ours(commonName?: string) {
  const http = createHttp({ clock: systemClock, redactor: createRedactor(), record: () => {}, random: () => 0, certificates: [authority.certificatePem] })
  const own = commonName === undefined ? undefined : authority.issue(commonName)
  const account: OpenAccount = {
    id: 'a1', kind: 'v2', name: 'Test', values: direct.values, secrets: direct.secrets, notifyUrl: 'http://127.0.0.1:9/notify', refundCurrency: '',
    keys: own ? [{ id: 'k', kind: 'clientCertificate', serial: '01', pem: own.certificatePem, privateKeyPem: own.privateKeyPem }] : [],
  }
  const client = wechatPayV2.connect({ http, clock: systemClock, baseUrl: () => Promise.resolve(standIn.baseUrl), wechatToken: () => Promise.reject(new Error('none')), nonce: () => 'n1' })
  return { http, account, client }
}

const unified = { body: 'test', total_fee: '300', spbill_create_ip: '127.0.0.1', notify_url: 'http://127.0.0.1:9/notify', trade_type: 'NATIVE', product_id: '1' }

describe('a published client library', () => {
  it.each(['MD5', 'HMAC-SHA256'])('orders, asks, refunds and asks for the refund at the stand-in (%s)', async (type) => {
    const post = published({ commonName: '1900000109' })
    const number = `P-${type}`
    const sign = { sign_type: type }
    expect(await post('pay/unifiedorder', { ...unified, ...sign, out_trade_no: number })).toMatchObject({ result_code: 'SUCCESS', code_url: expect.stringMatching(/^weixin:/u) })
    await standIn.act(number, 'pay')
    expect(await post('pay/orderquery', { ...sign, out_trade_no: number })).toMatchObject({ trade_state: 'SUCCESS', total_fee: '300' })
    const refunding = { ...sign, out_trade_no: number, out_refund_no: `${number}-R`, total_fee: '300', refund_fee: '100' }
    expect(await post('secapi/pay/refund', refunding)).toMatchObject({ refund_fee: '100', refund_id: expect.stringMatching(/^5030/u) })
    expect(await post('pay/refundquery', { ...sign, out_refund_no: `${number}-R` })).toMatchObject({ refund_count: '1', refund_status_0: 'PROCESSING' })
    await expect(post('secapi/pay/refund', { ...refunding, out_refund_no: `${number}-R2`, refund_fee: '201' })).rejects.toMatchObject({ response: { data: { err_code: 'ERROR' } } })
  })

  it('is refused for a wrong key, a foreign certificate, none at all, and unknown fields', async () => {
    const wrong = Decorator.xmlBased({ mchid: direct.values.mchid, secret: 'f'.repeat(32), merchant: { ca: authority.certificatePem }, baseURL: `${standIn.baseUrl}/` } as Parameters<typeof Decorator.xmlBased>[0])
    const fields = { appid: direct.values.appid, mch_id: direct.values.mchid, out_trade_no: 'P-MD5' }
    await expect(wrong.post('pay/orderquery', fields, { security: true } as object)).rejects.toMatchObject({ response: { data: { return_code: 'FAIL', return_msg: '签名错误' } } })
    const refunding = { out_trade_no: 'P-MD5', out_refund_no: 'X', total_fee: '300', refund_fee: '1' }
    await expect(published({ commonName: '1900000110' })('secapi/pay/refund', refunding)).rejects.toMatchObject({ response: { data: { return_msg: '证书验证失败' } } })
    await expect(published()('secapi/pay/refund', refunding)).rejects.toMatchObject({ response: { status: 400 } })
    await expect(published({ commonName: '1900000109' })('secapi/pay/refund', { ...refunding, extra: '1' })).rejects.toMatchObject({ response: { data: { err_code: 'PARAM_ERROR' } } })
    expect(standIn.refunds().some(({ refundNo }) => refundNo === 'X')).toBe(false)
  })

  it('and ours come to the same; without the right certificate nobody is refunded', async () => {
    const { http, account, client } = await ours('1900000109')
    expect(await client.createOrder(account, v2Order({ merchantNo: 'T-1', createdAt: '2026-06-30T06:00:00.000Z' }), call)).toMatchObject({ outcome: 'done' })
    await standIn.act('T-1', 'pay')
    const order = orderForRefund({ merchantNo: 'T-1', currency: 'CNY' })
    expect(await client.refund?.(account, refund({ order, refundNo: 'T-1-R' }), call)).toMatchObject({ outcome: 'done', value: { state: 'processing' } })
    expect(await published({ commonName: '1900000109' })('pay/refundquery', { out_refund_no: 'T-1-R' })).toMatchObject({ refund_fee_0: '1000' })
    http.close()
    const foreign = await ours('1900000110')
    // Nothing that is signed said so: it is looked up, and then known not to be there.
    expect(await foreign.client.refund?.(foreign.account, refund({ order, refundNo: 'T-2-R' }), call)).toMatchObject({ outcome: 'unknown' })
    await expect(foreign.client.queryRefund?.(foreign.account, { refundNo: 'T-2-R', providerRefundNo: '', amountMinor: 1_000, order }, call)).rejects.toMatchObject({ code: 'payments.refundNotFound' })
    foreign.http.close()
  })
})

describe('a hostile server', () => {
  const signedAnswer = (fields: Record<string, string>) => {
    const all = { return_code: 'SUCCESS', result_code: 'SUCCESS', mch_id: '1900000109', ...fields }
    return `<xml>${Object.entries({ ...all, sign: Hash.sign('MD5', all, direct.secrets.apiKey) }).map(([name, value]) => `<${name}>${value}</${name}>`).join('')}</xml>`
  }
  it.each([
    ['an entity bomb', '<!DOCTYPE xml [<!ENTITY a "SUCCESS">]><xml><return_code>&a;</return_code></xml>', 'wechatpayV2.answerUnreadable'],
    ['depth', `<xml>${'<a>'.repeat(30_000)}`, 'wechatpayV2.answerUnreadable'],
    ['size', `<xml><a>${'x'.repeat(600_000)}</a></xml>`, 'http.tooLarge'],
    ['a page of a gateway', '<html><body>502</body></html>', 'wechatpayV2.answerUnreadable'],
    ['a NUL', '<xml>\0</xml>', 'wechatpayV2.answerUnreadable'],
    ['nothing', '', 'wechatpayV2.answerUnreadable'],
    ['no signature', '<xml><return_code>SUCCESS</return_code><result_code>SUCCESS</result_code></xml>', 'payments.answerUnsigned'],
    ['a refusal without signature', '<xml><return_code>FAIL</return_code><return_msg>签名错误</return_msg></xml>', 'wechatpayV2.signRefused'],
    ['a refusal with a wrong signature', `<xml><return_code>SUCCESS</return_code><result_code>FAIL</result_code><err_code>ERROR</err_code><sign>${'A'.repeat(32)}</sign></xml>`, 'payments.answerUnsigned'],
    ['another merchant', signedAnswer({ mch_id: '1900000110', out_refund_no: 'R-1', refund_fee: '1000' }), 'wechatpayV2.answerOfOther'],
    ['another amount', signedAnswer({ out_refund_no: 'R-1', refund_fee: '1' }), 'wechatpayV2.answerOfOther'],
    ['another refund', signedAnswer({ out_refund_no: 'R-2', refund_fee: '1000' }), 'wechatpayV2.answerOfOther'],
  ])('that answers a refund with %s makes it neither done nor refused', async (_what, body, code) => {
    const server = createServer((_request, response) => void response.writeHead(200, { 'content-type': 'text/xml' }).end(body))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { http, account } = await ours('1900000109')
    const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    const client = wechatPayV2.connect({ http, clock: systemClock, baseUrl: () => Promise.resolve(baseUrl), wechatToken: () => Promise.reject(new Error('none')), nonce: () => 'n1' })
    const effect = await client.refund?.(account, refund({ order: orderForRefund({ currency: 'CNY' }) }), call)
    expect(effect).toMatchObject({ outcome: 'unknown', fault: { code } })
    http.close()
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  })
})
