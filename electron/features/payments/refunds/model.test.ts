import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { countedAs } from './move.repository'
import type { Turn } from './provider.fixture'
import { approver, freePolicy, openRefunds, requester } from './refunds.fixture'
import { isRefundState } from '@shared/domain/payments'

/** What people, the provider, time and a power cut do to two orders, in any sequence. */
type Step =
  | { do: 'ask'; order: 0 | 1; minor: number }
  | { do: 'approve' | 'send' | 'withdraw' | 'change' | 'review'; pick: number }
  | { do: 'look' | 'finish' | 'crash' }
  | { do: 'pass'; minutes: number }
  | { do: 'turns'; turns: Turn[] }

const turn = fc.constantFrom<Turn>('done', 'processing', 'lostAfter', 'lostBefore', 'throwAfter', 'refusedNow', 'refusedNever', 'notSent', 'needsManual')
const pick = fc.nat(9)
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('ask' as const), order: fc.constantFrom<0 | 1>(0, 1), minor: fc.integer({ min: 1, max: 700 }) }) },
  { weight: 6, arbitrary: fc.record({ do: fc.constantFrom('approve' as const, 'send' as const, 'send' as const, 'withdraw' as const, 'change' as const, 'review' as const), pick }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constantFrom('look' as const, 'look' as const, 'finish' as const, 'crash' as const) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('pass' as const), minutes: fc.integer({ min: 1, max: 90 }) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('turns' as const), turns: fc.array(turn, { minLength: 1, maxLength: 4 }) }) },
)

type Desk = ReturnType<typeof openRefunds>
type Orders = [ReturnType<Desk['order']>, ReturnType<Desk['order']>]

/** Refused by a rule is fine: it is what the rule is for. Anything else is a mistake. */
async function tolerated(work: Promise<unknown>): Promise<void> {
  await work.catch((cause: unknown) => {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : ''
    if (!code.startsWith('payments.') && code !== 'bridge.invalidInput') throw cause
  })
}

async function take(at: Desk, orders: Orders, one: Step, room: { now: ReturnType<Desk['boot']> }): Promise<void> {
  const rows = () => orders.flatMap(({ id }) => at.db.prepare('SELECT r.id, r.digest, r.rev, r.refund_no AS refundNo, r.amount_minor AS minor, r.state FROM refunds r JOIN orders o ON o.seq = r.order_seq WHERE o.id = ? ORDER BY r.seq').all(id) as { id: string; digest: string; rev: number; refundNo: string; minor: number; state: string }[])
  const chosen = 'pick' in one ? rows()[one.pick % Math.max(1, rows().length)] : undefined
  const { refunds } = room.now
  if (one.do === 'ask') await tolerated(at.ask(orders[one.order], one.minor))
  if (one.do === 'pass') at.clock.advance(one.minutes * 60_000)
  if (one.do === 'turns') at.provider.turns = [...one.turns]
  if (one.do === 'finish') at.provider.finish()
  if (one.do === 'look') await room.now.run()
  if (one.do === 'crash') {
    // Between the intent and the answer: the call may have arrived, the program is gone.
    const [due] = await at.repository.due({ at: at.clock.instant(), limit: 1 })
    if (due) {
      await at.repository.beginSend({ id: due.id, at: at.clock.instant(), by: { id: '', name: '', correlationId: 'c' }, pauseSeconds: 0, alone: true, refundedBeforeMinor: at.provider.done(due.merchantNo), requestDigest: '' })
      if (due.amountMinor % 2 === 0) await at.provider.client(due.kind).refund?.({} as never, { refundNo: due.refundNo, amountMinor: due.amountMinor, currency: due.currency, reason: '', order: { merchantNo: due.merchantNo } as never }, { correlationId: '' }).catch(() => undefined)
    }
    room.now = at.boot()
    await room.now.recover()
  }
  if (!chosen) return
  if (one.do === 'approve') await tolerated(refunds.approve(chosen.id, chosen.digest, undefined, approver))
  if (one.do === 'send') await tolerated(refunds.queueConfirmed([chosen.id], requester))
  if (one.do === 'withdraw') await tolerated(refunds.withdraw(chosen.id, chosen.rev, requester))
  if (one.do === 'change') await tolerated(refunds.change({ id: chosen.id, rev: chosen.rev, amountMinor: (chosen.minor % 500) + 1, reason: 'c', note: '', acknowledged: ['sameOrderLately', 'sameAmountLately'] }, approver))
  if (one.do === 'review') {
    const outcome = at.provider.has(chosen.refundNo) ? ('refunded' as const) : ('notRefunded' as const)
    await tolerated(refunds.review({ id: chosen.id, outcome, providerRefundNo: '', evidence: 'e' }, requester))
    await tolerated(refunds.confirmReview({ id: chosen.id, agree: true }, approver))
  }
}

