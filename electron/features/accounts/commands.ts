import type { HandlersOf } from '@shared/contract'
import type { Session, WorkspaceSummary } from '@shared/contract/accounts'
import type { CallContext, OpenContext } from '../../bridge/context'
import type { SessionRecord, Sessions } from '../../bridge/sessions'
import { Fault } from '../../platform/errors/fault'
import type { AccountsService } from './service'

type All = HandlersOf<'accounts', CallContext>
type OpenNames = 'welcome' | 'enterPractice' | 'signIn' | 'session' | 'unlock'

/** What the sign-in screen needs of the program around it. */
export interface AccountsDoor {
  version: string
  contractHash: string
  shell: 'desktop' | 'loopback' | 'cli'
  sessions: Sessions
  workspaces(): Promise<WorkspaceSummary[]>
  /** Opens the workspace if it is not open. @throws Fault `workspaces.notFound` and the store's */
  enter(workspaceId: string): Promise<{ summary: WorkspaceSummary; accounts: AccountsService; idleMinutes: number }>
  practiceName(locale: 'zh-CN' | 'en'): string
}

/** The commands for which nobody is signed in yet. */
export function accountsOpenCommands(door: AccountsDoor): Pick<HandlersOf<'accounts', OpenContext>, OpenNames> {
  const describe = async (record: SessionRecord): Promise<Session> => {
    const { summary, idleMinutes } = await door.enter(record.workspaceId)
    return {
      id: record.id,
      handle: record.handle,
      operator: record.operator,
      permissions: [...door.sessions.permissions(record)],
      workspace: summary,
      locked: record.locked,
      idleMinutes: record.workspaceKind === 'practice' ? 0 : idleMinutes,
    }
  }
  return {
    welcome: async () => ({
      version: door.version,
      contractHash: door.contractHash,
      shell: door.shell,
      workspaces: await door.workspaces(),
    }),
    enterPractice: async (input, { locale }) => {
      const all = await door.workspaces()
      const found = all.find((one) => one.kind === 'practice' && (!input.workspaceId || one.id === input.workspaceId))
      if (!found) throw new Fault('workspaces.notFound')
      const { accounts } = await door.enter(found.id)
      const operator = await accounts.ensurePracticeOperator(door.practiceName(locale))
      return describe(door.sessions.begin({ operator: pick(operator), workspaceId: found.id, workspaceKind: 'practice' }))
    },
    signIn: async (input) => {
      const { summary, accounts } = await door.enter(input.workspaceId)
      const operator = await accounts.signIn(input.name, input.password)
      return describe(
        door.sessions.begin({ operator: pick(operator), workspaceId: input.workspaceId, workspaceKind: summary.kind }),
      )
    },
    session: async (_input, { handle }) => {
      const record = door.sessions.find(handle)
      return record ? { session: await describe(record) } : {}
    },
    unlock: async (input, { handle }) => {
      const record = door.sessions.find(handle)
      if (!record) throw new Fault('session.none')
      const { accounts } = await door.enter(record.workspaceId)
      await accounts.confirm(record.operator.id, input.password)
      return describe(door.sessions.unlock(record.handle))
    },
  }
}

export function accountsCommands(service: AccountsService, sessions: Sessions): Omit<All, OpenNames> {
  return {
    signOut: ({}, { caller }) => {
      sessions.end(caller.handle)
      return Promise.resolve({})
    },
    lock: ({}, { caller }) => {
      sessions.lock(caller.handle)
      return Promise.resolve({})
    },
    touch: () => Promise.resolve({}),
    list: () => service.list(),
    create: (input) => service.create(input),
    update: (input) =>
      service.update({
        id: input.id,
        ...(input.role === undefined ? {} : { role: input.role }),
        ...(input.disabled === undefined ? {} : { disabled: input.disabled }),
      }),
    resetPassword: async (input) => {
      await service.resetPassword(input.id, input.password)
      return {}
    },
    changePassword: async (input, { caller }) => {
      await service.changePassword({ ...caller.operator, handle: caller.handle }, input.current, input.next)
      return {}
    },
  }
}

function pick(row: { id: string; name: string; role: SessionRecord['operator']['role'] }): SessionRecord['operator'] {
  return { id: row.id, name: row.name, role: row.role }
}
