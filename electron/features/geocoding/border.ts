import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { type Anchor, borderAnchors } from './border-anchors'

/** Whether the offset of mainland maps applies at a place, given in WGS-84. */
export interface Border {
  /** Before the first question: the outline is a file. @throws Fault-less error where it cannot be read */
  ready(): Promise<void>
  isMainland(at: { lat: number; lng: number }): boolean
  /** Kilometres to the outline, as far as `within` kilometres; undefined beyond. */
  kilometresToOutline(at: { lat: number; lng: number }, within: number): number | undefined
}

const Outline = z.object({
  scale: z.tuple([z.number(), z.number()]),
  translate: z.tuple([z.number(), z.number()]),
  arcs: z.array(z.array(z.number())),
  mainland: z.array(z.array(z.int())),
  others: z.array(z.int()),
})
type Outline = z.infer<typeof Outline>

/** A piece of an outline from one point to the next, in degrees: x1, y1, x2, y2. */
type Piece = readonly [number, number, number, number]

/** Outlines are sorted into bands of latitude this high, so that a question looks at few pieces. */
const bandDegrees = 0.2
/** Small islands and quays that the outline does not have belong to the nearest country within this. */
const coastKilometres = 60
const kilometresPerDegree = 111.2

/** The outline of `resources/geo/mainland.json`, read with the first question. */
export function createBorder(resourcesDir: string): Border {
  let reading: Promise<void> | undefined
  let drawn: ReturnType<typeof draw> | undefined
  return {
    ready: () =>
      (reading ??= readFile(join(resourcesDir, 'geo', 'mainland.json'), 'utf8')
        .then((text) => {
          drawn = draw(Outline.parse(JSON.parse(text)))
        })
        .catch((cause: unknown) => {
          reading = undefined
          throw cause
        })),
    isMainland: (at) => {
      if (!drawn) throw new Error('the outline has not been read')
      return drawn.isMainland(at)
    },
    kilometresToOutline: (at, within) => {
      if (!drawn) throw new Error('the outline has not been read')
      const distance = drawn.mainland.distance(at, within)
      return distance <= within ? distance : undefined
    },
  }
}

function draw(outline: Outline) {
  const lines = outline.arcs.map((arc) => pointsOf(arc, outline))
  const mainland = bandsOf(outline.mainland.flat().flatMap((ref) => piecesOf(lines[ref < 0 ? ~ref : ref] ?? [])))
  const others = bandsOf(outline.others.flatMap((ref) => piecesOf(lines[ref] ?? [])))
  const { west, south, east, north } = mainland.bounds
  const margin = coastKilometres / kilometresPerDegree / 0.5
  const isMainland = (at: { lat: number; lng: number }): boolean => {
    const { lat, lng } = at
    if (lng < west - margin || lng > east + margin || lat < south - margin || lat > north + margin) return false
    const said = anchored(at, borderAnchors)
    if (said !== undefined) return said
    if (mainland.holds(at)) return true
    // At sea, or in another country, whose line is then met before ours or is the same line.
    const distance = mainland.distance(at, coastKilometres)
    return distance <= coastKilometres && distance < others.distance(at, distance)
  }
  return { mainland, isMainland }
}

/** What the nearest anchor within its reach says. */
function anchored(at: { lat: number; lng: number }, anchors: readonly Anchor[]): boolean | undefined {
  let nearest: Anchor | undefined
  let shortest = Infinity
  for (const anchor of anchors) {
    const dy = Math.abs(anchor.lat - at.lat) * kilometresPerDegree
    if (dy > anchor.reach) continue
    const dx = Math.abs(anchor.lng - at.lng) * kilometresPerDegree * Math.cos((at.lat * Math.PI) / 180)
    const distance = Math.hypot(dx, dy)
    if (distance <= anchor.reach && distance < shortest) [nearest, shortest] = [anchor, distance]
  }
  return nearest?.mainland
}

function pointsOf(arc: readonly number[], { scale, translate }: Outline): [number, number][] {
  const points: [number, number][] = []
  let [x, y] = [0, 0]
  for (let at = 0; at + 1 < arc.length; at += 2) {
    x += arc[at] ?? 0
    y += arc[at + 1] ?? 0
    points.push([x * scale[0] + translate[0], y * scale[1] + translate[1]])
  }
  return points
}

function piecesOf(points: readonly [number, number][]): Piece[] {
  return points.slice(1).map(([x2, y2], index): Piece => {
    const [x1, y1] = points[index] ?? [x2, y2]
    return [x1, y1, x2, y2]
  })
}

const bandOf = (lat: number) => Math.floor(lat / bandDegrees)

function bandsOf(pieces: readonly Piece[]) {
  const bands = new Map<number, Piece[]>()
  const bounds = { west: 180, south: 90, east: -180, north: -90 }
  for (const piece of pieces) {
    const [x1, y1, x2, y2] = piece
    bounds.west = Math.min(bounds.west, x1, x2)
    bounds.east = Math.max(bounds.east, x1, x2)
    bounds.south = Math.min(bounds.south, y1, y2)
    bounds.north = Math.max(bounds.north, y1, y2)
    for (let band = bandOf(Math.min(y1, y2)); band <= bandOf(Math.max(y1, y2)); band += 1) {
      const there = bands.get(band)
      if (there) there.push(piece)
      else bands.set(band, [piece])
    }
  }
  return {
    bounds,
    /** Whether a line from the place to the east crosses the rings an odd number of times. */
    holds: ({ lat, lng }: { lat: number; lng: number }): boolean => {
      let inside = false
      for (const [x1, y1, x2, y2] of bands.get(bandOf(lat)) ?? [])
        if (y1 > lat !== y2 > lat && lng < x1 + ((lat - y1) / (y2 - y1)) * (x2 - x1)) inside = !inside
      return inside
    },
    /** Kilometres to the nearest line; Infinity where none is within `within`. */
    distance: ({ lat, lng }: { lat: number; lng: number }, within: number): number => {
      const across = kilometresPerDegree * Math.cos((lat * Math.PI) / 180)
      const degrees = within / kilometresPerDegree
      let shortest = Infinity
      for (let band = bandOf(lat - degrees); band <= bandOf(lat + degrees); band += 1)
        for (const [x1, y1, x2, y2] of bands.get(band) ?? []) {
          const [ax, ay] = [(x1 - lng) * across, (y1 - lat) * kilometresPerDegree]
          const [bx, by] = [(x2 - x1) * across, (y2 - y1) * kilometresPerDegree]
          const length = bx * bx + by * by
          const share = length === 0 ? 0 : Math.min(1, Math.max(0, -(ax * bx + ay * by) / length))
          shortest = Math.min(shortest, Math.hypot(ax + share * bx, ay + share * by))
        }
      return shortest <= within ? shortest : Infinity
    },
  }
}
