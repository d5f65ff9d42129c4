import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { ordersWorkspace } from './orders.fixture'

const minute = 60_000
const noDays = { dayOf: 'created' as const }

describe('creating', () => {
  it('writes the intent first, then keeps number and code, and makes a readable number', async () => {
    const space = ordersWorkspace()
    const order = await space.create()
    expect(order).toMatchObject({ state: 'pending', providerNo: 'P1', ordered: { minor: 12_800, currency: 'CNY' }, payWith: { gives: 'codeUrl' } })
    expect(order.merchantNo).toMatch(/^MD261128120000[2-9A-Z]{6}$/u)
    expect(order.expiresAt).toBe('2026-11-28T06:00:00.000Z')
    expect(await space.kinds(order.id)).toEqual(['asked', 'made'])
    await expect(space.create({ merchantNo: order.merchantNo })).rejects.toMatchObject({ code: 'payments.merchantNoTaken' })
  })

  it('refuses what the account and the kind cannot do, field by field, and sends nothing', async () => {
    const space = ordersWorkspace({ currencies: ['CNY'] })
    const bad = { method: 'paypal', currency: 'EUR', amountMinor: 5, merchantNo: 'a b', description: '早餐 🍳' }
    await expect(space.create(bad)).rejects.toMatchObject({
      code: 'payments.orderRefused',
      fields: expect.arrayContaining([
        expect.objectContaining({ path: 'method', code: 'payments.methodUnknown' }),
        expect.objectContaining({ path: 'currency', code: 'payments.currencyNotHere' }),
        expect.objectContaining({ path: 'amountMinor', code: 'payments.belowMinimum', params: { least: 'EUR 0.10' } }),
        expect.objectContaining({ path: 'merchantNo', code: 'payments.numberForm' }),
        expect.objectContaining({ path: 'description', code: 'payments.noEmoji' }),
      ]),
    })
    await expect(space.create({ method: 'wechat_mini' })).rejects.toMatchObject({ fields: [{ path: 'asked.openid', code: 'required' }] })
    space.usable.ok = false
    await expect(space.create()).rejects.toMatchObject({ code: 'vault.locked' })
    expect(space.provider.creations).toBe(0)
    expect((await space.now.orders.list({ filter: noDays, limit: 10, count: true })).hits).toBe(0)
  })

  it('a refusal is failed with the reason; a lost answer is looked up under the same number and makes one order', async () => {
    const space = ordersWorkspace()
    space.provider.next = 'refuse'
    expect(await space.create()).toMatchObject({ state: 'failed', lastError: { upstream: { code: 'NO_AUTH' } } })
    space.provider.next = 'dropAfter'
    const order = await space.create()
    expect(order).toMatchObject({ state: 'unknown', nextQueryAt: '2026-11-28T04:00:02.000Z', lastError: { code: 'http.timeout', retry: 'afterCheck' } })
    space.clock.advance(3_000)
    await space.now.orders.poller.tick()
    expect((await space.now.orders.get(order.id)).order).toMatchObject({ state: 'pending', providerNo: 'P1' })
    expect(space.provider.creations).toBe(2)
    expect(space.provider.book.size).toBe(1)
  })

  it('an order that never arrived there is failed once that is sure, not before', async () => {
    const space = ordersWorkspace()
    space.provider.next = 'dropBefore'
    const order = await space.create()
    space.clock.advance(3_000)
    await space.now.orders.poller.tick()
    expect((await space.now.orders.get(order.id)).order.state).toBe('unknown')
    space.clock.advance(3 * minute)
    await space.now.orders.poller.tick()
    expect((await space.now.orders.get(order.id)).order).toMatchObject({ state: 'failed', lastError: { code: 'payments.orderNotFound' } })
    expect(space.provider.creations).toBe(1)
  })

  it('a kill between intent and answer leaves an unknown order that is asked about first', async () => {
    const space = ordersWorkspace()
    const waiting = await space.create()
    space.clock.advance(10 * minute)
    let release = (): void => undefined
    const held = new Promise<void>((resolve) => (release = resolve))
    const real = space.provider.createOrder.bind(space.provider)
    space.provider.createOrder = async (account, order) => {
      const made = await real(account, order)
      await held
      return made
    }
    const creating = space.create().catch(() => undefined)
    await expect.poll(() => space.provider.book.size).toBe(2)
    await space.killAndStart()
    release()
    await creating
    const { rows } = await space.now.orders.list({ filter: { ...noDays, states: ['unknown'] }, limit: 10, count: true })
    expect(rows).toMatchObject([{ state: 'unknown', lastError: { code: 'payments.orderInterrupted' } }])
    await space.now.orders.poller.tick()
    expect(space.provider.asked).toEqual([rows[0]?.merchantNo, waiting.merchantNo])
    expect((await space.now.orders.get(rows[0]?.id ?? '')).order.state).toBe('pending')
  })

  it('where no number of ours finds it, it waits for a person; taking it over settles it', async () => {
    const space = ordersWorkspace({ orderQuery: ['provider'], close: false })
    space.provider.next = 'dropAfter'
    const order = await space.create()
    expect(order.nextQueryAt).toBeUndefined()
    await expect(space.now.orders.query(order.id, space.doer())).rejects.toMatchObject({ code: 'payments.noNumberToAsk' })
    const [unknown] = await Promise.all(space.now.room.todos.map((source) => source.load()))
    expect(unknown).toMatchObject([{ kind: 'payments.ordersUnknown', count: 1 }])
    space.provider.pay(order.merchantNo)
    const adopted = await space.now.orders.adopt({ accountId: space.accountId, number: 'P1', which: 'provider', details: {} }, space.doer())
    expect(adopted).toMatchObject({ known: true, order: { id: order.id, state: 'paid', providerNo: 'P1', received: { minor: 12_800 } } })
  })
})

