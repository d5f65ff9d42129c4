import type { Verdict } from './judge'
import type { Cluster } from './clusters'
import { differenceId } from './findings'
import { nameRows } from './identity'
import type { Ledger } from './ledger'
import type { Side } from './side'

interface Candidate {
  left: readonly number[]
  right: readonly number[]
}

/**
 * Rows of other months that count here because their difference was carried to this month: alone, as they were carried,
 * or with what they have found since. Answers whether there are any.
 */
export function countCarried(ledger: Ledger, carriedIn: readonly string[], clusters: readonly Cluster[], verdicts: ReadonlyMap<number, Verdict>): boolean {
  if (carriedIn.length === 0) return false
  const carried = new Set(carriedIn)
  const candidates = [...groupsOfOtherMonths(ledger, verdicts), ...clusters, ...alone(ledger)]
  const leftNames = nameRows(ledger.left, candidates.flatMap(({ left }) => left)).identity
  const rightNames = nameRows(ledger.right, candidates.flatMap(({ right }) => right)).identity
  const named = (rows: readonly number[], names: ReadonlyMap<number, string>) => rows.map((row) => names.get(row) ?? '')
  let some = false
  for (const { left, right } of candidates) {
    const leftIds = named(left, leftNames)
    const rightIds = named(right, rightNames)
    const whole = carried.has(differenceId(leftIds, rightIds))
    left.forEach((row, index) => {
      if (whole || carried.has(differenceId([leftIds[index] ?? ''], []))) some = count(ledger.left, row) || some
    })
    right.forEach((row, index) => {
      if (whole || carried.has(differenceId([], [rightIds[index] ?? '']))) some = count(ledger.right, row) || some
    })
  }
  return some
}

function count(side: Side, row: number): boolean {
  const isNew = side.counts[row] === 0
  side.counts[row] = 1
  return isNew
}

/** Groups with a row that does not count. Clean ones of the rules, all of another month, were never carried. */
function groupsOfOtherMonths(ledger: Ledger, verdicts: ReadonlyMap<number, Verdict>): Candidate[] {
  const found: Candidate[] = []
  for (let group = 0; group < ledger.groups; group += 1) {
    const isOneMonth = !ledger.many.has(group) && ledger.left.counts[ledger.leftOf[group] ?? 0] === ledger.right.counts[ledger.rightOf[group] ?? 0]
    if (isOneMonth && !verdicts.has(group) && ledger.rule[group] !== 0) continue
    const members = ledger.members(group)
    if (members.left.every((row) => ledger.left.counts[row] === 1) && members.right.every((row) => ledger.right.counts[row] === 1)) continue
    found.push(members)
  }
  return found
}

function alone({ left, right }: Ledger): Candidate[] {
  return [...loneOf(left).map((row) => ({ left: [row], right: [] })), ...loneOf(right).map((row) => ({ left: [], right: [row] }))]
}

function loneOf(side: Side): number[] {
  const rows: number[] = []
  for (let row = 0; row < side.rows; row += 1) {
    if (side.counts[row] === 0 && side.takesPart[row] === 1 && side.taken[row] === 0) rows.push(row)
  }
  return rows
}
