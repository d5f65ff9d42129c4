import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { migrations } from '../../migrations'
import { repositories } from '../../repositories'
import { ManualClock } from '../clock/clock'
import { copyDatabase } from './copy'
import { StoreEngine } from './engine'
import { inlineStore } from './store'
import { migrate, type Migration } from './migrate'
import { applicationId, asStoreFault, openDatabase } from './open'
import { defineRepository, type ReadContext, type WriteContext } from './repository'

const clock = new ManualClock('2026-11-22T06:00:00.000Z')
let folder = ''
const at = (name: string) => join(folder, name)
const codeOf = (run: () => unknown): unknown => {
  try {
    run()
    return 'nothing thrown'
  } catch (cause) {
    return (cause as { code?: unknown }).code
  }
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'minidesk-store-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const notes = defineRepository({
  name: 'notes',
  reads: {
    all: ({ sql }: ReadContext): unknown[] => sql('SELECT text FROM notes ORDER BY id').all(),
    pragmas: ({ db }: ReadContext, names: string[]): unknown[] => names.map((name) => db.pragma(name, { simple: true })),
    scan: ({ db }: ReadContext): unknown => db.prepare('SELECT sum(length(text)) FROM notes').pluck().get(),
  },
  writes: {
    add: ({ sql }: WriteContext, text: string): void => void sql('INSERT INTO notes (text) VALUES (?)').run(text),
    addThenFail: ({ sql }: WriteContext, text: string): void => {
      sql('INSERT INTO notes (text) VALUES (?)').run(text)
      throw new Error('no')
    },
    limit: ({ db }: WriteContext, pages: number): void => void db.pragma(`max_page_count = ${pages}`),
  },
})
const first: Migration = {
  version: 10,
  name: 'first',
  up: (db) => db.exec('CREATE TABLE notes (id INTEGER PRIMARY KEY, text TEXT NOT NULL) STRICT'),
}

function engine(list: readonly Migration[] = [first], role: 'writer' | 'reader' = 'writer', create = true) {
  return new StoreEngine({ file: at('a.db'), role, create, repositories: [notes], migrations: list, clock })
}

