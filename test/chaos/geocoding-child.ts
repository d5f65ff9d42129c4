/**
 * A program that runs one batch of addresses, to be killed: real store threads, a real job thread, and the provider's
 * stand-in in the process that started it.
 * `node geocoding-child.mjs <folder> <url> <store-worker> <job-worker> <api key> <resources> [job to resume]`
 */
import { join } from 'node:path'
import { appsRepository, AppsService } from '../../electron/features/apps'
import { openGeocoding } from '../../electron/features/geocoding'
import { placesRepository, PlacesService } from '../../electron/features/places'
import { systemClock as clock } from '../../electron/platform/clock/clock'
import { FileTickets, IncomingFiles } from '../../electron/platform/files/workspace-files'
import { createHttp, type RateLimit } from '../../electron/platform/http'
import { newId } from '../../electron/platform/ids/id'
import { jobsRepository } from '../../electron/platform/jobs/repository'
import { JobRunner, workerThread } from '../../electron/platform/jobs/runner'
import { createRedactor } from '../../electron/platform/log'
import { openStore } from '../../electron/platform/store/store'
import { createVault, openVault } from '../../electron/platform/vault'
import { geoProviders, geoTroubleOf } from '../../electron/upstream/geocoding'

const [folder = '', url = '', storeWorker = '', jobWorker = '', apiKey = '', resourcesDir = '', resumed] = process.argv.slice(2)
const workspaceId = '0190a1b2-0000-7000-8000-00000000000b'
const nextId = () => newId(clock)
const say = (line: object) => process.stdout.write(`${JSON.stringify(line)}\n`)
const reportError = (where: string, cause: unknown) => process.stderr.write(`${where} ${String(cause)}\n`)
const ignore = () => undefined

const keyFilePath = join(folder, 'keys', 'a.key')
const vaultDir = join(folder, 'vault')
const vault = resumed
  ? await openVault(vaultDir, { workspaceId, clock })
  : (await createVault(vaultDir, { workspaceId, slots: [{ kind: 'keyFile', path: keyFilePath }], clock })).vault
await vault.unlockAutomatically({ platform: undefined, keyFilePath })
const store = await openStore({ file: join(folder, 'a.db'), create: !resumed, workerPath: storeWorker })
const redactor = createRedactor()
const knowers: ((key: string) => RateLimit | undefined)[] = []
const http = createHttp({
  clock,
  redactor,
  record: ignore,
  random: () => 0,
  rateLimit: (key) => knowers.map((knows) => knows(key)).find((limit) => limit !== undefined),
})
const jobRows = store.client(jobsRepository)
const jobs = new JobRunner({
  repository: jobRows,
  clock,
  newId: nextId,
  startThread: () => workerThread(jobWorker),
  changed: ignore,
  reportError,
  slots: 2,
})
const desk = openGeocoding({
  store,
  clock,
  vault,
  redactor,
  http,
  jobs,
  jobRows,
  addFile: (file) => Promise.resolve({ fileId: nextId(), name: file.name, bytes: file.bytes }),
  filesDir: folder,
  resourcesDir,
  incoming: new IncomingFiles(join(folder, 'incoming'), clock),
  tickets: new FileTickets(clock),
  apps: new AppsService({ repository: store.client(appsRepository), clock, vault, redactor, newId: nextId, changed: ignore }),
  places: new PlacesService({ repository: store.client(placesRepository), newId: nextId, changed: ignore }),
  upstreams: [...geoProviders({ http, standIn: () => Promise.resolve(url) }).values()],
  troubleOf: geoTroubleOf,
  limitRate: (limitOf) => void knowers.push(limitOf),
  random: () => 0,
  newId: nextId,
  reportError,
  isPractice: false,
  changed: { keys: ignore, desk: ignore, batch: ignore },
})
await jobs.recover()
await desk.recover()
const context = {
  caller: {
    handle: 'h',
    operator: { id: 'wang', name: '王芳', role: 'administrator' as const },
    workspaceId,
    workspaceKind: 'live' as const,
    permissions: [],
  },
  correlationId: nextId(),
  signal: new AbortController().signal,
  locale: 'en' as const,
}
const over = async (id: string) => {
  for (;;) {
    const { state } = await jobs.require(id)
    if (['done', 'failed', 'cancelled', 'paused'].includes(state)) return state
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}

if (resumed) {
  await jobs.resume(resumed)
  say({ ended: await over(resumed) })
} else {
  const key = await desk.keys.create({
    provider: 'here',
    name: 'HERE',
    account: '',
    limits: [{ service: 'world', perSecond: 300, perDay: 100_000 }],
    storageDays: 30,
    permanent: false,
    pricePerThousand: 0,
    currency: 'CNY',
  })
  await desk.keys.setSecret(key.id, 'apiKey', apiKey)
  // Every address stands twice.
  const rows = Array.from({ length: 600 }, (_, n) => [`${(n % 300) + 1} Sukhumvit Road, Bangkok`])
  const commands = desk.commands
  const { batchId, jobId } = await commands['batches.create']({ name: 'x', source: { kind: 'cells', cells: [['address'], ...rows] } }, context)
  await over(jobId)
  const plan = {
    providers: ['here'],
    mode: 'first' as const,
    accept: 80,
    reject: 50,
    farMetres: 200,
    area: 'overseas' as const,
    country: '',
    language: 'en',
    template: '',
    stripPersonal: true,
    fresh: false,
  }
  await over((await commands['batches.plan']({ batchId, mapping: { address: 'address' }, plan }, context)).jobId)
  const run = await commands['batches.run']({ batchId }, context)
  say({ jobId: run.jobId })
  say({ ended: await over(run.jobId) })
}
await jobs.close()
await desk.stop()
http.close()
await store.close()
