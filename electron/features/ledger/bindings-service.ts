import {
  type Binding,
  type LedgerAccount,
  type PlanView,
  type Refusal,
  type SavedPlan,
  type Usage,
  Wish,
} from '@shared/contract/ledger-values'
import type { FieldError } from '@shared/contract/error'
import {
  brokenBy,
  type DatedEdge,
  type Edge,
  edgeKey,
  holderOf,
  type Plan,
  planBindings,
  type Relation,
  relationOf,
  targetsOf,
  usageOf,
} from '@shared/domain/ledger'
import { z } from 'zod'
import { Fault } from '../../platform/errors/fault'
import type { RepositoryClient } from '../../platform/store/repository'
import type { ledgerBindingsRepository, NewBinding, StoredBinding, StoredPlan } from './bindings.repository'
import { type AccountBook, freshRows } from './known-accounts'
import type { LedgerService } from './service'

type Pair = Pick<Edge, 'kind' | 'holderId' | 'targetId'>

export interface NewBindingInput extends Pair {
  boundOn: string
  relation?: Relation | undefined
  throughApi: boolean
  note: string
  /** It really stands, whatever the limits say. */
  aboveLimit: boolean
}

export interface BindingsOptions {
  repository: RepositoryClient<typeof ledgerBindingsRepository>
  ledger: LedgerService
  newId: () => string
  changed: () => void
}

/** Everything that a plan is reckoned from. */
interface Ground {
  book: AccountBook
  groups: ReadonlyMap<string, { id: string; group: string }>
  bindings: Binding[]
  edges: DatedEdge[]
  today: string
}

/** What is bound to what, what is still free, and which steps lead to what is wished (A28, S19). */
export class BindingsService {
  readonly #repository: BindingsOptions['repository']
  readonly #ledger: LedgerService
  readonly #newId: () => string
  readonly #changed: () => void

  constructor(options: BindingsOptions) {
    this.#repository = options.repository
    this.#ledger = options.ledger
    this.#newId = options.newId
    this.#changed = options.changed
  }

