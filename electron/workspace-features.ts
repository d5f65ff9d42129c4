import { randomBytes } from 'node:crypto'
import { accountsRepository, AccountsService } from './features/accounts'
import { AdviserService } from './features/adviser'
import { appsRepository, AppsService } from './features/apps'
import { BackupsService, makeBackupKind } from './features/backups'
import { callsRepository } from './features/calls'
import { campaignsRepository, CampaignsService } from './features/campaigns'
import { openGeocoding } from './features/geocoding'
import { openIdentity } from './features/identity'
import { JssdkService } from './features/jssdk'
import { BindingsService, ledgerBindingsRepository, ledgerRepository, LedgerService } from './features/ledger'
import { linkRulesRepository, LinkRulesService } from './features/link-rules'
import { linkBatchesRepository, linksRepository, LinksService, registerLinkJobs } from './features/links'
import { officialAccountsRepository, OfficialAccountsService } from './features/official-accounts'
import { overseasAccessRepository, OverseasAccessService } from './features/overseas-access'
import { openPayments } from './features/payments'
import { openSettlement } from './features/settlement'
import { placesRepository, PlacesService } from './features/places'
import { openReports, reportsRepository } from './features/reports'
import { openShortAddresses, shortAddressesRepository, shortServicesRepository } from './features/short-addresses'
import { migrations } from './migrations'
import { latestVersion } from './platform/store/migrate'
import { openPractice, type Practice } from './practice'
import { examplePaymentSecrets } from './practice-data-payments'
import { openPracticeGeocoding } from './practice-geocoding'
import { openPracticeBills } from './practice-bills'
import { openPracticePayments } from './practice-payments'
import { Fault } from './platform/errors/fault'
import { geoProviders, geoTroubleOf } from './upstream/geocoding'
import { createShortAddressClient } from './upstream/short-address'
import { createWechatClient } from './upstream/wechat'
import type { Foundation } from './workspace-foundation'
import { registerReports } from './workspace-reports'

/** The features of one workspace. */
export type Features = ReturnType<typeof openFeatures>

/** Plugs the features together; nothing is read or called yet. */
export function openFeatures(foundation: Foundation) {
  const { meta, dir, platform, sessions, events, incoming, tickets, redactor, log, clock, filesDir } = foundation
  const { store, vault, settings, http, jobRows, jobs, addFile, audit, nextId, reportError, isPractice } = foundation
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
  const overseasAccess = new OverseasAccessService({
    repository: store.client(overseasAccessRepository),
    clock,
    newId: nextId,
    changed: () => events.publish('overseasAccess.changed', meta.id, {}),
  })
  const practice: Practice | undefined =
    isPractice
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
    tickets,
    incoming,
    filesDir,
    practiceMark: isPractice,
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
    tickets,
    filesDir,
    practiceMark: isPractice,
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
  const identity = openIdentity({
    ...foundation,
    apps,
    face: wechat.face,
    newId: nextId,
    practice,
    calendar: () => settlement.ports.fees.calendar(),
    changed: () => events.publish('identity.changed', meta.id, {}),
  })
  const backups = new BackupsService({
    store,
    vault,
    settings,
    jobs,
    clock,
    meta,
    dir,
    keptFiles: () => settlement.keptFiles(),
    appVersion: platform.version,
    schemaVersion: latestVersion(migrations),
    audit,
    reportError,
    changed: () => events.publish('backups.changed', meta.id, {}),
    failed: ({ code }) => log.error('backups.failed', { workspace: meta.id, code }),
  })
  jobs.register(makeBackupKind, backups.jobHost)
  const practicePayments = isPractice
    ? openPracticePayments({ clock, dir, reportError, secretsOf: examplePaymentSecrets })
    : undefined
  const payments = openPayments({
    ...foundation,
    resourcesDir: platform.resourcesDir,
    random: platform.random,
    newId: nextId,
    nonce: () => randomBytes(16).toString('hex'),
    operators: accounts,
    apps,
    places,
    wechatToken: (appId, call, fresh) => wechat.accessToken(appId, call, fresh),
    receiver: platform.receiver,
    practice: practicePayments,
    restoredAt: meta.restoredAt,
    changed: {
      accounts: () => events.publish('paymentAccounts.changed', meta.id, {}),
      orders: (count) => events.publish('orders.changed', meta.id, { count }),
      refunds: (count) => events.publish('refunds.changed', meta.id, { count }),
      notifications: () => events.publish('notifications.changed', meta.id, {}),
      disputes: () => events.publish('disputes.changed', meta.id, {}),
    },
  })
  const practiceGeocoding = isPractice
    ? openPracticeGeocoding({
        clock,
        ownKeys: async () => (await geocoding.keys.withSecrets()).map(({ key: { id, fields }, secrets }) => ({ id, ...fields, secrets })),
      })
    : undefined
  // A practice workspace never reaches a provider, not even one that has no stand-in.
  const standIn = async (provider: string) => {
    const url = await practiceGeocoding?.standInUrl(provider)
    if (practiceGeocoding && url === undefined) throw new Fault('geocoding.providerUnknown', { params: { provider } })
    return url
  }
  const geocodingChanged = () => events.publish('geocoding.changed', meta.id, {})
  const geocoding = openGeocoding({
    ...foundation,
    resourcesDir: platform.resourcesDir,
    random: platform.random,
    newId: nextId,
    apps,
    places,
    upstreams: [...geoProviders({ http, standIn }).values()],
    troubleOf: geoTroubleOf,
    changed: {
      keys: () => {
        practiceGeocoding?.keysChanged()
        geocodingChanged()
      },
      desk: geocodingChanged,
      batch: (batchId) => events.publish('geocodingBatches.changed', meta.id, { batchId }),
    },
  })
  const reports = openReports({
    ...foundation,
    repository: store.client(reportsRepository),
    resourcesDir: platform.resourcesDir,
    workspace: { id: meta.id, name: meta.name },
    version: platform.version,
    newId: nextId,
    changed: () => events.publish('reports.changed', meta.id, {}),
  })
  const settlement = openSettlement({
    ...foundation,
    resourcesDir: platform.resourcesDir,
    workers: platform.workers,
    version: platform.version,
    newId: nextId,
    operators: accounts,
    apps,
    places,
    paymentAccounts: payments.accounts,
    exportReports: (input) => reports.exportReports(input),
    ...(practicePayments ? { practiceBills: openPracticeBills(practicePayments) } : {}),
    changed: {
      files: () => events.publish('settlementFiles.changed', meta.id, {}),
      bills: () => events.publish('bills.changed', meta.id, {}),
      reconciliation: () => events.publish('reconciliation.changed', meta.id, {}),
      fees: () => events.publish('fees.changed', meta.id, {}),
      closing: () => events.publish('closing.changed', meta.id, {}),
    },
  })
  registerReports(reports, { foundation, links, payments, settlement })

  return {
    accounts,
    apps,
    officialAccounts,
    places,
    campaigns,
    ledger,
    bindings,
    overseasAccess,
    adviser,
    links,
    linkRules,
    shortAddresses,
    identity,
    jssdk: new JssdkService({ accounts: officialAccounts, wechat, redactor }),
    backups,
    payments,
    settlement,
    reports,
    geocoding,
    wechat,
    practice,
    practicePayments,
    practiceGeocoding,
  }
}
