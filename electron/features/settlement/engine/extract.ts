import { ByteHeap } from './byte-heap'
import { type ColumnWriter, packWriter } from './pack-writer'
import { RowCells } from './row-cells'
import { type MakeIndex, type RawRow, RowScanner } from './row-scanner'
import { RowTaker } from './row-taker'
import type { CellRow, ExtractHooks, ExtractInput, ExtractPlan, ExtractResult, FooterRow, RowProblemCode, ScanEncoding } from './scan-types'
import type { RowProblem } from './types'

/** Problems that stand in the result; all are told as they come. */
const mostProblems = 1000
const excerptLength = 200
const valueLength = 60

/**
 * Reads a file of rows into a pack. For worker threads: it reads and writes at once.
 * @throws the signal's reason; the system's errors of files
 */
export function extract(input: ExtractInput, options: { makeIndex?: MakeIndex; capacity?: number } = {}): ExtractResult {
  const { plan, header, packPath } = input
  const writer = packWriter(packPath)
  try {
    const taker = new RowTaker(plan, header.dialect.encoding, writer)
    const notes = new Notes(input, header.dialect.encoding)
    const scanner = new RowScanner({ ...input, ...options, wanted: [...taker.wanted, ...(input.hooks?.columns ?? [])] })
    scanner.run({
      row: (cells, raw) => {
        notes.seen += 1
        input.hooks?.row?.(cells)
        if (taker.take(cells)) return
        if (taker.problem.code) notes.refused(taker, cells, raw)
        else notes.skipped += 1
      },
      odd: (code, params, raw) => {
        notes.seen += 1
        notes.odd(code, params, raw)
      },
      footer: (raw) => notes.footerRow(raw, header.dialect),
    })
    takeMore(input, writer, notes)
    return notes.result(writer.finish(), scanner.endsWithNewline)
  } catch (cause) {
    writer.abort()
    throw cause
  }
}

/**
 * The same for rows that come as cells. What footers and rows to leave out begin with is looked for in their first cell.
 */
