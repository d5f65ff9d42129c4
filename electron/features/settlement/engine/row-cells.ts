/** The cells of one row as places in bytes; used again for every row. Only the wanted columns are filled. */
export class RowCells {
  bytes: Uint8Array = new Uint8Array(0)
  view: DataView = new DataView(this.bytes.buffer)
  readonly starts: Int32Array
  readonly ends: Int32Array
  /** Line of its first byte, as a person counts. */
  line = 0
  /** Where it stands in the file, without its line break; `NaN` for rows of a sheet. */
  offset = 0
  length = 0

  constructor(readonly width: number) {
    this.starts = new Int32Array(width)
    this.ends = new Int32Array(width)
  }

  use(bytes: Uint8Array): void {
    if (bytes === this.bytes) return
    this.bytes = bytes
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }

  /** Takes blanks, tabs and the guards of numbers off a cell: backtick, `'`, `="…"`. */
  trimGuard(column: number): void {
    const { bytes } = this
    let start = this.starts[column] ?? 0
    let end = this.ends[column] ?? 0
    while (start < end && isBlank(bytes[start] ?? 0)) start += 1
    while (start < end && isBlank(bytes[end - 1] ?? 0)) end -= 1
    const first = bytes[start] ?? 0
    if (start < end && (first === 0x60 || first === 0x27)) start += 1
    else if (first === 0x3d && end - start >= 3 && bytes[start + 1] === 0x22 && bytes[end - 1] === 0x22) {
      start += 2
      end -= 1
    }
    while (start < end && isBlank(bytes[start] ?? 0)) start += 1
    this.starts[column] = start
    this.ends[column] = end
  }

  /** Takes blanks and tabs off a cell. */
  trim(column: number): void {
    const { bytes } = this
    let start = this.starts[column] ?? 0
    let end = this.ends[column] ?? 0
    while (start < end && isBlank(bytes[start] ?? 0)) start += 1
    while (start < end && isBlank(bytes[end - 1] ?? 0)) end -= 1
    this.starts[column] = start
    this.ends[column] = end
  }
}

const isBlank = (byte: number): boolean => byte === 0x20 || byte === 0x09 || byte === 0x0d
