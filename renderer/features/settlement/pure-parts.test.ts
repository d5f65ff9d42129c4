import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { boardLinks } from './board/board-links'
import { cnyOf, inFen, rateFor } from './board/cny'
import { compareSides } from './differences/compare'
import { decided, type Decision, mayDecide, reversalsOf } from './differences/decisions'
import { filterOfQuery, queryOfFilter } from './differences/filter-route'
import { addSums } from './parts/sums'
import { proofLines } from './reconcile/proof'
import { moved } from './rules/rule-set'
import { percentOf, ppmOf, ruleSentence, spanOf } from './rules/rule-words'
import { billEntry, difference, entry, run } from './testing.fixture'

const rate = (currency: string, day: string, text: string) => ({ currency, day, rate: text, source: '中间价' })

describe('the view in CNY', () => {
  it('is exact to the fen, half away from zero, in currencies of any decimals', () => {
    expect(inFen(1250, 'EUR', '7.8123')).toBe(9765)
    expect(inFen(-1250, 'EUR', '7.8124')).toBe(-9766)
    expect(inFen(500, 'JPY', '0.0512')).toBe(2560)
    expect(inFen(1, 'JPY', '0.00005')).toBe(0)
    expect(inFen(1250, 'KWD', '23.4')).toBe(2925)
    expect(inFen(1, 'JPY', '7')).toBe(700)
  })
  it('agrees with long arithmetic for any amount and rate', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1_000_000_000, max: 1_000_000_000 }), fc.integer({ min: 1, max: 999_999 }), (minor, ten4) => {
        const text = `${Math.trunc(ten4 / 10_000)}.${String(ten4 % 10_000).padStart(4, '0')}`
        const exact = (BigInt(Math.abs(minor)) * BigInt(ten4) * 2n + 10_000n) / 20_000n
        expect(Math.abs(inFen(minor, 'EUR', text))).toBe(Number(exact))
      }),
    )
  })
  it('takes the newest rate that the month knew, and names what has none', () => {
    const rates = [rate('EUR', '2026-09-30', '7.7'), rate('EUR', '2026-10-31', '7.8'), rate('EUR', '2026-11-01', '9')]
    expect(rateFor(rates, 'EUR', '2026-10')?.rate).toBe('7.8')
    const view = cnyOf([{ currency: 'CNY', count: 1, minor: 100 }, { currency: 'EUR', count: 1, minor: 100 }, { currency: 'AUD', count: 2, minor: 5 }], '2026-10', rates)
    expect(view).toMatchObject({ minor: 880, count: 2, missing: [{ currency: 'AUD', minor: 5 }] })
  })
})

describe('sums and proof', () => {
  it('never go across currencies', () => {
    const sums = addSums([[{ currency: 'EUR', count: 1, minor: 5 }], [{ currency: 'CNY', count: 1, minor: 7 }, { currency: 'EUR', count: 2, minor: 6 }]])
    expect(sums).toEqual([{ currency: 'CNY', count: 1, minor: 7 }, { currency: 'EUR', count: 3, minor: 11 }])
  })
  it('show a total that does not add up', () => {
    expect(proofLines(run()).map(({ holds }) => holds)).toEqual([true, true])
    const [left] = run().left
    if (!left) throw new Error('no side')
    expect(proofLines(run({ left: [{ ...left, matched: { ...left.matched, minor: left.matched.minor + 1 } }] }))[0]?.holds).toBe(false)
  })
})

describe('both sides', () => {
  const of = (lines: ReturnType<typeof compareSides>, field: string) => lines.find((line) => line.field === field)?.relation
  it('agree or differ field by field', () => {
    const lines = compareSides([entry()], [billEntry({ amountMinor: 68_950, at: '2026-10-03T01:35:00.000Z', title: '下午茶' })])
    expect(of(lines, 'amount')).toBe('differs')
    expect(of(lines, 'wechatNo')).toBe('same')
    expect(of(lines, 'at')).toBe('near')
    expect(of(lines, 'fee')).toBe('oneSide')
    expect(of(lines, 'refundNo')).toBeUndefined()
  })
  it('are sums where several rows belong together, and a currency is never mixed into another', () => {
    const rows = [entry({ amountMinor: 100, merchantNo: 'A' }), entry({ amountMinor: 250, merchantNo: 'B' })]
    const lines = compareSides(rows, [billEntry({ amountMinor: 350, merchantNo: 'A' })])
    expect(lines.find(({ field }) => field === 'amount')).toMatchObject({ left: ['CNY 350'], relation: 'same' })
    expect(of(lines, 'merchantNo')).toBe('same')
    expect(of(compareSides([entry()], [billEntry({ currency: 'HKD' })]), 'amount')).toBe('differs')
  })
})

