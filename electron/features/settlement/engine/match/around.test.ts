import { sourceKinds } from '@shared/contract/settlement-values'
import { RuleSet } from '@shared/contract/settlement-reconciliation'
import { describe, expect, it } from 'vitest'
import { entryOf } from '../entry.fixture'
import type { Entry } from '../types'
import { buildPack } from '../pack-writer'
import { candidates, explainPair, match, previewOf, shippedRules } from './index'
import { inputOf, october, paid, refunded, run } from './match.fixture'
import { plainPack } from './plain-pack.fixture'

const rowsOf = (...entries: Entry[]) => {
  const pack = plainPack(entries)
  return entries.map((_, row) => ({ pack, row }))
}

describe('why rows are a pair', () => {
  const { rules } = shippedRules('orders', 'bill')
  const rule = (id: string) => rules.find((known) => known.id === id)

  it('names the number that agreed', () => {
    const left = rowsOf(paid('1', { wechatNo: '' }))
    expect(explainPair(rule('orderNumbers'), left, rowsOf(paid('1')))).toEqual({ by: 'number', key: 'merchantNo', value: 'M1' })
  })

  it('names amount and distance in time', () => {
    const left = rowsOf(entryOf({ atMs: october(3, 9, 4) }))
    expect(explainPair(rule('amountMinutes'), left, rowsOf(entryOf({ atMs: october(3, 9, 1) })))).toEqual({ by: 'amount', currency: 'CNY', minor: 1000, minutes: 3 })
  })

  it('names the sum and what holds its rows together', () => {
    const left = rowsOf(paid('1', { wechatNo: 'W', amountMinor: 700 }), paid('2', { wechatNo: 'W', amountMinor: 300 }))
    const right = rowsOf(paid('9', { wechatNo: 'W' }))
    expect(explainPair(rule('ordersToOnePayment'), left, right)).toEqual({ by: 'sum', key: 'wechatNo', value: 'W', currency: 'CNY', minor: 1000, leftRows: 2, rightRows: 1 })
    expect(explainPair(undefined, left, right)).toEqual({ by: 'person' })
  })
})

describe('likely partners', () => {
  it('come nearest first, with what agrees, and only while they are alone', () => {
    const at = october(3, 9)
    const [wanted = { pack: plainPack([]), row: 0 }] = rowsOf(paid('1', { atMs: at, title: '房费' }))
    const others = [
      entryOf({ atMs: at + 60_000, amountMinor: 1100 }),
      entryOf({ atMs: at + 3_600_000, title: '房费' }),
      paid('1', { amountMinor: 1, atMs: october(20) }),
      entryOf({ atMs: at }),
      entryOf({ atMs: at, amountMinor: 5000 }),
      entryOf({ atMs: october(20), currency: 'EUR' }),
    ]
    const near = candidates({ ...wanted, others: [{ fileId: 'f', pack: plainPack(others) }], isAlone: (_, row) => row !== 3, limit: 5 })
    expect(near).toEqual([
      { ref: { fileId: 'f', row: 2 }, agrees: ['number'] },
      { ref: { fileId: 'f', row: 1 }, agrees: ['amount', 'day', 'title'] },
      { ref: { fileId: 'f', row: 0 }, agrees: ['day'] },
    ])
  })
})

describe('shipped rules', () => {
  it('are whole and readable for every two sources', () => {
    for (const left of sourceKinds) {
      for (const right of sourceKinds) {
        const set = RuleSet.parse(shippedRules(left, right))
        expect(new Set(set.rules.map(({ id }) => id)).size).toBe(set.rules.length)
        for (const { name } of set.rules) expect(name).toMatch(/\p{Script=Han}/u)
      }
    }
  })

  it('are turned round with their sources', () => {
    const shapeOf = (id: string, ...sources: Parameters<typeof shippedRules>) => shippedRules(...sources).rules.find((rule) => rule.id === id)?.shape
    expect(shapeOf('ordersToOnePayment', 'orders', 'bill')).toBe('manyToOne')
    expect(shapeOf('ordersToOnePayment', 'bill', 'orders')).toBe('oneToMany')
  })

  it('find what arrived at the bank', () => {
    const { rules, kindRules } = shippedRules('fundFlow', 'bank')
    const flow = [paid('1'), entryOf({ kind: 'withdrawal', amountMinor: -900, providerNo: 'F1' }), entryOf({ kind: 'fee', amountMinor: -6 })]
    const bank = [entryOf({ kind: 'other', amountMinor: 900, title: '财付通 提现', atMs: october(17) }), entryOf({ kind: 'other', amountMinor: 50, title: '利息' })]
    const told = run({ left: flow, right: bank }, { rules, kindRules })
    expect(told.pairs.map((pair) => pair.split(':')[0])).toEqual(['payoutDays'])
    expect(told.result.differences).toMatchObject([{ class: 'rightOnly', rightMinor: 50 }])
    expect(told.result.left).toMatchObject([{ total: { count: 1, minor: -900 }, others: { count: 2 } }])
  })
})

describe('a preview', () => {
  it('counts what a set of rules would pair', () => {
    const { result } = run({ left: [paid('1'), paid('2')], right: [paid('1'), paid('2', { amountMinor: 5 }), refunded('9')] })
    expect(previewOf(result)).toEqual({
      byRule: [{ ruleId: 'orderNumbers', pairs: 2 }],
      byClass: expect.arrayContaining([{ class: 'amount', count: 1 }, { class: 'refundWithoutOrder', count: 1 }]) as unknown,
      pairs: 2,
      differences: 2,
    })
  })
})

describe('what is left over', () => {
  it('does not explode where every amount is the same', () => {
    const count = 6_000
    const { rules } = inputOf({ left: [], right: [] })
    const many = (offset: number) => Array.from({ length: count }, (_, n) => entryOf({ atMs: october(1) + n * 100_000 + offset, title: String(n) }))
    const packs = (entries: Entry[]) => [{ fileId: 'f', pack: plainPack(entries) }]
    const input = { ...inputOf({ left: [], right: [] }), rules: rules.filter(({ keys }) => keys.length === 0), left: packs(many(0)), right: packs(many(1000)) }
    // Every row fits several: all are in doubt, cut into days.
    const told = run({ left: [], right: [] }, input)
    expect(told.pairs).toEqual([])
    expect(told.result.differences.every(({ class: kind }) => kind === 'ambiguous')).toBe(true)
    expect(told.result.differences.length).toBeGreaterThan(5)
  })

  it('finds every pair, copy and gap among more rows than one table takes', () => {
    const count = 40_000
    const pack = (entries: Iterable<Entry>) => [{ fileId: 'f', pack: buildPack(entries) }]
    const all = Array.from({ length: count }, (_, n) => paid(String(n)))
    const right = [...all.filter((_, n) => n % 1000 !== 7), ...all.filter((_, n) => n % 1000 === 8)].reverse()
    const result = match({ ...inputOf({ left: [], right: [] }), left: pack(all), right: pack(right) })
    expect(previewOf(result)).toMatchObject({ byRule: [{ ruleId: 'orderNumbers', pairs: count - 40 }] })
    expect(new Map(previewOf(result).byClass.map(({ class: kind, count: found }) => [kind, found]))).toEqual(new Map([['leftOnly', 40], ['duplicate', 40]]))
    expect(result.left[0]?.matched.count).toBe(count - 40)
  })
})