describe('asking', () => {
  it('backs off by the plan, closes at the end, and leaves what is over alone', async () => {
    const space = ordersWorkspace()
    const order = await space.create()
    const waits: number[] = []
    for (let n = 0; n < 8; n += 1) {
      const { nextQueryAt = '' } = (await space.now.orders.get(order.id)).order
      waits.push((Date.parse(nextQueryAt) - space.clock.now().getTime()) / 1000)
      space.clock.advance(Date.parse(nextQueryAt) - space.clock.now().getTime())
      await space.now.orders.poller.tick()
    }
    expect(waits).toEqual([5, 15, 30, 60, 120, 300, 600, 1800])
    space.clock.advance(120 * minute)
    await space.now.orders.poller.tick()
    expect((await space.now.orders.get(order.id)).order).toMatchObject({ state: 'closed' })
    expect(space.provider.closings).toBe(1)
    space.clock.advance(24 * 60 * minute)
    expect(await space.now.orders.poller.tick()).toBe(0)
  })

  it('keeps a provider without notifications polled, and flags what is paid after it was given up', async () => {
    const space = ordersWorkspace({ notification: 'none', close: false, orderQuery: ['provider'] })
    const order = await space.create()
    space.clock.advance(121 * minute)
    await space.now.orders.poller.tick()
    expect((await space.now.orders.get(order.id)).order.state).toBe('closed')
    space.provider.pay(order.merchantNo)
    space.clock.advance(25 * 60 * minute)
    await space.now.orders.poller.tick()
    expect((await space.now.orders.get(order.id)).order).toMatchObject({ state: 'paid', flags: ['paidAfterClosed'] })
    const [todos] = await Promise.all(space.now.room.todos.map((source) => source.load()))
    expect(todos).toMatchObject([{ kind: 'payments.ordersPaidLate', count: 1 }])
  })

  it('asks about two hundred at once without crowding one account, each once', async () => {
    const space = ordersWorkspace()
    const orders = []
    for (let n = 0; n < 200; n += 1) orders.push(await space.create())
    for (const { merchantNo } of orders.slice(0, 100)) space.provider.pay(merchantNo)
    space.clock.advance(6_000)
    const [asked] = await Promise.all([space.now.orders.poller.tick(), ...orders.slice(0, 50).map(({ id }) => space.now.orders.query(id, space.doer()))])
    expect(asked).toBeGreaterThanOrEqual(150)
    expect(space.provider.busiest).toBeLessThanOrEqual(54)
    const sums = await space.now.orders.sums(orders.map(({ id }) => id))
    expect(sums).toEqual({ count: 200, byCurrency: [{ currency: 'CNY', count: 200, ordered: 2_560_000, received: 1_280_000, refunded: 0 }] })
    const paid = (await space.kinds(orders[0]?.id ?? '')).filter((kind) => kind === 'statePaid')
    expect(paid).toHaveLength(1)
  }, 30_000)

  it('a failing query is noted and put off; a locked workspace does not make it spin', async () => {
    const space = ordersWorkspace()
    const order = await space.create()
    space.clock.advance(6_000)
    space.provider.next = 'queryFails'
    expect(await space.now.orders.poller.tick()).toBe(1)
    expect((await space.now.orders.get(order.id)).order).toMatchObject({ state: 'pending', queries: 1, lastError: { code: 'http.timeout' }, nextQueryAt: '2026-11-28T04:00:36.000Z' })
    space.usable.ok = false
    space.clock.advance(minute)
    expect(await space.now.orders.poller.tick()).toBe(1)
    expect((await space.now.orders.get(order.id)).order.nextQueryAt).toBe('2026-11-28T04:31:06.000Z')
    expect(space.errors).toEqual([])
  })

  it('asks about a list as a job, and not again about what it asked already', async () => {
    const space = ordersWorkspace()
    const orders = [await space.create(), await space.create(), await space.create()]
    space.provider.pay(orders[0]?.merchantNo ?? '')
    const context = { caller: { operator: { id: 'op1', name: '王芳' } }, locale: 'zh-CN' } as never
    space.clock.advance(1_000)
    const { jobId } = await space.now.room.commands['orders.queryMany']({ ids: orders.map(({ id }) => id) }, context)
    expect(await space.now.over(jobId)).toMatchObject({ state: 'done', doneItems: 3, failedItems: 0 })
    expect(space.provider.asked).toHaveLength(3)
    expect((await space.now.orders.get(orders[0]?.id ?? '')).order.state).toBe('paid')
  })
})