export async function extractCells(
  rows: AsyncIterable<CellRow> | Iterable<CellRow>,
  { plan, packPath, onProblem, signal, hooks }: Pick<ExtractInput, 'plan' | 'packPath' | 'onProblem' | 'signal' | 'hooks'>,
): Promise<ExtractResult> {
  const writer = packWriter(packPath)
  try {
    const taker = new RowTaker(plan, 'utf-8', writer)
    const notes = new Notes({ plan, ...(onProblem ? { onProblem } : {}) }, 'utf-8')
    const sheet = new SheetRow(plan.width)
    let inFooter = false
    for await (const { line, cells, sheet: name = plan.sheet } of rows) {
      signal?.throwIfAborted()
      if (name !== taker.sheet) {
        // Another sheet has its own end.
        inFooter = false
        taker.sheet = name
        notes.sheet = name
      }
      const first = (cells[0] ?? '').replace(/^[\s`'"]+/u, '')
      if (cells.every((cell) => cell.trim() === '') || plan.skipStarts.some((start) => first.startsWith(start))) continue
      inFooter ||= plan.footerStarts.some((start) => first.startsWith(start))
      if (inFooter) {
        notes.footer.push({ line, cells: [...cells] })
        continue
      }
      notes.seen += 1
      const raw = sheet.fill(line, cells)
      hooks?.row?.(sheet.cells)
      if (cells.slice(plan.width).some((cell) => cell.trim() !== '')) notes.odd('width', { expected: plan.width, found: cells.length }, raw)
      else if (!taker.take(sheet.cells)) {
        if (taker.problem.code) notes.refused(taker, sheet.cells, raw)
        else notes.skipped += 1
      }
    }
    takeMore({ plan, hooks }, writer, notes)
    return notes.result(writer.finish(), true)
  } catch (cause) {
    writer.abort()
    throw cause
  }
}

/** Rows that come behind all others, as cells whatever the file is. */
function takeMore({ plan, hooks }: { plan: ExtractPlan; hooks?: ExtractHooks | undefined }, writer: ColumnWriter, notes: Notes): void {
  const more = hooks?.more?.() ?? []
  if (more.length === 0) return
  const taker = new RowTaker(plan, 'utf-8', writer)
  const row = new SheetRow(plan.width)
  notes.decodeAs('utf-8')
  for (const { line, cells, sheet = plan.sheet } of more) {
    taker.sheet = sheet
    notes.sheet = sheet
    const raw = row.fill(line, cells)
    if (!taker.take(row.cells) && taker.problem.code) notes.refused(taker, row.cells, raw)
  }
}

/** Text cells laid out as bytes, so that they are taken as those of a file are. */
class SheetRow {
  readonly cells: RowCells
  readonly #heap = new ByteHeap()
  readonly #encoder = new TextEncoder()

  constructor(readonly width: number) {
    this.cells = new RowCells(width)
    this.cells.offset = NaN
  }

  fill(line: number, texts: readonly string[]): RawRow {
    const heap = this.#heap
    heap.used = 0
    for (const [column, text] of texts.entries()) {
      heap.reserve(text.length * 3 + 1)
      if (column < this.width) this.cells.starts[column] = heap.used
      heap.used += this.#encoder.encodeInto(text, heap.bytes.subarray(heap.used)).written
      if (column < this.width) this.cells.ends[column] = heap.used
      // Only the excerpt of a problem shows it.
      heap.bytes[heap.used++] = 0x09
    }
    for (let column = texts.length; column < this.width; column += 1) {
      this.cells.starts[column] = 0
      this.cells.ends[column] = 0
    }
    this.cells.line = line
    this.cells.use(heap.bytes)
    return { line, bytes: heap.bytes, start: 0, end: heap.used }
  }
}

/** What is said of the rows that did not become entries. */
class Notes {
  seen = 0
  skipped = 0
  readonly footer: FooterRow[] = []
  readonly #problems: RowProblem[] = []
  #problemCount = 0
  readonly #onProblem: ExtractInput['onProblem']
  /** The sheet of the rows at hand. */
  sheet: string
  #decoder: TextDecoder

  constructor({ onProblem, plan }: Pick<ExtractInput, 'onProblem'> & { plan: ExtractPlan }, encoding: ScanEncoding) {
    this.#onProblem = onProblem
    this.sheet = plan.sheet
    this.#decoder = new TextDecoder(encoding)
  }

  decodeAs(encoding: ScanEncoding): void {
    this.#decoder = new TextDecoder(encoding)
  }

  refused(taker: RowTaker, cells: RowCells, raw: RawRow): void {
    const { code, column } = taker.problem
    if (!code) return
    const value = column < 0 ? '' : this.#decoder.decode(cells.bytes.subarray(cells.starts[column], cells.ends[column])).trim()
    this.odd(code, { ...(column < 0 ? {} : { column: column + 1, value: shortened(value, valueLength) }) }, raw)
  }

  odd(code: RowProblemCode, params: Record<string, string | number>, raw: RawRow): void {
    this.#problemCount += 1
    if (this.#problems.length >= mostProblems && !this.#onProblem) return
    const text = this.#decoder.decode(raw.bytes.subarray(raw.start, Math.min(raw.end, raw.start + excerptLength * 4)))
    const problem: RowProblem = { line: raw.line, sheet: this.sheet, code, params, excerpt: shortened(text, excerptLength) }
    if (this.#problems.length < mostProblems) this.#problems.push(problem)
    this.#onProblem?.(problem)
  }

  footerRow(raw: RawRow, { form, delimiter }: { form: 'backtick' | 'plain'; delimiter: string }): void {
    const text = this.#decoder.decode(raw.bytes.subarray(raw.start, raw.end))
    const isValues = form === 'backtick' && text.startsWith('`')
    const cells = isValues ? text.slice(1).split(',`') : form === 'backtick' ? text.split(',') : splitPlain(text, delimiter)
    this.footer.push({ line: raw.line, cells })
  }

  result(summary: ExtractResult['summary'], endsWithNewline: boolean): ExtractResult {
    return {
      summary,
      seen: this.seen,
      skipped: this.skipped,
      problems: this.#problems,
      problemCount: this.#problemCount,
      footer: this.footer,
      endsWithNewline,
    }
  }
}

function shortened(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length)}…`
}

/** Cells of a line with quotes. */
function splitPlain(text: string, delimiter: string): string[] {
  const cells: string[] = []
  const pattern = new RegExp(`(?:"((?:[^"]|"")*)"|([^${delimiter === '|' ? '\\|' : delimiter}]*))(?:${delimiter === '|' ? '\\|' : delimiter}|$)`, 'gu')
  for (const match of text.matchAll(pattern)) {
    cells.push(match[1] === undefined ? (match[2] ?? '').trim() : match[1].replaceAll('""', '"'))
    if (match.index + match[0].length >= text.length && !match[0].endsWith(delimiter)) break
  }
  return cells
}
