/**
 * A program that runs one batch, to be killed: real store threads, a real job thread, and WeChat's stand-in in the
 * process that started it. `node batch-child.mjs <folder> <url> <store-worker> <job-worker> <AppID> <secret> [job to resume]`
 */
import { join } from 'node:path'
import { AppsService, appsRepository } from '../../electron/features/apps'
import { CallLog, callsRepository } from '../../electron/features/calls'
import { linkBatchesRepository, LinksService, linksRepository, registerLinkJobs } from '../../electron/features/links'
import { BatchService } from '../../electron/features/links/batch-service'
import { PlacesService, placesRepository } from '../../electron/features/places'
import { SettingsService, settingsRepository } from '../../electron/features/settings'
import { systemClock as clock } from '../../electron/platform/clock/clock'
import { FileTickets, IncomingFiles } from '../../electron/platform/files/workspace-files'
import { createHttp } from '../../electron/platform/http'
import { newId } from '../../electron/platform/ids/id'
import { jobsRepository } from '../../electron/platform/jobs/repository'
import { JobRunner, workerThread } from '../../electron/platform/jobs/runner'
import { createRedactor } from '../../electron/platform/log'
import { openStore } from '../../electron/platform/store/store'
import { createVault, openVault } from '../../electron/platform/vault'
import { createWechatClient } from '../../electron/upstream/wechat'

const [folder = '', url = '', storeWorker = '', jobWorker = '', appId = '', secret = '', resumed] = process.argv.slice(2)
const workspaceId = '0190a1b2-0000-7000-8000-00000000000a'
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
const settings = new SettingsService({ repository: store.client(settingsRepository), changed: ignore })
await settings.load()
const calls = new CallLog({ repository: store.client(callsRepository), clock, reportError })
const http = createHttp({ clock, redactor, record: (call) => calls.record(call), random: () => 0 })
const apps = new AppsService({ repository: store.client(appsRepository), clock, vault, redactor, newId: nextId, changed: ignore })
const wechat = createWechatClient({
  http,
  clock,
  baseUrl: () => Promise.resolve(url),
  credentials: (id) => apps.credentials(id),
  tokenMode: (id) => apps.tokenMode(id),
})
const jobRows = store.client(jobsRepository)
const jobs = new JobRunner({
  repository: jobRows,
  clock,
  newId: nextId,
  startThread: () => workerThread(jobWorker),
  changed: (payload) => say({ done: payload.doneItems }),
  reportError,
  slots: 2,
})
const links = new LinksService({
  repository: store.client(linksRepository),
  batches: store.client(linkBatchesRepository),
  calls: store.client(callsRepository),
  clock,
  newId: nextId,
  apps,
  places: new PlacesService({ repository: store.client(placesRepository), newId: nextId, changed: ignore }),
  settings,
  wechat,
  jobs,
  tickets: new FileTickets(clock),
  incoming: new IncomingFiles(join(folder, 'incoming'), clock),
  filesDir: folder,
  practiceMark: false,
  channels: () => Promise.resolve([]),
  phoneUrl: undefined,
  changed: { links: ignore, batch: ignore },
})
registerLinkJobs(jobs, links, {
  filesDir: folder,
  imageWorker: '',
  jobRows,
  addFile: (file) => Promise.resolve({ fileId: nextId(), name: file.name, bytes: file.bytes }),
})
await jobs.recover()
await links.recover()
const batches = new BatchService(links)
const doer = { operatorName: '王芳', correlationId: nextId(), signal: new AbortController().signal }
const over = async (id: string) => {
  for (;;) {
    const { state } = await jobs.require(id)
    if (['done', 'failed', 'cancelled', 'paused'].includes(state)) return state
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}

if (resumed) {
  await jobs.resume(resumed)
  say({ ended: await over(resumed), unknowns: (await links.unknowns()).length })
} else {
  const app = await apps.create({ name: 'A', appId, originalId: '', subjectType: 'company_domestic', tokenMode: 'stable', pages: [], declaredPages: [], defaultTag: '' })
  await apps.setSecret(app.id, secret)
  const cells = [['参数'], ...Array.from({ length: 300 }, (_, n) => [`id=${n}`])]
  const { batchId, jobId } = await batches.create({ name: 'x', source: { kind: 'cells', cells } }, doer, 'en')
  await over(jobId)
  const defaults = { kind: 'encrypted_scheme', appId: app.id, path: 'pages/index/index', query: '', envVersion: 'release' as const, expiry: { type: 'days' as const, days: 30 }, campaign: '', withDefaultTag: false, options: {}, channel: '', reuse: true }
  await over((await batches.check({ batchId, mapping: { query: '参数' }, defaults }, doer, 'en')).jobId)
  const run = await batches.run(batchId, doer, 'en')
  say({ jobId: run.jobId })
  say({ ended: await over(run.jobId) })
}
await jobs.close()
await calls.flush()
http.close()
await store.close()
