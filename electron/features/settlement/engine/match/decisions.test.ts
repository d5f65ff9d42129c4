import { describe, expect, it } from 'vitest'
import { match } from './index'
import { entryOf } from '../entry.fixture'
import { inputOf, october, paid, refunded, run, shortly } from './match.fixture'

const no = { pairs: [], apart: [], rulesOff: [] }
const name = (number: string, kind = 'payment', column = 'merchantNo', ordinal = 1) => `${kind}:${column}:${ordinal}:${number}`

describe('decisions', () => {
  const left = [paid('1'), paid('2')]
  const right = [paid('1'), paid('2'), paid('7')]

  it('come before the rules', () => {
    const pairs = [{ id: 'p', left: [name('M1')], right: [name('M7')] }]
    const told = run({ left, right }, { decisions: { ...no, pairs } })
    expect(shortly(told.pairs)).toEqual(['orderNumbers: M2 = M2', 'person: M1 = M7'])
    expect(shortly(told.differences)).toEqual(['rightOnly:  | M1'])
    expect(told.result.lostPairs).toEqual([])
  })

  it('are reported where their rows are not all there, and where another pair took them', () => {
    const pairs = [
      { id: 'b', left: [name('M1')], right: [name('M7')] },
      { id: 'a', left: [name('M1')], right: [name('M2')] },
      { id: 'c', left: [name('M2'), name('M3')], right: [name('M7')] },
    ]
    const told = run({ left, right }, { decisions: { ...no, pairs } })
    expect(told.result.lostPairs).toEqual(['b', 'c'])
    expect(shortly(told.pairs)).toEqual(['person: M1 = M2'])
  })

  it('part one pair and nothing else', () => {
    const told = run({ left, right }, { decisions: { ...no, apart: [{ left: name('M1'), right: name('M1') }] } })
    expect(shortly(told.differences)).toEqual(['leftOnly: M1 | ', 'rightOnly:  | M1', 'rightOnly:  | M7'])
    expect(shortly(told.pairs)).toEqual(['orderNumbers: M2 = M2'])
  })

  it('part rows of equal amounts, so that the other one is no longer in doubt', () => {
    const rules = inputOf({ left, right }).rules.filter(({ id }) => id === 'amountMinutes')
    const rows = { left: [entryOf({ title: 'a' })], right: [entryOf({ title: 'b' }), entryOf({ title: 'c' })] }
    const doubt = run(rows, { rules })
    const [difference] = doubt.result.differences
    expect(difference?.class).toBe('ambiguous')
    const [l = ''] = difference?.leftIdentities ?? []
    const [r = '', other = ''] = difference?.rightIdentities ?? []
    const told = run(rows, { rules, decisions: { ...no, apart: [{ left: l, right: r }] } })
    expect(told.pairs).toEqual([`amountMinutes: ${l} = ${other}`])
  })

  it('switch a rule off', () => {
    expect(run({ left, right }, { decisions: { ...no, rulesOff: ['orderNumbers', 'ordersToOnePayment', 'orderToPayments'] } }).pairs).toEqual([])
  })

  it('name the second of two equal rows', () => {
    const pairs = [{ id: 'p', left: [name('M1')], right: [name('M1', 'payment', 'merchantNo', 2)] }]
    const told = run({ left: [paid('1')], right: [paid('1'), paid('1', { atMs: october(20) })] }, { decisions: { ...no, pairs } })
    expect(shortly(told.pairs)).toEqual(['person: M1 = #2 M1'])
    expect(shortly(told.differences)).toEqual(['duplicate:  | M1'])
  })

  it('take in rows that no rule looks at', () => {
    const fee = entryOf({ kind: 'fee', providerNo: 'F1', amountMinor: -6 })
    const pairs = [{ id: 'p', left: [name('R1', 'refund', 'refundNo')], right: [name('F1', 'fee', 'providerNo')] }]
    const told = run({ left: [refunded('1', { amountMinor: -6 })], right: [fee] }, { decisions: { ...no, pairs } })
    expect(told.result.right).toMatchObject([{ total: { count: 1 }, matched: { count: 1 }, others: { count: 0 } }])
  })
})

describe('carried differences', () => {
  const september = Date.UTC(2026, 8, 20)
  const carriedOf = (rows: { left: ReturnType<typeof paid>[]; right: ReturnType<typeof paid>[] }) =>
    match(inputOf(rows, { month: '2026-09' })).differences.map(({ id }) => id)

  it('count in the month they were carried to, and are closed by a late row', () => {
    const ours = [paid('1', { atMs: september })]
    const carriedIn = carriedOf({ left: ours, right: [] })
    const open = run({ left: ours, right: [] }, { carriedIn })
    expect(shortly(open.differences)).toEqual(['leftOnly: M1 | '])
    expect(open.result.left).toMatchObject([{ total: { count: 1 }, differences: { count: 1 } }])
    const closed = run({ left: ours, right: [paid('1')] }, { carriedIn })
    expect(closed.differences).toEqual([])
    expect(closed.result.left).toMatchObject([{ matched: { count: 1, minor: 1000 } }])
    // Without being carried it would be a row of another month that only met its partner here.
    expect(run({ left: ours, right: [paid('1')] }).result.differences).toMatchObject([{ class: 'crossMonth' }])
  })

  it('keep their rows together', () => {
    const rows = { left: [paid('1', { atMs: september })], right: [paid('1', { atMs: september, amountMinor: 700 })] }
    const told = run(rows, { carriedIn: carriedOf(rows) })
    expect(told.result.differences).toMatchObject([{ class: 'amount', leftMinor: 1000, rightMinor: 700 }])
    expect(run(rows).differences).toEqual([])
  })
})
