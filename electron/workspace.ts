import { randomUUID } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { WorkspaceSummary } from '@shared/contract/accounts'
import type { EventHub } from './bridge/events'
import type { Sessions } from './bridge/sessions'
import { accountsCommands, accountsRepository, AccountsService } from './features/accounts'
import { adviserCommands, AdviserService } from './features/adviser'
import { appsCommands, appsRepository, AppsService, appTodos } from './features/apps'
import { auditCommands, auditRepository } from './features/audit'
import { backupsCommands, BackupsService, backupTodos, makeBackupKind } from './features/backups'
import { CallLog, callsCommands, callsRepository } from './features/calls'
import { campaignsCommands, campaignsRepository, CampaignsService } from './features/campaigns'
import { filesCommands } from './features/files'
import { jssdkCommands, JssdkService } from './features/jssdk'
import { linkRulesCommands, linkRulesRepository, LinkRulesService } from './features/link-rules'
import { BindingsService, ledgerBindingsRepository, ledgerCommands, ledgerRepository, LedgerService } from './features/ledger'
import { officialAccountsCommands, officialAccountsRepository, OfficialAccountsService } from './features/official-accounts'
import { placesCommands, placesRepository, PlacesService } from './features/places'
import { settingsCommands, settingsRepository, SettingsService } from './features/settings'
import { openShortAddresses, shortAddressesRepository, type ShortServices, shortServicesRepository, type SmsDesk } from './features/short-addresses'
import { jobsCommands, jobTodos } from './features/jobs'
import {
  linkBatchesRepository,
  linksCommands,
  linksRepository,
  LinksService,
  linkTodos,
  linkTodosRepository,
  registerLinkJobs,
} from './features/links'
import { pushRepository, PushService, todayCommands, todayMarksRepository, TodayService } from './features/today'
import { vaultCommands } from './features/vault'
import { type WorkspaceMeta, workspaceRepository, workspaceTodos } from './features/workspaces'
import { Fault } from './platform/errors/fault'
import type { FileTickets, IncomingFiles } from './platform/files/workspace-files'
import { createHttp } from './platform/http'
import { newId } from './platform/ids/id'
import { jobsRepository } from './platform/jobs/repository'
import { migrations } from './migrations'
import { JobRunner, workerThread } from './platform/jobs/runner'
import type { Log, Redactor } from './platform/log'
import type { Platform } from './platform/platform'
import { latestVersion } from './platform/store/migrate'
import { openStore, type Store } from './platform/store/store'
import { openVault, type Vault } from './platform/vault'
import { openPractice, type Practice } from './practice'
import { createShortAddressClient } from './upstream/short-address'
import { openNoticeStandIns } from './sandbox/notice-stand-ins'
import { createMailer } from './upstream/mail'
import { createWechatClient, wechatRateLimit } from './upstream/wechat'
import { createWecomRobot, wecomRobot, wecomRobotRateLimit } from './upstream/wecom-robot'

export type Handler = (input: never, context: never) => Promise<unknown>

export interface WorkspaceParts {
  meta: WorkspaceMeta
  dir: string
  keyFilePath: string
  platform: Platform
  sessions: Sessions
  events: EventHub
  incoming: IncomingFiles
  tickets: FileTickets
  redactor: Redactor
  log: Log
}

/** A workspace with its database open. While its credentials are locked only `unlock…` can be done with it. */
export interface OpenWorkspace {
  meta: WorkspaceMeta
  summary(): WorkspaceSummary
  accounts: AccountsService
  apps: AppsService
  officialAccounts: OfficialAccountsService
  places: PlacesService
  links: LinksService
  campaigns: CampaignsService
  shortServices: ShortServices
  ledger: LedgerService
  bindings: BindingsService
  sms: SmsDesk
  settings: SettingsService
  vault: Vault
  store: Store
  handlers: Map<string, Handler>
  recordAudit: (entry: Parameters<ReturnType<typeof auditOf>['append']>[0]) => Promise<void>
  /** Call after the vault was unlocked: the audit key is handed to the store and interrupted work is looked at. */
  unlocked(): Promise<void>
  close(): Promise<void>
}

const auditOf = (store: Store) => store.client(auditRepository)

/**
 * Opens a workspace and plugs its parts together.
 * @throws Fault of the store or the vault where it cannot be opened
 */
