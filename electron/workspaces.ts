import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { CommandOutput } from '@shared/contract'
import type { WorkspaceSummary } from '@shared/contract/accounts'
import type { workspaces } from '@shared/contract/workspaces'
import type { z } from 'zod'
import type { EventHub } from './bridge/events'
import type { Sessions } from './bridge/sessions'
import type { RestoreDesk } from './features/backups'
import { type WorkspaceDesk, type WorkspaceFolders, type WorkspaceMeta, workspaceRepository } from './features/workspaces'
import { Fault } from './platform/errors/fault'
import type { FileTickets, IncomingFiles } from './platform/files/workspace-files'
import { newId } from './platform/ids/id'
import type { Log, Redactor } from './platform/log'
import { migrations } from './migrations'
import type { Platform } from './platform/platform'
import { latestVersion } from './platform/store/migrate'
import { makeStore } from './platform/store/store'
import { createVault, isTrustedBackend, type SlotRequest } from './platform/vault'
import { isExampleGeoKey, isExampleLocation } from './practice-data-geocoding'
import { isExampleAccount } from './practice-data-payments'
import { seedPractice } from './practice-seed'
import { textFor } from './platform/texts/texts'
import { type OpenWorkspace, openWorkspace } from './workspace'

export interface HouseParts {
  platform: Platform
  folders: WorkspaceFolders
  sessions: Sessions
  events: EventHub
  tickets: FileTickets
  incoming: IncomingFiles
  redactor: Redactor
  log: Log
  /** Filled here: how long a session of a workspace may be idle. */
  idle: Map<string, () => number>
}

/** All workspaces of the data folder: opens each at most once, makes new ones, restores. */
export class WorkspaceHouse implements WorkspaceDesk, RestoreDesk {
  readonly #parts: HouseParts
  readonly #opening = new Map<string, Promise<OpenWorkspace>>()
  readonly #open = new Map<string, OpenWorkspace>()
  /** Why a workspace could not be opened when it was last tried. */
  readonly #problems = new Map<string, Fault>()

  constructor(parts: HouseParts) {
    this.#parts = parts
  }