describe('decisions', () => {
  const carry: Decision = { action: 'carry', reason: '次月到账' }
  it('are offered only where they fit every row', () => {
    expect(mayDecide('resolve', [difference(), difference({ state: 'inWork' })])).toBe(true)
    expect(mayDecide('resolve', [difference(), difference({ state: 'carried' })])).toBe(false)
    expect(mayDecide('reopen', [difference({ state: 'carried' })])).toBe(true)
    expect(mayDecide('assign', [difference({ state: 'gone' })])).toBe(false)
    expect(mayDecide('comment', [])).toBe(false)
  })
  it('have a way back to where each row was', () => {
    const rows = [difference({ id: 'a', assignee: '周敏' }), difference({ id: 'b' }), difference({ id: 'c', state: 'resolved', resolution: 'refunded', reason: '已退' })]
    expect(reversalsOf(rows.slice(0, 2), { action: 'assign', to: '王芳' }, 'x')).toEqual([
      { ids: ['a'], decision: { action: 'assign', to: '周敏' } },
      { ids: ['b'], decision: { action: 'assign', to: '' } },
    ])
    expect(reversalsOf(rows.slice(2), { action: 'reopen', reason: 'y' }, 'x')).toEqual([{ ids: ['c'], decision: { action: 'resolve', resolution: 'refunded', reason: '已退' } }])
    expect(reversalsOf(rows, carry, 'x')).toEqual([{ ids: ['a', 'b', 'c'], decision: { action: 'reopen', reason: 'x' } }])
    expect(reversalsOf(rows, { action: 'comment', text: 'z' }, 'x')).toEqual([])
    expect(decided(difference(), carry).state).toBe('carried')
  })
})

describe('addresses', () => {
  it('give the same filter back, and show what waits where none is named', () => {
    const filter = filterOfQuery({ month: '2026-10', class: 'amount,leftOnly,nonsense', state: 'all', q: 'YQ', order: 'age', currency: 'eur' })
    expect(filter).toMatchObject({ month: '2026-10', classes: ['leftOnly', 'amount'], text: 'YQ', order: 'age' })
    expect(filter.currency).toBeUndefined()
    expect(filterOfQuery(queryOfFilter(filter))).toEqual(filter)
    expect(filterOfQuery({}).states).toEqual(['open', 'inWork'])
    expect(queryOfFilter(filterOfQuery({}))).toEqual({})
  })
  it('lead to the days of the month in Shanghai', () => {
    expect(boardLinks.paid('2026-02', 'x')).toMatchObject({ query: { account: 'x', dayOf: 'paid', from: '2026-02-01', to: '2026-02-28', zone: 'Asia/Shanghai' } })
  })
})

describe('rules', () => {
  it('read as a sentence with every limit', () => {
    const t = (key: string, params: Record<string, unknown> = {}) => `${key.split('.').at(-1) ?? ''}(${Object.values(params).map(String).join()})`
    const sentence = ruleSentence(
      { id: 'r', name: 'n', on: true, keys: ['wechatNo'], shape: 'manyToOne', amount: 'within', toleranceMinor: 5, tolerancePpm: 1500, windowMinutes: 2880, kinds: ['refund'] },
      t,
      (kind) => kind,
    )
    for (const part of ['keys(wechatNo', 'manyToOne(', 'minor(5)', 'percent(0.15)', 'days(2)', 'kinds(refund)']) expect(sentence).toContain(part)
  })
  it('write per cent and spans exactly and back', () => {
    fc.assert(fc.property(fc.integer({ min: 0, max: 1_000_000 }), (ppm) => ppmOf(percentOf(ppm)) === ppm))
    expect(ppmOf('0.00001')).toBeUndefined()
    expect(ppmOf('１.5%')).toBe(15_000)
    expect([spanOf(90), spanOf(120), spanOf(4320), spanOf(0)].map(({ unit }) => unit)).toEqual(['minutes', 'hours', 'days', 'minutes'])
  })
  it('keep all when one is moved, even beyond the ends', () => {
    expect(moved(['a', 'b', 'c'], 0, 9)).toEqual(['b', 'c', 'a'])
    expect(moved(['a', 'b', 'c'], 2, -1)).toEqual(['c', 'a', 'b'])
    expect(moved(['a'], 5, 0)).toEqual(['a'])
  })
})
