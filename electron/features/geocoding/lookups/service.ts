import type { Lookup } from '@shared/contract/geocoding'
import type { Coordinate, GeoAnswer, GeoArea, GeoDistance, GeoProviderId, Pin } from '@shared/contract/geocoding-values'
import { metresBetween, withoutControls } from '@shared/domain/coordinates'
import type { Clock } from '../../../platform/clock/clock'
import { Fault } from '../../../platform/errors/fault'
import type { RepositoryClient } from '../../../platform/store/repository'
import type { GeoQuestion } from '../../../upstream/geocoding'
import type { Asking } from '../answers/asking'
import { addressQuestion } from '../answers/question'
import type { Conversion } from '../conversion'
import type { GeoKeys } from '../keys'
import type { Doer } from '../parts'
import type { geoLookupsRepository, StoredLookup, StoredPin } from './repository'

export interface LookupsParts {
  repository: RepositoryClient<typeof geoLookupsRepository>
  clock: Clock
  newId: () => string
  keys: GeoKeys
  asking: Asking
  conversion: Conversion
  changed: () => void
}

export interface LookupRequest {
  area: GeoArea
  /** Alpha-2 or alpha-3, or empty. */
  country: string
  language: string
  providers?: GeoProviderId[] | undefined
  fresh: boolean
}

/** From here on two answers are not the same place (geocoding-and-face 6). */
const farMetres = 200

/** Single look-ups: every provider side by side, and the pins that people set. */
export class Lookups {
  readonly #parts: LookupsParts

  constructor(parts: LookupsParts) {
    this.#parts = parts
  }

  /** @throws Fault `geocoding.emptyAddress`, `geocoding.noKey`; what one provider says stands in its answer */
  async lookup({ address, ...request }: LookupRequest & { address: string }, doer: Doer): Promise<Lookup> {
    const text = withoutControls(address)
    if (text === '') throw new Fault('geocoding.emptyAddress', { fields: [{ path: 'address', code: 'geocoding.emptyAddress' }] })
    const question = addressQuestion({ address: text, ...request })
    const answers = await this.#askAll(request, () => question, doer)
    return this.#keep({ kind: 'address', address: text, at: null, request, answers }, doer)
  }

  /** @throws Fault `geocoding.noKey` */
  async reverse({ at, ...request }: LookupRequest & { at: Coordinate }, doer: Doer): Promise<Lookup> {
    const { conversion, keys } = this.#parts
    await conversion.ready()
    const positions = conversion.of(at)
    const { mainland } = positions
    const question = (provider: string): GeoQuestion => {
      const datum = keys.upstream(provider).datumFor(mainland)
      return { kind: 'position', at: positions[datum], mainland, language: request.language }
    }
    const answers = await this.#askAll(request, question, doer)
    return this.#keep({ kind: 'position', address: '', at, request, answers }, doer)
  }

  async list(limit: number): Promise<Lookup[]> {
    const { repository, clock, conversion } = this.#parts
    const [stored] = await Promise.all([repository.list({ limit, now: clock.instant() }), conversion.ready()])
    return stored.map((lookup) => this.#shown(lookup))
  }

  /** @throws Fault `geocoding.lookupNotFound` */
  async get(id: string): Promise<Lookup> {
    const { repository, clock, conversion } = this.#parts
    const [stored] = await Promise.all([repository.get({ id, now: clock.instant() }), conversion.ready()])
    return this.#shown(stored)
  }

  /** Without ids all of them. */
  async remove(ids: string[] | undefined): Promise<{ removed: number }> {
    const removed = await this.#parts.repository.remove(ids ?? null)
    if (removed > 0) this.#parts.changed()
    return { removed }
  }

  /** @throws Fault `geocoding.lookupNotFound` */
  async pin({ id, position, why }: { id: string; position: Coordinate; why: string }, { operatorName }: Doer): Promise<Lookup> {
    const { repository, conversion, changed } = this.#parts
    await conversion.ready()
    const stored = await repository.pin({ id, position, why, by: operatorName })
    changed()
    return this.#shown(stored)
  }

  async #askAll(request: LookupRequest, question: (provider: string) => GeoQuestion, doer: Doer): Promise<GeoAnswer[]> {
    const providers = request.providers ?? (await this.#usable(question))
    if (providers.length === 0) throw new Fault('geocoding.noKey', { params: { provider: '' } })
    return Promise.all([...new Set(providers)].map((provider) => this.#askOne(provider, question(provider), request.fresh, doer)))
  }

  /** Providers with a key that can be asked this; all of them where none of the keys has calls left today. */
  async #usable(question: (provider: string) => GeoQuestion): Promise<GeoProviderId[]> {
    const { keys } = this.#parts
    const providers = [...new Set((await keys.all()).map(({ fields }) => fields.provider))]
    const usable = await Promise.all(
      providers.map(async (provider) => {
        if (!keys.isKnown(provider)) return []
        return (await keys.pick(provider, keys.upstream(provider).serviceOf(question(provider)))) ? [provider] : []
      }),
    )
    return keys.inOrder(usable.flat())
  }

  /** What stops a whole batch stands beside the other provider's answer here. */
  async #askOne(provider: GeoProviderId, question: GeoQuestion, fresh: boolean, { correlationId, signal }: Doer): Promise<GeoAnswer> {
    const { asking, keys } = this.#parts
    try {
      return await asking.askOne(provider, question, { fresh, correlationId, signal })
    } catch (cause) {
      if (!(cause instanceof Fault) || cause.code === 'http.cancelled' || cause.code === 'geocoding.providerUnknown') throw cause
      const service = keys.upstream(provider).serviceOf(question)
      return { provider, service, state: 'failed', candidates: [], error: cause.toEnvelope(correlationId), cached: false }
    }
  }

  async #keep(
    asked: { kind: 'address' | 'position'; address: string; at: Coordinate | null; request: LookupRequest; answers: GeoAnswer[] },
    { operatorName }: Doer,
  ): Promise<Lookup> {
    const { repository, newId, changed, conversion } = this.#parts
    await conversion.ready()
    const { kind, address, at, request, answers } = asked
    const { area, country, language } = request
    const stored = await repository.insert({
      ...{ id: newId(), kind, address, at, area, country, language, createdBy: operatorName },
      answers: answers.map((answer) => ({ provider: answer.provider, answer: JSON.stringify(answer), expiresAt: answer.expiresAt ?? null })),
    })
    changed()
    return this.#shown(stored)
  }

  #shown({ at, answers, pins, ...lookup }: StoredLookup): Lookup {
    // What this class wrote itself.
    const said = answers.map((answer) => JSON.parse(answer) as GeoAnswer)
    const [pin, ...earlierPins] = pins.map((one) => this.#pin(one))
    return { ...lookup, ...(at ? { at } : {}), answers: said, distances: distancesOf(said), ...(pin ? { pin } : {}), earlierPins }
  }

  #pin(pin: StoredPin): Pin {
    return { ...pin, positions: this.#parts.conversion.of(pin.position) }
  }
}

/** Between the best answers of each two providers. */
export function distancesOf(answers: readonly GeoAnswer[]): GeoDistance[] {
  const best = answers.flatMap(({ provider, candidates: [candidate] }) => (candidate ? [{ provider, at: candidate.positions.wgs84 }] : []))
  return best.flatMap((a, index) =>
    best.slice(index + 1).map((b) => {
      const metres = metresBetween(a.at, b.at)
      return { a: a.provider, b: b.provider, metres, far: metres > farMetres }
    }),
  )
}
