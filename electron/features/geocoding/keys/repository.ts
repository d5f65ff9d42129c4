import type { GeoKeyFields } from '@shared/contract/geocoding'
import { Fault } from '../../../platform/errors/fault'
import { defineRepository, type ReadContext, type WriteContext } from '../../../platform/store/repository'

type Sql = ReadContext['sql']

/** A key as it is stored; secrets only by what a screen may see. */
export interface StoredKey {
  id: string
  fields: GeoKeyFields
  secrets: { name: string; last4: string; setAt: string; lastUsedAt?: string }[]
  /** Services for which the provider refused the key when it was last used. */
  refusals: { service: string; code: string; at: string }[]
  archived: boolean
  rev: number
  updatedAt: string
}

/** Calls of one provider's day, over all keys of an account. */
export interface StoredUsage {
  meter: string
  service: string
  day: string
  used: number
  exhausted: boolean
}

interface Row {
  seq: number
  id: string
  fieldsJson: string
  archived: number
  rev: number
  updatedAt: string
  updatedBy: string
}

const columns = 'seq, id, fields_json AS fieldsJson, archived, rev, updated_at AS updatedAt, updated_by AS updatedBy'

// What this repository wrote itself.
const fieldsOf = (row: Row) => JSON.parse(row.fieldsJson) as GeoKeyFields

function toKey(sql: Sql, row: Row): StoredKey {
  const secrets = sql('SELECT name, last4, set_at AS setAt, used_at AS usedAt FROM geo_key_secrets WHERE key_seq = ? ORDER BY name').all(
    row.seq,
  ) as { name: string; last4: string; setAt: string; usedAt: string | null }[]
  return {
    id: row.id,
    fields: fieldsOf(row),
    secrets: secrets.map(({ usedAt, ...secret }) => ({ ...secret, ...(usedAt === null ? {} : { lastUsedAt: usedAt }) })),
    refusals: sql('SELECT service, code, at FROM geo_key_refusals WHERE key_seq = ? ORDER BY service').all(row.seq) as StoredKey['refusals'],
    archived: row.archived === 1,
    rev: row.rev,
    updatedAt: row.updatedAt,
  }
}

function requireRow(sql: Sql, id: string): Row {
  const row = sql(`SELECT ${columns} FROM geo_keys WHERE id = ?`).get(id) as Row | undefined
  if (!row) throw new Fault('geocoding.keyNotFound')
  return row
}

const requireKey = (sql: Sql, id: string) => toKey(sql, requireRow(sql, id))

function assertNameFree(sql: Sql, nameKey: string, exceptId: string, path: string): void {
  const holder = sql('SELECT fields_json AS fieldsJson FROM geo_keys WHERE name_key = ? AND id <> ?').get(nameKey, exceptId) as Row | undefined
  if (!holder) return
  const params = { name: fieldsOf(holder).name }
  throw new Fault('geocoding.keyNameTaken', { params, fields: [{ path, code: 'geocoding.keyNameTaken', params }] })
}

interface NewKey {
  id: string
  nameKey: string
  fields: GeoKeyFields
  by: string
}

function insertKey(sql: Sql, now: string, { id, nameKey, fields, by }: NewKey): void {
  sql(`INSERT INTO geo_keys (id, provider, name_key, fields_json, updated_at, updated_by) VALUES (?, ?, ?, ?, ?, ?)`).run(
    id, fields.provider, nameKey, JSON.stringify(fields), now, by)
}

