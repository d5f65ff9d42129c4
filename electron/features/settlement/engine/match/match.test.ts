import { Fault } from '../../../../platform/errors/fault'
import type { MatchRule } from '@shared/contract/settlement-reconciliation'
import { describe, expect, it } from 'vitest'
import { entryOf } from '../entry.fixture'
import type { Entry } from '../types'
import { briefly, october, paid, refunded, run, shortly } from './match.fixture'

const rule = (change: Partial<MatchRule>): MatchRule => ({ id: 'rule', name: 'rule', on: true, keys: [], shape: 'oneToOne', amount: 'any', kinds: [], ...change })
const byAmount = rule({ amount: 'equal', windowMinutes: 5 })
const bare = (change: Partial<Entry> = {}) => entryOf({ ...change })

describe('classes of differences', () => {
  const late = Date.UTC(2026, 9, 31, 15, 59, 59)
  const early = Date.UTC(2026, 9, 31, 16, 0, 1)
  const table: { name: string; left: Entry[]; right: Entry[]; told: string[] }[] = [
    { name: 'nothing where both agree', left: [paid('1'), refunded('1')], right: [paid('1'), refunded('1')], told: [] },
    { name: 'ours alone', left: [paid('1')], right: [], told: ['leftOnly short 1000/-'] },
    { name: 'theirs alone', left: [], right: [paid('1')], told: ['rightOnly long -/1000'] },
    { name: 'a refund of ours alone', left: [paid('1'), refunded('1')], right: [paid('1')], told: ['leftOnly long -300/-'] },
    { name: 'a refund made at the provider', left: [paid('1')], right: [paid('1'), refunded('1')], told: ['rightOnly short -/-300'] },
    { name: 'a refund whose order is older than the files', left: [], right: [refunded('9')], told: ['refundWithoutOrder short -/-300'] },
    { name: 'more money there', left: [paid('1')], right: [paid('1', { amountMinor: 1200 })], told: ['amount long 1000/1200'] },
    { name: 'less money there', left: [paid('1')], right: [paid('1', { amountMinor: 900 })], told: ['amount short 1000/900'] },
    { name: 'a refund of another amount', left: [refunded('1')], right: [refunded('1', { amountMinor: -200 })], told: ['amount long -300/-200'] },
    { name: 'a minor unit', left: [paid('1')], right: [paid('1', { amountMinor: 1001 })], told: ['rounding long 1000/1001'] },
    { name: 'another fee', left: [paid('1', { feeMinor: 6 })], right: [paid('1', { feeMinor: 9 })], told: ['fee short -6/-9'] },
    { name: 'a fee that rounding explains', left: [paid('1', { feeMinor: 6 })], right: [paid('1', { feeMinor: 5 })], told: ['rounding long -6/-5'] },
    { name: 'no fee told on one side', left: [paid('1', { feeMinor: 6 })], right: [paid('1')], told: [] },
    { name: 'another currency', left: [paid('1')], right: [paid('1', { currency: 'EUR' })], told: ['currency none 1000/-'] },
    { name: 'paid there, open here', left: [paid('1', { outcome: 'open' })], right: [paid('1')], told: ['state long 0/1000'] },
    { name: 'paid here, open there', left: [paid('1')], right: [paid('1', { outcome: 'open' })], told: ['state short 1000/0'] },
    { name: 'a refund that the bill calls PROCESSING', left: [refunded('1')], right: [refunded('1', { outcome: 'open' })], told: [] },
    { name: 'a refund that only we call open', left: [refunded('1', { outcome: 'open' })], right: [refunded('1')], told: ['state short 0/-300'] },
    { name: 'the same row twice', left: [paid('1')], right: [paid('1'), paid('1')], told: ['duplicate long -/1000'] },
    { name: 'one order paid twice', left: [paid('1')], right: [paid('1'), paid('1', { wechatNo: 'W2' })], told: ['duplicate long -/1000'] },
    { name: 'alone and twice', left: [], right: [paid('1'), paid('1')], told: ['duplicate long -/1000', 'rightOnly long -/1000'] },
    { name: 'a month that our clock sees otherwise', left: [paid('1', { atMs: late })], right: [paid('1', { atMs: early })], told: ['crossMonth none 1000/1000'] },
    { name: 'a dispute', left: [paid('1')], right: [paid('1'), entryOf({ kind: 'dispute', amountMinor: -1000, wechatNo: 'W1' })], told: ['dispute short -/-1000'] },
    { name: 'rows that moved no money', left: [paid('1', { outcome: 'failed' })], right: [], told: [] },
    { name: 'an order that was only begun', left: [paid('1', { outcome: 'open' })], right: [], told: [] },
    { name: 'another month altogether', left: [paid('1', { atMs: early })], right: [], told: [] },
  ]
  it.each(table)('$name', ({ left, right, told }) => {
    expect(briefly(run({ left, right }))).toEqual(told)
    // Seen from the other side with ours on the right, money is long and short as before.
    const mirrored = run({ left: right, right: left }, { leftIsOurs: false })
    expect(briefly(mirrored).map((text) => text.split(' ')[1])).toEqual(told.map((text) => text.split(' ')[1]))
  })

  it('keeps what is young apart from what is missing', () => {
    const rows = { left: [paid('1', { atMs: october(31, 23) }), paid('2', { atMs: october(30) })], right: [] }
    const told = run(rows, { expectedDays: 1, nowMs: october(31, 23, 30) })
    expect(shortly(told.differences)).toEqual(['leftOnly: M2 | '])
    expect(told.result.leftExpected).toEqual(Uint8Array.of(1, 0))
    expect(told.result.left[0]).toMatchObject({ total: { count: 2 }, expected: { count: 1, minor: 1000 }, differences: { count: 1 } })
    // The day is that of Shanghai: at 00:30 it is yesterday's.
    expect(run(rows, { expectedDays: 1, nowMs: Date.UTC(2026, 9, 31, 16, 30) }).differences).toHaveLength(2)
  })
})

