import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { systemClock } from '../../electron/platform/clock/clock'
import { type SandboxApp, startWechatSandbox } from '../../electron/sandbox/wechat'
import { bundle, type Bundled } from '../support/bundle-workers'

const app: SandboxApp = {
  appId: 'wx0123456789abcdef',
  secret: '0123456789abcdef0123456789abcdef',
  name: 'A',
  subjectType: 'company_domestic',
  released: true,
  releasedPages: ['pages/index/index'],
  trialPages: [],
  developPages: [],
  declaredPages: [],
  ipWhitelist: null,
}
const rows = 300

let built: Bundled
beforeAll(async () => {
  built = await bundle({ child: 'test/chaos/batch-child.ts', store: 'electron/store-worker.ts', job: 'electron/job-worker.ts' })
}, 60_000)
afterAll(() => built.remove())

interface Line {
  jobId?: string
  done?: number
  ended?: string
  unknowns?: number
}

describe('kill -9 in the middle of a batch', () => {
  it.each([20, 90, 200])('after %i links: no row has two, and each call in flight is shown as unknown', async (after) => {
    const folder = mkdtempSync(join(tmpdir(), 'minidesk-kill-'))
    const sandbox = await startWechatSandbox({ clock: systemClock, seed: [app] })
    sandbox.setFault({ kind: 'delay', ms: 30, path: '/wxa/generatescheme' })
    const start = (...more: string[]) => {
      const child = spawn(process.execPath, [built.path('child'), folder, sandbox.baseUrl, built.path('store'), built.path('job'), app.appId, app.secret, ...more], { stdio: ['ignore', 'pipe', 'inherit'] })
      const lines: Line[] = []
      createInterface({ input: child.stdout }).on('line', (line) => lines.push(JSON.parse(line) as Line))
      const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()))
      return { child, lines, exited }
    }
    try {
      const first = start()
      await expect.poll(() => sandbox.schemesOf(app.appId).length, { timeout: 20_000, interval: 1 }).toBeGreaterThanOrEqual(after)
      first.child.kill('SIGKILL')
      await first.exited
      const jobId = first.lines.find((line) => line.jobId)?.jobId ?? ''
      expect(first.lines.some(({ ended }) => ended)).toBe(false)

      const counted = () => {
        const db = new Database(join(folder, 'a.db'))
        const states = db.prepare('SELECT state, count(*) FROM link_batch_rows GROUP BY state').raw().all() as [string, number][]
        const links = db.prepare('SELECT count(*), count(DISTINCT line), count(DISTINCT text) FROM links').raw().get() as [number, number, number]
        const integrity = db.pragma('integrity_check', { simple: true })
        db.close()
        return { states: Object.fromEntries(states), links, integrity }
      }
      const killed = counted()
      expect(killed.integrity).toBe('ok')
      const inFlight = killed.states['calling'] ?? 0
      expect(inFlight).toBeLessThanOrEqual(10)

      sandbox.clearFaults()
      const second = start(jobId)
      await second.exited
      expect(second.lines.at(-1)).toEqual({ ended: 'done', unknowns: inFlight })
      const end = counted()
      expect(end.states).toEqual({ done: rows - inFlight, ...(inFlight ? { unknown: inFlight } : {}) })
      expect(end.links).toEqual([rows - inFlight, rows - inFlight, rows - inFlight])
      // What was on the wire when the program died has reached WeChat or not; more than that is never made.
      const extra = sandbox.schemesOf(app.appId).length - end.links[0]
      expect(extra).toBeGreaterThanOrEqual(0)
      expect(extra).toBeLessThanOrEqual(inFlight)
    } finally {
      await sandbox.close()
      rmSync(folder, { recursive: true, force: true })
    }
  }, 60_000)
})
