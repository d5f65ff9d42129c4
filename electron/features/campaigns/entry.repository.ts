import { Fault } from '../../platform/errors/fault'
import type { ReadContext, WriteContext } from '../../platform/store/repository'

/** Tags, channels and campaigns are kept alike: one row each, its fields as versioned JSON. */
export type EntryTable = 'campaign_tags' | 'campaign_channels' | 'campaigns'

/** A row as it is stored. `fields` is what was written; whoever reads it checks it against the contract. */
export interface Entry {
  id: string
  fields: unknown
  archived: boolean
  rev: number
  updatedAt: string
  updatedBy: string
}

/** What is written: the fields, and the form of their key that no other row of the table may have. */
export interface EntryFields {
  uniqueKey: string
  name: string
  fields: unknown
}

/** Which faults a table answers with. */
export interface EntryFaults {
  table: EntryTable
  notFound: string
  changedMeanwhile: string
  taken: string
  /** Field of the contract that must be unique. */
  uniqueField: string
}

interface StoredEntry {
  id: string
  name: string
  json: string
  archived: number
  rev: number
  updatedAt: string
  updatedBy: string
}

const columns = `id, name, fields_json AS json, archived, rev, updated_at AS updatedAt, updated_by AS updatedBy`

export const entryJson = (fields: unknown): string => JSON.stringify({ v: 1, fields })

const toEntry = ({ name, json, archived, ...row }: StoredEntry): Entry => ({
  ...row,
  fields: (JSON.parse(json) as { fields: unknown }).fields,
  archived: archived === 1,
})

export function allEntries({ sql }: ReadContext, table: EntryTable): Entry[] {
  return (sql(`SELECT ${columns} FROM ${table} ORDER BY seq`).all() as StoredEntry[]).map(toEntry)
}

function requireStored({ sql }: ReadContext, { table, notFound }: EntryFaults, id: string): StoredEntry {
  const row = sql(`SELECT ${columns} FROM ${table} WHERE id = ?`).get(id) as StoredEntry | undefined
  if (!row) throw new Fault(notFound)
  return row
}

export function requireEntry(context: ReadContext, faults: EntryFaults, id: string): Entry {
  return toEntry(requireStored(context, faults, id))
}

/** Archived rows count too: what they tagged is still out there. */
function assertFree({ sql }: ReadContext, faults: EntryFaults, id: string, key: string, prefix: string): void {
  const holder = sql(`SELECT name FROM ${faults.table} WHERE unique_key = ? AND id <> ?`).get(key, id) as
    | { name: string }
    | undefined
  if (!holder) return
  const params = { name: holder.name }
  throw new Fault(faults.taken, { params, fields: [{ path: prefix + faults.uniqueField, code: faults.taken, params }] })
}

export function insertEntry(
  context: WriteContext,
  faults: EntryFaults,
  { id, entry, by }: { id: string; entry: EntryFields; by: string },
): Entry {
  const { sql, now } = context
  assertFree(context, faults, id, entry.uniqueKey, '')
  sql(`INSERT INTO ${faults.table} (id, unique_key, name, fields_json, created_at, updated_at, updated_by)
       VALUES (?, ?, ?, ?, ?, ?, ?)`).run(id, entry.uniqueKey, entry.name, entryJson(entry.fields), now, now, by)
  return requireEntry(context, faults, id)
}

/** Adds a row unless its key stands here already; says whether it did. */
export function adoptEntry(context: WriteContext, faults: EntryFaults, input: { id: string; entry: EntryFields; by: string }): boolean {
  const { sql } = context
  if (sql(`SELECT 1 FROM ${faults.table} WHERE unique_key = ?`).get(input.entry.uniqueKey)) return false
  insertEntry(context, faults, input)
  return true
}

export function updateEntry(
  context: WriteContext,
  faults: EntryFaults,
  { id, rev, entry, by }: { id: string; rev: number; entry: EntryFields; by: string },
): Entry {
  const { sql, now } = context
  const row = requireStored(context, faults, id)
  if (row.rev !== rev)
    throw new Fault(faults.changedMeanwhile, { params: { name: row.name, by: row.updatedBy, at: row.updatedAt } })
  assertFree(context, faults, id, entry.uniqueKey, 'fields.')
  sql(`UPDATE ${faults.table} SET unique_key = ?, name = ?, fields_json = ?, rev = rev + 1, updated_at = ?,
         updated_by = ? WHERE id = ?`).run(entry.uniqueKey, entry.name, entryJson(entry.fields), now, by, id)
  return requireEntry(context, faults, id)
}

export function archiveEntry(
  context: WriteContext,
  faults: EntryFaults,
  { id, archived, by }: { id: string; archived: boolean; by: string },
): Entry {
  const { sql, now } = context
  const wanted = archived ? 1 : 0
  if (requireStored(context, faults, id).archived !== wanted)
    sql(`UPDATE ${faults.table} SET archived = ?, rev = rev + 1, updated_at = ?, updated_by = ? WHERE id = ?`).run(
      wanted,
      now,
      by,
      id,
    )
  return requireEntry(context, faults, id)
}
