import { describe, expect, it } from 'vitest'
import { approver, doerOf, freePolicy, openRefunds, requester } from './refunds.fixture'

const code = (expected: string) => expect.objectContaining({ code: expected })

describe('sending', () => {
  it('sends a number once, however often it is asked for and from however many windows', async () => {
    const at = openRefunds()
    const asked = await Promise.all(Array.from({ length: 12 }, () => at.ask(at.order(), 500)))
    const ids = asked.map(({ id }) => id)
    await Promise.all([at.queue(...ids), at.queue(...ids), at.queue(...ids)])
    await Promise.all([at.run(), at.run(), at.run()])
    await at.queue(...ids)
    await at.run()
    expect(at.provider.sends.toSorted()).toEqual(asked.map(({ refundNo }) => refundNo).toSorted())
    await expect(at.queue((await at.refunds.withdraw((await at.ask(at.order(), 1)).id, 1, requester)).id)).rejects.toEqual(code('payments.refundNotApproved'))
  })

  it('asks for the password, but not the practice operator, who has none', async () => {
    const at = openRefunds()
    const { id } = await at.ask(at.order(), 500)
    const finance = await at.hire('李明', 'finance')
    await expect(at.refunds.send([id], undefined, finance)).rejects.toEqual(code('accounts.passwordNeeded'))
    await expect(at.refunds.send([id], 'wrong horse 1', finance)).rejects.toEqual(code('accounts.wrongPassword'))
    expect(at.state(id)).toBe('approved')
    expect(await at.refunds.send([id], 'correct horse 1', finance)).toMatchObject([{ state: 'queued', sentBy: '李明' }])
    const practice = await at.operators.ensurePracticeOperator('演示')
    const other = await at.ask(at.order(), 500)
    await at.refunds.send([other.id], undefined, doerOf(practice.id, practice.name))
    expect(at.state(other.id)).toBe('queued')
  })
})