describe('opening', () => {
  it('says every setting on which durability stands', () => {
    const names = ['journal_mode', 'synchronous', 'foreign_keys', 'application_id', 'busy_timeout', 'trusted_schema', 'cell_size_check']
    const writer = engine()
    // 2 is FULL: a commit that the person saw survives the power cut.
    expect(writer.read('notes', 'pragmas', names)).toEqual(['wal', 2, 1, applicationId, 5000, 0, 1])
    const reader = engine([first], 'reader', false)
    expect(reader.read('notes', 'pragmas', names)).toEqual(['wal', expect.any(Number), 1, applicationId, 5000, 0, 1])
    reader.close()
    writer.close()
    expect(readdirSync(folder)).toEqual(['a.db'])
  })

  it('waits for the disk once for what is written together, and at each commit again afterwards, whatever happened', async () => {
    const writer = engine()
    const flushes = () => writer.read('notes', 'pragmas', ['synchronous'])
    const store = inlineStore(writer)
    expect(await store.together(() => Promise.resolve(flushes()))).toEqual([1])
    expect(flushes()).toEqual([2])
    await expect(store.together(() => Promise.reject(new Error('no')))).rejects.toThrow('no')
    expect(flushes()).toEqual([2])
    writer.close()
  })

  it('has every table strict, with its foreign keys whole', () => {
    new StoreEngine({ file: at('a.db'), role: 'writer', create: true, repositories, migrations, clock }).close()
    const db = new Database(at('a.db'), { readonly: true })
    const tables = db.pragma('table_list') as { name: string; type: string; strict: number; schema: string }[]
    const loose = tables.filter(({ type, strict, schema, name }) => schema === 'main' && type === 'table' && !strict && !name.startsWith('sqlite_'))
    expect(loose.map(({ name }) => name)).toEqual([])
    expect(db.pragma('foreign_key_check')).toEqual([])
    db.close()
  })

  it('refuses another program’s database and leaves every byte of it', () => {
    const db = new Database(at('a.db'))
    db.exec('CREATE TABLE theirs (x)')
    db.close()
    const before = readFileSync(at('a.db'))
    expect(codeOf(() => engine())).toBe('store.foreign')
    expect(readFileSync(at('a.db')).equals(before)).toBe(true)
    expect(readdirSync(folder)).toEqual(['a.db'])
  })

  it('refuses what is no database, what is cut off, and what is not there', () => {
    writeFileSync(at('a.db'), 'this is not a database, but it is long enough to look like one'.repeat(20))
    expect(codeOf(() => engine())).toBe('store.damaged')
    expect(readFileSync(at('a.db'), 'utf8')).toContain('not a database')
    rmSync(at('a.db'))
    expect(codeOf(() => engine([first], 'writer', false))).toBe('store.unopenable')
    expect(codeOf(() => openDatabase(folder, { readonly: false, mustExist: true }))).toBe('store.unopenable')
  })

  it('tells a file that was damaged inside', () => {
    const writer = engine()
    for (let n = 0; n < 400; n++) writer.write('notes', 'add', `${n}`.repeat(300))
    writer.close()
    const bytes = readFileSync(at('a.db'))
    // Into the middle of pages, so that their shape is broken, not only their text.
    for (let page = 2; page * 4096 + 200 < bytes.length; page++) bytes.fill(0xa5, page * 4096, page * 4096 + 120)
    writeFileSync(at('a.db'), bytes)
    expect(codeOf(() => engine().read('notes', 'scan', undefined))).toBe('store.damaged')
  })

  it('says that a read-only folder cannot be written, as the user who cannot', ({ skip }) => {
    if (process.platform === 'win32' || process.getuid?.() !== 0) skip('needs root to become another user')
    engine().close()
    execFileSync('chmod', ['755', folder])
    execFileSync('chmod', ['644', at('a.db')])
    const script = `const D = require('better-sqlite3'); try { const db = new D(process.argv[1]); db.pragma('journal_mode = WAL');
      db.exec('CREATE TABLE t (x)'); console.log('wrote') } catch (e) { console.log(e.code) }`
    const said = execFileSync(process.execPath, ['-e', script, at('a.db')], { uid: 65534, encoding: 'utf8', cwd: process.cwd() }).trim()
    expect(asStoreFault({ code: said }).code).toBe('store.readOnly')
  })
})

