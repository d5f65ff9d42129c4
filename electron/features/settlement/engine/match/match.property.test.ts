import type { MatchRule } from '@shared/contract/settlement-reconciliation'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { MatchDecisions, MatchInput } from '../match-types'
import type { Entry } from '../types'
import { entryOf } from '../entry.fixture'
import { match } from './index'
import { inputOf as filledInput, october, type Sources, tell, type Told } from './match.fixture'
import { plainPack } from './plain-pack.fixture'

/** Few numbers, amounts and times, so that everything that can meet does. */
const number = (letter: string) => fc.constantFrom('', `${letter}1`, `${letter}2`, `${letter}3`)
const row: fc.Arbitrary<Entry> = fc
  .record({
    kind: fc.constantFrom('payment', 'payment', 'refund', 'refundReturned', 'fee', 'withdrawal', 'dispute', 'other'),
    outcome: fc.constantFrom('done', 'done', 'done', 'open', 'failed'),
    amountMinor: fc.constantFrom(100, 100, 101, 250, -100, NaN),
    feeMinor: fc.constantFrom(NaN, 1, 3),
    currency: fc.constantFrom('CNY', 'CNY', 'EUR'),
    atMs: fc.constantFrom(october(1, 0, 1), october(1, 0, 3), october(12), october(31, 23, 58), october(32, 0, 1), Date.UTC(2026, 8, 10), NaN),
    merchantNo: number('M'),
    wechatNo: number('W'),
    providerNo: number('P'),
    refundNo: number('R'),
    providerRefundNo: number('Q'),
    group: number('G'),
    title: fc.constantFrom('', '提现', '房费'),
  })
  .map((change) => entryOf(change as Partial<Entry>))
const rows = fc.array(row, { maxLength: 9 })
const sources = fc.record({ left: rows, right: rows })

const packed = (fileId: string, entries: readonly Entry[]) => [{ fileId, pack: plainPack(entries) }]
const inputOf = ({ left, right }: Sources, change: Partial<MatchInput> = {}): MatchInput => ({ ...empty, left: packed('left', left), right: packed('right', right), ...change })
const empty = filledInput({ left: [], right: [] })
function run(all: Sources, change: Partial<MatchInput> = {}): Told {
  const input = inputOf(all, change)
  return tell(input, match(input))
}

/** Rules of every shape beside the shipped ones. */
const more: MatchRule[] = [
  { id: 'within', name: 'within', on: true, keys: [], shape: 'oneToOne', amount: 'within', toleranceMinor: 2, tolerancePpm: 20_000, windowMinutes: 3, kinds: [] },
  { id: 'group', name: 'group', on: true, keys: ['group'], shape: 'manyToMany', amount: 'equal', kinds: ['payment', 'refund', 'withdrawal'] },
  { id: 'sum', name: 'sum', on: true, keys: [], shape: 'oneToMany', amount: 'equal', kinds: ['payment', 'withdrawal'] },
]
const withMore = (): Partial<MatchInput> => ({ rules: [...empty.rules, ...more] })

/** The same rows in another order, in two files. */
function shuffled(input: MatchInput, left: readonly Entry[], right: readonly Entry[]): MatchInput {
  const halves = (all: readonly Entry[]) => [all.slice(0, all.length >> 1), all.slice(all.length >> 1)]
  const packs = (all: readonly Entry[]) => halves(all).flatMap((half, index) => packed(`part${index}`, half))
  return { ...input, left: packs(left), right: packs(right) }
}

