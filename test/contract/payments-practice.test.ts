import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { PaymentOrder } from '@shared/contract/payment-orders'
import type { Refund } from '@shared/contract/payment-refunds'
import { practiceApprover } from '@shared/domain/payments'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { exampleAccounts } from '../../electron/practice-data-payments'
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

  it('leave a trail that verifies and no secret in any file, after a refund of every kind', async () => {
    const refunded: string[] = []
    for (const { id, name, kind } of await running.call('payments.accounts.list', {}, session)) {
      const paid = (await orders(id)).find(({ state, refunded, inFlight }) => state === 'paid' && refunded.minor + inFlight.minor === 0)
      if (!paid) throw new Error(`${name}: no paid order`)
      const facts = await running.call('payments.refunds.facts', { orderId: paid.id, amountMinor: 1 }, session)
      const asked = { orderId: paid.id, orderRev: facts.orderRev, amountMinor: 1, currency: facts.refundCurrency, reason: '多收退回', note: '' }
      if (facts.warnings.some(({ severity }) => severity === 'stop')) continue
      const refund = await running.call('payments.refunds.request', { ...asked, acknowledged: facts.warnings.map(({ code }) => code) }, session)
      if (refund.state === 'requested')
        await running.call('payments.refunds.approveHere', { id: refund.id, digest: refund.digest, approver: practiceApprover.name, password: practiceApprover.password }, session)
      await running.call('payments.refunds.send', { ids: [refund.id] }, session)
      const sent = async () => (await running.call('payments.refunds.get', { id: refund.id }, session)).state
      await expect.poll(sent, { timeout: 10_000, message: kind }).not.toMatch(/queued|sending/u)
      refunded.push(kind)
    }
    expect(refunded).toHaveLength(9)
    expect(await running.call('audit.verify', {}, session)).toMatchObject({ ok: true })
    const secrets = [...Object.values(exampleAccounts).flatMap((account) => Object.values(account.secrets)), practiceApprover.password]
    await running.close()
    const files = (await readdir(running.dataDir, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile())
    const found: string[] = []
    for (const { parentPath, name } of files) {
      const bytes = await readFile(join(parentPath, name))
      for (const secret of secrets)
        for (const form of [secret, Buffer.from(secret).toString('base64'), Buffer.from(secret).toString('hex')]) if (bytes.includes(form)) found.push(`${name}: ${secret}`)
      // The stand-in's own key is the provider's, not ours.
      if (!name.endsWith('-sandbox.json') && bytes.includes('PRIVATE KEY-----')) found.push(`${name}: a private key`)
    }
    expect(found).toEqual([])
    running = await startApplication({ dataDir: running.dataDir })
  })
})
