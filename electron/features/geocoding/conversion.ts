import type { Coordinate, Coordinates, Datum } from '@shared/contract/geocoding-values'
import gcoord from 'gcoord'
import type { Border } from './border'

/** The same place in every datum (geocoding-and-face 4). */
export interface Conversion {
  /** Before the others are asked: the outline is read with the first question. */
  ready(): Promise<void>
  /** By the border alone. */
  of(at: Coordinate): Coordinates
  /**
   * Of a provider's answer, which says its datum and country: the stronger word. What it gives in GCJ-02 or BD-09 for a
   * place at home is moved, and what it gives for a place abroad never is, wherever the outline runs.
   * @param countryCode alpha-3, or empty where it does not say; then the border decides
   */
  declared(at: Coordinate, countryCode: string): Coordinates
}

const systems = { wgs84: gcoord.WGS84, gcj02: gcoord.GCJ02, bd09: gcoord.BD09 } as const satisfies Record<Datum, unknown>

/** Within this of the outline a provider's word is better than the outline. */
const believedKilometres = 3

export function createConversion(border: Border): Conversion {
  return {
    ready: () => border.ready(),
    of: (at) => inEvery(at, (wgs84) => border.isMainland(wgs84)),
    declared: (at, countryCode) => {
      if (countryCode !== '' && countryCode !== 'CHN') return inEvery(at, () => false)
      const isNear = (wgs84: Coordinate) => countryCode === 'CHN' && border.kilometresToOutline(wgs84, believedKilometres) !== undefined
      return inEvery(at, (wgs84) => border.isMainland(wgs84) || isNear(wgs84))
    },
  }
}

/** @param isMainland asked about the place in WGS-84, in which the outline is drawn */
function inEvery(at: Coordinate, isMainland: (wgs84: Coordinate) => boolean): Coordinates {
  const moved = to(at, 'wgs84')
  const mainland = isMainland(moved)
  if (!mainland) return { wgs84: named(at, 'wgs84'), gcj02: named(at, 'gcj02'), bd09: named(at, 'bd09'), mainland }
  return { wgs84: moved, gcj02: to(at, 'gcj02'), bd09: to(at, 'bd09'), mainland }
}

const named = ({ lat, lng }: Coordinate, datum: Datum): Coordinate => ({ lat, lng, datum })

/** Only for places in the mainland: gcoord's own test is a rectangle that holds Seoul, Hanoi and Hong Kong. */
function to(at: Coordinate, datum: Datum): Coordinate {
  if (at.datum === datum) return at
  const [lng, lat] = gcoord.transform([at.lng, at.lat], systems[at.datum], systems[datum])
  return { lat, lng, datum }
}