describe('closing and changing', () => {
  it('closes at the provider; one that is paid meanwhile is shown as paid', async () => {
    const space = ordersWorkspace()
    const [first, second] = [await space.create(), await space.create()]
    expect(await space.now.orders.close(first.id, space.doer())).toMatchObject({ state: 'closed' })
    await expect(space.now.orders.close(first.id, space.doer())).rejects.toMatchObject({ code: 'payments.orderNotOpen' })
    space.provider.pay(second.merchantNo)
    await expect(space.now.orders.close(second.id, space.doer())).rejects.toMatchObject({ code: 'payments.closeRefused' })
    expect((await space.now.orders.get(second.id)).order.state).toBe('paid')
  })

  it('is not closed too early, nor where the kind knows no closing', async () => {
    const early = ordersWorkspace({ closeAfterMinutes: 5 })
    const order = await early.create()
    await expect(early.now.orders.close(order.id, early.doer())).rejects.toMatchObject({ code: 'payments.closeTooEarly', params: { minutes: 5 } })
    const never = ordersWorkspace({ close: false })
    const other = await never.create()
    await expect(never.now.orders.close(other.id, never.doer())).rejects.toMatchObject({ code: 'payments.cannotClose' })
  })

  it('changes notes only over the revision that was read, and says in the timeline what', async () => {
    const space = ordersWorkspace()
    const order = await space.create()
    const changed = await space.now.orders.update({ id: order.id, rev: order.rev, details: { bookingNo: 'B-77', note: '加床' } }, '王芳')
    expect(changed).toMatchObject({ bookingNo: 'B-77', note: '加床' })
    await expect(space.now.orders.update({ id: order.id, rev: order.rev, details: { note: '' } }, '李雷')).rejects.toMatchObject({ code: 'payments.orderChangedMeanwhile' })
    expect(await space.now.orders.updateMany([order.id], { redemption: 'redeemed' }, '王芳')).toEqual({ changed: 1 })
    expect(await space.now.orders.updateMany([order.id], { redemption: 'redeemed' }, '王芳')).toEqual({ changed: 0 })
    expect(await space.kinds(order.id)).toEqual(['asked', 'made', 'changed', 'changed'])
  })

  it('is worth nothing known in a refund currency of its own until somebody notes it', async () => {
    const space = ordersWorkspace({ refundCurrency: 'local' })
    const order = await space.create()
    space.provider.pay(order.merchantNo)
    const paid = await space.now.orders.query(order.id, space.doer())
    expect(paid).toMatchObject({ state: 'paid', refunded: { minor: 0, currency: 'EUR' } })
    expect(paid.refundable).toBeUndefined()
    const rate = { id: order.id, rev: paid.rev, rate: '7.70', evidence: '账单 2026-11-28' }
    await expect(space.now.orders.setRate({ ...rate, total: { minor: 1, currency: 'USD' } }, '王芳')).rejects.toMatchObject({ code: 'payments.rateCurrency' })
    expect(await space.now.orders.setRate({ ...rate, total: { minor: 1_662, currency: 'EUR' } }, '王芳')).toMatchObject({ refundable: { minor: 1_662, currency: 'EUR' }, rate: '7.70' })
    const settled = ordersWorkspace({ refundCurrency: 'local' })
    const other = await settled.create()
    settled.provider.pay(other.merchantNo, { settledMinor: 1_650, settledCurrency: 'EUR' })
    expect(await settled.now.orders.query(other.id, settled.doer())).toMatchObject({ refundable: { minor: 1_650, currency: 'EUR' } })
  })
})

