import { closeSync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs'
import Database from 'better-sqlite3'
import { Fault } from '../errors/fault'
import { asStoreFault } from './open'

/**
 * A consistent, compact copy of an open database: `VACUUM INTO`, because copying the file loses what stands in the log
 * (architecture-anchors §7.6). The copy is opened and checked before it gets its name.
 * @throws Fault `store.diskFull`, `store.damaged`, `store.copyFailed`
 */
export function copyDatabase(db: Database.Database, target: string): void {
  const temporary = `${target}.partial`
  rmSync(temporary, { force: true })
  try {
    db.prepare('VACUUM INTO ?').run(temporary)
    verifyCopy(db, temporary)
    flush(temporary)
    renameSync(temporary, target)
  } catch (cause) {
    rmSync(temporary, { force: true })
    if (cause instanceof Fault) throw cause
    const known = asStoreFault(cause)
    // These two have a way out of their own; everything else is a copy that did not come about.
    throw ['store.diskFull', 'store.damaged'].includes(known.code) ? known : new Fault('store.copyFailed', { cause })
  }
}

/** `VACUUM INTO` leaves the new file to the system's cache; a copy that counts is on the disk. */
function flush(file: string): void {
  const handle = openSync(file, 'r+')
  try {
    fsyncSync(handle)
  } finally {
    closeSync(handle)
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
