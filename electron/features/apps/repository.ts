import type { App, AppFields } from '@shared/contract/apps'
import type { MessageParams } from '@shared/contract/error'
import { Fault } from '../../platform/errors/fault'
import { defineRepository, type ReadContext, type WriteContext } from '../../platform/store/repository'
import type { SealedSecret } from '../../platform/vault'

type Sql = ReadContext['sql']

/** `rev` is missing where the mini program is new; `fields` where it is known and only its secret changes. */
export type ImportedApp = {
  id: string
  appId: string
  secret?: SealedSecret
} & ({ rev?: never; fields: AppFields } | { rev: number; fields?: AppFields })

export type ImportOutcome = { ok: true } | { ok: false; field: string; code: string; params: MessageParams }

export interface RememberedMapping {
  purpose: string
  headerSignature: string
  mapping: Record<string, string>
}

interface StoredApp {
  seq: number
  id: string
  name: string
  appId: string
  originalId: string
  subjectType: App['subjectType']
  tokenMode: App['tokenMode']
  pages: string
  declaredPages: string
  defaultTag: string
  secretLast4: string | null
  secretSetAt: string | null
  secretUsedAt: string | null
  archived: number
  rev: number
  updatedAt: string
  updatedBy: string
}

type StoredOverride = App['overrides'][number] & { appSeq: number }

const columns = `seq, id, name, app_id AS appId, original_id AS originalId, subject_type AS subjectType,
  token_mode AS tokenMode, pages_json AS pages, declared_pages_json AS declaredPages, default_tag AS defaultTag,
  secret_last4 AS secretLast4, secret_set_at AS secretSetAt, secret_used_at AS secretUsedAt, archived, rev,
  updated_at AS updatedAt, updated_by AS updatedBy`
const overrideColumns = 'app_seq AS appSeq, kind, evidence, decided_by AS by, decided_at AS at'

const pagesJson = (pages: readonly string[]) => JSON.stringify({ v: 1, pages })
const pagesOf = (json: string) => (JSON.parse(json) as { pages: string[] }).pages

function toApp(row: StoredApp, overrides: readonly StoredOverride[]): App {
  return {
    id: row.id,
    name: row.name,
    appId: row.appId,
    originalId: row.originalId,
    subjectType: row.subjectType,
    tokenMode: row.tokenMode,
    pages: pagesOf(row.pages),
    declaredPages: pagesOf(row.declaredPages),
    defaultTag: row.defaultTag,
    ...(row.secretLast4 === null || row.secretSetAt === null
      ? {}
      : {
          secret: {
            last4: row.secretLast4,
            setAt: row.secretSetAt,
            ...(row.secretUsedAt === null ? {} : { lastUsedAt: row.secretUsedAt }),
          },
        }),
    overrides: overrides.map(({ kind, evidence, by, at }) => ({ kind, evidence, by, at })),
    archived: row.archived === 1,
    rev: row.rev,
    updatedAt: row.updatedAt,
  }
}

function requireRow(sql: Sql, id: string): StoredApp {
  const row = sql(`SELECT ${columns} FROM apps WHERE id = ?`).get(id) as StoredApp | undefined
  if (!row) throw new Fault('apps.notFound')
  return row
}

function requireApp(sql: Sql, id: string): App {
  const row = requireRow(sql, id)
  const overrides = sql(`SELECT ${overrideColumns} FROM app_overrides WHERE app_seq = ? ORDER BY kind`).all(row.seq)
  return toApp(row, overrides as StoredOverride[])
}

/** The other mini program that has this AppID already, archived ones too. */
function holderOf(sql: Sql, appId: string, exceptId: string): { name: string } | undefined {
  return sql('SELECT name FROM apps WHERE app_id = ? AND id <> ?').get(appId, exceptId) as { name: string } | undefined
}

function assertAppIdFree(sql: Sql, appId: string, id: string, path: string): void {
  const holder = holderOf(sql, appId, id)
  if (!holder) return
  const params = { appId, name: holder.name }
  throw new Fault('apps.appIdTaken', { params, fields: [{ path, code: 'apps.appIdTaken', params }] })
}

/** A secret and the links made so far belong to the AppID they were made under. */
function appIdIsTied(sql: Sql, row: StoredApp): boolean {
  if (row.secretLast4 !== null) return true
  const tables = ['links', 'link_requests']
  return tables.some((table) => sql(`SELECT 1 FROM ${table} WHERE app_seq = ? LIMIT 1`).get(row.seq) !== undefined)
}

