import type { GeoAnswer, GeoDistance } from '@shared/contract/geocoding-values'
import type { Lookup } from '@shared/contract/geocoding'
import type { MapLine, MapLook, MapPoint } from '../map/map-types'

/** Providers in the order of the answers: the first is a disc, the second a triangle, the third a square. */
const looks: readonly MapLook[] = ['first', 'second', 'third']
export const lookOf = (index: number): MapLook => looks[index] ?? 'old'
/** A candidate by its provider and its place among that provider's. */
export const candidateKey = (provider: string, index: number): string => `${provider} ${index}`
export const pinKey = 'pin'
/** What was clicked on the map. */
export const askedKey = 'asked'

/** Every candidate of every provider, and the pin, as points in WGS-84. */
export function pointsOf(
  { answers, pin, kind, address }: Lookup,
  names: { provider: (id: string) => string; pin: string },
): MapPoint[] {
  const found = answers.flatMap(({ provider, candidates }, at) =>
    candidates.map(({ positions: { wgs84 }, label }, index) => ({
      id: candidateKey(provider, index),
      lat: wgs84.lat,
      lng: wgs84.lng,
      look: lookOf(at),
      state: names.provider(provider),
      label: label || address,
    })),
  )
  const own = pin
    ? [{ id: pinKey, lat: pin.positions.wgs84.lat, lng: pin.positions.wgs84.lng, look: 'manual' as const, state: names.pin, label: kind === 'address' ? address : names.pin }]
    : []
  return [...found, ...own]
}

/** A line between the best answers of two providers, with their distance. */
export function linesOf({ answers, distances }: Pick<Lookup, 'answers' | 'distances'>, text: (metres: number) => string): MapLine[] {
  const best = (id: string): GeoAnswer['candidates'][number] | undefined => answers.find(({ provider }) => provider === id)?.candidates[0]
  return distances.flatMap(({ a, b, metres, far }: GeoDistance) => {
    const from = best(a)?.positions.wgs84
    const to = best(b)?.positions.wgs84
    return from && to ? [{ id: `${a} ${b}`, from, to, text: text(metres), warns: far }] : []
  })
}
