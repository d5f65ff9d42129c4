import type { MatchDecisions } from '../match-types'
import type { Ledger } from './ledger'
import { locate } from './locate'

/**
 * What people decided comes before every rule. Answers the pairs whose rows are not all there, or were given in another
 * pair; their rows are free for the rules.
 */
export function applyDecisions(ledger: Ledger, { pairs, apart }: MatchDecisions): string[] {
  if (pairs.length === 0 && apart.length === 0) return []
  const left = locate(ledger.left, [...pairs.flatMap((pair) => pair.left), ...apart.map((rows) => rows.left)])
  const right = locate(ledger.right, [...pairs.flatMap((pair) => pair.right), ...apart.map((rows) => rows.right)])
  for (const rows of apart) {
    const l = left.get(rows.left)
    const r = right.get(rows.right)
    if (l !== undefined && r !== undefined) ledger.keepApart(l, r)
  }
  const lost: string[] = []
  for (const pair of [...pairs].sort((one, other) => (one.id < other.id ? -1 : 1))) {
    const ls = [...new Set(pair.left)].map((identity) => left.get(identity))
    const rs = [...new Set(pair.right)].map((identity) => right.get(identity))
    const isWhole = ls.length > 0 && rs.length > 0 && isFree(ledger.left.taken, ls) && isFree(ledger.right.taken, rs)
    if (isWhole) ledger.give(ls, rs, 0)
    else lost.push(pair.id)
  }
  return lost
}

function isFree(taken: Uint8Array, rows: (number | undefined)[]): rows is number[] {
  return rows.every((row) => row !== undefined && taken[row] === 0)
}