/** The rules that hold at every moment. */
function hold(at: Desk, orders: Orders): void {
  for (const order of orders) {
    const { total, refunded, inFlight, count } = at.sums(order.id)
    expect(refunded + inFlight).toBeLessThanOrEqual(total)
    const rows = at.db.prepare('SELECT r.state, r.amount_minor AS minor FROM refunds r JOIN orders o ON o.seq = r.order_seq WHERE o.id = ?').all(order.id) as { state: string; minor: number }[]
    const sums = { refunded: 0, inFlight: 0, count: 0 }
    for (const { state, minor } of rows) {
      const counted = countedAs(isRefundState(state) ? state : 'withdrawn', minor)
      sums.refunded += counted.refunded
      sums.inFlight += counted.inFlight
      sums.count += counted.count
    }
    expect({ refunded, inFlight, count }).toEqual(sums)
    // Never more than was received, never one number twice, never money that nobody here counts.
    expect(at.provider.refunded(order.merchantNo)).toBeLessThanOrEqual(refunded + inFlight)
    const numbers = at.provider.numbers(order.merchantNo)
    expect(new Set(numbers).size).toBe(numbers.length)
  }
  expect(at.errors).toEqual([])
}

describe.each(['number', 'list', 'sum', 'blind'])('whatever happens, for a kind that is found by %s', (kind) => {
  it('no money goes out twice or uncounted, and in the end both books agree', async () => {
    const at = openRefunds({ policy: { ...freePolicy, limits: [{ currency: 'CNY', perOrder: 600 }] } })
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40 }), async (steps) => {
        const orders: Orders = [at.order(kind, 1_000), at.order(kind, 777)]
        const room = { now: at.boot() }
        for (const one of steps) {
          await take(at, orders, one, room)
          hold(at, orders)
        }
        await settle(at, orders, room.now)
      }),
      { numRuns: 25 },
    )
  })
})

/** Everybody calms down: the provider answers, people decide, time passes. */
async function settle(at: Desk, orders: Orders, room: ReturnType<Desk['boot']>): Promise<void> {
  at.provider.turns = []
  const open = () => orders.flatMap(({ id }) => at.db.prepare(`SELECT r.id, r.state, r.refund_no AS refundNo FROM refunds r JOIN orders o ON o.seq = r.order_seq WHERE o.id = ? AND r.state IN ('queued', 'sending', 'processing', 'unknown', 'review', 'needsManual')`).all(id) as { id: string; state: string; refundNo: string }[])
  for (let turn = 0; turn < 30 && open().length > 0; turn += 1) {
    at.provider.finish(true)
    at.clock.advance(26 * 3_600_000)
    await room.run()
    for (const { id, refundNo } of open()) {
      await tolerated(room.refunds.review({ id, outcome: at.provider.has(refundNo) ? 'refunded' : 'notRefunded', providerRefundNo: '', evidence: 'e' }, requester))
      await tolerated(room.refunds.confirmReview({ id, agree: true }, approver))
    }
  }
  expect(open()).toEqual([])
  for (const order of orders) expect(at.sums(order.id)).toMatchObject({ refunded: at.provider.refunded(order.merchantNo) })
  hold(at, orders)
}
