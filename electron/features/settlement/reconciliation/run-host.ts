import type { MatchDecisions } from '../engine/match-types'
import { InputsReader, ownTime, type SideInputs } from './inputs'
import type { FinishedRun, PlannedFile, PlannedSide, ReconcileHost, RunPlan } from './jobs'
import { dayOfMs } from './months'
import type { ReconciliationParts } from './parts'
import type { StoredRowDecision } from './rows'

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
export function runHost(parts: ReconciliationParts, reconciliationId: string, by: string): ReconcileHost {
  const { reconciliations, differences, ownOrders } = parts
  return {
    plan: () => planOf(parts, reconciliationId),
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
      reconciliations.finishRun({ ...run, id: parts.newId(), reconciliationId, by, rulesVersion: run.inputs.rulesVersion }),
  }
}

async function planOf(parts: ReconciliationParts, id: string): Promise<RunPlan> {
  const reconciliation = await parts.reconciliations.one(id)
  // Decisions before what they are about: one that is made meanwhile leaves the run out of date, never the other way round.
  const decisions = await parts.rowDecisions.list(id)
  const now = await new InputsReader(parts).current(reconciliation)
  const runs = await parts.reconciliations.runs(id)
  const orderIds = [...new Set(now.carried.flatMap(({ orders }) => orders))].sort()
  const nowMs = parts.clock.now().getTime()
  return {
    month: reconciliation.month,
    number: (runs[0]?.number ?? 0) + 1,
    reconciliationId: id,
    left: await plannedSide(parts, now.left, reconciliation.month, orderIds),
    right: await plannedSide(parts, now.right, reconciliation.month, orderIds),
    leftIsOurs: reconciliation.left.source === 'orders',
    set: now.set,
    rulesVersion: now.rulesVersion,
    decisions: matchDecisions(decisions),
    decisionsCount: reconciliation.decisions,
    carriedIn: now.carried.map(({ matchId }) => matchId),
    nowMs,
    day: dayOfMs(nowMs),
    filesHash: now.filesHash,
    ordersHash: now.ordersHash,
    folder: parts.folder,
  }
}

async function plannedSide(parts: ReconciliationParts, side: SideInputs, month: string, orderIds: string[]): Promise<PlannedSide> {
  const files: PlannedFile[] = []
  for (const { id, name, sha256, problems } of side.files) files.push({ id, name, sha256, problems, path: await parts.ports.files.packOf(id) })
  return { spec: side.spec, files, own: side.own ? { accountId: side.spec.accountId, ...ownTime(month), orderIds } : null }
}
