import { existsSync } from 'node:fs'
import type { HandlersOf } from '@shared/contract'
import type { CallContext } from '../../bridge/context'
import { Fault } from '../../platform/errors/fault'
import type { FileTickets } from '../../platform/files/workspace-files'
import type { jobsRepository } from '../../platform/jobs/repository'
import type { RepositoryClient } from '../../platform/store/repository'

/** Files that jobs made, handed out by ticket. */
export function filesCommands(
  repository: RepositoryClient<typeof jobsRepository>,
  tickets: FileTickets,
): HandlersOf<'files', CallContext> {
  return {
    offer: async (input, { caller }) => {
      if (!caller.permissions.includes('data.export'))
        throw new Fault('session.forbidden', { params: { permission: 'data.export', role: caller.operator.role } })
      const file = await repository.fileOf(input.fileId)
      if (!file || !existsSync(file.path)) throw new Fault('files.notFound')
      return tickets.offer({ ...file, temporary: false, disposition: 'attachment' })
    },
  }
}
