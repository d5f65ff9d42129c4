import { createHash } from 'node:crypto'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { searchWords } from '@shared/domain/search/bigrams'
import { reuseKeyOf } from '../../electron/features/links/reuse-key'
import { openPractice } from './practice'

const apps = 12
const places = 300
const campaigns = ['春节预热', '国庆返场', '暑期亲子', '会员日', '日常', '周年庆', '早鸟价', '夜宵节']
const words = ['房间', '早餐', '接机', '优惠券', '会员卡', '亲子', '西湖', '延迟退房', '客房服务', '停车']
const batches = 50
const rowsOfBatch = 2000
const minute = 60_000

/** Ids as the program's own look, told apart by what they are of. */
const ids = { app: 1, place: 2, link: 3, batch: 4, request: 5, use: 6 }
export function benchId(of: keyof typeof ids, n: number): string {
  return `${String(ids[of]).padStart(8, '0')}-0000-7000-8000-${n.toString(16).padStart(12, '0')}`
}
const day = 24 * 60
const chunk = 20_000

/** A practice workspace with `count` links, as a large company has it after some years. */
export interface Million {
  dataDir: string
  file: string
  count: number
  /** When link `n` was made: one a minute, the last one now. */
  at: (n: number) => string
  /** The text of link `n`. */
  text: (n: number) => string
  /** The reuse key of link `n`; only encrypted schemes have one, which is every third. */
  keyOf: (n: number) => string
}

const linkOf = (n: number) => {
  const kind = n % 3 === 0 ? 'encrypted_scheme' : 'plain_scheme'
  const room = 1000 + (n % 9000)
  const path = `pages/room/p${n % 40}`
  // Of the encrypted ones every tenth asks for one of a hundred pages again, as a busy page has it.
  const order = n % 30 === 0 ? n % 3000 : n
  const query = `roomId=${room}&order=${String(order * 7919).padStart(12, '0')}`
  const text = kind === 'plain_scheme' ? `weixin://dl/business/?appid=wx${n}&path=${path}&query=${query}` : `weixin://dl/business/?t=bench${n}`
  return { kind, room, path, query, text, app: n % apps, encrypted: kind === 'encrypted_scheme' }
}

const keyOf = (n: number) => {
  const { kind, app, path, query } = linkOf(n)
  const plain = { envVersion: 'release', campaign: '', channel: '', audience: '', options: {} } as const
  return reuseKeyOf({ ...plain, kind, appId: benchId('app', app), path, query })
}

let made: Promise<Million> | undefined

/** Made once for all that is measured among the million; `discardMillion` takes it away. */
export function million(count = 1_000_000): Promise<Million> {
  made ??= make(count)
  return made
}

export async function discardMillion(): Promise<void> {
  const there = await made?.catch(() => undefined)
  if (there) rmSync(there.dataDir, { recursive: true, force: true })
  made = undefined
}

async function make(count: number): Promise<Million> {
  const dataDir = mkdtempSync(join(tmpdir(), 'minidesk-bench-'))
  // The product itself makes the workspace: keys, tables and the example.
  const practice = await openPractice(dataDir)
  await practice.close()
  const [workspace] = readdirSync(join(dataDir, 'workspaces'))
  if (workspace === undefined) throw new Error('no workspace was made')
  const file = join(dataDir, 'workspaces', workspace, 'minidesk.db')
  const begin = Date.now() - count * minute
  const at = (n: number) => new Date(begin + n * minute).toISOString()
  fill(file, count, at)
  return { dataDir, file, count, at, text: (n) => linkOf(n).text, keyOf }
}

