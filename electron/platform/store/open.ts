import Database from 'better-sqlite3'
import { Fault } from '../errors/fault'

/** 'MDK1': marks a file as MiniDesk's, so that no other program's database is ever migrated. */
export const applicationId = 0x4d444b31

/** How long a connection waits for another's lock; in practice there is one writer, so this is for a stranger's. */
export const busyTimeoutMs = 5000

export interface OpenOptions {
  readonly: boolean
  /** False only when a new workspace is made. */
  mustExist: boolean
}

/**
 * Opens a workspace's database with every durability setting said explicitly (architecture-anchors §7.2): better-sqlite3
 * builds with NORMAL as its WAL default, under which a commit the user saw can vanish with the power.
 * @throws Fault `store.damaged`, `store.foreign`, `store.readOnly`, `store.noWal` or `store.unopenable`
 */
export function openDatabase(file: string, options: OpenOptions): Database.Database {
  let db: Database.Database
  try {
    db = new Database(file, { readonly: options.readonly, fileMustExist: options.mustExist, timeout: busyTimeoutMs })
  } catch (cause) {
    throw new Fault('store.unopenable', { cause })
  }
  try {
    configure(db, options.readonly)
    return db
  } catch (cause) {
    db.close()
    throw cause instanceof Fault ? cause : asStoreFault(cause)
  }
}

function configure(db: Database.Database, readonly: boolean): void {
  db.pragma(`busy_timeout = ${busyTimeoutMs}`)
  // Before anything else: another program's file is not even switched to WAL.
  const id = Number(db.pragma('application_id', { simple: true }))
  const tables = Number(db.prepare('SELECT count(*) FROM sqlite_schema').pluck().get())
  if (id !== applicationId && (id !== 0 || tables > 0 || readonly)) throw new Fault('store.foreign')
  if (!readonly) {
    const mode = db.pragma('journal_mode = WAL', { simple: true })
    if (mode !== 'wal') throw new Fault('store.noWal', { params: { mode: String(mode) } })
    db.pragma('synchronous = FULL')
    // Checkpoints are made at idle times by the engine; this bound only keeps the log from growing without end.
    db.pragma('wal_autocheckpoint = 4000')
  }
  db.pragma('foreign_keys = ON')
  db.pragma('trusted_schema = OFF')
  db.pragma('cell_size_check = ON')
  db.pragma('cache_size = -32000')
  db.pragma('temp_store = MEMORY')
  db.pragma('mmap_size = 268435456')
  if (process.platform === 'darwin') {
    db.pragma('fullfsync = ON')
    db.pragma('checkpoint_fullfsync = ON')
  }
  if (id !== applicationId) db.pragma(`application_id = ${applicationId}`)
}

/** Maps what SQLite says to a code with a way out. */
export function asStoreFault(cause: unknown): Fault {
  const code = typeof cause === 'object' && cause !== null && 'code' in cause ? String(cause.code) : ''
  if (code === 'SQLITE_FULL' || code === 'ENOSPC') return new Fault('store.diskFull', { cause, retry: 'safe' })
  if (code.startsWith('SQLITE_BUSY') || code.startsWith('SQLITE_LOCKED'))
    return new Fault('store.busy', { cause, retry: 'safe' })
  if (code.startsWith('SQLITE_CORRUPT') || code === 'SQLITE_NOTADB') return new Fault('store.damaged', { cause })
  if (code.startsWith('SQLITE_READONLY') || code === 'SQLITE_CANTOPEN') return new Fault('store.readOnly', { cause })
  if (code === 'SQLITE_CONSTRAINT_UNIQUE' || code === 'SQLITE_CONSTRAINT_PRIMARYKEY')
    return new Fault('store.conflict', { cause })
  if (code.startsWith('SQLITE_IOERR')) return new Fault('store.ioError', { cause, retry: 'safe' })
  return new Fault('store.failed', { cause })
}
