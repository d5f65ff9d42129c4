import { QuotedRow } from './quoted-row'
import { RowCells } from './row-cells'
import { brokenBit, type RowIndex, type Separator } from './row-index'
import { KernelRowIndex } from './row-kernel'
import { RowMarks } from './row-marks'
import type { ExtractPlan, HeaderFound, RowProblemCode } from './scan-types'
import { ScanWindow } from './scan-window'

/** What a scanner tells as it goes. Whatever it hands over is good until the call ends. */
export interface RowSink {
  row(cells: RowCells, raw: RawRow): void
  /** A row that could not be taken apart. */
  odd(code: RowProblemCode, params: Record<string, string | number>, raw: RawRow): void
  /** The first row of the footer, and each behind it. */
  footer(raw: RawRow): void
}

/** A row as it stands in the bytes, without its line break. */
export interface RawRow {
  line: number
  bytes: Uint8Array
  start: number
  end: number
}

/** Makes an index over bytes of its own, so that they can stand in memory that it likes. */
export type MakeIndex = (bytes: number, separator: Separator) => RowIndex & { readonly bytes: Uint8Array<ArrayBuffer> }

export interface ScannerInput {
  path: string
  header: HeaderFound
  plan: Pick<ExtractPlan, 'width' | 'freeText' | 'footerStarts' | 'skipStarts'>
  /** Columns that somebody looks at. */
  wanted: readonly number[]
  makeIndex?: MakeIndex
  /** Room of the window; tests make it small. */
  capacity?: number
  progress?: ((done: number, total: number) => void) | undefined
  signal?: AbortSignal | undefined
}

const lineFeed = 0x0a
const carriageReturn = 0x0d
const quote = 0x22
const backtick = 0x60

/** Read at once, and the longest row that there may be; indexed at once, so that looking again behind an odd row costs little. */
const windowBytes = 1 << 20
const sliceBytes = 1 << 16
/** What a row's end answers when more bytes are needed to see it. */
const needMore = -1

/** Walks over the rows of a file in bounded memory and shows each to a sink. */
export class RowScanner {
  readonly #input: ScannerInput
  readonly #width: number
  readonly #pairs: boolean
  readonly #wanted: Int32Array
  readonly #cells: RowCells
  readonly #raw: RawRow
  readonly #careful: QuotedRow
  readonly #footerMarks: RowMarks
  readonly #skipMarks: RowMarks
  #window: ScanWindow | undefined
  readonly #index: ReturnType<MakeIndex>
  #line: number
  #inFooter = false
  endsWithNewline = true

  constructor(input: ScannerInput) {
    const { header, plan } = input
    this.#input = input
    this.#width = plan.width
    this.#pairs = header.dialect.form === 'backtick'
    this.#wanted = Int32Array.from([...new Set(input.wanted)].filter((column) => column >= 0 && column < plan.width))
    this.#cells = new RowCells(plan.width)
    this.#careful = new QuotedRow(header.dialect.delimiter.charCodeAt(0))
    this.#footerMarks = new RowMarks(plan.footerStarts, header.dialect.encoding)
    this.#skipMarks = new RowMarks(plan.skipStarts, header.dialect.encoding)
    this.#index = this.#makeIndex((input.capacity ?? windowBytes) + 1)
    this.#raw = { line: 0, bytes: this.#index.bytes, start: 0, end: 0 }
    this.#line = header.dataLine
  }

  /** @throws the signal's reason */
  run(sink: RowSink): void {
    const { path, header, signal, progress } = this.#input
    const window = new ScanWindow(path, header.dataOffset, this.#index.bytes)
    this.#window = window
    try {
      for (let cursor = 0; ; ) {
        signal?.throwIfAborted()
        progress?.(window.offset + cursor, window.size)
        window.advance(cursor)
        cursor = this.#runWindow(window, sink)
        if (window.atEnd && cursor === window.filled) break
        if (cursor === 0 && window.full) {
          sink.odd('tooLong', {}, this.#rawAt(0, window.filled))
          cursor = this.#behindLine(window)
        }
      }
      progress?.(window.size, window.size)
      this.endsWithNewline = !window.mended
    } finally {
      window.close()
    }
  }

  /** Where the line behind the first one begins, however long that is: what stands there is nobody else's fault. */
  #behindLine(window: ScanWindow): number {
    this.#line += 1
    for (;;) {
      const feed = window.bytes.subarray(0, window.filled).indexOf(lineFeed)
      if (feed >= 0 || window.atEnd) return feed < 0 ? window.filled : feed + 1
      window.advance(window.filled)
    }
  }

  #makeIndex(bytes: number): ReturnType<MakeIndex> {
    const { delimiter, form } = this.#input.header.dialect
    const separator = { byte: delimiter.charCodeAt(0), next: form === 'backtick' ? backtick : 0 }
    return this.#input.makeIndex?.(bytes, separator) ?? new KernelRowIndex(bytes, separator)
  }

