import { describe, expect, it } from 'vitest'
import type { NotificationReading, OrderReading, RawNotification } from '../../../upstream/payments'
import { ordersWorkspace } from '../orders/orders.fixture'
import type { RefundsPort } from '../ports'
import { notificationsRepository } from './repository'
import { NotificationsService } from './service'

type Sent = { order: OrderReading; verified?: 'covered' | 'hint'; key?: string; bad?: boolean }

/** The intake over a real store and the real room of orders; the provider is the hotel's, whose messages are JSON. */
function intake() {
  const house = ordersWorkspace()
  const asked = { refunds: 0 }
  const messages = {
    readNotification: (_: unknown, raw: RawNotification): NotificationReading => {
      const { order, verified = 'covered', key = '', bad } = JSON.parse(Buffer.from(raw.body).toString()) as Sent
      if (bad) return { ok: false, code: 'badSignature', params: {}, fields: [] }
      return { ok: true, event: 'payment', key: key || `${order.merchantNo}:${order.state}`, verified, order, fields: [['order', order.merchantNo ?? '']] }
    },
    reply: (accepted: boolean) => ({ status: accepted ? 200 : 401, headers: {}, body: accepted ? 'ok' : 'fail' }),
  }
  Object.assign(house.provider, messages)
  const refunds: RefundsPort = {
    applyReading: () => Promise.reject(new Error('no refunds here')),
    find: () => Promise.resolve(undefined),
    importUpstream: () => Promise.reject(new Error('no refunds here')),
    queryNow: () => Promise.resolve(),
  }
  const repository = house.now.store.client(notificationsRepository)
  const open = () =>
    new NotificationsService({
      repository,
      accounts: house.accounts,
      orders: house.now.orders,
      refunds,
      clock: house.clock,
      newId: house.nextId,
      newCall: () => ({ correlationId: house.nextId() }),
      changed: () => undefined,
      reportError: (where) => house.errors.push(where),
    })
  const service = open()
  const send = (sent: Sent) =>
    service.take({ kind: 'hotelpay', accountId: house.accountId, via: 'receiver', method: 'POST', path: '/notify', query: '', headers: [], body: Buffer.from(JSON.stringify(sent)) })
  const inbox = async () => (await repository.page({ filter: { states: null, accountId: null, orderId: null, text: null }, before: null, limit: 100 })).rows
  const state = async (id: string) => (await house.now.orders.get(id)).order
  return { house, service, repository, open, send, inbox, state, asked }
}

