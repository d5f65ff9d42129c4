import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { defineJob, type JobContext } from '../../../../platform/jobs/define-job'
import { match } from '../../engine/match'
import type { MatchInput, MatchResult, SidePack } from '../../engine/match-types'
import { openPack } from '../../engine/pack-reader'
import { hashOf } from '../identity'
import { assertTotals, type Fact, type RunInputs } from '../rows'
import { type RunPack, writeRunFile } from '../run-file'
import { changesOf, factOf } from './facts'
import { isOwnFile, type OwnPack, packOwn, packOwnByIds } from './own-pack'
import type { PlannedSide, ReconcileHost, RunPlan } from './reconcile-host'
import { summaryOf } from './summary'

export interface ReconcileInput {
  reconciliationId: string
  /** After a decision: our orders are not read again where nothing of them changed. */
  quick: boolean
}

type Context = JobContext<ReconcileHost>

/** Facts that are written in one go: under the 20 ms for which others wait. */
const factsAtOnce = 500
const factsRead = 1000
/** Bill rows whose orders are looked for by number; more than these are no single cases but another problem. */
const mostSought = 5000

/** A side as it is matched, with what is told of each of its packs. */
interface OpenSide {
  packs: SidePack[]
  inputs: Omit<RunInputs['packs'][number], 'side'>[]
  unreadable: number
}

/**
 * Matches both sides of a reconciliation and stores the result. Pure in what its plan names, so that a run that was
 * killed is simply made again; nothing of it shows before `finish`.
 */
export const reconcile = defineJob<ReconcileInput, ReconcileHost>({
  kind: 'settlement.reconcile',
  run: async (_input, context) => {
    const started = performance.now()
    const { host, signal } = context
    await host.clear()
    const plan = await host.plan()
    mkdirSync(plan.folder, { recursive: true, mode: 0o700 })
    const sides = { left: await openSide(plan, plan.left, 'left', context), right: await openSide(plan, plan.right, 'right', context) }
    try {
      signal.throwIfAborted()
      if (context.stopping()) return
      const result = await matchWithElders(plan, sides, context)
      assertTotals(result)
      signal.throwIfAborted()
      await store(plan, sides, result, context, started)
    } finally {
      for (const { pack } of [...sides.left.packs, ...sides.right.packs]) pack.close()
    }
  },
})

async function openSide(plan: RunPlan, side: PlannedSide, name: 'left' | 'right', context: Context): Promise<OpenSide> {
  const open: OpenSide = { packs: [], inputs: [], unreadable: 0 }
  for (const file of side.files) {
    const pack = openPack(file.path)
    open.packs.push({ fileId: file.id, pack })
    open.inputs.push({ fileId: file.id, name: file.name, sha256: file.sha256, rows: pack.rows })
    open.unreadable += file.problems
  }
  if (side.own) {
    const progress = (rows: number) => context.progress({ doneItems: rows, note: 'settlementReading' })
    const pack = await packOwn(context.host, side.own, { folder: plan.folder, work: `${context.jobId}-${name}`, signal: context.signal, progress })
    addOwn(open, pack, side.own.stamp)
  }
  return open
}

function addOwn(side: OpenSide, { fileId, path, sha256, rows }: OwnPack, stamp?: string): void {
  side.packs.push({ fileId, pack: openPack(path) })
  side.inputs.push({ fileId, name: '', sha256, rows, ...(stamp === undefined ? {} : { stamp }) })
}

function inputOf(plan: RunPlan, sides: { left: OpenSide; right: OpenSide }, context: Context): MatchInput {
  return {
    left: sides.left.packs,
    right: sides.right.packs,
    leftIsOurs: plan.leftIsOurs,
    rules: plan.set.rules,
    kindRules: plan.set.kindRules,
    sources: { left: plan.left.spec.source, right: plan.right.spec.source },
    month: plan.month,
    expectedDays: plan.set.expectedDays,
    nowMs: plan.nowMs,
    roundingMinor: plan.set.roundingMinor,
    decisions: plan.decisions,
    carriedIn: plan.carriedIn,
    signal: context.signal,
    progress: (doneItems, totalItems) => context.progress({ doneItems, totalItems, note: 'settlementMatching' }),
  }
}

/**
 * What a bill names and the time read does not hold may still be ours: an order that was never paid here, or the old
 * order of a refund. Such orders are looked for by number and take part in a second pass.
 */
async function matchWithElders(plan: RunPlan, sides: { left: OpenSide; right: OpenSide }, context: Context): Promise<MatchResult> {
  const first = match(inputOf(plan, sides, context))
  const own = plan.left.own ? 'left' : plan.right.own ? 'right' : undefined
  const side = own && plan[own].own
  if (!own || !side) return first
  const other = own === 'left' ? 'right' : 'left'
  const sought = first.differences.filter((found) => found[own].length === 0 && found[other].length > 0).slice(0, mostSought)
  const ids = await idsOf(sides[other], sought.flatMap((found) => found[other]), side.accountId, context)
  const start = Date.parse(side.from)
  const end = Date.parse(side.until)
  const skip = ({ atMs, kind, outcome }: { atMs: number; kind: string; outcome: string }) =>
    atMs >= start && atMs < end && (kind !== 'payment' || outcome === 'done')
  const elders = await packOwnByIds(context.host, ids, { folder: plan.folder, work: `${context.jobId}-elders`, skip })
  if (!elders || sides[own].packs.some(({ fileId }) => fileId === elders.fileId)) return first
  addOwn(sides[own], elders)
  return match(inputOf(plan, sides, context))
}