describe('by number', () => {
  it('asks the numbers in their order and keeps payments and refunds of one order apart', () => {
    const left = [paid('1', { wechatNo: '' }), paid('2', { merchantNo: '' }), refunded('1', { providerRefundNo: '' }), refunded('2', { refundNo: '' })]
    const told = run({ left, right: [paid('1'), paid('2'), refunded('1'), refunded('2')] })
    expect(shortly(told.pairs)).toEqual(['orderNumbers: M1 = M1', 'orderNumbers: W2 = M2', 'refundNumbers: P2 = R2', 'refundNumbers: R1 = R1'])
    expect(told.differences).toEqual([])
  })

  it('sets rows aside whose numbers point to different rows', () => {
    const told = run({
      left: [paid('1'), paid('2'), paid('3')],
      right: [paid('1', { merchantNo: 'M2' }), paid('2', { merchantNo: 'M1' }), paid('3')],
    })
    expect(shortly(told.differences)).toEqual(['keyConflict: M1 + M2 | M1 + M2'])
    expect(shortly(told.pairs)).toEqual(['orderNumbers: M3 = M3'])
  })

  it('takes a number that only the other source uses for no contradiction', () => {
    const told = run({ left: [paid('1', { providerNo: 'a' })], right: [paid('1', { providerNo: 'b', merchantNo: 'X1' })] })
    expect(shortly(told.pairs)).toEqual(['orderNumbers: M1 = X1'])
  })

  it('tells several rows of a number apart by their other numbers, then by amount', () => {
    const partOf = (minor: number) => refunded('1', { refundNo: '', providerRefundNo: '', amountMinor: minor })
    const combined = run({ left: [paid('1', { wechatNo: 'W' }), paid('2', { wechatNo: 'W' })], right: [paid('2', { wechatNo: 'W' }), paid('1', { wechatNo: 'W' })] })
    expect(shortly(combined.pairs)).toEqual(['orderNumbers: M1 = M1', 'orderNumbers: M2 = M2'])
    const refunds = run({ left: [partOf(-100), partOf(-200)], right: [partOf(-200), partOf(-100)] })
    expect(refunds.differences).toEqual([])
    expect(refunds.result.byRule).toMatchObject([{ ruleId: 'refundByOrder', pairs: 2 }])
  })

  it('does not guess between rows that a number gives equally', () => {
    const told = run({ left: [paid('1', { wechatNo: '' })], right: [paid('1'), paid('1', { wechatNo: 'W2' })] })
    expect(shortly(told.differences)).toEqual(['ambiguous: M1 | M1 + #2 M1'])
    expect(told.pairs).toEqual([])
  })

  it('never takes one refund of an order for another one', () => {
    const told = run({ left: [paid('1'), refunded('1')], right: [paid('1'), refunded('1', { refundNo: 'RX', providerRefundNo: 'PX' })] })
    expect(briefly(told)).toEqual(['leftOnly long -300/-', 'rightOnly short -/-300'])
  })

  it('pairs a payment of several orders by its sum', () => {
    const told = run({
      left: [paid('1', { wechatNo: 'W', amountMinor: 700 }), paid('2', { wechatNo: 'W', amountMinor: 300 })],
      right: [paid('9', { wechatNo: 'W', merchantNo: '' })],
    })
    expect(shortly(told.pairs)).toEqual(['ordersToOnePayment: M1 + M2 = W'])
    expect(told.differences).toEqual([])
  })
})

