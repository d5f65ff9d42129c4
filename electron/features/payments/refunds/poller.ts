import { Fault } from '../../../platform/errors/fault'
import type { ProviderCall } from '../../../upstream/payments'
import { asFault, attemptEnd, canBeQueried, envelopeOf, orderOf, programMover, type RefundDesk } from './desk'
import type { Mover } from './move.repository'
import type { StoredRefund } from './rows.repository'
import { before, type Upstream, type UpstreamReader } from './upstream-reader'

/** "Surely not found": so often, and so long after it was sent (payment-providers §7.5, §8.6: ask after about a minute). */
const leastTimesNotFound = 3
const leastAgeMs = 60_000
/** Where a sum is all that upstream tells: unchanged for so long, a person looks. */
const unchangedMs = 10 * 60_000
/** A number that was not found is sent so often at most; then a person looks. */
const mostSends = 5
const atOnce = 4
const perLook = 100

/** Asks about refunds that are not over, and decides what becomes of those that no query finds. */
export class RefundPoller {
  readonly #desk: RefundDesk
  readonly #reader: UpstreamReader
  readonly #aborter = new AbortController()
  readonly #calling: () => string[]
  #running: Promise<void> | undefined
  #stopped = false

  constructor(desk: RefundDesk, reader: UpstreamReader, calling: () => string[]) {
    this.#desk = desk
    this.#reader = reader
    this.#calling = calling
  }

  /** Asks about everything whose time has come, once. */
  run(): Promise<void> {
    this.#running ??= this.#round().finally(() => (this.#running = undefined))
    return this.#running
  }

  async stop(): Promise<void> {
    this.#stopped = true
    // A query changes nothing: what it would have said is asked again after the start.
    this.#aborter.abort()
    await this.#running?.catch(() => undefined)
  }

  /** What was being sent by nobody in this process has an unknown outcome. Answers how many. */
  async recover(): Promise<number> {
    const by = programMover()
    const error = envelopeOf(new Fault('payments.sendingInterrupted', { retry: 'afterCheck' }), by)
    const lost = await this.#desk.repository.recoverSending({ at: this.#desk.clock.instant(), by, except: this.#calling(), error })
    if (lost.length > 0) this.#desk.changed(lost.length)
    return lost.length
  }

  async #round(): Promise<void> {
    await this.recover()
    const due = await this.#desk.repository.toQuery({ at: this.#desk.clock.instant(), limit: perLook })
    const waiting = [...due]
    const worker = async () => {
      for (let refund = waiting.shift(); refund && !this.#stopped; refund = waiting.shift())
        await this.ask(refund.id).catch((cause: unknown) => this.#desk.reportError('refunds.query', cause))
    }
    await Promise.all(Array.from({ length: atOnce }, worker))
    if (due.length > 0) this.#desk.changed(due.length)
  }

  /**
   * Asks about one refund now and takes the answer over. `call` is a person's: what goes wrong is then thrown.
   * @throws Fault `payments.cannotQueryRefund`, and of the provider's client
   */
  async ask(id: string, call?: ProviderCall): Promise<StoredRefund> {
    const { repository, locks } = this.#desk
    const { orderId } = await repository.get(id)
    return locks.hold(orderId, async () => {
      const refund = await repository.get(id)
      const by = { ...programMover(), ...(call ? { correlationId: call.correlationId } : {}) }
      const upstream = await this.#openFor(refund, by, call)
      return upstream ? this.#askAt(upstream, refund, by, call) : repository.get(id)
    })
  }

  async #openFor(refund: StoredRefund, by: Mover, call: ProviderCall | undefined): Promise<Upstream | undefined> {
    const traits = this.#desk.accounts.traits(refund.kind)
    if (!canBeQueried(traits, refund)) {
      if (call) throw new Fault('payments.cannotQueryRefund', { params: { kind: refund.kind } })
      await this.#cannotAsk(refund, by)
      return undefined
    }
    try {
      return await this.#reader.open(refund.accountId, refund.kind)
    } catch (cause) {
      await this.#failed(refund, asFault(cause), by)
      if (call) throw cause
      return undefined
    }
  }

  async #askAt({ client, account }: Upstream, refund: StoredRefund, by: Mover, call: ProviderCall | undefined): Promise<StoredRefund> {
    const { repository, clock } = this.#desk
    if (!client.queryRefund) throw new Fault('payments.cannotQueryRefund', { params: { kind: refund.kind } })
    const { refundNo, providerRefundNo, amountMinor } = refund
    const asked = { refundNo, providerRefundNo, amountMinor, order: orderOf(refund), ...before(refund) }
    try {
      const reading = await client.queryRefund(account, asked, call ?? { correlationId: by.correlationId, signal: this.#aborter.signal })
      const after = await repository.takeReading({ id: refund.id, reading, at: clock.instant(), by, query: true })
      return await this.#settle(after, by)
    } catch (cause) {
      const fault = asFault(cause)
      if (this.#stopped && fault.code !== 'payments.refundNotFound') throw cause
      const after = await this.#failed(refund, fault, by)
      if (call && fault.code !== 'payments.refundNotFound') throw cause
      return after
    }
  }

  async #failed(refund: StoredRefund, fault: Fault, by: Mover): Promise<StoredRefund> {
    const { repository, clock } = this.#desk
    const end = attemptEnd(fault.code === 'payments.refundNotFound' ? 'done' : 'unknown', fault)
    const after = await repository.queryFailed({ id: refund.id, at: clock.instant(), by, end, polled: true })
    return this.#settle(after, by)
  }

  /** Nobody can be asked: an unknown one is a person's, an accepted one waits for a person's look. */
  async #cannotAsk(refund: StoredRefund, by: Mover): Promise<void> {
    const { repository, clock } = this.#desk
    if (refund.state === 'unknown') await this.#toReview(refund, by)
    else await repository.queryFailed({ id: refund.id, at: clock.instant(), by, end: { outcome: 'notSent', code: 'payments.cannotQueryRefund', message: '' }, polled: false })
  }

  async #settle(refund: StoredRefund, by: Mover): Promise<StoredRefund> {
    const { repository, clock, accounts } = this.#desk
    if (refund.state !== 'unknown') return refund
    if (refund.nextQueryAt === null) return this.#toReview(refund, by)
    const age = clock.now().getTime() - Date.parse(refund.sentAt ?? refund.requestedAt)
    const { refundIdempotent, refundQuery } = accounts.traits(refund.kind)
    if (refundQuery === 'order' && age >= unchangedMs) return this.#toReview(refund, by)
    if (age < leastAgeMs || (await repository.timesNotFound(refund.id)) < leastTimesNotFound) return refund
    if (!refundIdempotent || (await repository.timesSent(refund.id)) >= mostSends) return this.#toReview(refund, by)
    const at = clock.instant()
    // The same number with the same content is the same refund: sending it again cannot pay twice.
    return repository.settleUnknown({ id: refund.id, to: 'queued', at, by, sendAfter: at, error: null })
  }

  #toReview(refund: StoredRefund, by: Mover): Promise<StoredRefund> {
    const error = envelopeOf(new Fault('payments.refundNeedsReview', { retry: 'afterCheck' }), by)
    return this.#desk.repository.settleUnknown({ id: refund.id, to: 'review', at: this.#desk.clock.instant(), by, sendAfter: null, error })
  }
}
