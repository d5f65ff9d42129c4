import type { HandlersOf } from '@shared/contract'
import type { App } from '@shared/contract/apps'
import { suggestMapping } from '@shared/domain/cells/mapping'
import type { CallContext } from '../../bridge/context'
import { Fault } from '../../platform/errors/fault'
import { appColumns } from './field-synonyms'
import { type AppImportItem, planApps } from './import-plan'
import type { AppsService } from './service'
import {
  type IncomingDesk,
  openImport,
  type OpenedImport,
  type PlannedRow,
  previewOf,
  writeInChunks,
} from './sheet-import'

/** The call that an outbound request belongs to. */
interface OutboundCall {
  correlationId: string
  signal?: AbortSignal
}

/** What mini programs need of the client of WeChat. */
export interface ConnectionTester {
  /** Fetches a token with the stored secret. */
  testConnection(appId: string, call: OutboundCall): Promise<{ expiresInSeconds: number }>
  /** How many more links may be opened today, where WeChat says it. */
  remainingOpenings(appId: string, call: OutboundCall): Promise<number | undefined>
  /** The secret or the token interface changed: what was fetched with the former is dropped. */
  forget(appId: string): void
}

export interface AppsDesk {
  incoming: IncomingDesk
  wechat: ConnectionTester
}

const purpose = 'apps'

export function appsCommands(service: AppsService, { incoming, wechat }: AppsDesk): HandlersOf<'apps', CallContext> {
  const plan = async (
    input: { fileId: string; mapping?: Record<string, string> | undefined },
    context: CallContext,
  ): Promise<{ opened: OpenedImport; planned: PlannedRow<AppImportItem>[] }> => {
    const file = incoming.require(input.fileId)
    const options = { purpose, fields: appColumns, given: input.mapping, memory: service, signal: context.signal }
    const opened = await openImport(file, options)
    const ground = await service.importGround(maySetSecrets(context))
    return { opened, planned: planApps(opened.lines, ground) }
  }
  const forgotten = (app: App): App => {
    wechat.forget(app.appId)
    return app
  }
  return {
    list: ({ archived }) => service.list(archived),
    get: ({ id }) => service.get(id),
    create: (fields, { caller }) => service.create(fields, caller.operator.name),
    update: async ({ id, rev, fields }, { caller }) => {
      const before = await service.get(id)
      const app = await service.update(id, rev, fields, caller.operator.name)
      if (app.tokenMode !== before.tokenMode || app.appId !== before.appId) wechat.forget(before.appId)
      return app
    },
    archive: ({ id, archived }, { caller }) => service.archive(id, archived, caller.operator.name),
    setSecret: async ({ id, secret }) => forgotten(await service.setSecret(id, secret)),
    removeSecret: async ({ id }) => forgotten(await service.removeSecret(id)),
    override: ({ id, kind, evidence }, { caller }) => service.override(id, kind, evidence, caller.operator.name),
    revokeOverride: ({ id, kind }) => service.revokeOverride(id, kind),
    testConnection: async ({ id }, { correlationId, signal }) => {
      const app = await service.get(id)
      if (!app.secret) throw new Fault('apps.noSecret', { params: { name: app.name } })
      const call = { correlationId, signal }
      const { expiresInSeconds } = await wechat.testConnection(app.appId, call)
      // The token is what was tested; not every mini program may ask for its openings.
      const remainingOpenings = await wechat.remainingOpenings(app.appId, call).catch(() => undefined)
      return { expiresInSeconds, ...(remainingOpenings === undefined ? {} : { remainingOpenings }) }
    },
    previewImport: async (input, context) => {
      const { opened, planned } = await plan(input, context)
      return previewOf(opened, planned, appColumns)
    },
    import: async (input, context) => {
      const { opened, planned } = await plan(input, context)
      // Who may not set secrets leaves their column out; whoever imports the next such file should find it mapped.
      const leftOut = opened.mapping.secret === undefined && hasSecretColumn(opened.headers)
      if (!leftOut || maySetSecrets(context)) await service.rememberMapping(purpose, opened.signature, opened.mapping)
      return writeInChunks(planned, async (items) => {
        const outcomes = await service.importRows(items, context.caller.operator.name)
        for (const { appId, secret } of items) if (secret !== undefined) wechat.forget(appId)
        return outcomes
      })
    },
  }
}

function maySetSecrets({ caller }: CallContext): boolean {
  return caller.permissions.includes('apps.secrets')
}

function hasSecretColumn(headers: readonly string[]): boolean {
  return suggestMapping(headers, appColumns).some(({ key }) => key === 'secret')
}
