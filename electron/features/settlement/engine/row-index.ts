/** Where cells and rows end in a stretch of bytes. Positions are those of the separator or line feed itself. */
export interface RowIndex {
  /** Ends of cells, rising. */
  readonly marks: Uint32Array
  /** How many of `marks` there are up to the end of each row; the last of them is its line feed. */
  readonly rows: Uint32Array
  /** Looks through `[start, end)`, which begins with a row, and answers how many whole rows there are. */
  run(start: number, end: number): number
}

/** Set in {@link RowIndex.rows} where a line break stands in quotes of the row. */
export const brokenBit = 0x8000_0000
const quote = 0x22
const lineFeed = 0x0a
const backtick = 0x60

/** The byte that separates, and the one that must follow it (0: any). Quotes only count where nothing must follow. */
export interface Separator {
  byte: number
  next: number
}

/**
 * The plain way to look for the ends of cells and rows, byte by byte. Right wherever it is wrong to have quotes only at
 * the ends of cells; the caller looks again at rows that come out odd.
 */
export class PlainRowIndex implements RowIndex {
  readonly marks: Uint32Array
  readonly rows: Uint32Array

  constructor(
    readonly bytes: Uint8Array<ArrayBuffer>,
    readonly separator: Separator,
  ) {
    this.marks = new Uint32Array(bytes.length)
    this.rows = new Uint32Array(bytes.length)
  }

  run(start: number, end: number): number {
    return this.separator.next === backtick ? this.#runPairs(start, end) : this.#runQuoted(start, end)
  }

  #runPairs(start: number, end: number): number {
    const { bytes, marks, rows } = this
    const { byte, next } = this.separator
    let mark = 0
    let row = 0
    for (let at = start; at < end; at += 1) {
      const here = bytes[at]
      if (here === lineFeed) {
        marks[mark++] = at
        rows[row++] = mark
      } else if (here === byte && bytes[at + 1] === next) marks[mark++] = at
    }
    return row
  }

  #runQuoted(start: number, end: number): number {
    const { bytes, marks, rows } = this
    const { byte } = this.separator
    let mark = 0
    let row = 0
    let quoted = false
    let broken = 0
    for (let at = start; at < end; at += 1) {
      const here = bytes[at]
      if (here === quote) quoted = !quoted
      else if (here === lineFeed) {
        if (quoted) broken = brokenBit
        else {
          marks[mark++] = at
          rows[row++] = mark | broken
          broken = 0
        }
      } else if (here === byte && !quoted) marks[mark++] = at
    }
    return row
  }
}