describe('the matcher, whatever the rows', () => {
  it('adds up: by side and currency every row that counts is matched, a difference, expected or another', () => {
    fc.assert(
      fc.property(sources, ({ left, right }) => {
        const { result } = run({ left, right }, withMore())
        const [from, until] = [october(1, 0), october(32, 0)]
        for (const [all, totals] of [[left, result.left], [right, result.right]] as const) {
          const counting = all.filter(({ atMs }) => !(atMs < from || atMs >= until))
          for (const currency of ['CNY', 'EUR']) {
            const these = counting.filter((entry) => entry.currency === currency)
            const told = totals.find((total) => total.currency === currency)
            // What was only begun and found nobody is left out of the total, like what failed.
            expect((told?.total.count ?? 0) + (told?.others.count ?? 0)).toBe(these.length)
            expect((told?.total.minor ?? 0) + (told?.others.minor ?? 0)).toBe(these.reduce((sum, { amountMinor }) => sum + (Number.isNaN(amountMinor) ? 0 : amountMinor), 0))
          }
        }
      }),
      { numRuns: 300 },
    )
  })

  it('uses a row once', () => {
    fc.assert(
      fc.property(sources, ({ left, right }) => {
        const { result } = run({ left, right }, withMore())
        for (const [side, groups] of [['left', result.leftGroup], ['right', result.rightGroup]] as const) {
          const refs = result.differences.flatMap((difference) => difference[side].map(({ row: at }) => at))
          expect(new Set(refs).size).toBe(refs.length)
          // A row in a difference is of no clean group.
          for (const at of refs) expect(groups[at] ?? -1 < 0 ? 0 : (result.groupClean[groups[at] ?? -1] ?? 0)).toBe(0)
        }
        for (let group = 0; group < result.groupRule.length; group += 1) expect(result.leftGroup.includes(group) && result.rightGroup.includes(group)).toBe(true)
        expect(new Set(result.differences.map(({ id }) => id)).size).toBe(result.differences.length)
      }),
      { numRuns: 300 },
    )
  })

  it('does not ask in which order or in how many files rows stand', () => {
    const inOrders = sources.chain(({ left, right }) =>
      fc.record({
        left: fc.constant(left),
        right: fc.constant(right),
        otherLeft: fc.shuffledSubarray(left, { minLength: left.length }),
        otherRight: fc.shuffledSubarray(right, { minLength: right.length }),
      }),
    )
    fc.assert(
      fc.property(inOrders, ({ left, right, otherLeft, otherRight }) => {
        const input = inputOf({ left, right }, withMore())
        const one = tell(input, match(input))
        const again = shuffled(input, otherLeft, otherRight)
        const other = tell(again, match(again))
        expect(other.pairs).toEqual(one.pairs)
        expect(other.differences).toEqual(one.differences)
        expect(other.result.differences.map(({ id, class: kind, cash, number: quoted }) => [id, kind, cash, quoted])).toEqual(
          one.result.differences.map(({ id, class: kind, cash, number: quoted }) => [id, kind, cash, quoted]),
        )
        expect(other.result.left).toEqual(one.result.left)
        expect(other.result.right).toEqual(one.result.right)
      }),
      { numRuns: 300 },
    )
  })

  it('is the same seen from the other side', () => {
    fc.assert(
      fc.property(sources, ({ left, right }) => {
        const { rules } = inputOf({ left, right }, withMore())
        const turned = rules.map((rule): MatchRule => (rule.shape === 'oneToMany' ? { ...rule, shape: 'manyToOne' } : rule.shape === 'manyToOne' ? { ...rule, shape: 'oneToMany' } : rule))
        const one = run({ left, right }, { rules })
        const other = run({ left: right, right: left }, { rules: turned, leftIsOurs: false })
        const swap = (text: string, sign: string) => {
          const [head = '', tail = ''] = text.split(sign)
          const at = head.indexOf(': ') + 2
          const kind = head.slice(0, at).replace(/^(left|right)Only/u, (_, only) => (only === 'left' ? 'rightOnly' : 'leftOnly'))
          return `${kind}${tail.trim()} ${sign} ${head.slice(at).trim()}`
        }
        const flat = (texts: string[]) => texts.map((text) => text.replace(/\s+/gu, ' ').trim()).sort()
        expect(flat(other.pairs.map((pair) => swap(pair, '=')))).toEqual(flat(one.pairs))
        expect(flat(other.differences.map((difference) => swap(difference, '|')))).toEqual(flat(one.differences))
        expect(other.result.left).toEqual(one.result.right)
        const cash = (told: typeof one) => told.result.differences.map((difference) => `${difference.class.replace(/^(left|right)Only/u, 'only')} ${difference.cash}`).sort()
        expect(cash(other)).toEqual(cash(one))
      }),
      { numRuns: 300 },
    )
  })

  it('keeps what people decided, whatever comes in later', () => {
    const first = fc.record({ left: fc.array(row, { minLength: 1, maxLength: 6 }), right: fc.array(row, { minLength: 1, maxLength: 6 }), later: sources, pick: fc.nat(), other: fc.nat() })
    fc.assert(
      fc.property(first, ({ left, right, later, pick, other }) => {
        // Rows that come in later are of other orders, or copies of these that stand behind them.
        const after = (entries: readonly Entry[]) => entries.map((entry, index) => ({ ...entry, merchantNo: `L${index}`, wechatNo: '', providerNo: `L${index}`, refundNo: `L${index}`, providerRefundNo: '', title: `later ${index}` }))
        const input = inputOf({ left, right })
        const before = match(input)
        const lefts = before.differences.flatMap(({ leftIdentities }) => leftIdentities)
        const rights = before.differences.flatMap(({ rightIdentities }) => rightIdentities)
        const l = lefts[pick % Math.max(1, lefts.length)]
        const r = rights[other % Math.max(1, rights.length)]
        if (l === undefined || r === undefined) return
        const decided: MatchDecisions = { pairs: [{ id: 'p', left: [l], right: [r] }], apart: [], rulesOff: [] }
        const rerun = run({ left: [...after(later.left), ...left], right: [...right, ...after(later.right)] }, { ...withMore(), decisions: decided })
        expect(rerun.result.lostPairs).toEqual([])
        expect(rerun.pairs).toContain(`person: ${l} = ${r}`)
        const parted = run({ left: [...left, ...after(later.left)], right: [...after(later.right), ...right] }, { ...withMore(), decisions: { ...decided, pairs: [], apart: [{ left: l, right: r }] } })
        expect(parted.pairs.filter((pair) => sidesOf(pair).left.includes(l) && sidesOf(pair).right.includes(r))).toEqual([])
      }),
      { numRuns: 300 },
    )
  })
})

