import type { GeoKey } from '@shared/contract/geocoding'
import type { Place } from '@shared/contract/places'
import type { Clock } from '../../platform/clock/clock'
import type { Todo, TodoSource } from '../today'
import { providerDay, type StoredKey } from './keys'
import type { StoredLocation } from './locations/repository'

const dayMs = 86_400_000
/** Days before the end of a location from which it is told. */
const soonDays = 7

export interface GeocodingTodoParts {
  clock: Clock
  /** Those in use. */
  keys: () => Promise<{ stored: StoredKey; shown: GeoKey }[]>
  locations: () => Promise<{ place: Place; location: StoredLocation }[]>
}

/** Keys that a provider refuses, days that are used up, and places whose location ends or has ended. */
export function geocodingTodos({ clock, keys, locations }: GeocodingTodoParts): TodoSource[] {
  const source = { permission: 'geocoding.view', topics: ['geocoding.changed'], everyMs: 3_600_000 } as const
  return [
    {
      ...source,
      id: 'geocoding.keys',
      kinds: ['geocoding.keyRefused', 'geocoding.dayUsedUp'],
      roles: ['administrator'],
      load: async () => (await keys()).flatMap((key) => [...refused(key), ...usedUp(key.shown, clock)]),
    },
    {
      ...source,
      id: 'geocoding.locations',
      kinds: ['geocoding.locationEnds', 'geocoding.locationEnded'],
      roles: ['administrator', 'operations'],
      topics: ['geocoding.changed', 'places.changed'],
      load: async () => (await locations()).flatMap(({ place, location }) => ending(place, location, clock.now().getTime())),
    },
  ]
}

const toKeys = { key: 'today.todos.openGeoKeys', to: '/geocoding/keys' }
const toPlaces = { key: 'today.todos.openGeoPlaces', to: '/geocoding/places' }

function refused({ stored: { id, fields, refusals } }: { stored: StoredKey }): Todo[] {
  return refusals.map(({ service, at }) => ({
    id: `geocoding.keyRefused:${id}:${service}`,
    kind: 'geocoding.keyRefused',
    tone: 'failed',
    title: { key: 'today.todos.geoKeyRefused', params: { name: fields.name } },
    detail: { key: 'today.todos.geoKeyRefusedDetail', params: {} },
    since: at,
    action: toKeys,
  }))
}

function usedUp({ id, fields, usage }: GeoKey, clock: Clock): Todo[] {
  // A limit of 0 is a service that is not used.
  const services = usage.filter(({ exhausted, used, perDay }) => exhausted || (perDay > 0 && used >= perDay))
  return services.map(({ service, day, dayZone, used }) => ({
    id: `geocoding.dayUsedUp:${id}:${service}:${day}`,
    kind: 'geocoding.dayUsedUp',
    tone: 'info',
    title: { key: 'today.todos.geoDayUsedUp', params: { name: fields.name } },
    detail: { key: 'today.todos.geoDayUsedUpDetail', params: { used } },
    due: providerDay(clock, dayZone).until,
    action: toKeys,
  }))
}

function ending({ id, name }: Place, { now, endedAt }: StoredLocation, nowMs: number): Todo[] {
  if (endedAt !== null && !now)
    return [
      {
        id: `geocoding.locationEnded:${id}`,
        kind: 'geocoding.locationEnded',
        tone: 'attention',
        title: { key: 'today.todos.geoLocationEnded', params: { name } },
        detail: { key: 'today.todos.geoLocationAgain', params: {} },
        since: endedAt,
        action: toPlaces,
      },
    ]
  if (!now?.expiresAt) return []
  const days = Math.floor((Date.parse(now.expiresAt) - nowMs) / dayMs)
  if (days > soonDays) return []
  return [
    {
      id: `geocoding.locationEnds:${id}`,
      kind: 'geocoding.locationEnds',
      tone: 'info',
      title: { key: 'today.todos.geoLocationEnds', params: { name, days } },
      detail: { key: 'today.todos.geoLocationAgain', params: {} },
      since: new Date(Date.parse(now.expiresAt) - soonDays * dayMs).toISOString(),
      due: now.expiresAt,
      action: toPlaces,
    },
  ]
}
