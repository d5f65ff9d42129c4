import type { Coordinate, Coordinates, GeoAnswer, GeoProviderId } from '@shared/contract/geocoding-values'
import { Fault } from '../../../platform/errors/fault'
import { unlessAborted } from '../../../platform/http'
import type { GeoQuestion, GeoReading, GeoTrouble, GeoUpstream } from '../../../upstream/geocoding/types'
import type { Conversion } from '../conversion'
import type { Pace } from '../keys/pace'
import type { StoredKey } from '../keys/repository'
import { type GeoKeys, rateKeyOf } from '../keys/service'
import { type Meter, providerDay, type UsageLedger } from '../keys/usage'
import type { GeocodingParts } from '../parts'
import type { AddressQuestion, GeoAsking } from '../ports'
import type { KeptAnswers } from './kept'
import { addressQuestion, digestOf, normalisedAddress } from './question'

export interface AskingParts extends Pick<GeocodingParts, 'clock' | 'http' | 'random' | 'troubleOf'> {
  keys: GeoKeys
  ledger: UsageLedger
  pace: Pace
  kept: KeptAnswers
  conversion: Conversion
}

type How = { fresh: boolean; correlationId: string; signal?: AbortSignal | undefined }

/** One call under way and how many wait for it; when the last of them gives up, so does the call. */
interface Flight {
  answer: Promise<GeoAnswer>
  waiting: number
  abort: AbortController
}

/** A provider's passing trouble is tried so often in all (geocoding-and-face 7.2). */
const temporaryTries = 4
/** HERE may be too busy for ten minutes (2.5); each refusal doubles the pause, so that this many outlast it. */
const rateTries = 14
const firstRetryMs = 500
const longestRetryMs = 8_000
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
    if (refused) return this.#withoutCall(provider, service, 'badInput', refused, how.correlationId)
    const digest = digestOf(provider, service, question)
    if (!how.fresh) {
      const [known] = await this.#parts.kept.find([digest])
      if (known) return known
    }
    return this.#together(Buffer.from(digest).toString('hex'), how, (signal) => this.#askNow(upstream, service, digest, question, { ...how, signal }))
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
    if (!(await ledger.take(meter)))
      return this.#withoutCall(provider, service, 'failed', this.#usedUp(provider, key, meter), call.correlationId, keyId)
    try {
      const reading = await upstream.ask(question, { secrets }, { ...call, rateKey: rateKeyOf(meter) })
      await keys.noteRefusal(key, service, null)
      return await this.#keep(upstream, service, digestOf(provider, service, question), key, reading, call.correlationId)
    } catch (cause) {
      if (!(cause instanceof Fault) || cause.code === 'http.cancelled') throw cause
      const trouble = troubleOf(cause)
      if (trouble === 'key' || trouble === 'permission' || trouble === 'billing') await keys.noteRefusal(key, service, cause.code)
      if (trouble === 'day') await ledger.exhaust(meter)
      return this.#withoutCall(provider, service, 'failed', cause, call.correlationId, keyId)
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

  async #together(name: string, { signal }: How, start: (signal: AbortSignal) => Promise<GeoAnswer>): Promise<GeoAnswer> {
    let flight = this.#flights.get(name)
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
      return await unlessAborted(flight.answer, signal)
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
    const tries = { temporary: 0, rate: 0 }
    for (;;) {
      const { key, meter, secrets } = await this.#admitted(provider, service)
      try {
        const call = { correlationId: how.correlationId, rateKey: rateKeyOf(meter), signal: how.signal }
        const reading = await upstream.ask(question, { secrets }, call)
        await this.#parts.keys.noteRefusal(key, service, null)
        return await this.#keep(upstream, service, digest, key, reading, how.correlationId)
      } catch (cause) {
        const outcome = await this.#trouble(cause, { key, meter, tries, how })
        if (outcome === 'again') continue
        return this.#withoutCall(provider, service, 'failed', outcome, how.correlationId, key.id)
      }
    }
  }

  /** A key with one call of its day counted for it. @throws Fault `geocoding.noKey`, `geocoding.dayUsedUp`, of {@link GeoKeys.open} */
  async #admitted(provider: GeoProviderId, service: string): Promise<{ key: StoredKey; meter: Meter; secrets: Record<string, string> }> {
    const { keys, ledger } = this.#parts
    for (;;) {
      const picked = await keys.pick(provider, service)
      if (!picked) throw new Fault('geocoding.noKey', { params: { provider } })
      const { key, meter, usedUp } = picked
      if (usedUp) throw this.#usedUp(provider, key, meter)
      const secrets = await keys.open(key)
      if (await ledger.take(meter)) return { key, meter, secrets }
    }
  }

  #usedUp(provider: GeoProviderId, { fields: { name } }: StoredKey, { dayZone, service, perDay }: Meter): Fault {
    const { until } = providerDay(this.#parts.clock, dayZone)
    return new Fault('geocoding.dayUsedUp', { params: { provider, service, name, perDay, until }, retry: 'safe' })
  }

  /** What to do about a call without an answer: `again`, or the Fault that the answer carries. Throws what stops everything. */
  async #trouble(
    cause: unknown,
    { key, meter, tries, how }: { key: StoredKey; meter: Meter; tries: { temporary: number; rate: number }; how: How },
  ): Promise<'again' | Fault> {
    const { keys, ledger, pace, troubleOf, http, random } = this.#parts
    if (!(cause instanceof Fault)) throw cause
    if (cause.code === 'http.cancelled') {
      await ledger.giveBack(meter)
      throw cause
    }
    switch (troubleOf(cause) ?? passing(cause)) {
      case 'key':
      case 'permission':
      case 'billing':
        await keys.noteRefusal(key, meter.service, cause.code)
        throw cause
      case 'day':
        // Another key may have calls left; else that is what stops it.
        await ledger.exhaust(meter)
        return 'again'
      case 'rate':
        pace.refused(rateKeyOf(meter), askedToWait(cause))
        return (tries.rate += 1) < rateTries ? 'again' : cause
      case 'temporary':
        if ((tries.temporary += 1) >= temporaryTries) return cause
        await http.sleep(backOff(tries.temporary, random), how.signal)
        return 'again'
      default:
        return cause
    }
  }

  async #keep(
    upstream: GeoUpstream,
    service: string,
    digest: Uint8Array,
    key: StoredKey,
    reading: GeoReading,
    correlationId: string,
  ): Promise<GeoAnswer> {
    const { kept } = this.#parts
    return kept.keep({ digest, provider: upstream.traits.id, service, key, traits: upstream.traits, reading, correlationId })
  }

  #withoutCall(provider: GeoProviderId, service: string, state: 'badInput' | 'failed', fault: Fault, correlationId: string, keyId?: string): GeoAnswer {
    return { provider, service, state, candidates: [], error: fault.toEnvelope(correlationId), cached: false, ...(keyId === undefined ? {} : { keyId }) }
  }
}

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

/** A line that broke or an answer that never came: asking again harms nothing. */
function passing(cause: Fault): GeoTrouble | undefined {
  return cause.code.startsWith('http.') && cause.retry === 'safe' ? 'temporary' : undefined
}

const backOff = (tried: number, random: () => number) => Math.round((0.5 + random() / 2) * Math.min(longestRetryMs, firstRetryMs * 2 ** (tried - 1)))

/** Milliseconds of `Retry-After` as the provider's client passes them on. */
function askedToWait({ params }: Fault): number | undefined {
  const seconds = params['retryAfterSeconds']
  return typeof seconds === 'number' && seconds >= 0 ? seconds * 1000 : undefined
}
