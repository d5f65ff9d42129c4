const earthRadius = 6_371_008.8
const radians = (degrees: number): number => (degrees * Math.PI) / 180

/** Metres between two places in WGS-84 along the great circle of the mean sphere; within 0.5 % of the ellipsoid. */
export function metresBetween(a: { lat: number; lng: number }, b: { lat: number; lng: number }): number {
  const height = Math.sin(radians(b.lat - a.lat) / 2)
  const width = Math.sin(radians(b.lng - a.lng) / 2)
  const chord = height * height + Math.cos(radians(a.lat)) * Math.cos(radians(b.lat)) * width * width
  return 2 * earthRadius * Math.asin(Math.min(1, Math.sqrt(chord)))
}
