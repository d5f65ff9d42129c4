import type { Entry } from '../../electron/features/settlement/engine/types'

/** A month of payments as two sources tell it: equal but for a few rows missing on each side and a few other amounts. */
export interface MatchBench {
  left: () => Iterable<Entry>
  right: () => Iterable<Entry>
  expected: { equal: number; amount: number; leftOnly: number; rightOnly: number }
}

const begin = Date.UTC(2026, 9, 1) - 8 * 3_600_000
const month = 31 * 86_400_000

const merchantNo = (n: number) => `MD${String((n * 7919) % 1_000_000_007).padStart(12, '0')}`
const wechatNo = (n: number) => `42000${String((n * 104_729) % 1_000_000_007).padStart(23, '0')}`
const isOther = (n: number) => n % 700 === 5
const isLeftOnly = (n: number) => n % 1000 < 2
const isRightOnly = (n: number) => n % 1000 >= 998

function entry(n: number, count: number, amountMinor: number): Entry {
  return {
    line: n + 2,
    sheet: '',
    kind: 'payment',
    outcome: 'done',
    rawState: 'SUCCESS',
    atMs: begin + Math.floor((n / count) * month),
    currency: 'CNY',
    amountMinor,
    feeMinor: NaN,
    settledMinor: NaN,
    settledCurrency: '',
    balanceMinor: NaN,
    merchantNo: merchantNo(n),
    providerNo: '',
    wechatNo: wechatNo(n),
    refundNo: '',
    providerRefundNo: '',
    group: '',
    scene: 'channels',
    place: '',
    title: '',
    offset: n * 200,
    length: 200,
    orderId: '',
  }
}

const amountOf = (n: number) => 100 + ((n * 31) % 90_000)

/** Visits every number below `count` once, in an order of its own. */
function* shuffled(count: number, step: number): Iterable<number> {
  for (let at = 0; at < count; at += 1) yield (at * step) % count
}

export function matchBench(count: number): MatchBench {
  const expected = { equal: 0, amount: 0, leftOnly: 0, rightOnly: 0 }
  for (let n = 0; n < count; n += 1) {
    if (isLeftOnly(n)) expected.leftOnly += 1
    else if (isRightOnly(n)) expected.rightOnly += 1
    else if (isOther(n)) expected.amount += 1
    else expected.equal += 1
  }
  return {
    *left() {
      for (const n of shuffled(count, 999_983)) if (!isRightOnly(n)) yield entry(n, count, amountOf(n))
    },
    *right() {
      for (const n of shuffled(count, 611_953)) if (!isLeftOnly(n)) yield entry(n, count, isOther(n) ? amountOf(n) + 150 : amountOf(n))
    },
    expected,
  }
}
