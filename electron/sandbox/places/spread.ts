/** A position in degrees, WGS-84. */
export interface At {
  lat: number
  lng: number
}

/** 32 bits of a text (FNV-1a): the same text is always the same number. */
export function hashOf(text: string): number {
  let hash = 0x811c9dc5
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193)
  // The last bits of the bare sum are weak.
  hash ^= hash >>> 15
  return (Math.imul(hash, 0x2c1b3c6d) ^ (hash >>> 12)) >>> 0
}

const metresOfDegree = 111_320

/** So many metres away, in a direction given in turns (0–1, clockwise from north). */
export function moved({ lat, lng }: At, metres: number, turn: number): At {
  const north = Math.cos(turn * 2 * Math.PI) * metres
  const east = Math.sin(turn * 2 * Math.PI) * metres
  return { lat: lat + north / metresOfDegree, lng: lng + east / (metresOfDegree * Math.cos((lat * Math.PI) / 180)) }
}

/** A point that depends on the text alone, between `least` and `most` metres from `from`. */
export function scattered(from: At, text: string, least: number, most: number): At {
  const hash = hashOf(text)
  return moved(from, least + ((hash % 10_007) / 10_007) * (most - least), (hash >>> 8) / 0x1000000)
}

/** Metres between two points, on a sphere. */
export function metresBetween(a: At, b: At): number {
  const radians = Math.PI / 180
  const half = Math.sin(((b.lat - a.lat) * radians) / 2) ** 2 + Math.cos(a.lat * radians) * Math.cos(b.lat * radians) * Math.sin(((b.lng - a.lng) * radians) / 2) ** 2
  return 2 * 6_371_000 * Math.asin(Math.min(1, Math.sqrt(half)))
}
