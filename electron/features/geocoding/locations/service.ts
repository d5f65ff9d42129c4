import type { PlaceLocation } from '@shared/contract/geocoding'
import type { Coordinate } from '@shared/contract/geocoding-values'
import type { Place } from '@shared/contract/places'
import type { Clock } from '../../../platform/clock/clock'
import { Fault } from '../../../platform/errors/fault'
import type { RepositoryClient } from '../../../platform/store/repository'
import type { PlacesService } from '../../places'
import type { Conversion } from '../conversion'
import type { Lookups } from '../lookups'
import type { Doer } from '../parts'
import type { geoLocationsRepository, LocationEntry, Spot, StoredLocation } from './repository'

export interface LocationsParts {
  repository: RepositoryClient<typeof geoLocationsRepository>
  clock: Clock
  places: Pick<PlacesService, 'all' | 'byId' | 'list'>
  lookups: Lookups
  conversion: Conversion
  changed: () => void
}

/** From where a location is taken. */
export type LocationSource =
  | { kind: 'answer'; lookupId: string; provider: string; candidate: number }
  | { kind: 'pin'; lookupId: string }
  | { kind: 'hand'; position: Coordinate; address: string; why: string }

/** A location that people put there; it never expires. */
export interface TransferableLocation {
  placeId: string
  position: Coordinate
  address: string
  why: string
}

export const manual = 'manual'

/** Where places (酒店/门店) are. */
export class PlaceLocations {
  readonly #parts: LocationsParts

  constructor(parts: LocationsParts) {
    this.#parts = parts
  }

  /** In the order of places. */
  async list(archived: boolean): Promise<PlaceLocation[]> {
    const { places } = this.#parts
    const [shown, locations] = await Promise.all([places.list(archived), this.#all()])
    const byPlace = new Map(locations.map((location) => [location.placeId, location]))
    return shown.map((place) => this.#shown(place, byPlace.get(place.id)))
  }

  /** Locations with what they hold now, of places in use. */
  async inUse(): Promise<{ place: Place; location: StoredLocation }[]> {
    const [places, locations] = await Promise.all([this.#parts.places.all(), this.#all()])
    const byId = new Map(places.map((place) => [place.id, place]))
    return locations.flatMap((location) => {
      const place = byId.get(location.placeId)
      return place && !place.archived ? [{ place, location }] : []
    })
  }

  /**
   * @throws Fault `places.notFound`, `geocoding.placeChangedMeanwhile` (params `name`, `by`, `at`), `geocoding.answerGone`
   *   where the look-up has no such answer (any more)
   */
  async save({ placeId, rev, from }: { placeId: string; rev: number; from: LocationSource }, doer: Doer): Promise<PlaceLocation> {
    const place = await this.#place(placeId)
    const entry = { ...(await this.#entryOf(from)), by: doer.operatorName }
    return this.#change(place, rev, entry, doer, 'geocoding.places.save')
  }

  /** @throws Fault `places.notFound`, `geocoding.placeChangedMeanwhile` */
  async remove({ placeId, rev, why }: { placeId: string; rev: number; why: string }, doer: Doer): Promise<PlaceLocation> {
    const entry = { source: '', why, by: doer.operatorName, spot: null, address: '', expiresAt: null }
    return this.#change(await this.#place(placeId), rev, entry, doer, 'geocoding.places.remove')
  }

  /** What 转为正式 takes over: what people put there, since a provider's stand-in knows no real place. */
  async transferable(): Promise<TransferableLocation[]> {
    return (await this.inUse()).flatMap(({ place, location: { now } }) =>
      now?.source === manual && now.spot ? [{ placeId: place.id, position: now.spot.position, address: now.address, why: now.why }] : [],
    )
  }

  /** @param placeIds ids of the places there → here */
  async adopt(locations: readonly TransferableLocation[], placeIds: ReadonlyMap<string, string>, by: string): Promise<number> {
    await this.#parts.conversion.ready()
    const rows = locations.flatMap(({ placeId, position, address, why }) => {
      const here = placeIds.get(placeId)
      return here === undefined ? [] : [{ placeId: here, entry: { source: manual, why, by, spot: this.#spot(position), address, expiresAt: null } }]
    })
    const made = rows.length === 0 ? 0 : await this.#parts.repository.adopt(rows)
    if (made > 0) this.#parts.changed()
    return made
  }

  #all(): Promise<StoredLocation[]> {
    return this.#parts.repository.all(this.#parts.clock.instant())
  }

  async #place(id: string): Promise<Place> {
    const place = await this.#parts.places.byId(id)
    if (!place) throw new Fault('places.notFound')
    return place
  }

  async #entryOf(from: LocationSource): Promise<Omit<LocationEntry, 'at' | 'by'>> {
    await this.#parts.conversion.ready()
    if (from.kind === 'hand') return { source: manual, why: from.why, spot: this.#spot(from.position), address: from.address, expiresAt: null }
    const lookup = await this.#parts.lookups.get(from.lookupId)
    if (from.kind === 'pin') {
      if (!lookup.pin) throw new Fault('geocoding.answerGone')
      return { source: manual, why: lookup.pin.why, spot: this.#spot(lookup.pin.position), address: lookup.address, expiresAt: null }
    }
    const answer = lookup.answers.find(({ provider }) => provider === from.provider)
    const candidate = answer?.candidates[from.candidate]
    if (!answer || !candidate) throw new Fault('geocoding.answerGone')
    const { position, positions } = candidate
    return { source: from.provider, why: '', spot: { position, positions }, address: candidate.label, expiresAt: answer.expiresAt ?? null }
  }

  async #change(
    place: Place,
    rev: number,
    entry: Omit<LocationEntry, 'at'>,
    { operatorId, operatorName, correlationId }: Doer,
    action: 'geocoding.places.save' | 'geocoding.places.remove',
  ): Promise<PlaceLocation> {
    const { repository, changed } = this.#parts
    const by = { operatorId, operatorName, correlationId }
    const stored = await repository.change({ placeId: place.id, rev, entry, by, name: place.name, action })
    changed()
    return this.#shown(place, stored)
  }

  #spot(position: Coordinate): Spot {
    return { position, positions: this.#parts.conversion.of(position) }
  }

  #shown({ id, code, name, archived }: Place, location: StoredLocation | undefined): PlaceLocation {
    const now = location?.now
    return {
      place: { id, code, name, archived },
      ...(now?.spot
        ? {
            location: {
              ...now.spot,
              ...{ address: now.address, source: now.source, why: now.why, by: now.by, at: now.at },
              ...(now.expiresAt === null ? {} : { expiresAt: now.expiresAt }),
            },
          }
        : {}),
      ...(location?.endedAt ? { ended: location.endedAt } : {}),
      history: (location?.history ?? []).map(({ at, by, source, why, spot }) => ({ at, by, source, why, ...(spot ? { positions: spot.positions } : {}) })),
      rev: location?.rev ?? 0,
    }
  }
}
