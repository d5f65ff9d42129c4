import Database from 'better-sqlite3'
import { createHash, randomBytes } from 'node:crypto'
import { beforeEach, describe, expect, it } from 'vitest'
import { appendAudit, auditHead, auditSchema, canonicalJson, type NewAuditEntry, verifyAudit } from './index'
import { macOf } from './mac'
import { type AuditRow, insertSql } from './repository'

const key = Buffer.alloc(32, 3)

function entry(details: Record<string, unknown> = {}): NewAuditEntry {
  return {
    at: '2026-11-22T06:05:00.000Z',
    operatorId: '0190a1b2-0000-7000-8000-000000000001',
    operatorName: '王芳',
    sessionKind: 'window',
    action: 'payments.refunds.request',
    subject: 'order 42',
    details,
    outcome: 'done',
    correlationId: 'c1',
  }
}

function trail(count: number): Database.Database {
  const db = new Database(':memory:')
  db.exec(auditSchema)
  db.transaction(() => {
    for (let index = 1; index <= count; index++) appendAudit(db, key, entry({ index, amount: index * 100 }))
  }).immediate()
  return db
}

/** Does to the table what somebody with the file and any SQLite tool can do. */
function tamper(db: Database.Database, sql: string): void {
  db.exec('DROP TRIGGER audit_entries_next; DROP TRIGGER audit_entries_keep; DROP TRIGGER audit_entries_stay;')
  db.exec(sql)
}

let db: Database.Database
beforeEach(() => {
  db = trail(20)
})

describe('an untouched trail', () => {
  it('verifies, entry by entry, up to its head', () => {
    expect(verifyAudit(db, key)).toEqual({ ok: true, checked: 20, head: auditHead(db) })
    expect(auditHead(db)).toEqual({ seq: 20, mac: expect.stringMatching(/^[0-9a-f]{64}$/) })
    expect(verifyAudit(db, key, { expectedHead: auditHead(db) }).ok).toBe(true)
  })

  it('still fits a head that was anchored earlier', () => {
    const anchored = auditHead(db)
    expect(appendAudit(db, key, entry())).toEqual(auditHead(db))
    expect(verifyAudit(db, key, { expectedHead: anchored })).toMatchObject({ ok: true, checked: 21 })
  })

  it('that is empty is good, unless entries were anchored', () => {
    const empty = trail(0)
    expect(auditHead(empty)).toEqual({ seq: 0, mac: '' })
    expect(verifyAudit(empty, key)).toEqual({ ok: true, checked: 0, head: { seq: 0, mac: '' } })
    expect(verifyAudit(empty, key, { expectedHead: auditHead(empty) }).ok).toBe(true)
    expect(verifyAudit(empty, key, { expectedHead: auditHead(db) }).firstBad).toEqual({ seq: 1, kind: 'cutOff' })
  })

  it('takes any text and any details, and gives them back as they are', () => {
    const nested = { z: '', 'a\u0000': '\u2028"\\' }
    const details = { b: 1.5, a: ['房', null, true, -0, 1e21], ключ: nested, none: undefined }
    const odd = { ...entry(details), subject: 'a\u0000b 🏨', operatorName: 'lone \ud83c end' }
    appendAudit(db, key, odd)
    expect(verifyAudit(db, key).ok).toBe(true)
    const row = db.prepare<[], AuditRow>('SELECT * FROM audit_entries ORDER BY seq DESC LIMIT 1').get()
    expect(row?.subject).toBe('a\u0000b 🏨')
    expect(JSON.parse(row?.details_json ?? '')).toEqual({ b: 1.5, a: ['房', null, true, 0, 1e21], ключ: nested })
  })

  it('goes back with the transaction that it belongs to', () => {
    const before = auditHead(db)
    expect(() =>
      db.transaction(() => {
        appendAudit(db, key, entry())
        throw new Error('the refund failed')
      })(),
    ).toThrow('the refund failed')
    expect(auditHead(db)).toEqual(before)
    expect(() => appendAudit(db, key, entry({ amount: 10n }))).toThrow(TypeError)
    expect(() => appendAudit(db, key, entry({ amount: Number.NaN }))).toThrow(TypeError)
    appendAudit(db, key, entry())
    expect(verifyAudit(db, key)).toMatchObject({ ok: true, checked: 21 })
  })

  it('has MACs that another program can check', () => {
    const row = db.prepare<[], AuditRow>('SELECT * FROM audit_entries WHERE seq = 2').get()
    if (!row) throw new Error('entry 2 is there')
    const text =
      '["minidesk.audit.v1",2,"2026-11-22T06:05:00.000Z","0190a1b2-0000-7000-8000-000000000001","王芳","window",' +
      `"payments.refunds.request","order 42","{\\"amount\\":200,\\"index\\":2}","done","c1",` +
      `"${row.previous.toString('hex')}"]`
    // HMAC by its definition (RFC 2104), not by the library that wrote it.
    const pad = (byte: number) => Buffer.from(Array.from({ length: 64 }, (_, at) => (key[at] ?? 0) ^ byte))
    const sha = (...parts: Buffer[]) => createHash('sha256').update(Buffer.concat(parts)).digest()
    expect(row.mac.equals(sha(pad(0x5c), sha(pad(0x36), Buffer.from(text))))).toBe(true)
  })
})

