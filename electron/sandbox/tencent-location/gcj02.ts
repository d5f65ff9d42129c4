/**
 * The offset of mainland maps, by the publicly known formula (github.com/googollee/eviltransform): written here once more,
 * because a stand-in that shared the program's own conversion would prove its mistakes right.
 */
import type { At } from '../places'

const axis = 6_378_245
const squaredEccentricity = 0.006_693_421_622_965_823
const wave = (of: number) => Math.sin(of * Math.PI)

function northOffset(x: number, y: number): number {
  const bend = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * Math.sqrt(Math.abs(x))
  const ripple = 20 * wave(6 * x) + 20 * wave(2 * x) + 20 * wave(y) + 40 * wave(y / 3) + 160 * wave(y / 12) + 320 * wave(y / 30)
  return bend + (ripple * 2) / 3
}

function eastOffset(x: number, y: number): number {
  const bend = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * Math.sqrt(Math.abs(x))
  const ripple = 20 * wave(6 * x) + 20 * wave(2 * x) + 20 * wave(x) + 40 * wave(x / 3) + 150 * wave(x / 12) + 300 * wave(x / 30)
  return bend + (ripple * 2) / 3
}

/** Where a mainland map draws a WGS-84 position. The caller knows that it is in the mainland. */
export function toGcj02({ lat, lng }: At): At {
  const slope = 1 - squaredEccentricity * Math.sin((lat * Math.PI) / 180) ** 2
  const meridian = (axis * (1 - squaredEccentricity)) / slope ** 1.5
  const parallel = (axis / Math.sqrt(slope)) * Math.cos((lat * Math.PI) / 180)
  const degrees = 180 / Math.PI
  return {
    lat: lat + (northOffset(lng - 105, lat - 35) / meridian) * degrees,
    lng: lng + (eastOffset(lng - 105, lat - 35) / parallel) * degrees,
  }
}

/** Back again: there is no closed form, so the offset is taken off until it fits. */
export function fromGcj02(at: At): At {
  let guess = at
  for (let round = 0; round < 8; round += 1) {
    const there = toGcj02(guess)
    guess = { lat: guess.lat + at.lat - there.lat, lng: guess.lng + at.lng - there.lng }
  }
  return guess
}
