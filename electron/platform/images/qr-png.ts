import {
  PRACTICE_MARK,
  PRACTICE_MARK_SHARE,
  QR_QUIET_ZONE,
  qrMatrix,
  type QrLevel,
  type QrMatrix,
  type QrRefusal,
} from '@shared/domain/qr'
import { Fault } from '../errors/fault'
import { bilevelPng, type PixelBand } from './png'

export interface QrPngOptions {
  level: QrLevel
  /** Cells of quiet zone; never under 4, which is the default. */
  margin?: number
  /** Pixels a cell; wins over `minWidth`. */
  scale?: number
  /** The scale becomes the smallest whole one that reaches this width in pixels. Default 600, enough for print. */
  minWidth?: number
  /** Stamps 沙箱 under the code and says so in a text chunk; for practice workspaces. */
  mark?: boolean
}

const DEFAULT_MIN_WIDTH = 600
/** Wider serves no printer, and a slip in a setting must not take a gigabyte. */
const MAX_WIDTH = 10_000

/**
 * A QR code as a PNG file, black on white, square, or higher by the mark's band.
 * @throws Fault `files.qrEmpty`, `files.qrMalformed` (half a surrogate pair) or `files.qrTooLong`
 */
export function qrPng(text: string, options: QrPngOptions): Uint8Array {
  const result = qrMatrix(text, { level: options.level })
  if (!result.ok) throw refusal(result, options.level)
  const { matrix } = result
  const margin = Math.max(QR_QUIET_ZONE, Math.round(options.margin ?? QR_QUIET_ZONE))
  const cells = matrix.size + 2 * margin
  const wanted = options.scale ?? Math.ceil((options.minWidth ?? DEFAULT_MIN_WIDTH) / cells)
  const scale = Math.max(1, Math.min(Math.round(wanted), Math.floor(MAX_WIDTH / cells)))
  const width = cells * scale
  const bands = codeBands(matrix, margin, scale)
  if (options.mark !== true) return bilevelPng(width, bands)
  return bilevelPng(width, [...bands, ...markBands(width, scale)], { Comment: 'MiniDesk sandbox' })
}

function refusal(result: QrRefusal, level: QrLevel): Fault {
  if (result.reason === 'empty') return new Fault('files.qrEmpty')
  if (result.reason === 'malformed') return new Fault('files.qrMalformed')
  return new Fault('files.qrTooLong', { params: { bytes: result.bytes, max: result.maxBytes, level } })
}

function codeBands(matrix: QrMatrix, margin: number, scale: number): PixelBand[] {
  const width = (matrix.size + 2 * margin) * scale
  const quiet: PixelBand = { row: whiteRow(width), repeat: margin * scale }
  const lines = Array.from({ length: matrix.size }, (_, y): PixelBand => {
    const cells = matrix.cells.subarray(y * matrix.size, (y + 1) * matrix.size)
    return { row: pixelRow(width, cells, margin * scale, scale), repeat: scale }
  })
  return [quiet, ...lines, quiet]
}

/** The mark under the quiet zone, centred, with a quiet zone of white below it. */
function markBands(width: number, scale: number): PixelBand[] {
  const { width: columns, height: rows, cells } = PRACTICE_MARK
  const pixel = Math.max(1, Math.round((width * PRACTICE_MARK_SHARE) / columns))
  const left = Math.max(0, Math.floor((width - columns * pixel) / 2))
  const lines = Array.from({ length: rows }, (_, y): PixelBand => {
    return { row: pixelRow(width, cells.subarray(y * columns, (y + 1) * columns), left, pixel), repeat: pixel }
  })
  return [...lines, { row: whiteRow(width), repeat: QR_QUIET_ZONE * scale }]
}

function whiteRow(width: number): Uint8Array {
  return new Uint8Array(Math.ceil(width / 8)).fill(0xff)
}

/** One line of `width` pixels with each dark cell drawn `scale` pixels wide, the first cell at `left`. */
function pixelRow(width: number, cells: Uint8Array, left: number, scale: number): Uint8Array {
  const row = whiteRow(width)
  cells.forEach((cell, i) => {
    if (cell === 1) blacken(row, left + i * scale, Math.min(width, left + (i + 1) * scale))
  })
  return row
}

function blacken(row: Uint8Array, from: number, to: number): void {
  for (let x = from; x < to; x++) row[x >> 3] = (row[x >> 3] ?? 0) & ~(0x80 >> (x & 7))
}
