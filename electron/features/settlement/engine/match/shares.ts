import type { MatchKey } from '@shared/contract/settlement-reconciliation'
import type { Rows } from './number-table'
import type { Side } from './side'

/** A share of about so many rows has its table in the processor's cache. */
const rowsAShare = 16_384
const mostShares = 256

/** How many shares rows are parted into: a power of two. */
export function sharesFor(rows: number): number {
  let shares = 1
  while (shares < mostShares && rows / shares > rowsAShare) shares *= 2
  return shares
}

/** Parts rows by a few bits of the hash of a number, so that equal numbers fall into the same share on both sides. */
export function shared(side: Side, key: MatchKey, { list, count }: Rows, shares: number): Rows[] {
  if (shares === 1) return [{ list, count }]
  const hash = side.hash(key)
  const mask = shares - 1
  const ends = new Int32Array(shares + 1)
  for (let at = 0; at < count; at += 1) {
    const share = ((hash[(list[at] ?? 0) * 2 + 1] ?? 0) & mask) + 1
    ends[share] = (ends[share] ?? 0) + 1
  }
  for (let share = 1; share <= shares; share += 1) ends[share] = (ends[share] ?? 0) + (ends[share - 1] ?? 0)
  const starts = ends.slice()
  const parted = new Int32Array(count)
  for (let at = 0; at < count; at += 1) {
    const row = list[at] ?? 0
    const share = (hash[row * 2 + 1] ?? 0) & mask
    const place = starts[share] ?? 0
    starts[share] = place + 1
    parted[place] = row
  }
  return Array.from({ length: shares }, (_, share) => {
    const from = ends[share] ?? 0
    const until = ends[share + 1] ?? 0
    return { list: parted.subarray(from, until), count: until - from }
  })
}
