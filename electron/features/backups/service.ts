import { access, constants, readdir, rm, stat, unlink, writeFile } from 'node:fs/promises'
import { isAbsolute, join } from 'node:path'
import { BackupPlan, type BackupStatus } from '@shared/contract/backups'
import { Instant } from '@shared/contract/values'
import { z } from 'zod'
import { backupKey, sealVaultForBackup, thinBackups } from '../../platform/backup'
import type { Clock } from '../../platform/clock/clock'
import { Fault } from '../../platform/errors/fault'
import type { HostFactory, JobRunner } from '../../platform/jobs/runner'
import type { RepositoryClient } from '../../platform/store/repository'
import type { Store } from '../../platform/store/store'
import type { Vault } from '../../platform/vault'
import type { auditRepository } from '../audit'
import type { SettingsService } from '../settings'
import type { WorkspaceMeta } from '../workspaces'
import { backupEnding, backupFileName, backupTime } from './file-names'
import { type MakeBackupHost, makeBackupKind } from './make-backup'

export interface BackupsOptions {
  store: Store
  vault: Vault
  settings: SettingsService
  jobs: JobRunner
  clock: Clock
  meta: WorkspaceMeta
  /** The workspace's folder, where the copy waits to be encrypted. */
  dir: string
  /** Files beside the database that it speaks of: they never change, and go into every backup. */
  keptFiles?: (dir: string) => Promise<{ name: string; path: string }[]>
  appVersion: string
  schemaVersion: number
  audit: RepositoryClient<typeof auditRepository>
  reportError: (where: string, cause: unknown) => void
  changed: () => void
  /** A scheduled backup failed and nobody is looking. */
  failed: (fault: { code: string }) => void
}

const Success = z.object({ at: Instant, name: z.string(), bytes: z.int() })
const Failure = z.object({
  at: Instant,
  code: z.string(),
  params: z.record(z.string(), z.union([z.string(), z.number()])),
})
const keys = { plan: 'backups.plan', success: 'backups.lastSuccess', failure: 'backups.lastFailure' }
const program = 'MiniDesk'
const lookEveryMs = 60_000
const retryAfterMs = 3_600_000

/** Encrypted backups of one workspace, on a schedule and by hand. */
export class BackupsService {
  readonly #options: BackupsOptions
  #timer: NodeJS.Timeout | undefined

  constructor(options: BackupsOptions) {
    this.#options = options
  }