  /** Those whose credentials are unlocked. */
  openOnes(): OpenWorkspace[] {
    return [...this.#open.values()].filter((workspace) => workspace.summary().state === 'ready')
  }

  /** An open workspace whose credentials are unlocked. */
  opened(id: string): OpenWorkspace | undefined {
    const workspace = this.#open.get(id)
    return workspace?.summary().state === 'ready' ? workspace : undefined
  }

  /** Opens a workspace, or gives the open one. @throws Fault `workspaces.notFound`, `vault.locked`, the store's */
  async enter(id: string): Promise<OpenWorkspace> {
    const workspace = await this.#openOnce(id)
    if (workspace.summary().state === 'locked') throw new Fault('vault.locked')
    return workspace
  }

  async list(): Promise<WorkspaceSummary[]> {
    const metas = await this.#parts.folders.list()
    return metas.map((meta) => {
      const open = this.#open.get(meta.id)
      if (open) return open.summary()
      const problem = this.#problems.get(meta.id)
      return {
        id: meta.id,
        name: meta.name,
        kind: meta.kind,
        state: stateOf(problem),
        ...(problem ? { problem: { code: problem.code, params: problem.params } } : {}),
        ...(meta.restoredAt ? { restoredAt: meta.restoredAt } : {}),
      }
    })
  }

  /** An empty data folder gets a practice workspace with a small example, so that work can start at once. */
  async ensurePractice(): Promise<void> {
    const metas = await this.#parts.folders.list()
    if (metas.some(({ kind }) => kind === 'practice')) return
    const { folders } = this.#parts
    const meta = this.#newMeta('practice', textFor('zh-CN', 'practice.workspace'))
    await this.#build(meta, [{ kind: 'keyFile', path: folders.keyFileOf(meta.id) }])
    const workspace = await this.enter(meta.id)
    await workspace.store.together(() => seedPractice(workspace))
  }

  warmUp(): void {
    void this.list().then(async (all) => {
      for (const { id } of all)
        await this.#openOnce(id).catch((cause: unknown) => this.#parts.log.warn('workspace.open', { id }, cause))
    })
  }

  protections(): CommandOutput<'workspaces.protections'> {
    const { seal } = this.#parts.platform
    const platform =
      seal && isTrustedBackend(seal.name()) ? [{ kind: 'platform' as const, backend: seal.name() }] : []
    return [...platform, { kind: 'keyFile' }, { kind: 'passphrase' }]
  }

  /** 转为正式: a new live workspace; on request with the apps, places, mappings and settings of the caller's one. */
  async createLive(
    input: z.output<typeof workspaces.createLive.input>,
    from: { workspaceId: string; operatorName: string },
  ): Promise<CommandOutput<'workspaces.createLive'>> {
    const { folders, platform } = this.#parts
    const meta = this.#newMeta('live', input.name)
    const slots: SlotRequest[] = [{ kind: 'recovery' }]
    if (input.protection.kind === 'passphrase')
      slots.push({ kind: 'passphrase', passphrase: input.protection.passphrase })
    else if (input.protection.kind === 'keyFile') slots.push({ kind: 'keyFile', path: folders.keyFileOf(meta.id) })
    else if (platform.seal) slots.push({ kind: 'platform', platform: platform.seal })
    else throw new Fault('vault.platformMissing')
    try {
      const recoveryKey = await this.#build(meta, slots)
      if (recoveryKey === undefined) throw new Fault('internal')
      const workspace = await this.#openOnce(meta.id)
      if (input.protection.kind === 'passphrase' && workspace.summary().state === 'locked') {
        await workspace.vault.unlockWithPassphrase(input.protection.passphrase)
        await workspace.unlocked()
      }
      await workspace.accounts.create({ ...input.administrator, role: 'administrator' })
      const copied = input.copyFromPractice
        ? await copyMasterData(await this.enter(from.workspaceId), workspace, input.administrator.name)
        : {
            apps: 0,
            officialAccounts: 0,
            places: 0,
            companies: 0,
            campaigns: 0,
            channels: 0,
            tags: 0,
            shortServices: 0,
            smsTexts: 0,
            paymentAccounts: 0,
            geoKeys: 0,
            placeLocations: 0,
            mappings: 0,
            settings: 0,
          }
      return { workspace: workspace.summary(), recoveryKey, copied }
    } catch (cause) {
      // A half-made workspace would only puzzle whoever finds it; nothing was entered into it yet.
      await this.#drop(meta.id).catch((left: unknown) => this.#parts.log.error('workspace.drop', { id: meta.id }, left))
      throw cause
    }
  }

  async unlock(input: z.output<typeof workspaces.unlock.input>): Promise<WorkspaceSummary> {
    const workspace = await this.#openOnce(input.workspaceId)
    if (workspace.summary().state === 'locked') {
      if (input.credential.kind === 'passphrase') await workspace.vault.unlockWithPassphrase(input.credential.passphrase)
      else await workspace.vault.unlockWithRecoveryKey(input.credential.recoveryKey)
      await workspace.unlocked()
    }
    return workspace.summary()
  }

  async rename(workspaceId: string, name: string): Promise<WorkspaceSummary> {
    const workspace = await this.enter(workspaceId)
    workspace.meta.name = name
    await this.#parts.folders.write(workspace.meta)
    return workspace.summary()
  }

  /** Opens a restored workspace. */
  async adopt(id: string): Promise<WorkspaceSummary> {
    return (await this.#openOnce(id)).summary()
  }

  async setAside(id: string): Promise<void> {
    this.#parts.sessions.endAllIn(id)
    await this.#close(id)
    await this.#parts.folders.setAside(id, this.instant().replaceAll(/[-:.]/g, ''))
  }

  automaticSlot(id: string): SlotRequest {
    const { platform, folders } = this.#parts
    return platform.seal && isTrustedBackend(platform.seal.name())
      ? { kind: 'platform', platform: platform.seal }
      : { kind: 'keyFile', path: folders.keyFileOf(id) }
  }

  readonly schemaVersion = latestVersion(migrations)

  instant(): string {
    return this.#parts.platform.clock.instant()
  }

  get folders(): WorkspaceFolders {
    return this.#parts.folders
  }

  exists(id: string): boolean {
    return existsSync(this.#parts.folders.pathOf(id))
  }

  async close(): Promise<void> {
    await Promise.allSettled(this.#opening.values())
    await Promise.all([...this.#open.values()].map((workspace) => workspace.close()))
    this.#open.clear()
    this.#opening.clear()
  }

  #newMeta(kind: WorkspaceMeta['kind'], name: string): WorkspaceMeta {
    const { clock } = this.#parts.platform
    return { v: 1, id: newId(clock), name, kind, createdAt: clock.instant() }
  }

  /** Makes folder, vault and database; answers the recovery key where one was asked for. */
  async #build(meta: WorkspaceMeta, slots: SlotRequest[]): Promise<string | undefined> {
    const { folders, platform } = this.#parts
    const dir = folders.pathOf(meta.id)
    const { vault, recoveryKey } = await createVault(dir, { workspaceId: meta.id, slots, clock: platform.clock })
    vault.lock()
    const file = join(dir, 'minidesk.db')
    await makeStore({ file, workerPath: platform.workers.store }, (store) =>
      store.client(workspaceRepository).identify({ id: meta.id, kind: meta.kind }),
    )
    await folders.write(meta)
    return recoveryKey
  }

  #openOnce(id: string): Promise<OpenWorkspace> {
    const known = this.#opening.get(id)
    if (known) return known
    const opening = this.#openNow(id)
    this.#opening.set(id, opening)
    opening.catch(() => this.#opening.delete(id))
    return opening
  }

  async #openNow(id: string): Promise<OpenWorkspace> {
    const { folders, idle, ...parts } = this.#parts
    const meta = await folders.require(id)
    try {
      const workspace = await openWorkspace({
        ...parts,
        meta,
        dir: folders.pathOf(id),
        keyFilePath: folders.keyFileOf(id),
      })
      this.#problems.delete(id)
      this.#open.set(id, workspace)
      if (meta.kind === 'live') idle.set(id, () => workspace.settings.get().idleLockMinutes)
      return workspace
    } catch (cause) {
      if (cause instanceof Fault) this.#problems.set(id, cause)
      throw cause
    }
  }

  async #close(id: string): Promise<void> {
    await this.#opening.get(id)?.catch(() => undefined)
    await this.#open.get(id)?.close()
    this.#open.delete(id)
    this.#opening.delete(id)
    this.#parts.idle.delete(id)
  }

  async #drop(id: string): Promise<void> {
    await this.#close(id)
    await this.#parts.folders.discard(id)
  }
}

function stateOf(problem: Fault | undefined): WorkspaceSummary['state'] {
  if (!problem) return 'ready'
  return problem.code === 'store.newerVersion' || problem.code === 'vault.newerVersion' ? 'newerVersion' : 'damaged'
}

/**
 * Mini programs, official accounts and short-address services without their keys, places, campaigns, mappings,
 * settings, companies with their bindings, and payment accounts with their descriptions; never keys, orders or links.
 */
async function copyMasterData(
  from: OpenWorkspace,
  to: OpenWorkspace,
  by: string,
): Promise<CommandOutput<'workspaces.createLive'>['copied']> {
  const appIds = await to.apps.adopt(await from.apps.transferable())
  const places = await to.places.adopt(await from.places.transferable(), appIds)
  const officialAccounts = await to.officialAccounts.adopt(await from.officialAccounts.transferable())
  const mappings = await to.apps.adoptMappings(await from.apps.transferableMappings())
  const entries = from.settings.transferable()
  await to.settings.adopt(entries, by)
  const ledger = await to.ledger.adopt(await from.ledger.transferable())
  await to.bindings.adopt(await from.bindings.transferable(), ledger.accountIds)
  const services = await to.shortServices.adopt(await from.shortServices.transferable())
  const placeIds = new Map<string, string>()
  for (const { id, code } of await from.places.all()) {
    const here = await to.places.byCode(code)
    if (here) placeIds.set(id, here.id)
  }
  const ids = { apps: appIds, places: placeIds, services: services.ids }
  const tagged = await to.campaigns.adopt(await from.campaigns.transferable(), ids)
  const smsTexts = await to.sms.adopt(await from.sms.transferable())
  // The example's merchants exist in practice only.
  const own = (await from.payments.accounts.transferable()).filter(({ fields }) => !isExampleAccount(fields))
  const paymentAccounts = await to.payments.accounts.adopt(own, placeIds, textFor('zh-CN', 'practice.workspace'))
  const geoKeys = await to.geocoding.keys.adopt((await from.geocoding.keys.transferable()).filter((fields) => !isExampleGeoKey(fields)))
  // Where the example's places are is as invented as they are.
  const located = (await from.geocoding.locations.transferable()).filter((location) => !isExampleLocation(location))
  const placeLocations = await to.geocoding.locations.adopt(located, placeIds, by)
  return {
    apps: appIds.size,
    officialAccounts,
    places,
    companies: ledger.companies,
    ...tagged,
    shortServices: services.made,
    smsTexts,
    paymentAccounts: paymentAccounts.made,
    geoKeys,
    placeLocations,
    mappings,
    settings: entries.length,
  }
}
