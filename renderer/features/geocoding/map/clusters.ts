import type { MapLook, MapPoint } from './map-types'

/** Points that would be drawn over each other. One alone is a cluster of one. */
export interface Cluster {
  /** Pixels in the window: of the point alone, else the middle of all. */
  x: number
  y: number
  points: readonly MapPoint[]
}

interface Placed {
  point: MapPoint
  x: number
  y: number
}

/**
 * Groups what falls into the same square of the window. A square is wide enough that two shapes in neighbouring squares
 * are still told apart; ten thousand points take some milliseconds.
 * @param place pixels of a point in the window
 * @param size side of a square, pixels; 0 groups nothing
 */
export function clustersOf(points: readonly MapPoint[], place: (point: MapPoint) => { x: number; y: number }, size: number): Cluster[] {
  const placed = points.map((point) => ({ point, ...place(point) }))
  if (size <= 0) return placed.map(({ point, x, y }) => ({ x, y, points: [point] }))
  const squares = new Map<string, Placed[]>()
  for (const one of placed) {
    const key = `${Math.floor(one.x / size)} ${Math.floor(one.y / size)}`
    const square = squares.get(key)
    if (square) square.push(one)
    else squares.set(key, [one])
  }
  return [...squares.values()].map((square) => ({
    x: square.reduce((sum, { x }) => sum + x, 0) / square.length,
    y: square.reduce((sum, { y }) => sum + y, 0) / square.length,
    points: square.map(({ point }) => point),
  }))
}

/** How many of each look a cluster holds, most first: the parts of its ring. */
export function partsOf({ points }: Cluster): { look: MapLook; share: number }[] {
  const counts = new Map<MapLook, number>()
  for (const { look } of points) counts.set(look, (counts.get(look) ?? 0) + 1)
  return [...counts].sort(([, a], [, b]) => b - a).map(([look, count]) => ({ look, share: count / points.length }))
}
