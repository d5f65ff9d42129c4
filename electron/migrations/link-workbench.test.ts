import { createHash } from 'node:crypto'
import Database from 'better-sqlite3'
import { expect, it, onTestFinished } from 'vitest'
import { migrate } from '../platform/store/migrate'
import { migrations } from './index'

const at = '2026-11-21T15:59:59.000Z'
const later = '2026-11-21T16:00:00.000Z'

/** A database as the released version 30 left it, with links, requests in every state, and a batch. */
function version30() {
  const db = new Database(':memory:')
  onTestFinished(() => void db.close())
  db.pragma('foreign_keys = ON')
  migrate(db, migrations.filter(({ version }) => version <= 30), () => undefined)
  db.exec(`
    INSERT INTO apps (id, name, app_id, original_id, subject_type, token_mode, pages_json, declared_pages_json, default_tag,
      created_at, updated_at, updated_by)
      VALUES ('a', '云栖', 'wx0123456789abcdef', '', 'company_domestic', 'stable', '[]', '[]', '', '${at}', '${at}', '');
    INSERT INTO link_batches (id, name, state, headers_json, mapping_json, notices_json, created_by, created_at)
      VALUES ('b', '春节', 'stopped', '[]', '{}', '[]', '王芳', '${at}');
  `)
  const link = db.prepare(`INSERT INTO links (id, kind, app_seq, path, query, env_version, text, campaign, tag, note, created_at,
    created_by, archived) VALUES (?, ?, 1, 'p', 'q=1', 'release', ?, '', '', '', ?, '王芳', ?)`)
  link.run('l1', 'encrypted_scheme', 'weixin://dl/business/?t=1', at, 0)
  link.run('l2', 'plain_scheme', 'weixin://dl/business/?appid=x', at, 1)
  const request = db.prepare(`INSERT INTO link_requests (id, state, kind, app_seq, batch_seq, row_no, path, query, fields_json,
    digest, link_seq, error_json, created_by, created_at)
    VALUES (?, ?, 'encrypted_scheme', 1, ?, ?, 'p', 'q', '{}', 'd', ?, ?, '王芳', ?)`)
  request.run('r1', 'done', 1, 0, 1, null, at)
  request.run('r2', 'refused', 1, 1, null, '{"code":"x"}', at)
  request.run('r3', 'unknown', 1, 2, null, '{"code":"y"}', later)
  request.run('r4', 'settled', null, null, null, null, later)
  const row = db.prepare(`INSERT INTO link_batch_rows (batch_seq, row_no, line, cells_json, state, issues_json, plan_json, link_seq)
    VALUES (1, ?, ?, '["x"]', ?, '[]', '{"kind":"encrypted_scheme"}', ?)`)
  row.run(0, 2, 'done', 1)
  row.run(1, 3, 'failed', null)
  row.run(2, 4, 'unknown', null)
  return db
}

const shape = (db: Database.Database, table: string, columns: string) => db.prepare(`SELECT ${columns} FROM ${table} ORDER BY 1, 2`).raw().all()
const requestColumns = `id, state, kind, app_seq, batch_seq, row_no, path, query, fields_json, digest, link_seq, error_json, settled_note,
  created_by, created_at, ended_at`
const rowColumns = 'batch_seq, row_no, line, cells_json, state, issues_json, plan_json, error_json, link_seq'

it('keeps every link, request and row of a version-30 database', () => {
  const db = version30()
  const before = [shape(db, 'link_requests', requestColumns), shape(db, 'link_batch_rows', rowColumns), shape(db, 'links', 'seq, id, text, archived')]
  migrate(db, migrations.filter(({ version }) => version <= 40), () => undefined)
  expect([shape(db, 'link_requests', requestColumns), shape(db, 'link_batch_rows', rowColumns), shape(db, 'links', 'seq, id, text, archived')]).toEqual(before)
  expect(db.pragma('integrity_check', { simple: true })).toBe('ok')
  expect(db.pragma('foreign_key_check')).toEqual([])
  const [link] = db.prepare('SELECT options_json, channel, audience, version, reuse_key, variant_of, image_hash FROM links').raw().all()
  expect(link).toEqual(['{"version":1}', '', '', 1, null, null, null])
})

it('finds old links by their text, and counts what was made, day by day in Beijing', () => {
  const db = version30()
  migrate(db, migrations.filter(({ version }) => version <= 40), () => undefined)
  const hash = createHash('sha256').update('weixin://dl/business/?t=1').digest().readUIntBE(0, 6)
  expect(db.prepare('SELECT link_seq FROM link_texts WHERE hash = ?').pluck().all(hash)).toEqual([1])
  // 15:59:59 UTC is still the 21st in Beijing, a second later it is the 22nd; a refusal counts nothing.
  expect(db.prepare('SELECT counter, period, used, saved FROM link_counters').raw().all()).toEqual([
    ['generated', '2026-11-21', 1, 0],
    ['generated', '2026-11-22', 2, 0],
  ])
})

it('lets a link have several requests and rows, and still keeps what cannot be', () => {
  const db = version30()
  migrate(db, migrations.filter(({ version }) => version <= 40), () => undefined)
  const renewal = db.prepare(`INSERT INTO link_requests (id, state, kind, app_seq, renews_seq, path, query, fields_json, digest,
    link_seq, created_by, created_at) VALUES (?, ?, 'encrypted_scheme', 1, ?, 'p', 'q', '{}', 'd', ?, '王芳', '${at}')`)
  renewal.run('r5', 'done', 1, 1)
  expect(() => renewal.run('r6', 'done', 1, 2)).toThrow(/CHECK/u)
  expect(() => renewal.run('r7', 'done', 1, null)).toThrow(/CHECK/u)
  db.exec(`UPDATE link_batch_rows SET state = 'done', link_seq = 1, reused = 1 WHERE row_no = 1`)
  expect(() => db.exec(`UPDATE link_batch_rows SET reused = 1 WHERE row_no = 2`)).toThrow(/CHECK/u)
  expect(() => db.exec(`UPDATE link_batch_rows SET state = 'done' WHERE row_no = 2`)).toThrow(/CHECK/u)
  expect(() => db.exec(`INSERT INTO link_counters VALUES (1, 'generated', 'life', -1, 0)`)).toThrow(/CHECK/u)
  expect(() => db.exec(`INSERT INTO link_counters VALUES (1, 'nothing', 'life', 0, 0)`)).toThrow(/FOREIGN KEY/u)
})
