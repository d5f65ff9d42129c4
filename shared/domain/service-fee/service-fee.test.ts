import { describe, expect, it } from 'vitest'
import { oracle } from './oracle.fixture'
import { addMonths, beijingMonth, monthSpan } from '../beijing-time'
import { amountColumns, apportion, computeMonth, deadlinesOf, defaultFeeRule, explain, feeOf, feePolicies, findSuspects, indexSuspects, lateFacts, refundMethods, roundingLevels, roundingModes, tabulate, type FeeOrder, type FeeRule } from './index'
import { workdayCalendar } from '../workdays'

const window = monthSpan('2026-10')
const noPrior = { baseMinor: 0, feeMinor: 0 }
const day = 86_400_000

function order(id: string, minor: number, more: Partial<FeeOrder> = {}): FeeOrder {
  const amounts = { ordered: minor, received: minor, settled: minor, refundBasis: minor }
  return { id, number: `N${id}`, paidAtMs: window.fromMs + day, scene: 'channels', sceneCode: '', placeId: '', accountId: 'a', redeemed: true, refunds: [], ...amounts, ...more }
}
const rule = (more: Partial<FeeRule> = {}): FeeRule => ({ ...defaultFeeRule, ...more })

/** A generator that gives the same numbers for the same seed. */
function random(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}

/** Orders around the month with coupons, codes, refunds before, in and after it. */
function someOrders(seed: number, count: number): FeeOrder[] {
  const next = random(seed)
  return Array.from({ length: count }, (_, index) => {
    const ordered = 1 + next(index % 7 === 0 ? 2_000_000_000 : 40_000)
    const received = next(3) === 0 ? Math.max(0, ordered - next(500)) : ordered
    const paidAtMs = window.fromMs + (next(90) - 30) * day + next(day)
    const basis = next(12) === 0 ? 0 : received
    const refunds = []
    for (let left = basis, at = paidAtMs; left > 0 && next(3) === 0; ) {
      const minor = next(2) === 0 ? left : 1 + next(left)
      at += next(20) * day
      refunds.push({ number: `R${index}-${refunds.length}`, atMs: at, minor })
      left -= minor
    }
    return order(String(index), ordered, {
      received, paidAtMs, refunds, refundBasis: basis, settled: next(2) === 0 ? received : ordered, redeemed: next(3) > 0,
      scene: ['channels', 'other', 'unset'][next(3)] ?? 'unset', sceneCode: ['', '', '1177', '1195', '1089'][next(5)] ?? '',
    })
  })
}

function* everyRule(): Generator<FeeRule> {
  for (const policy of feePolicies)
    for (const amount of amountColumns)
      for (const rounding of roundingModes)
        for (const level of roundingLevels) for (const refundMethod of refundMethods) yield rule({ policy, amount, rounding, level, refundMethod })
}

describe('rounding (settlement-reconciliation §4.1)', () => {
  it.each([
    [1, 0, 0, 0, 1], [49, 0, 0, 0, 1], [50, 1, 0, 0, 1], [51, 1, 1, 0, 1], [99, 1, 1, 0, 1], [149, 1, 1, 1, 2], [150, 2, 2, 1, 2],
    [250, 3, 2, 2, 3], [350, 4, 4, 3, 4], [990, 10, 10, 9, 10], [9950, 100, 100, 99, 100], [10_050, 101, 100, 100, 101],
    [12_345, 123, 123, 123, 124], [19_900, 199, 199, 199, 199], [29_950, 300, 300, 299, 300],
  ])('1 %% of %d', (amount, ...expected) => {
    expect(roundingModes.map((mode) => feeOf(amount, 10_000, mode))).toEqual(expected)
    expect(roundingModes.map((mode) => feeOf(-amount, 10_000, mode))).toEqual(expected.map((fee) => -fee + 0))
  })

  it('is exact where products leave the safe integers', () => {
    expect(feeOf(9_007_199_254_740_991, 10_000, 'halfUp')).toBe(90_071_992_547_410)
    expect(feeOf(9_007_199_254_740_950, 1_000_000, 'floor')).toBe(9_007_199_254_740_950)
  })

  it('gives parts that add up, the largest remainders first and the earlier one where they are equal', () => {
    expect(apportion([3350, 3350, 3350], 10_000, 101)).toEqual([34, 34, 33])
    expect(apportion([10_050, -3350, -3350, -3350], 10_000, 0)).toEqual([101, -33, -34, -34])
    expect(apportion([], 10_000, 0)).toEqual([])
  })
})

