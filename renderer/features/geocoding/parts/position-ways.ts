import type { Coordinate, Datum } from '@shared/contract/geocoding-values'
import { parseCoordinates } from '@shared/domain/coordinates'

/** What was typed as a position in a system; `undefined` while it is none. */
export function readPosition(text: string, datum: Datum): Coordinate | undefined {
  const typed = parseCoordinates(text)
  return typed.ok ? { lat: typed.lat, lng: typed.lng, datum } : undefined
}
