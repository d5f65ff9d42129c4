import type Database from 'better-sqlite3'
import { Fault } from '../errors/fault'
import { asStoreFault } from './open'

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
 * @throws Fault `store.newerVersion` for a database of a newer program; `store.migrationFailed`, `store.diskFull`,
 *   `store.readOnly`
 */
export function migrate(db: Database.Database, migrations: readonly Migration[], beforeFirst: (from: number) => void): void {
  assertIncreasing(migrations)
  const from = assertKnownVersion(db, migrations)
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
      const known = asStoreFault(cause)
      if (known.code === 'store.diskFull' || known.code === 'store.readOnly') throw known
      throw new Fault('store.migrationFailed', { params: { step: migration.version, name: migration.name }, cause })
    }
  }
}

/** The version of a database that this program can read. @throws Fault `store.newerVersion` with both versions */
export function assertKnownVersion(db: Database.Database, migrations: readonly Migration[]): number {
  const database = schemaVersion(db)
  const program = latestVersion(migrations)
  if (database > program) throw new Fault('store.newerVersion', { params: { database, program } })
  return database
}

function assertIncreasing(migrations: readonly Migration[]): void {
  let last = 0
  for (const migration of migrations) {
    if (migration.version <= last) throw new Error(`migration ${migration.version} does not come after ${last}`)
    last = migration.version
  }
}
