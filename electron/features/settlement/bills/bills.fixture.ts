import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { PaymentAccount } from '@shared/contract/payment-accounts'
import { expect, onTestFinished } from 'vitest'
import { migrations } from '../../../migrations'
import type { ManualClock } from '../../../platform/clock/clock'
import { Fault } from '../../../platform/errors/fault'
import { newId } from '../../../platform/ids/id'
import { channelThread } from '../../../platform/jobs/channel-thread.fixture'
import { jobsRepository } from '../../../platform/jobs/repository'
import { JobRunner } from '../../../platform/jobs/runner'
import { StoreEngine } from '../../../platform/store/engine'
import { defineRepository, type WriteContext } from '../../../platform/store/repository'
import { inlineStore } from '../../../platform/store/store'
import { repositories } from '../../../repositories'
import { newOrder, setUp } from '../../../upstream/wechatpay-v3/contract.fixture'
import { settingsRepository, SettingsService } from '../../settings'
import { entryOf } from '../engine/entry.fixture'
import { packWriter } from '../engine/pack-writer'
import type { SettlementParts, SettlementPorts } from '../parts'
import type { Doer, FilesPort, SourceFile } from '../ports'
import { openBillsRoom } from './index'
import { billJobs } from './jobs'

/** Rows of other rooms that bills read. */
const groundFixture = defineRepository({
  name: 'billsGround',
  reads: {},
  writes: {
    account: ({ sql, now }: WriteContext, { id, kind, name }: { id: string; kind: string; name: string }): void => {
      sql(`INSERT INTO payment_accounts (id, kind, name, name_key, values_json, currencies_json, updated_at, updated_by) VALUES (?, ?, ?, ?, '{}', '["CNY"]', ?, '')`).run(id, kind, name, name, now)
    },
    order: ({ sql }: WriteContext, { id, no, at }: { id: string; no: string; at: string }): void => {
      sql(`INSERT INTO orders (id, account_seq, merchant_no, state, currency, ordered_minor, received_minor, refund_currency, source, created_at, created_by, paid_at)
           VALUES (?, 1, ?, 'paid', 'CNY', 12800, 12800, 'CNY', 'created', ?, '王芳', ?)`).run(id, no, at, at)
    },
  },
})

/** The room of files as bills see it: takes what it is given, by its bytes; `next` says what is wrong with the next file. */
export class FilesDouble {
  readonly files = new Map<string, SourceFile & { text: string }>()
  next: Partial<SourceFile> | Fault | undefined
  readonly #dir: string

  constructor(dir: string) {
    this.#dir = dir
  }

  get port(): FilesPort {
    return this as unknown as FilesPort
  }

  take(input: Parameters<FilesPort['take']>[0]): ReturnType<FilesPort['take']> {
    const bytes = readFileSync(input.path)
    const sha256 = createHash('sha256').update(bytes).digest('hex')
    const known = [...this.files.values()].find((file) => file.sha256 === sha256)
    if (known) return Promise.resolve({ file: known, known: true })
    const { next } = this
    this.next = undefined
    if (next instanceof Fault) return Promise.reject(next)
    const file: SourceFile & { text: string } = {
      id: `f${this.files.size + 1}`,
      name: input.name,
      sha256,
      source: input.source ?? 'bill',
      accountId: input.accountId ?? '',
      billType: input.billType ?? 'all',
      day: input.day,
      months: input.day === undefined ? [] : [input.day.slice(0, 7)],
      state: 'loaded',
      rows: bytes.toString('utf8').trimEnd().split('\r\n').length - 3,
      problems: 0,
      control: 'agrees',
      hashChecked: input.hashChecked ?? false,
      loadedAt: '2026-11-28T00:00:00.000Z',
      text: bytes.toString('utf8'),
      ...next,
    }
    this.files.set(file.id, file)
    return Promise.resolve({ file, known: false })
  }

  ofMonth(month: string) {
    return Promise.resolve([...this.files.values()].filter(({ months, state }) => months.includes(month) && (state === 'loaded' || state === 'received')))
  }

  get(id: string) {
    const file = this.files.get(id)
    return file ? Promise.resolve(file) : Promise.reject(new Fault('settlement.fileUnknown'))
  }

