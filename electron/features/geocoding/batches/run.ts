import type { GeoPlan } from '@shared/contract/geocoding-batches'
import type { GeoAnswer } from '@shared/contract/geocoding-values'
import { Fault } from '../../../platform/errors/fault'
import { plainFault } from '../../../platform/errors/plain-fault'
import type { JobRow } from '../../../platform/jobs/repository'
import { isFresh } from './forecast'
import { judge, nextProvider } from './judge'
import type { AskOutcome, Pace } from './jobs/run-batch'
import { Outcomes } from './outcomes'
import type { BatchesRoomParts } from './parts'
import { askedOf, providersOf } from './question'
import type { Unasked } from './reads.repository'
import type { BatchStop } from './records'

/** Pages of rows that are read at once. */
const page = 500
/** A call to a provider ends after ten seconds, whatever comes of it. */
const longestCallMs = 12_000
/** Where a key's rate is not known the run begins as if it were this. */
const usualPerSecond = 5

/** One run of a batch, in the main thread: which questions are left, asking them, and writing what came of it. */
export class BatchRun {
  readonly #parts: BatchesRoomParts
  readonly #batchId: string
  readonly #job: JobRow
  readonly #leave = new AbortController()
  readonly #outcomes: Outcomes
  /** Answers that are here of questions which need another one. */
  readonly #have = new Map<string, Map<string, GeoAnswer>>()
  #plan: GeoPlan | undefined
  #timer: NodeJS.Timeout | undefined
  /** Why it stopped by itself. */
  stop: BatchStop | undefined

  constructor(parts: BatchesRoomParts, batchId: string, job: JobRow) {
    this.#parts = parts
    this.#batchId = batchId
    this.#job = job
    this.#outcomes = new Outcomes(parts, batchId)
  }

  async begin(): Promise<{ left: number; pace: Pace }> {
    const { rows, changed } = this.#parts
    const { plan, name } = await rows.get(this.#batchId)
    if (!plan) throw new Fault('geocoding.batchUnplanned', { params: { name } })
    this.#plan = plan
    await rows.setState({ id: this.#batchId, state: 'running' })
    changed.batch(this.#batchId)
    return { left: await this.left(), pace: await this.#pace(plan) }
  }

  left(): Promise<number> {
    return this.#parts.rows.hits({ id: this.#batchId, states: ['unasked'] })
  }

  unasked(after: number): Promise<Unasked[]> {
    return this.#parts.rows.unasked({ id: this.#batchId, after, limit: page })
  }

  /** Settles what kept answers suffice for, all of them with one read; answers what is left to be asked. */
  async fromKept(items: Unasked[]): Promise<Unasked[]> {
    const plan = this.#required()
    const providers = providersOf(plan)
    const questions = items.flatMap((item) => providers.map((provider) => askedOf(provider, item, plan)))
    const kept = await this.#parts.asking.kept(questions)
    // While these were read the ones before were written; no more than that is ever held.
    await this.#outcomes.settled()
    const left = items.filter((item, at) => {
      const have = new Map<string, GeoAnswer>()
      for (const [nth, provider] of providers.entries()) {
        const answer = kept[at * providers.length + nth]
        if (answer && isFresh(answer, item.freshFrom)) have.set(provider, answer)
      }
      if (nextProvider(plan, have) === undefined) {
        this.#settle(item, have, 0)
        return false
      }
      if (have.size > 0) this.#have.set(item.question, have)
      return true
    })
    return left
  }

  /** Asks until the answers are enough, and hands them on to be written. */
  async ask(item: Unasked): Promise<AskOutcome> {
    const plan = this.#required()
    const have = this.#have.get(item.question) ?? new Map<string, GeoAnswer>()
    this.#have.delete(item.question)
    let calls = 0
    try {
      for (let next = nextProvider(plan, have); next !== undefined; next = nextProvider(plan, have)) {
        const answer = await this.#parts.asking.ask(askedOf(next, item, plan), {
          fresh: item.freshFrom !== null,
          correlationId: this.#parts.newId(),
          signal: this.#leave.signal,
        })
        if (!answer.cached) calls += 1
        have.set(next, answer)
      }
    } catch (cause) {
      return this.#stopped(cause)
    }
    this.#settle(item, have, calls)
    return { ...this.#outcomes.totals }
  }

  /**
   * The run comes to its end: a pause, a cancel, a reason that stops it. What is on its way may be paid for and is
   * awaited; what still waits after the time that a call takes at most waits for its turn (a provider too busy, a slow
   * limit) and leaves.
   */
  leaveSoon(): void {
    this.#timer ??= setTimeout(() => this.#leave.abort(), this.#parts.callMs ?? longestCallMs).unref()
  }

  ended(): void {
    clearTimeout(this.#timer)
  }

  /** Everything that was asked is written. */
  async flush(): Promise<{ doneItems: number; failedItems: number }> {
    await this.#outcomes.flush()
    return this.#outcomes.totals
  }

  #settle(item: Unasked, have: ReadonlyMap<string, GeoAnswer>, calls: number): void {
    const plan = this.#required()
    const answers = usedOf(plan, have)
    const verdict = judge(plan, answers)
    this.#outcomes.add({ outcome: { question: item.question, answers, verdict }, calls, hits: answers.length - calls })
  }

  /** A reason that every further question would meet stops the run; the row stays unasked. @throws anything else */
  async #stopped(cause: unknown): Promise<AskOutcome> {
    const totals = this.#outcomes.totals
    // It still waited for its turn: nothing was asked.
    if (this.#leave.signal.aborted) return { ...totals, stop: 'pausing' }
    const stop = this.#parts.asking.stopOf(cause)
    if (!stop) throw cause
    const first = this.stop === undefined
    this.stop ??= stop
    if (stop.until === undefined) return { ...totals, stop: plainFault(cause) }
    // It pauses itself: the limit of the day renews, and then it goes on.
    if (first) await this.#parts.jobs.pause(this.#job.id)
    return { ...totals, stop: 'pausing' }
  }

  async #pace(plan: GeoPlan): Promise<Pace> {
    const [first] = await this.unasked(-1)
    const providers = plan.mode === 'compare' ? providersOf(plan) : plan.providers.slice(0, 1)
    const rates = await Promise.all(
      providers.map(async (provider) => {
        const service = this.#parts.asking.serviceOf(askedOf(provider, first ?? { address: '', country: '' }, plan))
        const key = await this.#parts.asking.keyFor(provider, service)
        return key?.usage.find((usage) => usage.service === service)?.perSecond ?? usualPerSecond
      }),
    )
    return { perSecond: Math.min(...rates) }
  }

  #required(): GeoPlan {
    if (!this.#plan) throw new Fault('internal')
    return this.#plan
  }
}

/** The answers that were needed, in the order of the plan: a fallback that was not needed stays out. */
function usedOf(plan: GeoPlan, have: ReadonlyMap<string, GeoAnswer>): GeoAnswer[] {
  const used = new Map<string, GeoAnswer>()
  for (let next = nextProvider(plan, used); next !== undefined; next = nextProvider(plan, used)) {
    const answer = have.get(next)
    if (!answer) break
    used.set(next, answer)
  }
  return [...used.values()]
}
