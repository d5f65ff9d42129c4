import { randomUUID } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { EventHub } from './bridge/events'
import type { Sessions } from './bridge/sessions'
import { auditRepository } from './features/audit'
import { CallLog, callsRepository } from './features/calls'
import { settingsRepository, SettingsService } from './features/settings'
import { type WorkspaceMeta, workspaceRepository } from './features/workspaces'
import type { FileTickets, IncomingFiles } from './platform/files/workspace-files'
import { createHttp, type RateLimit } from './platform/http'
import { newId } from './platform/ids/id'
import { jobsRepository } from './platform/jobs/repository'
import { JobRunner, workerThread } from './platform/jobs/runner'
import type { Log, Redactor } from './platform/log'
import type { Platform } from './platform/platform'
import { openStore } from './platform/store/store'
import { openVault, type Vault } from './platform/vault'
import { wechatRateLimit } from './upstream/wechat'
import { wechatPayV2RateLimit } from './upstream/wechatpay-v2'
import { wechatPayV3RateLimit } from './upstream/wechatpay-v3'
import { wecomRobotRateLimit } from './upstream/wecom-robot'

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

/** What every feature of one workspace stands on. */
export type Foundation = Awaited<ReturnType<typeof openFoundation>>

/**
 * Opens database and vault, reads the settings, and sets up the way out and the jobs. What cannot be used is closed
 * again.
 * @throws Fault of the store or the vault
 */
export async function openFoundation(parts: WorkspaceParts) {
  const { meta, dir, platform, events, log, redactor } = parts
  const { clock } = platform
  const filesDir = join(dir, 'files')
  mkdirSync(filesDir, { recursive: true, mode: 0o700 })
  const store = await openStore({ file: join(dir, 'minidesk.db'), create: false, workerPath: platform.workers.store })
  const settings = new SettingsService({
    repository: store.client(settingsRepository),
    changed: () => events.publish('settings.changed', meta.id, {}),
  })
  let vault: Vault
  try {
    await store.client(workspaceRepository).identify({ id: meta.id, kind: meta.kind })
    vault = await openVault(dir, { workspaceId: meta.id, clock })
    await vault.unlockAutomatically({ platform: platform.seal, keyFilePath: parts.keyFilePath })
    await settings.load()
  } catch (cause) {
    await store.close()
    throw cause
  }
  const reportError = (where: string, cause: unknown) => log.error(where, { workspace: meta.id }, cause)
  const nextId = () => newId(clock)
  const callLog = new CallLog({ repository: store.client(callsRepository), clock, reportError })
  // Limits that a feature knows, because they are settings of its own.
  const knowers: ((rateKey: string) => RateLimit | undefined)[] = []
  const http = createHttp({
    clock,
    redactor,
    random: platform.random,
    record: (call) => callLog.record(call),
    proxy: () => {
      const setting = settings.get().proxy
      return setting === 'environment' ? platform.systemProxy() : setting === 'none' ? 'none' : { url: setting }
    },
    rateLimit: (key) =>
      wechatRateLimit(key, settings.linkLimits()) ??
      wecomRobotRateLimit(key) ??
      wechatPayV3RateLimit(key) ??
      wechatPayV2RateLimit(key) ??
      firstOf(knowers, key),
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
  return {
    ...parts,
    clock,
    filesDir,
    store,
    vault,
    settings,
    callLog,
    http,
    limitRate: (limitOf: (rateKey: string) => RateLimit | undefined) => void knowers.push(limitOf),
    jobRows,
    jobs,
    addFile,
    audit: store.client(auditRepository),
    nextId,
    newCall: () => ({ correlationId: randomUUID() }),
    reportError,
    isPractice: meta.kind === 'practice',
  }
}

function firstOf(knowers: readonly ((rateKey: string) => RateLimit | undefined)[], rateKey: string): RateLimit | undefined {
  for (const limitOf of knowers) {
    const limit = limitOf(rateKey)
    if (limit) return limit
  }
  return undefined
}
