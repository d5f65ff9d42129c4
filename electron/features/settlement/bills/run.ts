import { mkdir, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type RunStep, type RunStepName, runSteps, type SettlementRun } from '@shared/contract/settlement-bills'
import { daysOfMonth } from '@shared/domain/beijing-time'
import { addDays } from '@shared/domain/days'
import { safeFileName } from '@shared/domain/file-names'
import { Fault } from '../../../platform/errors/fault'
import type { JobRow } from '../../../platform/jobs/repository'
import { textFor } from '../../../platform/texts/texts'
import type { Doer } from '../ports'
import type { BillBoard } from './board'
import type { BillFetcher, FetchTask } from './fetcher'
import type { SettlementRunHost } from './jobs'
import type { BillsParts } from './parts'
import { exportFolderOf, type WatchedFolder } from './watched'

type Counts = Record<string, number>

/** A job that loads a file may take a while; it is looked at so often and so long. */
const loadLookMs = 500
const longestLoadMs = 30 * 60_000

/** Ends a run at once: nothing after it could be right. */
const fatal = new Set(['vault.locked', 'settlement.monthLocked', 'jobs.cancelled'])

/** The steps of one run of a month, as its job asks for them. */
export class MonthRun implements SettlementRunHost {
  readonly #parts: BillsParts
  readonly #desk: { board: BillBoard; fetcher: BillFetcher; watched: WatchedFolder; sleep: (ms: number) => Promise<void> }
  readonly #id: string
  readonly #job: JobRow
  readonly #doer: Doer
  #fetched: Counts = {}

  constructor(parts: BillsParts, desk: { board: BillBoard; fetcher: BillFetcher; watched: WatchedFolder; sleep: (ms: number) => Promise<void> }, ground: { id: string; job: JobRow; doer: Doer }) {
    this.#parts = parts
    this.#desk = desk
    this.#id = ground.id
    this.#job = ground.job
    this.#doer = ground.doer
  }

  async left(): Promise<RunStepName[]> {
    const { month, steps } = await this.#run()
    await this.#parts.ports.closing.assertOpen([month])
    await this.#parts.repository.updateRun({ id: this.#id, state: 'running' })
    return runSteps.filter((step) => steps.find((one) => one.step === step)?.state !== 'done')
  }

  async begin(step: RunStepName): Promise<void> {
    this.#fetched = {}
    await this.#note(step, { state: 'running' })
  }