const fieldValues = (fields: AppFields) => ({
  name: fields.name,
  appId: fields.appId,
  originalId: fields.originalId,
  subjectType: fields.subjectType,
  tokenMode: fields.tokenMode,
  pages: pagesJson(fields.pages),
  declaredPages: pagesJson(fields.declaredPages),
  defaultTag: fields.defaultTag,
})

function insertRow({ sql, now }: WriteContext, id: string, fields: AppFields, by: string): void {
  sql(`INSERT INTO apps (id, name, app_id, original_id, subject_type, token_mode, pages_json, declared_pages_json,
         default_tag, created_at, updated_at, updated_by)
       VALUES (@id, @name, @appId, @originalId, @subjectType, @tokenMode, @pages, @declaredPages, @defaultTag, @now,
         @now, @by)`).run({ ...fieldValues(fields), id, now, by })
}

function updateRow({ sql, now }: WriteContext, row: StoredApp, fields: AppFields, by: string): void {
  sql(`UPDATE apps SET name = @name, app_id = @appId, original_id = @originalId, subject_type = @subjectType,
         token_mode = @tokenMode, pages_json = @pages, declared_pages_json = @declaredPages,
         default_tag = @defaultTag, rev = rev + 1, updated_at = @now, updated_by = @by
       WHERE seq = @seq`).run({ ...fieldValues(fields), seq: row.seq, now, by })
  // The evidence of an exception speaks of the subject type that it was given for.
  if (fields.subjectType !== row.subjectType) sql('DELETE FROM app_overrides WHERE app_seq = ?').run(row.seq)
}

function putSecret({ sql, now }: WriteContext, id: string, secret: SealedSecret | undefined): void {
  sql(`UPDATE apps SET secret_sealed = ?, secret_last4 = ?, secret_set_at = ?, secret_used_at = NULL
       WHERE id = ?`).run(secret?.sealed ?? null, secret?.last4 ?? null, secret ? now : null, id)
}

