import type { GeoRow } from '@shared/contract/geocoding-batches'
import type { GeoCandidate } from '@shared/contract/geocoding-values'
import type { MapLine, MapLook, MapPoint, MapPosition } from '../../map/map-types'

/** One place that may be taken for a row. */
export interface Offer {
  /** `17 tencent 0`: row, provider, place among its candidates; names the point on the map, which shows others for other names. */
  key: string
  provider: string
  /** Place among the provider's candidates, best first. */
  candidate: number
  value: GeoCandidate
  look: MapLook
}

const looks: readonly MapLook[] = ['first', 'second', 'third']

/** Everything offered for a row: the best of each provider first, in their order, then the second ones, and so on. */
export function offersOf({ rowNo, answers }: Pick<GeoRow, 'rowNo' | 'answers'>): Offer[] {
  const all = answers.flatMap(({ provider, candidates }, at) =>
    candidates.map((value, candidate) => ({ key: `${rowNo} ${provider} ${candidate}`, provider, candidate, value, look: looks[at] ?? 'third' })),
  )
  return all.sort((a, b) => a.candidate - b.candidate)
}

/** The offer that counts for a row, where it is one of them. */
export function takenOf(row: GeoRow, offers: readonly Offer[]): Offer | undefined {
  const { chosen } = row
  if (!chosen || row.state === 'pinned') return undefined
  return offers.find(
    ({ provider, value }) => provider === chosen.source && value.position.lat === chosen.position.lat && value.position.lng === chosen.position.lng,
  )
}

/** Where a row is taken to be. */
export const placeOf = (row: GeoRow): MapPosition | undefined => row.chosen?.positions.wgs84 ?? row.pin?.positions.wgs84

/** A row's offers and what a person made of them, for the map. */
export function pointsOf(offers: readonly Offer[], words: { provider: (id: string) => string }): MapPoint[] {
  return offers.map(({ key, provider, value, look }) => ({
    id: key,
    lat: value.positions.wgs84.lat,
    lng: value.positions.wgs84.lng,
    look,
    state: words.provider(provider),
    label: value.label,
  }))
}

/** Between the best answers of two providers, with how far they lie apart. */
export function linesOf(row: GeoRow, offers: readonly Offer[], words: { distance: (metres: number) => string }): MapLine[] {
  const best = (provider: string) => offers.find((one) => one.provider === provider && one.candidate === 0)?.value.positions.wgs84
  return row.distances.flatMap(({ a, b, metres, far }) => {
    const from = best(a)
    const to = best(b)
    return from && to ? [{ id: `${a} ${b}`, from, to, text: words.distance(metres), warns: far }] : []
  })
}