  async list(): Promise<{ today: string; bindings: Binding[]; usage: Usage[] }> {
    const { book, edges, bindings, today } = await this.#ground()
    const counted = book.all.map(({ id, kind, certified }) => ({ id, kind, certified }))
    return { today, bindings, usage: usageOf(counted, edges, this.#ledger.limits(), today) }
  }

  /**
   * @throws Fault `bridge.invalidInput` with the fields; `ledger.alreadyBound`; `ledger.overLimit` (params `rule`,
   *   `used`, `limit`) unless `aboveLimit` says that it really stands
   */
  async add(input: NewBindingInput, by = 'MiniDesk'): Promise<Binding> {
    const ground = await this.#ground()
    const { edge, issues } = edgeOf(input, input, ground)
    if (input.boundOn > ground.today) issues.push({ path: 'boundOn', code: 'ledger.dayInFuture' })
    if (!edge || issues.length > 0) throw new Fault('bridge.invalidInput', { fields: issues })
    const standing = ground.edges.find((one) => edgeKey(one) === edgeKey(edge) && one.unboundOn === undefined)
    const broken = standing ? undefined : brokenBy(edge, ground.edges, this.#ledger.limits(), input.boundOn)
    if (broken && !input.aboveLimit) throw new Fault('ledger.overLimit', { params: broken })
    const { kind, holderId, targetId, relation, boundOn, throughApi, note } = input
    const binding: NewBinding = {
      id: this.#newId(),
      kind,
      holderId,
      targetId,
      boundOn,
      throughApi,
      note,
      ...(relation === undefined ? {} : { relation }),
    }
    const stored = await this.#repository.add({ binding, fresh: freshRows(ground.book, [holderId, targetId]), by })
    this.#changed()
    return shown(stored, ground)
  }

  /** @throws Fault `ledger.alreadyUnbound` (params `day`), `ledger.bindingNotFound`; `bridge.invalidInput` */
  async end(id: string, unboundOn: string): Promise<Binding> {
    const ground = await this.#ground()
    if (unboundOn > ground.today)
      throw new Fault('bridge.invalidInput', { fields: [{ path: 'unboundOn', code: 'ledger.dayInFuture' }] })
    const stored = await this.#repository.end({ id, unboundOn })
    this.#changed()
    return shown(stored, ground)
  }

  async remove(id: string): Promise<void> {
    await this.#repository.remove({ id })
    this.#changed()
  }

  /** The steps that lead to what is wished; nothing is written. */
  async plan(wishes: readonly Wish[]): Promise<PlanView> {
    return this.#plan(wishes, await this.#ground())
  }

  async plans(): Promise<SavedPlan[]> {
    return (await this.#repository.plans()).map(readPlan)
  }

  async createPlan(name: string, wishes: Wish[], by: string): Promise<SavedPlan> {
    const stored = await this.#repository.addPlan({ id: this.#newId(), name, wishes, by })
    this.#changed()
    return readPlan(stored)
  }

  async getPlan(id: string): Promise<{ plan: SavedPlan; view: PlanView }> {
    const plan = (await this.plans()).find((one) => one.id === id)
    if (!plan) throw new Fault('ledger.planNotFound')
    return { plan, view: await this.plan(plan.wishes) }
  }

  /**
   * Writes the binding of a step that was done in the platform's back end.
   * @throws Fault `ledger.stepGone`, `ledger.stepWaits` (params `day`); as {@link add} and {@link end}
   */
  async completeStep(
    input: Pair & { planId: string; action: 'bind' | 'unbind'; on: string },
    by: string,
  ): Promise<{ plan: SavedPlan; view: PlanView }> {
    const { plan, view } = await this.getPlan(input.planId)
    const step = view.steps.find((one) => one.action === input.action && edgeKey(one) === edgeKey(input))
    if (!step) throw new Fault('ledger.stepGone')
    if (view.today < step.from) throw new Fault('ledger.stepWaits', { params: { day: step.from } })
    if (input.action === 'bind') {
      const { kind, holderId, targetId, throughApi } = step
      const relation = plan.wishes.find((wish) => wish.want === 'have' && edgeKey(wish) === edgeKey(step))?.relation
      const binding = { kind, holderId, targetId, throughApi, boundOn: input.on, note: plan.name, aboveLimit: false }
      await this.add(relation === undefined ? binding : { ...binding, relation }, by)
    } else {
      const { bindings } = await this.#ground()
      const standing = bindings.find((one) => edgeKey(one) === edgeKey(step) && one.unboundOn === undefined)
      if (!standing) throw new Fault('ledger.stepGone')
      await this.end(standing.id, input.on)
    }
    return this.getPlan(input.planId)
  }

  async removePlan(id: string): Promise<void> {
    await this.#repository.removePlan({ id })
    this.#changed()
  }

  /** What 转为正式 takes over beside the accounts. */
  async transferable(): Promise<TransferableBindings> {
    const [bindings, plans] = await Promise.all([this.#repository.bindings(), this.plans()])
    return { bindings, plans }
  }

  /** Takes bindings and plans over between accounts that came along. */
  async adopt({ bindings, plans }: TransferableBindings, accountIds: ReadonlyMap<string, string>): Promise<void> {
    const moved = <T extends Pair>(one: T): T[] => {
      const holderId = accountIds.get(one.holderId)
      const targetId = accountIds.get(one.targetId)
      return holderId === undefined || targetId === undefined ? [] : [{ ...one, holderId, targetId }]
    }
    const rows = bindings.flatMap(moved).map(({ createdBy: _by, ...binding }) => ({ ...binding, id: this.#newId() }))
    await this.#repository.adopt({ bindings: rows, by: 'MiniDesk' })
    for (const { name, wishes } of [...plans].reverse()) {
      const here = wishes.flatMap(moved)
      if (here.length > 0) await this.createPlan(name, here, 'MiniDesk')
    }
  }

  async #ground(): Promise<Ground> {
    const [book, companies, stored] = await Promise.all([
      this.#ledger.book(),
      this.#ledger.companyRows(),
      this.#repository.bindings(),
    ])
    const groups = new Map(companies.map(({ id, group }) => [id, { id, group }]))
    const today = this.#ledger.today()
    const ground: Ground = { book, groups, bindings: [], edges: [], today }
    for (const one of stored) {
      const binding = shown(one, ground)
      const holder = book.byId.get(one.holderId)
      const target = book.byId.get(one.targetId)
      if (!holder || !target) continue
      ground.bindings.push(binding)
      ground.edges.push({ ...binding, targetKind: target.kind, certified: holder.certified })
    }
    return ground
  }

  #plan(wishes: readonly Wish[], ground: Ground): PlanView {
    const refused: Refusal[] = []
    const known = wishes.flatMap(({ want, ...pair }) => {
      const { edge } = edgeOf(pair, pair, ground)
      if (edge) return [{ want, edge }]
      const { kind, holderId, targetId } = pair
      refused.push({ want, kind, holderId, targetId, code: 'accountGone' })
      return []
    })
    const input = { bindings: ground.edges, wishes: known, limits: this.#ledger.limits(), today: ground.today }
    return viewOf(planBindings(input), refused, ground.today)
  }
}

export interface TransferableBindings {
  bindings: StoredBinding[]
  plans: SavedPlan[]
}

/** A binding as it is shown: whose the two sides are follows the companies where both are known. */
function shown({ relation: said, ...row }: StoredBinding, { book, groups }: Pick<Ground, 'book' | 'groups'>): Binding {
  const derived = derivedRelation(book.byId.get(row.holderId), book.byId.get(row.targetId), groups)
  return { ...row, relation: derived ?? said ?? 'other', relationSure: derived !== undefined || said !== undefined }
}

function derivedRelation(
  holder: LedgerAccount | undefined,
  target: LedgerAccount | undefined,
  groups: Ground['groups'],
): Relation | undefined {
  return relationOf(groups.get(holder?.companyId ?? ''), groups.get(target?.companyId ?? ''))
}

/** The edge between two accounts as the rules see it; issues where there can be none between these. */
function edgeOf(
  { kind, holderId, targetId }: Pair,
  said: { relation?: Relation | undefined; throughApi: boolean },
  { book, groups }: Pick<Ground, 'book' | 'groups'>,
): { edge?: Edge; issues: FieldError[] } {
  const holder = book.byId.get(holderId)
  const target = book.byId.get(targetId)
  const issues: FieldError[] = []
  if (holder?.kind !== holderOf[kind]) issues.push({ path: 'holderId', code: 'ledger.kindMisfit' })
  if (!target || !targetsOf[kind].includes(target.kind)) issues.push({ path: 'targetId', code: 'ledger.kindMisfit' })
  if (!holder || !target || issues.length > 0) return { issues }
  return {
    edge: {
      kind,
      holderId,
      targetId,
      targetKind: target.kind,
      relation: derivedRelation(holder, target, groups) ?? said.relation ?? 'other',
      certified: holder.certified,
      throughApi: said.throughApi,
    },
    issues,
  }
}

function viewOf({ steps, refused, met }: Plan, gone: Refusal[], today: string): PlanView {
  const pairOf = ({ kind, holderId, targetId }: Edge) => ({ kind, holderId, targetId })
  return {
    today,
    steps: steps.map(({ action, edge, month, from, because }) => {
      const { relation, throughApi } = edge
      return { action, ...pairOf(edge), relation, throughApi, month, from, because }
    }),
    refused: [
      ...gone,
      ...refused.map(({ wish, code, rule, accountId, limit, used }) => ({
        want: wish.want,
        ...pairOf(wish.edge),
        code,
        ...(rule === undefined ? {} : { rule }),
        ...(accountId === undefined ? {} : { accountId }),
        ...(limit === undefined ? {} : { limit }),
        ...(used === undefined ? {} : { used }),
      })),
    ],
    met: met.map(({ want, edge }) => ({ want, ...pairOf(edge) })),
  }
}

/** A plan whose wishes can no longer be read keeps its name and wishes nothing. */
function readPlan({ wishes, ...row }: StoredPlan): SavedPlan {
  const parsed = z.array(Wish).safeParse(wishes)
  return { ...row, wishes: parsed.success ? parsed.data : [] }
}
