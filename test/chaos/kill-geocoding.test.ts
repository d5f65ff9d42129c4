import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setImmediate } from 'node:timers/promises'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { systemClock } from '../../electron/platform/clock/clock'
import { startHereStandIn } from '../../electron/sandbox/here'
import { bundle, type Bundled, root } from '../support/bundle-workers'

const apiKey = 'hereApiKeyOfTheTests0000000000000000000001'
const distinct = 300

let built: Bundled
beforeAll(async () => {
  built = await bundle({ child: 'test/chaos/geocoding-child.ts', store: 'electron/store-worker.ts', job: 'electron/job-worker.ts' })
}, 60_000)
afterAll(() => built.remove())

interface Line {
  jobId?: string
  ended?: string
}

it('kill -9 in the middle of a batch of addresses: what was answered and kept is not asked again', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'minidesk-kill-'))
  const limits = [{ service: 'world', perSecond: 300, perDay: 100_000 }]
  const standIn = await startHereStandIn({ clock: systemClock, keys: [{ id: 'k', account: '', secrets: { apiKey }, limits }] })
  const start = (...more: string[]) => {
    const child = spawn(
      process.execPath,
      [built.path('child'), folder, standIn.baseUrl, built.path('store'), built.path('job'), apiKey, join(root, 'resources'), ...more],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    )
    const lines: Line[] = []
    createInterface({ input: child.stdout }).on('line', (line) => lines.push(JSON.parse(line) as Line))
    const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()))
    return { child, lines, exited }
  }
  const look = () => {
    const db = new Database(join(folder, 'a.db'))
    const one = (sql: string) => db.prepare(sql).pluck().get() as number
    const found = {
      kept: one('SELECT count(*) FROM geo_answers'),
      unasked: one(`SELECT count(*) FROM geo_batch_rows WHERE state = 'unasked'`),
      withAnswer: one('SELECT count(*) FROM geo_batch_answers'),
      integrity: db.pragma('integrity_check', { simple: true }),
    }
    db.close()
    return found
  }
  try {
    const first = start()
    await expect.poll(() => standIn.stats().counted, { timeout: 30_000, interval: 1 }).toBeGreaterThanOrEqual(90)
    first.child.kill('SIGKILL')
    await first.exited
    // What the dead program had put on the wire is answered first.
    for (let turn = 0; turn < 20; turn++) await setImmediate()
    const atKill = standIn.stats().counted
    const killed = look()
    expect(killed.integrity).toBe('ok')
    expect(killed.unasked).toBeGreaterThan(0)
    expect(killed.kept).toBeGreaterThan(0)
    expect(killed.kept).toBeLessThanOrEqual(atKill)

    const jobId = first.lines.find((line) => line.jobId)?.jobId ?? ''
    const second = start(jobId)
    await second.exited
    expect(second.lines.at(-1)).toEqual({ ended: 'done' })
    expect(look()).toEqual({ kept: distinct, unasked: 0, withAnswer: distinct, integrity: 'ok' })
    // Only calls that were on the wire, whose answers never came, are made again.
    expect(standIn.stats().counted - atKill).toBe(distinct - killed.kept)
  } finally {
    await standIn.close()
    rmSync(folder, { recursive: true, force: true })
  }
}, 60_000)
