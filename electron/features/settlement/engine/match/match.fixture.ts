import { entryKinds } from '@shared/contract/settlement-values'
import { entryOf } from '../entry.fixture'
import type { MatchInput, MatchResult } from '../match-types'
import { buildPack } from '../pack-writer'
import type { Entry } from '../types'
import { identitiesOf, match, shippedRules } from './index'

export const october = (day: number, hour = 12, minute = 0) => Date.UTC(2026, 9, day, hour - 8, minute)

/** A payment of CNY 10.00 with the numbers of one order. */
export const paid = (number: string, change: Partial<Entry> = {}): Entry => entryOf({ merchantNo: `M${number}`, wechatNo: `W${number}`, ...change })

/** A refund of CNY 3.00 of that order. */
export const refunded = (number: string, change: Partial<Entry> = {}): Entry =>
  entryOf({ kind: 'refund', amountMinor: -300, merchantNo: `M${number}`, wechatNo: `W${number}`, refundNo: `R${number}`, providerRefundNo: `P${number}`, ...change })

export interface Sources {
  left: readonly Entry[]
  right: readonly Entry[]
}

/** October 2026, seen on 20 November; our orders against a bill unless the test wants otherwise. */
export function inputOf({ left, right }: Sources, change: Partial<MatchInput> = {}): MatchInput {
  const { rules, kindRules, roundingMinor } = shippedRules('orders', 'bill')
  return {
    left: [{ fileId: 'left', pack: buildPack(left) }],
    right: [{ fileId: 'right', pack: buildPack(right) }],
    leftIsOurs: true,
    rules,
    kindRules,
    month: '2026-10',
    expectedDays: 1,
    nowMs: Date.UTC(2026, 10, 20, 4),
    roundingMinor,
    decisions: { pairs: [], apart: [], rulesOff: [] },
    carriedIn: [],
    ...change,
  }
}

export interface Told {
  result: MatchResult
  /** Groups as `rule: left = right`, by what rows are called; sorted. */
  pairs: string[]
  /** Differences as `class: left | right`, sorted. */
  differences: string[]
}

/** Runs the matcher and tells its result in the names of rows, which do not hang on their order. */
export function run(sources: Sources, change: Partial<MatchInput> = {}): Told {
  const input = inputOf(sources, change)
  return tell(input, match(input))
}

export function tell(input: MatchInput, result: MatchResult): Told {
  const names = {
    left: identitiesOf(input.left, [...result.leftGroup.keys()]),
    right: identitiesOf(input.right, [...result.rightGroup.keys()]),
  }
  const membersOf = (groups: Int32Array, side: readonly string[], group: number) =>
    side
      .filter((_, row) => groups[row] === group)
      .sort()
      .join(' + ')
  const pairs = Array.from(result.groupRule, (rule, group) => {
    const members = `${membersOf(result.leftGroup, names.left, group)} = ${membersOf(result.rightGroup, names.right, group)}`
    return `${result.ruleIds[rule]}: ${members}`
  })
  const differences = result.differences.map(
    (difference) => `${difference.class}: ${difference.leftIdentities.join(' + ')} | ${difference.rightIdentities.join(' + ')}`,
  )
  return { result, pairs: pairs.sort(), differences: differences.sort() }
}

/** Class, effect on cash and amounts of each difference. */
export function briefly({ result }: Told): string[] {
  return result.differences
    .map(({ class: kind, cash, leftMinor, rightMinor }) => `${kind} ${cash} ${leftMinor ?? '-'}/${rightMinor ?? '-'}`)
    .sort()
}

/** Short names: what tests talk about. */
export const shortly = (texts: readonly string[]): string[] =>
  texts.map((text) => text.replace(new RegExp(`(${entryKinds.join('|')}):\\w+:(\\d+):`, 'gu'), (_, __, ordinal) => (ordinal === '1' ? '' : `#${ordinal} `)))
