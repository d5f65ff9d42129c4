import { QR_QUIET_ZONE, type QrLevel } from './level'
import { qrMatrix, type QrRefusal } from './matrix'
import { outlinePath } from './outline'
import { PRACTICE_MARK, PRACTICE_MARK_SHARE } from './practice-mark'

export interface QrSvgOptions {
  level: QrLevel
  /** Cells of quiet zone; never under 4, which is the default. */
  margin?: number
  /** Width in CSS pixels; without it the picture takes the width of its place. */
  size?: number
  /** Name for screen readers. */
  title?: string
  /** One line of text under the code. */
  caption?: string
  /** Stamps 沙箱 under the code; for practice workspaces. */
  mark?: boolean
}

export type QrSvgResult = { ok: true; svg: string } | QrRefusal

/** Height of a caption's letters in cells; a long caption gets smaller ones so that it stays on its line. */
const CAPTION_SIZE = 3
/** Empty cells under the mark or the caption. */
const FOOT = 2

/**
 * A QR code as an SVG document: black on white in any theme, the whole code one path, no script, no outside reference.
 * Text is escaped, so it may come from anywhere.
 */
export function qrSvg(text: string, options: QrSvgOptions): QrSvgResult {
  const result = qrMatrix(text, { level: options.level })
  if (!result.ok) return result
  const { size: cells } = result.matrix
  const margin = Math.max(QR_QUIET_ZONE, Math.round(options.margin ?? QR_QUIET_ZONE))
  const width = cells + 2 * margin
  let height = width
  let foot = ''
  if (options.mark === true) {
    const scale = (width * PRACTICE_MARK_SHARE) / PRACTICE_MARK.width
    const left = short((width * (1 - PRACTICE_MARK_SHARE)) / 2)
    foot +=
      `<path transform="translate(${left} ${height}) scale(${short(scale)})" shape-rendering="auto" ` +
      `d="${outlinePath(PRACTICE_MARK)}"/>`
    height += Math.ceil(PRACTICE_MARK.height * scale) + FOOT
  }
  const caption = options.caption?.trim() ?? ''
  if (caption !== '') {
    const letters = Math.min(CAPTION_SIZE, (width - 2) / emWidth(caption))
    foot +=
      `<text x="${short(width / 2)}" y="${height + CAPTION_SIZE - 1}" font-size="${short(letters)}" ` +
      `font-family="sans-serif" text-anchor="middle">${escapeXml(caption)}</text>`
    height += CAPTION_SIZE - 1 + FOOT
  }
  const code = outlinePath({ width: cells, height: cells, cells: result.matrix.cells }, margin, margin)
  const pixels = options.size
  const box = pixels === undefined ? '' : ` width="${short(pixels)}" height="${short((pixels * height) / width)}"`
  const title = options.title === undefined ? '' : `<title>${escapeXml(options.title)}</title>`
  const svg =
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}"${box} ` +
    `role="img" shape-rendering="crispEdges">${title}` +
    `<rect width="${width}" height="${height}" fill="#fff"/><path d="${code}"/>${foot}</svg>`
  return { ok: true, svg }
}

/** At most three decimals. */
function short(value: number): number {
  return Math.round(value * 1000) / 1000
}

/** Generous width of a line in em: a Chinese character or emoji takes one, a Latin letter about 0.6. */
function emWidth(text: string): number {
  let width = 0
  for (const character of text) width += (character.codePointAt(0) ?? 0) < 0x2e80 ? 0.62 : 1
  return width
}

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

/** Escapes markup and leaves out what XML 1.0 §2.2 does not allow at all (most control characters). */
function escapeXml(text: string): string {
  return text
    .toWellFormed()
    .replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '')
    .replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '')
}