describe('refunds (§4.2)', () => {
  const refunded = order('1', 10_050, { refunds: [1, 2, 3].map((n) => ({ number: `R${n}`, atMs: window.fromMs + 2 * day, minor: 3350 })) })
  const fees = (more: Partial<FeeRule>) => computeMonth([refunded], rule({ policy: 'paidNetSameMonth', ...more }), window).own.map(({ feeMinor }) => feeMinor)

  it('never give back more than was charged, and end at 0', () => expect(fees({})).toEqual([101, -34, -33, -34]))
  it('each by itself gives one fen too much', () => expect(fees({ refundMethod: 'perRefund' })).toEqual([101, -34, -34, -34]))
  it('of a paid order in another month count by policy', () => {
    const older = order('2', 10_000, { paidAtMs: window.fromMs - 1, refunds: [{ number: 'R', atMs: window.fromMs, minor: 10_000 }] })
    const of = (policy: FeeRule['policy']) => {
      const month = computeMonth([older], rule({ policy }), window)
      return [month.feeMinor, month.earlierFeeMinor]
    }
    expect(feePolicies.map(of)).toEqual([[0, 0], [0, 0], [0, -100], [0, -100]])
  })
})

describe('any set of orders', () => {
  it('comes to the fen to what the definitions say, under every rule; parts add up; the table agrees', () => {
    for (const seed of [1, 2, 3, 4, 5, 6]) {
      const orders = someOrders(seed, 120)
      const shuffled = orders.toSorted((a, b) => (a.received % 97) - (b.received % 97))
      for (const way of everyRule()) {
        const month = computeMonth(orders, way, window)
        const truth = oracle(orders, way, window)
        expect([month.baseMinor + month.earlierBaseMinor, month.feeMinor + month.earlierFeeMinor].map(BigInt), JSON.stringify(way)).toEqual([truth.base, truth.fee])
        const lines = [...month.own, ...month.earlier]
        expect(lines.reduce((sum, { feeMinor }) => sum + feeMinor, 0)).toBe(Number(truth.fee))
        const again = computeMonth(shuffled, way, window)
        expect(again.feeMinor + again.earlierFeeMinor).toBe(Number(truth.fee))
        const { contract } = explain(tabulate(shuffled, way, window), way, 0, noPrior)
        expect([contract.baseMinor, contract.feeMinor]).toEqual([Number(truth.base), Number(truth.fee)])
      }
    }
  })
})

describe('explaining the platform’s figure', () => {
  const orders = someOrders(42, 400)
  it('names the combination, whichever it was', () => {
    for (const hidden of [...everyRule()].filter((_, index) => index % 11 === 0)) {
      const figure = Number(oracle(orders, hidden, window).fee)
      const told = explain(tabulate(orders, rule(), window), rule(), figure, noPrior)
      expect(told.verdict).toBe('exact')
      const method = hidden.policy === 'paidGross' ? 'cumulative' : hidden.refundMethod
      expect(told.exact.some((one) => one.policy === hidden.policy && one.amount === hidden.amount && one.rounding === hidden.rounding && one.level === hidden.level && one.refundMethod === method && one.scenes === 'contract'), JSON.stringify(hidden)).toBe(true)
    }
  })

  it('finds another set of scenes, and shows the policies side by side', () => {
    const figure = Number(oracle(orders, rule({ sceneCodes: ['1177'] }), window).fee)
    const told = explain(tabulate(orders, rule(), window), rule(), figure, noPrior)
    expect(told.exact[0]).toMatchObject({ scenes: 'contract-1195', policy: 'paidGross', remainderMinor: 0 })
    expect(told.byPolicy.map(({ policy, scenes }) => [policy, scenes])).toEqual(feePolicies.map((policy) => [policy, 'contract']))
    expect(told.tried).toBeGreaterThan(1000)
  })

  it('keeps rounding apart from a real difference', () => {
    const odd = Array.from({ length: 100 }, (_, index) => order(String(index), 10_033))
    const table = tabulate(odd, rule(), window)
    expect(explain(table, rule(), 100 * 100 + 40, noPrior)).toMatchObject({ verdict: 'rounding', roundingBoundMinor: 50 })
    expect(explain(table, rule(), 100 * 100 + 777, noPrior)).toMatchObject({ verdict: 'remainder' })
    const whole = tabulate([order('1', 10_000)], rule(), window)
    expect(explain(whole, rule(), 101, noPrior)).toMatchObject({ verdict: 'remainder', roundingBoundMinor: 0 })
  })

  it('says which orders may be behind what remains', () => {
    const some = [
      order('a', 10_000), order('b', 20_300), order('c', 45_000),
      order('unset', 77_700, { scene: 'unset' }), order('late', 31_100, { paidAtMs: window.untilMs + 60_000 }),
    ]
    const index = indexSuspects(some, rule(), window)
    expect(findSuspects(index, 777)).toMatchObject([{ orderId: 'unset', why: 'sceneUnset' }])
    expect(findSuspects(index, 311)).toMatchObject([{ orderId: 'late', why: 'nearMonthEnd', feeMinor: 311 }])
    expect(findSuspects(index, -203)).toMatchObject([{ orderId: 'b', why: 'feeEqualsRemainder' }])
    expect(findSuspects(index, -653).slice(0, 2)).toMatchObject([{ orderId: 'b', why: 'pairSumsToRemainder' }, { orderId: 'c', why: 'pairSumsToRemainder' }])
    expect(findSuspects(index, 0)).toEqual([])
  })

  it('explains 200,000 orders in a few seconds', { timeout: 30_000 }, () => {
    const many = someOrders(9, 200_000)
    const began = performance.now()
    const told = explain(tabulate(many, rule(), window), rule(), 1, noPrior)
    indexSuspects(many, rule(), window)
    expect(told.tried).toBeGreaterThan(1000)
    expect(performance.now() - began).toBeLessThan(8000)
  })
})

