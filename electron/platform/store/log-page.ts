import type { Database } from 'better-sqlite3'

/** Counting stops here: more hits than this are "10,000+". */
const hitsCap = 10_000

/** The conditions of a filter, put together part by part. */
export class Conditions {
  readonly #parts = ['1']
  readonly values: unknown[] = []

  /** Adds a condition where the value is wanted; undefined adds nothing. */
  when<T>(value: T | undefined, part: string): this {
    return value === undefined ? this : this.and(part, value)
  }

  and(part: string, ...values: unknown[]): this {
    this.#parts.push(part)
    this.values.push(...values)
    return this
  }

  /** Part of a text in any of the columns; `%` and `_` mean themselves. */
  contains(text: string | undefined, columns: readonly string[]): this {
    if (text === undefined || text === '') return this
    const pattern = `%${text.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`
    const any = columns.map((column) => `${column} LIKE ? ESCAPE '\\'`).join(' OR ')
    return this.and(`(${any})`, ...columns.map(() => pattern))
  }

  get where(): string {
    return this.#parts.join(' AND ')
  }
}

/** A page of an append-only table whose `seq` rises with time, newest first, with the number of hits. */
export function logPage<Row>(
  db: Database,
  source: { table: string; columns: string },
  conditions: Conditions,
  page: { before?: number | undefined; limit: number },
): { rows: Row[]; hits: number; hitsCapped: boolean } {
  const { where, values } = conditions
  const rows = db
    .prepare(`SELECT ${source.columns} FROM ${source.table} WHERE ${where} AND seq < ? ORDER BY seq DESC LIMIT ?`)
    .all(...values, page.before ?? Number.MAX_SAFE_INTEGER, page.limit) as Row[]
  const hits = db
    .prepare(`SELECT count(*) FROM (SELECT 1 FROM ${source.table} WHERE ${where} LIMIT ${hitsCap + 1})`)
    .pluck()
    .get(...values) as number
  return { rows, hits: Math.min(hits, hitsCap), hitsCapped: hits > hitsCap }
}
