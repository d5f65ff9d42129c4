import type { App } from '@shared/contract/apps'
import type { Place } from '@shared/contract/places'

/** What the list of places is narrowed by. */
export interface PlaceFilter {
  text: string
  state: 'active' | 'archived' | 'all'
  /** Id of a mini program; empty is any. */
  app: string
}

export const noFilter: PlaceFilter = { text: '', state: 'active', app: '' }

/** Whether a stored value is a filter of this list. */
export function isPlaceFilter(value: unknown): value is PlaceFilter {
  if (typeof value !== 'object' || value === null) return false
  const { text, state, app } = value as Partial<Record<keyof PlaceFilter, unknown>>
  const states: readonly unknown[] = ['active', 'archived', 'all']
  return typeof text === 'string' && states.includes(state) && typeof app === 'string'
}

/** The places that fit; every word of the text must stand in code, name, owner, zone or the name of a mini program. */
export function filterPlaces(
  places: readonly Place[],
  { text, state, app }: PlaceFilter,
  appById: ReadonlyMap<string, App>,
  zoneName: (zone: string) => string,
): Place[] {
  const words = text.normalize('NFKC').toLowerCase().split(/\s+/).filter(Boolean)
  return places.filter((place) => {
    if (state !== 'all' && place.archived !== (state === 'archived')) return false
    if (app !== '' && !place.appIds.includes(app)) return false
    if (words.length === 0) return true
    const names = place.appIds.map((id) => appById.get(id)?.name ?? '')
    const hay = [place.code, place.name, place.owner, place.zone, zoneName(place.zone), ...names].join('\n').toLowerCase()
    return words.every((word) => hay.includes(word))
  })
}