function sidesOf(pair: string): { left: string[]; right: string[] } {
  const [left = '', right = ''] = pair.slice(pair.indexOf(': ') + 2).split(' = ')
  return { left: left.split(' + '), right: right.split(' + ') }
}

describe('rules by number, against a plain reckoning', () => {
  /** Payments of one key and any amount: what looking at every pair would give. */
  function plainly(left: readonly Entry[], right: readonly Entry[], keys: MatchRule['keys']): { pairs: string[]; doubt: boolean } {
    const free = { left: new Set(left), right: new Set(right) }
    const pairs: string[] = []
    for (const key of keys) {
      for (const l of [...free.left]) {
        const partners = [...free.right].filter((r) => r[textOf(key)] === l[textOf(key)] && l[textOf(key)] !== '')
        const rivals = [...free.left].filter((other) => other[textOf(key)] === l[textOf(key)])
        const [r] = partners
        if (!r) continue
        if (partners.length > 1 || rivals.length > 1) return { pairs: [], doubt: true }
        if (keys.some((other) => contradicts(l, r, textOf(other), left, right))) return { pairs: [], doubt: true }
        pairs.push(`${left.indexOf(l)} ${right.indexOf(r)}`)
        free.left.delete(l)
        free.right.delete(r)
      }
    }
    return { pairs: pairs.sort(), doubt: false }
  }

  type Text = 'merchantNo' | 'wechatNo' | 'providerNo'
  const textOf = (key: MatchRule['keys'][number]): Text => (key === 'wechatNo' || key === 'providerNo' ? key : 'merchantNo')
  function contradicts(l: Entry, r: Entry, key: Text, left: readonly Entry[], right: readonly Entry[]): boolean {
    if (l[key] === '' || r[key] === '' || l[key] === r[key]) return false
    return right.some((other) => other[key] === l[key]) || left.some((other) => other[key] === r[key])
  }

  it('gives the same pairs wherever the plain one is sure', () => {
    const numbers = fc.record({
      merchantNo: fc.nat({ max: 12 }).map((n) => (n === 0 ? '' : `M${n}`)),
      wechatNo: fc.nat({ max: 12 }).map((n) => (n === 0 ? '' : `W${n}`)),
      providerNo: fc.nat({ max: 12 }).map((n) => (n < 6 ? '' : `P${n}`)),
    })
    const payments = fc.array(numbers.map((change) => entryOf(change)), { maxLength: 4 })
    const keys: MatchRule['keys'] = ['wechatNo', 'merchantNo', 'providerNo']
    let sure = 0
    fc.assert(
      fc.property(payments, payments, (left, right) => {
        const plain = plainly(left, right, keys)
        if (plain.doubt) return
        sure += plain.pairs.length
        const { result } = run({ left, right }, { rules: [{ id: 'numbers', name: 'n', on: true, keys, shape: 'oneToOne', amount: 'any', kinds: [] }] })
        const told = left.flatMap((_, l) => (result.leftGroup[l] === -1 ? [] : [`${l} ${result.rightGroup.indexOf(result.leftGroup[l] ?? -1)}`]))
        expect(told.sort()).toEqual(plain.pairs)
      }),
      { numRuns: 2000 },
    )
    expect(sure).toBeGreaterThan(100)
  })
})
