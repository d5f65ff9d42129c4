import type { Coordinate } from '@shared/contract/geocoding-values'
import { Fault } from '../../../platform/errors/fault'
import { overwriting } from '../../../platform/store/overwriting'
import { defineRepository, type ReadContext, type WriteContext } from '../../../platform/store/repository'

type Sql = ReadContext['sql']

export interface StoredPin {
  position: Coordinate
  why: string
  by: string
  at: string
}

/** A look-up as it is stored; answers as JSON, those whose term is over left out. */
export interface StoredLookup {
  id: string
  kind: 'address' | 'position'
  address: string
  at: Coordinate | null
  area: 'auto' | 'domestic' | 'overseas'
  country: string
  language: string
  answers: string[]
  /** Newest first: the first one holds. */
  pins: StoredPin[]
  createdBy: string
  createdAt: string
}

export interface NewLookup extends Omit<StoredLookup, 'answers' | 'pins' | 'createdAt'> {
  answers: { provider: string; answer: string; expiresAt: string | null }[]
}

interface Row extends Omit<StoredLookup, 'answers' | 'pins' | 'at'> {
  seq: number
  atJson: string | null
}

const columns = `seq, id, kind, address, at_json AS atJson, area, country, language, created_by AS createdBy, created_at AS createdAt`
/** A single look-up is work at hand; older ones only pile up addresses. */
const mostLookups = 1000

// What this repository wrote itself.
const coordinate = (json: string) => JSON.parse(json) as Coordinate

function toLookup(sql: Sql, { seq, atJson, ...row }: Row, now: string): StoredLookup {
  const answers = sql(`SELECT answer_json AS answer FROM geo_lookup_answers WHERE lookup_seq = ? AND (expires_at IS NULL OR expires_at > ?)
                       ORDER BY position`).all(seq, now) as { answer: string }[]
  const pins = sql(`SELECT position_json AS json, why, by, at FROM geo_pins WHERE lookup_seq = ? ORDER BY seq DESC`).all(seq) as (Omit<
    StoredPin,
    'position'
  > & { json: string })[]
  return {
    ...row,
    at: atJson === null ? null : coordinate(atJson),
    answers: answers.map(({ answer }) => answer),
    pins: pins.map(({ json, ...pin }) => ({ position: coordinate(json), ...pin })),
  }
}

function requireRow(sql: Sql, id: string): Row {
  const row = sql(`SELECT ${columns} FROM geo_lookups WHERE id = ?`).get(id) as Row | undefined
  if (!row) throw new Fault('geocoding.lookupNotFound')
  return row
}

export const geoLookupsRepository = defineRepository({
  name: 'geoLookups',
  reads: {
    list: ({ sql }: ReadContext, { limit, now }: { limit: number; now: string }): StoredLookup[] =>
      (sql(`SELECT ${columns} FROM geo_lookups ORDER BY seq DESC LIMIT ?`).all(limit) as Row[]).map((row) => toLookup(sql, row, now)),
    get: ({ sql }: ReadContext, { id, now }: { id: string; now: string }): StoredLookup => toLookup(sql, requireRow(sql, id), now),
  },
  writes: {
    insert: (context: WriteContext, lookup: NewLookup): StoredLookup => {
      const { sql, now } = context
      const at = lookup.at === null ? null : JSON.stringify(lookup.at)
      const { lastInsertRowid } = sql(`INSERT INTO geo_lookups (id, kind, address, at_json, area, country, language, created_by, created_at)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`).run(
        lookup.id, lookup.kind, lookup.address, at, lookup.area, lookup.country, lookup.language, lookup.createdBy, now)
      const one = sql('INSERT INTO geo_lookup_answers (lookup_seq, position, provider, answer_json, expires_at) VALUES (?, ?, ?, ?, ?)')
      lookup.answers.forEach(({ provider, answer, expiresAt }, position) => one.run(lastInsertRowid, position, provider, answer, expiresAt))
      // Those with a pin stay: somebody looked closely.
      overwriting(context, () =>
        sql(`DELETE FROM geo_lookups WHERE seq <= ? AND seq NOT IN (SELECT lookup_seq FROM geo_pins)`).run(Number(lastInsertRowid) - mostLookups),
      )
      return toLookup(sql, requireRow(sql, lookup.id), now)
    },
    pin: ({ sql, now }: WriteContext, { id, position, why, by }: { id: string; position: Coordinate; why: string; by: string }): StoredLookup => {
      const row = requireRow(sql, id)
      sql('INSERT INTO geo_pins (lookup_seq, position_json, why, by, at) VALUES (?, ?, ?, ?, ?)').run(row.seq, JSON.stringify(position), why, by, now)
      return toLookup(sql, row, now)
    },
    /** Without ids all of them; answers how many. What was forgotten is overwritten. */
    remove: (context: WriteContext, ids: string[] | null): number =>
      overwriting(context, () => {
        const { sql } = context
        if (ids === null) return sql('DELETE FROM geo_lookups').run().changes
        const one = sql('DELETE FROM geo_lookups WHERE id = ?')
        return ids.reduce((removed, id) => removed + one.run(id).changes, 0)
      }),
  },
})