describe('the table itself', () => {
  it.each([
    ['a change', "UPDATE audit_entries SET outcome = 'refused' WHERE seq = 3"],
    ['a removal', 'DELETE FROM audit_entries WHERE seq = 20'],
    ['removing everything', 'DELETE FROM audit_entries'],
    ['a replacement', 'REPLACE INTO audit_entries SELECT * FROM audit_entries WHERE seq = 3'],
    [
      'an upsert',
      "INSERT INTO audit_entries SELECT * FROM audit_entries WHERE seq = 3 ON CONFLICT DO UPDATE SET outcome = 'x'",
    ],
    [
      'an entry with a gap',
      `INSERT INTO audit_entries SELECT 30, at, operator_id, operator_name, session_kind, action, subject, details_json,
       outcome, correlation_id, previous, mac FROM audit_entries WHERE seq = 3`,
    ],
  ])('refuses %s', (_name, sql) => {
    expect(() => db.exec(sql)).toThrow(/append-only/)
    expect(verifyAudit(db, key)).toMatchObject({ ok: true, checked: 20 })
  })
})

describe('what somebody did to the file', () => {
  it.each([
    'at', 'operator_id', 'operator_name', 'session_kind', 'action', 'subject', 'outcome', 'correlation_id',
  ])('a changed %s is found', (column) => {
    tamper(db, `UPDATE audit_entries SET ${column} = substr(${column}, 2) || 'x' WHERE seq = 7`)
    expect(verifyAudit(db, key)).toMatchObject({ ok: false, checked: 6, firstBad: { seq: 7, kind: 'edited' } })
    expect(verifyAudit(db, key).head.seq).toBe(6)
  })

  it.each([
    ['details', "details_json = '{\"amount\":1,\"index\":7}'"],
    ['details written in another way', "details_json = replace(details_json, ':', ': ')"],
    ['a MAC', 'mac = zeroblob(32)'],
    ['a link to the entry before', 'previous = zeroblob(32)'],
    ['two texts that join to the same', "operator_name = operator_name || 'w', session_kind = substr(session_kind, 2)"],
  ])('changed: %s', (_name, change) => {
    tamper(db, `UPDATE audit_entries SET ${change} WHERE seq = 7`)
    expect(verifyAudit(db, key).firstBad).toEqual({ seq: 7, kind: 'edited' })
  })

  it('the first and the last entry are no weaker than the others', () => {
    tamper(db, "UPDATE audit_entries SET outcome = 'x' WHERE seq = 20")
    expect(verifyAudit(db, key).firstBad).toEqual({ seq: 20, kind: 'edited' })
    db.exec("UPDATE audit_entries SET outcome = 'x' WHERE seq = 1")
    expect(verifyAudit(db, key).firstBad).toEqual({ seq: 1, kind: 'edited' })
    const single = trail(1)
    tamper(single, "UPDATE audit_entries SET outcome = 'x'")
    expect(verifyAudit(single, key).firstBad).toEqual({ seq: 1, kind: 'edited' })
  })

  it('a removed entry is missing, at the beginning, between others and with the numbers closed up', () => {
    tamper(db, 'DELETE FROM audit_entries WHERE seq IN (9, 10)')
    expect(verifyAudit(db, key)).toMatchObject({ checked: 8, firstBad: { seq: 9, kind: 'missing' } })
    db.exec('DELETE FROM audit_entries WHERE seq <= 3')
    expect(verifyAudit(db, key)).toMatchObject({ checked: 0, firstBad: { seq: 1, kind: 'missing' } })
    const closed = trail(20)
    tamper(closed, 'DELETE FROM audit_entries WHERE seq = 9; UPDATE audit_entries SET seq = seq - 1 WHERE seq > 9')
    expect(verifyAudit(closed, key)).toMatchObject({ ok: false, firstBad: { seq: 9, kind: 'reordered' } })
  })

  it('swapped entries are reordered', () => {
    tamper(db, `UPDATE audit_entries SET seq = 1000 WHERE seq = 5; UPDATE audit_entries SET seq = 5 WHERE seq = 6;
      UPDATE audit_entries SET seq = 6 WHERE seq = 1000`)
    expect(verifyAudit(db, key)).toMatchObject({ checked: 4, firstBad: { seq: 5, kind: 'reordered' } })
  })

  it('an entry written without the key is found, at the end and between others', () => {
    const forged = `SELECT 21, at, operator_id, operator_name, session_kind, action, subject, details_json, outcome,
      correlation_id, mac, zeroblob(32) FROM audit_entries WHERE seq = 20`
    tamper(db, `INSERT INTO audit_entries ${forged}`)
    expect(verifyAudit(db, key).firstBad).toEqual({ seq: 21, kind: 'edited' })

    const between = trail(20)
    tamper(between, `
      UPDATE audit_entries SET seq = seq + 1000 WHERE seq >= 10;
      UPDATE audit_entries SET seq = seq - 999 WHERE seq >= 1000;
      INSERT INTO audit_entries SELECT 10, at, operator_id, operator_name, session_kind, action, 'forged', details_json,
      outcome, correlation_id, mac, zeroblob(32) FROM audit_entries WHERE seq = 9`)
    expect(verifyAudit(between, key).firstBad).toEqual({ seq: 10, kind: 'edited' })
  })

  it('an old entry repeated at the end is reordered', () => {
    tamper(db, `INSERT INTO audit_entries SELECT 21, at, operator_id, operator_name, session_kind, action, subject,
      details_json, outcome, correlation_id, previous, mac FROM audit_entries WHERE seq = 4`)
    expect(verifyAudit(db, key).firstBad).toEqual({ seq: 21, kind: 'reordered' })
  })

  it('a cut-off end is found against an anchored head, also where the program went on writing', () => {
    const expectedHead = auditHead(db)
    tamper(db, 'DELETE FROM audit_entries WHERE seq > 15')
    expect(verifyAudit(db, key).ok).toBe(true)
    expect(verifyAudit(db, key, { expectedHead })).toMatchObject({ checked: 15, firstBad: { seq: 16, kind: 'cutOff' } })
    for (let count = 0; count < 10; count++) appendAudit(db, key, entry({ other: count }))
    expect(verifyAudit(db, key).ok).toBe(true)
    expect(verifyAudit(db, key, { expectedHead }).firstBad).toEqual({ seq: 20, kind: 'cutOff' })
  })

  it('a table rebuilt without its checks is no way round', () => {
    tamper(db, `CREATE TABLE loose AS SELECT * FROM audit_entries; DROP TABLE audit_entries;
      ALTER TABLE loose RENAME TO audit_entries`)
    expect(verifyAudit(db, key).ok).toBe(true)
    db.exec('INSERT INTO audit_entries SELECT * FROM audit_entries WHERE seq = 20')
    expect(verifyAudit(db, key).firstBad).toEqual({ seq: 20, kind: 'reordered' })
    db.exec('UPDATE audit_entries SET mac = NULL WHERE seq = 4')
    expect(verifyAudit(db, key).firstBad).toEqual({ seq: 4, kind: 'edited' })
  })

  it('a wrong key is told from an edit', () => {
    expect(verifyAudit(db, randomBytes(32))).toMatchObject({ checked: 0, firstBad: { seq: 1, kind: 'wrongKey' } })
  })

  it('entries of another trail with the same numbers do not fit in', () => {
    const other = trail(0)
    for (let index = 1; index <= 20; index++) appendAudit(other, key, entry({ other: index }))
    const row = other.prepare<[], AuditRow>('SELECT * FROM audit_entries WHERE seq = 8').get()
    tamper(db, 'DELETE FROM audit_entries WHERE seq = 8')
    db.prepare(insertSql).run(row)
    if (row) expect(macOf(key, row).equals(row.mac)).toBe(true)
    expect(verifyAudit(db, key).firstBad).toEqual({ seq: 8, kind: 'reordered' })
  })
})