describe('taking over', () => {
  it('adds with all three numbers, once; another account’s order is refused', async () => {
    const space = ordersWorkspace()
    const made = await space.create({ merchantNo: 'SHOP-0001' })
    space.provider.pay('SHOP-0001', { description: '西湖房间' })
    const elsewhere = ordersWorkspace()
    for (const [number, booked] of space.provider.book) elsewhere.provider.book.set(number, { ...booked })
    const asked = { accountId: elsewhere.accountId, number: 'SHOP-0001', which: 'merchant' as const, details: { bookingNo: 'B1' } }
    const first = await elsewhere.now.orders.adopt(asked, elsewhere.doer())
    expect(first).toMatchObject({
      known: false,
      order: { source: 'adopted', state: 'paid', merchantNo: 'SHOP-0001', providerNo: made.providerNo, wechatNo: '42000000SHOP-0001', received: { minor: 12_800, currency: 'CNY' }, bookingNo: 'B1' },
    })
    const again = await elsewhere.now.orders.adopt({ ...asked, number: '42000000SHOP-0001', which: 'wechat' }, elsewhere.doer())
    expect(again).toMatchObject({ known: true, order: { id: first.order.id } })
    expect(await elsewhere.kinds(first.order.id)).toEqual(['adopted', 'statePaid'])
    await expect(elsewhere.now.orders.adopt({ ...asked, number: 'P1', which: 'provider' }, elsewhere.doer())).rejects.toMatchObject({ code: 'payments.cannotAskBy' })
    elsewhere.provider.pay('SHOP-0001', { merchantId: '1900009999' })
    const reading = elsewhere.provider.reading('SHOP-0001', { merchantNo: 'SHOP-0009' })
    await expect(elsewhere.now.orders.addFromReading({ accountId: elsewhere.accountId, reading, source: 'notified' })).rejects.toMatchObject({ code: 'payments.orderOfOther' })
  })
})