describe('a second person', () => {
  const always = { ...freePolicy, limits: [{ currency: 'CNY', perOrder: 0 }] }

  it.each([
    ['perOrder', { perOrder: 999 }, ['perOrder', 'perOrder']],
    ['perRequesterAndDay', { perRequesterAndDay: 1_500 }, [undefined, 'perRequesterAndDay']],
    ['perDay', { perDay: 2_000 }, [undefined, undefined, 'perDay']],
    ['nothing', {}, [undefined, undefined, undefined]],
  ] as const)('is asked above the limit %s', async (_name, limit, expected) => {
    const at = openRefunds({ policy: { ...freePolicy, limits: [{ currency: 'CNY', ...limit }] } })
    for (const reason of expected) {
      const asked = await at.ask(at.order(), 1_000, reason === 'perDay' ? approver : requester)
      expect(asked.approvalReasons.map((one) => one.code)).toEqual(reason === undefined ? [] : [reason])
      expect(asked.state).toBe(reason === undefined ? 'approved' : 'requested')
    }
  })

  it('is asked for currencies of which no limit is set, and counts anew on another day', async () => {
    const at = openRefunds({ policy: { ...freePolicy, limits: [{ currency: 'CNY', perDay: 1_000 }], otherCurrencies: 'approve' } })
    expect(await at.ask(at.order('number', 100, 'EUR'), 1)).toMatchObject({ state: 'requested', approvalReasons: [{ code: 'otherCurrency' }] })
    expect(await at.ask(at.order(), 1_000)).toMatchObject({ state: 'approved' })
    expect(await at.ask(at.order(), 1)).toMatchObject({ state: 'requested' })
    // 16:00 UTC is midnight in Shanghai.
    at.clock.advance(10 * 3_600_000)
    expect(await at.ask(at.order(), 1)).toMatchObject({ state: 'approved' })
  })

  it('approves what was asked for, never their own, and a change voids it', async () => {
    const at = openRefunds({ policy: always })
    const asked = await at.ask(at.order(), 1_000)
    await expect(at.queue(asked.id)).rejects.toEqual(code('payments.refundNotApproved'))
    await expect(at.refunds.approve(asked.id, asked.digest, undefined, requester)).rejects.toEqual(code('payments.ownRefund'))
    await expect(at.refunds.approve(asked.id, 'other', undefined, approver)).rejects.toEqual(code('payments.digestChanged'))
    const approved = await at.refunds.approve(asked.id, asked.digest, undefined, approver)
    expect(approved).toMatchObject({ state: 'approved', approvedBy: { id: approver.operatorId } })
    // Whoever changes it cannot approve the change, and whoever asked first cannot either.
    const change = { id: asked.id, rev: approved.rev, amountMinor: 2_000, reason: 'r', note: '', acknowledged: [] }
    const changed = await at.refunds.change(change, approver)
    expect(changed).toMatchObject({ state: 'requested', refundNo: asked.refundNo, amount: { minor: 2_000 } })
    expect(changed.approvedBy).toBeUndefined()
    expect(changed.digest).not.toBe(asked.digest)
    for (const own of [requester, approver])
      await expect(at.refunds.approve(changed.id, changed.digest, undefined, own)).rejects.toEqual(code('payments.ownRefund'))
    await expect(at.refunds.approve(changed.id, asked.digest, undefined, doerOf('third', '赵'))).rejects.toEqual(code('payments.digestChanged'))
    await at.refunds.approve(changed.id, changed.digest, undefined, doerOf('third', '赵'))
    await at.queue(changed.id)
    await at.run()
    await expect(at.refunds.change({ ...change, rev: 99 }, requester)).rejects.toEqual(code('payments.refundMoved'))
    expect(at.provider.book.refunds).toMatchObject([{ amountMinor: 2_000, refundNo: asked.refundNo }])
  })

  it('approves at this computer with an own password and the right to it', async () => {
    const at = openRefunds({ policy: always })
    const [boss] = [await at.hire('经理', 'administrator'), await at.hire('前台', 'operations')]
    const asked = await at.ask(at.order(), 1_000, boss)
    const here = (name: string, password = 'correct horse 1') => at.refunds.approveHere(asked.id, asked.digest, { approver: name, password }, boss)
    // Administrators neither.
    await expect(here('经理')).rejects.toEqual(code('payments.ownRefund'))
    await expect(here('前台')).rejects.toEqual(code('session.forbidden'))
    await at.hire('财务', 'finance')
    await expect(here('财务', 'wrong horse 1')).rejects.toEqual(code('accounts.wrongPassword'))
    expect(await here('财务')).toMatchObject({ state: 'approved', approvedBy: { name: '财务' } })
    const other = await at.ask(at.order(), 1_000, boss)
    await expect(at.refunds.reject(other.id, 'no', boss)).rejects.toEqual(code('payments.ownRefund'))
    expect(await at.refunds.reject(other.id, 'no', approver)).toMatchObject({ state: 'rejected', rejection: { note: 'no' } })
  })
})

describe('the list', () => {
  it('finds a refund by any number whatever the days, pages stably, and shows what waits for whom', async () => {
    const at = openRefunds({ policy: { ...freePolicy, limits: [{ currency: 'CNY', perOrder: 500 }] } })
    const me = { ...approver, permissions: ['refunds.approve' as const] }
    const orders = Array.from({ length: 7 }, () => at.order())
    for (const [index, order] of orders.entries()) await at.ask(order, index < 3 ? 1_000 : 100)
    const seen: string[] = []
    let cursor: string | undefined
    do {
      const page = await at.refunds.list({ filter: {}, limit: 3, count: true, ...(cursor === undefined ? {} : { cursor }) }, me)
      expect(page.hits).toBe(7)
      seen.push(...page.rows.map(({ order }) => order.merchantNo))
      cursor = page.nextCursor
    } while (cursor !== undefined)
    expect(seen).toEqual(orders.map(({ merchantNo }) => merchantNo).toReversed())
    const days = { fromDay: '2020-01-01', toDay: '2020-01-02', zone: 'Asia/Shanghai' }
    const list = async (filter: object) => (await at.refunds.list({ filter, limit: 50, count: true }, me)).rows
    expect(await list({ days })).toEqual([])
    const [first] = await list({ text: orders[0]?.merchantNo ?? '', days })
    expect(await list({ text: first?.refundNo.slice(0, 20) ?? '', days })).toHaveLength(1)
    expect(await list({ forMe: true })).toHaveLength(3)
    expect((await at.refunds.list({ filter: { forMe: true }, limit: 9, count: true }, { ...requester, permissions: ['refunds.approve'] })).rows).toEqual([])
    expect(await list({ states: ['approved'] })).toHaveLength(4)
    expect(await list({ requestedBy: requester.operatorId, currency: 'CNY', kind: 'number' })).toHaveLength(7)
  })
})
