/** Steps of the net of degrees, coarse to fine. */
const steps = [30, 20, 10, 5, 2, 1, 0.5, 0.2, 0.1, 0.05, 0.02, 0.01, 0.005, 0.002, 0.001, 0.0005, 0.0002, 0.0001] as const

export interface Graticule {
  /** Degrees from line to line. */
  step: number
  lats: number[]
  lngs: number[]
}

/** What the window shows, in degrees, and how wide it is in pixels. */
export interface Extent {
  south: number
  north: number
  west: number
  east: number
  width: number
}

/** The net of degrees for a window: the finest of round steps whose lines stand at least `apart` pixels from each other. */
export function graticuleOf({ south, north, west, east, width }: Extent, apart = 90): Graticule {
  const degreesPerPixel = (east - west) / Math.max(1, width)
  const step = steps.findLast((one) => one >= degreesPerPixel * apart) ?? steps[0]
  return { step, lats: multiples(step, Math.max(south, -85), Math.min(north, 85)), lngs: multiples(step, Math.max(west, -180), Math.min(east, 180)) }
}

function multiples(step: number, from: number, to: number): number[] {
  const first = Math.ceil(from / step)
  const count = Math.max(0, Math.floor(to / step) - first + 1)
  // Rounded, so that 0.1 × 3 reads 0.3.
  return Array.from({ length: count }, (_, at) => Number(((first + at) * step).toFixed(4)))
}

/** `30°N`, `0°`, `116.4°E`. */
export function degreeText(value: number, axis: 'lat' | 'lng'): string {
  if (value === 0) return '0°'
  const letter = axis === 'lat' ? (value > 0 ? 'N' : 'S') : value > 0 ? 'E' : 'W'
  return `${Math.abs(value)}°${letter}`
}
