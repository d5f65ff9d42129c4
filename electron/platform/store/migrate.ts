import type Database from 'better-sqlite3'
import { Fault } from '../errors/fault'

export interface Migration {
  /** Strictly increasing over the whole program, in tens. */
  version: number
  name: string
  up(db: Database.Database): void
}

export function schemaVersion(db: Database.Database): number {
  return Number(db.pragma('user_version', { simple: true }))
}

/** The version that this program writes. */
export function latestVersion(migrations: readonly Migration[]): number {
  return migrations.at(-1)?.version ?? 0
}

/**
 * Brings a database up to date: each pending step in one IMMEDIATE transaction together with `user_version`, so that a
 * failed step leaves everything as it was.
 * @param beforeFirst called once before the first pending step of a database that holds data: makes the safety copy
 * @throws Fault `store.newerVersion` for a database of a newer program; `store.migrationFailed`
 */
export function migrate(db: Database.Database, migrations: readonly Migration[], beforeFirst: (from: number) => void): void {
  assertIncreasing(migrations)
  const from = schemaVersion(db)
  const known = latestVersion(migrations)
  if (from > known) throw new Fault('store.newerVersion', { params: { database: from, program: known } })
  const pending = migrations.filter((migration) => migration.version > from)
  if (pending.length === 0) return
  if (from > 0) beforeFirst(from)
  for (const migration of pending) {
    try {
      db.transaction(() => {
        migration.up(db)
        const broken = db.pragma('foreign_key_check')
        if (Array.isArray(broken) && broken.length > 0) throw new Error('foreign keys broken')
        db.pragma(`user_version = ${migration.version}`)
      }).immediate()
    } catch (cause) {
      throw new Fault('store.migrationFailed', { params: { step: migration.version, name: migration.name }, cause })
    }
  }
}

function assertIncreasing(migrations: readonly Migration[]): void {
  let last = 0
  for (const migration of migrations) {
    if (migration.version <= last) throw new Error(`migration ${migration.version} does not come after ${last}`)
    last = migration.version
  }
}