export const appsRepository = defineRepository({
  name: 'apps',
  reads: {
    all: ({ sql }: ReadContext): App[] => {
      const overrides = new Map<number, StoredOverride[]>()
      const stored = sql(`SELECT ${overrideColumns} FROM app_overrides ORDER BY kind`).all() as StoredOverride[]
      for (const one of stored) overrides.set(one.appSeq, [...(overrides.get(one.appSeq) ?? []), one])
      const rows = sql(`SELECT ${columns} FROM apps ORDER BY seq`).all() as StoredApp[]
      return rows.map((row) => toApp(row, overrides.get(row.seq) ?? []))
    },
    sealedSecrets: ({ sql }: ReadContext): { id: string; sealed: string }[] =>
      sql('SELECT id, secret_sealed AS sealed FROM apps WHERE secret_sealed IS NOT NULL').all() as {
        id: string
        sealed: string
      }[],
    sealedSecret: ({ sql }: ReadContext, id: string): { sealed: string; usedAt: string | null } | undefined =>
      sql(`SELECT secret_sealed AS sealed, secret_used_at AS usedAt FROM apps
           WHERE id = ? AND secret_sealed IS NOT NULL`).get(id) as
        | { sealed: string; usedAt: string | null }
        | undefined,
    mapping: ({ sql }: ReadContext, key: { purpose: string; headerSignature: string }): unknown => {
      const row = sql(`SELECT mapping_json AS json FROM column_mappings
                       WHERE purpose = ? AND header_signature = ?`).get(key.purpose, key.headerSignature) as
        | { json: string }
        | undefined
      return row && (JSON.parse(row.json) as { mapping: unknown }).mapping
    },
    mappings: ({ sql }: ReadContext): { purpose: string; headerSignature: string; mapping: unknown }[] =>
      (
        sql(`SELECT purpose, header_signature AS headerSignature, mapping_json AS json FROM column_mappings
             ORDER BY purpose, header_signature`).all() as { purpose: string; headerSignature: string; json: string }[]
      ).map(({ json, ...key }) => ({ ...key, mapping: (JSON.parse(json) as { mapping: unknown }).mapping })),
  },
  writes: {
    insert: (context: WriteContext, input: { id: string; fields: AppFields; by: string }): App => {
      assertAppIdFree(context.sql, input.fields.appId, input.id, 'appId')
      insertRow(context, input.id, input.fields, input.by)
      return requireApp(context.sql, input.id)
    },
    update: (context: WriteContext, input: { id: string; rev: number; fields: AppFields; by: string }): App => {
      const { sql } = context
      const row = requireRow(sql, input.id)
      if (row.rev !== input.rev)
        throw new Fault('apps.changedMeanwhile', { params: { name: row.name, by: row.updatedBy, at: row.updatedAt } })
      if (row.appId !== input.fields.appId) {
        assertAppIdFree(sql, input.fields.appId, input.id, 'fields.appId')
        if (appIdIsTied(sql, row))
          throw new Fault('apps.appIdTied', {
            params: { name: row.name },
            fields: [{ path: 'fields.appId', code: 'apps.appIdTied' }],
          })
      }
      updateRow(context, row, input.fields, input.by)
      return requireApp(sql, input.id)
    },
    setArchived: ({ sql, now }: WriteContext, input: { id: string; archived: boolean; by: string }): App => {
      const archived = input.archived ? 1 : 0
      if (requireRow(sql, input.id).archived !== archived)
        sql('UPDATE apps SET archived = ?, rev = rev + 1, updated_at = ?, updated_by = ? WHERE id = ?').run(
          archived,
          now,
          input.by,
          input.id,
        )
      return requireApp(sql, input.id)
    },
    setSecret: (context: WriteContext, input: { id: string; secret?: SealedSecret }): App => {
      requireRow(context.sql, input.id)
      putSecret(context, input.id, input.secret)
      return requireApp(context.sql, input.id)
    },
    /** Notes a use of the secret unless one after `since` is noted; says whether it wrote. */
    secretUsed: ({ sql }: WriteContext, input: { id: string; at: string; since: string }): boolean =>
      sql(`UPDATE apps SET secret_used_at = @at WHERE id = @id AND secret_sealed IS NOT NULL
           AND (secret_used_at IS NULL OR secret_used_at <= @since OR secret_used_at > @at)`).run(input).changes > 0,
    putOverride: (
      { sql, now }: WriteContext,
      input: { id: string; kind: string; evidence: string; by: string },
    ): App => {
      const { seq } = requireRow(sql, input.id)
      sql(`INSERT INTO app_overrides (app_seq, kind, evidence, decided_by, decided_at) VALUES (?, ?, ?, ?, ?)
           ON CONFLICT (app_seq, kind) DO UPDATE SET evidence = excluded.evidence, decided_by = excluded.decided_by,
             decided_at = excluded.decided_at`).run(seq, input.kind, input.evidence, input.by, now)
      return requireApp(sql, input.id)
    },
    dropOverride: ({ sql }: WriteContext, input: { id: string; kind: string }): App => {
      sql('DELETE FROM app_overrides WHERE app_seq = ? AND kind = ?').run(requireRow(sql, input.id).seq, input.kind)
      return requireApp(sql, input.id)
    },
    /** A chunk of an import file. A row that no longer fits what stands here is refused; the others are written. */
    importRows: (context: WriteContext, input: { rows: ImportedApp[]; by: string }): ImportOutcome[] =>
      input.rows.map((row) => {
        const { sql } = context
        const holder = holderOf(sql, row.appId, row.id)
        if (holder)
          return { ok: false, field: 'appId', code: 'apps.appIdTaken', params: { appId: row.appId, ...holder } }
        if (row.rev === undefined) insertRow(context, row.id, row.fields, input.by)
        else {
          const stored = requireRow(sql, row.id)
          if (stored.rev !== row.rev)
            return { ok: false, field: 'appId', code: 'apps.changedMeanwhile', params: { by: stored.updatedBy } }
          if (row.fields) updateRow(context, stored, row.fields, input.by)
        }
        if (row.secret) putSecret(context, row.id, row.secret)
        return { ok: true }
      }),
    /** Takes over mini programs of another workspace; answers for each under which id its AppID stands here now. */
    adopt: (context: WriteContext, input: { rows: { id: string; fields: AppFields }[]; by: string }): string[] =>
      input.rows.map(({ id, fields }) => {
        const found = context.sql('SELECT id FROM apps WHERE app_id = ?').get(fields.appId)
        const known = found as { id: string } | undefined
        if (!known) insertRow(context, id, fields, input.by)
        return known?.id ?? id
      }),
    rememberMappings: ({ sql, now }: WriteContext, mappings: RememberedMapping[]): void => {
      for (const { purpose, headerSignature, mapping } of mappings)
        sql(`INSERT INTO column_mappings (purpose, header_signature, mapping_json, used_at) VALUES (?, ?, ?, ?)
             ON CONFLICT (purpose, header_signature) DO UPDATE SET mapping_json = excluded.mapping_json,
               used_at = excluded.used_at`).run(purpose, headerSignature, JSON.stringify({ v: 1, mapping }), now)
    },
  },
  priorities: { importRows: 'bulk', adopt: 'bulk' },
})
