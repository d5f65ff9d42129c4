import type { LatLng } from './types'

/** A tenth of a metre. */
const digits = 6

/** `31.236305, 121.490317`: latitude first, as both providers write it. */
export function formatCoordinates({ lat, lng }: LatLng): string {
  return `${plainNumber(lat)}, ${plainNumber(lng)}`
}

/** `31°14′10.7″N 121°29′25.1″E` */
export function formatDegrees({ lat, lng }: LatLng): string {
  return `${angle(lat, 'N', 'S')} ${angle(lng, 'E', 'W')}`
}

/** `-0.000000` would look like a place of its own. */
const plainNumber = (value: number) => (Math.abs(value) < 0.5 * 10 ** -digits ? 0 : value).toFixed(digits)

function angle(value: number, positive: string, negative: string): string {
  const tenths = Math.round(Math.abs(value) * 36_000)
  const [degrees, minutes, seconds] = [Math.floor(tenths / 36_000), Math.floor((tenths % 36_000) / 600), (tenths % 600) / 10]
  return `${degrees}°${String(minutes).padStart(2, '0')}′${seconds.toFixed(1).padStart(4, '0')}″${value < 0 && tenths > 0 ? negative : positive}`
}