export async function openWorkspace(parts: WorkspaceParts): Promise<OpenWorkspace> {
  const { meta, dir, platform, sessions, events, log, redactor } = parts
  const { clock } = platform
  const filesDir = join(dir, 'files')
  mkdirSync(filesDir, { recursive: true, mode: 0o700 })
  const store = await openStore({ file: join(dir, 'minidesk.db'), create: false, workerPath: platform.workers.store })
  let vault: Vault
  try {
    await store.client(workspaceRepository).identify({ id: meta.id, kind: meta.kind })
    vault = await openVault(dir, { workspaceId: meta.id, clock })
    await vault.unlockAutomatically({ platform: platform.seal, keyFilePath: parts.keyFilePath })
  } catch (cause) {
    await store.close()
    throw cause
  }
  const reportError = (where: string, cause: unknown) => log.error(where, { workspace: meta.id }, cause)
  const nextId = () => newId(clock)

  const settings = new SettingsService({
    repository: store.client(settingsRepository),
    changed: () => events.publish('settings.changed', meta.id, {}),
  })
  try {
    await settings.load()
  } catch (cause) {
    await store.close()
    throw cause
  }
  const callLog = new CallLog({ repository: store.client(callsRepository), clock, reportError })
  const http = createHttp({
    clock,
    redactor,
    random: platform.random,
    record: (call) => callLog.record(call),
    proxy: () => {
      const setting = settings.get().proxy
      return setting === 'environment' ? platform.systemProxy() : setting === 'none' ? 'none' : { url: setting }
    },
    rateLimit: (key) => wechatRateLimit(key, settings.linkLimits()) ?? wecomRobotRateLimit(key),
  })
  const accounts = new AccountsService({ repository: store.client(accountsRepository), clock, sessions })
  const apps = new AppsService({
    repository: store.client(appsRepository),
    clock,
    vault,
    redactor,
    newId: nextId,
    changed: (ids) => events.publish('apps.changed', meta.id, { ids }),
  })
  const officialAccounts = new OfficialAccountsService({
    repository: store.client(officialAccountsRepository),
    clock,
    vault,
    redactor,
    newId: nextId,
    changed: () => events.publish('officialAccounts.changed', meta.id, {}),
  })
  const places = new PlacesService({
    repository: store.client(placesRepository),
    newId: nextId,
    changed: (ids) => events.publish('places.changed', meta.id, { ids }),
  })
  const campaigns = new CampaignsService({
    repository: store.client(campaignsRepository),
    newId: nextId,
    appExists: async (id) => (await apps.byId(id)) !== undefined,
    placeExists: async (id) => (await places.byId(id)) !== undefined,
    shortServiceExists: async (id) => (await shortAddresses.services.find(id)) !== undefined,
    changed: () => events.publish('campaigns.changed', meta.id, {}),
  })
  const ledgerChanged = () => events.publish('ledger.changed', meta.id, {})
  const ledger = new LedgerService({
    repository: store.client(ledgerRepository),
    clock,
    newId: nextId,
    known: [
      async () => (await apps.all()).map((app) => ({ ...app, kind: 'miniProgram', feature: 'apps' })),
      async () =>
        (await officialAccounts.all()).map((account) => ({
          ...account,
          kind: 'officialAccount',
          feature: 'officialAccounts',
        })),
    ],
    limits: () => settings.ledgerLimits(),
    changed: ledgerChanged,
  })
  const bindings = new BindingsService({
    repository: store.client(ledgerBindingsRepository),
    ledger,
    newId: nextId,
    changed: ledgerChanged,
  })
  const practice: Practice | undefined =
    meta.kind === 'practice'
      ? openPractice({
          clock,
          apps,
          officialAccounts,
          dir,
          reportError,
          ownServices: () => shortAddresses.services.withSecrets(),
        })
      : undefined
  // An AppID is a mini program's or an official account's; unknown ones are told by the mini programs.
  const ownerOf = async (appId: string) => ((await officialAccounts.byAppId(appId)) ? officialAccounts : apps)
  const wechat = createWechatClient({
    http,
    clock,
    baseUrl: async () => (practice ? practice.wechatUrl() : 'https://api.weixin.qq.com'),
    credentials: async (appId) => (await ownerOf(appId)).credentials(appId),
    tokenMode: async (appId) => (await ownerOf(appId)).tokenMode(appId),
  })
  const jobRows = store.client(jobsRepository)
  const jobs = new JobRunner({
    repository: jobRows,
    clock,
    newId: nextId,
    startThread: () => workerThread(platform.workers.job),
    changed: (payload) => events.publish('jobs.changed', meta.id, payload),
    reportError,
    slots: 2,
  })
  const addFile = async (file: { path: string; name: string; bytes: number }) => {
    const id = nextId()
    await jobRows.addFile({ id, ...file })
    return { fileId: id, name: file.name, bytes: file.bytes }
  }
  const adviser = new AdviserService({ settings, clock })
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
    tickets: parts.tickets,
    incoming: parts.incoming,
    filesDir,
    practiceMark: meta.kind === 'practice',
    channels: () => campaigns.channels(),
    // The desk comes after the links that it asks about.
    shortAddresses: {
      targetsOf: (linkId) => shortAddresses.port.targetsOf(linkId),
      linkOf: (address) => shortAddresses.port.linkOf(address),
      repoint: (linkId, text, doer) => shortAddresses.port.repoint(linkId, text, doer),
    },
    phoneUrl: practice ? (link, locale) => practice.phoneUrl(link, locale) : undefined,
    changed: {
      links: (count) => events.publish('links.changed', meta.id, { count }),
      batch: (batchId) => events.publish('batches.changed', meta.id, { batchId }),
    },
  })
  const linkRules = new LinkRulesService({
    repository: store.client(linkRulesRepository),
    apps,
    wechat: wechat.linkRules,
    clock,
    newId: nextId,
    limits: () => settings.linkLimits(),
    tickets: parts.tickets,
    filesDir,
    practiceMark: meta.kind === 'practice',
    changed: () => events.publish('linkRules.changed', meta.id, {}),
  })
  registerLinkJobs(jobs, links, { filesDir, imageWorker: platform.workers.image, jobRows, addFile })
  const shortAddresses = openShortAddresses({
    repository: store.client(shortAddressesRepository),
    serviceRows: store.client(shortServicesRepository),
    vault,
    redactor,
    redact: (text) => redactor.text(text),
    settings,
    client: createShortAddressClient({ http, clock, standIn: async () => practice?.shortAddressUrl() }),
    linkOf: async (id) => {
      const { link } = await links.get(id)
      return { id, text: link.text, campaign: link.campaign, title: link.note || link.path }
    },
    serviceOfCampaign: async (name) => (await campaigns.byName(name))?.shortServiceId,
    newId: nextId,
    changed: () => events.publish('shortAddresses.changed', meta.id, {}),
  })
  const backups = new BackupsService({
    store,
    vault,
    settings,
    jobs,
    clock,
    meta,
    dir,
    appVersion: platform.version,
    schemaVersion: latestVersion(migrations),
    audit: auditOf(store),
    reportError,
    changed: () => events.publish('backups.changed', meta.id, {}),
    failed: ({ code }) => log.error('backups.failed', { workspace: meta.id, code }),
  })
  jobs.register(makeBackupKind, backups.jobHost)

  const today = new TodayService({
    marks: store.client(todayMarksRepository),
    clock,
    zone: () => settings.get().zone,
    changed: () => events.publish('today.changed', meta.id, {}),
    reportError,
  })
  today.register(
    ...linkTodos({
      clock,
      repository: store.client(linkTodosRepository),
      unknowns: () => links.unknowns(),
      batches: () => store.client(linkBatchesRepository).list(50),
      usage: () => links.allowances.usage(),
      apps: () => apps.all(),
    }),
    ...appTodos({ apps: () => apps.all() }),
    ...backupTodos({ clock, status: () => backups.status(), practice: meta.kind === 'practice' }),
    ...jobTodos({ clock, list: () => jobRows.list({ active: false, limit: 200 }) }),
    ...workspaceTodos({ restoredAt: meta.restoredAt }),
  )
  const noticeStandIns = practice ? openNoticeStandIns(clock) : undefined
  const push = new PushService({
    repository: store.client(pushRepository),
    clock,
    newId: nextId,
    vault,
    redactor,
    settings,
    robot: createWecomRobot({
      http,
      baseUrl: async () => (noticeStandIns ? noticeStandIns.robotUrl() : wecomRobot.baseUrl),
    }),
    mailer: createMailer({ clock, redactor, record: (call) => callLog.record(call) }),
    practiceMail: noticeStandIns ? () => noticeStandIns.mailServer() : undefined,
    received: noticeStandIns ? () => noticeStandIns.received() : undefined,
    states: () => today.states(),
    kinds: () => today.kinds(),
    workspaceName: () => meta.name,
    practice: meta.kind === 'practice',
    restoredAt: meta.restoredAt,
    changed: () => {
      today.touch('today.push')
      events.publish('today.changed', meta.id, {})
    },
    reportError,
  })
  today.register(push.source())
  today.onChange(() => push.nudge())
  const stopHearing = events.hear(meta.id, (topic) => today.heard(topic))

  const handlers = handlerMap({
    accounts: accountsCommands(accounts, sessions),
    vault: vaultCommands(vault, { seal: platform.seal, keyFilePath: parts.keyFilePath }),
    apps: appsCommands(apps, {
      incoming: parts.incoming,
      wechat: {
        testConnection: (appId) => wechat.testConnection(appId, { correlationId: randomUUID() }),
        forget: (appId) => wechat.forget(appId),
        remainingOpenings: (appId) => wechat.remainingOpenings(appId, { correlationId: randomUUID() }),
      },
    }),
    officialAccounts: officialAccountsCommands(officialAccounts, wechat),
    jssdk: jssdkCommands(new JssdkService({ accounts: officialAccounts, wechat, redactor })),
    linkRules: linkRulesCommands(linkRules),
    places: placesCommands(places, { incoming: parts.incoming, apps }),
    links: linksCommands(links),
    campaigns: campaignsCommands(campaigns),
    shortAddresses: shortAddresses.commands,
    ledger: ledgerCommands(ledger, bindings, { incoming: parts.incoming, mappings: apps }),
    jobs: jobsCommands(jobs, jobRows),
    files: filesCommands(jobRows, parts.tickets),
    calls: callsCommands(callLog),
    audit: auditCommands(auditOf(store)),
    backups: backupsCommands(backups),
    settings: settingsCommands(settings),
    adviser: adviserCommands(adviser),
    today: todayCommands(today, push),
  })

  let waking: Promise<void> | undefined
  let awake = false
  let purgeTimer: NodeJS.Timeout | undefined
  const workspace: OpenWorkspace = {
    meta,
    summary: () => ({
      id: meta.id,
      name: meta.name,
      kind: meta.kind,
      // Ready only when what an earlier run left is dealt with: nothing may start before that.
      state: awake ? 'ready' : 'locked',
      ...lockedBecause(vault),
      ...(meta.restoredAt ? { restoredAt: meta.restoredAt } : {}),
    }),
    accounts,
    apps,
    officialAccounts,
    places,
    links,
    campaigns,
    shortServices: shortAddresses.services,
    ledger,
    bindings,
    sms: shortAddresses.sms,
    settings,
    vault,
    store,
    handlers,
    recordAudit: (entry) => auditOf(store).append(entry),
    unlocked: () => {
      if (vault.state().state !== 'unlocked') return Promise.resolve()
      waking ??= wake().catch((cause: unknown) => {
        waking = undefined
        throw cause
      })
      return waking
    },
    close: async () => {
      clearTimeout(purgeTimer)
      backups.stop()
      stopHearing()
      today.stop()
      // Each in its turn and whatever the one before it says: the last ones are what must not stay open.
      const steps: [string, () => Promise<void> | void | undefined][] = [
        ['push', () => push.stop()],
        ['jobs', () => jobs.close()],
        ['practice', () => practice?.close()],
        ['noticeStandIns', () => noticeStandIns?.close()],
        ['calls', () => callLog.flush()],
        ['http', () => http.close()],
        ['store', () => store.close()],
        ['vault', () => vault.lock()],
      ]
      for (const [name, step] of steps)
        try {
          await step()
        } catch (cause) {
          reportError(`workspace.close.${name}`, cause)
        }
    },
  }
  const wake = async () => {
    await store.setAuditKey(vault.deriveKey('audit'))
    await apps.learnSecrets()
    await shortAddresses.services.secrets.learnAll()
    await officialAccounts.learnSecrets()
    // What was under way when the program ended: jobs can go on, calls without an answer are unknown.
    await jobs.recover()
    await links.recover()
    await shortAddresses.addresses.recover()
    await linkRules.recover()
    await backups.start()
    await push.start()
    today.start()
    purgeTimer = setTimeout(() => {
      callLog.purge(settings.get().callLogDays).catch((cause: unknown) => reportError('calls.purge', cause))
    }, 60_000)
    purgeTimer.unref()
    awake = true
  }
  try {
    await workspace.unlocked()
  } catch (cause) {
    await workspace.close()
    throw cause
  }
  return workspace
}

/** Why the automatic ways did not open it, for the screen that asks for the passphrase instead. */
function lockedBecause(vault: Vault): Pick<WorkspaceSummary, 'lockedBecause'> {
  const state = vault.state()
  if (state.state === 'unlocked' || state.problems.length === 0) return {}
  return { lockedBecause: state.problems.map(({ why, backend }) => ({ why, backend: backend ?? '' })) }
}

function handlerMap(features: Record<string, Record<string, unknown>>): Map<string, Handler> {
  const map = new Map<string, Handler>()
  for (const [feature, handlers] of Object.entries(features))
    for (const [name, handler] of Object.entries(handlers)) {
      if (typeof handler !== 'function') throw new Fault('internal')
      map.set(`${feature}.${name}`, handler as Handler)
    }
  return map
}
