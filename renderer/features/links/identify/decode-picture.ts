import { looksRound } from '@shared/domain/links/identify'
import type { DecodeOrder } from './decode.worker'

/** What became of a picture; texts under `identify.picture.<why>`. */
export type PictureResult =
  | { ok: true; text: string }
  | { ok: false; why: 'tooLarge' | 'unreadable' | 'round' | 'noCode' | 'tookTooLong' }

/** Longest sides that are tried, in pixels: a screenshot first, then a small code in a large photo, then a coarse one. */
const sides = [1400, 2800, 700]
const totalMs = 9000
const attemptMs = 3000
/** A photograph has a few MB; the window has to stay usable while a larger file would be unpacked. */
const mostBytes = 50 * 1024 * 1024
/** Light cells around a code that touches the edge. */
const margin = 32

/** Reads the QR code of a picture of any kind that the browser can draw. Never throws. */
export async function decodePicture(file: Blob): Promise<PictureResult> {
  if (file.size > mostBytes) return { ok: false, why: 'tooLarge' }
  const image = await load(file)
  if (!image) return { ok: false, why: 'unreadable' }
  const worker = new Worker(new URL('./decode.worker.ts', import.meta.url), { type: 'module' })
  const until = performance.now() + totalMs
  try {
    for (const side of sidesFor(image)) {
      const left = until - performance.now()
      if (left <= 0) return { ok: false, why: 'tookTooLong' }
      const pixels = draw(image, side)
      if (!pixels) return { ok: false, why: 'unreadable' }
      const answer = await attempt(worker, pixels, Math.min(attemptMs, left))
      if (answer === null) return { ok: false, why: 'tookTooLong' }
      if (answer !== undefined) return { ok: true, text: answer }
    }
    const small = draw(image, 300)
    return { ok: false, why: small && looksRound(grey(small)) ? 'round' : 'noCode' }
  } finally {
    worker.terminate()
    image.close()
  }
}

interface Drawable {
  source: CanvasImageSource
  width: number
  height: number
  close(): void
}

/** Photographs and screenshots are decoded from their bytes; only a drawing needs an address to be drawn from. */
function load(file: Blob): Promise<Drawable | undefined> {
  return file.type === 'image/svg+xml' ? loadDrawing(file) : loadPixels(file)
}

async function loadPixels(file: Blob): Promise<Drawable | undefined> {
  try {
    const source = await createImageBitmap(file)
    return { source, width: source.width, height: source.height, close: () => source.close() }
  } catch {
    return undefined
  }
}

async function loadDrawing(file: Blob): Promise<Drawable | undefined> {
  const parsed = new DOMParser().parseFromString(await file.text(), 'image/svg+xml')
  if (parsed.querySelector('parsererror')) return undefined
  const url = URL.createObjectURL(file)
  try {
    const source = new Image()
    source.src = url
    await source.decode()
    // A drawing without a size of its own is drawn large enough to be read.
    const { naturalWidth: width, naturalHeight: height } = source
    return { source, ...(width > 0 && height > 0 ? { width, height } : { width: 1000, height: 1000 }), close: () => undefined }
  } catch {
    return undefined
  } finally {
    URL.revokeObjectURL(url)
  }
}

/** No side is tried twice: small pictures are enlarged once, large ones are never drawn in full. */
function sidesFor({ width, height }: Drawable): number[] {
  const longest = Math.max(width, height)
  const bounded = sides.map((side) => (side > longest ? Math.max(longest, Math.min(side, 700)) : side))
  return [...new Set(bounded)]
}

function draw({ source, width, height }: Drawable, side: number): ImageData | undefined {
  const scale = side / Math.max(width, height)
  const canvas = document.createElement('canvas')
  canvas.width = Math.max(1, Math.round(width * scale)) + 2 * margin
  canvas.height = Math.max(1, Math.round(height * scale)) + 2 * margin
  const context = canvas.getContext('2d', { willReadFrequently: true })
  if (!context) return undefined
  // What is transparent counts as paper.
  context.fillStyle = '#fff'
  context.fillRect(0, 0, canvas.width, canvas.height)
  context.imageSmoothingEnabled = scale < 1
  try {
    context.drawImage(source, margin, margin, canvas.width - 2 * margin, canvas.height - 2 * margin)
    return context.getImageData(0, 0, canvas.width, canvas.height)
  } catch {
    return undefined
  }
}

/** The text, `undefined` where there is none, `null` where no answer came in time. */
function attempt(worker: Worker, { width, height, data }: ImageData, timeLimit: number): Promise<string | null | undefined> {
  return new Promise((resolve) => {
    // The decoder keeps its own limit; this one is for when it does not.
    const timer = setTimeout(() => resolve(null), timeLimit + 1500)
    const end = (answer: string | undefined) => {
      clearTimeout(timer)
      resolve(answer)
    }
    worker.onmessage = ({ data: text }: MessageEvent<string | undefined>) => end(text)
    worker.onerror = () => end(undefined)
    const order: DecodeOrder = { width, height, data, timeLimit }
    worker.postMessage(order, [data.buffer])
  })
}

function grey({ width, height, data }: ImageData): { width: number; height: number; data: Uint8Array } {
  const bytes = new Uint8Array(width * height)
  for (let at = 0; at < bytes.length; at++) {
    const from = at * 4
    bytes[at] = ((data[from] ?? 255) * 3 + (data[from + 1] ?? 255) * 6 + (data[from + 2] ?? 255)) / 10
  }
  return { width, height, data: bytes }
}
