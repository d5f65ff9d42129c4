import { copyFile, mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { GeoKeyFields } from '@shared/contract/geocoding'
import { afterAll, onTestFinished } from 'vitest'
import { migrations } from '../../migrations'
import { ManualClock } from '../../platform/clock/clock'
import { createHttp, type RateLimit } from '../../platform/http'
import { newId } from '../../platform/ids/id'
import { jobsRepository } from '../../platform/jobs/repository'
import { JobRunner } from '../../platform/jobs/runner'
import { createRedactor } from '../../platform/log'
import { StoreEngine } from '../../platform/store/engine'
import { inlineStore } from '../../platform/store/store'
import { createVault } from '../../platform/vault'
import { startHereStandIn } from '../../sandbox/here'
import { startTencentLocationStandIn } from '../../sandbox/tencent-location'
import { geoProviders, geoTroubleOf } from '../../upstream/geocoding'
import { auditRepository } from '../audit'
import { placesRepository, PlacesService } from '../places'
import { geoBatchesRepository } from './batches/repository'
import { type GeocodingParts, openGeocoding } from './index'
import { geocodingRepositories } from './repositories'

export const tencentSecrets = { key: 'AAAAA-BBBBB-CCCCC-DDDDD-EEEEE-FFFFF', sk: 'TESTSECRETKEY0000000000000000000' }
const hereSecrets = { apiKey: 'hereTestApiKeyNotARealOne0000000000000000001' }

export const keyFields = (changes: Partial<GeoKeyFields> = {}): GeoKeyFields => ({
  provider: 'tencent',
  name: '腾讯',
  account: '',
  limits: [],
  storageDays: 30,
  permanent: false,
  pricePerThousand: 0,
  currency: 'CNY',
  ...changes,
})

/** What the stand-ins allow: far more than the desk's own limits, unless a test says otherwise. */
const generous = (service: string) => ({ service, perSecond: 1000, perDay: 100_000 })

/** Every step of the migrations waits for the disk: they run once for a test file, and each test begins with a copy. */
const template = await mkdtemp(join(tmpdir(), 'minidesk-geo-template-'))
const emptyFile = join(template, 'empty.db')
new StoreEngine({ file: emptyFile, role: 'writer', create: true, repositories: [], migrations, clock: new ManualClock('2026-11-28T06:00:00.000Z') }).close()
afterAll(() => rm(template, { recursive: true, force: true }))

/** What the desk itself never touches. */
const batchesOnly = {} as Pick<GeocodingParts, 'addFile' | 'incoming' | 'tickets' | 'apps'>

/** The geocoding desk over a real database and vault, with both stand-ins over HTTP and a clock that waits move. */
export async function geocodingDesk() {
  const folder = await mkdtemp(join(tmpdir(), 'minidesk-geo-'))
  const clock = new ManualClock('2026-11-28T06:00:00.000Z')
  const file = join(folder, 'minidesk.db')
  await copyFile(emptyFile, file)
  const repositories = [...geocodingRepositories, geoBatchesRepository, jobsRepository, placesRepository, auditRepository]
  const store = inlineStore(new StoreEngine({ file, role: 'writer', create: false, repositories, migrations, clock }))
  const { vault } = await createVault(folder, {
    workspaceId: newId(clock),
    slots: [{ kind: 'passphrase', passphrase: 'correct horse battery staple', cost: { N: 2 ** 14, r: 8, p: 1 } }],
    clock,
  })
  await store.setAuditKey(vault.deriveKey('audit'))
  const redactor = createRedactor()
  const knowers: ((rateKey: string) => RateLimit | undefined)[] = []
  const waits: number[] = []
  const calls: string[] = []
  const http = createHttp({
    clock,
    redactor,
    random: () => 0,
    record: (call) => calls.push(call.path),
    rateLimit: (key) => knowers.at(-1)?.(key),
    sleep: async (milliseconds, signal) => {
      signal?.throwIfAborted()
      waits.push(milliseconds)
      await new Promise((resolve) => setImmediate(resolve))
      signal?.throwIfAborted()
      clock.advance(milliseconds)
    },
  })
  const tencent = await startTencentLocationStandIn({
    clock,
    keys: [{ id: 't', account: '', secrets: tencentSecrets, limits: [generous('domestic'), generous('overseas')] }],
  })
  const here = await startHereStandIn({ clock, keys: [{ id: 'h', account: '', secrets: hereSecrets, limits: [generous('world')] }] })
  const urls: Record<string, string> = { tencent: tencent.baseUrl, here: here.baseUrl }
  const errors: unknown[] = []
  const desks: ReturnType<typeof openGeocoding>[] = []
  onTestFinished(async () => {
    for (const desk of desks) await desk.stop()
    http.close()
    await Promise.all([tencent.close(), here.close()])
    await store.close()
    await rm(folder, { recursive: true, force: true })
  })
  const places = new PlacesService({ repository: store.client(placesRepository), newId: () => newId(clock), changed: () => undefined })
  const jobRows = store.client(jobsRepository)
  const told = { changes: 0 }
  const count = () => (told.changes += 1)
  /** A desk over the same database: another run of the program, which need not have ended in order before. */
  const run = () => {
    const jobs = new JobRunner({
      ...{ repository: jobRows, clock, newId: () => newId(clock), changed: () => undefined, slots: 1 },
      startThread: () => {
        throw new Error('no batch is run here')
      },
      reportError: (_where, cause) => errors.push(cause),
    })
    const desk = openGeocoding({
      ...batchesOnly,
      ...{ jobs, jobRows },
      ...{ store, clock, vault, redactor, http, places, random: () => 0, isPractice: true, filesDir: folder },
      ...{ resourcesDir: resolve(import.meta.dirname, '../../../resources'), newId: () => newId(clock) },
      upstreams: [...geoProviders({ http, standIn: (provider) => Promise.resolve(urls[provider]) }).values()],
      troubleOf: geoTroubleOf,
      limitRate: (limitOf) => knowers.push(limitOf),
      reportError: (_where, cause) => errors.push(cause),
      changed: { keys: count, desk: count, batch: count },
    })
    desks.push(desk)
    return desk
  }
  const desk = run()
  const withKey = async (fields: GeoKeyFields, secrets: Readonly<Record<string, string>>) => {
    const key = await desk.keys.create(fields)
    for (const [name, secret] of Object.entries(secrets)) await desk.keys.setSecret(key.id, name, secret)
    return key.id
  }
  return {
    ...desk,
    ...{ run, store, clock, places, redactor, tencent, here, told, waits, calls, errors },
    audit: store.client(auditRepository),
    tencentKey: (changes: Partial<GeoKeyFields> = {}) => withKey(keyFields(changes), tencentSecrets),
    hereKey: (changes: Partial<GeoKeyFields> = {}) => withKey(keyFields({ provider: 'here', name: 'HERE', ...changes }), hereSecrets),
    databaseBytes: async () => {
      await store.checkpoint()
      const names = (await readdir(folder)).filter((name) => name.startsWith('minidesk.db'))
      return Buffer.concat(await Promise.all(names.map((name) => readFile(join(folder, name)))))
    },
  }
}

export const context = {
  caller: {
    handle: 'h',
    operator: { id: '019ac000-0000-7000-8000-000000000001', name: '王芳', role: 'administrator' },
    workspaceId: 'w',
    workspaceKind: 'practice',
    permissions: [],
  },
  correlationId: 'c',
  signal: new AbortController().signal,
  locale: 'zh-CN',
} as const

export const question = (address: string, changes = {}) => ({ provider: 'tencent', address, area: 'auto' as const, country: '', language: 'zh-CN', ...changes })
export const how = { fresh: false, correlationId: 'c' }