/** Written straight into the tables: a call for each would take a day. */
function fill(file: string, count: number, at: (n: number) => string): void {
  const db = new Database(file)
  db.pragma('synchronous = OFF')
  const { app: firstApp, place: firstPlace } = db.transaction(() => fillBooks(db, at))()
  const link = db.prepare(`INSERT INTO links (id, kind, app_seq, place_seq, path, query, env_version, text, expires_at,
    campaign, tag, note, created_at, created_by, channel, reuse_key)
    VALUES (?, ?, ?, ?, ?, ?, 'release', ?, ?, ?, 'from=sms', ?, ?, ?, ?, ?)`)
  const search = db.prepare('INSERT INTO links_search (rowid, words) VALUES (?, ?)')
  const text = db.prepare('INSERT INTO link_texts (hash, link_seq) VALUES (?, ?)')
  const request = db.prepare(`INSERT INTO link_requests (id, state, kind, app_seq, path, query, fields_json, digest, link_seq,
    created_by, created_at, ended_at) VALUES (?, 'done', ?, ?, ?, ?, '{}', '', ?, '', ?, ?)`)
  const use = db.prepare(`INSERT INTO link_uses (id, link_seq, kind, text, created_at, created_by)
    VALUES (?, ?, 'sms', '', ?, '')`)
  const hashes: [number, number][] = []
  const one = (n: number) => {
    const { kind, room, path, query, text: written, app, encrypted } = linkOf(n)
    const note = `${words[n % words.length]} ${words[(n * 7) % words.length]} ${room}`
    const campaign = campaigns[(n >> 4) % campaigns.length] ?? ''
    const channel = n % 5 === 0 ? (n % 10 === 0 ? 'sms' : 'poster') : ''
    const seq = Number(
      link.run(
        ...[benchId('link', n), kind, firstApp + app, firstPlace + (n % places), path, query, written],
        ...[encrypted ? at(n + 30 * day) : null, campaign, note, at(n), `运营${n % 9}`, channel, encrypted ? keyOf(n) : null],
      ).lastInsertRowid,
    )
    search.run(seq, searchWords(`${path} ${query} ${campaign} from=sms ${note} H${n % places} 酒店`))
    hashes.push([createHash('sha256').update(written).digest().readUIntBE(0, 6), seq])
    if (encrypted) request.run(benchId('request', n), kind, firstApp + app, path, query, seq, at(n), at(n))
    if (n % 99 === 0) use.run(benchId('use', n), seq, at(n))
  }
  for (let from = 0; from < count; from += chunk)
    db.transaction(() => {
      for (let n = from; n < Math.min(from + chunk, count); n++) one(n)
    })()
  hashes.sort(([a], [b]) => a - b)
  db.transaction(() => {
    for (const [hash, seq] of hashes) text.run(hash, seq)
  })()
  db.transaction(() => fillBatches(db, at))()
  db.pragma('wal_checkpoint(TRUNCATE)')
  db.exec('ANALYZE')
  db.close()
}

/** Mini programs and places. Answers the `seq` of the first of each. */
function fillBooks(db: Database.Database, at: (n: number) => string): { app: number; place: number } {
  const app = db.prepare(`INSERT INTO apps (id, name, app_id, original_id, subject_type, token_mode, pages_json,
    declared_pages_json, default_tag, created_at, updated_at, updated_by)
    VALUES (?, ?, ?, '', 'company_domestic', 'stable', '{"v":1,"pages":[]}', '{"v":1,"pages":[]}', '', ?, ?, '')`)
  const place = db.prepare(`INSERT INTO places (id, code, code_key, name, zone, owner, created_at, updated_at, updated_by)
    VALUES (?, ?, ?, ?, 'Asia/Shanghai', '', ?, ?, '')`)
  const appSeqs = Array.from({ length: apps }, (_, n) =>
    Number(app.run(benchId('app', n), `小程序 ${n}`, `wx${String(n).padStart(16, '0')}`, at(0), at(0)).lastInsertRowid),
  )
  const placeSeqs = Array.from({ length: places }, (_, n) =>
    Number(place.run(benchId('place', n), `H${n}`, `h${n}`, `酒店 ${n}`, at(0), at(0)).lastInsertRowid),
  )
  return { app: appSeqs[0] ?? 0, place: placeSeqs[0] ?? 0 }
}

/** Batches that were checked and wait for somebody to go on. */
function fillBatches(db: Database.Database, at: (n: number) => string): void {
  const batch = db.prepare(`INSERT INTO link_batches (id, name, state, headers_json, mapping_json, notices_json, created_by,
    created_at) VALUES (?, ?, 'checked', '[]', '{}', '[]', '', ?)`)
  const row = db.prepare(`INSERT INTO link_batch_rows (batch_seq, row_no, line, cells_json, state, issues_json)
    VALUES (?, ?, ?, '[]', ?, '[]')`)
  for (let n = 0; n < batches; n++) {
    const seq = Number(batch.run(benchId('batch', n), `批次 ${n}`, at(n)).lastInsertRowid)
    for (let no = 0; no < rowsOfBatch; no++) row.run(seq, no, no + 2, no % 20 === 0 ? 'bad' : 'ready')
  }
}
