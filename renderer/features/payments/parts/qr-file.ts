import { type QrLevel, qrSvg } from '@shared/domain/qr'

/** Printed edge lengths that are offered, centimetres: a till card, a table stand, a poster. */
export const printedSizes = [3, 5, 8] as const
export type PrintedSize = (typeof printedSizes)[number]

const level: QrLevel = 'M'
const dotsPerCentimetre = 300 / 2.54
/** CSS counts 96 pixels an inch; a drawing program reads the size of an SVG that way. */
const cssPerCentimetre = 96 / 2.54

export interface QrFileOptions {
  /** One line under the code: the amount. */
  caption: string
  /** Stamps 沙箱 under the code. */
  practice: boolean
  size: PrintedSize
}

/** A payment code as SVG of the printed size; `undefined` where the text does not fit a QR code. */
export function qrSvgText(text: string, { caption, practice, size }: QrFileOptions, perCentimetre = cssPerCentimetre): string | undefined {
  const drawn = qrSvg(text, { level, caption, mark: practice, size: Math.round(size * perCentimetre) })
  return drawn.ok ? drawn.svg : undefined
}

/** The same as PNG with 300 dots an inch; `undefined` where it does not fit or cannot be drawn. */
export async function qrPng(text: string, options: QrFileOptions): Promise<Blob | undefined> {
  const svg = qrSvgText(text, options, dotsPerCentimetre)
  if (svg === undefined) return undefined
  const picture = new Image()
  picture.src = `data:image/svg+xml,${encodeURIComponent(svg)}`
  await picture.decode()
  const canvas = document.createElement('canvas')
  canvas.width = picture.naturalWidth
  canvas.height = picture.naturalHeight
  canvas.getContext('2d')?.drawImage(picture, 0, 0)
  return new Promise((resolve) => canvas.toBlob((blob) => resolve(blob ?? undefined), 'image/png'))
}

/** Hands a file that was made in this window to the person, like one of the program's. */
export function saveBlob(blob: Blob, name: string): void {
  const address = URL.createObjectURL(blob)
  const link = document.createElement('a')
  link.href = address
  link.download = name
  document.body.append(link)
  link.click()
  link.remove()
  // The download has its own hold on the bytes by then.
  setTimeout(() => URL.revokeObjectURL(address), 60_000)
}
