import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { bundle, type Bundled } from '../../../test/support/bundle-workers'
import { accountsRepository } from '../../features/accounts'
import { callsRepository } from '../../features/calls'
import { jobsRepository } from '../jobs/repository'
import { auditRepository } from '../../features/audit'
import { defineRepository, type ReadContext } from './repository'
import { openStore, type Store } from './store'

let workers: Bundled
let folder = ''
const open = new Set<Store>()
beforeAll(async () => {
  workers = await bundle({ store: 'electron/store-worker.ts' })
})
afterAll(() => workers.remove())
afterEach(async () => {
  for (const store of open) await store.close()
  open.clear()
  rmSync(folder, { recursive: true, force: true })
})

async function start(file = 'a.db'): Promise<Store> {
  if (file === 'a.db') folder = mkdtempSync(join(tmpdir(), 'minidesk-threads-'))
  const store = await openStore({ file: join(folder, file), create: true, workerPath: workers.path('store') })
  open.add(store)
  return store
}

const call = (n: number) => ({
  at: '2026-11-22T06:00:00.000Z',
  system: 'wechat',
  method: 'POST',
  path: `/x/${n}?${'y'.repeat(200)}`,
  durationMs: n,
  outcome: 'done',
  attempt: 1,
  correlationId: `c${n}`,
})
const entry = (n: number) => ({
  operatorId: '1',
  operatorName: '王芳',
  sessionKind: 'test',
  action: 'a.b',
  subject: `${n}`,
  details: {},
  outcome: 'done',
  correlationId: `c${n}`,
})
const operator = (n: number) => ({ id: `id${n}`, name: `n${n}`, role: 'viewer' as const, password: null })
/** Declared here and unknown to the thread, as a method of a newer window would be. */
const stranger = defineRepository({ name: 'stranger', reads: { get: (_context: ReadContext): number => 1 }, writes: {} })