export const geoKeysRepository = defineRepository({
  name: 'geoKeys',
  reads: {
    all: ({ sql }: ReadContext): StoredKey[] =>
      (sql(`SELECT ${columns} FROM geo_keys ORDER BY seq`).all() as Row[]).map((row) => toKey(sql, row)),
    sealed: ({ sql }: ReadContext, id: string): { name: string; sealed: string }[] =>
      sql('SELECT name, sealed FROM geo_key_secrets WHERE key_seq = ? ORDER BY name').all(requireRow(sql, id).seq) as { name: string; sealed: string }[],
    /** Usage since a day; older ones are history. */
    usage: ({ sql }: ReadContext, sinceDay: string): StoredUsage[] =>
      (sql('SELECT meter, service, day, used, exhausted FROM geo_usage WHERE day >= ?').all(sinceDay) as (Omit<StoredUsage, 'exhausted'> & {
        exhausted: number
      })[]).map((row) => ({ ...row, exhausted: row.exhausted === 1 })),
  },
  writes: {
    insert: ({ sql, now }: WriteContext, input: NewKey): StoredKey => {
      assertNameFree(sql, input.nameKey, input.id, 'name')
      insertKey(sql, now, input)
      return requireKey(sql, input.id)
    },
    update: ({ sql, now }: WriteContext, input: NewKey & { rev: number }): StoredKey => {
      const row = requireRow(sql, input.id)
      if (row.rev !== input.rev)
        throw new Fault('geocoding.keyChangedMeanwhile', { params: { name: fieldsOf(row).name, by: row.updatedBy, at: row.updatedAt } })
      assertNameFree(sql, input.nameKey, input.id, 'fields.name')
      sql('UPDATE geo_keys SET name_key = ?, fields_json = ?, rev = rev + 1, updated_at = ?, updated_by = ? WHERE seq = ?').run(
        input.nameKey, JSON.stringify(input.fields), now, input.by, row.seq)
      return requireKey(sql, input.id)
    },
    setArchived: ({ sql, now }: WriteContext, input: { id: string; archived: boolean; by: string }): StoredKey => {
      const row = requireRow(sql, input.id)
      const archived = input.archived ? 1 : 0
      if (row.archived !== archived)
        sql('UPDATE geo_keys SET archived = ?, rev = rev + 1, updated_at = ?, updated_by = ? WHERE seq = ?').run(archived, now, input.by, row.seq)
      return requireKey(sql, input.id)
    },
    /** Without `secret` it is forgotten. Whatever the provider said of the old one is too. */
    putSecret: ({ sql, now }: WriteContext, input: { id: string; name: string; secret?: { sealed: string; last4: string } }): StoredKey => {
      const { seq } = requireRow(sql, input.id)
      if (input.secret)
        sql(`INSERT INTO geo_key_secrets (key_seq, name, sealed, last4, set_at) VALUES (?, ?, ?, ?, ?)
             ON CONFLICT (key_seq, name) DO UPDATE SET sealed = excluded.sealed, last4 = excluded.last4,
               set_at = excluded.set_at, used_at = NULL`).run(seq, input.name, input.secret.sealed, input.secret.last4, now)
      else sql('DELETE FROM geo_key_secrets WHERE key_seq = ? AND name = ?').run(seq, input.name)
      sql('DELETE FROM geo_key_refusals WHERE key_seq = ?').run(seq)
      return requireKey(sql, input.id)
    },
    /** Notes a use of all secrets of a key. */
    secretsUsed: ({ sql, now }: WriteContext, id: string): void => {
      sql('UPDATE geo_key_secrets SET used_at = ? WHERE key_seq = ?').run(now, requireRow(sql, id).seq)
    },
    /** `code` null: the provider answered, so whatever it refused before is over. */
    noteRefusal: ({ sql, now }: WriteContext, { id, service, code }: { id: string; service: string; code: string | null }): void => {
      const { seq } = requireRow(sql, id)
      if (code === null) sql('DELETE FROM geo_key_refusals WHERE key_seq = ? AND service = ?').run(seq, service)
      else
        sql(`INSERT INTO geo_key_refusals (key_seq, service, code, at) VALUES (?, ?, ?, ?)
             ON CONFLICT (key_seq, service) DO UPDATE SET code = excluded.code, at = excluded.at`).run(seq, service, code, now)
    },
    /**
     * Counts up to `wanted` calls ahead, as many as the day has left; answers how many and the new sum. Below zero gives
     * back what was not sent.
     */
    count: (
      { sql }: WriteContext,
      { meter, service, day, wanted, perDay }: { meter: string; service: string; day: string; wanted: number; perDay: number },
    ): { granted: number; used: number; exhausted: boolean } => {
      const row = sql('SELECT used, exhausted FROM geo_usage WHERE meter = ? AND service = ? AND day = ?').get(meter, service, day) as
        | { used: number; exhausted: number }
        | undefined
      const used = row?.used ?? 0
      const granted = wanted < 0 ? -Math.min(used, -wanted) : row?.exhausted === 1 ? 0 : Math.max(0, Math.min(wanted, perDay - used))
      if (granted !== 0)
        sql(`INSERT INTO geo_usage (meter, service, day, used) VALUES (?, ?, ?, ?)
             ON CONFLICT (meter, service, day) DO UPDATE SET used = used + ?`).run(meter, service, day, Math.max(0, granted), granted)
      return { granted, used: used + granted, exhausted: row?.exhausted === 1 }
    },
    /** The provider's own word that the day is used up. */
    exhaust: ({ sql }: WriteContext, { meter, service, day }: { meter: string; service: string; day: string }): void => {
      sql(`INSERT INTO geo_usage (meter, service, day, exhausted) VALUES (?, ?, ?, 1)
           ON CONFLICT (meter, service, day) DO UPDATE SET exhausted = 1`).run(meter, service, day)
    },
    /** Takes it back for a meter, whatever the day. */
    forgive: ({ sql }: WriteContext, meter: string): void => {
      sql('UPDATE geo_usage SET exhausted = 0 WHERE meter = ? AND exhausted = 1').run(meter)
    },
    /** Takes over keys of another workspace without secrets; one whose name stands here stays as it is. Answers how many. */
    adopt: ({ sql, now }: WriteContext, rows: NewKey[]): number => {
      const known = sql('SELECT 1 FROM geo_keys WHERE name_key = ?')
      const fresh = rows.filter(({ nameKey }) => known.get(nameKey) === undefined)
      for (const row of fresh) insertKey(sql, now, row)
      return fresh.length
    },
  },
})
