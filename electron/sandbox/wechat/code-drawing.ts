import { PRACTICE_MARK } from '@shared/domain/qr/practice-mark'

/** Red, green, blue, each 0–255. */
export type Colour = readonly [number, number, number]

/** A square picture, four bytes a pixel: red, green, blue, opacity. */
export interface Drawing {
  size: number
  pixels: Uint8Array
}

const band: Colour = [180, 83, 9]
const white: Colour = [255, 255, 255]
const rays = 54

function blank(size: number, transparent: boolean): Drawing {
  return { size, pixels: new Uint8Array(size * size * 4).fill(transparent ? 0 : 255) }
}

function put({ size, pixels }: Drawing, x: number, y: number, [red, green, blue]: Colour): void {
  const at = (y * size + x) * 4
  pixels[at] = red
  pixels[at + 1] = green
  pixels[at + 2] = blue
  pixels[at + 3] = 255
}

/** The same answer for the same place always: a pattern that looks like data and holds none. */
function pattern(a: number, b: number): boolean {
  return ((Math.imul(a + 11, 2654435761) ^ Math.imul(b + 7, 40503)) >>> 13) % 5 < 3
}

/**
 * A picture in the shape of a mini-program code that nobody can take for one: a pattern without meaning and, right
 * across it, an orange band with 沙箱 (wechat-links-qr §7).
 */
export function drawCode(shape: 'round' | 'square', size: number, colour: Colour, transparent: boolean): Drawing {
  const drawing = blank(size, transparent)
  const inked = shape === 'round' ? roundInk(size) : squareInk(size)
  for (let y = 0; y < size; y++) for (let x = 0; x < size; x++) if (inked(x, y)) put(drawing, x, y, colour)
  drawBand(drawing)
  return drawing
}

/** Rays of dashes around an empty middle, with three rings where the real code has its eyes. */
function roundInk(size: number): (x: number, y: number) => boolean {
  const middle = size / 2
  const eyes = [-0.75, -0.25, 0.25].map((turn) => ({
    x: middle + Math.cos(turn * Math.PI) * size * 0.36,
    y: middle + Math.sin(turn * Math.PI) * size * 0.36,
  }))
  return (x, y) => {
    const eye = Math.min(...eyes.map((centre) => Math.hypot(x - centre.x, y - centre.y))) / size
    if (eye < 0.085) return eye < 0.03 || (eye > 0.05 && eye < 0.072)
    const distance = Math.hypot(x - middle, y - middle) / size
    if (distance < 0.2 || distance > 0.47) return false
    const turn = (Math.atan2(y - middle, x - middle) / (2 * Math.PI) + 0.5) * rays
    const ray = Math.floor(turn)
    const aside = Math.abs(turn - ray - 0.5) * ((2 * Math.PI * distance) / rays)
    return aside < 0.0065 && pattern(ray, Math.floor((distance - 0.2) / 0.03))
  }
}

/** Square cells with three corner marks. */
function squareInk(size: number): (x: number, y: number) => boolean {
  const cells = 29
  const margin = Math.round(size * 0.06)
  const cell = (size - 2 * margin) / cells
  const corners = [
    [3, 3],
    [cells - 4, 3],
    [3, cells - 4],
  ] as const
  return (x, y) => {
    const column = Math.floor((x - margin) / cell)
    const row = Math.floor((y - margin) / cell)
    if (column < 0 || row < 0 || column >= cells || row >= cells) return false
    const ring = Math.min(...corners.map(([cx, cy]) => Math.max(Math.abs(column - cx), Math.abs(row - cy))))
    if (ring <= 4) return ring === 3 || ring <= 1
    return pattern(column, row)
  }
}

/** The band over the middle with 沙箱 in white, one pixel of the mark as large as whole pixels allow. */
function drawBand(drawing: Drawing): void {
  const { size } = drawing
  const height = Math.round(size * 0.24)
  const top = Math.round((size - height) / 2)
  for (let y = top; y < top + height; y++) for (let x = 0; x < size; x++) put(drawing, x, y, band)
  const scale = Math.max(1, Math.floor((height * 0.8) / PRACTICE_MARK.height))
  const left = Math.round((size - PRACTICE_MARK.width * scale) / 2)
  const upper = Math.round((size - PRACTICE_MARK.height * scale) / 2)
  for (let y = 0; y < PRACTICE_MARK.height * scale; y++) {
    for (let x = 0; x < PRACTICE_MARK.width * scale; x++) {
      const cell = Math.floor(y / scale) * PRACTICE_MARK.width + Math.floor(x / scale)
      if (PRACTICE_MARK.cells[cell] === 1) put(drawing, left + x, upper + y, white)
    }
  }
}
