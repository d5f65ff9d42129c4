/** Pasted cells: the first row is the header; line numbers count from it. Rows without anything are left out. */
export function sheetOfCells(cells: readonly string[][]): { headers: string[]; rows: { line: number; cells: string[] }[] } {
  const [first = [], ...rest] = cells
  // A row that is longer than the header keeps all its cells: nothing that was pasted gets lost.
  const width = cells.reduce((widest, row) => Math.max(widest, row.length), 0)
  const seen = new Map<string, number>()
  const headers = Array.from({ length: width }, (_, at) => {
    const text = first[at]?.trim() ?? ''
    const name = text === '' ? `#${at + 1}` : text
    const count = (seen.get(name) ?? 0) + 1
    seen.set(name, count)
    return count === 1 ? name : `${name} (${count})`
  })
  const rows = rest
    .map((row, at) => ({ line: at + 2, cells: row }))
    .filter((row) => row.cells.some((cell) => cell.trim() !== ''))
  return { headers, rows }
}
