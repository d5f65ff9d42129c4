/**
 * A 64-bit hash of the bytes of a number, and its copy, in one pass over words of four bytes. The same for the same bytes
 * on every machine and run, because packs keep it. Two lanes of rotate, mix and multiply with the final mixing of
 * MurmurHash3 (Austin Appleby, public domain); not made against somebody who chooses numbers to collide, so whoever pairs
 * by it compares bytes too.
 */
export class KeyHash {
  /** The two words of the last hash; never both 0, which stands for no number. */
  lo = 0
  hi = 0

  /** Hashes `source[start, end)`. */
  of(source: DataView, start: number, end: number): void {
    if (room.byteLength < end - start) room = new DataView(new ArrayBuffer(end - start))
    this.copy(source, start, end, room, 0)
  }

  /** Hashes `source[start, end)` and copies it to `target[to…)`, which has room for it. */
  copy(source: DataView, start: number, end: number, target: DataView, to: number): void {
    let a = 0x2f0b4c47
    let b = 0x1747b28c
    let at = start
    let out = to
    for (; at + 4 <= end; at += 4, out += 4) {
      const word = source.getInt32(at, true)
      target.setInt32(out, word, true)
      a = Math.imul(((a << 5) | (a >>> 27)) ^ word, 0x9e3779b1)
      b = Math.imul((((b << 15) | (b >>> 17)) + word) | 0, 0x85ebca77)
    }
    let tail = 0
    for (let shift = 0; at < end; at += 1, out += 1, shift += 8) {
      const byte = source.getUint8(at)
      target.setUint8(out, byte)
      tail |= byte << shift
    }
    a = Math.imul(((a << 5) | (a >>> 27)) ^ tail, 0x9e3779b1) ^ (end - start)
    b = Math.imul((((b << 15) | (b >>> 17)) + tail) | 0, 0x85ebca77) ^ (end - start)
    const lo = avalanche((a + b) | 0)
    const hi = avalanche((b ^ Math.imul(lo, 0xc2b2ae3d)) | 0)
    this.lo = lo === 0 && hi === 0 ? 1 : lo >>> 0
    this.hi = hi >>> 0
  }
}

/** Where nobody looks. */
let room = new DataView(new ArrayBuffer(256))

function avalanche(hash: number): number {
  let h = hash
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return h ^ (h >>> 16)
}
