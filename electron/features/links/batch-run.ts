import type { App } from '@shared/contract/apps'
import { checkExpiry, hasErrors } from '@shared/domain/links'
import { asEnvelope } from '../../bridge/router'
import { Fault } from '../../platform/errors/fault'
import { plainFault } from '../../platform/errors/plain-fault'
import type { JobRow } from '../../platform/jobs/repository'
import { isAppStop, isQuotaStop } from '../../upstream/wechat'
import { countsOf, isAllowanceStop } from './allowances'
import type { ReadyRow, RowOutcome } from './jobs/run-batch'
import type { RowPlan } from './row-plan'
import type { StoredLink } from './rows'
import { lostState, type LinksService } from './service'

const page = 1000

/** Whether every further row would be refused for the same reason: of all mini programs, of this one, or of none. */
export function stopOf(fault: Fault): { wholeRun: boolean } | undefined {
  // No network and locked credentials are everybody's trouble; a quota or a wrong secret is one mini program's.
  if (fault.code.startsWith('http.') || fault.code.startsWith('vault.')) return { wholeRun: true }
  const ofApp = isAllowanceStop(fault) || isQuotaStop(fault) || isAppStop(fault) || fault.code.startsWith('apps.')
  return ofApp ? { wholeRun: false } : undefined
}

/** One run of a batch: which rows are left, and making them. */
export class BatchRun {
  readonly #links: LinksService
  readonly #batchId: string
  readonly #createdBy: string
  #apps: Map<string, App> | undefined
  #reuse = false

  constructor(links: LinksService, batchId: string, job: JobRow) {
    this.#links = links
    this.#batchId = batchId
    this.#createdBy = job.createdBy
  }

  async begin(): Promise<number> {
    const { counts, defaults } = await this.#links.parts.batches.setState({ id: this.#batchId, state: 'running' })
    this.#reuse = defaults?.reuse ?? false
    this.#links.parts.changed.batch(this.#batchId)
    return counts.ready ?? 0
  }

  async ready(after: number): Promise<ReadyRow[]> {
    const rows = await this.#links.parts.batches.rows({ batchId: this.#batchId, after, limit: page, states: ['ready'] })
    return rows.map(({ rowNo, plan }) => ({ rowNo, callsFor: plan?.scheme === null ? plan.appId : null }))
  }

  async makePlain(rowNos: number[]): Promise<{ made: number; failed: number }> {
    const first = rowNos[0]
    const last = rowNos.at(-1)
    if (first === undefined || last === undefined) return { made: 0, failed: 0 }
    const wanted = new Set(rowNos)
    const rows = await this.#links.parts.batches.rows({
      batchId: this.#batchId,
      after: first - 1,
      limit: last - first + 1,
      states: ['ready'],
    })
    const ready = rows.flatMap(({ rowNo, plan }) =>
      plan && plan.scheme !== null && wanted.has(rowNo)
        ? [{ rowNo, link: this.#links.newLink(plan, { text: plan.scheme, expiresAt: null, image: null }, this.#createdBy) }]
        : [],
    )
    const made = await this.#links.parts.batches.completePlain({ id: this.#batchId, rows: ready })
    return { made, failed: 0 }
  }

  /** Takes the equal link that is there, or makes one. A refusal of the whole account stops and leaves the row ready. */
  async makeOne(rowNo: number): Promise<RowOutcome> {
    const { batches, clock } = this.#links.parts
    const row = await batches.row({ batchId: this.#batchId, rowNo })
    const { plan } = row
    const app = plan && (await this.#app(plan.appId))
    if (row.state !== 'ready' || !plan || !app) return { state: 'skipped' }
    const issues = plan.expiry ? checkExpiry(plan.expiry, clock.instant(), this.#links.limits()) : []
    if (hasErrors(issues)) {
      await batches.putChecks({ id: this.#batchId, checks: [{ rowNo, state: 'bad', issues, plan: null }] })
      return { state: 'failed' }
    }
    if (!this.#reuse) return (await this.#call(rowNo, plan, app)).answer
    return this.#links.reuse.give<RowOutcome>(plan, {
      found: (link) => this.#take(rowNo, plan, link),
      make: () => this.#call(rowNo, plan, app),
    })
  }

  async #take(rowNo: number, plan: RowPlan, link: StoredLink): Promise<RowOutcome> {
    const counts = countsOf(plan, this.#links.limits())
    const row = { id: this.#batchId, rowNo, linkId: link.id, appId: plan.appId }
    const taken = await this.#links.parts.batches.takeLink({ ...row, counts, operatorName: this.#createdBy })
    return { state: taken ? 'done' : 'skipped' }
  }

  /** Intent, call, outcome. */
  async #call(rowNo: number, plan: RowPlan, app: App): Promise<{ row: StoredLink | undefined; answer: RowOutcome }> {
    const { batches } = this.#links.parts
    const request = this.#links.newRequest(plan, this.#createdBy)
    try {
      if (!(await batches.openRow({ id: this.#batchId, rowNo, request }))) return only({ state: 'skipped' })
    } catch (cause) {
      // Counted here and used up: nothing was written, nothing is sent.
      if (cause instanceof Fault && isAllowanceStop(cause)) return only({ state: 'stop', wholeRun: false, fault: plainFault(cause) })
      throw cause
    }
    // The request's own number is its correlation id: the call log and the link find each other by it.
    const outcome = await this.#links.call(plan, app, request.id)
    const at = { id: this.#batchId, rowNo, requestId: request.id }
    if (!outcome.ok) return only(await this.#ended(at, plan, outcome.fault))
    const link = this.#links.newLink(plan, outcome.made, this.#createdBy)
    const { usedAtLeast } = outcome.made
    return this.#links.keepOrUnknown(
      async () => ({ row: await batches.completeRow({ ...at, link, usedAtLeast }), answer: { state: 'done' } }),
      (error) => batches.endRow({ ...at, state: lostState(plan.kind) === 'unknown' ? 'unknown' : 'ready', error }),
      request.id,
    )
  }

  async #ended(at: { id: string; rowNo: number; requestId: string }, plan: RowPlan, fault: Fault): Promise<RowOutcome> {
    const { batches } = this.#links.parts
    const error = asEnvelope(fault, at.requestId)
    if (fault.retry === 'afterCheck' && lostState(plan.kind) === 'unknown') {
      await batches.endRow({ ...at, state: 'unknown', error })
      return { state: 'unknown' }
    }
    const stop = stopOf(fault)
    await batches.endRow({ ...at, state: stop ? 'ready' : 'failed', error })
    return stop ? { state: 'stop', ...stop, fault: plainFault(fault) } : { state: 'failed' }
  }

  async #app(id: RowPlan['appId']): Promise<App | undefined> {
    this.#apps ??= new Map((await this.#links.parts.apps.all()).map((app) => [app.id, app]))
    return this.#apps.get(id)
  }
}

const only = (answer: RowOutcome) => ({ row: undefined, answer })