describe('migrations', () => {
  const second: Migration = { version: 20, name: 'second', up: (db) => db.exec('ALTER TABLE notes ADD COLUMN more TEXT') }
  const broken: Migration = {
    version: 30,
    name: 'broken',
    up: (db) => {
      db.exec('CREATE TABLE half (x TEXT) STRICT')
      db.exec('this is not SQL')
    },
  }
  const schemaOf = () => {
    const db = new Database(at('a.db'), { readonly: true })
    const schema = db.prepare('SELECT sql FROM sqlite_schema ORDER BY name').pluck().all()
    const version = db.pragma('user_version', { simple: true })
    db.close()
    return { schema, version }
  }

  it('run each in a transaction of its own; a failing one leaves version and schema', () => {
    const before = engine()
    before.write('notes', 'add', '房间')
    before.close()
    const db = openDatabase(at('a.db'), { readonly: false, mustExist: true })
    expect(() => migrate(db, [first, second, broken], () => undefined)).toThrow(
      expect.objectContaining({ code: 'store.migrationFailed', params: { step: 30, name: 'broken' } }),
    )
    db.close()
    const { schema, version } = schemaOf()
    expect(version).toBe(20)
    expect(schema.join()).toContain('more TEXT')
    expect(schema.join()).not.toContain('half')
  })

  it('leave a readable copy of the state before', () => {
    const before = engine()
    before.write('notes', 'add', '房间')
    before.close()
    const after = engine([first, second])
    after.write('notes', 'add', 'later')
    after.close()
    const copies = readdirSync(folder).filter((name) => name.startsWith('before-migration-'))
    expect(copies).toEqual(['before-migration-10-2026-11-22T06-00-00-000Z.db'])
    const copy = openDatabase(at(copies[0] ?? ''), { readonly: true, mustExist: true })
    expect(copy.pragma('user_version', { simple: true })).toBe(10)
    expect(copy.prepare('SELECT text FROM notes').pluck().all()).toEqual(['房间'])
    copy.close()
    engine([first, second]).close()
    expect(readdirSync(folder).filter((name) => name.startsWith('before-'))).toHaveLength(1)
  })

  it('refuse a step that leaves a foreign key broken', () => {
    const orphan: Migration = {
      version: 20,
      name: 'orphan',
      up: (db) => {
        db.pragma('defer_foreign_keys = ON')
        db.exec('CREATE TABLE a (id INTEGER PRIMARY KEY) STRICT; CREATE TABLE b (a INTEGER REFERENCES a (id)) STRICT')
        db.exec('INSERT INTO b VALUES (1)')
      },
    }
    expect(codeOf(() => engine([first, orphan]))).toBe('store.migrationFailed')
    expect(schemaOf().version).toBe(10)
  })

  it('refuse a newer database with both versions, as writer and as reader', () => {
    engine([first, second]).close()
    const bytes = readFileSync(at('a.db'))
    for (const role of ['writer', 'reader'] as const)
      expect(() => engine([first], role, false)).toThrow(
        expect.objectContaining({ code: 'store.newerVersion', params: { database: 20, program: 10 } }),
      )
    expect(readFileSync(at('a.db')).equals(bytes)).toBe(true)
  })

  it('of the program rise strictly and bring an empty file to the latest', () => {
    const versions = migrations.map(({ version }) => version)
    expect(versions).toEqual([...new Set(versions)].sort((a, b) => a - b))
    expect(() => migrate(new Database(':memory:'), [second, first], () => undefined)).toThrow('does not come after')
  })
})

