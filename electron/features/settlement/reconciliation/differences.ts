import type { Decision, Difference } from '@shared/contract/settlement-reconciliation'
import { DifferenceEvent } from '@shared/contract/settlement-reconciliation'
import type { CountedSum, EntryRow } from '@shared/contract/settlement-values'
import { Attachment } from '@shared/contract/settlement-values'
import { addMonths, beijingDay } from '@shared/domain/beijing-time'
import { z } from 'zod'
import { Fault } from '../../../platform/errors/fault'
import type { Doer } from '../ports'
import type { Candidate } from './desk/difference'
import type { DifferenceFilter, DifferencePageInput } from './differences.repository'
import { differenceId } from './identity'
import { toDifference } from './present'
import type { ReconciliationsService } from './reconciliations'
import { FactRows, type StoredDifference, type StoredReconciliation, type StoredRowDecision } from './rows'
import { ruleNameIn } from './rule-names'
import { sourceOf } from './run-source'

type Locale = 'zh-CN' | 'en'
type History = z.infer<typeof DifferenceEvent>[]
type Order = 'amount' | 'day' | 'age'

interface ListInput {
  cursor?: string | undefined
  limit: number
  reconciliationId?: string | undefined
  month?: string | undefined
  classes?: string[] | undefined
  states?: string[] | undefined
  assignee?: string | undefined
  currency?: string | undefined
  text?: string | undefined
  order: Order
}

const Cursor = z.tuple([z.union([z.string(), z.number()]), z.string()])

const pageRows = 500

/** Differences as people work through them. */
export class DifferencesService {
  readonly #service: ReconciliationsService

  constructor(service: ReconciliationsService) {
    this.#service = service
  }

