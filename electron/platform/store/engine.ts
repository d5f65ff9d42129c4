import { dirname, join } from 'node:path'
import type Database from 'better-sqlite3'
import { appendAudit } from '../audit'
import type { Clock } from '../clock/clock'
import { Fault } from '../errors/fault'
import { copyDatabase } from './copy'
import { assertKnownVersion, migrate, type Migration } from './migrate'
import { asStoreFault, busyTimeoutMs, openDatabase } from './open'
import type { Priority, ReadContext, RepositoryDefinition, WriteContext } from './repository'

export interface EngineOptions {
  file: string
  role: 'writer' | 'reader'
  create: boolean
  repositories: readonly RepositoryDefinition[]
  migrations: readonly Migration[]
  clock: Clock
}

/** A call of a repository's write method. */
export interface StoreWrite {
  repository: string
  method: string
  input: unknown
}

export type WriteOutcome = { ok: true; value: unknown } | { ok: false; cause: unknown }

/** One connection and the repository methods that may run on it. Lives in a store thread; tests use it in place. */
export class StoreEngine {
  readonly #db: Database.Database
  readonly #role: 'writer' | 'reader'
  readonly #clock: Clock
  readonly #repositories: Map<string, RepositoryDefinition>
  readonly #read: ReadContext
  #auditKey: Uint8Array | undefined

  constructor(options: EngineOptions) {
    this.#role = options.role
    this.#clock = options.clock
    this.#repositories = new Map(options.repositories.map((repository) => [repository.name, repository]))
    this.#db = openDatabase(options.file, { readonly: options.role === 'reader', mustExist: !options.create })
    try {
      if (options.role === 'writer') this.#migrate(options)
      else assertKnownVersion(this.#db, options.migrations)
    } catch (cause) {
      this.#db.close()
      throw cause instanceof Fault ? cause : asStoreFault(cause)
    }
    const statements = new Map<string, Database.Statement<unknown[], unknown>>()
    this.#read = {
      db: this.#db,
      sql: (text) => {
        let statement = statements.get(text)
        if (!statement) {
          statement = this.#db.prepare<unknown[], unknown>(text)
          statements.set(text, statement)
        }
        return statement
      },
      auditKey: () => {
        if (!this.#auditKey) throw new Fault('vault.locked')
        return this.#auditKey
      },
    }
  }

  #migrate(options: EngineOptions): void {
    migrate(this.#db, options.migrations, (from) => {
      const stamp = this.#clock.instant().replaceAll(/[:.]/g, '-')
      copyDatabase(this.#db, join(dirname(options.file), `before-migration-${from}-${stamp}.db`))
    })
  }

  /** The key of the audit chain, known once the vault is open. */
  setAuditKey(key: Uint8Array | undefined): void {
    this.#auditKey = key
  }

  priorityOf(repository: string, method: string): Priority {
    return this.#repositories.get(repository)?.priorities?.[method] ?? 'normal'
  }

  read(repository: string, method: string, input: unknown): unknown {
    const run = own(this.#repositories.get(repository)?.reads, method)
    if (!run) throw new Fault('store.unknownMethod', { params: { method: `${repository}.${method}` } })
    return this.#guard(() => this.#db.transaction(() => run(this.#read, input as never)).deferred())
  }

  write(repository: string, method: string, input: unknown): unknown {
    const run = own(this.#repositories.get(repository)?.writes, method)
    if (!run || this.#role !== 'writer')
      throw new Fault('store.unknownMethod', { params: { method: `${repository}.${method}` } })
    const now = this.#clock.instant()
    const context: WriteContext = {
      ...this.#read,
      now,
      audit: (entry) => void appendAudit(this.#db, this.#read.auditKey(), { ...entry, at: now }),
    }
    return this.#guard(() => this.#db.transaction(() => run(context, input as never)).immediate())
  }

  /**
   * Several writes that wait for the disk once. Each is whole or nothing by itself, and one that fails undoes only itself;
   * none is told to be done before the common commit is. Where that does not come about, each is tried alone.
   * Answers an outcome for each that was taken; after a failure of the common transaction the rest is left waiting.
   */
  writeTogether(writes: Iterable<StoreWrite>): WriteOutcome[] {
    const begun: StoreWrite[] = []
    const one = (write: StoreWrite): WriteOutcome => {
      try {
        return { ok: true, value: this.write(write.repository, write.method, write.input) }
      } catch (cause) {
        return { ok: false, cause }
      }
    }
    const all = () => {
      const outcomes: WriteOutcome[] = []
      for (const write of writes) {
        begun.push(write)
        outcomes.push(one(write))
        // A full disk, for example, ends the common transaction, and with it what the others wrote.
        if (!this.#db.inTransaction) throw new Error('the common transaction has ended')
      }
      return outcomes
    }
    try {
      return this.#db.transaction(all).immediate()
    } catch {
      return begun.map(one)
    }
  }

  /** A consistent copy for a backup. */
  copyTo(file: string): void {
    this.#guard(() => copyDatabase(this.#db, file))
  }

  /** Empties the log into the file; called when idle. Waits for no reader: the next one tries again. */
  checkpoint(): void {
    this.#guard(() => {
      this.#db.pragma('busy_timeout = 0')
      try {
        this.#db.pragma('wal_checkpoint(TRUNCATE)')
      } finally {
        this.#db.pragma(`busy_timeout = ${busyTimeoutMs}`)
      }
    })
  }

  /**
   * Whether each commit waits for the disk, as it does unless said otherwise. Without, a power cut may lose the last
   * commits; it damages nothing, because the log is written in order.
   */
  flushEach(on: boolean): void {
    this.#db.pragma(`synchronous = ${on ? 'FULL' : 'NORMAL'}`)
  }

  close(): void {
    if (!this.#db.open) return
    try {
      if (this.#role === 'writer') this.#db.pragma('optimize')
    } finally {
      this.#db.close()
    }
  }

  #guard<T>(run: () => T): T {
    try {
      return run()
    } catch (cause) {
      throw cause instanceof Fault ? cause : asStoreFault(cause)
    }
  }
}

/** A method that the repository itself declares: a name from outside finds nothing that every object has. */
function own<M>(methods: Record<string, M> | undefined, name: string): M | undefined {
  return methods && Object.hasOwn(methods, name) ? methods[name] : undefined
}
