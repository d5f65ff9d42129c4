import { describe, expect, it } from 'vitest'
import { flatPolygons } from './antimeridian'
import { readCities } from './cities'
import { clustersOf, partsOf } from './clusters'
import { degreeText, graticuleOf } from './graticule'
import { readLand } from './land'
import { mapLooks, type MapPoint } from './map-types'
import { lookTokens, shapes } from './shapes'

const point = (id: string, lng: number, look: MapPoint['look'] = 'good'): MapPoint => ({ id, lat: 0, lng, look, state: '', label: id })

describe('the ground of the map', () => {
  it('has every coast flat: no ring steps across the sheet, where Chukotka goes past 180°', () => {
    const land = readLand()
    const steps = land.coordinates.flatMap((rings) =>
      rings.flatMap((ring) => ring.slice(1).map(([lng = 0, lat = 0], at) => ({ by: Math.abs(lng - (ring[at]?.[0] ?? 0)), lat }))),
    )
    expect(land.coordinates.length).toBeGreaterThan(1000)
    // Only around the pole does the rim of the sheet close a ring.
    expect(steps.filter(({ by, lat }) => by > 180 && lat > -85)).toEqual([])
    const past = land.coordinates.flat(2).map(([lng = 0]) => lng)
    expect(Math.max(...past.slice(0, 200_000))).toBeGreaterThan(180)
  })
  it('gives a ring over the edge to both sides of the sheet', () => {
    const [right, left] = flatPolygons([[[[179, 1], [-179, 1], [-179, 2], [179, 1]]]])
    expect(right).toEqual([[[179, 1], [181, 1], [181, 2], [179, 1]]])
    expect(left).toEqual([[[-181, 1], [-179, 1], [-179, 2], [-181, 1]]])
  })
  it('names big cities in both languages, each once, within the world', () => {
    const cities = readCities()
    expect(cities.length).toBeGreaterThan(150)
    expect(new Set(cities.map(({ zh }) => zh)).size).toBe(cities.length)
    expect(cities.filter(({ lat, lng }) => Math.abs(lat) > 85 || Math.abs(lng) > 180)).toEqual([])
  })
  it('has a net of round degrees from the world down to a street', () => {
    expect(graticuleOf({ south: -60, north: 80, west: -180, east: 180, width: 1024 }).step).toBe(30)
    const street = graticuleOf({ south: 31.235, north: 31.238, west: 121.488, east: 121.4925, width: 420 })
    expect(street.step).toBe(0.001)
    expect(street.lngs).toEqual([121.488, 121.489, 121.49, 121.491, 121.492])
    expect([degreeText(-33.5, 'lat'), degreeText(0, 'lng'), degreeText(121.49, 'lng')]).toEqual(['33.5°S', '0°', '121.49°E'])
  })
})

describe('points on the map', () => {
  it('are told apart by shape in whatever way they are coloured', () => {
    const states = ['good', 'check', 'bad', 'manual', 'place', 'old'] as const
    expect(new Set(states.map((look) => shapes[look])).size).toBe(states.length)
    expect(new Set((['first', 'second', 'third', 'manual'] as const).map((look) => shapes[look])).size).toBe(4)
    expect(mapLooks.every((look) => lookTokens[look].startsWith('--md-'))).toBe(true)
  })
  it('become a ring with their states where they would lie over each other, and only there', () => {
    const points = [point('a', 1), point('b', 2, 'bad'), point('c', 3), point('d', 300)]
    const place = ({ lng }: MapPoint) => ({ x: lng, y: 5 })
    const [ring, alone] = clustersOf(points, place, 40)
    expect(ring?.points.map(({ id }) => id)).toEqual(['a', 'b', 'c'])
    expect(ring && partsOf(ring)).toEqual([{ look: 'good', share: 2 / 3 }, { look: 'bad', share: 1 / 3 }])
    expect(alone).toMatchObject({ x: 300, points: [{ id: 'd' }] })
    expect(clustersOf(points, place, 0)).toHaveLength(4)
  })
})
