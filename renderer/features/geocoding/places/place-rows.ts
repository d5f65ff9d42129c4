import type { PlaceLocation } from '@shared/contract/geocoding'
import type { MapLook, MapPoint } from '../map/map-types'

/** Days before a term ends from which a location wants to be looked up again or confirmed. */
export const soonDays = 7
const day = 86_400_000

export const locationStates = ['manual', 'kept', 'soon', 'ended', 'none'] as const
export type LocationState = (typeof locationStates)[number]

/** @param now milliseconds */
export function stateOf({ location, ended }: Pick<PlaceLocation, 'location' | 'ended'>, now: number): LocationState {
  if (!location) return ended === undefined ? 'none' : 'ended'
  if (location.expiresAt === undefined) return location.source === 'manual' ? 'manual' : 'kept'
  const left = Date.parse(location.expiresAt) - now
  if (left <= 0) return 'ended'
  return left <= soonDays * day ? 'soon' : 'kept'
}

export const stateTones = { manual: 'accent', kept: 'done', soon: 'attention', ended: 'failed', none: 'neutral' } as const
const looks: Record<LocationState, MapLook> = { manual: 'manual', kept: 'place', soon: 'check', ended: 'bad', none: 'old' }

export interface PlaceFilter {
  text: string
  /** `wanting` are those without a location and those whose location ends soon: what is to be done. */
  state: LocationState | 'all' | 'wanting'
  archived: boolean
}
export const noFilter: PlaceFilter = { text: '', state: 'all', archived: false }
export const stateChoices = ['all', 'wanting', ...locationStates] as const

export function filterPlaces(rows: readonly PlaceLocation[], { text, state, archived }: PlaceFilter, now: number): PlaceLocation[] {
  const words = text.normalize('NFKC').toLowerCase().split(/\s+/u).filter(Boolean)
  return rows.filter((row) => {
    if (row.place.archived && !archived) return false
    const its = stateOf(row, now)
    if (state === 'wanting' ? !['none', 'ended', 'soon'].includes(its) : state !== 'all' && its !== state) return false
    const hay = [row.place.code, row.place.name, row.location?.address ?? ''].join('\n').toLowerCase()
    return words.every((word) => hay.includes(word))
  })
}

/** Places with a location as points on the map. */
export function placePoints(rows: readonly PlaceLocation[], now: number, word: (state: LocationState) => string): MapPoint[] {
  return rows.flatMap((row) => {
    if (!row.location) return []
    const { lat, lng } = row.location.positions.wgs84
    const state = stateOf(row, now)
    return [{ id: row.place.id, lat, lng, look: looks[state], state: word(state), label: row.place.name }]
  })
}
