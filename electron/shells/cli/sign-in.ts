import { Session, WorkspaceSummary } from '@shared/contract/accounts'
import { z } from 'zod'
import { Fault } from '../../platform/errors/fault'
import type { CallArguments } from './arguments'
import type { Host } from './host'
import { askPassword } from './password'
import { Refusal } from './refusal'

const Welcome = z.object({ workspaces: z.array(WorkspaceSummary) })

/** The value of a command. @throws Refusal */
export async function valueOf(
  host: Host,
  name: string,
  input: unknown,
  { session, locale }: { session?: string | undefined; locale: string },
): Promise<unknown> {
  const answer = await host.execute({ name, input, session, locale })
  if (answer.ok) return answer.value
  throw new Refusal(answer.error)
}

/**
 * A session for the call: the practice workspace with `--sandbox`, else that of an operator of a live one.
 * @throws Fault `cli.noOperator`, `cli.noWorkspace`, `cli.chooseWorkspace`, `cli.noPassword`; Refusal where signing in is refused
 */
export async function signIn(host: Host, given: CallArguments): Promise<string> {
  const { locale } = given
  const { workspaces } = Welcome.parse(await valueOf(host, 'accounts.welcome', {}, { locale }))
  const kind = given.sandbox ? 'practice' : 'live'
  const fitting = workspaces.filter(
    (workspace) =>
      workspace.kind === kind &&
      (given.workspace === undefined || workspace.id === given.workspace || workspace.name === given.workspace),
  )
  const [workspace] = fitting
  if (!given.sandbox && given.operator === undefined) throw new Fault('cli.noOperator')
  if (!workspace) throw new Fault('cli.noWorkspace')
  if (fitting.length > 1 && !(given.sandbox && given.workspace === undefined))
    throw new Fault('cli.chooseWorkspace', { params: { names: fitting.map(({ name }) => name).join(', ').slice(0, 200) } })
  if (given.sandbox) {
    const input = given.workspace === undefined ? {} : { workspaceId: workspace.id }
    return handleOf(await valueOf(host, 'accounts.enterPractice', input, { locale }))
  }
  const password = await askPassword(locale, given.operator ?? '')
  const input = { workspaceId: workspace.id, name: given.operator, password }
  return handleOf(await valueOf(host, 'accounts.signIn', input, { locale }))
}

function handleOf(value: unknown): string {
  return Session.pick({ handle: true }).parse(value).handle
}
