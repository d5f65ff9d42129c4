import type { CommandOutput, HandlersOf } from '@shared/contract'
import type { WorkspaceSummary } from '@shared/contract/accounts'
import type { workspaces } from '@shared/contract/workspaces'
import type { z } from 'zod'
import type { CallContext, OpenContext } from '../../bridge/context'

/** What these commands ask of the program around the single workspace. */
export interface WorkspaceDesk {
  list(): Promise<WorkspaceSummary[]>
  protections(): CommandOutput<'workspaces.protections'>
  createLive(
    input: z.output<typeof workspaces.createLive.input>,
    from: { workspaceId: string; operatorName: string },
  ): Promise<CommandOutput<'workspaces.createLive'>>
  unlock(input: z.output<typeof workspaces.unlock.input>): Promise<WorkspaceSummary>
  rename(workspaceId: string, name: string): Promise<WorkspaceSummary>
}

type WithCaller = OpenContext & Pick<CallContext, 'caller'>

/** Commands about workspaces as a whole; the router has checked the caller where one is needed. */
export function workspacesOpenCommands(desk: WorkspaceDesk): HandlersOf<'workspaces', WithCaller> {
  return {
    list: () => desk.list(),
    protections: () => Promise.resolve(desk.protections()),
    createLive: (input, { caller }) =>
      desk.createLive(input, { workspaceId: caller.workspaceId, operatorName: caller.operator.name }),
    unlock: (input) => desk.unlock(input),
    rename: (input, { caller }) => desk.rename(caller.workspaceId, input.name),
  }
}