  /** Amounts and balances of a fund flow, as the room of files would have packed them. */
  packOf(id: string) {
    const path = join(this.#dir, `${id}.pack`)
    const writer = packWriter(path)
    const lines = (this.files.get(id)?.text ?? '').trimEnd().split('\r\n').slice(1, -2)
    for (const line of lines) {
      const cells = line.slice(1).split(',`')
      const minor = (text: string | undefined) => Math.round(Number(text) * 100)
      writer.add(entryOf({ amountMinor: minor(cells[6]) * (cells[5] === '收入' ? 1 : -1), balanceMinor: minor(cells[7]) }))
    }
    writer.finish()
    return Promise.resolve(path)
  }
}

/** A workspace whose one account stands at the stand-in of WeChat Pay v3; clocks of all of them are one. */
export async function billsWorkspace() {
  // Nothing holds calls back here.
  const kit = await setUp({ limits: { fundBillsPerSecond: 1000 } })
  const { clock } = kit
  const folder = mkdtempSync(join(tmpdir(), 'minidesk-bills-'))
  const dir = join(folder, 'workspace')
  const filesDir = join(dir, 'files')
  mkdirSync(filesDir, { recursive: true })
  const nextId = () => newId(clock)
  const accountId = nextId()
  const account: PaymentAccount = {
    id: accountId, kind: 'v3', name: '云栖酒店', values: { ...kit.account().values }, currencies: ['CNY'], refundCurrency: '', notifyUrl: '',
    secrets: [], keys: [], missing: [], archived: false, rev: 1, updatedAt: clock.instant(),
  }
  const files = new FilesDouble(folder)
  const locked = { vault: false, months: [] as string[] }
  const calls: string[] = []
  const differences = { open: 0, failing: undefined as Fault | undefined }
  const ports = {
    files: files.port,
    closing: {
      assertOpen: (months: readonly string[]) => (months.some((month) => locked.months.includes(month)) ? Promise.reject(new Fault('settlement.monthLocked', { params: { month: months[0] ?? '' } })) : Promise.resolve()),
      lockedMonths: () => Promise.resolve([...locked.months]),
    },
    reconciliation: {
      runAll: (month: string) => {
        calls.push(`reconcile ${month}`)
        return differences.failing ? Promise.reject(differences.failing) : Promise.resolve(['r1'])
      },
      ofMonth: () => Promise.resolve([{ id: 'r1', name: '订单 × 账单', accountId, state: 'open', open: differences.open, carried: 0, byClass: [] }]),
    },
    fees: {
      compute: (month: string) => Promise.resolve(void calls.push(`fees ${month}`)),
      ofMonth: () => Promise.resolve([]),
    },
  } as unknown as SettlementPorts
  const errors: string[] = []
  const sleeps: number[] = []

  const open = async () => {
    const engine = new StoreEngine({ file: join(folder, 'minidesk.db'), role: 'writer', create: true, repositories: [...repositories, groundFixture], migrations, clock })
    const store = inlineStore(engine)
    void store.setAuditKey(new Uint8Array(32))
    const jobRows = store.client(jobsRepository)
    const threads: ReturnType<typeof channelThread>[] = []
    const jobs = new JobRunner({
      repository: jobRows,
      clock,
      newId: nextId,
      startThread: () => {
        const thread = channelThread(billJobs)
        threads.push(thread)
        return thread
      },
      changed: () => undefined,
      reportError: (where) => errors.push(where),
      slots: 2,
    })
    const settings = new SettingsService({ repository: store.client(settingsRepository), changed: () => undefined })
    await settings.load()
    const parts = {
      store,
      clock,
      settings,
      jobs,
      jobRows,
      addFile: async (file: { path: string; name: string; bytes: number }) => {
        const id = nextId()
        await jobRows.addFile({ id, ...file })
        return { fileId: id, name: file.name, bytes: file.bytes }
      },
      filesDir,
      dir,
      paymentAccounts: {
        open: (id: string) => (locked.vault ? Promise.reject(new Fault('vault.locked')) : Promise.resolve({ ...kit.account(), id })),
        get: () => Promise.resolve(account),
        all: () => Promise.resolve([account]),
        client: () => kit.client,
      },
      exportReports: ({ month }: { month: string }) => Promise.resolve({ files: [`${month}.html`] }),
      isPractice: false,
      newId: nextId,
      newCall: () => ({ correlationId: nextId() }),
      reportError: (where: string) => errors.push(where),
      changed: { files: () => undefined, bills: () => undefined, reconciliation: () => undefined, fees: () => undefined, closing: () => undefined },
    } as unknown as SettlementParts
    const room = openBillsRoom(parts, ports, (ms) => Promise.resolve(void sleeps.push(ms)))
    await room.recover?.()
    const over = async (jobId: string) => {
      let row = await jobRows.get(jobId)
      await expect.poll(async () => (row = await jobRows.get(jobId))?.state, { timeout: 20_000, interval: 5 }).toBeOneOf(['done', 'failed', 'cancelled', 'paused', 'interrupted'])
      if (!row) throw new Error('no such job')
      return row
    }
    return { engine, store, jobs, jobRows, settings, threads, room, service: room.service, over, close: async () => (await room.stop?.(), await jobs.close(), await store.close()) }
  }
  let now = await open()
  now.engine.write('billsGround', 'account', { id: accountId, kind: 'v3', name: account.name })
  onTestFinished(async () => {
    await now.close().catch(() => undefined)
    await kit.close()
    rmSync(folder, { recursive: true, force: true })
  })
  const doer = (): Doer => ({ operatorId: 'op1', operatorName: '王芳', correlationId: nextId() })
  return {
    folder, clock, standIn: kit.standIn, files, locked, calls, differences, errors, sleeps, accountId, account, doer, nextId,
    get now() {
      return now
    },
    /** A payment at the provider at this moment. */
    pay: async (no: string) => {
      await kit.client.createOrder(kit.account(), newOrder(no, { createdAt: clock.instant(), expiresAt: new Date(clock.now().getTime() + 3_600_000).toISOString() }), { correlationId: 'c1' })
      await kit.standIn.act(no, 'pay')
    },
    /** The same payment in our own books. */
    book: (no: string) => now.engine.write('billsGround', 'order', { id: nextId(), no, at: clock.instant() }),
    /** Moves every clock to a moment. */
    until: (instant: string) => (clock satisfies ManualClock).advance(Date.parse(instant) - clock.now().getTime()),
    restart: async () => {
      await now.close()
      now = await open()
      await now.jobs.recover()
      return now
    },
    /** As a kill does it: nothing is told to anybody. */
    kill: async () => {
      for (const thread of now.threads) thread.die(new Error('killed'))
      now.engine.close()
      now = await open()
      await now.jobs.recover()
      return now
    },
    /** State by day of one row. */
    states: async (month: string, type = 'all') => {
      const row = (await now.service.board.rows(month)).find(({ billType }) => billType === type)
      return Object.fromEntries((row?.days ?? []).map(({ day, state }) => [day.slice(8), state]))
    },
    day: async (day: string, type = 'all') => (await now.service.board.rows(day.slice(0, 7))).find(({ billType }) => billType === type)?.days.find((one) => one.day === day),
  }
}