describe('notifications', () => {
  it('marks an order paid once, however often and however many at once the same message comes', async () => {
    const { house, send, inbox, state } = intake()
    const order = await house.create()
    house.provider.pay(order.merchantNo)
    const message = { order: house.provider.reading(order.merchantNo) }
    const answers = await Promise.all(Array.from({ length: 20 }, () => send(message)))
    expect(answers.every(({ reply }) => reply.status === 200 && reply.body === 'ok')).toBe(true)
    const paid = await state(order.id)
    expect(paid).toMatchObject({ state: 'paid', received: { minor: 12_800, currency: 'CNY' } })
    const rows = await inbox()
    expect(rows.filter((row) => row.state === 'applied')).toHaveLength(1)
    expect(rows.filter((row) => row.state === 'repeated')).toHaveLength(19)
    expect(rows.find((row) => row.state === 'applied')?.repeats).toBe(19)
    expect((await house.kinds(order.id)).filter((kind) => kind === 'paid' || kind === 'orderPaid').length).toBeLessThanOrEqual(1)
  })

  it.each([
    ['another amount', { amountMinor: 1, receivedMinor: 1 }, 'amountDiffers'],
    ['another currency', { currency: 'EUR' }, 'currencyDiffers'],
    ['another merchant', { merchantId: '1900000999' }, 'accountDiffers'],
  ])('does not believe a payment of %s, although its signature is right', async (_, changes, reason) => {
    const { house, send, inbox, state } = intake()
    const order = await house.create()
    house.provider.pay(order.merchantNo)
    const taken = await send({ order: house.provider.reading(order.merchantNo, changes) })
    expect(taken.state).toBe('flagged')
    expect((await state(order.id)).state).not.toBe('paid')
    expect((await inbox())[0]?.reason?.code).toBe(reason)
  })

  it('keeps what is refused, with the reason, and answers so that it is sent again', async () => {
    const { house, send, inbox, state } = intake()
    const order = await house.create()
    const taken = await send({ order: house.provider.reading(order.merchantNo, { state: 'paid' }), bad: true })
    expect(taken.reply.status).toBe(401)
    expect(await inbox()).toMatchObject([{ state: 'refused', verified: 'failed', reason: { code: 'badSignature' } }])
    expect((await state(order.id)).state).toBe('pending')
  })

  it('asks the provider first where the signature does not cover the amount', async () => {
    const { house, service, send, inbox, state } = intake()
    const order = await house.create()
    // A forged "paid": the provider knows of no payment.
    expect((await send({ order: house.provider.reading(order.merchantNo, { state: 'paid' }), verified: 'hint', key: 'forged' })).state).toBe('waiting')
    await service.stop()
    expect((await state(order.id)).state).toBe('pending')
    expect((await inbox())[0]).toMatchObject({ state: 'flagged', reason: { code: 'notPaidUpstream' } })
    house.provider.pay(order.merchantNo)
    await send({ order: house.provider.reading(order.merchantNo), verified: 'hint', key: 'true' })
    await service.stop()
    expect((await state(order.id)).state).toBe('paid')
    expect((await inbox())[0]).toMatchObject({ state: 'applied', reason: { code: 'askedProvider' } })
  })

  it.each(['before', 'while the provider is asked'])('lets no forged message keep the true one of the same content from being asked about (%s)', async (when) => {
    const { house, service, send, inbox, state } = intake()
    const order = await house.create()
    const message = { order: house.provider.reading(order.merchantNo, { state: 'paid' }), verified: 'hint' as const, key: 'same' }
    if (when !== 'before') house.provider.next = 'queryFails'
    await send({ ...message, bad: false })
    await service.stop()
    if (when === 'before') house.provider.pay(order.merchantNo)
    await send(message)
    await service.stop()
    if (when !== 'before') {
      // Asked for the forged one, the provider says no; then the guest pays, and the true one has its turn.
      await service.recover()
      await service.stop()
      expect((await inbox()).map((row) => row.state)).toEqual(['waiting', 'flagged'])
      house.provider.pay(order.merchantNo)
      await service.recover()
    }
    expect((await state(order.id)).state).toBe('paid')
    expect((await inbox()).map((row) => row.state)).toEqual(['applied', 'flagged'])
  })

  it('comes in for an account that was put away: it may still be paid by an old link', async () => {
    const { house, service, state } = intake()
    const order = await house.create()
    house.provider.pay(order.merchantNo)
    for (const account of await house.accounts.all()) account.archived = true
    const body = Buffer.from(JSON.stringify({ order: house.provider.reading(order.merchantNo) }))
    const reply = await service.deliver('hotelpay', house.accountId, { via: 'receiver', method: 'POST', path: '/', query: '', headers: [], body })
    expect(reply?.status).toBe(200)
    expect((await state(order.id)).state).toBe('paid')
  })

  it('goes on waiting while the provider cannot be asked, and settles it later', async () => {
    const { house, service, send, inbox, state } = intake()
    const order = await house.create()
    house.provider.pay(order.merchantNo)
    house.provider.next = 'queryFails'
    await send({ order: house.provider.reading(order.merchantNo), verified: 'hint' })
    await service.stop()
    expect((await inbox())[0]?.state).toBe('waiting')
    await service.recover()
    expect((await state(order.id)).state).toBe('paid')
    expect((await inbox())[0]?.state).toBe('applied')
  })

  it('takes over an order that it tells of first', async () => {
    const { house, send, inbox } = intake()
    house.provider.book.set('SHOP0001', { merchantNo: 'SHOP0001', providerNo: 'P77', amountMinor: 500, currency: 'CNY', state: 'paid', more: { paidAt: house.clock.instant() } })
    await send({ order: house.provider.reading('SHOP0001') })
    const [row] = await inbox()
    expect(row).toMatchObject({ state: 'applied', reason: { code: 'newOrder' } })
    const { order } = await house.now.orders.get(row?.orderId ?? '')
    expect(order).toMatchObject({ merchantNo: 'SHOP0001', providerNo: 'P77', source: 'notified', state: 'paid' })
  })

  it('deals with what was stored when the program was killed', async () => {
    const { house, repository, open, inbox, state } = intake()
    const order = await house.create()
    house.provider.pay(order.merchantNo)
    const body = Buffer.from(JSON.stringify({ order: house.provider.reading(order.merchantNo) }))
    await repository.store([
      { id: house.nextId(), kind: 'hotelpay', accountId: house.accountId, receivedAt: house.clock.instant(), via: 'receiver', method: 'POST', path: '/n', query: '', headers: [], body, rawHash: 'h' },
    ])
    await open().recover()
    expect((await state(order.id)).state).toBe('paid')
    expect((await inbox())[0]?.state).toBe('applied')
  })

  it('stores nothing for an account that is not there', async () => {
    const { house, service, inbox } = intake()
    const request = { via: 'receiver' as const, method: 'POST', path: '/', query: '', headers: [], body: Buffer.from('{}') }
    expect(await service.deliver('hotelpay', house.nextId(), request)).toBeUndefined()
    expect(await service.deliver('v3', house.accountId, request)).toBeUndefined()
    expect(await inbox()).toEqual([])
  })

  it('refuses rubbish without falling over', async () => {
    const { house, service, inbox } = intake()
    for (const body of ['', '{', '\u0000', 'x'.repeat(60_000)])
      expect((await service.take({ kind: 'hotelpay', accountId: house.accountId, via: 'receiver', method: 'POST', path: '/', query: '', headers: [], body: Buffer.from(body) })).reply.status).toBe(401)
    expect((await inbox()).map((row) => row.state)).toEqual(['refused', 'refused', 'refused', 'refused'])
  })
})
