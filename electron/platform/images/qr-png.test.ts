import { describe, expect, it } from 'vitest'
import { PRACTICE_MARK, QR_LEVELS } from '@shared/domain/qr'
import { decodeQrFromAfar, decodeQrPng, readPng } from '../../../test/fixtures/decode-qr'
import { readBilevel } from '../../../test/fixtures/read-bilevel'
import { Fault } from '../errors/fault'
import { qrPng } from './qr-png'

/** Schemes, addresses, Chinese, emoji, and lengths up to what the level holds well. */
const TEXTS = [
  ...Array.from({ length: 60 }, (_, i) => {
    const query = encodeURIComponent(`from=sms&hotel=H${1000 + i * 7}&campaign=${encodeURIComponent('国庆')}${i}`)
    return `weixin://dl/business/?appid=wx${(0x1234abcd5678 + i).toString(16)}&path=pages/hotel/index&query=${query}`
  }),
  ...Array.from({ length: 20 }, (_, i) => `上海虹桥店 ${300 + i} 房：扫码入住，祝您旅途愉快${'！'.repeat(i)}`),
  ...Array.from({ length: 20 }, (_, i) => `${'🧧👨‍👩‍👧🏨'.repeat(1 + (i % 5))} ${i} é ß ٣ नमस्ते`),
  ...Array.from({ length: 12 }, (_, i) => `https://example.cn/x?${'键=值&'.repeat(10 + i * 5)}${i}`),
  ...Array.from({ length: 8 }, (_, i) => `${i}${'AbCdEf0123-_.~%E4%B8%AD'.repeat(22 + i * 3)}`),
  ...['0', '0123456789012345', 'HTTPS://A.CN/', ' ', '\n\t"\'\\'],
]

function chunksOf(png: Uint8Array): { type: string; data: Buffer }[] {
  const file = Buffer.from(png)
  const chunks = []
  for (let at = 8; at < file.length; ) {
    const length = file.readUInt32BE(at)
    chunks.push({ type: file.toString('latin1', at + 4, at + 8), data: file.subarray(at + 8, at + 8 + length) })
    at += length + 12
  }
  return chunks
}

/** True where the pixel is black. */
function blackAt(picture: ReturnType<typeof readPng>, x: number, y: number): boolean {
  return picture.data[(y * picture.width + x) * 4] === 0
}

