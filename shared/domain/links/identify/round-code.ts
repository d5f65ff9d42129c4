/** A grey picture: one byte a pixel, 0 black. */
export interface GreyPicture {
  width: number
  height: number
  data: Uint8Array | Uint8ClampedArray
}

/**
 * Whether a picture is most likely a round mini-program code, which no public decoder reads: what is inked fills a
 * circle, leaves the corners of its square empty, and is neither solid nor sparse. A guess from shape alone, made only
 * to choose the better message; a screenshot with other things on it is not recognised.
 */
export function looksRound({ width, height, data }: GreyPicture): boolean {
  if (width < 40 || height < 40) return false
  let left = width
  let right = -1
  let top = height
  let bottom = -1
  for (let y = 0, at = 0; y < height; y++)
    for (let x = 0; x < width; x++, at++) {
      if ((data[at] ?? 255) >= 160) continue
      if (x < left) left = x
      if (x > right) right = x
      if (y < top) top = y
      bottom = y
    }
  const across = right - left + 1
  const down = bottom - top + 1
  if (across < 30 || down < 30 || Math.abs(across - down) > Math.max(across, down) * 0.06) return false
  const radius = (across + down) / 4
  const [middleX, middleY] = [(left + right) / 2, (top + bottom) / 2]
  let outside = 0
  let ring = 0
  let ringInk = 0
  for (let y = top; y <= bottom; y++)
    for (let x = left; x <= right; x++) {
      const far = Math.hypot(x - middleX, y - middleY) / radius
      const ink = (data[y * width + x] ?? 255) < 160
      if (far > 1.05) outside += ink ? 1 : 0
      else if (far > 0.6) {
        ring += 1
        ringInk += ink ? 1 : 0
      }
    }
  const share = ring === 0 ? 0 : ringInk / ring
  return outside < across * down * 0.004 && share > 0.08 && share < 0.75
}
