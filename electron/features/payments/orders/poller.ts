import { isOrderOpen } from '@shared/domain/payments'
import { Fault } from '../../../platform/errors/fault'
import { endExpired } from './close'
import type { OrdersParts } from './parts'
import { askableBy, queryOrder } from './query'
import type { DueOrder } from './repository'
import { later } from './schedule'

/** Queries of one account at the same time: more would only meet its rate limit. */
const atOncePerAccount = 4
const atOnce = 16
/** The clock is looked at at least so often, so that one that was set is noticed. */
const longestSleepMs = 60_000
const shortestSleepMs = 200

/**
 * Asks about every order that is not over, in one loop over `next_query_at`. It reads what is due, asks a few at a time,
 * and sleeps until the next one; nothing is kept in memory that a restart would lose.
 */
export class OrderPoller {
  readonly #parts: OrdersParts
  readonly #abort = new AbortController()
  /** Under way, by order: none is asked about twice at the same time. */
  readonly #running = new Map<string, { accountId: string; done: Promise<void> }>()
  #timer: NodeJS.Timeout | undefined
  /** It wakes within the shortest sleep: another nudge must not put that off. */
  #waking = false
  #started = false
  #looking: Promise<void> | undefined

  constructor(parts: OrdersParts) {
    this.#parts = parts
  }

  start(): void {
    if (this.#started || this.#abort.signal.aborted) return
    this.#started = true
    this.nudge()
  }

  /** Something is due earlier than was thought. */
  nudge(): void {
    if (this.#started && !this.#waking) this.#sleep(shortestSleepMs)
  }

  /** Ends after the calls under way. */
  async stop(): Promise<void> {
    clearTimeout(this.#timer)
    this.#started = false
    this.#abort.abort(new Fault('http.cancelled'))
    await this.#looking
    await Promise.all([...this.#running.values()].map(({ done }) => done))
  }

  /** Asks about everything that is due at this moment; for the loop, and for tests that move the clock. */
  async tick(): Promise<number> {
    let asked = 0
    while (!this.#abort.signal.aborted) {
      const started = await this.#startDue()
      asked += started
      if (this.#running.size === 0) return asked
      await Promise.race([...this.#running.values()].map(({ done }) => done))
    }
    return asked
  }

  #sleep(ms: number): void {
    clearTimeout(this.#timer)
    this.#waking = ms <= shortestSleepMs
    this.#timer = setTimeout(() => {
      this.#waking = false
      this.#looking ??= this.#look().finally(() => (this.#looking = undefined))
    }, ms)
    this.#timer.unref()
  }

  async #look(): Promise<void> {
    let next = longestSleepMs
    try {
      await this.tick()
      const due = await this.#parts.repository.nextDue()
      if (due !== undefined) next = Date.parse(due) - this.#parts.clock.now().getTime()
    } catch (cause) {
      this.#parts.reportError('payments.orders.poll', cause)
    }
    if (this.#started) this.#sleep(Math.min(longestSleepMs, Math.max(shortestSleepMs, next)))
  }

  /** Starts what is due and has a free lane. Answers how many. */
  async #startDue(): Promise<number> {
    const free = atOnce - this.#running.size
    if (free <= 0) return 0
    // More than can start: those of a busy account must not hide the others.
    const due = await this.#parts.repository.due({ now: this.#parts.clock.instant(), limit: 100, except: [...this.#running.keys()] })
    let started = 0
    for (const order of due) {
      if (started >= free || this.#abort.signal.aborted) break
      const busy = [...this.#running.values()].filter(({ accountId }) => accountId === order.accountId).length
      if (busy >= atOncePerAccount) continue
      const done = this.#ask(order).finally(() => this.#running.delete(order.id))
      this.#running.set(order.id, { accountId: order.accountId, done })
      started += 1
    }
    return started
  }

  /** Never rejects: a failure is noted at the order. */
  async #ask({ id }: DueOrder): Promise<void> {
    const { repository, changed, reportError, accounts } = this.#parts
    try {
      const row = await repository.byId(id)
      if (!row) return
      if (!askableBy(row, accounts.traits(row.kind))) return await repository.setNextQuery({ orderId: id, at: null })
      // The order's own id: its calls are found in the log by it.
      const applied = await queryOrder(this.#parts, row, { correlationId: id, signal: this.#abort.signal })
      const after = await repository.byId(id)
      if (after && isOrderOpen(after.state) && after.expiresAt !== null && after.expiresAt <= this.#parts.clock.instant())
        await endExpired(this.#parts, after, id)
      if (!applied.repeated || applied.after !== 'pending') changed(1)
    } catch (cause) {
      if (this.#abort.signal.aborted) return
      // What the provider or the account said stands at the order; only what must not happen is reported.
      if (!(cause instanceof Fault)) reportError('payments.orders.poll', cause)
      await this.#putOff(id).catch((again: unknown) => reportError('payments.orders.poll', again))
    }
  }

  /** Whatever went wrong: an order that stayed due would be asked about without end. */
  async #putOff(id: string): Promise<void> {
    const { repository, clock } = this.#parts
    const row = await repository.byId(id)
    const now = clock.instant()
    if (row && row.nextQueryAt !== null && row.nextQueryAt <= now) await repository.setNextQuery({ orderId: id, at: later(now, longestSleepMs) })
  }
}