async function idsOf(side: OpenSide, refs: readonly { fileId: string; row: number }[], accountId: string, { host }: Context): Promise<string[]> {
  const numbers = new Set<string>()
  for (const { fileId, row } of refs) {
    const pack = side.packs.find((one) => one.fileId === fileId)?.pack
    if (pack) for (const key of ['wechatNo', 'merchantNo', 'providerNo'] as const) numbers.add(pack.text(key, row))
  }
  numbers.delete('')
  const all = [...numbers]
  const ids = new Set<string>()
  for (let at = 0; at < all.length; at += 500) for (const id of await host.ownIdsByNumbers(accountId, all.slice(at, at + 500))) ids.add(id)
  return [...ids]
}

async function store(plan: RunPlan, sides: { left: OpenSide; right: OpenSide }, result: MatchResult, context: Context, started: number): Promise<void> {
  const { host, progress } = context
  const runPacks = (side: OpenSide): RunPack[] => side.packs.map(({ fileId, pack }) => ({ fileId, rows: pack.rows, own: isOwnFile(fileId) }))
  const file = `${plan.reconciliationId}-${plan.number}.run`
  writeRunFile(join(plan.folder, file), plan.month, { left: runPacks(sides.left), right: runPacks(sides.right) }, result)
  const names = new Map(plan.set.rules.map(({ id, name }) => [id, name]))
  const facts = result.differences.map((found) => factOf(plan.reconciliationId, found, { ruleName: (id) => names.get(id) ?? '', ordersOf: ordersOf(sides) }))
  const changes = changesOf(await heldFacts(host), facts)
  progress({ note: 'settlementStoring' })
  for (let at = 0; at < changes.over.length; at += factsAtOnce) await host.putFacts(plan.number, [], changes.over.slice(at, at + factsAtOnce))
  for (let at = 0; at < changes.put.length; at += factsAtOnce) {
    context.signal.throwIfAborted()
    await host.putFacts(plan.number, changes.put.slice(at, at + factsAtOnce), [])
  }
  for (let at = 0; at < changes.heirs.length; at += factsAtOnce) await host.inherit(changes.heirs.slice(at, at + factsAtOnce))
  const inputs = inputsOf(plan, sides, result)
  await host.finish({
    number: plan.number,
    file,
    ms: Math.round(performance.now() - started),
    inputsHash: inputsHash(plan, inputs),
    inputs,
    summary: summaryOf(plan, sides, result, names),
    pairs: result.byRule.reduce((sum, { pairs }) => sum + pairs, 0),
    differences: facts.length,
  })
}

async function heldFacts(host: Context['host']): Promise<Map<string, Fact>> {
  const held = new Map<string, Fact>()
  for (let after = '', more = true; more; ) {
    const page = await host.facts(after)
    for (const fact of page) held.set(fact.id, fact)
    after = page.at(-1)?.id ?? after
    more = page.length === factsRead
  }
  return held
}

/** Our orders behind the rows of a difference: where they are shown, and what is read again when it is carried. */
function ordersOf(sides: { left: OpenSide; right: OpenSide }) {
  const packs = new Map([...sides.left.packs, ...sides.right.packs].filter(({ fileId }) => isOwnFile(fileId)).map(({ fileId, pack }) => [fileId, pack]))
  return ({ left, right }: MatchResult['differences'][number]): string[] => {
    const ids = [...left, ...right].map(({ fileId, row }) => packs.get(fileId)?.text('orderId', row) ?? '')
    return [...new Set(ids.filter((id) => id !== ''))].sort()
  }
}

function inputsOf(plan: RunPlan, sides: { left: OpenSide; right: OpenSide }, result: MatchResult): RunInputs {
  return {
    v: 1,
    files: plan.filesHash,
    orders: plan.ordersHash,
    rulesVersion: plan.rulesVersion,
    decisions: plan.decisionsCount,
    carriedIn: plan.carriedIn,
    day: plan.day,
    expected: [...result.left, ...result.right].some(({ expected }) => expected.count > 0),
    packs: (['left', 'right'] as const).flatMap((side) => sides[side].inputs.map((pack) => ({ ...pack, side }))),
    rules: plan.set,
  }
}

/** The same for the same content of both sides, rules, decisions and day, whatever files and rows are called. */
function inputsHash(plan: RunPlan, { packs }: RunInputs): string {
  const contents = packs.map(({ side, sha256 }) => `${side} ${sha256}`).sort()
  return hashOf([plan.month, contents, plan.set, plan.decisions, plan.carriedIn, plan.day])
}
