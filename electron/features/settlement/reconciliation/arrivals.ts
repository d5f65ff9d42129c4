import type { Arrival, SettlementDelay } from '@shared/contract/settlement-reconciliation'
import type { CountedSum } from '@shared/contract/settlement-values'
import { addMonths, beijingDay, beijingMonthStart, dayAfter, daysBetween } from '@shared/domain/beijing-time'
import type { Doer } from '../ports'
import { allDelays, delayOn } from './delays'
import type { ReconciliationParts } from './parts'
import type { StoredReconciliation, StoredRun } from './rows'

/** Bank days that a payout may take before it counts as late, beyond its own day [U]. */
const payoutDays = 3

interface DaySum {
  accountId: string
  account: string
  kind: string
  day: string
  currency: string
  what: 'paid' | 'refunded'
  count: number
  minor: number
}

interface Run {
  reconciliation: StoredReconciliation
  run: StoredRun
}

/** 应到账, 在途 and 已到账 (settlement-reconciliation §2.9: "rows agree" and "money arrived" are two steps). */
export class ArrivalsService {
  readonly #parts: ReconciliationParts

  constructor(parts: ReconciliationParts) {
    this.#parts = parts
  }

  async delays(): Promise<SettlementDelay[]> {
    const [saved, accounts] = await Promise.all([this.#parts.reconciliations.delays(), this.#parts.paymentAccounts.all()])
    return allDelays(saved, [...new Set(accounts.map(({ kind }) => kind))])
  }

  async setDelay(input: { kind: string; fromDay: string; days: number; source: string }, doer: Doer): Promise<SettlementDelay[]> {
    await this.#parts.reconciliations.setDelay({ ...input, by: doer.operatorName })
    this.#parts.changed()
    return this.delays()
  }

  /** Sums of our orders by account, from the database. */
  async ordersOfMonth(month: string): Promise<{ accountId: string; account: string; paid: CountedSum[]; refunded: CountedSum[] }[]> {
    const found = new Map<string, { accountId: string; account: string; paid: CountedSum[]; refunded: CountedSum[] }>()
    for (const { accountId, account, what, currency, count, minor } of await this.#daySums(month)) {
      const entry = found.get(accountId) ?? { accountId, account, paid: [], refunded: [] }
      found.set(accountId, entry)
      add(entry[what], { currency, count, minor })
    }
    return [...found.values()]
  }

  async ofMonth(month: string): Promise<Arrival[]> {
    const today = beijingDay(this.#parts.clock.now().getTime())
    const [sums, runs, delays] = await Promise.all([this.#daySums(month), this.#runs(month), this.delays()])
    const keys = [...new Set([...sums.map(({ accountId, currency }) => `${accountId} ${currency}`), ...payoutKeys(runs)])].sort()
    const accounts = new Map((await this.#parts.paymentAccounts.all()).map(({ id, name, kind }) => [id, { name, kind }]))
    return keys.map((key) => {
      const [accountId = '', currency = ''] = key.split(' ')
      const { name = '', kind = '' } = accounts.get(accountId) ?? {}
      const own = sums.filter((sum) => sum.accountId === accountId && sum.currency === currency)
      return arrivalOf({ accountId, account: name, currency, today, sums: own, runs, delay: (day) => delayOn(delays, kind, day) })
    })
  }

  #daySums(month: string): Promise<DaySum[]> {
    const [from, until] = [beijingMonthStart(month), beijingMonthStart(addMonths(month, 1))]
    return this.#parts.ownOrders.sums({ from: new Date(from).toISOString(), until: new Date(until).toISOString() })
  }

  async #runs(month: string): Promise<Run[]> {
    const reconciliations = await this.#parts.reconciliations.list(month)
    const runs = await this.#parts.reconciliations.currentRuns(reconciliations.map(({ id }) => id))
    return reconciliations.flatMap((reconciliation) => {
      const run = runs.find(({ reconciliationId }) => reconciliationId === reconciliation.id)
      return run ? [{ reconciliation, run }] : []
    })
  }
}

const isOfAccount = ({ reconciliation }: Run, accountId: string): boolean => reconciliation.left.accountId === accountId || reconciliation.right.accountId === accountId

/** With a list of all rows in one of them, those with a part of it would count the same fees again. */
function once(runs: readonly Run[]): readonly Run[] {
  const whole = runs.find(({ reconciliation: { right } }) => right.billType === 'all' || right.billType === '')
  return whole ? [whole] : runs
}

/** A reconciliation of payouts with the bank says what arrived; with a bill it says something else. */
const isArrival = ({ reconciliation: { left, right } }: Run): boolean => [left.source, right.source].sort().join(' ') === 'bank payout'

const payoutKeys = (runs: readonly Run[]): string[] => runs.filter(isArrival).flatMap(({ run }) => run.summary.payouts.map(({ accountId, arrived }) => `${accountId} ${arrived.currency}`))

function add(sums: CountedSum[], more: CountedSum): void {
  const known = sums.find(({ currency }) => currency === more.currency)
  if (!known) sums.push({ ...more })
  else {
    known.count += more.count
    known.minor += more.minor
  }
}

interface ArrivalInput {
  accountId: string
  account: string
  currency: string
  today: string
  sums: readonly DaySum[]
  runs: readonly Run[]
  delay: (day: string) => number
}

function arrivalOf({ accountId, account, currency, today, sums, runs, delay }: ArrivalInput): Arrival {
  const due = dueOf(sums, today, delay)
  const fees = once(runs.filter((one) => isOfAccount(one, accountId) && one.reconciliation.left.source === 'orders' && one.reconciliation.right.source === 'bill'))
  for (const { run } of fees) due.minor -= run.summary.fees.find((fee) => fee.currency === currency)?.minor ?? 0
  const arrived = { currency, count: 0, minor: 0 }
  const underWay = { currency, count: 0, minor: 0 }
  const found = runs.filter(isArrival)
  // One that is set up for this account says the same as the one of all accounts: it counts alone.
  const own = found.filter((one) => accountId !== '' && isOfAccount(one, accountId))
  const arrivals = own.length > 0 ? own : found
  for (const payout of arrivals.flatMap(({ run }) => run.summary.payouts).filter((one) => one.accountId === accountId && one.arrived.currency === currency)) {
    arrived.count += payout.arrived.count
    arrived.minor += payout.arrived.minor
    underWay.count += payout.underWay.count
    underWay.minor += payout.underWay.minor
  }
  const late = arrivals
    .flatMap(({ run }) => run.summary.alone)
    .filter((payout) => payout.accountId === accountId && payout.currency === currency && payout.day !== '' && dayAfter(payout.day, payoutDays) < today)
    .map((payout) => ({ group: payout.group, day: payout.day, minor: payout.minor, daysLate: daysBetween(dayAfter(payout.day, payoutDays), today) }))
  return {
    ...(accountId === '' ? {} : { accountId }),
    account,
    currency,
    due: { currency, ...due },
    underWay,
    arrived,
    daysLate: Math.max(0, ...late.map(({ daysLate }) => daysLate)),
    late,
  }
}

/** What was paid, less refunds, of all days whose money should have come by today. */
function dueOf(sums: readonly DaySum[], today: string, delay: (day: string) => number): { count: number; minor: number } {
  const due = { count: 0, minor: 0 }
  for (const { day, what, count, minor } of sums) {
    if (dayAfter(day, delay(day)) > today) continue
    if (what === 'paid') due.count += count
    due.minor += what === 'paid' ? minor : -minor
  }
  return due
}