describe('a long trail', () => {
  it('is verified row by row and tells how far it is', () => {
    const long = trail(25_000)
    const seen: number[] = []
    const verdict = verifyAudit(long, key, { onProgress: (checked) => seen.push(checked) })
    expect(verdict).toMatchObject({ ok: true, checked: 25_000 })
    expect(seen).toEqual([10_000, 20_000])
    expect(() =>
      verifyAudit(long, key, {
        onProgress: () => {
          throw new Error('cancelled')
        },
      }),
    ).toThrow('cancelled')
    appendAudit(long, key, entry())
  })
})

describe('canonical JSON', () => {
  it('is one form for one value (RFC 8785 §3.2.3, Appendix B)', () => {
    expect(canonicalJson({ b: 2, a: [1, { d: 1, c: 2 }], '\u20ac': 'x', '\r': 1, '1': 0, '\ufb33': 4, '😀': 3 })).toBe(
      '{"\\r":1,"1":0,"a":[1,{"c":2,"d":1}],"b":2,"\u20ac":"x","😀":3,"\ufb33":4}',
    )
    expect(canonicalJson([1e21, 1e-7, -0, 0.1, 333333333.33333329])).toBe('[1e+21,1e-7,0,0.1,333333333.3333333]')
    expect(canonicalJson({ a: undefined, b: null })).toBe('{"b":null}')
    for (const value of [1n, Number.NaN, Infinity, () => 1, Symbol('x'), undefined, [undefined]])
      expect(() => canonicalJson(value)).toThrow(TypeError)
  })
})
