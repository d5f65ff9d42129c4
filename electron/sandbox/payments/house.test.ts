import { request } from 'node:http'
import { expect, it, onTestFinished } from 'vitest'
import { ManualClock } from '../../platform/clock/clock'
import { startVrPaymentStandIn } from '../vr-payment'
import type { PaymentStandInOptions } from './types'

const token = 'OGE4Mjk0MTc0YjdlY2IyODAxNGI5Njk5'
const clock = new ManualClock('2026-06-30T06:00:00.000Z')
const base = '/processing-api/v1/payments'

async function start(more: Partial<PaymentStandInOptions> = {}) {
  let chance = 0
  const random = () => (chance = (chance + 0.137) % 1)
  const standIn = await startVrPaymentStandIn({ clock, random, accounts: [{ kind: 'vr', values: {}, secrets: { accessToken: token } }], ...more })
  onTestFinished(() => standIn.close())
  const call = (method: string, path: string, body = '', headers: Record<string, string> = {}) =>
    new Promise<{ status: number; body: string }>((resolve) => {
      const type = { 'content-type': 'application/x-www-form-urlencoded', authorization: `Bearer ${token}` }
      const sent = request(`${standIn.baseUrl}${path}`, { method, headers: { ...type, ...headers } }, (response) => {
        let text = ''
        response.on('data', (chunk: Buffer) => (text += chunk.toString()))
        response.on('end', () => resolve({ status: response.statusCode ?? 0, body: text }))
      })
      sent.on('error', () => resolve({ status: 0, body: '' }))
      sent.end(body)
    })
  const create = (merchantNo: string) => call('POST', base, `amount=24.90&currency=EUR&paymentBrand=WECHAT&merchantTransactionId=${merchantNo}`)
  return { standIn, call, create }
}

it('remembers its books, and nobody finds a token in them', async () => {
  const first = await start()
  await first.create('M-PAID')
  const id = first.standIn.orders()[0]?.providerNo ?? ''
  await first.call('POST', `${base}/${id}`, 'paymentType=RF&amount=1.00&currency=EUR&merchantTransactionId=R-1')
  const snapshot = first.standIn.snapshot()
  expect(snapshot).not.toContain(token)
  const again = await start({ restore: snapshot })
  expect([again.standIn.orders(), again.standIn.refunds()]).toMatchObject([[{ merchantNo: 'M-PAID', state: 'paid' }], [{ refundNo: 'R-1', state: 'processing' }]])
  await expect(start({ restore: '{"format":"other"}' })).rejects.toThrow()
})

it('does what the end of a number or a fault asks for, having acted or not', async () => {
  const { standIn, create } = await start()
  expect((await create('M-TIMEOUT')).status).toBe(0)
  expect((await create('M-SYSERR')).status).toBe(503)
  standIn.setFault({ kind: 'dropBefore', times: 1 })
  expect((await create('M-1')).status).toBe(0)
  standIn.setFault({ kind: 'tooMany', times: 1 })
  expect((await create('M-2')).status).toBe(429)
  expect((await create('M-EXPIRE')).status).toBe(307)
  expect(standIn.orders().map(({ merchantNo, state }) => `${merchantNo} ${state}`)).toEqual(['M-TIMEOUT open', 'M-SYSERR open', 'M-EXPIRE closed'])
  expect(standIn.calls()).toEqual({ [`POST ${base}`]: 5 })
})

it('is led from outside by its key alone', async () => {
  const { standIn, call, create } = await start()
  await create('M-1')
  const control = (content: object, key = standIn.controlKey) => call('POST', '/__control', JSON.stringify(content), { 'x-sandbox-control': key })
  expect((await control({ do: 'state' }, 'guess')).status).toBe(403)
  expect((await control({ do: 'everything' })).status).toBe(400)
  expect((await control({ do: 'act', number: 'M-9', act: 'pay' })).status).toBe(404)
  expect(JSON.parse((await control({ do: 'act', number: 'M-1', act: 'pay' })).body)).toMatchObject({ orders: [{ state: 'paid', paidMinor: 2_490 }] })
  const page = await call('GET', `/pay/${standIn.orders()[0]?.providerNo ?? ''}`)
  expect([page.status, page.body.includes('EUR 24.90')]).toEqual([200, true])
})
