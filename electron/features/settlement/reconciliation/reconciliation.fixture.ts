import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import type { PaymentAccount } from '@shared/contract/payment-accounts'
import type { Attachment } from '@shared/contract/settlement-values'
import { expect, onTestFinished } from 'vitest'
import { migrations } from '../../../migrations'
import { ManualClock } from '../../../platform/clock/clock'
import { Fault } from '../../../platform/errors/fault'
import { newId } from '../../../platform/ids/id'
import { channelThread } from '../../../platform/jobs/channel-thread.fixture'
import { jobsRepository } from '../../../platform/jobs/repository'
import { JobRunner } from '../../../platform/jobs/runner'
import { StoreEngine } from '../../../platform/store/engine'
import { inlineStore } from '../../../platform/store/store'
import { repositories } from '../../../repositories'
import { entryOf } from '../engine/entry.fixture'
import { packWriter } from '../engine/pack-writer'
import type { Entry } from '../engine/types'
import type { SettlementParts, SettlementPorts } from '../parts'
import type { Doer, FilesPort, SourceFile } from '../ports'
import { inlineDesk } from './desk/desk'
import { openReconciliationRoom } from './index'
import { reconciliationJobs } from './jobs'

/** 2026-11-05 12:00 in Beijing: October is over, nothing of it is expected any more. */
export const start = '2026-11-05T04:00:00.000Z'
export const auditKey = new Uint8Array(32).fill(7)
export const doer = (name = '王芳'): Doer => ({ operatorId: '0190a1b2-0000-7000-8000-00000000000a', operatorName: name, correlationId: '0190a1b2-0000-7000-8000-000000000001' })

/** A moment in October 2026, Beijing. */
export const october = (day: number, hour = 12): number => Date.UTC(2026, 9, day, hour - 8)
export const november = (day: number, hour = 12): number => Date.UTC(2026, 10, day, hour - 8)

let image: Buffer | undefined

/** An empty database with its tables; made once for all tests of a file. */
function emptyDatabase(file: string, clock: ManualClock): void {
  if (image) return writeFileSync(file, image)
  new StoreEngine({ file, role: 'writer', create: true, repositories, migrations, clock }).close()
  const db = new Database(file)
  image = db.serialize()
  db.close()
}

/** Files of rows as the room of files keeps them: originals under their content, packs made of them. */
function fixtureFiles(folder: string) {
  const files = new Map<string, SourceFile & { path: string }>()
  mkdirSync(folder, { recursive: true })
  const pathOf = (id: string): string => {
    const file = files.get(id)
    if (!file) throw new Fault('settlement.fileNotFound')
    return file.path
  }
  const port: FilesPort = {
    ofMonth: (month, spec = {}) =>
      Promise.resolve(
        [...files.values()].filter(
          (file) =>
            file.state === 'loaded' &&
            file.months.includes(month) &&
            (spec.source === undefined || file.source === spec.source) &&
            (spec.accountId === undefined || file.accountId === spec.accountId) &&
            (spec.billType === undefined || file.billType === spec.billType),
        ),
      ),
    get: (id) => Promise.resolve(files.get(id) as SourceFile),
    packOf: (id) => Promise.resolve(pathOf(id)),
    originalOf: (id) => Promise.resolve(pathOf(id)),
    rows: () => Promise.reject(new Error('not asked here')),
    sumsOfMonth: () => Promise.resolve([]),
    take: () => Promise.reject(new Error('not asked here')),
    attachments: {
      keep: (ids) => Promise.resolve(ids.map((id): Attachment => ({ id, name: `${id}.pdf`, bytes: 1, sha256: 'a'.repeat(64), addedAt: start, addedBy: '王芳' }))),
      get: () => Promise.resolve([]),
      pathOf: () => Promise.reject(new Error('not asked here')),
    },
  }
  let last = 0
  return {
    port,
    files,
    /** Loads a file; `replaces` is the one that it corrects. */
    load: (rows: readonly Partial<Entry>[], more: Partial<SourceFile> & { replaces?: string } = {}): string => {
      const id = `file-${(last += 1)}`
      const path = join(folder, `${id}.pack`)
      const writer = packWriter(path)
      for (const [index, row] of rows.entries()) writer.add(entryOf({ line: index + 2, ...row }))
      const { months } = writer.finish()
      const sha256 = createHash('sha256').update(JSON.stringify(rows)).digest('hex')
      const { replaces, ...facts } = more
      const old = files.get(replaces ?? '')
      if (old) files.set(old.id, { ...old, state: 'replaced' })
      files.set(id, {
        id,
        name: `${id}.csv`,
        sha256,
        source: 'bill',
        accountId: '',
        billType: 'all',
        day: undefined,
        months,
        state: 'loaded',
        rows: rows.length,
        problems: 0,
        control: 'agrees',
        hashChecked: false,
        loadedAt: start,
        path,
        ...facts,
      })
      return id
    },
  }
}

