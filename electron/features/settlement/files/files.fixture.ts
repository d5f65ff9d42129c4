import type { PaymentAccount } from '@shared/contract/payment-accounts'
import type { EntryRow } from '@shared/contract/settlement-values'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { expect, onTestFinished } from 'vitest'
import { migrations } from '../../../migrations'
import { ManualClock } from '../../../platform/clock/clock'
import { Fault } from '../../../platform/errors/fault'
import { FileTickets, IncomingFiles } from '../../../platform/files/workspace-files'
import { newId } from '../../../platform/ids/id'
import { channelThread } from '../../../platform/jobs/channel-thread.fixture'
import { jobsRepository } from '../../../platform/jobs/repository'
import { JobRunner } from '../../../platform/jobs/runner'
import { StoreEngine } from '../../../platform/store/engine'
import { inlineStore } from '../../../platform/store/store'
import { repositories } from '../../../repositories'
import type { Doer } from '../ports'
import { settlementFileJobs } from './jobs'
import { foldersOf } from './paths'
import { filesPort } from './port'
import { settlementFilesRepository } from './repository'
import { rowHandlers } from './row-view'
import { FilesService } from './service'

/** The room of files over a real database and real folders; its threads are channels of this process. */
export function filesWorkspace(values: Record<string, string> = { mchid: '1900000001' }) {
  const folder = mkdtempSync(join(tmpdir(), 'minidesk-files-'))
  const clock = new ManualClock('2026-11-28T04:00:00.000Z')
  const nextId = () => newId(clock)
  const account: PaymentAccount = {
    ...{ id: nextId(), kind: 'wechatpay-v3', name: '云栖酒店', values, currencies: ['CNY'], refundCurrency: '', notifyUrl: '', secrets: [], keys: [], missing: [] },
    ...{ archived: false, rev: 1, updatedAt: clock.instant() },
  }
  const locked = new Set<string>()
  const errors: string[] = []
  const incoming = new IncomingFiles(join(folder, 'incoming'), clock)
  const remembered = new Map<string, Record<string, string>>()
  const threads: ReturnType<typeof channelThread>[] = []
  const startThread = () => {
    const thread = channelThread(settlementFileJobs)
    threads.push(thread)
    return thread
  }
  const open = () => {
    const engine = new StoreEngine({ file: join(folder, 'minidesk.db'), role: 'writer', create: true, repositories, migrations, clock })
    const store = inlineStore(engine)
    void store.setAuditKey(new Uint8Array(32))
    const jobRows = store.client(jobsRepository)
    const jobs = new JobRunner({ repository: jobRows, clock, newId: nextId, startThread, changed: () => undefined, reportError: (where) => errors.push(where), slots: 2 })
    const service = new FilesService({
      ...{ repository: store.client(settlementFilesRepository), clock, jobs, incoming, tickets: new FileTickets(clock), folders: foldersOf(folder), startThread, newId: nextId },
      apps: {
        recallMapping: (purpose, signature) => Promise.resolve(remembered.get(`${purpose} ${signature}`)),
        rememberMapping: (purpose, signature, mapping) => Promise.resolve(void remembered.set(`${purpose} ${signature}`, mapping)),
      },
      accounts: { all: () => Promise.resolve([account]) },
      closing: () => ({
        assertOpen: (months) => {
          const closed = months.find((month) => locked.has(month))
          return closed === undefined ? Promise.resolve() : Promise.reject(new Fault('settlement.monthLocked', { params: { month: closed } }))
        },
      }),
      reportError: (where) => errors.push(where),
      changed: () => undefined,
    })
    return { engine, store, jobs, jobRows, service, port: filesPort(service.parts, service) }
  }
  let now = open()
  onTestFinished(async () => {
    await now.service.side.idle()
    await now.jobs.close()
    await now.store.close()
    rmSync(folder, { recursive: true, force: true })
  })
  const over = async (jobId: string) => {
    await expect.poll(async () => (await now.jobRows.get(jobId))?.state, { timeout: 20_000, interval: 3 }).toBeOneOf(['done', 'failed', 'cancelled', 'interrupted'])
    return now.jobRows.get(jobId)
  }
  const doer: Doer = { operatorId: 'op1', operatorName: '王芳', correlationId: 'c1' }
  const handIn = async (name: string, content: string | Uint8Array) => (await incoming.receive(Readable.from([Buffer.from(content)]), name, 1e9)).id
  const add = async (files: Record<string, string | Uint8Array>) => {
    const fileIds: string[] = []
    for (const [name, content] of Object.entries(files)) fileIds.push(await handIn(name, content))
    const { intakeId, jobId } = await now.service.add({ fileIds }, doer.operatorName, 'zh-CN')
    const ended = await over(jobId)
    if (ended?.state !== 'done') throw new Error(JSON.stringify(ended?.error))
    await over(jobId)
    return now.service.intake(intakeId)
  }
  const rows = (id: string, query: { text?: string } = {}) => rowHandlers(now.service)['files.rows']({ id, limit: 500, ...query }, {} as never)
  return {
    folder,
    account,
    locked,
    errors,
    doer,
    handIn,
    add,
    over,
    rows,
    remembered,
    get now() {
      return now
    },
    /** One file that is read at once. */
    addOne: async (name: string, content: string | Uint8Array) => {
      const { files, refused } = await add({ [name]: content })
      const [file] = files
      if (!file) throw new Error(JSON.stringify(refused))
      return file
    },
    row: (fileId: string, row: number) => rowHandlers(now.service)['files.row']({ ref: { fileId, row } }, {} as never),
    check: async (input: Parameters<FilesService['check']>[0]) => {
      const { jobId } = await now.service.check(input, doer.operatorName, 'zh-CN')
      await over(jobId)
      return now.service.get(input.id)
    },
    correct: async (input: Parameters<FilesService['correct']>[0]) => {
      const { jobId } = await now.service.correct(input, doer, 'zh-CN')
      await over(jobId)
      return (await now.service.get(input.id)).file
    },
    load: async (...ids: string[]) => now.service.load(ids, doer.operatorName),
    /** A file on the disk as the program fetches it. */
    fetched: async (name: string, content: string | Uint8Array) => {
      const path = join(folder, name)
      await writeFile(path, content)
      return path
    },
    packs: () => readdirSync(foldersOf(folder).packs),
    killAndStart: async () => {
      for (const thread of threads) thread.die(new Error('killed'))
      now.engine.close()
      now = open()
      await now.jobs.recover()
      await now.service.recover()
    },
  }
}

/** What the tests look at in a row. */
export const short = ({ kind, outcome, amountMinor, feeMinor, merchantNo, wechatNo, refundNo, line, currency }: EntryRow) => ({ kind, outcome, amountMinor, feeMinor, merchantNo, wechatNo, refundNo, line, currency })
