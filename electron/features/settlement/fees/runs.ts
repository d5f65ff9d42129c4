import { createHash } from 'node:crypto'
import { addMonths } from '@shared/domain/beijing-time'
import { z } from 'zod'
import { Fault } from '../../../platform/errors/fault'
import { faultOf } from '../../../platform/errors/plain-fault'
import type { JobRow } from '../../../platform/jobs/repository'
import type { JobHost } from '../../../platform/jobs/runner'
import { textFor } from '../../../platform/texts/texts'
import type { Doer } from '../ports'
import { type ContractDesk, isFuture } from './contracts'
import type { HolidayDesk } from './holidays'
import { type ComputeGround, computeFeesKind, type ComputeHost, type ComputeResult, type StandingMonth } from './jobs/compute-fees'
import { byOf, type FeeParts } from './room-parts'
import { standing, type StoredComputed, type StoredContract, type StoredStatement } from './stored'
import { payable } from './transitions'

const Input = z.looseObject({ month: z.string(), contractId: z.string().nullable(), doer: z.object({ operatorId: z.string(), operatorName: z.string(), correlationId: z.string() }) })
const pageOfOrders = 2_000
/** Refunds are possible up to 365 days after payment (§4.2): older months cannot move by one. */
const monthsBack = 13

const subjectOf = (month: string) => `fees:${month}`

/** Computing months as jobs. */
export class FeeRuns {
  readonly #parts: FeeParts
  readonly #contracts: ContractDesk
  readonly #holidays: HolidayDesk
  readonly #active = new Set<string>()
  readonly #waiting = new Map<string, { resolve: () => void; reject: (cause: unknown) => void }>()

  constructor(parts: FeeParts, contracts: ContractDesk, holidays: HolidayDesk) {
    this.#parts = parts
    this.#contracts = contracts
    this.#holidays = holidays
    parts.jobs.register(computeFeesKind, (job) => this.#host(job))
  }

  /** Rows of runs that the last end of the program left behind. */
  async recover(): Promise<void> {
    await this.#parts.rows.statements.dropOrphans([...this.#active])
  }

  /** @throws Fault `settlement.noContract`, `settlement.statementFrozen`, `settlement.monthNotBegun`, `settlement.monthLocked`, `settlement.computing` */
  async start(input: { month: string; contractId?: string | undefined }, doer: Doer, locale: 'zh-CN' | 'en'): Promise<string> {
    const { jobs, clock, ports } = this.#parts
    const { month, contractId } = input
    if (isFuture(month, clock.now().getTime())) throw new Fault('settlement.monthNotBegun', { params: { month } })
    await ports.closing.assertOpen([month])
    const subjectId = subjectOf(month)
    if (jobs.isBusy(subjectId, [computeFeesKind])) throw new Fault('settlement.computing', { params: { month } })
    await this.#due(month, contractId ?? null)
    const { operatorId, operatorName, correlationId } = doer
    return jobs.start({
      kind: computeFeesKind,
      title: textFor(locale, 'fees.computeJob', { month }),
      input: { month, contractId: contractId ?? null, doer: { operatorId, operatorName, correlationId } },
      subjectId,
      locale,
      createdBy: operatorName,
    })
  }

  /** Starts and waits for the end. @throws Fault of the job */
  async run(month: string, doer: Doer): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    // Before it starts: a short month may be over before anybody listens.
    this.#waiting.set(subjectOf(month), { resolve, reject })
    await this.start({ month }, doer, 'zh-CN').catch((cause: unknown) => {
      this.#waiting.delete(subjectOf(month))
      throw cause
    })
    await promise
  }

  /** Agreements whose month can still be computed. @throws Fault `settlement.noContract`, `settlement.statementFrozen` */
  async #due(month: string, contractId: string | null): Promise<StoredContract[]> {
    const inForce = (await this.#contracts.inForce(month)).filter(({ id }) => contractId === null || id === contractId)
    if (inForce.length === 0) throw new Fault('settlement.noContract', { params: { month } })
    const there = await this.#parts.rows.statements.list({ fromMonth: month, toMonth: month })
    const open = inForce.filter(({ id }) => !there.some((one) => one.contractId === id && standing.includes(one.state)))
    if (open.length === 0) throw new Fault('settlement.statementFrozen', { params: { month } })
    return open
  }

