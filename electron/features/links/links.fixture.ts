import { mkdtempSync, rmSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import type { AppFields } from '@shared/contract/apps'
import type { BatchRowState } from '@shared/contract/link-batches'
import { expect, onTestFinished } from 'vitest'
import { migrations } from '../../migrations'
import { ManualClock, systemClock } from '../../platform/clock/clock'
import { FileTickets, IncomingFiles } from '../../platform/files/workspace-files'
import { createHttp } from '../../platform/http'
import { newId } from '../../platform/ids/id'
import { channelThread } from '../../platform/jobs/channel-thread.fixture'
import { jobsRepository } from '../../platform/jobs/repository'
import { JobRunner } from '../../platform/jobs/runner'
import { createRedactor } from '../../platform/log'
import { StoreEngine } from '../../platform/store/engine'
import { inlineStore } from '../../platform/store/store'
import { createVault } from '../../platform/vault'
import { repositories } from '../../repositories'
import { type SandboxApp, startWechatSandbox } from '../../sandbox/wechat'
import { createWechatClient } from '../../upstream/wechat'
import { appsRepository, AppsService } from '../apps'
import { callsRepository, CallLog } from '../calls'
import { placesRepository, PlacesService } from '../places'
import { settingsRepository, SettingsService } from '../settings'
import { BatchService } from './batch-service'
import { linkBatchesRepository, linksRepository, LinksService, registerLinkJobs } from './index'
import { linkJobs } from './jobs'

export const hotel: SandboxApp = {
  appId: 'wx0123456789abcdef',
  secret: '0123456789abcdef0123456789abcdef',
  name: '云栖酒店',
  subjectType: 'company_domestic',
  released: true,
  releasedPages: ['pages/index/index', 'pages/room/detail'],
  trialPages: ['pages/room/detail'],
  developPages: [],
  declaredPages: ['pages/index/index'],
  ipWhitelist: null,
  cloudEnvs: ['prod-1'],
  nfcModels: [{ modelId: 'M1', approved: true, perDevice: true }],
}
export const other: SandboxApp = { ...hotel, appId: 'wxfedcba9876543210', secret: 'fedcba9876543210fedcba9876543210', name: '左岸酒店' }
/** As the feature `campaigns` answers them. */
export const channels = [
  { code: 'sms', name: '短信', query: 'from=sms' },
  { code: 'poster', name: '海报', query: 'from=poster&place=lobby' },
  { code: 'bare', name: '没有标签', query: '' },
]
export const thirtyDays = { type: 'days' as const, days: 30 }

/**
 * The links feature of one workspace over a real database, a real vault, and WeChat's stand-in over real HTTP. Job
 * threads are channels of this process.
 */
export async function linksWorkspace(options: { practice?: boolean; maxRows?: number; limits?: Parameters<typeof startWechatSandbox>[0]['limits'] } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'minidesk-links-'))
  const clock = new ManualClock('2026-11-22T06:05:00.000Z')
  const nextId = () => newId(clock)
  const sandbox = await startWechatSandbox({
    clock,
    seed: [hotel, other],
    ...(options.limits ? { limits: options.limits } : {}),
  })
  const { vault } = await createVault(join(folder, 'vault'), {
    workspaceId: nextId(),
    slots: [{ kind: 'passphrase', passphrase: 'correct horse battery staple', cost: { N: 2 ** 14, r: 8, p: 1 } }],
    clock,
  })
  const file = join(folder, 'minidesk.db')
  const redactor = createRedactor()
  const errors: string[] = []
  const appIds = new Map<string, string>()

  /** One run of the program over the same database. */
  const open = async () => {
    const engine = new StoreEngine({ file, role: 'writer', create: true, repositories, migrations, clock })
    const store = inlineStore(engine)
    const settings = new SettingsService({ repository: store.client(settingsRepository), changed: () => undefined })
    await settings.load()
    const calls = new CallLog({ repository: store.client(callsRepository), clock, reportError: (where) => errors.push(where) })
    const http = createHttp({
      clock: { now: () => clock.now(), instant: () => clock.instant(), monotonic: () => systemClock.monotonic() },
      redactor,
      record: (call) => calls.record(call),
      random: () => 0,
      sleep: () => Promise.resolve(),
    })
    const apps = new AppsService({ repository: store.client(appsRepository), clock, vault, redactor, newId: nextId, changed: () => undefined })
    const places = new PlacesService({ repository: store.client(placesRepository), newId: nextId, changed: () => undefined })
    const wechat = createWechatClient({
      http,
      clock,
      baseUrl: () => Promise.resolve(sandbox.baseUrl),
      credentials: (appId) => apps.credentials(appId),
      tokenMode: (appId) => apps.tokenMode(appId),
    })
    const jobRows = store.client(jobsRepository)
    const threads: ReturnType<typeof channelThread>[] = []
    const jobs = new JobRunner({
      repository: jobRows,
      clock,
      newId: nextId,
      startThread: () => {
        const thread = channelThread(linkJobs)
        threads.push(thread)
        return thread
      },
      changed: () => undefined,
      reportError: (where) => errors.push(where),
      slots: 2,
    })
    const tickets = new FileTickets(clock)
    const incoming = new IncomingFiles(join(folder, 'incoming'), clock)
    const links = new LinksService({
      repository: store.client(linksRepository),
      batches: store.client(linkBatchesRepository),
      calls: store.client(callsRepository),
      clock,
      newId: nextId,
      apps,
      places,
      settings,
      wechat,
      jobs,
      tickets,
      incoming,
      filesDir: folder,
      practiceMark: options.practice ?? false,
      channels: () => Promise.resolve(channels),
      phoneUrl: undefined,
      changed: { links: () => undefined, batch: () => undefined },
    })
    registerLinkJobs(jobs, links, {
      filesDir: folder,
      imageWorker: '',
      ...(options.maxRows === undefined ? {} : { maxRows: options.maxRows }),
      jobRows,
      addFile: async (made) => {
        const id = nextId()
        await jobRows.addFile({ id, ...made })
        return { fileId: id, name: made.name, bytes: made.bytes }
      },
    })
    const batches = new BatchService(links)
    /** Waits until a job is over and gives it. */
    const over = async (jobId: string) => {
      let row = await jobRows.get(jobId)
      await expect
        .poll(async () => (row = await jobRows.get(jobId))?.state, { timeout: 30_000, interval: 5 })
        .toBeOneOf(['done', 'failed', 'cancelled', 'paused', 'interrupted'])
      if (!row) throw new Error('no such job')
      return row
    }
    const close = async () => {
      await jobs.close()
      await calls.flush()
      http.close()
      await store.close()
    }
    /** As a kill does it: nothing is told to anybody. What is under way finds its store gone. */
    const kill = () => {
      for (const thread of threads) thread.die(new Error('killed'))
      http.close()
      engine.close()
    }
    return { engine, store, settings, calls, apps, places, links, batches, jobs, jobRows, threads, incoming, tickets, over, close, kill }
  }

  let current = await open()
  onTestFinished(async () => {
    await current.close().catch(() => undefined)
    await sandbox.close()
    rmSync(folder, { recursive: true, force: true })
  })
  for (const app of [hotel, other]) {
    const { subjectType, name, appId } = app
    const fields: AppFields = { name, appId, originalId: '', subjectType, tokenMode: 'stable', pages: [...app.releasedPages], declaredPages: [...app.declaredPages], defaultTag: 'from=sms' }
    const made = await current.apps.create(fields)
    await current.apps.setSecret(made.id, app.secret)
    appIds.set(app.appId, made.id)
  }

  const doer = () => ({ operatorName: '王芳', correlationId: nextId(), signal: new AbortController().signal })
  const appId = appIds.get(hotel.appId) ?? ''
  const request = (changes: object = {}) => ({
    kind: 'encrypted_scheme',
    appId,
    path: 'pages/room/detail',
    query: 'id=1',
    envVersion: 'release' as const,
    expiry: thirtyDays,
    campaign: '春节预热',
    note: '',
    withDefaultTag: true,
    options: {},
    channel: '',
    audience: '',
    reuse: true,
    ...changes,
  })
  const defaults = (changes: object = {}) => ({
    kind: 'encrypted_scheme',
    appId,
    path: 'pages/room/detail',
    query: '',
    envVersion: 'release' as const,
    expiry: thirtyDays,
    campaign: '',
    withDefaultTag: false,
    options: {},
    channel: '',
    reuse: true,
    ...changes,
  })
  return {
    folder,
    clock,
    sandbox,
    doer,
    request,
    defaults,
    appId,
    otherId: appIds.get(other.appId) ?? '',
    errors,
    get now() {
      return current
    },
    /** The program ends without a word and is started again. */
    killAndStart: async () => {
      current.kill()
      current = await open()
      await current.jobs.recover()
      await current.links.recover()
      return current
    },
    handIn: async (name: string, content: string | Uint8Array) =>
      (await current.incoming.receive(Readable.from([Buffer.from(content)]), name, 1e8)).id,
    /** A batch from cells, read and checked. */
    batch: async (cells: string[][], changes: object = {}, mapping: Record<string, string> = { query: '参数' }) => {
      const { batches, over } = current
      const { batchId, jobId } = await batches.create({ name: '春节', source: { kind: 'cells', cells } }, doer(), 'zh-CN')
      await over(jobId)
      const check = await batches.check({ batchId, mapping, defaults: defaults(changes) }, doer(), 'zh-CN')
      await over(check.jobId)
      return batchId
    },
    run: async (batchId: string) => {
      const { jobId } = await current.batches.run(batchId, doer(), 'zh-CN')
      return current.over(jobId)
    },
    counts: async (batchId: string) => {
      const { counts } = await current.batches.get(batchId)
      return Object.fromEntries(Object.entries(counts).filter(([, n]) => n > 0)) as Partial<Record<BatchRowState, number>>
    },
    write: (name: string, content: string) => writeFile(join(folder, name), content),
  }
}

export const rowsOf = (count: number, from = 0) => [['参数', '房号'], ...Array.from({ length: count }, (_, n) => [`id=${from + n}`, `R${from + n}`])]
