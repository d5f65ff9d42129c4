import { Fault } from '../../../platform/errors/fault'
import type { Effect, RefundReading } from '../../../upstream/payments'
import { refundPollWait } from '@shared/domain/payments'
import type { ProviderTraits } from '@shared/contract/payment-providers'
import { asFault, attemptEnd, canBeQueried, envelopeOf, orderOf, programMover, type RefundDesk } from './desk'
import type { Mover } from './move.repository'
import type { StoredRefund } from './rows.repository'
import type { EndSend } from './sending.repository'
import { before, type Upstream, type UpstreamReader } from './upstream-reader'

/** So many refunds of one account are under way at a time, and so many begin within a second. */
const perAccount = 4
const startsPerSecond = 20
/** How often one that does not get out, or is refused for now, is tried again before a person is asked. */
const mostTries = 6
const firstWaitMs = 15_000
const longestWaitMs = 10 * 60_000
const refusedWaitMs = 60_000
const duePerLook = 200
/** What is being sent when the program ends gets so long before its answer is given up. */
const graceMs = 5_000

type Outcome = Omit<EndSend, 'id' | 'attempt' | 'at' | 'by'>

/** Sends queued refunds: the intent is committed before the call, and only the provider's own word refuses one. */
export class RefundSender {
  readonly #desk: RefundDesk
  readonly #reader: UpstreamReader
  readonly #active = new Map<string, Promise<void>>()
  readonly #accountOf = new Map<string, string>()
  readonly #starts = new Map<string, number[]>()
  readonly #aborter = new AbortController()
  #running: Promise<void> | undefined
  #again = false
  #stopped = false

  constructor(desk: RefundDesk, reader: UpstreamReader) {
    this.#desk = desk
    this.#reader = reader
  }

  /** Refunds that this process is sending now: their state `sending` is no leftover of an earlier run. */
  calling(): string[] {
    return [...this.#active.keys()]
  }

  /** Sends everything whose time has come; a call while it runs makes it look once more. */
  run(): Promise<void> {
    this.#again = true
    this.#running ??= this.#drain().finally(() => (this.#running = undefined))
    return this.#running
  }

  async stop(): Promise<void> {
    this.#stopped = true
    const timer = setTimeout(() => this.#aborter.abort(), graceMs)
    await Promise.all(this.#active.values())
    clearTimeout(timer)
    await this.#running?.catch(() => undefined)
  }

  async #drain(): Promise<void> {
    const tried = new Set<string>()
    while (this.#again || this.#active.size > 0) {
      this.#again = false
      if (!this.#stopped) {
        const due = await this.#desk.repository.due({ at: this.#desk.clock.instant(), limit: duePerLook })
        for (const refund of due)
          if (!tried.has(refund.id) && !this.#active.has(refund.id) && this.#mayStart(refund.accountId)) {
            tried.add(refund.id)
            this.#start(refund)
          }
      }
      if (this.#active.size > 0) await Promise.race(this.#active.values())
    }
  }

  #mayStart(accountId: string): boolean {
    const now = this.#desk.clock.monotonic()
    const starts = (this.#starts.get(accountId) ?? []).filter((at) => now - at < 1000)
    this.#starts.set(accountId, starts)
    const underWay = [...this.#accountOf.values()].filter((id) => id === accountId).length
    if (underWay >= perAccount || starts.length >= startsPerSecond) return false
    starts.push(now)
    return true
  }

  #start(refund: StoredRefund): void {
    this.#accountOf.set(refund.id, refund.accountId)
    const work = this.#desk.locks
      .hold(refund.orderId, () => this.#sendOne(refund))
      .catch((cause: unknown) => this.#desk.reportError('refunds.send', cause))
      .finally(() => {
        this.#active.delete(refund.id)
        this.#accountOf.delete(refund.id)
        this.#again = true
        this.#desk.changed(1)
      })
    this.#active.set(refund.id, work)
  }

  async #sendOne(refund: StoredRefund): Promise<void> {
    const by = programMover()
    const call = { correlationId: by.correlationId, signal: this.#aborter.signal }
    let upstream: Upstream
    let refundedBeforeMinor: number | null
    try {
      upstream = await this.#reader.open(refund.accountId, refund.kind)
      const preflight = await this.#reader.beforeSend(refund, upstream, by, call)
      if (!preflight.go) return
      refundedBeforeMinor = preflight.refundedBeforeMinor
    } catch (cause) {
      await this.#defer(refund, asFault(cause), by)
      return
    }
    const begun = await this.#begin(refund, upstream.traits, refundedBeforeMinor, by)
    if (!begun) return
    const effect = await this.#call(begun.refund, upstream, call)
    await this.#end(begun.refund, begun.attempt, outcomeOf(effect, begun.refund, upstream.traits, this.#desk.clock.now().getTime(), by), by)
  }

  /** Nothing was sent: tried again later, and after some tries a person is asked. */
  async #defer(refund: StoredRefund, fault: Fault, by: Mover): Promise<void> {
    const now = this.#desk.clock.now().getTime()
    const again = refund.tries + 1 < mostTries
    await this.#desk.repository.deferSend({
      id: refund.id,
      at: new Date(now).toISOString(),
      by,
      sendAfter: again ? new Date(now + backOff(refund.tries)).toISOString() : null,
      end: attemptEnd('notSent', fault),
      error: envelopeOf(fault, by),
    })
  }

  async #begin(refund: StoredRefund, traits: ProviderTraits, refundedBeforeMinor: number | null, by: Mover) {
    const { repository, clock } = this.#desk
    const at = clock.instant()
    try {
      const { id, digest: requestDigest } = refund
      const begun = await repository.beginSend({ id, at, by, pauseSeconds: traits.refundPauseSeconds, alone: traits.refundQuery === 'order', refundedBeforeMinor, requestDigest })
      return begun.begun ? begun : undefined
    } catch (cause) {
      const fault = asFault(cause)
      // Somebody took it back in the meantime.
      if (fault.code === 'payments.refundMoved') return undefined
      if (fault.code !== 'payments.refundExceeds' && fault.code !== 'payments.refundNotApproved') throw cause
      await repository.returnOne({ id: refund.id, at, by, error: envelopeOf(fault, by) })
      return undefined
    }
  }

  /** Whatever is thrown in a call that was begun, nobody knows what it did. */
  async #call(refund: StoredRefund, { client, account }: Upstream, call: { correlationId: string; signal: AbortSignal }): Promise<Effect<RefundReading>> {
    const { refundNo, amountMinor, currency, reason } = refund
    try {
      if (!client.refund) return { outcome: 'notSent', fault: new Fault('payments.portalOnly') }
      return await client.refund(account, { refundNo, amountMinor, currency, reason, order: orderOf(refund), ...before(refund) }, call)
    } catch (cause) {
      return { outcome: 'unknown', fault: asFault(cause) }
    }
  }

