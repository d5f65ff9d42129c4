import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { allCommands } from '@shared/contract'
import type { Answer } from '@shared/contract/error'
import type { StreamMessage } from '@shared/contract/events'
import type { CallEnvelope } from './bridge/context'
import { EventHub } from './bridge/events'
import { asEnvelope, type EffectRecord, Router } from './bridge/router'
import { Sessions } from './bridge/sessions'
import { accountsOpenCommands } from './features/accounts'
import { backupsOpenCommands } from './features/backups'
import { WorkspaceFolders, workspacesOpenCommands } from './features/workspaces'
import { Fault } from './platform/errors/fault'
import {
  FileTickets,
  IncomingFiles,
  uploadLimit,
  type OfferedFile,
} from './platform/files/workspace-files'
import { createLog, createRedactor, fileSink } from './platform/log'
import type { Platform } from './platform/platform'
import type { Received } from './platform/receiver'
import { textFor } from './platform/texts/texts'
import type { Handler } from './workspace-handlers'
import { WorkspaceHouse } from './workspaces'

/** Everything that MiniDesk can do, without a window: what every shell hosts. */
export interface Application {
  execute(call: CallEnvelope): Promise<Answer<unknown>>
  /** Starts telling a session what happens in its workspace; the answer ends it. */
  subscribe(
    session: string | undefined,
    since: { run: string; seq: number } | undefined,
    deliver: (message: StreamMessage) => void,
  ): () => void
  files: {
    /** Takes a file in. Whoever has no session may hand in a backup to restore, nothing else. */
    receive(stream: Readable, name: string, session: string | undefined): Promise<Answer<{ fileId: string }>>
    redeem(ticket: string): OfferedFile | undefined
  }
  /** Notifications of payment providers that a shell's receiver takes in. */
  notices: {
    /** Undefined where no open workspace has that account or lets notifications in. */
    receive(received: Received): Promise<{ status: number; headers: Readonly<Record<string, string>>; body: string } | undefined>
    failed(where: string, cause: unknown): void
  }
  /** Opens the practice workspace in the background, so that the first screen need not wait for it. */
  warmUp(): void
  close(): Promise<void>
}

/**
 * The composition root: plugs the program together for one data folder.
 * @throws Fault when the data folder cannot be used
 */