  #host(job: JobRow): JobHost {
    const { rows, changed } = this.#parts
    const { month, contractId, doer } = Input.parse(job.input)
    const runs: string[] = []
    const methods: ComputeHost = {
      begin: async () => {
        await rows.statements.dropOrphans([...this.#active])
        const grounds: ComputeGround[] = []
        for (const contract of await this.#due(month, contractId)) {
          const ground = await this.#ground(contract, month, doer)
          runs.push(ground.runId)
          this.#active.add(ground.runId)
          grounds.push(ground)
        }
        return grounds
      },
      paid: (input) => rows.orders.paid({ ...input, limit: pageOfOrders }),
      refunded: (input) => rows.orders.refunded({ ...input, limit: pageOfOrders }),
      chunk: async (input) => {
        const data = await rows.statements.chunk(input)
        if (!data) throw new Fault('settlement.notComputed')
        return data
      },
      put: (input) => rows.statements.putChunk(input),
      finish: async (ground, result) => this.#finish(ground, result, doer),
    }
    return {
      methods: methods as unknown as JobHost['methods'],
      ended: (state, fault) => {
        for (const run of runs) this.#active.delete(run)
        const waiting = this.#waiting.get(subjectOf(month))
        this.#waiting.delete(subjectOf(month))
        if (state === 'done') waiting?.resolve()
        else waiting?.reject(fault ? faultOf(fault) : new Fault('jobs.cancelled'))
        changed()
      },
    }
  }

  async #ground(contract: StoredContract, month: string, doer: Doer): Promise<ComputeGround> {
    const { rows, newId } = this.#parts
    const { rule, currency, accountIds } = contract.fields
    const statement = await rows.statements.open({ id: newId(), month, contractId: contract.id, contractVersion: contract.version, currency, by: byOf(doer) })
    const locked = new Set(await this.#parts.ports.closing.lockedMonths())
    const stands = (one: StoredStatement) => standing.includes(one.state) || locked.has(one.month)
    const all = await rows.statements.ofContract(contract.id)
    const before = all.filter((one) => one.month < month)
    const lastOpen = before.findLast((one) => !stands(one))?.month ?? ''
    const past = before.filter((one) => stands(one))
    // A late fact belongs to the first month after its own that is still open: only one takes it over.
    const origins = past.filter((one) => one.month > lastOpen && one.month >= addMonths(month, -monthsBack))
    // A later month may stand already, where this one was left out: what it took over is taken.
    const others = all.filter((one) => one.month !== month && stands(one))
    return {
      ...{ statementId: statement.id, runId: newId(), month, rule, currency },
      accountIds: accountIds.length === 0 ? null : accountIds,
      standing: (await Promise.all(origins.map((one) => this.#standing(one)))).flat(),
      takenRuns: (await Promise.all(others.map(async ({ runId }) => (runId === null ? [] : [{ runId, chunks: (await rows.statements.chunks({ runId, kind: 'prior' })).length }])))).flat(),
      carried: carriedFrom(before.at(-1), stands),
    }
  }

  async #standing({ month, computed, runId, currency }: StoredStatement): Promise<StandingMonth[]> {
    if (!computed || runId === null) return []
    const orderChunks = (await this.#parts.rows.statements.chunks({ runId, kind: 'orders' })).length
    return [{ month, rule: computed.rule, currency, accountIds: computed.accountIds.length === 0 ? null : computed.accountIds, runId, orderChunks }]
  }

  async #finish(ground: ComputeGround, result: ComputeResult, doer: Doer): Promise<void> {
    const { rows, clock } = this.#parts
    const statement = await rows.statements.get(ground.statementId)
    const contract = (await this.#contracts.inForce(ground.month)).find(({ id }) => id === statement.contractId)
    if (!contract) throw new Fault('settlement.noContract', { params: { month: ground.month } })
    const { ordersSha256, tookOver, ...sums } = result
    const computed: StoredComputed = {
      ...sums,
      v: 1,
      contractVersion: contract.version,
      rule: ground.rule,
      accountIds: ground.accountIds ?? [],
      inputs: await this.#inputs(ground, contract, ordersSha256),
      at: clock.instant(),
      by: doer.operatorName,
    }
    const { runId, currency, statementId } = ground
    await rows.statements.finishRun({ id: statementId, runId, contractVersion: contract.version, currency, computed, tookOver, by: byOf(doer) })
    this.#parts.changed()
  }

  /** What it was made with: the same inputs give the same numbers. */
  async #inputs(ground: ComputeGround, contract: StoredContract, ordersSha256: string): Promise<{ name: string; value: string }[]> {
    const { rule, month, currency, accountIds } = ground
    const { version } = await this.#holidays.known()
    const span = { currency, accountIds, fromMs: Date.parse(`${month}-01T00:00:00+08:00`), untilMs: Date.parse(`${addMonths(month, 1)}-01T00:00:00+08:00`) }
    const left = await this.#parts.rows.orders.leftOut(span)
    const say = (name: string, value: string | number) => ({ name, value: String(value) })
    return [
      say('contract', `${contract.fields.name} v${contract.version}`),
      say('rule', createHash('sha256').update(JSON.stringify(rule)).digest('hex')),
      say('scenes', rule.scenes.join(', ')),
      say('sceneCodes', rule.sceneCodes.join(', ')),
      say('orders', ordersSha256),
      say('holidays', version),
      say('program', this.#parts.version),
      ...(ground.standing.length === 0 ? [] : [say('standing', ground.standing.map((one) => one.month).join(', '))]),
      ...(left.withoutTime === 0 ? [] : [say('withoutTime', left.withoutTime)]),
      ...(left.otherCurrencies === 0 ? [] : [say('otherCurrencies', left.otherCurrencies)]),
    ]
  }
}

/** A month before that came out below zero: nobody pays it, the next one is less by it (§4.2, P3). */
function carriedFrom(previous: StoredStatement | undefined, stands: (one: StoredStatement) => boolean): ComputeGround['carried'] {
  const minor = previous && stands(previous) ? payable(previous) : undefined
  return previous && minor !== undefined && minor < 0 ? { month: previous.month, baseMinor: 0, feeMinor: minor } : null
}