  async tasks(step: RunStepName): Promise<FetchTask[]> {
    if (step !== 'fetch') return []
    const { month } = await this.#run()
    return [...(await this.#desk.fetcher.missing(month)), ...(await this.#firstOfNext(month))]
  }

  /** What was paid in the last minutes of a month may stand in the bill of the next day. */
  async #firstOfNext(month: string): Promise<FetchTask[]> {
    const first = addDays(daysOfMonth(month).at(-1) ?? month, 1) ?? month
    const locked = await this.#parts.ports.closing.lockedMonths()
    return locked.includes(first.slice(0, 7)) ? [] : this.#desk.fetcher.missing(first.slice(0, 7), { fromDay: first, toDay: first })
  }

  async task(task: FetchTask): Promise<boolean> {
    const outcome = await this.#desk.fetcher.fetch(task, this.#doer)
    this.#fetched[outcome] = (this.#fetched[outcome] ?? 0) + 1
    return outcome === 'booked' || outcome === 'noTrade'
  }

  /** A step that fails is noted, and the next one does what it can without it. */
  async finish(step: RunStepName): Promise<void> {
    const { month } = await this.#run()
    try {
      const counts = await this.#do(step, month)
      await this.#note(step, { state: 'done', counts, endedAt: this.#parts.clock.instant() })
    } catch (error) {
      const fault = error instanceof Fault ? error : new Fault('internal', { cause: error })
      if (fatal.has(fault.code) || this.#doer.signal?.aborted) throw fault
      if (!(error instanceof Fault)) this.#parts.reportError(`settlement.run.${step}`, error)
      const params = Object.fromEntries(Object.entries(fault.params).map(([name, value]) => [name, typeof value === 'number' ? value : String(value)]))
      await this.#note(step, { state: 'failed', why: { code: `errors.${fault.code}`, params }, endedAt: this.#parts.clock.instant() })
    }
  }

  async #do(step: RunStepName, month: string): Promise<Counts> {
    const { ports } = this.#parts
    switch (step) {
      case 'watched': {
        const { taken, known, failed, growing } = await this.#desk.watched.scan(this.#doer)
        return { taken, known, failed, growing }
      }
      case 'fetch':
        return this.#fetched
      case 'load':
        return this.#loaded(month)
      case 'reconcile':
        return { reconciliations: (await ports.reconciliation.runAll(month, this.#doer)).length }
      case 'fees':
        await ports.fees.compute(month, this.#doer)
        return { statements: (await ports.fees.ofMonth(month)).length }
      case 'export':
        return this.#exported(month)
    }
  }

  /** Waits until nothing of the month is being read any more, so that what follows sees all of it. */
  async #loaded(month: string): Promise<Counts> {
    for (let waited = 0; ; waited += loadLookMs) {
      const rows = await this.#desk.board.rows(month)
      const days = rows.flatMap((row) => row.days)
      const loading = days.filter(({ why }) => why?.code === 'settlementBills.why.loading').length
      if (loading === 0 || waited >= longestLoadMs) {
        const count = (state: string) => days.filter((day) => day.state === state).length
        return { booked: count('booked'), noTrade: count('noTrade'), missing: count('missing'), failed: count('failed'), loading }
      }
      this.#doer.signal?.throwIfAborted()
      await this.#desk.sleep(loadLookMs)
    }
  }

  async #exported(month: string): Promise<Counts> {
    const folder = join(exportFolderOf(this.#desk.watched.setting, this.#parts.filesDir), month)
    await mkdir(folder, { recursive: true })
    const { exportReports } = this.#parts
    const made = exportReports ? await exportReports({ month, folder, doer: this.#doer }) : { files: [] }
    return { reports: made.files.length }
  }

  async summary(): Promise<number> {
    const run = await this.#run()
    const { month } = run
    const reconciliations = await this.#parts.ports.reconciliation.ofMonth(month)
    const openDifferences = reconciliations.reduce((sum, { open }) => sum + open, 0)
    const days = (await this.#desk.board.rows(month)).flatMap((row) => row.days)
    const openDays = days.filter(({ state, paidHere }) => state === 'missing' || state === 'failed' || paidHere > 0).length
    const failedSteps = run.steps.filter(({ state }) => state === 'failed').length
    const done = await this.#parts.repository.updateRun({ id: this.#id, state: 'done', openDifferences, openDays })
    await this.#keepSummary(done, { ...done, differences: reconciliations.map(({ name, state, open, carried, byClass }) => ({ name, state, open, carried, byClass })) })
    this.#parts.changed.bills()
    return openDifferences + openDays + failedSteps
  }

  /** The summary as a file of the job and beside the reports, so that a script needs no second call. */
  async #keepSummary({ month }: SettlementRun, summary: object): Promise<void> {
    const { filesDir, addFile, jobRows } = this.#parts
    const name = safeFileName(`${textFor(this.#job.locale, 'settlementBills.run.fileName')}-${month}.json`, { fallback: 'run.json' })
    const text = `${JSON.stringify({ format: 'minidesk.settlement.run', version: 1, summary }, undefined, 2)}\n`
    const path = join(filesDir, `${this.#job.id}.json`)
    await writeFile(path, text, { mode: 0o600 })
    const kept = await addFile({ path, name, bytes: (await stat(path)).size })
    await jobRows.patch({ id: this.#job.id, patch: { files: [kept] } })
    const folder = join(exportFolderOf(this.#desk.watched.setting, filesDir), month)
    await mkdir(folder, { recursive: true })
    await writeFile(join(folder, name), text)
  }

  #run(): Promise<SettlementRun> {
    return this.#parts.repository.run(this.#id)
  }

  async #note(step: RunStepName, change: Partial<RunStep>): Promise<void> {
    const { steps } = await this.#run()
    await this.#parts.repository.updateRun({ id: this.#id, steps: steps.map((one) => (one.step === step ? { ...freshStep(step), ...change } : one)) })
    this.#parts.changed.bills()
  }
}

export const freshStep = (step: RunStepName): RunStep => ({ step, state: 'waiting', counts: {} })
export const freshSteps = (): RunStep[] => runSteps.map(freshStep)
