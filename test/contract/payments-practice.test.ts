import type { PaymentOrder } from '@shared/contract/payment-orders'
import type { Refund } from '@shared/contract/payment-refunds'
import { practiceApprover } from '@shared/domain/payments'
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
const refunds = async (state: Refund['state']): Promise<Refund[]> =>
  (await running.call('payments.refunds.list', { filter: { states: [state] }, limit: 200 }, session)).rows

describe('the payments of a new practice workspace', () => {
  it('tell what the stand-ins have in their books, and a guest can pay', async () => {
    const accounts = await running.call('payments.accounts.list', {}, session)
    expect(accounts.map(({ kind }) => kind).sort()).toEqual(['2paynow', 'cloudpay', 'supay', 'v2', 'v2sp', 'v3', 'v3sp', 'vr', 'yaband'])
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

  it('have refunds in every state, known to the stand-ins too', async () => {
    for (const state of ['succeeded', 'failed', 'review'] as const) expect((await refunds(state)).length, state).toBeGreaterThan(0)
    for (const [state, after] of [['unknown', 'succeeded'], ['processing', 'processing'], ['needsManual', 'needsManual']] as const)
      for (const { id } of await refunds(state)) expect((await running.call('payments.refunds.query', { id }, session)).state, state).toBe(after)
  })

  it('have a second person who approves with a password that is told', async () => {
    const [asked] = await refunds('requested')
    const approval = { id: asked?.id ?? '', digest: asked?.digest ?? '', approver: practiceApprover.name }
    const wrong = await running.refused('payments.refunds.approveHere', { ...approval, password: 'another-password' }, session)
    expect(wrong.code).toBe('accounts.wrongPassword')
    const approved = await running.call('payments.refunds.approveHere', { ...approval, password: practiceApprover.password }, session)
    expect(approved).toMatchObject({ state: 'approved', approvedBy: { name: practiceApprover.name } })
  })

  it('are remembered by the stand-ins over a restart, and a notification finds the new door', async () => {
    await running.close()
    running = await startApplication({ dataDir: running.dataDir })
    session = await running.practice()
    const accounts = await running.call('payments.accounts.list', {}, session)
    for (const { id, name } of accounts.filter(({ kind }) => kind === 'v3' || kind === 'yaband')) {
      const known = await orders(id)
      const paid = known.find(({ state }) => state === 'paid')
      expect((await running.call('payments.orders.query', { id: paid?.id ?? '' }, session)).state, name).toBe('paid')
      const pending = known.find(({ state }) => state === 'pending')
      if (!pending) continue
      await running.call('payments.orders.practiceAct', { id: pending.id, act: 'pay' }, session)
      const state = async () => (await running.call('payments.orders.get', { id: pending.id }, session)).order.state
      // Nobody asks the provider: its word comes in by itself.
      await expect.poll(state, { timeout: 10_000 }).toBe('paid')
    }
  })
})
