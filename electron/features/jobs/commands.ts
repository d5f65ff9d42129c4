import type { HandlersOf } from '@shared/contract'
import type { Job } from '@shared/contract/jobs'
import type { CallContext } from '../../bridge/context'
import type { JobRow, jobsRepository } from '../../platform/jobs/repository'
import { isResumable, type JobRunner } from '../../platform/jobs/runner'
import type { RepositoryClient } from '../../platform/store/repository'

export function jobsCommands(
  runner: JobRunner,
  repository: RepositoryClient<typeof jobsRepository>,
): HandlersOf<'jobs', CallContext> {
  return {
    list: async (input) => (await repository.list(input)).map(toJob),
    get: async (input) => toJob(await runner.require(input.id)),
    pause: async (input) => toJob(await runner.pause(input.id)),
    resume: async (input) => toJob(await runner.resume(input.id)),
    cancel: async (input) => toJob(await runner.cancel(input.id)),
  }
}

function toJob(row: JobRow): Job {
  return {
    id: row.id,
    kind: row.kind,
    state: row.state,
    ...(row.subjectId === null ? {} : { subjectId: row.subjectId }),
    title: row.title,
    doneItems: row.doneItems,
    failedItems: row.failedItems,
    ...(row.totalItems === null ? {} : { totalItems: row.totalItems }),
    ...(row.note === null ? {} : { note: row.note }),
    files: row.files,
    ...(row.error ? { error: row.error } : {}),
    resumable: isResumable(row),
    createdBy: row.createdBy,
    createdAt: row.createdAt,
    ...(row.startedAt === null ? {} : { startedAt: row.startedAt }),
    ...(row.endedAt === null ? {} : { endedAt: row.endedAt }),
  }
}
