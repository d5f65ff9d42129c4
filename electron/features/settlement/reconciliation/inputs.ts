import type { RuleSet, StaleReason } from '@shared/contract/settlement-reconciliation'
import { addMonths, beijingDay, beijingMonthStart, daysBetween } from '@shared/domain/beijing-time'
import { shippedRules } from '../engine/match'
import type { SourceFile } from '../ports'
import { hashOf } from './identity'
import type { ReconciliationParts } from './parts'
import type { StoredReconciliation, StoredRun } from './rows'
import { filesSpec, isOwn, type StoredSpec, toSpec } from './spec'

/**
 * How far beyond the month rows are read as possible partners: what lies at the month's end here may lie in the next month
 * there (settlement-reconciliation §4.4). Provider days differ by hours, an accepted refund by a day or two.
 */
export const marginDays = 3
const dayMs = 86_400_000

/** Where the rows of a side come from now. */
export interface SideInputs {
  spec: StoredSpec
  files: SourceFile[]
  /** Our own orders, where no export of orders was loaded for them. */
  own: boolean
}

/** Everything that a run would read now. */
export interface CurrentInputs {
  left: SideInputs
  right: SideInputs
  filesHash: string
  ordersHash: string
  set: RuleSet
  rulesVersion: number
  carried: { matchId: string; month: string; orders: string[] }[]
}

/** Looks up what reconciliations read; asks for the same thing once as long as it lives, so make one for each question. */
export class InputsReader {
  readonly #parts: ReconciliationParts
  readonly #files = new Map<string, Promise<SourceFile[]>>()
  readonly #rules = new Map<string, Promise<{ set: RuleSet; version: number }>>()

  constructor(parts: ReconciliationParts) {
    this.#parts = parts
  }

  async current(reconciliation: StoredReconciliation): Promise<CurrentInputs> {
    const { id, month, left, right } = reconciliation
    const carried = await this.#parts.differences.carriedIn(id)
    const months = [...new Set(carried.map((one) => one.month))].filter((one) => one !== month)
    const sides = { left: await this.#side(left, month, months), right: await this.#side(right, month, months) }
    const { set, version } = await this.rules(left.source, right.source)
    return { ...sides, filesHash: filesHash(sides), ordersHash: await this.#ordersHash(sides, month), set, rulesVersion: version, carried }
  }

  /** What changed since a run; empty: it says what holds. */
  async staleBecause(reconciliation: StoredReconciliation, run: StoredRun): Promise<StaleReason[]> {
    const now = await this.current(reconciliation)
    const { inputs } = run
    const reasons: StaleReason[] = []
    if (inputs.files !== now.filesHash) reasons.push('files')
    if (inputs.orders !== now.ordersHash) reasons.push('orders')
    if (inputs.rulesVersion !== now.rulesVersion) reasons.push('rules')
    if (inputs.decisions !== reconciliation.decisions) reasons.push('decisions')
    if (hashOf(inputs.carriedIn) !== hashOf(now.carried.map(({ matchId }) => matchId))) reasons.push('carried')
    if (inputs.expected && inputs.day !== beijingDay(this.#parts.clock.now().getTime())) reasons.push('time')
    return reasons
  }

  /** The rules in force for two sources; version 0 are those that come with the program. */
  rules(left: StoredSpec['source'], right: StoredSpec['source']): Promise<{ set: RuleSet; version: number }> {
    return once(this.#rules, `${left} ${right}`, async () => {
      const saved = await this.#parts.reconciliations.rules({ left, right })
      return saved ?? { set: shippedRules(left, right), version: 0 }
    })
  }

  async #side(spec: StoredSpec, month: string, carriedMonths: readonly string[]): Promise<SideInputs> {
    const files = new Map<string, SourceFile>()
    const own = await this.#of(month, spec)
    for (const file of own) files.set(file.id, file)
    for (const neighbour of [addMonths(month, -1), addMonths(month, 1)])
      for (const file of await this.#of(neighbour, spec)) if (isNear(file, month)) files.set(file.id, file)
    for (const carried of carriedMonths) for (const file of await this.#of(carried, spec)) files.set(file.id, file)
    const sorted = [...files.values()].sort((a, b) => (a.sha256 < b.sha256 ? -1 : a.sha256 > b.sha256 ? 1 : 0))
    return { spec, files: isOwn(spec) && own.length === 0 ? [] : sorted, own: isOwn(spec) && own.length === 0 }
  }

  #of(month: string, spec: StoredSpec): Promise<SourceFile[]> {
    const filter = toSpec(filesSpec(spec))
    return once(this.#files, JSON.stringify([month, filter]), async () => (await this.#parts.ports.files.ofMonth(month, filter)).filter(({ state }) => state === 'loaded'))
  }

  async #ordersHash(sides: { left: SideInputs; right: SideInputs }, month: string): Promise<string> {
    const changes: string[] = []
    for (const { own, spec } of [sides.left, sides.right])
      if (own) changes.push(await this.#parts.ownOrders.changes({ accountId: spec.accountId, month }))
    return hashOf(changes)
  }
}

/** A file of one day counts where that day lies near the month; any other one has all its rows looked at. */
function isNear(file: SourceFile, month: string): boolean {
  if (file.day === undefined) return true
  const first = beijingDay(beijingMonthStart(month))
  const last = beijingDay(beijingMonthStart(addMonths(month, 1)) - 1)
  return daysBetween(file.day, first) <= marginDays && daysBetween(last, file.day) <= marginDays
}

/** The time of which our own orders are read. */
export function ownTime(month: string): { from: string; until: string } {
  const from = beijingMonthStart(month) - marginDays * dayMs
  const until = beijingMonthStart(addMonths(month, 1)) + marginDays * dayMs
  return { from: new Date(from).toISOString(), until: new Date(until).toISOString() }
}

function filesHash(sides: { left: SideInputs; right: SideInputs }): string {
  return hashOf([sides.left, sides.right].map(({ files }) => files.map(({ id, sha256, rows }) => [id, sha256, rows])))
}

function once<T>(known: Map<string, Promise<T>>, key: string, ask: () => Promise<T>): Promise<T> {
  const found = known.get(key) ?? ask()
  known.set(key, found)
  return found
}