describe('by amount and time', () => {
  const at = (minute: number, change: Partial<Entry> = {}) => bare({ atMs: october(3, 9, minute), ...change })

  it('gives what fits nothing else, and leaves equal amounts of one minute in doubt', () => {
    const told = run({ left: [at(0), at(30, { title: 'a' }), at(30, { title: 'b' })], right: [at(2), at(30), at(31)] }, { rules: [byAmount] })
    expect(told.pairs).toHaveLength(1)
    expect(told.result.differences).toMatchObject([{ class: 'ambiguous', left: [{}, {}], right: [{}, {}] }])
  })

  it('does not pair orders of which both sides tell another number', () => {
    const told = run({ left: [paid('1')], right: [paid('2')] }, { rules: [byAmount] })
    expect(told.pairs).toEqual([])
    expect(run({ left: [paid('1')], right: [bare()] }, { rules: [byAmount] }).pairs).toHaveLength(1)
  })

  it('lets the number decide before any amount does', () => {
    // By amount and time the first row of ours fits the second of theirs.
    const left = [paid('1', { amountMinor: 500, wechatNo: '' }), at(0)]
    const told = run({ left, right: [paid('1', { amountMinor: 1000, wechatNo: '', atMs: october(3, 9) }), at(1, { amountMinor: 1000 })] })
    expect(shortly(told.pairs).filter((pair) => pair.startsWith('orderNumbers'))).toEqual(['orderNumbers: M1 = M1'])
    expect(told.pairs).toHaveLength(2)
  })

  it.each([
    { name: 'a fixed tolerance', change: { toleranceMinor: 20 }, fits: [980, 1020], not: [979, 1021] },
    { name: 'a share of the larger amount', change: { tolerancePpm: 20_000 }, fits: [980, 1020], not: [979, 1021] },
    { name: 'the tighter of both', change: { toleranceMinor: 5, tolerancePpm: 20_000 }, fits: [995, 1005], not: [994, 1006] },
  ])('keeps to $name', ({ change, fits, not }) => {
    const rules = [rule({ amount: 'within', windowMinutes: 10, ...change })]
    for (const amountMinor of fits) expect(run({ left: [at(0)], right: [at(1, { amountMinor })] }, { rules }).pairs).toHaveLength(1)
    for (const amountMinor of not) expect(run({ left: [at(0)], right: [at(1, { amountMinor })] }, { rules }).pairs).toEqual([])
  })

  it('holds the window on both sides, and pairs nothing that tells no time', () => {
    const rules = [byAmount]
    expect(run({ left: [at(5)], right: [at(0)] }, { rules }).pairs).toHaveLength(1)
    expect(run({ left: [at(6)], right: [at(0)] }, { rules }).pairs).toEqual([])
    expect(run({ left: [bare({ atMs: NaN })], right: [bare({ atMs: NaN })] }, { rules }).pairs).toEqual([])
  })
})

