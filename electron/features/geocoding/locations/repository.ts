import type { Coordinate, Coordinates } from '@shared/contract/geocoding-values'
import { Fault } from '../../../platform/errors/fault'
import { defineRepository, type ReadContext, type WriteContext } from '../../../platform/store/repository'

type Sql = ReadContext['sql']

/** As it was given, and in every datum as decided then: a provider's word about the country counts. */
export interface Spot {
  position: Coordinate
  positions: Coordinates
}

export interface LocationEntry {
  /** `manual`, a provider, or empty where the location was taken away. */
  source: string
  why: string
  by: string
  at: string
  /** Absent after the term, and where the location was taken away. */
  spot: Spot | null
  address: string
  expiresAt: string | null
}

/** Where a place is, as it is stored. */
export interface StoredLocation {
  placeId: string
  rev: number
  now: LocationEntry | null
  endedAt: string | null
  /** Newest first. */
  history: LocationEntry[]
}

export interface LocationChange {
  placeId: string
  /** The revision that was read; 0 where there was none. */
  rev: number
  entry: Omit<LocationEntry, 'at'>
  /** For the audit trail. */
  by: { operatorId: string; operatorName: string; correlationId: string }
  name: string
  action: 'geocoding.places.save' | 'geocoding.places.remove'
}

interface Row {
  placeId: string
  rev: number
  entrySeq: number | null
  endedAt: string | null
}

interface EntryRow extends Omit<LocationEntry, 'spot'> {
  seq: number
  json: string | null
}

const shownHistory = 50
const historyColumns = 'seq, source, why, by, at, position_json AS json, address, expires_at AS expiresAt'

/** One whose term is over is shown as if it were purged already. */
function toEntry({ seq: _seq, json, ...entry }: EntryRow, now: string): LocationEntry {
  const isOver = entry.expiresAt !== null && entry.expiresAt <= now
  return {
    ...entry,
    address: isOver ? '' : entry.address,
    // What this repository wrote itself.
    spot: json === null || isOver ? null : (JSON.parse(json) as Spot),
  }
}

function toLocation(sql: Sql, row: Row, now: string): StoredLocation {
  const entries = sql(`SELECT ${historyColumns} FROM geo_location_history WHERE place_id = ? ORDER BY seq DESC LIMIT ${shownHistory}`).all(
    row.placeId,
  ) as EntryRow[]
  const current = entries.find(({ seq }) => seq === row.entrySeq)
  const entry = current ? toEntry(current, now) : null
  return {
    placeId: row.placeId,
    rev: row.rev,
    now: entry?.spot ? entry : null,
    endedAt: entry && !entry.spot ? entry.expiresAt : row.endedAt,
    history: entries.map((one) => toEntry(one, now)),
  }
}

const rowColumns = 'place_id AS placeId, rev, entry_seq AS entrySeq, ended_at AS endedAt'
const rowOf = (sql: Sql, placeId: string) => sql(`SELECT ${rowColumns} FROM geo_locations WHERE place_id = ?`).get(placeId) as Row | undefined

function lastBy(sql: Sql, placeId: string): { by: string; at: string } {
  const last = sql('SELECT by, at FROM geo_location_history WHERE place_id = ? ORDER BY seq DESC LIMIT 1').get(placeId)
  return (last as { by: string; at: string } | undefined) ?? { by: '', at: '' }
}

export const geoLocationsRepository = defineRepository({
  name: 'geoLocations',
  reads: {
    all: ({ sql }: ReadContext, now: string): StoredLocation[] =>
      (sql(`SELECT ${rowColumns} FROM geo_locations`).all() as Row[]).map((row) => toLocation(sql, row, now)),
  },
  writes: {
    /** Saves a location, or with an entry without a spot takes it away; the audit trail says so in the same transaction. */
    change: ({ sql, now, audit }: WriteContext, { placeId, rev, entry, by, name, action }: LocationChange): StoredLocation => {
      const known = rowOf(sql, placeId)
      if ((known?.rev ?? 0) !== rev) throw new Fault('geocoding.placeChangedMeanwhile', { params: { name, ...lastBy(sql, placeId) } })
      const json = entry.spot === null ? null : JSON.stringify(entry.spot)
      const { lastInsertRowid } = sql(`INSERT INTO geo_location_history (place_id, source, why, by, at, position_json, address, expires_at)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?)`).run(placeId, entry.source, entry.why, entry.by, now, json, entry.address, entry.expiresAt)
      sql(`INSERT INTO geo_locations (place_id, rev, entry_seq) VALUES (?, 1, ?)
           ON CONFLICT (place_id) DO UPDATE SET rev = rev + 1, entry_seq = excluded.entry_seq, ended_at = NULL`).run(
        placeId, json === null ? null : lastInsertRowid)
      audit({ ...by, sessionKind: 'program', action, subject: placeId, details: { name, source: entry.source, why: entry.why }, outcome: 'done' })
      return toLocation(sql, rowOf(sql, placeId) ?? { placeId, rev: 1, entrySeq: null, endedAt: null }, now)
    },
    /** Pins of another workspace; a place that has a location here keeps it. Answers how many. */
    adopt: ({ sql, now }: WriteContext, rows: { placeId: string; entry: Omit<LocationEntry, 'at'> }[]): number => {
      let made = 0
      for (const { placeId, entry } of rows) {
        if (rowOf(sql, placeId) || entry.spot === null) continue
        const { lastInsertRowid } = sql(`INSERT INTO geo_location_history (place_id, source, why, by, at, position_json, address)
          VALUES (?, ?, ?, ?, ?, ?, ?)`).run(placeId, entry.source, entry.why, entry.by, now, JSON.stringify(entry.spot), entry.address)
        sql('INSERT INTO geo_locations (place_id, rev, entry_seq) VALUES (?, 1, ?)').run(placeId, lastInsertRowid)
        made += 1
      }
      return made
    },
  },
})
