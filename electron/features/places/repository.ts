import type { Place, PlaceFields } from '@shared/contract/places'
import type { MessageParams } from '@shared/contract/error'
import { Fault } from '../../platform/errors/fault'
import { defineRepository, type ReadContext, type WriteContext } from '../../platform/store/repository'

type Sql = ReadContext['sql']

/** A place's fields with the form in which its code is compared. */
export interface KeyedFields extends PlaceFields {
  codeKey: string
}

/** `rev` is missing where the place is new. */
export interface ImportedPlace {
  id: string
  rev?: number
  fields: KeyedFields
}

export type ImportOutcome = { ok: true } | { ok: false; field: string; code: string; params: MessageParams }

interface StoredPlace extends Omit<Place, 'archived' | 'appIds'> {
  seq: number
  archived: number
  updatedBy: string
}

const columns = 'seq, id, code, name, zone, owner, archived, rev, updated_at AS updatedAt, updated_by AS updatedBy'

const toPlace = ({ seq, updatedBy, archived, ...row }: StoredPlace, appIds: string[]): Place => ({
  ...row,
  appIds,
  archived: archived === 1,
})

function requireRow(sql: Sql, id: string): StoredPlace {
  const row = sql(`SELECT ${columns} FROM places WHERE id = ?`).get(id) as StoredPlace | undefined
  if (!row) throw new Fault('places.notFound')
  return row
}

function requirePlace(sql: Sql, id: string): Place {
  const row = requireRow(sql, id)
  const apps = sql(`SELECT apps.id AS id FROM place_apps JOIN apps ON apps.seq = app_seq WHERE place_seq = ?
                    ORDER BY app_seq`).all(row.seq) as { id: string }[]
  return toPlace(
    row,
    apps.map(({ id }) => id),
  )
}

function holderOf(sql: Sql, codeKey: string, exceptId: string): { code: string; name: string } | undefined {
  return sql('SELECT code, name FROM places WHERE code_key = ? AND id <> ?').get(codeKey, exceptId) as
    | { code: string; name: string }
    | undefined
}

function assertCodeFree(sql: Sql, fields: KeyedFields, id: string, path: string): void {
  const holder = holderOf(sql, fields.codeKey, id)
  if (!holder) return
  throw new Fault('places.codeTaken', {
    params: { ...holder },
    fields: [{ path, code: 'places.codeTaken', params: { ...holder } }],
  })
}

/** Sets which mini programs a place uses. @throws Fault `bridge.invalidInput` for an id that names none */
function putApps(sql: Sql, placeSeq: number, appIds: readonly string[], prefix: string): void {
  sql('DELETE FROM place_apps WHERE place_seq = ?').run(placeSeq)
  const link = sql('INSERT INTO place_apps (place_seq, app_seq) SELECT ?, seq FROM apps WHERE id = ?')
  appIds.forEach((appId, index) => {
    if (link.run(placeSeq, appId).changes === 0)
      throw new Fault('bridge.invalidInput', {
        fields: [{ path: `${prefix}appIds.${index}`, code: 'places.appMissing' }],
      })
  })
}

function insertRow({ sql, now }: WriteContext, id: string, fields: KeyedFields, by: string): void {
  const { code, codeKey, name, zone, owner } = fields
  const { lastInsertRowid } = sql(`INSERT INTO places (id, code, code_key, name, zone, owner, created_at, updated_at,
      updated_by) VALUES (@id, @code, @codeKey, @name, @zone, @owner, @now, @now, @by)`).run({
    id,
    code,
    codeKey,
    name,
    zone,
    owner,
    now,
    by,
  })
  putApps(sql, Number(lastInsertRowid), fields.appIds, '')
}

function updateRow({ sql, now }: WriteContext, seq: number, fields: KeyedFields, by: string): void {
  const { code, codeKey, name, zone, owner } = fields
  sql(`UPDATE places SET code = @code, code_key = @codeKey, name = @name, zone = @zone, owner = @owner, rev = rev + 1,
         updated_at = @now, updated_by = @by WHERE seq = @seq`).run({ seq, code, codeKey, name, zone, owner, now, by })
  putApps(sql, seq, fields.appIds, 'fields.')
}

export const placesRepository = defineRepository({
  name: 'places',
  reads: {
    all: ({ sql }: ReadContext): Place[] => {
      const appIds = new Map<number, string[]>()
      const links = sql(`SELECT place_seq AS placeSeq, apps.id AS id FROM place_apps JOIN apps ON apps.seq = app_seq
                         ORDER BY place_seq, app_seq`).all() as { placeSeq: number; id: string }[]
      for (const { placeSeq, id } of links) {
        const ids = appIds.get(placeSeq)
        if (ids) ids.push(id)
        else appIds.set(placeSeq, [id])
      }
      const rows = sql(`SELECT ${columns} FROM places ORDER BY seq`).all() as StoredPlace[]
      return rows.map((row) => toPlace(row, appIds.get(row.seq) ?? []))
    },
  },
  writes: {
    insert: (context: WriteContext, input: { id: string; fields: KeyedFields; by: string }): Place => {
      assertCodeFree(context.sql, input.fields, input.id, 'code')
      insertRow(context, input.id, input.fields, input.by)
      return requirePlace(context.sql, input.id)
    },
    update: (context: WriteContext, input: { id: string; rev: number; fields: KeyedFields; by: string }): Place => {
      const row = requireRow(context.sql, input.id)
      if (row.rev !== input.rev)
        throw new Fault('places.changedMeanwhile', { params: { name: row.name, by: row.updatedBy, at: row.updatedAt } })
      assertCodeFree(context.sql, input.fields, input.id, 'fields.code')
      updateRow(context, row.seq, input.fields, input.by)
      return requirePlace(context.sql, input.id)
    },
    setArchived: ({ sql, now }: WriteContext, input: { id: string; archived: boolean; by: string }): Place => {
      const archived = input.archived ? 1 : 0
      if (requireRow(sql, input.id).archived !== archived)
        sql('UPDATE places SET archived = ?, rev = rev + 1, updated_at = ?, updated_by = ? WHERE id = ?').run(
          archived,
          now,
          input.by,
          input.id,
        )
      return requirePlace(sql, input.id)
    },
    /** A chunk of an import file. A row that no longer fits what stands here is refused; the others are written. */
    importRows: (context: WriteContext, input: { rows: ImportedPlace[]; by: string }): ImportOutcome[] =>
      input.rows.map(({ id, rev, fields }) => {
        const { sql } = context
        const holder = holderOf(sql, fields.codeKey, id)
        if (holder) return { ok: false, field: 'code', code: 'places.codeTaken', params: { ...holder } }
        if (rev === undefined) insertRow(context, id, fields, input.by)
        else {
          const stored = requireRow(sql, id)
          if (stored.rev !== rev)
            return { ok: false, field: 'code', code: 'places.changedMeanwhile', params: { by: stored.updatedBy } }
          updateRow(context, stored.seq, fields, input.by)
        }
        return { ok: true }
      }),
    /** Takes over places of another workspace; answers the ids of those made. One whose code stands here is left. */
    adopt: (context: WriteContext, input: { rows: { id: string; fields: KeyedFields }[]; by: string }): string[] => {
      const fresh = input.rows.filter(({ id, fields }) => !holderOf(context.sql, fields.codeKey, id))
      for (const { id, fields } of fresh) insertRow(context, id, fields, input.by)
      return fresh.map(({ id }) => id)
    },
  },
  priorities: { importRows: 'bulk', adopt: 'bulk' },
})
