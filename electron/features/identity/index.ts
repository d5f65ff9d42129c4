import type { HandlersOf } from '@shared/contract'
import type { CallContext } from '../../bridge/context'
import type { TodoSource } from '../today'
import { identityCommands } from './commands'
import { keyedDigests } from './digests'
import { guideCommands, GuideDesk, identityGuideRepository } from './guide'
import { fillIdentityExample, type IdentityExample } from './example'
import { registerIdentityJobs } from './job-hosts'
import type { IdentityDesk, IdentityParts } from './parts'
import { identityRepository } from './repository'
import { purge } from './retention'
import { identityTodos, type PurgeState } from './todos'

export type { IdentityPractice } from './parts'
export { identityGuideRepository } from './guide'
export { identityRepository } from './repository'

const purgeEveryMs = 3_600_000

export interface IdentityRoom {
  commands: HandlersOf<'identity', CallContext>
  todos(): TodoSource[]
  /** Writes the example of a new practice workspace. */
  fillExample(example: IdentityExample): Promise<void>
  /** Erases what is due, now and every hour; call when the vault is open. */
  start(): Promise<void>
  /** Resolves when nothing is being erased any more. */
  stop(): Promise<void>
}

/** Plugs identity verification together. */
export function openIdentity(parts: IdentityParts): IdentityRoom {
  const desk: IdentityDesk = { ...parts, repository: parts.store.client(identityRepository), digests: keyedDigests(parts.vault) }
  registerIdentityJobs(desk)
  const guide = new GuideDesk({ ...parts, repository: parts.store.client(identityGuideRepository) })
  const state: PurgeState = { failingSince: undefined }
  let timer: NodeJS.Timeout | undefined
  let purging: Promise<void> = Promise.resolve()
  // What cannot be erased is told to a person; the program goes on.
  const purgeNow = async () => {
    try {
      await purge(desk)
      if (state.failingSince !== undefined) parts.changed()
      state.failingSince = undefined
    } catch (cause) {
      parts.reportError('identity.purge', cause)
      state.failingSince ??= parts.clock.instant()
      parts.changed()
    }
  }
  return {
    commands: { ...identityCommands(desk), ...guideCommands(guide) },
    todos: () => identityTodos(desk, state),
    fillExample: (example) => fillIdentityExample(desk, example),
    start: async () => {
      timer = setInterval(() => {
        purging = purgeNow()
      }, purgeEveryMs).unref()
      await (purging = purgeNow())
    },
    stop: async () => {
      clearInterval(timer)
      await purging
    },
  }
}
