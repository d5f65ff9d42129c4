import type { Reconciliation, RowDecision, SourceSpec } from '@shared/contract/settlement-reconciliation'
import { Fault } from '../../../platform/errors/fault'
import { textFor } from '../../../platform/texts/texts'
import type { Doer, SourceFile } from '../ports'
import { InputsReader } from './inputs'
import type { ReconciliationParts } from './parts'
import { type ClassStand, byClassOf, toReconciliation } from './present'
import type { StoredReconciliation } from './rows'
import { ruleNameIn } from './rule-names'
import { RunKeeper } from './run-keeper'
import { currentRun } from './run-source'
import { accountOf, type StoredSpec, toStoredSpec } from './spec'

type Locale = 'zh-CN' | 'en'

/** How long an answer waits for the run that makes a decision visible; a larger run goes on as a job. */
const longestWaitMs = 10_000

/** Sets reconciliations up, runs them, takes runs and rules back. */
export class ReconciliationsService {
  readonly parts: ReconciliationParts
  readonly keeper: RunKeeper

  constructor(parts: ReconciliationParts) {
    this.parts = parts
    this.keeper = new RunKeeper(parts)
  }

  async list(month: string | undefined, locale: Locale): Promise<Reconciliation[]> {
    return this.#present(await this.parts.reconciliations.list(month ?? null), locale)
  }

  async get(id: string, locale: Locale): Promise<Reconciliation> {
    const [found] = await this.#present([await this.parts.reconciliations.one(id)], locale)
    if (!found) throw new Fault('settlement.reconciliationNotFound')
    return found
  }

  /** @throws Fault `settlement.sameSource`, `settlement.reconciliationKnown`, `settlement.monthLocked`, `payments.accountNotFound` */
  async create(input: { month: string; name: string; left: SourceSpec; right: SourceSpec }, doer: Doer, locale: Locale): Promise<Reconciliation> {
    const { id } = await this.#make({ ...input, left: toStoredSpec(input.left), right: toStoredSpec(input.right) }, doer.operatorName, locale)
    this.parts.changed()
    return this.get(id, locale)
  }

  /** The reconciliations of a month that its files and orders allow; those that are there stay as they are. */
  async setUp(month: string, doer: Doer, locale: Locale): Promise<Reconciliation[]> {
    await this.parts.ports.closing.assertOpen([month])
    const files = (await this.parts.ports.files.ofMonth(month)).filter(({ state }) => state === 'loaded')
    const known = await this.parts.reconciliations.list(month)
    const has = (pair: UsualPair) => known.some(({ left, right }) => sameSpec(left, pair.left) && sameSpec(right, pair.right))
    for (const pair of usualPairs(files)) if (!has(pair)) await this.#make({ month, name: '', ...pair }, doer.operatorName, locale)
    this.parts.changed()
    return this.list(month, locale)
  }

  /** @throws Fault `settlement.monthLocked` */
  async run(id: string, doer: Doer, locale: Locale, quick = false): Promise<{ jobId: string; ended: Promise<void> }> {
    await this.#assertOpen(id)
    return this.keeper.run(id, doer.operatorName, locale, quick)
  }

  /** Runs again and waits a while, so that whoever decided something sees what came of it. */
  async runAndWait(id: string, doer: Doer, locale: Locale): Promise<{ jobId: string }> {
    const { jobId, ended } = await this.run(id, doer, locale, true)
    let timer: NodeJS.Timeout | undefined
    const enough = new Promise<void>((resolve) => (timer = setTimeout(resolve, longestWaitMs)))
    await Promise.race([ended, enough])
    clearTimeout(timer)
    return { jobId }
  }

  /** Takes the last run back: what held before it holds again. @throws Fault `settlement.runNotLast`, `settlement.runUnderWay` */
  async undoRun(input: { id: string; runId: string; reason: string }, doer: Doer, locale: Locale): Promise<Reconciliation> {
    await this.#assertOpen(input.id)
    if (this.keeper.isBusy(input.id)) throw new Fault('settlement.runUnderWay')
    await this.parts.reconciliations.undoRun({ ...input, by: doer.operatorName })
    this.parts.changed()
    return this.get(input.id, locale)
  }

