import type { Difference, Reconciliation, StaleReason } from '@shared/contract/settlement-reconciliation'
import type { CountedSum, DifferenceClass } from '@shared/contract/settlement-values'
import { daysBetween } from '@shared/domain/beijing-time'
import { assertTotals, type StoredDifference, type StoredReconciliation, type StoredRun } from './rows'
import { toSpec } from './spec'

export interface ClassCount {
  reconciliationId: string
  class: DifferenceClass
  settled: 0 | 1
  carried: 0 | 1
  currency: string
  count: number
  minor: number
}

export interface ClassStand {
  class: DifferenceClass
  open: number
  settled: number
  sums: CountedSum[]
}

/** Open and settled differences by class; the sums are of all of them. */
export function byClassOf(counts: readonly ClassCount[]): ClassStand[] {
  const found = new Map<DifferenceClass, ClassStand>()
  for (const { class: name, settled, currency, count, minor } of counts) {
    const stand = found.get(name) ?? { class: name, open: 0, settled: 0, sums: [] }
    found.set(name, stand)
    if (settled === 1) stand.settled += count
    else stand.open += count
    const sum = stand.sums.find((one) => one.currency === currency)
    if (sum) {
      sum.count += count
      sum.minor += minor
    } else stand.sums.push({ currency, count, minor })
  }
  return [...found.values()]
}

export interface Surroundings {
  run: StoredRun | undefined
  counts: readonly ClassCount[]
  rulesOff: { ruleId: string; name: string; by: string; at: string; reason: string }[]
  staleBecause: StaleReason[]
  busy: boolean
  jobId: string | undefined
  ruleName: (id: string, name: string) => string
}

/** A reconciliation as the contract gives it. @throws Fault `settlement.totalsDiffer` */
export function toReconciliation(stored: StoredReconciliation, around: Surroundings): Reconciliation {
  const byClass = byClassOf(around.counts)
  const openDifferences = byClass.reduce((sum, { open }) => sum + open, 0)
  const carried = around.counts.reduce((sum, one) => sum + (one.carried === 1 ? one.count : 0), 0)
  return {
    id: stored.id,
    name: stored.name,
    month: stored.month,
    left: toSpec(stored.left),
    right: toSpec(stored.right),
    state: stateOf(stored, around, openDifferences),
    staleBecause: around.staleBecause,
    ...(stored.failedWith === '' ? {} : { failedWith: stored.failedWith }),
    rulesOff: around.rulesOff.map((rule) => ({ ...rule, name: around.ruleName(rule.ruleId, rule.name) })),
    ...(around.run ? { lastRun: toLastRun(around.run, byClass, around.ruleName) } : {}),
    openDifferences,
    carried,
    ...(around.jobId === undefined ? {} : { jobId: around.jobId }),
    rev: stored.rev,
  }
}

function stateOf(stored: StoredReconciliation, { run, busy, staleBecause }: Surroundings, open: number): Reconciliation['state'] {
  if (stored.locked) return 'locked'
  if (busy) return 'running'
  if (stored.failedWith !== '') return 'failed'
  if (!run) return 'new'
  if (staleBecause.length > 0) return 'stale'
  return open > 0 ? 'open' : 'balanced'
}

function toLastRun(run: StoredRun, byClass: ClassStand[], ruleName: Surroundings['ruleName']): NonNullable<Reconciliation['lastRun']> {
  const { summary } = run
  assertTotals(summary)
  return {
    id: run.id,
    number: run.number,
    at: run.at,
    by: run.by,
    ms: run.ms,
    left: summary.left,
    right: summary.right,
    byClass,
    byRule: summary.byRule.map((rule) => ({ ...rule, name: ruleName(rule.ruleId, rule.name) })),
    otherKinds: summary.otherKinds,
    unreadable: summary.unreadable,
    inputsHash: run.inputsHash,
  }
}

/** A difference as the contract gives it. `today` is the Beijing day. */
export function toDifference(stored: StoredDifference, today: string, ruleName: Surroundings['ruleName']): Difference {
  return {
    id: stored.id,
    reconciliationId: stored.reconciliationId,
    month: stored.month,
    class: stored.class,
    cash: stored.cash,
    state: stored.state,
    currency: stored.currency,
    ...(stored.leftMinor === null ? {} : { leftMinor: stored.leftMinor }),
    ...(stored.rightMinor === null ? {} : { rightMinor: stored.rightMinor }),
    differenceMinor: stored.differenceMinor,
    leftCount: stored.leftCount,
    rightCount: stored.rightCount,
    number: stored.number,
    kind: stored.kind,
    ...(stored.day === '' ? {} : { day: stored.day }),
    ageDays: stored.day === '' ? 0 : Math.max(0, daysBetween(stored.day, today)),
    ...(stored.ruleId === '' ? {} : { ruleId: stored.ruleId, ruleName: ruleName(stored.ruleId, stored.ruleName) }),
    assignee: stored.assignee,
    comments: stored.comments,
    ...(stored.resolution === '' ? {} : { resolution: stored.resolution }),
    reason: stored.reason,
    ...(stored.carriedTo === '' ? {} : { carriedTo: stored.carriedTo }),
    ...(stored.carriedFrom === '' ? {} : { carriedFrom: stored.carriedFrom }),
    changedAfter: stored.changedAfter === 1,
    rev: stored.rev,
  }
}
