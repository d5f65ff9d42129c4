/** Steps right, down, left, up; the dark cells are always on the right-hand side of the way. */
const STEP_X = [1, 0, -1, 0] as const
const STEP_Y = [0, 1, 0, -1] as const
/** Cell ahead on the right and on the left of a corner, relative to it, per direction. */
const RIGHT_AHEAD = [[0, 0], [-1, 0], [-1, -1], [0, -1]] as const
const LEFT_AHEAD = [[0, -1], [0, 0], [-1, 0], [-1, -1]] as const

export interface CellGrid {
  width: number
  height: number
  /** Row by row, 1 = dark. */
  cells: Uint8Array
}

/**
 * SVG path data of the outlines of all dark areas, one unit a cell, shifted by (`left`, `top`). Outlines, not one box a
 * cell: a printer or PDF viewer that smooths edges would show hair lines between boxes that touch.
 */
export function outlinePath(grid: CellGrid, left = 0, top = 0): string {
  const { width, height, cells } = grid
  const dark = (x: number, y: number) => x >= 0 && y >= 0 && x < width && y < height && cells[y * width + x] === 1
  const seen = new Uint8Array(width * height)
  let path = ''

  /** Follows one outline from the upper left corner of a dark cell that has a light one above. */
  const trace = (startX: number, startY: number) => {
    path += `M${startX + left} ${startY + top}`
    let x = startX
    let y = startY
    let direction: 0 | 1 | 2 | 3 = 0
    do {
      let length = 0
      let turn = 0
      const [rightX, rightY] = RIGHT_AHEAD[direction]
      const [leftX, leftY] = LEFT_AHEAD[direction]
      do {
        if (direction === 0) seen[y * width + x] = 1
        x += STEP_X[direction]
        y += STEP_Y[direction]
        length++
        // Areas that touch only at a corner stay apart: a light cell on the right turns right in any case.
        turn = !dark(x + rightX, y + rightY) ? 1 : dark(x + leftX, y + leftY) ? -1 : 0
      } while (turn === 0)
      const closes = x === startX && y === startY && direction === 3 && turn === 1
      const signed = direction < 2 ? length : -length
      path += closes ? 'z' : `${direction % 2 === 0 ? 'h' : 'v'}${signed}`
      direction = ((direction + turn + 4) % 4) as 0 | 1 | 2 | 3
    } while (x !== startX || y !== startY || direction !== 0)
  }

  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (dark(x, y) && !dark(x, y - 1) && seen[y * width + x] === 0) trace(x, y)
    }
  }
  return path
}