describe('late facts of a month that stands', () => {
  const stood = [order('kept', 10_000), order('refunded', 20_000, { refunds: [{ number: 'R1', atMs: window.fromMs + 2 * day, minor: 20_000 }] }), order('gone', 30_000)]
  const [kept, back] = stood
  const now = [
    ...(kept ? [{ ...kept, refunds: [{ number: 'R2', atMs: window.fromMs + 3 * day, minor: 2_500 }] }] : []),
    ...(back ? [{ ...back, refunds: [] }] : []),
    order('late', 5_050),
  ]
  const net = rule({ policy: 'paidNetSameMonth' })

  it('become lines with their reason, and only once', () => {
    const facts = lateFacts(stood, now, net, window, new Map())
    expect(facts.map(({ orderId, reason, baseMinor, feeMinor }) => [orderId, reason, baseMinor, feeMinor])).toEqual([
      ['gone', 'orderGone', -30_000, -300], ['kept', 'lateRefund', -2_500, -25], ['late', 'lateOrder', 5_050, 51], ['refunded', 'refundClosed', 20_000, 200],
    ])
    expect(lateFacts(stood, now, net, window, new Map(facts.map((fact) => [fact.orderId, fact])))).toEqual([])
    // What a later statement took over and turned out wrong goes back there, not into the confirmed month.
    expect(lateFacts(stood, stood, net, window, new Map([['late', { baseMinor: 5_050, feeMinor: 51 }]]))).toMatchObject([{ orderId: 'late', feeMinor: -51 }])
  })

  it('together move a total that is rounded once', () => {
    const whole = rule({ policy: 'paidNetSameMonth', level: 'total' })
    const facts = lateFacts(stood, now, whole, window, new Map())
    const total = (orders: FeeOrder[]) => computeMonth(orders, whole, window).feeMinor
    expect(facts.reduce((sum, { feeMinor }) => sum + feeMinor, 0)).toBe(total(now) - total(stood))
  })
})

describe('months and deadlines', () => {
  it('are counted in Beijing time', () => {
    expect(beijingMonth(Date.parse('2026-10-31T15:59:59.999Z'))).toBe('2026-10')
    expect(beijingMonth(Date.parse('2026-10-31T16:00:00.000Z'))).toBe('2026-11')
    expect([addMonths('2026-12', 1), addMonths('2026-01', -1)]).toEqual(['2027-01', '2025-12'])
  })

  it('show both readings, which holds, and what is overdue', () => {
    const calendar = workdayCalendar([{ year: 2026, source: '', asOf: '', days: [] }])
    const ground = { month: '2026-10', issueDayOfMonth: 1, confirmWorkdays: 5, payWorkdays: 20, payAnchor: 'confirmed' as const, today: '2026-11-09' }
    const told = deadlinesOf({ ...ground, issuedDay: '2026-11-01' }, calendar)
    expect(told.map(({ step, reading, day: on, inForce, workdaysLeft, overdue }) => [step, reading, on, inForce, workdaysLeft, overdue])).toEqual([
      ['issue', 'none', '2026-11-01', true, -6, false],
      ['confirm', 'fromIssue', '2026-11-06', true, -1, true],
      ['pay', 'fromIssue', '2026-11-27', false, 14, false],
      ['pay', 'fromConfirmationLimit', '2026-12-04', true, 19, false],
    ])
    const confirmed = deadlinesOf({ ...ground, issuedDay: '2026-11-02', confirmedDay: '2026-11-04', payAnchor: 'issued' }, calendar)
    expect(confirmed.map(({ reading, day: on, inForce }) => [reading, on, inForce]).slice(2)).toEqual([['fromIssue', '2026-11-30', true], ['fromConfirmation', '2026-12-02', false]])
    expect(deadlinesOf({ ...ground, nothingToPay: true }, calendar)).toHaveLength(2)
  })
})
