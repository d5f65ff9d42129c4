import type { PaymentOrder } from '@shared/contract/payment-orders'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { removeData, removeWorkers, type Running, startApplication } from '../support/application'

let running: Running
let session: string
beforeAll(async () => {
  running = await startApplication()
  session = await running.practice()
})
afterAll(async () => {
  await running.close()
  removeData(running)
  await removeWorkers()
})

const orders = async (accountId: string): Promise<PaymentOrder[]> =>
  (await running.call('payments.orders.list', { filter: { accountId }, limit: 200 }, session)).rows

describe('the payments of a new practice workspace', () => {
  it('tell what the stand-ins have in their books, and a guest can pay', async () => {
    const accounts = await running.call('payments.accounts.list', {}, session)
    expect(accounts.length).toBeGreaterThan(0)
    for (const { id, name, missing } of accounts) {
      expect(missing, name).toEqual([])
      const known = await orders(id)
      const paid = known.find(({ state }) => state === 'paid')
      const asked = await running.call('payments.orders.query', { id: paid?.id ?? '' }, session)
      expect(asked, name).toMatchObject({ state: 'paid', flags: [], received: paid?.received, wechatNo: paid?.wechatNo })
      const pending = known.find(({ state }) => state === 'pending')
      await running.call('payments.orders.practiceAct', { id: pending?.id ?? '', act: 'pay' }, session)
      expect(await running.call('payments.orders.query', { id: pending?.id ?? '' }, session), name).toMatchObject({ state: 'paid', flags: [] })
    }
  })
})
