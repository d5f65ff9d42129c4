const RUN_OF_FIVE = 3
const BLOCK_OF_FOUR = 3
const FINDER_LIKE = 40
const FIVE_PERCENT_OFF = 10

/**
 * How hard a symbol is to scan: the sum of ISO/IEC 18004 §7.8.3 rules 1–4 over a square of `size`×`size` cells
 * (row by row, 1 = dark). Of the eight masks the one with the lowest sum is used.
 */
export function maskPenalty(cells: Uint8Array, size: number): number {
  const runs = new Int32Array(size + 2)
  let penalty = 0
  for (let i = 0; i < size; i++) {
    penalty += linePenalty(cells, i * size, 1, size, runs)
    penalty += linePenalty(cells, i, size, size, runs)
  }
  return penalty + blockPenalty(cells, size) + balancePenalty(cells, size)
}

/** Rules 1 (five or more in a row) and 3 (1:1:3:1:1 beside four light, as in a finder pattern) along one line. */
function linePenalty(cells: Uint8Array, start: number, stride: number, size: number, runs: Int32Array): number {
  const count = findRuns(cells, start, stride, size, runs)
  let penalty = 0
  for (let k = 0; k < count; k++) {
    const run = runs[k] ?? 0
    if (run >= 5) penalty += RUN_OF_FIVE + run - 5
  }
  // The light border around the symbol lengthens the first and the last run, which are light.
  runs[0] = (runs[0] ?? 0) + size
  runs[count - 1] = (runs[count - 1] ?? 0) + size
  for (let k = 6; k < count; k += 2) {
    const unit = runs[k - 1] ?? 0
    if (runs[k - 2] !== unit || runs[k - 3] !== unit * 3 || runs[k - 4] !== unit || runs[k - 5] !== unit) continue
    const after = runs[k] ?? 0
    const before = runs[k - 6] ?? 0
    if (after >= unit * 4 && before >= unit) penalty += FINDER_LIKE
    if (before >= unit * 4 && after >= unit) penalty += FINDER_LIKE
  }
  return penalty
}

/**
 * Lengths of the runs of a line: light, dark, light, …, first and last light (0 where the line starts or ends dark).
 * Without a branch for the colour, which no processor can guess: this is the innermost loop.
 */
function findRuns(cells: Uint8Array, start: number, stride: number, size: number, runs: Int32Array): number {
  let last = 0
  let colour = 0
  runs[0] = 0
  for (let step = 0, at = start; step < size; step++, at += stride) {
    const cell = cells[at] ?? 0
    last += cell ^ colour
    colour = cell
    // The end of the run so far; the last write is the right one.
    runs[last] = step + 1
  }
  if (colour === 1) runs[++last] = size
  // The first run is empty, and never written, where the line starts dark.
  for (let k = last; k > 0; k--) runs[k] = (runs[k] ?? 0) - (runs[k - 1] ?? 0)
  return last + 1
}

/** Rule 2: each 2×2 block of one colour. */
function blockPenalty(cells: Uint8Array, size: number): number {
  let blocks = 0
  for (let y = 1; y < size; y++) {
    const start = y * size
    let left = (cells[start] ?? 0) + (cells[start - size] ?? 0)
    for (let at = start + 1; at < start + size; at++) {
      const right = (cells[at] ?? 0) + (cells[at - size] ?? 0)
      // 0 or 4 of the four are dark: no bit of 1 or 2 in the sum.
      blocks += (((left + right) & 3) - 1) >>> 31
      left = right
    }
  }
  return blocks * BLOCK_OF_FOUR
}

/** Rule 4: each 5 % that the share of dark cells is away from one half. */
function balancePenalty(cells: Uint8Array, size: number): number {
  const total = size * size
  let dark = 0
  for (let at = 0; at < total; at++) dark += cells[at] ?? 0
  return (Math.ceil(Math.abs(dark * 20 - total * 10) / total) - 1) * FIVE_PERCENT_OFF
}