describe('finding', () => {
  it('a search by any number ignores the days; words do not', async () => {
    const space = ordersWorkspace()
    const order = await space.create({ merchantNo: 'OLD-4711-A', description: '延迟退房', details: { bookingNo: 'BK900' } })
    space.provider.pay('OLD-4711-A')
    await space.now.orders.query(order.id, space.doer())
    const days = { fromDay: '2030-01-01', toDay: '2030-01-02', zone: 'Asia/Shanghai' }
    const found = async (text: string, more = {}) => (await space.now.orders.list({ filter: { ...noDays, text, days, ...more }, limit: 10, count: true })).rows.map(({ id }) => id)
    for (const text of ['OLD-4711-A', 'OLD-4', '42000000OLD', '`42000000OLD-4711-A', 'BK900', ' OLD-4711 ']) expect(await found(text), text).toEqual([order.id])
    expect(await found('OLD-4711-A', { states: ['closed'] })).toEqual([])
    expect(await found('延迟退房')).toEqual([])
    expect((await space.now.orders.list({ filter: { ...noDays, text: '延迟退房' }, limit: 10, count: true })).rows).toHaveLength(1)
    expect(await found('OLD-9999')).toEqual([])
  })

  it('answers every filter, pages without gap or repeat, and never sums across currencies', async () => {
    const space = ordersWorkspace()
    const place = await space.now.places.create({ code: 'HZ01', name: '西湖店', zone: 'Asia/Shanghai', appIds: [], owner: '' })
    const ids: string[] = []
    for (let n = 0; n < 23; n += 1) {
      space.clock.advance(minute)
      const details = n % 2 === 0 ? { placeId: place.id, channel: 'sms', scene: 'channels' as const, redemption: 'open' as const } : {}
      ids.push((await space.create({ amountMinor: 1000 + n, currency: n % 3 === 0 ? 'EUR' : 'CNY', details })).id)
    }
    const all = async (filter: object) => {
      const found: string[] = []
      let cursor: string | undefined
      let hits = 0
      do {
        const page = await space.now.orders.list({ filter: { ...noDays, ...filter }, limit: 4, count: true, cursor })
        if (cursor === undefined) hits = page.hits
        found.push(...page.rows.map(({ id }) => id))
        cursor = page.nextCursor
      } while (cursor !== undefined)
      expect(hits).toBe(found.length)
      return found
    }
    const newest = ids.toReversed()
    const even = newest.filter((id) => ids.indexOf(id) % 2 === 0)
    expect(await all({})).toEqual(newest)
    for (const filter of [{ placeId: place.id }, { channel: 'sms' }, { scene: 'channels' }, { redemption: 'open' }, { text: '西湖店' }, { text: '房间', placeId: place.id }]) expect(await all(filter), JSON.stringify(filter)).toEqual(even)
    for (const filter of [{ accountId: space.accountId }, { kind: 'hotelpay' }, { states: ['pending', 'paid'] }, { source: 'created' }, { flagged: false }, { disputed: false }, { refunds: 'none' }, { text: '西湖房间' }]) expect(await all(filter), JSON.stringify(filter)).toEqual(newest)
    for (const filter of [{ kind: 'v3' }, { states: ['paid'] }, { source: 'imported' }, { flagged: true }, { disputed: true }, { refunds: 'some' }, { refunds: 'all' }, { refunds: 'open' }, { text: '没有' }, { placeId: space.nextId() }]) expect(await all(filter), JSON.stringify(filter)).toEqual([])
    expect(await all({ currency: 'EUR', minMinor: 1006, maxMinor: 1012 })).toEqual([12, 9, 6].map((n) => ids[n]))
    expect(await all({ days: { fromDay: '2026-11-28', toDay: '2026-11-28', zone: 'Asia/Shanghai' } })).toEqual(newest)
    expect(await all({ dayOf: 'paid', days: { fromDay: '2026-11-28', toDay: '2026-11-28', zone: 'Asia/Shanghai' } })).toEqual([])
    const sums = await space.now.orders.sums(ids.slice(0, 3))
    expect(sums.byCurrency).toEqual([
      { currency: 'CNY', count: 2, ordered: 2003, received: 0, refunded: 0 },
      { currency: 'EUR', count: 1, ordered: 1000, received: 0, refunded: 0 },
    ])
  })

  it('exports numbers as text and nothing that a spreadsheet would run', async () => {
    const space = ordersWorkspace()
    await space.create({ merchantNo: '20261128000000000001', description: '=HYPERLINK("http://x")' })
    const context = { caller: { operator: { id: 'op1', name: '王芳' } }, locale: 'zh-CN' } as never
    const { jobId } = await space.now.room.commands['orders.export']({ format: 'csv', filter: noDays }, context)
    const job = await space.now.over(jobId)
    expect(job).toMatchObject({ state: 'done', files: [{ name: expect.stringContaining('2026-11-28') }] })
    const csv = await readFile(join(space.folder, `${jobId}.csv`), 'utf8')
    expect(csv).toContain('`20261128000000000001')
    expect(csv).toContain(`'=HYPERLINK`)
    expect(csv).toContain(',128.00,')
    const xlsx = await space.now.room.commands['orders.export']({ format: 'xlsx', filter: noDays }, context)
    expect(await space.now.over(xlsx.jobId)).toMatchObject({ state: 'done' })
  })

  it('keeps filters by name for each operator', async () => {
    const space = ordersWorkspace()
    const of = (id: string) => ({ caller: { operator: { id, name: id } } }) as never
    const { commands } = space.now.room
    const { id } = await commands['filters.save']({ list: 'orders', name: '待核销', filter: { redemption: 'open' } }, of('a'))
    expect(await commands['filters.save']({ list: 'orders', name: '待核销', filter: { redemption: 'redeemed' } }, of('a'))).toEqual({ id })
    expect(await commands['filters.list']({ list: 'orders' }, of('a'))).toEqual([{ id, name: '待核销', filter: { redemption: 'redeemed' } }])
    expect(await commands['filters.list']({ list: 'orders' }, of('b'))).toEqual([])
    await expect(commands['filters.remove']({ id }, of('b'))).rejects.toMatchObject({ code: 'payments.filterMissing' })
    await commands['filters.remove']({ id }, of('a'))
  })
})