describe('by sum', () => {
  const part = (group: string, amountMinor: number, change: Partial<Entry> = {}) => paid(`${group}${amountMinor}`, { group, amountMinor, ...change })
  const payout = (amountMinor: number, change: Partial<Entry> = {}) => entryOf({ kind: 'withdrawal', amountMinor, ...change })
  const kinds: MatchRule['kinds'] = ['payment', 'refund', 'withdrawal']

  it.each([
    { name: 'their amounts', change: {}, sum: 1000 },
    { name: 'what arrives after fees', change: { feeMinor: 10 }, sum: 980 },
    { name: 'what was settled in another currency', change: { settledMinor: 60, settledCurrency: 'EUR' }, sum: 120, currency: 'EUR' },
  ])('gives several rows to one by $name', ({ change, sum, currency = 'CNY' }) => {
    const left = [part('B', 1300, change), part('B', -300, { kind: 'refund', ...change })]
    const told = run({ left, right: [payout(-sum, { group: 'B', currency })] }, { rules: [rule({ keys: ['group'], shape: 'manyToOne', amount: 'equal', kinds })] })
    expect(told.pairs).toHaveLength(1)
    expect(told.differences).toEqual([])
    const other = run({ left, right: [payout(-sum - 1, { group: 'B', currency })] }, { rules: [rule({ keys: ['group'], shape: 'manyToOne', amount: 'equal', kinds })] })
    expect(other.pairs).toEqual([])
  })

  it('gives many to many within a payout, and one to many', () => {
    const many = rule({ keys: ['group'], shape: 'manyToMany', amount: 'equal', kinds })
    expect(run({ left: [part('B', 400), part('B', 600)], right: [part('B', 300), part('B', 700)] }, { rules: [many] }).pairs).toHaveLength(1)
    const one = rule({ keys: ['group'], shape: 'oneToMany', amount: 'equal', kinds })
    expect(run({ left: [payout(1000, { group: 'B' })], right: [part('B', 300), part('B', 700)] }, { rules: [one] }).pairs).toHaveLength(1)
    expect(run({ left: [part('B', 400), part('B', 600)], right: [part('B', 300), part('B', 700)] }, { rules: [one] }).pairs).toEqual([])
  })

  it('finds the sum of a group without a number on the other side, where it is the only one', () => {
    const rules = [rule({ shape: 'manyToOne', amount: 'equal', windowMinutes: 5 * 24 * 60, kinds })]
    const left = [part('A', 400), part('A', 600), part('B', 250), part('B', 250)]
    const told = run({ left, right: [payout(1000), payout(500)] }, { rules })
    expect(told.pairs).toHaveLength(2)
    expect(run({ left, right: [payout(1000), payout(500), payout(500)] }, { rules }).pairs).toHaveLength(1)
  })
})

describe('rows that no order stands behind', () => {
  it('are told by words, and kept out of the totals', () => {
    const movement = (title: string, amountMinor: number) => bare({ kind: 'other', title, amountMinor })
    const right = [paid('1'), movement('扣除交易手续费', -6), movement('退还手续费', 2), movement('提现', -900), movement('提现手续费', -1), movement('其他', 5)]
    const told = run({ left: [paid('1')], right })
    expect(told.differences).toEqual([])
    expect(told.result.right).toMatchObject([{ currency: 'CNY', total: { count: 1, minor: 1000 }, others: { count: 5, minor: -900 } }])
    expect(told.result.otherKinds.map(({ side, kind, sums }) => `${side} ${kind} ${sums[0]?.count} ${sums[0]?.minor}`)).toEqual([
      'right fee 2 -7',
      'right feeReturned 1 2',
      'right withdrawal 1 -900',
      'right other 1 5',
    ])
  })

  it('a payment whose goods are called so stays a payment', () => {
    expect(run({ left: [paid('1')], right: [paid('1', { title: '充值卡', rawState: '充值' })] }).result.right[0]).toMatchObject({ matched: { count: 1 } })
  })
})

describe('totals', () => {
  it('never mixes currencies and never rounds', () => {
    const left = [paid('1'), paid('2', { currency: 'EUR', amountMinor: 250 }), paid('3', { currency: 'JPY', amountMinor: 7 })]
    const { result } = run({ left, right: [paid('1')] })
    expect(result.left.map(({ currency, total }) => `${currency} ${total.count} ${total.minor}`)).toEqual(['CNY 1 1000', 'EUR 1 250', 'JPY 1 7'])
    const most = Number.MAX_SAFE_INTEGER
    // A sum that leaves the safe integers on its way is refused, also where it would come back.
    const huge = [paid('1', { amountMinor: most }), paid('2', { amountMinor: most }), paid('3', { amountMinor: -most }), paid('4', { amountMinor: -most })]
    expect(() => run({ left: huge, right: [] })).toThrow(Fault)
  })

  it('counts a row of another month only as partner', () => {
    const september = Date.UTC(2026, 8, 30, 15, 59)
    const told = run({ left: [refunded('1', { atMs: september })], right: [refunded('1', { atMs: october(1, 1) })] })
    expect(briefly(told)).toEqual(['crossMonth none -300/-300'])
    expect(told.result.left).toEqual([])
    expect(told.result.right).toMatchObject([{ total: { count: 1, minor: -300 }, differences: { count: 1 } }])
  })

  it('stops when it is told to', () => {
    const signal = AbortSignal.abort(new Error('enough'))
    expect(() => run({ left: [paid('1')], right: [paid('1')] }, { signal })).toThrow('enough')
  })
})
