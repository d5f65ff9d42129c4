/** Looks for a QR code in pixels, away from the window, which ends it when it takes too long. */
import decodeQR from 'qr/decode.js'

export interface DecodeOrder {
  width: number
  height: number
  /** RGBA, as a canvas gives it. */
  data: Uint8ClampedArray
  timeLimit: number
}

addEventListener('message', ({ data: order }: MessageEvent<DecodeOrder>) => {
  try {
    postMessage(decodeQR(order, { effort: Infinity, timeLimit: order.timeLimit }))
  } catch {
    // Nothing was found in this picture; the next attempt comes with another one.
    postMessage(undefined)
  }
})
