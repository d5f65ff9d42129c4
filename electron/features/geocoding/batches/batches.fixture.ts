import { mkdtempSync, rmSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { Readable } from 'node:stream'
import { geocoding } from '@shared/contract/geocoding'
import type { GeoPlan, GeoRow } from '@shared/contract/geocoding-batches'
import { expect, onTestFinished } from 'vitest'
import type { z } from 'zod'
import { migrations } from '../../../migrations'
import { ManualClock, systemClock } from '../../../platform/clock/clock'
import { FileTickets, IncomingFiles } from '../../../platform/files/workspace-files'
import { createHttp, type RateLimit } from '../../../platform/http'
import { systemSleep } from '../../../platform/http/sleep'
import { newId } from '../../../platform/ids/id'
import { channelThread } from '../../../platform/jobs/channel-thread.fixture'
import { jobsRepository } from '../../../platform/jobs/repository'
import { JobRunner } from '../../../platform/jobs/runner'
import { createRedactor } from '../../../platform/log'
import { StoreEngine } from '../../../platform/store/engine'
import { inlineStore } from '../../../platform/store/store'
import { createVault } from '../../../platform/vault'
import { repositories } from '../../../repositories'
import { startHereStandIn } from '../../../sandbox/here'
import { startTencentLocationStandIn } from '../../../sandbox/tencent-location'
import { geoProviders, geoTroubleOf } from '../../../upstream/geocoding'
import { appsRepository, AppsService } from '../../apps'
import { placesRepository, PlacesService } from '../../places'
import { openGeocoding } from '../index'
import { geoBatchJobs } from './jobs'

type Commands = typeof geocoding
export type BatchCommand = Extract<keyof Commands, `batches.${string}`>

const secrets = {
  tencent: { key: 'AAAAA-BBBBB-CCCCC-DDDDD-EEEEE-FFFFF', sk: 'skskskskskskskskskskskskskskskSK' },
  here: { apiKey: 'hereApiKeyOfTheTests0000000000000000000001' },
}
const services = { tencent: ['domestic', 'overseas'], here: ['world'] } as const

interface Options {
  perSecond?: number
  perDay?: { tencent?: number; here?: number }
  storageDays?: number
  /** So many times faster do the seconds of limits and pauses pass. */
  speed?: number
  practice?: boolean
}

/**
 * The desk of geocoding with its batches over a real database, a real vault and both stand-ins over real HTTP. Job threads
 * are channels of this process.
 */
export async function batchesWorkspace({ perSecond = 1000, perDay = {}, storageDays = 30, speed = 1, practice = false }: Options = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'minidesk-geo-'))
  const manual = new ManualClock('2026-11-27T06:00:00.000Z')
  const clock = { now: () => manual.now(), instant: () => manual.instant(), monotonic: () => systemClock.monotonic() * speed }
  const nextId = () => newId(clock)
  const limitsOf = (provider: keyof typeof secrets) =>
    services[provider].map((service) => ({ service, perSecond, perDay: perDay[provider] ?? 100_000 }))
  const keyOf = (provider: keyof typeof secrets) => ({ id: provider, account: '', secrets: secrets[provider], limits: limitsOf(provider) })
  const standIns = {
    tencent: await startTencentLocationStandIn({ clock, keys: [keyOf('tencent')] }),
    here: await startHereStandIn({ clock, keys: [keyOf('here')] }),
  }
  const { vault } = await createVault(join(folder, 'vault'), {
    workspaceId: nextId(),
    slots: [{ kind: 'passphrase', passphrase: 'correct horse battery staple', cost: { N: 2 ** 14, r: 8, p: 1 } }],
    clock,
  })
  const file = join(folder, 'minidesk.db')
  const redactor = createRedactor()
  const errors: string[] = []

  /** One run of the program over the same database. */
  const open = async () => {
    const engine = new StoreEngine({ file, role: 'writer', create: true, repositories, migrations, clock })
    const store = inlineStore(engine)
    const knowers: ((key: string) => RateLimit | undefined)[] = []
    let dead = false
    const http = createHttp({
      clock,
      redactor,
      record: () => undefined,
      random: () => 0,
      // What waits for its turn in a program that was killed waits for ever.
      sleep: (ms, signal) => (dead ? new Promise<void>(() => undefined) : systemSleep(ms / speed, signal)),
      rateLimit: (key) => (dead ? { perSecond: 0.001 } : knowers.map((knows) => knows(key)).find((limit) => limit !== undefined)),
    })
    const apps = new AppsService({ repository: store.client(appsRepository), clock, vault, redactor, newId: nextId, changed: () => undefined })
    const places = new PlacesService({ repository: store.client(placesRepository), newId: nextId, changed: () => undefined })
    const jobRows = store.client(jobsRepository)
    const threads: ReturnType<typeof channelThread>[] = []
    const jobs = new JobRunner({
      repository: jobRows,
      clock,
      newId: nextId,
      startThread: () => {
        const thread = channelThread(geoBatchJobs)
        threads.push(thread)
        return thread
      },
      changed: () => undefined,
      reportError: (where, cause) => errors.push(`${where} ${String(cause)}`),
      slots: 2,
    })
    const incoming = new IncomingFiles(join(folder, 'incoming'), clock)
    const desk = openGeocoding({
      store,
      clock,
      vault,
      redactor,
      http,
      jobs,
      jobRows,
      addFile: async (made) => {
        const id = nextId()
        await jobRows.addFile({ id, ...made })
        return { fileId: id, name: made.name, bytes: made.bytes }
      },
      filesDir: folder,
      resourcesDir: resolve(import.meta.dirname, '../../../../resources'),
      incoming,
      tickets: new FileTickets(clock),
      apps,
      places,
      upstreams: [...geoProviders({ http, standIn: (provider) => Promise.resolve(standIns[provider as 'tencent' | 'here'].baseUrl) }).values()],
      troubleOf: geoTroubleOf,
      limitRate: (limitOf) => void knowers.push(limitOf),
      random: () => 0,
      newId: nextId,
      reportError: (where, cause) => errors.push(`${where} ${String(cause)}`),
      isPractice: practice,
      changed: { keys: () => undefined, desk: () => undefined, batch: () => undefined },
    })
    const context = {
      caller: {
        handle: 'h',
        operator: { id: 'wang', name: '王芳', role: 'administrator' as const },
        workspaceId: 'w',
        workspaceKind: 'live' as const,
        permissions: [],
      },
      correlationId: nextId(),
      signal: new AbortController().signal,
      locale: 'zh-CN' as const,
    }
    /** As the router calls it: both directions pass the contract. */
    const call = async <N extends BatchCommand>(name: N, input: z.input<Commands[N]['input']>): Promise<z.output<Commands[N]['output']>> => {
      const handler = desk.commands[name] as unknown as (given: unknown, context: unknown) => Promise<unknown>
      const answer = await handler(geocoding[name].input.parse(input), context)
      return geocoding[name].output.parse(answer) as z.output<Commands[N]['output']>
    }
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
      await desk.stop()
      http.close()
      await store.close()
    }
    /** As a kill does it: nothing is told to anybody. What is under way finds its store gone. */
    const kill = () => {
      dead = true
      for (const thread of threads) thread.die(new Error('killed'))
      http.close()
      engine.close()
    }
    return { engine, store, jobs, jobRows, incoming, desk, call, over, close, kill }
  }

  let current = await open()
  onTestFinished(async () => {
    await current.close().catch(() => undefined)
    await Promise.all(Object.values(standIns).map((one) => one.close()))
    rmSync(folder, { recursive: true, force: true })
  })
  for (const provider of ['tencent', 'here'] as const) {
    const key = await current.desk.keys.create({
      provider,
      name: provider,
      account: '',
      limits: limitsOf(provider),
      storageDays,
      permanent: false,
      pricePerThousand: provider === 'here' ? 300 : 0,
      currency: 'CNY',
    })
    for (const [name, secret] of Object.entries(secrets[provider])) await current.desk.keys.setSecret(key.id, name, secret)
  }

  const plan = (changes: Partial<GeoPlan> = {}) => ({ providers: ['tencent', 'here'], mode: 'first' as const, area: 'overseas' as const, language: 'en', ...changes })
  return {
    folder,
    clock: manual,
    standIns,
    errors,
    plan,
    get now() {
      return current
    },
    /** The program ends without a word and is started again. */
    killAndStart: async () => {
      current.kill()
      current = await open()
      await current.jobs.recover()
      await current.desk.recover()
      return current
    },
    handIn: async (name: string, content: string | Uint8Array) =>
      (await current.incoming.receive(Readable.from([Buffer.from(content)]), name, 1e8)).id,
    /** A batch from cells, read and planned. */
    batch: async (cells: string[][], changes: Partial<GeoPlan> = {}, mapping: Record<string, string> = { address: '地址' }) => {
      const { call, over } = current
      const { batchId, jobId } = await call('batches.create', { name: '海外酒店', source: { kind: 'cells', cells } })
      await over(jobId)
      await over((await call('batches.plan', { batchId, mapping, plan: plan(changes) })).jobId)
      return batchId
    },
    run: async (batchId: string) => current.over((await current.call('batches.run', { batchId })).jobId),
    counts: async (batchId: string) => {
      const { counts } = await current.call('batches.get', { batchId })
      return Object.fromEntries(Object.entries(counts).filter(([, n]) => n > 0))
    },
    rows: async (batchId: string): Promise<GeoRow[]> => (await current.call('batches.rows', { batchId, limit: 200 })).rows,
    export: async (batchId: string, format: 'csv' | 'xlsx' | 'geojson', datum?: 'wgs84' | 'gcj02' | 'bd09' | 'source') => {
      const { jobId } = await current.call('batches.export', { batchId, format, ...(datum ? { datum } : {}) })
      const job = await current.over(jobId)
      expect(job).toMatchObject({ state: 'done' })
      const [file] = job.files
      const kept = await current.jobRows.fileOf(file?.fileId ?? '')
      return { name: file?.name, path: kept?.path ?? '', bytes: await readFile(kept?.path ?? '') }
    },
  }
}

/** So many different addresses abroad that the stand-ins know well enough. */
export const addresses = (count: number, from = 0): string[][] => [
  ['编号', '地址'],
  ...Array.from({ length: count }, (_, n) => [`H${from + n}`, `${from + n + 1} Sukhumvit Road, Bangkok`]),
]