  /** Where even the outcome cannot be written, the intent stands and is looked up like one of an earlier run. */
  async #end(refund: StoredRefund, attempt: number, outcome: Outcome, by: Mover): Promise<void> {
    await this.#desk.repository.endSend({ ...outcome, id: refund.id, attempt, at: this.#desk.clock.instant(), by })
  }
}

function backOff(tries: number): number {
  return Math.min(firstWaitMs * 2 ** tries, longestWaitMs)
}

/** What follows from what came of the call. */
export function outcomeOf(effect: Effect<RefundReading>, refund: StoredRefund, traits: ProviderTraits, now: number, by: Mover): Outcome {
  const after = (ms: number) => new Date(now + ms).toISOString()
  const polled = canBeQueried(traits, { providerRefundNo: effect.outcome === 'done' ? (effect.value.providerRefundNo ?? '') : refund.providerRefundNo })
  if (effect.outcome === 'done') {
    const end = attemptEnd('done')
    if (effect.value.state !== 'unknown' || polled) return { end, to: effect.value.state, change: {}, error: null, reading: effect.value, polled }
    return { end, to: 'review', change: { raw_state: effect.value.rawState, raw_answer: effect.value.raw }, error: null }
  }
  const { fault } = effect
  const error = envelopeOf(fault, by)
  const end = attemptEnd(effect.outcome, fault)
  const again = refund.tries + 1 < mostTries
  const tries = refund.tries + 1
  switch (effect.outcome) {
    case 'refused':
      if (effect.again === 'never' || !again) return { end, to: 'failed', change: { tries, send_after: null }, error }
      return { end, to: 'queued', change: { tries, send_after: after(effect.waitMs ?? refusedWaitMs) }, error }
    case 'notSent':
      if (!again) return { end, to: 'failed', change: { tries, send_after: null }, error }
      return { end, to: 'queued', change: { tries, send_after: after(backOff(refund.tries)) }, error }
    case 'unknown':
      if (!polled) return { end, to: 'review', change: { next_query_at: null }, error }
      return { end, to: 'unknown', change: { next_query_at: after(refundPollWait(0, true)) }, error }
  }
}