  /** @throws Fault `settlement.ruleNotFound`, `settlement.ruleIsOff` */
  async undoRule(input: { id: string; ruleId: string; reason: string }, doer: Doer, locale: Locale): Promise<{ jobId: string }> {
    await this.#assertOpen(input.id)
    const run = await currentRun(this.parts, input.id)
    const rule = run.inputs.rules.rules.find(({ id }) => id === input.ruleId)
    if (!rule) throw new Fault('settlement.ruleNotFound')
    await this.parts.rowDecisions.add({
      id: this.parts.newId(),
      reconciliationId: input.id,
      kind: 'ruleOff',
      ruleId: rule.id,
      left: [],
      right: [],
      what: rule.name,
      lost: [],
      reason: input.reason,
      by: doer.operatorName,
      operatorId: doer.operatorId,
      correlationId: doer.correlationId,
    })
    return this.runAndWait(input.id, doer, locale)
  }

  /** @throws Fault `settlement.decisionNotFound` where the rule is not left out */
  async useRule(input: { id: string; ruleId: string; reason: string }, doer: Doer, locale: Locale): Promise<{ jobId: string }> {
    await this.#assertOpen(input.id)
    const decisions = await this.parts.rowDecisions.list(input.id)
    const off = decisions.find(({ kind, ruleId, backAt }) => kind === 'ruleOff' && ruleId === input.ruleId && backAt === null)
    if (!off) throw new Fault('settlement.decisionNotFound')
    await this.parts.rowDecisions.takeBack({ reconciliationId: input.id, id: off.id, by: doer.operatorName, reason: input.reason })
    return this.runAndWait(input.id, doer, locale)
  }

  async decisions(id: string, locale: Locale): Promise<RowDecision[]> {
    const name = ruleNameIn(locale)
    return (await this.parts.rowDecisions.list(id)).map((one) => ({
      id: one.id,
      kind: one.kind,
      what: one.kind === 'ruleOff' ? name(one.ruleId, one.what) : one.what,
      reason: one.reason,
      by: one.by,
      at: one.at,
      ...(one.backAt === null ? {} : { takenBack: { by: one.backBy ?? '', at: one.backAt, reason: one.backReason ?? '' } }),
    }))
  }

  async takeBack(input: { reconciliationId: string; decisionId: string; reason: string }, doer: Doer, locale: Locale): Promise<Reconciliation> {
    await this.#assertOpen(input.reconciliationId)
    await this.parts.rowDecisions.takeBack({ ...input, id: input.decisionId, by: doer.operatorName })
    await this.runAndWait(input.reconciliationId, doer, locale)
    return this.get(input.reconciliationId, locale)
  }

  async runs(id: string) {
    await this.parts.reconciliations.one(id)
    return (await this.parts.reconciliations.runs(id)).map((run) => ({
      id: run.id,
      number: run.number,
      at: run.at,
      by: run.by,
      ms: run.ms,
      pairs: run.pairs,
      differences: run.differences,
      undone: run.undoneAt !== null,
      ...(run.undoneAt === null ? {} : { undoneBy: run.undoneBy ?? '', undoneReason: run.undoneReason ?? '' }),
      rulesVersion: run.rulesVersion,
      inputsHash: run.inputsHash,
    }))
  }

  /** Sets up what is missing and runs everything of a month, one after the other; answers the ids. */
  async runAll(month: string, doer: Doer): Promise<string[]> {
    await this.setUp(month, doer, 'zh-CN')
    const all = await this.parts.reconciliations.list(month)
    for (const { id } of all) {
      doer.signal?.throwIfAborted()
      const { ended } = await this.run(id, doer, 'zh-CN')
      await ended
    }
    return all.map(({ id }) => id)
  }

  /** For the closing list and the board. */
  async ofMonth(month: string) {
    const stored = await this.parts.reconciliations.list(month)
    const presented = await this.#present(stored, 'zh-CN')
    const counts = await this.parts.differences.byClass(stored.map(({ id }) => id))
    return stored.map(({ id, name, left, right }, index) => {
      const byClass: ClassStand[] = byClassOf(counts.filter((one) => one.reconciliationId === id))
      const { state = 'new', openDifferences = 0, carried = 0 } = presented[index] ?? {}
      return { id, name, accountId: accountOf(left, right), state, open: openDifferences, carried, byClass }
    })
  }

  async lock(month: string, locked: boolean): Promise<void> {
    await this.parts.reconciliations.lock({ month, locked })
    this.parts.changed()
  }

  async lockOnly(months: readonly string[]): Promise<void> {
    if ((await this.parts.reconciliations.lockOnly([...months])) > 0) this.parts.changed()
  }

