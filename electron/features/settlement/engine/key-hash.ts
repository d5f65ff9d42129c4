/**
 * A 64-bit hash of the bytes of a number, and its copy, in one pass over words of four bytes. The same for the same bytes
 * on every machine and run, because packs keep it. Two lanes of MurmurHash3's mixing (Austin Appleby, public domain) with
 * their own constants; not made against somebody who chooses numbers to collide, so whoever pairs by it compares bytes too.
 */
export class KeyHash {
  /** The two words of the last hash; never both 0, which stands for no number. */
  lo = 0
  hi = 0

  /** Hashes `source[start, end)`. */
  of(source: DataView, start: number, end: number): void {
    let a = 0x2f0b4c47
    let b = 0x9747b28c | 0
    let at = start
    for (; at + 4 <= end; at += 4) {
      const word = source.getInt32(at, true)
      a = lane(a, word, 0xcc9e2d51, 0x1b873593)
      b = lane(b, word, 0x239b961b, 0xab0e9789)
    }
    const tail = tailOf(source, at, end)
    this.#finish(lane(a, tail, 0xcc9e2d51, 0x1b873593), lane(b, tail, 0x239b961b, 0xab0e9789), end - start)
  }

  /** Hashes and copies to `target[at…)`, which has room for it. */
  copy(source: DataView, start: number, end: number, target: DataView, to: number): void {
    let a = 0x2f0b4c47
    let b = 0x9747b28c | 0
    let at = start
    let out = to
    for (; at + 4 <= end; at += 4, out += 4) {
      const word = source.getInt32(at, true)
      target.setInt32(out, word, true)
      a = lane(a, word, 0xcc9e2d51, 0x1b873593)
      b = lane(b, word, 0x239b961b, 0xab0e9789)
    }
    const tail = tailOf(source, at, end)
    for (let left = tail; at < end; at += 1, out += 1, left >>>= 8) target.setUint8(out, left & 255)
    this.#finish(lane(a, tail, 0xcc9e2d51, 0x1b873593), lane(b, tail, 0x239b961b, 0xab0e9789), end - start)
  }

  #finish(a: number, b: number, length: number): void {
    let lo = a ^ length
    let hi = b ^ length
    lo = (lo + hi) | 0
    hi = (hi + lo) | 0
    lo = avalanche(lo)
    hi = avalanche(hi)
    lo = (lo + hi) | 0
    hi = (hi + lo) | 0
    this.lo = lo === 0 && hi === 0 ? 1 : lo >>> 0
    this.hi = hi >>> 0
  }
}

function lane(hash: number, word: number, first: number, second: number): number {
  let k = Math.imul(word, first)
  k = (k << 15) | (k >>> 17)
  k = Math.imul(k, second)
  const mixed = hash ^ k
  return (Math.imul((mixed << 13) | (mixed >>> 19), 5) + 0xe6546b64) | 0
}

/** The last one to three bytes as a word. */
function tailOf(source: DataView, at: number, end: number): number {
  let word = 0
  for (let n = at, shift = 0; n < end; n += 1, shift += 8) word |= source.getUint8(n) << shift
  return word
}

function avalanche(hash: number): number {
  let h = hash
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return h ^ (h >>> 16)
}
