import { timingSafeEqual } from 'node:crypto'

/** Compares two digests in hex, whatever their case, in constant time; lengths first (payment-providers §1.5). */
export function sameDigest(ours: string, theirs: string): boolean {
  const a = Buffer.from(ours.toLowerCase(), 'latin1')
  const b = Buffer.from(theirs.trim().toLowerCase(), 'latin1')
  return a.length === b.length && timingSafeEqual(a, b)
}
