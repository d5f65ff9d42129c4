import type { Coordinate, Coordinates, GeoAnswer, GeoProviderId } from '@shared/contract/geocoding-values'
import { Fault } from '../../../platform/errors/fault'
import { unlessAborted } from '../../../platform/http'
import type { GeoQuestion, GeoReading, GeoUpstream } from '../../../upstream/geocoding/types'
import type { Conversion } from '../conversion'
import type { Pace } from '../keys/pace'
import type { StoredKey } from '../keys/repository'
import { type GeoKeys, rateKeyOf } from '../keys/service'
import { type Meter, providerDay, type UsageLedger } from '../keys/usage'
import type { GeocodingParts } from '../parts'
import type { AddressQuestion, GeoAsking } from '../ports'
import type { KeptAnswers } from './kept'
import { addressQuestion, digestOf, normalisedAddress } from './question'

export interface AskingParts extends Pick<GeocodingParts, 'clock' | 'troubleOf'> {
  keys: GeoKeys
  ledger: UsageLedger
  pace: Pace
  kept: KeptAnswers
  conversion: Conversion
}

type How = { fresh: boolean; correlationId: string; signal?: AbortSignal | undefined }

/** A key with one call of its day counted for it. */
interface Admitted {
  key: StoredKey
  meter: Meter
  /** For which it is counted. */
  day: string
  secrets: Record<string, string>
}

/** One call under way and how many wait for it; when the last of them gives up, so does the call. */
interface Flight {
  answer: Promise<GeoAnswer>
  waiting: number
  abort: AbortController
}

/** HERE may be too busy for ten minutes (geocoding-and-face 2.5): its client tries for a quarter of a minute, then comes a rest of one. */
const busyRounds = 10
const longestAddress = 2000

/** Asks providers within their limits and keeps their answers. */
export class Asking implements GeoAsking {
  readonly #parts: AskingParts
  readonly #flights = new Map<string, Flight>()

  constructor(parts: AskingParts) {
    this.#parts = parts
  }

  normalised(address: string): string {
    return normalisedAddress(address)
  }

  serviceOf(question: AddressQuestion): string {
    return this.#parts.keys.upstream(question.provider).serviceOf(addressQuestion(question))
  }

  async kept(questions: readonly AddressQuestion[]): Promise<(GeoAnswer | undefined)[]> {
    return this.#parts.kept.find(questions.map((question) => this.#digest(question.provider, addressQuestion(question))))
  }

  async keyFor(provider: GeoProviderId, service: string) {
    const { keys } = this.#parts
    const picked = await keys.pick(provider, service)
    return picked ? keys.shown(picked.key, await keys.all()) : undefined
  }

  ask(question: AddressQuestion, how: How): Promise<GeoAnswer> {
    return this.askOne(question.provider, addressQuestion(question), how)
  }

