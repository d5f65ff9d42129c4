import type { MultiPolygon, Position } from 'geojson'
import { feature } from 'topojson-client'
import type { GeometryCollection, Topology } from 'topojson-specification'
import land from 'world-atlas/land-50m.json'
import { flatPolygons } from './antimeridian'

/**
 * The coastlines of the world at 1:50 million (Natural Earth, public domain, by the package world-atlas 2.0.2). Only the
 * object `land` is drawn, never `countries`: a map with borders needs a review before it is shown in mainland China
 * (geocoding-and-face 5, 12.18).
 */
export function readLand(): MultiPolygon {
  const topology = land as unknown as Topology<{ land: GeometryCollection }>
  const polygons = feature(topology, topology.objects.land).features.flatMap(({ geometry }): Position[][][] => {
    if (geometry.type === 'MultiPolygon') return geometry.coordinates
    return geometry.type === 'Polygon' ? [geometry.coordinates] : []
  })
  return { type: 'MultiPolygon', coordinates: flatPolygons(polygons) }
}