  /** Clears away what a killed run left, then looks every minute whether a backup is due. */
  async start(): Promise<void> {
    await this.#removeLeftovers().catch((cause: unknown) => this.#options.reportError('backups.leftovers', cause))
    this.#timer = setInterval(() => {
      this.makeIfDue().catch((cause: unknown) => this.#options.reportError('backups.schedule', cause))
    }, lookEveryMs)
    this.#timer.unref()
  }

  stop(): void {
    clearInterval(this.#timer)
  }

  async status(): Promise<BackupStatus> {
    const plan = this.#plan()
    const lastSuccess = this.#options.settings.value(keys.success, Success)
    const lastFailure = this.#options.settings.value(keys.failure, Failure)
    return {
      plan,
      ...(lastSuccess ? { lastSuccess } : {}),
      ...(lastFailure ? { lastFailure } : {}),
      ...(plan.folder === undefined ? {} : { nextAt: this.#nextAt().toISOString() }),
      files: plan.folder === undefined ? [] : await this.#files(plan.folder),
    }
  }

  /** @throws Fault `backups.folderNotAbsolute`, `backup.folderMissing`, `backup.folderNotWritable`, `vault.noPortableSlot` */
  async configure(plan: BackupPlan, by: string): Promise<BackupStatus> {
    if (plan.folder !== undefined) {
      // A backup that nobody could ever open on another computer must fail now, not on the day it is needed.
      sealVaultForBackup(this.#options.vault)
      await assertUsable(plan.folder)
    }
    await this.#options.settings.setValue(keys.plan, plan, by)
    this.#options.changed()
    return this.status()
  }

  /** @throws Fault `backups.noFolder` */
  async run(by: string, locale: 'zh-CN' | 'en'): Promise<{ jobId: string }> {
    const { folder } = this.#plan()
    if (folder === undefined) throw new Fault('backups.noFolder')
    sealVaultForBackup(this.#options.vault)
    const { jobs, meta } = this.#options
    return { jobId: await jobs.start({ kind: makeBackupKind, title: meta.name, input: {}, subjectId: meta.id, locale, createdBy: by }) }
  }

  readonly jobHost: HostFactory = (job) => {
    const { clock, settings, store, vault, meta, dir, appVersion, schemaVersion, audit } = this.#options
    const copy = join(dir, `backup-${job.id}.db`)
    const madeAt = clock.instant()
    const name = backupFileName(meta, madeAt)
    let made: { at: string; name: string; bytes: number } | undefined
    let key: Buffer | undefined
    const methods: MakeBackupHost = {
      prepare: async () => {
        const { folder } = this.#plan()
        if (folder === undefined) throw new Fault('backups.noFolder')
        await assertUsable(folder)
        await rm(copy, { force: true })
        await store.copyTo(copy)
        key = backupKey(vault)
        return {
          target: join(folder, name),
          database: copy,
          // After the copy: what it speaks of was kept before.
          files: (await this.#options.keptFiles?.(dir)) ?? [],
          key,
          header: {
            workspaceId: meta.id,
            workspaceName: meta.name,
            workspaceKind: meta.kind,
            appVersion,
            schemaVersion,
            madeAt,
            auditHead: await audit.head(),
            vault: sealVaultForBackup(vault),
          },
        }
      },
      finish: ({ bytes }) => {
        made = { at: madeAt, name, bytes }
        return Promise.resolve()
      },
    }
    return {
      methods: methods as unknown as Record<string, (...args: never[]) => unknown>,
      ended: async (state, fault) => {
        key?.fill(0)
        await rm(copy, { force: true })
        if (made) {
          await settings.setValue(keys.success, made, program)
          await settings.setValue(keys.failure, undefined, program)
          // The backup stands; an old one that cannot be deleted does not make it fail.
          await this.#thin().catch((cause: unknown) => this.#options.reportError('backups.thin', cause))
        } else if (state === 'failed') {
          const failure = { at: clock.instant(), code: fault?.code ?? 'internal', params: fault?.params ?? {} }
          await settings.setValue(keys.failure, failure, program)
          this.#options.failed(failure)
        }
        this.#options.changed()
      },
    }
  }

  #plan(): BackupPlan {
    return this.#options.settings.value(keys.plan, BackupPlan) ?? { everyHours: 24 }
  }

  #nextAt(): Date {
    const { settings, clock } = this.#options
    const success = settings.value(keys.success, Success)
    const failure = settings.value(keys.failure, Failure)
    const due = success ? Date.parse(success.at) + this.#plan().everyHours * 3_600_000 : clock.now().getTime()
    const retry = failure ? Date.parse(failure.at) + retryAfterMs : 0
    return new Date(Math.max(due, retry))
  }

  /** Starts a backup if one is due and none is under way; nothing is due without a folder. Answers whether it did. */
  async makeIfDue(): Promise<boolean> {
    const { vault, jobs, meta, clock } = this.#options
    const { folder } = this.#plan()
    if (folder === undefined || vault.state().state !== 'unlocked') return false
    if (jobs.isBusy(meta.id, [makeBackupKind]) || clock.now() < this.#nextAt()) return false
    await this.run(program, 'zh-CN')
    return true
  }

  /** Copies that waited to be encrypted, and backups of this workspace that never got their name. */
  async #removeLeftovers(): Promise<void> {
    const { dir, meta } = this.#options
    for (const name of await readdir(dir))
      if (/^backup-[0-9a-f-]{36}\.db/u.test(name)) await rm(join(dir, name), { force: true })
    const { folder } = this.#plan()
    const names = folder === undefined ? [] : await readdir(folder).catch(() => [])
    for (const name of names) {
      const whole = /^(?<whole>.+\.mdbackup)\.[0-9a-f-]{36}\.part$/u.exec(name)?.groups?.whole
      if (folder !== undefined && whole !== undefined && backupTime(whole, meta.id) !== undefined)
        await rm(join(folder, name), { force: true })
    }
  }

  async #files(folder: string): Promise<BackupStatus['files']> {
    const names = await readdir(folder).catch(() => [])
    const files: BackupStatus['files'] = []
    for (const name of names) {
      const madeAt = backupTime(name, this.#options.meta.id)
      const size = madeAt === undefined ? undefined : await stat(join(folder, name)).catch(() => undefined)
      if (madeAt !== undefined && size) files.push({ name, madeAt, bytes: size.size })
    }
    return files.sort((a, b) => (a.madeAt < b.madeAt ? 1 : -1))
  }

  async #thin(): Promise<void> {
    const { folder } = this.#plan()
    if (folder === undefined) return
    const { remove } = thinBackups(await this.#files(folder), this.#options.clock.instant(), this.#options.settings.get().zone)
    for (const name of remove) if (name.endsWith(backupEnding)) await unlink(join(folder, name))
  }
}

async function assertUsable(folder: string): Promise<void> {
  if (!isAbsolute(folder))
    throw new Fault('bridge.invalidInput', { fields: [{ path: 'folder', code: 'pathNotAbsolute' }] })
  const info = await stat(folder).catch(() => undefined)
  if (!info?.isDirectory()) throw new Fault('backup.folderMissing', { params: { folder } })
  const probe = join(folder, `.minidesk-${process.pid}.probe`)
  try {
    await access(folder, constants.W_OK)
    await writeFile(probe, 'MiniDesk')
    await unlink(probe)
  } catch (cause) {
    throw new Fault('backup.folderNotWritable', { params: { folder }, cause })
  }
}
