import type { ServiceFields } from '@shared/contract/short-addresses'
import { Fault } from '../../platform/errors/fault'
import { defineRepository, type ReadContext, type WriteContext } from '../../platform/store/repository'

type Sql = ReadContext['sql']

/** A service as it is stored; its secrets only by name and end. */
export interface StoredService {
  id: string
  /** Checked against the contract by whoever reads it. */
  fields: unknown
  secrets: { name: string; last4: string; setAt: string }[]
  isDefault: boolean
  archived: boolean
  rev: number
  updatedAt: string
  updatedBy: string
}

interface Row {
  seq: number
  id: string
  name: string
  json: string
  isDefault: number
  archived: number
  rev: number
  updatedAt: string
  updatedBy: string
}

const columns = `seq, id, name, fields_json AS json, is_default AS isDefault, archived, rev, updated_at AS updatedAt,
  updated_by AS updatedBy`
const jsonOf = (fields: ServiceFields) => JSON.stringify({ v: 1, fields })

function toService(sql: Sql, { seq, name, json, isDefault, archived, ...row }: Row): StoredService {
  const secrets = sql('SELECT name, last4, set_at AS setAt FROM short_service_secrets WHERE service_seq = ? ORDER BY name')
  return {
    ...row,
    fields: (JSON.parse(json) as { fields: unknown }).fields,
    secrets: secrets.all(seq) as StoredService['secrets'],
    isDefault: isDefault === 1,
    archived: archived === 1,
  }
}

function requireRow(sql: Sql, id: string): Row {
  const row = sql(`SELECT ${columns} FROM short_services WHERE id = ?`).get(id) as Row | undefined
  if (!row) throw new Fault('shortAddresses.serviceNotFound')
  return row
}

const requireService = (sql: Sql, id: string) => toService(sql, requireRow(sql, id))

function assertNameFree(sql: Sql, nameKey: string, id: string): void {
  const holder = sql('SELECT name FROM short_services WHERE name_key = ? AND id <> ?').get(nameKey, id) as { name: string } | undefined
  if (!holder) return
  const params = { name: holder.name }
  throw new Fault('shortAddresses.nameTaken', { params, fields: [{ path: 'fields.name', code: 'shortAddresses.nameTaken', params }] })
}

export const shortServicesRepository = defineRepository({
  name: 'shortServices',
  reads: {
    all: ({ sql }: ReadContext): StoredService[] =>
      (sql(`SELECT ${columns} FROM short_services ORDER BY seq`).all() as Row[]).map((row) => toService(sql, row)),
    /** The sealed secrets of all services, or of one. */
    sealed: ({ sql }: ReadContext, id: string | null): { id: string; name: string; sealed: string }[] =>
      sql(`SELECT short_services.id AS id, short_service_secrets.name AS name, sealed FROM short_service_secrets
           JOIN short_services ON short_services.seq = service_seq WHERE @id IS NULL OR short_services.id = @id`).all({ id }) as {
        id: string
        name: string
        sealed: string
      }[],
  },
  writes: {
    insert: ({ sql, now }: WriteContext, input: { id: string; nameKey: string; fields: ServiceFields; by: string }): StoredService => {
      assertNameFree(sql, input.nameKey, input.id)
      sql(`INSERT INTO short_services (id, name, name_key, fields_json, updated_at, updated_by) VALUES (?, ?, ?, ?, ?, ?)`).run(
        input.id, input.fields.name, input.nameKey, jsonOf(input.fields), now, input.by)
      return requireService(sql, input.id)
    },
    /** `keepSecrets`: names of those that stay. */
    update: (
      { sql, now }: WriteContext,
      input: { id: string; rev: number; nameKey: string; fields: ServiceFields; keepSecrets: string[]; by: string },
    ): StoredService => {
      const row = requireRow(sql, input.id)
      if (row.rev !== input.rev)
        throw new Fault('shortAddresses.changedMeanwhile', { params: { name: row.name, by: row.updatedBy, at: row.updatedAt } })
      assertNameFree(sql, input.nameKey, input.id)
      sql(`UPDATE short_services SET name = ?, name_key = ?, fields_json = ?, rev = rev + 1, updated_at = ?, updated_by = ?
           WHERE seq = ?`).run(input.fields.name, input.nameKey, jsonOf(input.fields), now, input.by, row.seq)
      sql(`DELETE FROM short_service_secrets WHERE service_seq = ? AND name NOT IN (SELECT value FROM json_each(?))`).run(
        row.seq, JSON.stringify(input.keepSecrets))
      return requireService(sql, input.id)
    },
    setArchived: ({ sql, now }: WriteContext, input: { id: string; archived: boolean; by: string }): StoredService => {
      const row = requireRow(sql, input.id)
      const archived = input.archived ? 1 : 0
      if (row.archived !== archived)
        sql(`UPDATE short_services SET archived = @archived, is_default = CASE WHEN @archived = 1 THEN 0 ELSE is_default END,
               rev = rev + 1, updated_at = @now, updated_by = @by WHERE seq = @seq`).run({ archived, now, by: input.by, seq: row.seq })
      return requireService(sql, input.id)
    },
    setDefault: ({ sql }: WriteContext, id: string): StoredService => {
      const row = requireRow(sql, id)
      if (row.archived === 1) throw new Fault('shortAddresses.serviceArchived', { params: { name: row.name } })
      sql('UPDATE short_services SET is_default = 0 WHERE is_default = 1').run()
      sql('UPDATE short_services SET is_default = 1 WHERE seq = ?').run(row.seq)
      return requireService(sql, id)
    },
    /** Without `secret` it is forgotten. */
    putSecret: (
      { sql, now }: WriteContext,
      input: { id: string; name: string; secret?: { sealed: string; last4: string } },
    ): StoredService => {
      const { seq } = requireRow(sql, input.id)
      if (input.secret)
        sql(`INSERT INTO short_service_secrets (service_seq, name, sealed, last4, set_at) VALUES (?, ?, ?, ?, ?)
             ON CONFLICT (service_seq, name) DO UPDATE SET sealed = excluded.sealed, last4 = excluded.last4,
               set_at = excluded.set_at`).run(seq, input.name, input.secret.sealed, input.secret.last4, now)
      else sql('DELETE FROM short_service_secrets WHERE service_seq = ? AND name = ?').run(seq, input.name)
      return requireService(sql, input.id)
    },
    /** Takes over services of another workspace, without secrets; answers for each under which id its name stands here. */
    adopt: (
      { sql, now }: WriteContext,
      input: { rows: { id: string; nameKey: string; fields: ServiceFields; isDefault: boolean }[]; by: string },
    ): { ids: string[]; made: number } => {
      let made = 0
      const ids = input.rows.map(({ id, nameKey, fields, isDefault }) => {
        const known = sql('SELECT id FROM short_services WHERE name_key = ?').get(nameKey) as { id: string } | undefined
        if (known) return known.id
        const hasDefault = sql('SELECT 1 FROM short_services WHERE is_default = 1').get() !== undefined
        sql(`INSERT INTO short_services (id, name, name_key, fields_json, is_default, updated_at, updated_by)
             VALUES (?, ?, ?, ?, ?, ?, ?)`).run(id, fields.name, nameKey, jsonOf(fields), isDefault && !hasDefault ? 1 : 0, now, input.by)
        made += 1
        return id
      })
      return { ids, made }
    },
  },
})
