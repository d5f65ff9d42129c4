import type { WorkspaceSummary } from '@shared/contract/accounts'
import type { AccountsService } from './features/accounts'
import type { AppsService } from './features/apps'
import type { CampaignsService } from './features/campaigns'
import type { GeocodingDesk } from './features/geocoding'
import type { IdentityRoom } from './features/identity'
import type { BindingsService, LedgerService } from './features/ledger'
import type { LinksService } from './features/links'
import type { OfficialAccountsService } from './features/official-accounts'
import type { PaymentsDesk } from './features/payments'
import type { PlacesService } from './features/places'
import type { SettlementDesk } from './features/settlement'
import type { SettingsService } from './features/settings'
import type { ShortServices, SmsDesk } from './features/short-addresses'
import type { WorkspaceMeta } from './features/workspaces'
import type { Clock } from './platform/clock/clock'
import type { Store } from './platform/store/store'
import type { Vault } from './platform/vault'
import type { PracticePayments } from './practice-payments'
import { openFeatures } from './workspace-features'
import { type Foundation, openFoundation, type WorkspaceParts } from './workspace-foundation'
import { type Handler, handlersOf } from './workspace-handlers'
import { openToday } from './workspace-today'

/** A workspace with its database open. While its credentials are locked only `unlock…` can be done with it. */
export interface OpenWorkspace {
  meta: WorkspaceMeta
  summary(): WorkspaceSummary
  accounts: AccountsService
  apps: AppsService
  officialAccounts: OfficialAccountsService
  payments: PaymentsDesk
  settlement: SettlementDesk
  geocoding: GeocodingDesk
  /** The stand-ins of a practice workspace. */
  practicePayments: PracticePayments | undefined
  places: PlacesService
  links: LinksService
  campaigns: CampaignsService
  shortServices: ShortServices
  ledger: LedgerService
  bindings: BindingsService
  identity: IdentityRoom
  sms: SmsDesk
  settings: SettingsService
  vault: Vault
  store: Store
  clock: Clock
  newId: () => string
  handlers: Map<string, Handler>
  recordAudit: (entry: Parameters<Foundation['audit']['append']>[0]) => Promise<void>
  /** Call after the vault was unlocked: the audit key is handed to the store and interrupted work is looked at. */
  unlocked(): Promise<void>
  close(): Promise<void>
}

/**
 * Opens a workspace and plugs its parts together.
 * @throws Fault of the store or the vault where it cannot be opened
 */
export async function openWorkspace(parts: WorkspaceParts): Promise<OpenWorkspace> {
  const foundation = await openFoundation(parts)
  const { meta, store, vault, settings, callLog, http, jobs, audit, reportError } = foundation
  const features = openFeatures(foundation)
  const { accounts, apps, officialAccounts, places, campaigns, ledger, bindings, links, linkRules } = features
  const { shortAddresses, backups, payments, settlement, reports, geocoding, identity, practice } = features
  const { practicePayments, practiceGeocoding } = features
  const board = openToday(foundation, features)
  const handlers = handlersOf(foundation, features, board)

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
    payments,
    settlement,
    geocoding,
    practicePayments,
    places,
    links,
    campaigns,
    shortServices: shortAddresses.services,
    ledger,
    bindings,
    identity,
    sms: shortAddresses.sms,
    settings,
    vault,
    store,
    clock: foundation.clock,
    newId: foundation.nextId,
    handlers,
    recordAudit: (entry) => audit.append(entry),
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
      board.stop()
      // Each in its turn and whatever the one before it says: the last ones are what must not stay open.
      const steps: [string, () => Promise<void> | void | undefined][] = [
        ['push', () => board.push.stop()],
        ['settlement', () => settlement.stop()],
        ['payments', () => payments.stop()],
        ['identity', () => identity.stop()],
        ['jobs', () => jobs.close()],
        ['geocoding', () => geocoding.stop()],
        ['reports', () => reports.stop()],
        ['practice', () => practice?.close()],
        ['practicePayments', () => practicePayments?.close()],
        ['practiceGeocoding', () => practiceGeocoding?.close()],
        ['noticeStandIns', () => board.noticeStandIns?.close()],
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
    await payments.recover()
    await settlement.recover()
    await reports.recover()
    await geocoding.recover()
    payments.start()
    settlement.start()
    geocoding.start()
    await identity.start()
    await backups.start()
    await board.push.start()
    board.today.start()
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