  /** Shows all rows that are whole; answers where the next begins. */
  #runWindow(window: ScanWindow, sink: RowSink): number {
    const { filled } = window
    this.#raw.bytes = window.bytes
    let cursor = 0
    let slice = sliceBytes
    while (cursor < filled) {
      const end = Math.min(filled, cursor + slice)
      const rows = this.#index.run(cursor, end)
      const next = rows > 0 ? this.#runRows(window, cursor, rows, sink) : cursor
      if (next > cursor) slice = sliceBytes
      else if (end < filled) slice *= 4
      else break
      cursor = next
    }
    // Behind a quote without end no row is seen; what it hides is looked at with care.
    if (!this.#pairs && cursor < filled && (window.atEnd || (cursor === 0 && window.full))) return this.#runHidden(window, cursor, sink)
    return cursor
  }

  /** Answers where the next row begins, which is behind the last of them unless one came out otherwise than indexed. */
  #runRows(window: ScanWindow, from: number, rows: number, sink: RowSink): number {
    const { marks, rows: ends } = this.#index
    let start = from
    let mark = 0
    for (let row = 0; row < rows; row += 1) {
      const packed = ends[row] ?? 0
      const markEnd = packed & ~brokenBit
      const indexed = marks[markEnd - 1] ?? 0
      const end = this.#pairs
        ? this.#pairRow(window, start, mark, markEnd, sink)
        : this.#plainRow(window, start, mark, markEnd, packed !== markEnd, sink)
      if (end !== indexed) return end === needMore ? start : end + 1
      start = end + 1
      mark = markEnd
    }
    return start
  }

  /** One row of a bill; answers where its line feed is. */
  #pairRow(window: ScanWindow, start: number, mark: number, markEnd: number, sink: RowSink): number {
    const { bytes } = window
    const { marks } = this.#index
    const feed = marks[markEnd - 1] ?? 0
    const end = withoutReturn(bytes, start, feed)
    if (this.#inFooter || bytes[start] !== backtick) return this.#apart(start, end, feed, sink)
    const surplus = markEnd - mark - this.#width
    if (surplus < 0) return this.#shortPairRow(window, start, feed, sink)
    const cells = this.#cells
    const wanted = this.#wanted
    const free = this.#input.plan.freeText ?? this.#width - 1
    for (let n = 0; n < wanted.length; n += 1) {
      const column = wanted[n] ?? 0
      const first = column > free ? column + surplus : column
      const last = column >= free ? column + surplus : column
      cells.starts[column] = first === 0 ? start + 1 : (marks[mark + first - 1] ?? 0) + 2
      cells.ends[column] = mark + last === markEnd - 1 ? end : (marks[mark + last] ?? 0)
    }
    this.#show(bytes, start, end, sink)
    this.#line += 1
    return feed
  }

  /** Fewer cells than there should be: a value with a line break, which the next line goes on with, or a broken row. */
  #shortPairRow(window: ScanWindow, start: number, firstFeed: number, sink: RowSink): number {
    const { bytes, filled } = window
    let feed = firstFeed
    let breaks = 1
    for (;;) {
      const end = withoutReturn(bytes, start, feed)
      const found = pairsIn(bytes, start, end)
      if (found >= this.#width) {
        this.#fillPairs(bytes, start, end, found - this.#width)
        this.#show(bytes, start, end, sink)
        break
      }
      if (feed + 1 >= filled && !window.atEnd) return needMore
      const next = bytes.indexOf(lineFeed, feed + 1)
      const goesOn = feed + 1 < filled && bytes[feed + 1] !== backtick && !this.#footerMarks.fits(bytes, feed + 1, filled) && pairsIn(bytes, feed + 1, next < 0 ? filled : next) > 1
      if (!goesOn) {
        sink.odd('width', { expected: this.#width, found }, this.#rawAt(start, end))
        break
      }
      if (next < 0 || next >= filled) return needMore
      feed = next
      breaks += 1
    }
    this.#line += breaks
    return feed
  }

  #fillPairs(bytes: Uint8Array, start: number, end: number, surplus: number): void {
    const free = this.#input.plan.freeText ?? this.#width - 1
    const { starts, ends } = this.#cells
    let at = start + 1
    for (let column = 0; column < this.#width; column += 1) {
      starts[column] = at
      for (let parts = column === free ? surplus : 0; parts >= 0; parts -= 1) {
        at = nextPair(bytes, at, end)
        ends[column] = Math.min(at, end)
        at += 2
      }
    }
  }

  #plainRow(window: ScanWindow, start: number, mark: number, markEnd: number, broken: boolean, sink: RowSink): number {
    const { bytes } = window
    const { marks } = this.#index
    const feed = marks[markEnd - 1] ?? 0
    const end = withoutReturn(bytes, start, feed)
    if (this.#inFooter || this.#footerMarks.fits(bytes, start, end) || this.#skipMarks.fits(bytes, start, end)) return this.#apart(start, end, feed, sink)
    if (broken || markEnd - mark !== this.#width) return end === start ? this.#blank(feed) : this.#carefulRow(window, start, sink)
    if (end - start < this.#width * 3 && this.#isEmpty(bytes, start, end, mark)) return this.#blank(feed)
    const cells = this.#cells
    const wanted = this.#wanted
    for (let n = 0; n < wanted.length; n += 1) {
      const column = wanted[n] ?? 0
      let from = column === 0 ? start : (marks[mark + column - 1] ?? 0) + 1
      let to = mark + column === markEnd - 1 ? end : (marks[mark + column] ?? 0)
      if (bytes[from] === quote && to > from) {
        from += 1
        to -= 1
        if (to < from || bytes[to] !== quote || hasQuote(bytes, from, to)) return this.#carefulRow(window, start, sink)
      }
      cells.starts[column] = from
      cells.ends[column] = to
    }
    this.#show(bytes, start, end, sink)
    this.#line += 1
    return feed
  }

  /** Whether every cell is empty or a pair of quotes. */
  #isEmpty(bytes: Uint8Array, start: number, end: number, mark: number): boolean {
    const { marks } = this.#index
    let from = start
    for (let column = 0; column < this.#width; column += 1) {
      const to = column === this.#width - 1 ? end : (marks[mark + column] ?? 0)
      if (to > from && !(to - from === 2 && bytes[from] === quote && bytes[from + 1] === quote)) return false
      from = to + 1
    }
    return true
  }

  #carefulRow(window: ScanWindow, start: number, sink: RowSink): number {
    const { bytes, filled } = window
    const careful = this.#careful
    const feed = careful.read(bytes, start, filled)
    if (feed >= filled && !window.atEnd && !(start === 0 && window.full)) return needMore
    if (feed >= filled && bytes.indexOf(lineFeed, start) < 0) return needMore
    const fits = !careful.open && this.#widthFits(window, feed)
    // What a quote took in by mistake is given back: only its own line is lost, and said to be.
    if (!fits && (careful.breaks > 0 || careful.open)) return this.#oddLine(bytes, start, filled, careful.open ? 'quote' : 'width', sink)
    if (fits) {
      this.#fillCareful()
      this.#showCareful(start, withoutReturn(bytes, start, feed), bytes, sink)
    } else if (this.#anyText()) sink.odd('width', { expected: this.#width, found: careful.cells }, this.#rawAt(start, withoutReturn(bytes, start, feed)))
    this.#line += 1 + careful.breaks
    return feed
  }

  /** Empty cells at the end may be missing or too many; in a row that the file's end cut off none may be missing. */
  #widthFits(window: ScanWindow, feed: number): boolean {
    const careful = this.#careful
    if (careful.cells < this.#width) return careful.cells > 1 && !(window.mended && feed === window.filled - 1)
    for (let cell = this.#width; cell < careful.cells; cell += 1) if (careful.end(cell) > careful.start(cell)) return false
    return true
  }

  #anyText(): boolean {
    const careful = this.#careful
    for (let cell = 0; cell < careful.cells; cell += 1) if (careful.end(cell) > careful.start(cell)) return true
    return false
  }

  #oddLine(bytes: Uint8Array, start: number, filled: number, code: RowProblemCode, sink: RowSink): number {
    const next = bytes.indexOf(lineFeed, start)
    const feed = next < 0 || next >= filled ? filled - 1 : next
    sink.odd(code, code === 'width' ? { expected: this.#width, found: this.#careful.cells } : {}, this.#rawAt(start, withoutReturn(bytes, start, feed)))
    this.#line += 1
    return feed
  }

  #runHidden(window: ScanWindow, from: number, sink: RowSink): number {
    const feed = this.#inFooter ? this.#footerLine(window, from, sink) : this.#carefulRow(window, from, sink)
    return feed === needMore ? from : Math.min(feed + 1, window.filled)
  }

  #footerLine(window: ScanWindow, from: number, sink: RowSink): number {
    const next = window.bytes.indexOf(lineFeed, from)
    const feed = next < 0 || next >= window.filled ? window.filled - 1 : next
    return this.#apart(from, withoutReturn(window.bytes, from, feed), feed, sink)
  }

  /** Rows of the footer, rows to be left out and empty ones. */
  #apart(start: number, end: number, feed: number, sink: RowSink): number {
    const { bytes } = this.#raw
    if (start < end && !this.#skipMarks.fits(bytes, start, end) && !isBlank(bytes, start, end)) {
      this.#inFooter = true
      sink.footer(this.#rawAt(start, end))
    }
    return this.#blank(feed)
  }

  #blank(feed: number): number {
    this.#line += 1
    return feed
  }

  #fillCareful(): void {
    const careful = this.#careful
    for (const column of this.#wanted) {
      this.#cells.starts[column] = column < careful.cells ? careful.start(column) : 0
      this.#cells.ends[column] = column < careful.cells ? careful.end(column) : 0
    }
  }

  #showCareful(start: number, end: number, bytes: Uint8Array, sink: RowSink): void {
    if (!this.#anyText()) return
    const { heap } = this.#careful
    this.#place(start, end)
    this.#cells.use(heap.bytes)
    sink.row(this.#cells, this.#rawAt(start, end))
    this.#cells.use(bytes)
  }

  #show(bytes: Uint8Array, start: number, end: number, sink: RowSink): void {
    this.#place(start, end)
    this.#cells.use(bytes)
    sink.row(this.#cells, this.#rawAt(start, end))
  }

  #place(start: number, end: number): void {
    const cells = this.#cells
    cells.line = this.#line
    cells.offset = (this.#window?.offset ?? 0) + start
    cells.length = end - start
  }

  #rawAt(start: number, end: number): RawRow {
    const raw = this.#raw
    raw.line = this.#line
    raw.start = start
    raw.end = end
    return raw
  }
}

function withoutReturn(bytes: Uint8Array, start: number, feed: number): number {
  return feed > start && bytes[feed - 1] === carriageReturn ? feed - 1 : feed
}

function hasQuote(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at += 1) if (bytes[at] === quote) return true
  return false
}

function isBlank(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at += 1) if (bytes[at] !== 0x20 && bytes[at] !== 0x09) return false
  return true
}

/** Where the next comma with a backtick behind it is; `end` where there is none. */
function nextPair(bytes: Uint8Array, start: number, end: number): number {
  for (let at = start; at + 1 < end; at += 1) if (bytes[at] === 0x2c && bytes[at + 1] === backtick) return at
  return end
}

/** Values in a stretch of a bill: pairs and one. */
function pairsIn(bytes: Uint8Array, start: number, end: number): number {
  let count = 1
  for (let at = nextPair(bytes, start, end); at < end; at = nextPair(bytes, at + 2, end)) count += 1
  return count
}
