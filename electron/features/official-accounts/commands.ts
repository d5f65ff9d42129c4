import type { HandlersOf } from '@shared/contract'
import type { OfficialAccount } from '@shared/contract/official-accounts'
import type { CallContext } from '../../bridge/context'
import { Fault } from '../../platform/errors/fault'
import type { OfficialAccountsService } from './service'

/** What official accounts need of the client of WeChat. */
export interface AccountConnection {
  /** Fetches a token with the stored secret. */
  testConnection(
    appId: string,
    call: { correlationId: string; signal?: AbortSignal },
  ): Promise<{ expiresInSeconds: number }>
  /** The secret changed: what was fetched with the former is dropped. */
  forget(appId: string): void
}

export function officialAccountsCommands(
  service: OfficialAccountsService,
  wechat: AccountConnection,
): HandlersOf<'officialAccounts', CallContext> {
  const forgotten = (account: OfficialAccount): OfficialAccount => {
    wechat.forget(account.appId)
    return account
  }
  return {
    list: ({ archived }) => service.list(archived),
    get: ({ id }) => service.get(id),
    create: (fields, { caller }) => service.create(fields, caller.operator.name),
    update: ({ id, rev, fields }, { caller }) => service.update(id, rev, fields, caller.operator.name),
    archive: ({ id, archived }, { caller }) => service.archive(id, archived, caller.operator.name),
    setSecret: async ({ id, secret }) => forgotten(await service.setSecret(id, secret)),
    removeSecret: async ({ id }) => forgotten(await service.removeSecret(id)),
    testConnection: async ({ id }, { correlationId, signal }) => {
      const account = await service.get(id)
      if (!account.secret) throw new Fault('officialAccounts.noSecret', { params: { name: account.name } })
      const { expiresInSeconds } = await wechat.testConnection(account.appId, { correlationId, signal })
      return { expiresInSeconds }
    },
  }
}