/** The room of reconciliation over a real database, real packs, the real matcher and jobs. */
export function reconciliationRoom() {
  const folder = mkdtempSync(join(tmpdir(), 'minidesk-reconciliation-'))
  const clock = new ManualClock(start)
  const file = join(folder, 'minidesk.db')
  emptyDatabase(file, clock)
  const db = new Database(file)
  const accountId = newId(clock)
  const account = { id: accountId, kind: 'wechatpay-v3', name: '云栖酒店', currencies: ['CNY'] } as PaymentAccount
  db.prepare(`INSERT INTO payment_accounts (id, kind, name, name_key, values_json, currencies_json, updated_at, updated_by)
    VALUES (?, ?, ?, ?, '{}', '[]', ?, '')`).run(accountId, account.kind, account.name, account.name, start)
  const files = fixtureFiles(join(folder, 'packs'))
  const locked = new Set<string>()
  const errors: unknown[] = []
  let told = 0
  /** Called after every write, by its name. */
  const hooks: ((method: string) => void)[] = []
  const open = () => {
    const engine = new StoreEngine({ file, role: 'writer', create: false, repositories, migrations, clock })
    engine.flushEach(false)
    engine.setAuditKey(auditKey)
    const write = engine.write.bind(engine)
    engine.write = (repository, method, input) => {
      const value = write(repository, method, input)
      for (const hook of hooks) hook(method)
      return value
    }
    const store = inlineStore(engine)
    const jobRows = store.client(jobsRepository)
    const threads: ReturnType<typeof channelThread>[] = []
    const jobs = new JobRunner({
      repository: jobRows,
      clock,
      newId: () => newId(clock),
      startThread: () => {
        const thread = channelThread(reconciliationJobs)
        threads.push(thread)
        return thread
      },
      changed: () => undefined,
      reportError: (_where, cause) => errors.push(cause),
      slots: 2,
    })
    const ports = {
      files: files.port,
      closing: {
        assertOpen: (months: readonly string[]) => {
          const month = months.find((one) => locked.has(one))
          return month === undefined ? Promise.resolve() : Promise.reject(new Fault('settlement.monthLocked', { params: { month } }))
        },
        lockedMonths: () => Promise.resolve([...locked]),
      },
    } as unknown as SettlementPorts
    const desk = inlineDesk()
    const parts = {
      store,
      clock,
      jobs,
      dir: folder,
      newId: () => newId(clock),
      newCall: () => ({ correlationId: newId(clock) }),
      reportError: (_where: string, cause: unknown) => errors.push(cause),
      paymentAccounts: {
        all: () => Promise.resolve([account]),
        get: (id: string) => (id === accountId ? Promise.resolve(account) : Promise.reject(new Fault('payments.accountNotFound'))),
      },
      isPractice: true,
      version: '0.0.0',
      changed: { reconciliation: () => (told += 1) },
    } as unknown as SettlementParts
    const room = openReconciliationRoom(parts, ports, desk)
    return { engine, store, jobs, jobRows, threads, room, desk }
  }
  let current = open()
  onTestFinished(async () => {
    await current.jobs.close().catch(() => undefined)
    await current.desk.close()
    await current.store.close().catch(() => undefined)
    db.close()
    rmSync(folder, { recursive: true, force: true })
  })
  const context = { locale: 'zh-CN', caller: { operator: { id: doer().operatorId, name: '王芳' } }, correlationId: doer().correlationId, signal: new AbortController().signal }
  /** Calls a command as the router does. */
  const call = <O>(name: string, input: unknown, by = '王芳'): Promise<O> => {
    const handler = (current.room.commands as unknown as Record<string, (input: unknown, context: unknown) => Promise<O>>)[name]
    if (!handler) throw new Error(`no command ${name}`)
    return handler(input, { ...context, caller: { operator: { id: doer().operatorId, name: by } } })
  }
  let numbers = 0
  return {
    folder,
    clock,
    db,
    accountId,
    files,
    locked,
    errors,
    hooks,
    call,
    get now() {
      return current
    },
    get told() {
      return told
    },
    /** A paid order of ours. */
    order: (merchantNo: string, minor: number, atMs: number, more: Record<string, string | number | null> = {}): string => {
      const id = newId(clock)
      const row = {
        ...{ id, merchant_no: merchantNo, state: 'paid', currency: 'CNY', ordered_minor: minor, received_minor: minor, refund_currency: 'CNY' },
        ...{ refund_total_minor: minor, source: 'created', paid_at: new Date(atMs).toISOString(), created_at: new Date(atMs).toISOString(), created_by: 't' },
        ...more,
      }
      const names = Object.keys(row)
      db.prepare(`INSERT INTO orders (account_seq, ${names.join(', ')}) SELECT seq, ${names.map((name) => `@${name}`).join(', ')} FROM payment_accounts`).run(row)
      return id
    },
    refund: (orderId: string, refundNo: string, minor: number, atMs: number, more: Record<string, string | number> = {}): void => {
      const at = new Date(atMs).toISOString()
      const row = {
        ...{ id: newId(clock), refund_no: refundNo, amount_minor: minor, currency: 'CNY', state: 'succeeded', source: 'here', requested_by_id: 'a' },
        ...{ requested_by: 'a', changed_by_id: 'a', requested_at: at, requested_day: at.slice(0, 10), digest: String((numbers += 1)), sent_at: at, completed_at: at },
        ...more,
      }
      const names = Object.keys(row)
      db.prepare(`INSERT INTO refunds (order_seq, account_seq, ${names.join(', ')}) SELECT seq, account_seq, ${names.map((name) => `@${name}`).join(', ')} FROM orders WHERE id = @orderId`).run({ ...row, orderId })
    },
    over: async (jobId: string) => {
      let row = await current.jobRows.get(jobId)
      await expect.poll(async () => (row = await current.jobRows.get(jobId))?.state, { timeout: 20_000, interval: 2 }).toBeOneOf(['done', 'failed', 'cancelled', 'paused', 'interrupted'])
      return row
    },
    /** The program ends without a word and is started again. */
    killAndStart: async () => {
      for (const thread of current.threads) thread.die(new Error('killed'))
      current.engine.close()
      current = open()
      await current.jobs.recover()
    },
  }
}
export type Workspace = ReturnType<typeof reconciliationRoom>
