/** One record of delimited text. `line` is the 1-based line on which it begins, as an editor counts. */
export interface DelimitedRecord {
  kind: 'record'
  line: number
  cells: string[]
}

/** The text cannot be split further: the quote opened on `line` is never closed, or text follows its closing quote. */
export interface BrokenQuote {
  kind: 'broken'
  line: number
}

export interface ScanOptions {
  /** What a broken quote means: `strict` ends the scan with a {@link BrokenQuote}, `literal` takes it as plain text. */
  quotes: 'strict' | 'literal'
}

const CR = 13
const LF = 10
const QUOTE = 34
const SPACE = 32

/**
 * Splits CSV or TSV text into records, lazily, so that the caller can stop or pause between two of them.
 *
 * The dialect is RFC 4180 with what real files need: CRLF, LF and CR end a line, also mixed; a quote opens a quoted
 * cell only as the first character of a cell, elsewhere it is text (`5" pipe`); spaces after a closing quote are
 * dropped. Blank lines are given as a record with one empty cell. The end of the text ends the last line; a final
 * line break adds no record.
 */
export function* scanDelimited(
  text: string,
  delimiter: string,
  options: ScanOptions,
): Generator<DelimitedRecord | BrokenQuote> {
  const separator = delimiter.charCodeAt(0)
  let at = 0
  let line = 1
  while (at < text.length) {
    const cells: string[] = []
    const startLine = line
    for (;;) {
      const quoted = text.charCodeAt(at) === QUOTE ? quotedCell(text, at, separator) : undefined
      if (quoted && 'value' in quoted) {
        cells.push(quoted.value)
        line += lineBreaks(text, at, quoted.end)
        at = quoted.end
      } else if (quoted && options.quotes === 'strict') {
        yield { kind: 'broken', line }
        return
      } else {
        const end = plainEnd(text, at, separator)
        cells.push(text.slice(at, end))
        at = end
      }
      if (at < text.length && text.charCodeAt(at) === separator) {
        at += 1
        continue
      }
      break
    }
    if (at < text.length) {
      at += text.charCodeAt(at) === CR && text.charCodeAt(at + 1) === LF ? 2 : 1
      line += 1
    }
    yield { kind: 'record', line: startLine, cells }
  }
}

/** Where an unquoted cell ends: the next separator or line break, or the end of the text. */
function plainEnd(text: string, from: number, separator: number): number {
  let at = from
  while (at < text.length) {
    const code = text.charCodeAt(at)
    if (code === separator || code === LF || code === CR) break
    at += 1
  }
  return at
}

/** The quoted cell that opens at `from`, and where it ends; `broken` where it is never closed or text follows. */
function quotedCell(text: string, from: number, separator: number): { value: string; end: number } | { broken: true } {
  let value = ''
  let at = from + 1
  for (;;) {
    const close = text.indexOf('"', at)
    if (close < 0) return { broken: true }
    value += text.slice(at, close)
    if (text.charCodeAt(close + 1) === QUOTE) {
      value += '"'
      at = close + 2
      continue
    }
    let end = close + 1
    while (text.charCodeAt(end) === SPACE) end += 1
    const next = text.charCodeAt(end)
    return Number.isNaN(next) || next === separator || next === LF || next === CR ? { value, end } : { broken: true }
  }
}

/** How many line breaks a stretch of text holds; CRLF is one. */
function lineBreaks(text: string, from: number, to: number): number {
  let count = 0
  for (let at = from; at < to; at += 1) {
    const code = text.charCodeAt(at)
    if (code === LF && text.charCodeAt(at - 1) !== CR) count += 1
    else if (code === CR) count += 1
  }
  return count
}