  get #parts() {
    return this.#service.parts
  }

  async list(input: ListInput, locale: Locale): Promise<{ rows: Difference[]; nextCursor?: string; hits: number; hitsCapped: boolean; sums: CountedSum[] }> {
    const page = await this.#parts.differences.page({ filter: filterOf(input), order: input.order, after: afterOf(input.cursor), limit: input.limit, counted: true })
    const last = page.rows.length < input.limit ? undefined : page.rows.at(-1)
    return {
      rows: page.rows.map((row) => this.#present(row, locale)),
      ...(last ? { nextCursor: cursorOf(last, input.order) } : {}),
      hits: page.hits,
      hitsCapped: page.hitsCapped,
      sums: page.sums,
    }
  }

  /** Up to `most` of a reconciliation, largest money first, read page by page; `cut`: there are more. */
  async largest(reconciliationId: string, most: number, locale: Locale): Promise<{ rows: Difference[]; cut: boolean }> {
    const filter = filterOf({ reconciliationId })
    const rows: Difference[] = []
    for (let after: DifferencePageInput['after'] = null; rows.length < most; ) {
      const page = await this.#parts.differences.page({ filter, order: 'amount', after, limit: pageRows, counted: false })
      for (const row of page.rows) rows.push(this.#present(row, locale))
      const last = page.rows.at(-1)
      if (!last || page.rows.length < pageRows) return { rows, cut: false }
      after = afterOf(cursorOf(last, 'amount'))
    }
    return { rows, cut: true }
  }

  async get(id: string, locale: Locale): Promise<{ difference: Difference; left: EntryRow[]; right: EntryRow[]; history: History; candidates: Candidate[] }> {
    const stored = await this.#parts.differences.one(id)
    const reconciliation = await this.#parts.reconciliations.one(stored.reconciliationId)
    const [rows, history] = await Promise.all([this.#rowsOf(reconciliation, stored), this.#historyOf(stored)])
    return { difference: this.#present(stored, locale), ...rows, history }
  }

  /** Each by itself; those that cannot be decided are answered with why. */
  async decide(input: { ids: string[]; decision: Decision }, doer: Doer, locale: Locale): Promise<{ done: number; refused: { id: string; code: string }[] }> {
    const { decision } = input
    const attached = decision.action === 'comment' || decision.action === 'resolve' ? decision.attachments : []
    const known = await this.#parts.differences.some(input.ids)
    const { allowed, refused } = await this.#withoutLocked(input.ids, known, decision)
    const attachments = attached.length === 0 || allowed.length === 0 ? [] : await this.#parts.ports.files.attachments.keep(attached, doer)
    const targets = decision.action === 'carry' ? await this.#targetsOf(allowed, known, doer, locale) : []
    const outcome = allowed.length === 0 ? { done: [], refused: [] } : await this.#parts.differences.decide({ ids: allowed, decision, attachments, by: doer.operatorName, targets })
    if (outcome.done.length > 0) this.#parts.changed()
    const carriedTo = new Set(targets.filter(({ id }) => outcome.done.includes(id)).map(({ reconciliationId }) => reconciliationId))
    for (const id of carriedTo) await this.#runAgain(id, doer, locale)
    return { done: outcome.done.length, refused: [...refused, ...outcome.refused] }
  }

  /** A month that was reconciled already shows at once what was carried to it. */
  async #runAgain(id: string, doer: Doer, locale: Locale): Promise<void> {
    const { currentRun, locked } = await this.#parts.reconciliations.one(id)
    if (currentRun > 0 && !locked) await this.#service.runAndWait(id, doer, locale)
  }

  async #withoutLocked(ids: string[], known: StoredDifference[], decision: Decision): Promise<{ allowed: string[]; refused: { id: string; code: string }[] }> {
    const locked = new Set(await this.#parts.ports.closing.lockedMonths())
    const refused: { id: string; code: string }[] = []
    const allowed = [...new Set(ids)].filter((id) => {
      const month = known.find((one) => one.id === id)?.month
      const isLocked = month !== undefined && (locked.has(month) || (decision.action === 'carry' && locked.has(addMonths(month, 1))))
      if (isLocked) refused.push({ id, code: 'settlement.monthLocked' })
      return !isLocked
    })
    return { allowed, refused }
  }

  async #targetsOf(ids: string[], known: StoredDifference[], doer: Doer, locale: Locale): Promise<{ id: string; reconciliationId: string; differenceId: string }[]> {
    const next = new Map<string, StoredReconciliation>()
    const targets: { id: string; reconciliationId: string; differenceId: string }[] = []
    for (const { id, reconciliationId, month, matchId } of known.filter((one) => ids.includes(one.id))) {
      const target = next.get(reconciliationId) ?? (await this.#service.following(await this.#parts.reconciliations.one(reconciliationId), addMonths(month, 1), doer.operatorName, locale))
      next.set(reconciliationId, target)
      targets.push({ id, reconciliationId: target.id, differenceId: differenceId(target.id, matchId) })
    }
    return targets
  }

  async #rowsOf(reconciliation: StoredReconciliation, stored: StoredDifference): Promise<{ left: EntryRow[]; right: EntryRow[]; candidates: Candidate[] }> {
    const [run] = await this.#parts.reconciliations.currentRuns([reconciliation.id])
    if (!run || stored.state === 'gone') return { left: [], right: [], candidates: [] }
    const open = stored.state === 'open' || stored.state === 'inWork'
    return this.#parts.desk.ask('difference', await sourceOf(this.#parts, reconciliation, run), { matchId: stored.matchId, candidates: open && !reconciliation.locked })
  }

  /** People's words, the runs that found it and lost it, and what was decided about its rows, in the order of time. */
  async #historyOf(stored: StoredDifference): Promise<History> {
    const [{ events, runs }, decisions] = await Promise.all([this.#parts.differences.history(stored.id), this.#parts.rowDecisions.list(stored.reconciliationId)])
    const history: History = events.map(({ attachments, action, ...event }) => ({
      ...event,
      action: DifferenceEvent.shape.action.parse(action),
      attachments: z.array(Attachment).parse(JSON.parse(attachments)),
    }))
    for (const [index, { from, foundAt, foundBy, goneAt, goneBy }] of runs.entries()) {
      const before = runs[index - 1]
      // The next facts begin where these end: it changed, and was there all the time.
      if (before?.until !== from) history.push({ at: foundAt, by: foundBy, action: before ? 'back' : 'found', text: '', attachments: [] })
      const after = runs[index + 1]
      if (goneAt !== null && after?.from !== runs[index]?.until) history.push({ at: goneAt, by: goneBy ?? '', action: 'gone', text: '', attachments: [] })
    }
    history.push(...decisionEvents(FactRows.parse(JSON.parse(stored.rows)), decisions))
    return history.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : rankOf(a) - rankOf(b)))
  }

  #present(stored: StoredDifference, locale: Locale): Difference {
    return toDifference(stored, beijingDay(this.#parts.clock.now().getTime()), ruleNameIn(locale))
  }
}

/** Within one millisecond a difference is found first, then people decide, then a run acts on it. */
const rankOf = ({ action }: History[number]): number => (action === 'found' ? 0 : action === 'gone' || action === 'back' ? 2 : 1)

function decisionEvents(rows: FactRows, decisions: readonly StoredRowDecision[]): History {
  const isOurs = ({ left, right }: StoredRowDecision) => left.some((row) => rows.left.includes(row)) || right.some((row) => rows.right.includes(row))
  return decisions.filter((one) => one.kind !== 'ruleOff' && isOurs(one)).flatMap(({ kind, at, by, reason, backAt, backBy, backReason }) => {
    const made = { at, by, action: kind === 'pair' ? ('paired' as const) : ('split' as const), text: reason, attachments: [] }
    if (backAt === null) return [made]
    return [made, { at: backAt, by: backBy ?? '', action: kind === 'pair' ? ('split' as const) : ('reopened' as const), text: backReason ?? '', attachments: [] }]
  })
}

function filterOf(input: Omit<ListInput, 'limit' | 'order'>): DifferenceFilter {
  return {
    reconciliationId: input.reconciliationId ?? null,
    month: input.month ?? null,
    classes: input.classes ?? null,
    states: input.states ?? null,
    assignee: input.assignee ?? null,
    currency: input.currency ?? null,
    text: input.text === undefined || input.text === '' ? null : input.text,
  }
}

function cursorOf({ id, day, ...row }: StoredDifference, order: Order): string {
  return JSON.stringify([order === 'amount' ? sizeOf(row) : day, id])
}

/** As the store sorts it. */
export const sizeOf = ({ differenceMinor, leftMinor, rightMinor }: Pick<StoredDifference, 'differenceMinor' | 'leftMinor' | 'rightMinor'>): number =>
  differenceMinor === 0 ? Math.max(Math.abs(leftMinor ?? 0), Math.abs(rightMinor ?? 0)) : Math.abs(differenceMinor)

/** @throws Fault `bridge.invalidInput` at the field `cursor` */
function afterOf(cursor: string | undefined): { value: string | number; id: string } | null {
  if (cursor === undefined) return null
  try {
    const [value, id] = Cursor.parse(JSON.parse(cursor))
    return { value, id }
  } catch (cause) {
    throw new Fault('bridge.invalidInput', { fields: [{ path: 'cursor', code: 'invalid' }], cause })
  }
}
