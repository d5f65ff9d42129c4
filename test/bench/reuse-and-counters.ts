import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { reuseKeyOf } from '../../electron/features/links/reuse-key'
import { migrations } from '../../electron/migrations'
import { systemClock } from '../../electron/platform/clock/clock'
import { StoreEngine } from '../../electron/platform/store/engine'
import { repositories } from '../../electron/repositories'
import type { BenchRow } from './row'

const minute = 60_000
const begin = Date.UTC(2024, 0, 1)
const at = (n: number) => new Date(begin + n * minute).toISOString()
const keyOf = (n: number) =>
  reuseKeyOf({
    kind: 'encrypted_scheme',
    appId: 'app',
    path: 'pages/room/detail',
    query: `id=${n}`,
    envVersion: 'release',
    campaign: '',
    channel: '',
    audience: '',
    options: {},
  })

/** `count` links of one mini program; every tenth key stands a hundred times, as a busy page has it. */
function fill(file: string, count: number): void {
  const db = new Database(file)
  db.pragma('synchronous = OFF')
  db.prepare(`INSERT INTO apps (id, name, app_id, original_id, subject_type, token_mode, pages_json, declared_pages_json,
    default_tag, created_at, updated_at, updated_by)
    VALUES ('app', '云栖', 'wx0123456789abcdef', '', 'company_domestic', 'stable', '[]', '[]', '', ?, ?, '')`).run(at(0), at(0))
  const link = db.prepare(`INSERT INTO links (id, kind, app_seq, path, query, env_version, text, expires_at, campaign, tag, note,
    created_at, created_by, reuse_key) VALUES (?, 'encrypted_scheme', 1, 'pages/room/detail', ?, 'release', ?, ?, '', '', '', ?, '', ?)`)
  db.transaction(() => {
    for (let n = 0; n < count; n++) {
      const same = n % 10 === 0 ? n % 1000 : n
      link.run(`link-${n}`, `id=${same}`, `weixin://dl/business/?t=${n}`, at(n + 30 * 24 * 60), at(n), keyOf(same))
    }
  })()
  db.exec('ANALYZE')
  db.close()
}

/** Finding the equal link among 1,000,000, and counting a call against an allowance together with its intent. */
export function benchReuseAndCounters(count = 1_000_000): BenchRow[] {
  const folder = mkdtempSync(join(tmpdir(), 'minidesk-bench-'))
  try {
    const file = join(folder, 'minidesk.db')
    new StoreEngine({ file, role: 'writer', create: true, repositories, migrations, clock: systemClock }).close()
    fill(file, count)
    const reader = new StoreEngine({ file, role: 'reader', create: false, repositories, migrations, clock: systemClock })
    const window = { from: at(count - 24 * 60), endsFrom: at(count), expiresAt: null }
    const slowest = (key: (run: number) => string) => {
      const times = Array.from({ length: 200 }, (_, run) => {
        const started = performance.now()
        reader.read('links', 'reusable', { ...window, key: key(run) })
        return performance.now() - started
      })
      return Math.max(...times)
    }
    const looks = [
      ['a link that is there', slowest((run) => keyOf(count - 1 - run * 3))],
      ['a page that was made a hundred times', slowest((run) => keyOf((run * 10) % 1000))],
      ['none', slowest((run) => keyOf(count + run))],
    ] as const
    reader.close()
    const name = `reuse among ${count.toLocaleString('en')} links: `
    return [
      ...looks.map(([what, ms]): BenchRow => ({ name: name + what, ours: ms, unit: 'ms', aim: '< 20 ms', met: ms < 20 })),
      benchCounters(file),
    ]
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Each intent is one transaction on the disk; the counter must not make it dearer than the call that follows. */
function benchCounters(file: string): BenchRow {
  const engine = new StoreEngine({ file, role: 'writer', create: false, repositories, migrations, clock: systemClock })
  const intents = 2000
  const started = performance.now()
  for (let n = 0; n < intents; n++)
    engine.write('links', 'openRequest', {
      id: `request-${n}`,
      kind: 'encrypted_scheme',
      appId: 'app',
      path: 'pages/room/detail',
      query: `id=${n}`,
      fields: {},
      digest: '',
      createdBy: '',
      counts: [{ counter: 'generated', period: 'day', limit: 500_000 }],
    })
  const ms = (performance.now() - started) / intents
  engine.close()
  return { name: 'intent with its allowance counted', ours: ms, unit: 'ms', aim: '< 10 ms (100 calls a second)', met: ms < 10 }
}
