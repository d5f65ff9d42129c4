import type { MatchKey, MatchRule } from '@shared/contract/settlement-reconciliation'
import { fitItems } from './fitting'
import { joinByNumber } from './join'
import { partnerClasses } from './kinds'
import type { Ledger } from './ledger'
import { amountFits, type Limits, limitsOf } from './limits'
import { NumberTable, type Rows } from './number-table'
import type { Side } from './side'
import { arrivingSum, sumOf } from './sums'

/**
 * One to many, many to one, many to many: all free rows with one number against each other, given where their sums fit.
 * A payout is what its payments and refunds come to, or what of them arrives after fees: both are tried.
 */
export function pairGroups(ledger: Ledger, rule: MatchRule, ruleIndex: number): void {
  const limits = limitsOf(rule)
  if (rule.keys.length === 0) pairBySum(ledger, rule, ruleIndex, limits)
  for (const key of rule.keys) pairByGroupNumber(ledger, rule, ruleIndex, key, limits)
}

function pairByGroupNumber(ledger: Ledger, rule: MatchRule, ruleIndex: number, key: MatchKey, limits: Limits): void {
  const { left, right } = ledger
  const classes = partnerClasses(rule)
  const rows = { left: ledger.free(left, classes, { withHeld: true }), right: ledger.free(right, classes, { withHeld: true }) }
  const giveIfFits = (ls: number[], rs: number[]) => {
    if (rule.shape === 'oneToMany' && ls.length > 1) return
    if (rule.shape === 'manyToOne' && rs.length > 1) return
    if (isOneNumber(ledger, key, ls, rs) && groupsFit(ledger, ls, rs, limits)) ledger.give(ls, rs, ruleIndex)
  }
  joinByNumber(left, right, key, rows, classes, { pair: (l, r) => giveIfFits([l], [r]), several: giveIfFits })
}

function isOneNumber({ left, right }: Ledger, key: MatchKey, ls: readonly number[], rs: readonly number[]): boolean {
  const [first = 0] = ls
  return ls.every((row) => left.sameText(key, row, left, first)) && rs.every((row) => right.sameText(key, row, left, first))
}

function groupsFit(ledger: Ledger, ls: readonly number[], rs: readonly number[], limits: Limits): boolean {
  if (ledger.hasApart(ls, rs) || !inWindow(ledger, ls, rs, limits)) return false
  if (limits.amount === 'any') return true
  const lefts = [sumOf(ledger.left, ls), arrivingSum(ledger.left, ls)]
  const rights = [sumOf(ledger.right, rs), arrivingSum(ledger.right, rs)]
  return lefts.some((l) => rights.some((r) => l && r && l.currency === r.currency && amountFits(limits, l.minor, r.minor)))
}

function inWindow({ left, right }: Ledger, ls: readonly number[], rs: readonly number[], { windowMs }: Limits): boolean {
  if (windowMs === Infinity) return true
  const times = [...ls.map((row) => left.atMs[row] ?? NaN), ...rs.map((row) => right.atMs[row] ?? NaN)]
  const span = times.reduce((most, at) => Math.max(most, at), -Infinity) - times.reduce((least, at) => Math.min(least, at), Infinity)
  return span <= windowMs
}

/**
 * Without a number in common: rows that one side groups by a payout's number against single rows of the other, by sum and
 * time. Only what fits nothing else is given.
 */
function pairBySum(ledger: Ledger, rule: MatchRule, ruleIndex: number, limits: Limits): void {
  if (rule.shape === 'manyToMany' || rule.amount === 'any') return
  const classes = partnerClasses(rule)
  const isLeftMany = rule.shape === 'manyToOne'
  const manySide = isLeftMany ? ledger.left : ledger.right
  const oneSide = isLeftMany ? ledger.right : ledger.left
  const groups = groupsOf(manySide, ledger.free(manySide, classes, { withHeld: false }))
  const single = ledger.free(oneSide, classes, { withHeld: false })
  const singles = single.list.subarray(0, single.count)
  const apart = (rows: readonly number[], one: number) => (isLeftMany ? ledger.hasApart(rows, [one]) : ledger.hasApart([one], rows))
  for (const sum of [sumOf, arrivingSum]) {
    const many = groups.filter((rows) => rows.every((row) => manySide.taken[row] === 0))
    const ones = singles.filter((row) => oneSide.taken[row] === 0)
    const sums = many.map((rows) => sum(manySide, rows))
    const { pairs } = fitItems(
      {
        count: many.length,
        bucket: Float64Array.from(sums, (known) => (known ? manySide.currencies.codeOf(known.currency) : -1)),
        tells: new Uint8Array(many.length),
        amount: Float64Array.from(sums, (known) => known?.minor ?? NaN),
        at: Float64Array.from(many, (rows) => latest(manySide, rows)),
      },
      {
        count: ones.length,
        bucket: Float64Array.from(ones, (row) => oneSide.currency[row] ?? 0),
        tells: new Uint8Array(ones.length),
        amount: Float64Array.from(ones, (row) => oneSide.money(row)),
        at: Float64Array.from(ones, (row) => oneSide.atMs[row] ?? NaN),
      },
      limits,
      { some: () => ledger.hasAnyApart, both: (group, one) => apart(many[group] ?? [], ones[one] ?? 0) },
    )
    for (const [group, one] of pairs) {
      const rows = many[group] ?? []
      const partner = [ones[one] ?? 0]
      ledger.give(isLeftMany ? rows : partner, isLeftMany ? partner : rows, ruleIndex)
    }
  }
}

function groupsOf(side: Side, rows: Rows): number[][] {
  const table = new NumberTable(side, 'group', rows)
  const hash = side.hash('group')
  const groups: number[][] = []
  for (let at = 0; at < rows.count; at += 1) {
    const row = rows.list[at] ?? 0
    const low = hash[row * 2] ?? 0
    const high = hash[row * 2 + 1] ?? 0
    if (low === 0 && high === 0) continue
    const slot = table.slotOf(low, high, 1)
    if (table.mark(slot) !== 0) continue
    table.setMark(slot, 1)
    const group: number[] = []
    for (let member = table.first(slot); member >= 0; member = table.next(member)) group.push(member)
    if (group.every((member) => side.sameText('group', member, side, row))) groups.push(group)
  }
  return groups
}

function latest(side: Side, rows: readonly number[]): number {
  return rows.reduce((most, row) => Math.max(most, side.atMs[row] ?? NaN), -Infinity)
}
