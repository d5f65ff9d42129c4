import type { Position } from 'geojson'

/**
 * Polygons of a sphere as polygons of a flat sheet. On the sphere a ring may step from 179° to −179°; drawn as it is, the
 * step becomes a line across the whole sheet. Here such a ring goes on beyond 180°, and a copy of it stands a turn away,
 * so that both edges of the sheet show their part. A ring around a pole is closed along it.
 */
export function flatPolygons(polygons: readonly Position[][][]): Position[][][] {
  return polygons.flatMap((rings) => {
    const flat = rings.map(unwrap)
    const longitudes = (flat[0] ?? []).map(([lng = 0]) => lng)
    const turns = [Math.max(...longitudes) > 180 ? -360 : 0, Math.min(...longitudes) < -180 ? 360 : 0].filter((turn) => turn !== 0)
    return [flat, ...turns.map((turn) => flat.map((ring) => ring.map(([lng = 0, lat = 0]) => [lng + turn, lat])))]
  })
}

function unwrap(ring: readonly Position[]): Position[] {
  let turn = 0
  let before: number | undefined
  const flat = ring.map(([lng = 0, lat = 0]): Position => {
    if (before !== undefined) turn += lng - before > 180 ? -360 : lng - before < -180 ? 360 : 0
    before = lng
    return [lng + turn, lat]
  })
  const [firstLng = 0, firstLat = 0] = flat[0] ?? []
  const [lastLng = 0] = flat.at(-1) ?? []
  if (Math.abs(lastLng - firstLng) < 180) return flat
  const pole = firstLat < 0 ? -90 : 90
  return [...flat, [lastLng, pole], [firstLng, pole], [firstLng, firstLat]]
}
