import jsQR from 'jsqr'
import { encode } from 'uqr'
import { describe, expect, it } from 'vitest'
import { QR_LEVELS, QR_MAX_BYTES } from './level'
import { qrMatrix, type QrMatrix } from './matrix'
import { utf8Bytes } from './utf8'

function matrixOf(text: string, level: 'L' | 'M' | 'Q' | 'H'): QrMatrix {
  const result = qrMatrix(text, { level })
  if (!result.ok) throw new Error(result.reason)
  return result.matrix
}

/** Four pixels a cell with the quiet zone, read by an independent decoder. */
function decode(matrix: QrMatrix): string | undefined {
  const side = (matrix.size + 8) * 4
  const pixels = new Uint8ClampedArray(side * side * 4).fill(255)
  for (let y = 0; y < matrix.size * 4; y++) {
    for (let x = 0; x < matrix.size * 4; x++) {
      if (matrix.cells[(y >> 2) * matrix.size + (x >> 2)] !== 1) continue
      pixels.fill(0, ((y + 16) * side + x + 16) * 4, ((y + 16) * side + x + 16) * 4 + 3)
    }
  }
  return jsQR(pixels, side, side)?.data
}

describe('qrMatrix', () => {
  it('chooses the same mask as a complete evaluation by uqr, in every version and level', () => {
    for (const level of QR_LEVELS) {
      let length = 1
      for (let version = 1; version <= 40; version++) {
        const text = `${version}~`.padEnd(length, 'weixin://dl/business/?t=AbC')
        const ours = matrixOf(text, level)
        const theirs = encode(utf8Bytes(text), { ecc: level, border: 0 })
        expect(ours.version).toBe(theirs.version)
        expect(ours.cells.join('')).toBe(theirs.data.flat().map(Number).join(''))
        length = Math.ceil((QR_MAX_BYTES[level] * (version + 1)) / 41)
      }
    }
  })

  it('holds exactly what it was given', () => {
    for (const text of ['A', '0123456789', '前台扫码入住', '🧧👨‍👩‍👧 1 + 1', 'weixin://dl/business/?t=AbCdEfGhIjK']) {
      for (const level of QR_LEVELS) expect(decode(matrixOf(text, level))).toBe(text)
    }
  })

  it('takes text up to the capacity of the level and says how much is too much', () => {
    for (const level of QR_LEVELS) {
      const max = QR_MAX_BYTES[level]
      expect(matrixOf('a'.repeat(max), level).version).toBe(40)
      expect(qrMatrix('a'.repeat(max + 1), { level })).toEqual({
        ok: false,
        reason: 'tooLong',
        bytes: max + 1,
        maxBytes: max,
      })
    }
    expect(qrMatrix('房'.repeat(1000), { level: 'L' })).toMatchObject({ ok: false, reason: 'tooLong', bytes: 3000 })
  })

  it('refuses empty text and half a character instead of drawing something else', () => {
    expect(qrMatrix('', { level: 'M' })).toMatchObject({ ok: false, reason: 'empty' })
    expect(qrMatrix('a\ud83d', { level: 'M' })).toMatchObject({ ok: false, reason: 'malformed' })
  })
})

describe('utf8Bytes', () => {
  it('agrees with the platform for each length of a character', () => {
    const text = 'a\u007f\u0080é߿ࠀ房\uffff\u{10000}🧧\u{10ffff}'
    expect(Uint8Array.from(utf8Bytes(text))).toEqual(new TextEncoder().encode(text))
  })
})