describe('a transaction', () => {
  it('is whole or nothing', () => {
    const writer = engine()
    expect(codeOf(() => writer.write('notes', 'addThenFail', 'x'))).toBe('store.failed')
    expect(writer.read('notes', 'all', undefined)).toEqual([])
    writer.close()
  })

  it('that shares its commit with others fails alone', () => {
    const writer = engine()
    const add = (method: string, input: unknown) => ({ repository: 'notes', method, input })
    const outcomes = writer.writeTogether([add('add', 'a'), add('addThenFail', 'b'), add('nothing', 'c'), add('add', 'd')])
    expect(outcomes.map(({ ok }) => ok)).toEqual([true, false, false, true])
    expect(outcomes[2]).toMatchObject({ cause: { code: 'store.unknownMethod' } })
    expect(writer.read('notes', 'all', undefined)).toEqual([{ text: 'a' }, { text: 'd' }])
    writer.close()
  })

  it('whose common commit ends on a full disk is tried by itself: what fits is kept, once', () => {
    const writer = engine()
    writer.write('notes', 'add', 'kept')
    const [pages] = writer.read('notes', 'pragmas', ['page_count']) as [number]
    writer.write('notes', 'limit', pages)
    const waiting = ['small', 'x'.repeat(100_000), 'other'].map((input) => ({ repository: 'notes', method: 'add', input })).values()
    const codes = () => writer.writeTogether(waiting).map((outcome) => (outcome.ok ? 'done' : (outcome.cause as { code: string }).code))
    expect(codes()).toEqual(['done', 'store.diskFull'])
    expect(codes()).toEqual(['done'])
    expect(writer.read('notes', 'all', undefined)).toEqual([{ text: 'kept' }, { text: 'small' }, { text: 'other' }])
    writer.close()
  })

  it('knows no other method, and none that writes on a reading connection', () => {
    const writer = engine()
    for (const [repository, method] of [['notes', 'nothing'], ['nobody', 'add'], ['notes', 'toString'], ['notes', 'all']] as const)
      expect(codeOf(() => writer.write(repository, method, 1))).toBe('store.unknownMethod')
    expect(codeOf(() => writer.read('notes', 'add', 'x'))).toBe('store.unknownMethod')
    expect(codeOf(() => writer.read('notes', 'constructor', 'x'))).toBe('store.unknownMethod')
    const reader = engine([first], 'reader', false)
    expect(codeOf(() => reader.write('notes', 'add', 'x'))).toBe('store.unknownMethod')
    reader.close()
    writer.close()
  })

  it('on a full disk is refused, loses nothing, and works again once there is room', () => {
    const writer = engine()
    writer.write('notes', 'add', 'kept')
    const [pages] = writer.read('notes', 'pragmas', ['page_count']) as [number]
    writer.write('notes', 'limit', pages)
    expect(() => writer.write('notes', 'add', 'x'.repeat(100_000))).toThrow(
      expect.objectContaining({ code: 'store.diskFull', retry: 'safe' }),
    )
    expect(writer.read('notes', 'all', undefined)).toEqual([{ text: 'kept' }])
    writer.write('notes', 'limit', 1_000_000)
    writer.write('notes', 'add', 'after')
    expect(writer.read('notes', 'all', undefined)).toEqual([{ text: 'kept' }, { text: 'after' }])
    writer.close()
  })

  it.each([
    ['SQLITE_FULL', 'store.diskFull', 'safe'],
    ['ENOSPC', 'store.diskFull', 'safe'],
    ['SQLITE_BUSY_SNAPSHOT', 'store.busy', 'safe'],
    ['SQLITE_CORRUPT_VTAB', 'store.damaged', 'no'],
    ['SQLITE_NOTADB', 'store.damaged', 'no'],
    ['SQLITE_READONLY_DBMOVED', 'store.readOnly', 'no'],
    ['SQLITE_CONSTRAINT_UNIQUE', 'store.conflict', 'no'],
    ['SQLITE_IOERR_WRITE', 'store.ioError', 'safe'],
    ['SQLITE_CONSTRAINT_CHECK', 'store.failed', 'no'],
    [undefined, 'store.failed', 'no'],
  ])('%s is %s', (code, expected, retry) => {
    expect(asStoreFault(Object.assign(new Error('x'), { code }))).toMatchObject({ code: expected, retry })
  })
})

describe('a copy', () => {
  it('has everything that was committed, also what stands in the log alone', () => {
    const writer = engine()
    for (let n = 0; n < 50; n++) writer.write('notes', 'add', `${n}`)
    writer.copyTo(at('copy.db'))
    writer.write('notes', 'add', 'later')
    writer.close()
    const copy = openDatabase(at('copy.db'), { readonly: true, mustExist: true })
    expect(copy.prepare('SELECT count(*) FROM notes').pluck().get()).toBe(50)
    copy.close()
    expect(readdirSync(folder).filter((name) => name.startsWith('copy.db')).sort()).toEqual(['copy.db'])
  })

  it('that does not come about leaves the older one', () => {
    const db = openDatabase(at('a.db'), { readonly: false, mustExist: false })
    writeFileSync(at('copy.db'), 'older')
    expect(codeOf(() => copyDatabase(db, join(folder, 'nowhere', 'copy.db')))).toBe('store.copyFailed')
    db.close()
    expect(codeOf(() => copyDatabase(db, at('copy.db')))).toBe('store.copyFailed')
    expect(readFileSync(at('copy.db'), 'utf8')).toBe('older')
  })
})