describe('the store’s threads', () => {
  it('read what was written, and refuse what they do not know', async () => {
    const store = await start()
    const accounts = store.client(accountsRepository)
    await accounts.insert(operator(1))
    expect(await accounts.byName('n1')).toMatchObject({ id: 'id1', role: 'viewer', disabled: false })
    await expect(store.client(stranger).get()).rejects.toMatchObject({ code: 'store.unknownMethod', params: { method: 'stranger.get' } })
  })

  it('carry a fault across with code, params and fields; its origin stays out of the envelope', async () => {
    const store = await start()
    const accounts = store.client(accountsRepository)
    await accounts.insert(operator(1))
    const refused = await accounts.insert(operator(1)).catch((cause: unknown) => cause)
    expect(refused).toMatchObject({ code: 'accounts.nameTaken', params: { name: 'n1' }, fields: [{ path: 'name', code: 'taken' }] })
    const conflict: unknown = await accounts.insert({ ...operator(1), name: 'other' }).catch((cause: unknown) => cause)
    expect(conflict).toMatchObject({ code: 'store.conflict', cause: expect.objectContaining({ message: expect.stringContaining('operators.id') }) })
    const envelope = (conflict as { toEnvelope(id: string): object }).toEnvelope('c')
    expect(JSON.stringify(envelope)).not.toContain('operators')
    expect(Object.keys(envelope).sort()).toEqual(['code', 'correlationId', 'messageKey', 'params', 'retry'])
  })

  it('write money before what a person waits for, and both before bulk', async () => {
    const store = await start()
    await store.setAuditKey(new Uint8Array(32))
    const [accounts, calls, audit] = [store.client(accountsRepository), store.client(callsRepository), store.client(auditRepository)]
    const order: string[] = []
    const note = (what: string) => () => void order.push(what)
    const bulk = Array.from({ length: 10 }, (_, n) => calls.append(Array.from({ length: 2000 }, (_, m) => call(n * 2000 + m))).then(note('bulk')))
    const normal = Array.from({ length: 3 }, (_, n) => accounts.insert(operator(n)).then(note('normal')))
    const money = Array.from({ length: 3 }, (_, n) => audit.append(entry(n)).then(note('money')))
    await Promise.all([...bulk, ...normal, ...money])
    // The first bulk write was under way; nothing else of its kind overtook.
    const afterFirst = order.filter((what, at) => !(what === 'bulk' && at < 2))
    expect(afterFirst.slice(0, 6)).toEqual(['money', 'money', 'money', 'normal', 'normal', 'normal'])
    expect(await audit.verify(null)).toMatchObject({ ok: true, checked: 3 })
  })

  it('keep a small write and a read short while bulk work goes on', async () => {
    const store = await start()
    const [accounts, calls] = [store.client(accountsRepository), store.client(callsRepository)]
    let going = true
    const bulk = (async () => {
      for (let n = 0; going; n += 100) await Promise.all([0, 1, 2].map((m) => calls.append(Array.from({ length: 100 }, (_, k) => call(n + m + k)))))
    })()
    const waits: number[] = []
    for (let n = 0; n < 60; n++) {
      const begun = performance.now()
      await (n % 2 === 0 ? accounts.insert(operator(n)) : accounts.byName(`n${n - 1}`))
      waits.push(performance.now() - begun)
    }
    going = false
    await bulk
    waits.sort((a, b) => a - b)
    expect(waits[Math.floor(waits.length * 0.9)]).toBeLessThan(50)
  })

  it('copy while writes go on: the copy is whole, and no write waits for it', async () => {
    const store = await start()
    const [accounts, calls] = [store.client(accountsRepository), store.client(callsRepository)]
    for (let n = 0; n < 30; n++) await calls.append(Array.from({ length: 2000 }, (_, m) => call(n * 2000 + m)))
    let copied = false
    const copy = store.copyTo(join(folder, 'copy.db')).then(() => (copied = true))
    let during = 0
    for (let n = 0; !copied; n++) {
      await accounts.insert(operator(n))
      during += 1
    }
    await copy
    expect(during).toBeGreaterThan(5)
    const db = new Database(join(folder, 'copy.db'), { readonly: true })
    expect(db.pragma('integrity_check', { simple: true })).toBe('ok')
    expect(db.prepare('SELECT count(*) FROM calls').pluck().get()).toBe(60_000)
    expect(db.prepare('SELECT count(*) FROM operators').pluck().get()).toBeLessThanOrEqual(during)
    db.close()
  })

  it('refuse alone what cannot cross to them or back, among others asked at the same time', async () => {
    const store = await start()
    const accounts = store.client(accountsRepository)
    const impossible = { ...operator(2), id: (() => 'x') as unknown as string }
    const results = await Promise.allSettled([accounts.insert(operator(1)), accounts.insert(impossible), accounts.insert(operator(3))])
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
    expect(await accounts.byName('n3')).toMatchObject({ id: 'id3' })
  })

  it('close after what was asked before, and refuse what comes later', async () => {
    const store = await start()
    const calls = store.client(callsRepository)
    const written = Promise.all([1, 2, 3].map((n) => calls.append([call(n)])))
    await Promise.all([store.close(), store.close(), written])
    await expect(calls.append([call(4)])).rejects.toMatchObject({ code: 'store.closed' })
    await store.close()
    const again = await start('again.db')
    await again.close()
    const db = new Database(join(folder, 'a.db'), { readonly: true })
    expect(db.prepare('SELECT count(*) FROM calls').pluck().get()).toBe(3)
    db.close()
  })

  it('say why they cannot open', async () => {
    folder = mkdtempSync(join(tmpdir(), 'minidesk-threads-'))
    writeFileSync(join(folder, 'b.db'), 'no database at all, certainly not'.repeat(50))
    await expect(start('b.db')).rejects.toMatchObject({ code: 'store.damaged' })
    const db = new Database(join(folder, 'c.db'))
    db.pragma('application_id = 1296321329')
    db.pragma('user_version = 999999')
    db.close()
    await expect(start('c.db')).rejects.toMatchObject({ code: 'store.newerVersion', params: { database: 999_999, program: expect.any(Number) } })
  })

  it.each([
    ['whose file is missing', undefined, 'store.failed'],
    ['that throws', 'throw new Error("broken")', 'store.failed'],
    ['that ends without a word', 'process.exit(3)', 'store.failed'],
  ])('are refused, not waited for: a thread %s', async (_name, code, expected) => {
    folder = mkdtempSync(join(tmpdir(), 'minidesk-threads-'))
    const workerPath = join(folder, 'worker.mjs')
    if (code !== undefined) writeFileSync(workerPath, code)
    await expect(openStore({ file: join(folder, 'a.db'), create: true, workerPath })).rejects.toMatchObject({ code: expected })
  })

  it('that die refuse every waiting call, and closing still works', async () => {
    folder = mkdtempSync(join(tmpdir(), 'minidesk-threads-'))
    const workerPath = join(folder, 'worker.mjs')
    // Greets, takes two requests, and is gone.
    writeFileSync(
      workerPath,
      `import { parentPort } from 'node:worker_threads'
       let n = 0
       parentPort.on('message', (requests) => { n += requests.length; if (n >= 2) process.exit(1) })
       parentPort.postMessage({ ready: true })`,
    )
    const store = await openStore({ file: join(folder, 'a.db'), create: true, workerPath })
    const rows = store.client(jobsRepository)
    const results = await Promise.allSettled([rows.interruptAll(), rows.interruptAll(), rows.interruptAll()])
    for (const result of results) expect(result).toMatchObject({ status: 'rejected', reason: { code: 'store.closed', retry: 'afterCheck' } })
    await expect(rows.interruptAll()).rejects.toMatchObject({ code: 'store.closed' })
    // The reading thread still waits for a second word; its close is that word.
    void rows.get('x').catch(() => undefined)
    await store.close()
  })
})
