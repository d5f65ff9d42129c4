import type { CashEffect, DifferenceClass } from '@shared/contract/settlement-values'
import { kindCode, open } from './kinds'
import type { Ledger } from './ledger'
import type { Side } from './side'
import { added, arrivingSum, sumOf } from './sums'

/** What is wrong with rows, in money as it comes to the merchant: plus is more of it. */
export interface Verdict {
  class: DifferenceClass
  leftMinor: number | undefined
  rightMinor: number | undefined
}

export interface Judging {
  leftIsOurs: boolean
  roundingMinor: number
}

/** Judges every group; answers the verdicts of those that are not clean. */
export function judgeGroups(ledger: Ledger, judging: Judging): { clean: Uint8Array; verdicts: Map<number, Verdict> } {
  const clean = new Uint8Array(ledger.groups)
  const verdicts = new Map<number, Verdict>()
  const isPlainlyClean = plainlyClean(ledger)
  for (let group = 0; group < ledger.groups; group += 1) {
    if (isPlainlyClean(group)) clean[group] = 1
    else {
      const { left, right } = ledger.members(group)
      const verdict = judge(ledger, left, right, judging)
      if (verdict) verdicts.set(group, verdict)
      else clean[group] = 1
    }
  }
  return { clean, verdicts }
}

/** The bulk: two rows that say the same in everything. */
function plainlyClean({ left, right, leftOf, rightOf, many }: Ledger): (group: number) => boolean {
  const nature = left.nature()
  const otherNature = right.nature()
  const { amount, fee } = left
  const { amount: otherAmount, fee: otherFee } = right
  const feesMatter = left.hasFees && right.hasFees
  return (group) => {
    const l = leftOf[group] ?? 0
    const r = rightOf[group] ?? 0
    if (amount[l] !== otherAmount[r] || nature[l] !== otherNature[r] || many.has(group)) return false
    if (!feesMatter) return true
    const one = fee[l] ?? NaN
    const other = otherFee[r] ?? NaN
    // A fee that one side does not say is no difference.
    return one === other || Number.isNaN(one) || Number.isNaN(other)
  }
}

function judge({ left, right }: Ledger, ls: readonly number[], rs: readonly number[], judging: Judging): Verdict | undefined {
  const l = sumOf(left, ls)
  const r = sumOf(right, rs)
  const most = Math.max(ls.length, rs.length)
  const allowance = Math.max(judging.roundingMinor * most, most > 1 ? Math.floor(most / 2) : 0)
  const sums = { leftMinor: l?.minor, rightMinor: r?.minor }
  if (currencyDiffers(left, ls, right, rs)) return currencyVerdict(sums, judging)
  const apart = l && r && !arrivesExactly(left, ls, right, rs) ? Math.abs(l.minor - r.minor) : 0
  if (apart > allowance) return { class: 'amount', ...sums }
  const isOurs = judging.leftIsOurs
  if (stateDiffers(isOurs ? left : right, isOurs ? ls : rs, isOurs ? right : left, isOurs ? rs : ls)) return stateVerdict(left, ls, right, rs)
  const fees = { left: feeOf(left, ls), right: feeOf(right, rs) }
  const feeApart = Number.isNaN(fees.left - fees.right) ? 0 : Math.abs(fees.left - fees.right)
  // A fee is money that leaves: what the provider kept more is missing.
  const feeSums = { leftMinor: -fees.left, rightMinor: -fees.right }
  if (feeApart > allowance) return { class: 'fee', ...feeSums }
  if (someCount(left, ls, right, rs)) return { class: 'crossMonth', ...sums }
  if (apart > 0) return { class: 'rounding', ...sums }
  return feeApart > 0 ? { class: 'rounding', ...feeSums } : undefined
}

function currencyDiffers(left: Side, ls: readonly number[], right: Side, rs: readonly number[]): boolean {
  const [first = 0] = ls
  const code = left.currency[first]
  const isSame = ls.every((row) => left.currency[row] === code) && rs.every((row) => right.currency[row] === code)
  return !isSame && !arrivesExactly(left, ls, right, rs)
}

/** One currency is said for a difference, ours: amounts of two cannot be subtracted. */
function currencyVerdict(sums: { leftMinor: number | undefined; rightMinor: number | undefined }, { leftIsOurs }: Judging): Verdict {
  return {
    class: 'currency',
    leftMinor: leftIsOurs ? sums.leftMinor : undefined,
    rightMinor: leftIsOurs ? undefined : sums.rightMinor,
  }
}

/** Several rows against one payout: what arrives of them, after fees, is what was paid out. */
function arrivesExactly(left: Side, ls: readonly number[], right: Side, rs: readonly number[]): boolean {
  if (ls.length === rs.length) return false
  const many = ls.length > rs.length ? arrivingSum(left, ls) : arrivingSum(right, rs)
  const one = ls.length > rs.length ? sumOf(right, rs) : sumOf(left, ls)
  return many !== undefined && one !== undefined && many.minor === one.minor && many.currency === one.currency
}

/** Whether ours and theirs have come differently far. */
function stateDiffers(our: Side, ours: readonly number[], their: Side, theirs: readonly number[]): boolean {
  const [mine = 0] = ours
  const [other = 0] = theirs
  const isOpen = (side: Side, rows: readonly number[]) => rows.some((row) => side.outcome[row] === open)
  const oursOpen = isOpen(our, ours)
  const theirsOpen = isOpen(their, theirs)
  if (oursOpen === theirsOpen) return our.outcome[mine] !== their.outcome[other] && ours.length === 1 && theirs.length === 1
  // A bill is a snapshot: a refund that it calls PROCESSING is done (payment-providers §9.7).
  return oursOpen || our.kind[mine] !== kindCode.refund
}

/** Money of rows that are still open has not moved. */
function stateVerdict(left: Side, ls: readonly number[], right: Side, rs: readonly number[]): Verdict {
  const moved = (side: Side, rows: readonly number[]) =>
    sumOf(side, rows.filter((row) => side.outcome[row] !== open))?.minor ?? 0
  return { class: 'state', leftMinor: moved(left, ls), rightMinor: moved(right, rs) }
}

/** NaN where one row does not say its fee. */
function feeOf(side: Side, rows: readonly number[]): number {
  let sum = 0
  for (const row of rows) {
    const fee = side.fee[row] ?? NaN
    if (Number.isNaN(fee)) return NaN
    sum = added(sum, fee, side.currencyName(row))
  }
  return sum
}

/** Some rows count in this month and some do not. */
function someCount(left: Side, ls: readonly number[], right: Side, rs: readonly number[]): boolean {
  const counting = ls.filter((row) => left.counts[row] === 1).length + rs.filter((row) => right.counts[row] === 1).length
  return counting > 0 && counting < ls.length + rs.length
}

/** What a difference does to money, seen from our books. `short`: there is less than they say. */
export function cashOf({ class: kind, leftMinor = 0, rightMinor = 0 }: Verdict, leftIsOurs: boolean): CashEffect {
  if (kind === 'currency' || kind === 'crossMonth') return 'none'
  const more = leftIsOurs ? rightMinor - leftMinor : leftMinor - rightMinor
  if (more === 0) return 'none'
  return more > 0 ? 'long' : 'short'
}
