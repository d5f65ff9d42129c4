import { Fault } from '../../../platform/errors/fault'

/** A table as the importer takes it, from whatever file. */
export interface ImportTable {
  headers: string[]
  rows: { line: number; cells: string[] }[]
  notices: { code: string; params: Record<string, string | number> }[]
}

/** What is refused before it can fill the memory: JSON is written by machines, also by broken and hostile ones. */
const limits = { depth: 16, lineCharacters: 1_000_000, columns: 200, rows: 200_000, cellCharacters: 32_767 }

/** Whether a text is JSON rather than a sheet: an object or an array begins it. */
export function looksLikeJson(text: string): boolean {
  return /^\s*(?:\{|\[\s*(?:\{|\]))/u.test(text.slice(0, 1000))
}

/**
 * Reads JSON Lines (one object a line, as a cloud database exports it) or an array of objects. Nested values become
 * columns by their dotted path; numbers keep their text, because order numbers are longer than a number can be.
 * @throws Fault `payments.importJsonBroken` (line), `payments.importJsonDeep`, `payments.importTooWide`, `payments.importTooLong`
 */
export function readJsonTable(text: string): ImportTable {
  const records = /^\s*\[/u.test(text) ? arrayOf(text) : linesOf(text)
  const columns = new Map<string, number>()
  const rows = records.map(({ line, value }) => {
    const cells: string[] = []
    flatten(value, '', (path, cell) => {
      const column = columns.get(path) ?? columns.size
      if (column >= limits.columns) throw new Fault('payments.importTooWide', { params: { most: limits.columns } })
      columns.set(path, column)
      cells[column] = cell.slice(0, limits.cellCharacters)
    })
    return { line, cells }
  })
  const headers = [...columns.keys()]
  return { headers, rows: rows.map(({ line, cells }) => ({ line, cells: headers.map((_, at) => cells[at] ?? '') })), notices: [] }
}

interface JsonRecord {
  line: number
  value: Record<string, unknown>
}

function linesOf(text: string): JsonRecord[] {
  const records: JsonRecord[] = []
  let line = 0
  for (const part of text.split(/\r\n|\n|\r/u)) {
    line += 1
    if (part.trim() === '') continue
    if (part.length > limits.lineCharacters) throw broken(line)
    if (records.length >= limits.rows) throw new Fault('payments.importTooLong', { params: { most: limits.rows } })
    records.push({ line, value: objectOf(part, line) })
  }
  return records
}

function arrayOf(text: string): JsonRecord[] {
  assertShallow(text, 1)
  const list = parse(text, 1)
  if (!Array.isArray(list)) throw broken(1)
  if (list.length > limits.rows) throw new Fault('payments.importTooLong', { params: { most: limits.rows } })
  return list.map((value: unknown, at) => {
    if (!isRecord(value)) throw broken(at + 1)
    return { line: at + 1, value }
  })
}

function objectOf(text: string, line: number): Record<string, unknown> {
  assertShallow(text, line)
  const value = parse(text, line)
  if (!isRecord(value)) throw broken(line)
  return value
}

/** Counts brackets before anything is parsed: a parser could run out of stack. */
function assertShallow(text: string, line: number): void {
  let depth = 0
  let inString = false
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    if (inString) {
      if (code === 92) at += 1
      else if (code === 34) inString = false
    } else if (code === 34) inString = true
    else if (code === 123 || code === 91) {
      depth += 1
      if (depth > limits.depth) throw new Fault('payments.importJsonDeep', { params: { line, most: limits.depth } })
    } else if (code === 125 || code === 93) depth -= 1
  }
}

function parse(text: string, line: number): unknown {
  try {
    // The source text of a number (ECMAScript 2026, in V8 since 11.4): 4200000000202611210000000001 keeps its digits.
    const reviver = (_key: string, value: unknown, context?: { source?: string }): unknown =>
      typeof value === 'number' ? (context?.source ?? String(value)) : value
    return JSON.parse(text, reviver) as unknown
  } catch {
    throw broken(line)
  }
}

const broken = (line: number) => new Fault('payments.importJsonBroken', { params: { line } })

function flatten(value: unknown, path: string, put: (path: string, cell: string) => void): void {
  if (isRecord(value)) {
    for (const [key, inner] of Object.entries(value)) flatten(inner, path === '' ? key.slice(0, 100) : `${path}.${key.slice(0, 100)}`, put)
    return
  }
  if (value === null || value === undefined) return
  if (Array.isArray(value)) put(path, value.every((one) => !isRecord(one) && !Array.isArray(one)) ? value.join(', ') : JSON.stringify(value))
  else put(path, typeof value === 'string' ? value : JSON.stringify(value))
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