  /** The same two sources a month later, set up where it is not there. */
  async following(stored: StoredReconciliation, month: string, by: string, locale: Locale): Promise<StoredReconciliation> {
    const known = await this.parts.reconciliations.list(month)
    const found = known.find(({ left, right }) => sameSpec(left, stored.left) && sameSpec(right, stored.right))
    return found ?? this.#make({ month, name: stored.name, left: stored.left, right: stored.right }, by, locale)
  }

  async #make(input: { month: string; name: string; left: StoredSpec; right: StoredSpec }, by: string, locale: Locale): Promise<StoredReconciliation> {
    if (sameSpec(input.left, input.right)) throw new Fault('settlement.sameSource')
    await this.parts.ports.closing.assertOpen([input.month])
    for (const { accountId } of [input.left, input.right]) if (accountId !== '') await this.parts.paymentAccounts.get(accountId)
    const name = input.name === '' ? await this.#nameOf(input.left, input.right, locale) : input.name
    return this.parts.reconciliations.create({ ...input, id: this.parts.newId(), name, by })
  }

  async #nameOf(left: StoredSpec, right: StoredSpec, locale: Locale): Promise<string> {
    const accountId = accountOf(left, right)
    const account = accountId === '' ? '' : (await this.parts.paymentAccounts.get(accountId)).name
    const source = (spec: StoredSpec) => textFor(locale, `settlement.sources.${spec.source}`)
    return `${account} ${source(left)} ↔ ${source(right)}`.trim().slice(0, 80)
  }

  async #assertOpen(id: string): Promise<void> {
    const { month } = await this.parts.reconciliations.one(id)
    await this.parts.ports.closing.assertOpen([month])
  }

  async #present(stored: StoredReconciliation[], locale: Locale): Promise<Reconciliation[]> {
    const ids = stored.map(({ id }) => id)
    const [runs, counts, rulesOff] = await Promise.all([
      this.parts.reconciliations.currentRuns(ids),
      this.parts.differences.byClass(ids),
      this.parts.rowDecisions.rulesOff(ids),
    ])
    const inputs = new InputsReader(this.parts)
    return Promise.all(
      stored.map(async (one) => {
        const run = runs.find(({ reconciliationId }) => reconciliationId === one.id)
        // What is locked is not looked at again: nothing of it may change.
        const staleBecause = run && !one.locked ? await inputs.staleBecause(one, run) : []
        return toReconciliation(one, {
          run,
          counts: counts.filter(({ reconciliationId }) => reconciliationId === one.id),
          rulesOff: rulesOff.filter(({ reconciliationId }) => reconciliationId === one.id).map(({ reconciliationId: _, ...rule }) => rule),
          staleBecause,
          busy: this.keeper.isBusy(one.id),
          jobId: this.keeper.jobOf(one.id),
          ruleName: ruleNameIn(locale),
        })
      }),
    )
  }
}

const sameSpec = (a: StoredSpec, b: StoredSpec): boolean => a.source === b.source && a.accountId === b.accountId && a.billType === b.billType

interface UsualPair {
  left: StoredSpec
  right: StoredSpec
}

/**
 * What finance reconciles where these files are there: our orders with the provider's bill, the bill with the movements of
 * the balance, payouts with the bank.
 */
export function usualPairs(files: readonly SourceFile[]): UsualPair[] {
  const accounts = [...new Set(files.map(({ accountId }) => accountId))].filter((id) => id !== '').sort()
  // One bank account takes the money of all providers: each alone would call the others' rows differences.
  const arrivals = (['payout', 'bank'] as const).every((source) => files.some((file) => file.source === source))
  const all = (source: SourceFile['source']): StoredSpec => ({ source, accountId: '', billType: '' })
  return accounts.flatMap((accountId) => {
    const has = (source: SourceFile['source']) => files.some((file) => file.accountId === accountId && file.source === source)
    const spec = (source: SourceFile['source'], billType = ''): StoredSpec => ({ source, accountId, billType })
    // The list of all rows holds those of payments and of refunds; both together would have each row twice.
    const hasAll = files.some((file) => file.accountId === accountId && file.source === 'bill' && file.billType === 'all')
    const bill = spec('bill', hasAll ? 'all' : '')
    const pairs: UsualPair[] = []
    if (has('bill')) pairs.push({ left: spec('orders'), right: bill })
    if (has('fundFlow')) pairs.push({ left: has('bill') ? bill : spec('orders'), right: spec('fundFlow') })
    return pairs
  }).concat(arrivals ? [{ left: all('payout'), right: all('bank') }] : [])
}
