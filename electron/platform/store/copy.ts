import { existsSync, renameSync, rmSync } from 'node:fs'
import Database from 'better-sqlite3'
import { Fault } from '../errors/fault'

/**
 * A consistent, compact copy of an open database: `VACUUM INTO`, because copying the file loses what stands in the log
 * (architecture-anchors §7.6). The copy is opened and checked before it gets its name.
 * @throws Fault `store.copyFailed`
 */
export function copyDatabase(db: Database.Database, target: string): void {
  const temporary = `${target}.partial`
  rmSync(temporary, { force: true })
  try {
    db.prepare('VACUUM INTO ?').run(temporary)
    verifyCopy(db, temporary)
    if (existsSync(target)) rmSync(target)
    renameSync(temporary, target)
  } catch (cause) {
    rmSync(temporary, { force: true })
    throw cause instanceof Fault ? cause : new Fault('store.copyFailed', { cause })
  }
}

function verifyCopy(db: Database.Database, file: string): void {
  const copy = new Database(file, { readonly: true, fileMustExist: true })
  try {
    if (copy.pragma('integrity_check', { simple: true }) !== 'ok') throw new Fault('store.copyFailed')
    const count = 'SELECT count(*) FROM sqlite_schema'
    if (copy.prepare(count).pluck().get() !== db.prepare(count).pluck().get()) throw new Fault('store.copyFailed')
  } finally {
    copy.close()
  }
}
