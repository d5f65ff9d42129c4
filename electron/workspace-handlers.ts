import { accountsCommands } from './features/accounts'
import { adviserCommands } from './features/adviser'
import { appsCommands } from './features/apps'
import { auditCommands } from './features/audit'
import { backupsCommands } from './features/backups'
import { callsCommands } from './features/calls'
import { campaignsCommands } from './features/campaigns'
import { filesCommands } from './features/files'
import { jobsCommands } from './features/jobs'
import { jssdkCommands } from './features/jssdk'
import { ledgerCommands } from './features/ledger'
import { linkRulesCommands } from './features/link-rules'
import { linksCommands } from './features/links'
import { officialAccountsCommands } from './features/official-accounts'
import { overseasAccessCommands } from './features/overseas-access'
import { placesCommands } from './features/places'
import { settingsCommands } from './features/settings'
import { todayCommands } from './features/today'
import { vaultCommands } from './features/vault'
import { Fault } from './platform/errors/fault'
import type { Features } from './workspace-features'
import type { Foundation } from './workspace-foundation'
import type { openToday } from './workspace-today'

export type Handler = (input: never, context: never) => Promise<unknown>

/** The handler of every command that needs a signed-in operator, by its full name. */
export function handlersOf(
  foundation: Foundation,
  features: Features,
  { today, push }: ReturnType<typeof openToday>,
): Map<string, Handler> {
  const { platform, sessions, incoming, tickets, keyFilePath, vault, settings, callLog, jobRows, jobs, audit } = foundation
  const { newCall } = foundation
  const { accounts, apps, officialAccounts, places, campaigns, ledger, bindings, adviser, links, linkRules } = features
  const { overseasAccess, shortAddresses, jssdk, backups, payments, settlement, reports, geocoding, identity, wechat } = features
  return handlerMap({
    accounts: accountsCommands(accounts, sessions),
    vault: vaultCommands(vault, { seal: platform.seal, keyFilePath }),
    apps: appsCommands(apps, {
      incoming: incoming,
      wechat: {
        testConnection: (appId) => wechat.testConnection(appId, newCall()),
        forget: (appId) => wechat.forget(appId),
        remainingOpenings: (appId) => wechat.remainingOpenings(appId, newCall()),
      },
    }),
    officialAccounts: officialAccountsCommands(officialAccounts, wechat),
    jssdk: jssdkCommands(jssdk),
    linkRules: linkRulesCommands(linkRules),
    places: placesCommands(places, { incoming: incoming, apps }),
    links: linksCommands(links),
    campaigns: campaignsCommands(campaigns),
    shortAddresses: shortAddresses.commands,
    ledger: ledgerCommands(ledger, bindings, { incoming: incoming, mappings: apps }),
    overseasAccess: overseasAccessCommands(overseasAccess),
    payments: payments.commands,
    settlement: settlement.commands,
    reports: reports.commands,
    geocoding: geocoding.commands,
    identity: identity.commands,
    jobs: jobsCommands(jobs, jobRows),
    files: filesCommands(jobRows, tickets),
    calls: callsCommands(callLog),
    audit: auditCommands(audit),
    backups: backupsCommands(backups),
    settings: settingsCommands(settings),
    adviser: adviserCommands(adviser),
    today: todayCommands(today, push),
  })
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