  /** As {@link ask}, for a position as well. */
  async askOne(provider: GeoProviderId, question: GeoQuestion, how: How): Promise<GeoAnswer> {
    const upstream = this.#parts.keys.upstream(provider)
    const service = upstream.serviceOf(question)
    const refused = unusable(question)
    if (refused) return { ...withoutCall(provider, service, refused, how.correlationId), state: 'badInput' }
    const digest = digestOf(provider, service, question)
    const ask = (signal: AbortSignal) => this.#askNow(upstream, service, digest, question, { ...how, signal })
    const name = Buffer.from(digest).toString('hex')
    const anew = `${name} fresh`
    if (how.fresh) return this.#together(anew, how, ask)
    // The look at what is kept is part of the flight: between the two an answer of somebody else could come in unseen.
    return this.#together(this.#flights.has(anew) ? anew : name, how, async (signal) => {
      const [known] = await this.#parts.kept.find([digest])
      return known ?? ask(signal)
    })
  }

  /** One call with a certain key, whatever is kept; what a provider refuses stands in the answer. */
  async tryKey(keyId: string, service: string, question: GeoQuestion, call: { correlationId: string; signal?: AbortSignal | undefined }): Promise<GeoAnswer> {
    const { keys, ledger, troubleOf, conversion } = this.#parts
    const key = await keys.get(keyId)
    const secrets = await keys.open(key)
    const meter = keys.meterOf(key, service, await keys.all())
    const upstream = keys.upstream(key.fields.provider)
    const provider = upstream.traits.id
    await conversion.ready()
    await ledger.load()
    const traits = upstream.traits
    const day = await ledger.take(meter)
    if (day === undefined) return failed(provider, service, this.#usedUp(provider, key, meter), call.correlationId, keyId)
    try {
      const reading = await this.#call(upstream, question, { key, meter, day, secrets }, call)
      const digest = digestOf(provider, service, question)
      return await this.#parts.kept.keep({ digest, provider, service, key, traits, reading, correlationId: call.correlationId })
    } catch (cause) {
      if (!(cause instanceof Fault) || cause.code === 'http.cancelled') throw cause
      const trouble = troubleOf(cause)
      if (trouble === 'key' || trouble === 'permission' || trouble === 'billing') await keys.noteRefusal(key, service, cause.code)
      if (trouble === 'day') await ledger.exhaust(meter, day)
      return failed(provider, service, cause, call.correlationId, keyId)
    }
  }

  /** After the outline was read. */
  inEveryDatum(at: Coordinate): Coordinates {
    return this.#parts.conversion.of(at)
  }

  stopOf(cause: unknown): { code: string; params: Record<string, string | number>; until?: string } | undefined {
    if (!(cause instanceof Fault)) return undefined
    const trouble = this.#parts.troubleOf(cause)
    const stops = stopCodes.has(cause.code) || trouble === 'key' || trouble === 'permission' || trouble === 'billing'
    if (!stops) return undefined
    const until = cause.code === 'geocoding.dayUsedUp' ? cause.params['until'] : undefined
    return { code: cause.code, params: { ...cause.params }, ...(typeof until === 'string' ? { until } : {}) }
  }

  #digest(provider: GeoProviderId, question: GeoQuestion): Uint8Array {
    return digestOf(provider, this.#parts.keys.upstream(provider).serviceOf(question), question)
  }

  /** Whoever comes to a flight that is under way pays nothing: for them the answer is a kept one. */
  async #together(name: string, { signal }: How, start: (signal: AbortSignal) => Promise<GeoAnswer>): Promise<GeoAnswer> {
    let flight = this.#flights.get(name)
    const joins = flight !== undefined
    if (!flight) {
      const abort = new AbortController()
      const answer = start(abort.signal).finally(() => {
        if (this.#flights.get(name) === flight) this.#flights.delete(name)
      })
      answer.catch(() => undefined)
      flight = { answer, waiting: 0, abort }
      this.#flights.set(name, flight)
    }
    flight.waiting += 1
    try {
      const answer = await unlessAborted(flight.answer, signal)
      return joins && answer.state !== 'failed' ? { ...answer, cached: true } : answer
    } finally {
      flight.waiting -= 1
      if (flight.waiting === 0) {
        if (this.#flights.get(name) === flight) this.#flights.delete(name)
        flight.abort.abort()
      }
    }
  }

  async #askNow(upstream: GeoUpstream, service: string, digest: Uint8Array, question: GeoQuestion, how: How): Promise<GeoAnswer> {
    const provider = upstream.traits.id
    for (let busy = 1; ; busy += 1) {
      const admitted = await this.#admitted(provider, service)
      try {
        const reading = await this.#call(upstream, question, admitted, how)
        return await this.#parts.kept.keep({ digest, provider, service, ...admitted, traits: upstream.traits, reading, correlationId: how.correlationId })
      } catch (cause) {
        const outcome = await this.#trouble(cause, admitted, busy)
        if (outcome !== 'again') return failed(provider, service, outcome, how.correlationId, admitted.key.id)
      }
    }
  }

  /** One question to the provider; each request that leaves for it is counted. */
  async #call(upstream: GeoUpstream, question: GeoQuestion, { key, meter, day, secrets }: Admitted, how: Omit<How, 'fresh'>): Promise<GeoReading> {
    const { keys, ledger, pace } = this.#parts
    const rateKey = rateKeyOf(meter)
    let sent = 0
    try {
      const reading = await upstream.ask(question, { secrets }, {
        correlationId: how.correlationId,
        rateKey,
        signal: how.signal,
        // The first is counted already.
        onSent: () => ((sent += 1) > 1 ? ledger.note(meter) : ledger.leaves(meter, day)),
        onTooMany: () => pace.tooMany(rateKey),
      })
      await keys.noteRefusal(key, meter.service, null)
      return reading
    } finally {
      if (sent === 0) await ledger.giveBack(meter, day)
    }
  }

  /** @throws Fault `geocoding.noKey`, `geocoding.dayUsedUp`, of {@link GeoKeys.open} */
  async #admitted(provider: GeoProviderId, service: string): Promise<Admitted> {
    const { keys, ledger } = this.#parts
    for (;;) {
      const picked = await keys.pick(provider, service)
      if (!picked) throw new Fault('geocoding.noKey', { params: { provider } })
      const { key, meter, usedUp } = picked
      if (usedUp) throw this.#usedUp(provider, key, meter)
      const secrets = await keys.open(key)
      const day = await ledger.take(meter)
      if (day !== undefined) return { key, meter, day, secrets }
    }
  }

  #usedUp(provider: GeoProviderId, { fields: { name } }: StoredKey, { dayZone, service, perDay }: Meter): Fault {
    const { until } = providerDay(this.#parts.clock, dayZone)
    return new Fault('geocoding.dayUsedUp', { params: { provider, service, name, perDay, until }, retry: 'safe' })
  }

  /** What to do about a call without an answer: `again`, or the Fault that the answer carries. Throws what stops everything. */
  async #trouble(cause: unknown, { key, meter, day }: Admitted, busy: number): Promise<'again' | Fault> {
    const { keys, ledger, pace, troubleOf } = this.#parts
    if (!(cause instanceof Fault) || cause.code === 'http.cancelled') throw cause
    switch (troubleOf(cause)) {
      case 'key':
      case 'permission':
      case 'billing':
        await keys.noteRefusal(key, meter.service, cause.code)
        throw cause
      case 'day':
        // Another key may have calls left; else that is what stops it.
        await ledger.exhaust(meter, day)
        return 'again'
      case 'rate':
        // The provider's client has waited and tried; whoever is that busy is left alone for longer.
        if (busy >= busyRounds) return cause
        pace.rest(rateKeyOf(meter))
        return 'again'
      default:
        return cause
    }
  }
}

const withoutCall = (provider: GeoProviderId, service: string, fault: Fault, correlationId: string) => ({
  provider,
  service,
  candidates: [],
  error: fault.toEnvelope(correlationId),
  cached: false,
})
const failed = (provider: GeoProviderId, service: string, fault: Fault, correlationId: string, keyId: string): GeoAnswer => ({
  ...withoutCall(provider, service, fault, correlationId),
  state: 'failed',
  keyId,
})

/** Faults after which every further question would fail for the same reason. */
const stopCodes = new Set([
  'geocoding.noKey',
  'geocoding.keyIncomplete',
  'geocoding.secretUnreadable',
  'geocoding.dayUsedUp',
  'geocoding.providerUnknown',
  'vault.locked',
])

/** What no provider need be asked. */
function unusable(question: GeoQuestion): Fault | undefined {
  if (question.kind === 'position') return undefined
  if (question.address === '') return new Fault('geocoding.emptyAddress')
  const characters = Array.from(question.address).length
  if (characters > longestAddress) return new Fault('geocoding.addressTooLong', { params: { characters, most: longestAddress } })
  return undefined
}
