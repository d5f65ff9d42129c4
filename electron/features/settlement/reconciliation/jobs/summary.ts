import type { CountedSum } from '@shared/contract/settlement-values'
import { beijingDay } from '@shared/domain/beijing-time'
import { type MatchResult, rowParts, type SidePack } from '../../engine/match-types'
import type { RunSummary } from '../rows'
import type { RunPlan } from './reconcile-host'

type Sides = Record<'left' | 'right', { packs: readonly SidePack[]; unreadable: number }>

/** Payouts that are named singly; more than these are told by their sum alone. */
const mostAlone = 500

/** What is quoted of a run without opening its file. */
export function summaryOf(plan: RunPlan, sides: Sides, result: MatchResult, names: ReadonlyMap<string, string>): RunSummary {
  return {
    v: 1,
    left: result.left,
    right: result.right,
    byRule: result.byRule.map((rule) => ({ ...rule, name: names.get(rule.ruleId) ?? '' })),
    otherKinds: result.otherKinds,
    unreadable: sides.left.unreadable + sides.right.unreadable,
    fees: feesOf(sides.right.packs, result),
    ...payoutsOf(plan, sides, result),
    lostPairs: result.lostPairs,
  }
}

/** Fees that the right side names for what is matched. */
function feesOf(packs: readonly SidePack[], { rightGroup, groupClean }: MatchResult): CountedSum[] {
  const sums = new Map<string, CountedSum>()
  let at = 0
  for (const { pack } of packs) {
    const { feeMinor, currency, currencies } = pack
    for (let row = 0; row < pack.rows; row += 1, at += 1) {
      const fee = feeMinor[row] ?? NaN
      const group = rightGroup[at] ?? -1
      if (Number.isNaN(fee) || fee === 0 || group < 0 || groupClean[group] !== 1) continue
      const name = currencies[currency[row] ?? 0] ?? ''
      const sum = sums.get(name) ?? { currency: name, count: 0, minor: 0 }
      sum.count += 1
      sum.minor += fee
      sums.set(name, sum)
    }
  }
  return [...sums.values()].sort((a, b) => (a.currency < b.currency ? -1 : 1))
}

/** Payouts by what became of them; the account is that of their file. */
function payoutsOf(plan: RunPlan, sides: Sides, result: MatchResult): Pick<RunSummary, 'payouts' | 'alone'> {
  const side = plan.left.spec.source === 'payout' ? 'left' : plan.right.spec.source === 'payout' ? 'right' : undefined
  if (!side) return { payouts: [], alone: [] }
  const accounts = new Map(plan[side].files.map(({ id, accountId }) => [id, accountId]))
  const part = result[`${side}Part`]
  const sums = new Map<string, RunSummary['payouts'][number]>()
  const alone: RunSummary['alone'] = []
  let at = 0
  for (const { fileId, pack } of sides[side].packs)
    for (let row = 0; row < pack.rows; row += 1, at += 1) {
      const of = part[at]
      if (of === rowParts.others || of === rowParts.elsewhere) continue
      const { currency, group, providerNo, amountMinor, atMs } = pack.entry(row)
      const accountId = accounts.get(fileId) ?? ''
      const minor = Math.abs(amountMinor)
      const key = `${accountId} ${currency}`
      const sum = sums.get(key) ?? { accountId, arrived: { currency, count: 0, minor: 0 }, underWay: { currency, count: 0, minor: 0 } }
      sums.set(key, sum)
      const into = of === rowParts.matched ? sum.arrived : sum.underWay
      into.count += 1
      into.minor += minor
      if (of !== rowParts.matched) alone.push({ accountId, group: group === '' ? providerNo : group, day: Number.isNaN(atMs) ? '' : beijingDay(atMs), currency, minor })
    }
  alone.sort((a, b) => (a.day < b.day ? -1 : a.day > b.day ? 1 : a.group < b.group ? -1 : 1))
  return { payouts: [...sums.values()], alone: alone.slice(0, mostAlone) }
}
