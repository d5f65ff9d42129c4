import type { FileControl } from '@shared/contract/settlement-files'
import { entryKinds, entryOutcomes } from '@shared/contract/settlement-values'
import { beijingOffsetMs } from '@shared/domain/beijing-time'
import type { Pack } from '../../engine/pack-types'
import type { FileMonthSum, Notice } from '../records'

const listed = 20

/**
 * Follows the balance from row to row: the one before plus the amount is the next. Files stand in either direction;
 * the one with fewer breaks is theirs. Undefined where no row has a balance.
 */
export function chainOf(pack: Pack): { chain: NonNullable<FileControl['chain']>; notices: Notice[] } | undefined {
  const { rows, amountMinor, balanceMinor } = pack
  const with_: number[] = []
  for (let row = 0; row < rows; row += 1) if (!Number.isNaN(balanceMinor[row] ?? Number.NaN)) with_.push(row)
  if (with_.length === 0) return undefined
  const forward = breaksOf(with_, amountMinor, balanceMinor)
  const backward = forward.length === 0 ? forward : breaksOf(with_.toReversed(), amountMinor, balanceMinor)
  const turned = backward.length < forward.length
  const breaks = turned ? backward : forward
  const order = turned ? with_.toReversed() : with_
  const first = order[0] ?? 0
  const last = order.at(-1) ?? 0
  return {
    chain: { rows: with_.length, breaks: breaks.length, openingMinor: (balanceMinor[first] ?? 0) - (amountMinor[first] ?? 0), closingMinor: balanceMinor[last] ?? 0 },
    notices: breaks.slice(0, listed).map((row) => ({ code: 'settlementFiles.notices.chainBreak', params: { line: pack.line[row] ?? 0 } })),
  }
}

/** Rows whose balance does not follow from that of the row before, of the same currency. */
function breaksOf(order: readonly number[], amounts: Float64Array, balances: Float64Array): number[] {
  const breaks: number[] = []
  for (let at = 1; at < order.length; at += 1) {
    const row = order[at] ?? 0
    if ((balances[order[at - 1] ?? 0] ?? 0) + (amounts[row] ?? 0) !== balances[row]) breaks.push(row)
  }
  return breaks
}

const numbers = ['wechatNo', 'merchantNo', 'providerNo', 'refundNo', 'providerRefundNo'] as const

/** Rows that stand in the file twice: same numbers, kind, amount and time. They stay, and are told. */
export function duplicatesOf(pack: Pack): Notice[] {
  const { rows } = pack
  if (rows < 2) return []
  const hashes = hashesOf(pack)
  const sorted = hashes.slice().sort()
  const twice = new Set<number>()
  for (let at = 1; at < sorted.length; at += 1) if (sorted[at] === sorted[at - 1] && sorted[at] !== 0) twice.add(sorted[at] ?? 0)
  if (twice.size === 0) return []
  const first = new Map<string, number>()
  const notices: Notice[] = []
  let count = 0
  for (let row = 0; row < rows; row += 1) {
    if (!twice.has(hashes[row] ?? 0)) continue
    const key = JSON.stringify([...numbers.map((column) => pack.text(column, row)), entryKinds[pack.kind[row] ?? 0], pack.amountMinor[row], pack.atMs[row]])
    const before = first.get(key)
    if (before === undefined) first.set(key, row)
    else {
      count += 1
      if (notices.length < listed) notices.push({ code: 'settlementFiles.notices.duplicate', params: { line: pack.line[row] ?? 0, first: pack.line[before] ?? 0 } })
    }
  }
  if (count > notices.length) notices.push({ code: 'settlementFiles.notices.duplicateMore', params: { count: count - notices.length } })
  return notices
}

/** One number for what a row says; 0 where it has no number at all. */
function hashesOf(pack: Pack): Float64Array {
  const hashes = new Float64Array(pack.rows)
  for (const column of numbers) {
    const words = pack.keyHash(column)
    for (let row = 0; row < pack.rows; row += 1) {
      const high = words[row * 2] ?? 0
      const low = words[row * 2 + 1] ?? 0
      if (high === 0 && low === 0) continue
      hashes[row] = ((hashes[row] ?? 0) * 31 + high * 2_097_152 + (low >>> 11)) % 9_007_199_254_740_881
    }
  }
  const { kind, amountMinor, atMs } = pack
  for (let row = 0; row < pack.rows; row += 1) {
    if (hashes[row] === 0) continue
    hashes[row] = ((hashes[row] ?? 0) + (kind[row] ?? 0) * 1_000_003 + Math.abs(amountMinor[row] ?? 0) * 7919 + (atMs[row] ?? 0)) % 9_007_199_254_740_881
  }
  return hashes
}

const failed = entryOutcomes.indexOf('failed')
const dayMs = 86_400_000

/** A file may lie in several months: each counts by the moment of its rows, in Asia/Shanghai. */
export function monthSumsOf(pack: Pack): FileMonthSum[] {
  const sums = new Map<string, FileMonthSum>()
  const months = new Map<number, string>()
  for (let row = 0; row < pack.rows; row += 1) {
    const at = pack.atMs[row] ?? Number.NaN
    if (pack.outcome[row] === failed || Number.isNaN(at)) continue
    const day = Math.floor((at + beijingOffsetMs) / dayMs)
    const month = months.get(day) ?? new Date(day * dayMs).toISOString().slice(0, 7)
    months.set(day, month)
    const key = `${month} ${pack.kind[row]} ${pack.currency[row]}`
    const sum = sums.get(key) ?? { month, kind: entryKinds[pack.kind[row] ?? 0] ?? 'other', currency: pack.currencies[pack.currency[row] ?? 0] ?? '', count: 0, minor: 0, feeMinor: 0 }
    sum.count += 1
    sum.minor += pack.amountMinor[row] ?? 0
    const fee = pack.feeMinor[row] ?? Number.NaN
    if (!Number.isNaN(fee)) sum.feeMinor += fee
    sums.set(key, sum)
  }
  return [...sums.values()].toSorted((a, b) => `${a.month} ${a.kind} ${a.currency}`.localeCompare(`${b.month} ${b.kind} ${b.currency}`))
}
