import { beijingDay } from '@shared/domain/beijing-time'
import type { MatchDecisions } from '../engine/match-types'
import { InputsReader, ownTime, type SideInputs } from './inputs'
import { hashOf } from './identity'
import type { FinishedRun, PlannedFile, PlannedOwn, PlannedSide, ReconcileHost, RunPlan } from './jobs'
import type { ReconciliationParts } from './parts'
import type { RunInputs, StoredRowDecision } from './rows'

/** Rows of our orders that are read in one go: short enough that nobody who reads beside it waits. */
const ownRowsAtOnce = 2000
const factsAtOnce = 1000
const clearedAtOnce = 500

/** Decisions in force as the matcher takes them. */
export function matchDecisions(decisions: readonly StoredRowDecision[]): MatchDecisions {
  const held = decisions.filter(({ backAt }) => backAt === null)
  const of = (kind: StoredRowDecision['kind']) => held.filter((one) => one.kind === kind)
  return {
    pairs: of('pair').map(({ id, left, right }) => ({ id, left, right })),
    apart: of('apart').flatMap(({ left, right }) => left.flatMap((one) => right.map((other) => ({ left: one, right: other })))),
    rulesOff: of('ruleOff').map(({ ruleId }) => ruleId),
  }
}

/** What one run may ask, and what it tells. */
export function runHost(parts: ReconciliationParts, reconciliationId: string, options: { by: string; quick: boolean }): ReconcileHost {
  const { reconciliations, differences, ownOrders } = parts
  return {
    plan: () => planOf(parts, reconciliationId, options.quick),
    ownPage: (accountId, from, until, what, after) => ownOrders[what]({ accountId, from, until, after, limit: ownRowsAtOnce }),
    ownByIds: (ids) => ownOrders.byIds(ids),
    ownIdsByNumbers: (accountId, numbers) => ownOrders.idsByNumbers({ accountId, numbers }),
    clear: async () => {
      while (await reconciliations.clearUnfinished({ id: reconciliationId, limit: clearedAtOnce }));
    },
    facts: (after) => differences.facts({ id: reconciliationId, after, limit: factsAtOnce }),
    putFacts: (run, facts, over) => differences.putFacts({ id: reconciliationId, run, facts, over }),
    inherit: (heirs) => differences.inherit({ id: reconciliationId, heirs }),
    finish: (run: FinishedRun) =>
      reconciliations.finishRun({ ...run, id: parts.newId(), reconciliationId, by: options.by, rulesVersion: run.inputs.rulesVersion }),
  }
}

async function planOf(parts: ReconciliationParts, id: string, quick: boolean): Promise<RunPlan> {
  const reconciliation = await parts.reconciliations.one(id)
  // Decisions before what they are about: one that is made meanwhile leaves the run out of date, never the other way round.
  const decisions = await parts.rowDecisions.list(id)
  const now = await new InputsReader(parts).current(reconciliation)
  const runs = await parts.reconciliations.runs(id)
  const orderIds = [...new Set(now.carried.flatMap(({ orders }) => orders))].sort()
  const nowMs = parts.clock.now().getTime()
  const [before] = quick ? await parts.reconciliations.currentRuns([id]) : []
  const own = { month: reconciliation.month, orderIds, packs: before?.inputs.packs ?? [] }
  return {
    month: reconciliation.month,
    number: (runs[0]?.number ?? 0) + 1,
    reconciliationId: id,
    left: await plannedSide(parts, now.left, own),
    right: await plannedSide(parts, now.right, own),
    leftIsOurs: reconciliation.left.source === 'orders',
    set: now.set,
    rulesVersion: now.rulesVersion,
    decisions: matchDecisions(decisions),
    decisionsCount: reconciliation.decisions,
    carriedIn: now.carried.map(({ matchId }) => matchId),
    nowMs,
    day: beijingDay(nowMs),
    filesHash: now.filesHash,
    ordersHash: now.ordersHash,
    folder: parts.folder,
  }
}

interface OwnPlan {
  month: string
  orderIds: string[]
  /** Packs of the run before. */
  packs: RunInputs['packs']
}

async function plannedSide(parts: ReconciliationParts, side: SideInputs, own: OwnPlan): Promise<PlannedSide> {
  const files: PlannedFile[] = []
  for (const { id, name, sha256, problems, accountId } of side.files) files.push({ id, name, sha256, problems, accountId, path: await parts.ports.files.packOf(id) })
  return { spec: side.spec, files, own: side.own ? await plannedOwn(parts, side.spec.accountId, own) : null }
}

/** The stamp is taken before the orders are read: one that changes meanwhile is read again the next time. */
async function plannedOwn(parts: ReconciliationParts, accountId: string, { month, orderIds, packs }: OwnPlan): Promise<PlannedOwn> {
  const time = ownTime(month)
  const days = { fromDay: beijingDay(Date.parse(time.from)), untilDay: beijingDay(Date.parse(time.until)) }
  const stamp = hashOf([accountId, time, orderIds, await parts.ownOrders.changesBetween({ accountId, ...days })])
  return { accountId, ...time, orderIds, stamp, reuse: packs.find((pack) => pack.stamp === stamp)?.fileId ?? null }
}