describe('qrPng', () => {
  it.each(QR_LEVELS)('holds exactly its text, plain and marked, at level %s', (level) => {
    for (const text of TEXTS) {
      expect(decodeQrPng(qrPng(text, { level, scale: 2 }))).toBe(text)
      expect(decodeQrPng(qrPng(text, { level, scale: 2, mark: true }))).toBe(text)
    }
  }, 120_000)

  it('is read at the size for print too', () => {
    for (const text of TEXTS.slice(0, 125).filter((_, i) => i % 12 === 0)) {
      expect(decodeQrPng(qrPng(text, { level: 'M' }))).toBe(text)
      expect(decodeQrPng(qrPng(text, { level: 'H', mark: true }))).toBe(text)
    }
  }, 60_000)

  it('is the same to a reader of black and white, and is read from afar', () => {
    for (const mark of [false, true]) {
      const png = qrPng(TEXTS[0] ?? '', { level: 'H', mark })
      const [any, own] = [readPng(png), readBilevel(png)]
      expect([own.width, own.height]).toEqual([any.width, any.height])
      const pixels = Array.from({ length: any.width * any.height }, (_, at) => [at % any.width, Math.floor(at / any.width)] as const)
      expect(pixels.filter(([x, y]) => own.isWhite(x, y) === blackAt(any, x, y))).toEqual([])
      expect(decodeQrFromAfar(png)).toBe(TEXTS[0])
      const damaged = Buffer.from(png)
      damaged.writeUInt8(damaged.readUInt8(damaged.length - 30) ^ 1, damaged.length - 30)
      expect(() => readBilevel(damaged)).toThrow('a checksum is wrong')
    }
  })

  it('is a small 1 bit greyscale file, wide enough for print', () => {
    const png = qrPng(TEXTS[0] ?? '', { level: 'M' })
    const [header, ...rest] = chunksOf(png)
    expect(header?.type).toBe('IHDR')
    const width = header?.data.readUInt32BE(0) ?? 0
    expect(width).toBeGreaterThanOrEqual(600)
    expect(width).toBeLessThan(700)
    expect(header?.data.readUInt32BE(4)).toBe(width)
    expect([...(header?.data.subarray(8) ?? [])]).toEqual([1, 0, 0, 0, 0])
    expect(rest.map((chunk) => chunk.type)).toEqual(['IDAT', 'IEND'])
    expect(png.length).toBeLessThan(2000)
  })

  it('keeps a quiet zone of at least four cells on each side', () => {
    for (const margin of [undefined, 0, 4, 7]) {
      for (const mark of [false, true]) {
        const options = { level: 'L', scale: 5, mark, ...(margin === undefined ? {} : { margin }) } as const
        const picture = readPng(qrPng('A', options))
        const quiet = Math.max(4, margin ?? 4) * 5
        const side = quiet * 2 + 21 * 5
        expect(picture.width).toBe(side)
        const black: { x: number; y: number }[] = []
        for (let y = 0; y < side; y++) {
          for (let x = 0; x < side; x++) if (blackAt(picture, x, y)) black.push({ x, y })
        }
        expect(Math.min(...black.map(({ x }) => x))).toBe(quiet)
        expect(Math.min(...black.map(({ y }) => y))).toBe(quiet)
        expect(Math.max(...black.map(({ x }) => x))).toBe(side - quiet - 1)
        expect(Math.max(...black.map(({ y }) => y))).toBe(side - quiet - 1)
      }
    }
  })

  it('stamps the word 沙箱 under the code of a practice image, whole and in a text chunk', () => {
    const png = qrPng('A', { level: 'M', minWidth: 600, mark: true })
    const note = chunksOf(png).find((chunk) => chunk.type === 'tEXt')
    expect(note?.data.toString('latin1')).toBe('Comment\0MiniDesk sandbox')
    const picture = readPng(png)
    expect(picture.height).toBeGreaterThan(picture.width * 1.1)
    const pixel = Math.round((picture.width * 0.3) / PRACTICE_MARK.width)
    const left = Math.floor((picture.width - PRACTICE_MARK.width * pixel) / 2)
    for (let y = 0; y < PRACTICE_MARK.height; y++) {
      for (let x = 0; x < PRACTICE_MARK.width; x++) {
        const black = blackAt(picture, left + x * pixel, picture.width + y * pixel)
        expect(black).toBe(PRACTICE_MARK.cells[y * PRACTICE_MARK.width + x] === 1)
      }
    }
    expect(chunksOf(qrPng('A', { level: 'M' })).some((chunk) => chunk.type === 'tEXt')).toBe(false)
  })

  it('draws the same file every time', () => {
    const options = { level: 'Q', mark: true } as const
    expect(qrPng('房间', options)).toEqual(qrPng('房间', options))
  })

  it('does not let a slip in a size take all memory', () => {
    const width = (png: Uint8Array) => chunksOf(png)[0]?.data.readUInt32BE(0)
    expect(width(qrPng('A', { level: 'L', minWidth: 1e9 }))).toBeLessThanOrEqual(10_000)
    expect(width(qrPng('A', { level: 'L', scale: 0 }))).toBe(29)
  })

  it('says why there is no image', () => {
    const refused = (text: string) => {
      try {
        qrPng(text, { level: 'H' })
      } catch (error) {
        return error
      }
      return undefined
    }
    expect(refused('')).toMatchObject({ code: 'files.qrEmpty' })
    expect(refused('\udc00')).toMatchObject({ code: 'files.qrMalformed' })
    const tooLong = refused('房'.repeat(500))
    expect(tooLong).toBeInstanceOf(Fault)
    expect(tooLong).toMatchObject({ code: 'files.qrTooLong', params: { bytes: 1500, max: 1273, level: 'H' } })
  })
})
