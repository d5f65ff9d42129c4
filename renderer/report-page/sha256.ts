/**
 * SHA-256 (FIPS 180-4) as hex. The browser's own where it may be used; pages opened as files or without rights may not
 * in every browser, so there is one of our own.
 */
export async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  if (typeof crypto === 'object' && 'subtle' in crypto && crypto.subtle) {
    try {
      return hex(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)))
    } catch {
      // Refused here: calculated below.
    }
  }
  return ownSha256(bytes)
}

const hex = (bytes: Uint8Array) => [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')

/** First 32 bits of the fractional parts of the square or cube roots of the first primes, as the standard defines its constants. */
function fractions(count: number, root: 2 | 3): Uint32Array {
  const found = new Uint32Array(count)
  for (let number = 2, at = 0; at < count; number += 1) {
    let prime = true
    for (let divisor = 2; divisor * divisor <= number; divisor += 1) if (number % divisor === 0) prime = false
    if (!prime) continue
    const value = root === 2 ? Math.sqrt(number) : Math.cbrt(number)
    found[at] = Math.floor((value - Math.floor(value)) * 2 ** 32)
    at += 1
  }
  return found
}

export function ownSha256(bytes: Uint8Array): string {
  const k = fractions(64, 3)
  const state = fractions(8, 2)
  const padded = new Uint8Array(((bytes.length + 8) >> 6) * 64 + 64)
  padded.set(bytes)
  padded[bytes.length] = 0x80
  const view = new DataView(padded.buffer)
  view.setUint32(padded.length - 8, Math.floor(bytes.length / 2 ** 29))
  view.setUint32(padded.length - 4, (bytes.length << 3) >>> 0)
  const w = new Uint32Array(64)
  const at = (words: Uint32Array, index: number) => words[index] ?? 0
  const turn = (value: number, by: number) => (value >>> by) | (value << (32 - by))
  for (let block = 0; block < padded.length; block += 64) {
    for (let i = 0; i < 16; i += 1) w[i] = view.getUint32(block + i * 4)
    for (let i = 16; i < 64; i += 1) {
      const early = at(w, i - 15)
      const late = at(w, i - 2)
      const s0 = turn(early, 7) ^ turn(early, 18) ^ (early >>> 3)
      const s1 = turn(late, 17) ^ turn(late, 19) ^ (late >>> 10)
      w[i] = at(w, i - 16) + s0 + at(w, i - 7) + s1
    }
    let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = state
    for (let i = 0; i < 64; i += 1) {
      const first = (h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + at(k, i) + at(w, i)) | 0
      const second = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0
      h = g
      g = f
      f = e
      e = (d + first) | 0
      d = c
      c = b
      b = a
      a = (first + second) | 0
    }
    ;[a, b, c, d, e, f, g, h].forEach((value, index) => (state[index] = at(state, index) + value))
  }
  return [...state].map((word) => word.toString(16).padStart(8, '0')).join('')
}