export async function createApplication(platform: Platform): Promise<Application> {
  const { clock } = platform
  const redactor = createRedactor()
  const sink = fileSink(join(platform.dataDir, 'logs', 'minidesk.log'))
  const log = createLog({ write: sink, redactor, clock })
  const folders = new WorkspaceFolders(platform.dataDir)
  await folders.prepare()
  const events = new EventHub(randomUUID(), platform.contractHash)
  const tickets = new FileTickets(clock)
  const incoming = new IncomingFiles(join(platform.dataDir, 'incoming'), clock)
  await incoming.purge()

  const idle = new Map<string, () => number>()
  const sessions = new Sessions({
    clock,
    idleMinutes: (workspaceId) => idle.get(workspaceId)?.() ?? 0,
    changed: ({ id, workspaceId }, reason) => events.publish('session.changed', workspaceId, { sessionId: id, reason }),
  })
  const house = new WorkspaceHouse({ platform, folders, sessions, events, tickets, incoming, redactor, log, idle })
  await house.ensurePractice()

  const openHandlers = new Map<string, Handler>()
  const addOpen = (feature: string, handlers: object) => {
    for (const [name, handler] of Object.entries(handlers)) openHandlers.set(`${feature}.${name}`, handler as Handler)
  }
  addOpen(
    'accounts',
    accountsOpenCommands({
      version: platform.version,
      contractHash: platform.contractHash,
      shell: platform.shell,
      sessions,
      workspaces: () => house.list(),
      enter: async (workspaceId) => {
        const workspace = await house.enter(workspaceId)
        return {
          summary: workspace.summary(),
          accounts: workspace.accounts,
          idleMinutes: workspace.settings.get().idleLockMinutes,
        }
      },
      practiceName: (locale) => textFor(locale, 'practice.operator'),
    }),
  )
  addOpen('workspaces', workspacesOpenCommands(house))
  addOpen('backups', backupsOpenCommands({ incoming, desk: house }))

  const record = async (
    workspaceId: string,
    operator: { id: string; name: string },
    { command, details, outcome, correlationId }: Omit<EffectRecord, 'caller'>,
  ) => {
    await house.opened(workspaceId)?.recordAudit({
      operatorId: operator.id,
      operatorName: operator.name,
      sessionKind: platform.shell,
      action: command,
      subject: subjectOf(details),
      details: redactor.value(details) as Record<string, unknown>,
      outcome,
      correlationId,
    })
  }
  const router = new Router({
    commands: allCommands(),
    openHandlers,
    handlersOf: (workspaceId) => house.opened(workspaceId)?.handlers,
    callerOf: (handle, active) => sessions.callerOf(handle, active),
    recordEffect: ({ caller, ...entry }) => record(caller.workspaceId, caller.operator, entry),
    recordOpenEffect: async ({ session, output, ...entry }) => {
      if (!openEffectsKept.has(entry.command) || entry.outcome === 'accounts.tooManyTries') return
      const known = sessions.find(handleIn(output) ?? session)
      const workspaceId = known?.workspaceId ?? textIn(entry.details, 'workspaceId') ?? textIn(output, 'id')
      const operator = known?.operator ?? { id: '', name: textIn(entry.details, 'name') ?? '' }
      if (workspaceId !== undefined) await record(workspaceId, operator, entry)
    },
    log: ({ command, correlationId, ms, outcome, cause }) => {
      const facts = { command, correlationId, ms: Math.round(ms), outcome }
      if (outcome === 'internal' || outcome === 'bridge.invalidOutput' || outcome === 'audit.failed')
        log.error('command', facts, cause)
      else if (ms > 100) log.warn('command.slow', facts)
      else log.debug('command', facts)
    },
  })

  return {
    execute: (call) => router.execute(call),
    subscribe: (session, since, deliver) =>
      events.subscribe({ workspaceId: () => sessions.find(session)?.workspaceId, deliver }, since),
    files: {
      receive: async (stream, name, session) => {
        const correlationId = randomUUID()
        try {
          const known = sessions.find(session)
          if (known?.locked) throw new Fault('session.locked', { params: { operator: known.operator.name } })
          if (!known && !name.endsWith('.mdbackup')) throw new Fault('session.none')
          const file = await incoming.receive(stream, name, uploadLimit(name))
          return { ok: true, value: { fileId: file.id } }
        } catch (cause) {
          return { ok: false, error: asEnvelope(cause, correlationId) }
        }
      },
      redeem: (ticket) => tickets.redeem(ticket),
    },
    notices: {
      receive: async (received) => {
        for (const workspace of house.openOnes()) {
          const answer = await workspace.payments.receiveNotification(received)
          if (answer) return answer
        }
        return undefined
      },
      failed: (where, cause) => log.error(where, {}, cause),
    },
    warmUp: () => house.warmUp(),
    close: async () => {
      await house.close()
      log.info('closed', {})
      sink.close()
    },
  }
}

/** What is kept of those who are not signed in yet: who came in, and who tried. Entering practice is no news. */
const openEffectsKept = new Set(['accounts.signIn', 'accounts.unlock', 'workspaces.unlock', 'backups.restore'])

function textIn(value: unknown, key: string): string | undefined {
  const found: unknown = typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined
  return typeof found === 'string' ? found : undefined
}

const handleIn = (output: unknown) => textIn(output, 'handle')

/** What an audit entry is about, taken from the names under which commands say it. */
function subjectOf(details: Record<string, unknown>): string {
  for (const key of ['id', 'batchId', 'workspaceId', 'key', 'fileId', 'appId', 'name']) {
    const value = details[key]
    if (typeof value === 'string') return value
  }
  return ''
}
