import { stat } from 'node:fs/promises'
import type { RepositoryClient } from '../store/repository'
import type { JobRow, jobsRepository } from './repository'

interface Kept {
  fileId: string
  name: string
  bytes: number
}

export interface KeepFileParts {
  addFile: (file: { path: string; name: string; bytes: number }) => Promise<Kept>
  jobRows: Pick<RepositoryClient<typeof jobsRepository>, 'get' | 'patch'>
}

/** Adds a file that a job made to the job; one that went on after a pause makes its files anew. */
export function keepFile({ addFile, jobRows }: KeepFileParts, job: Pick<JobRow, 'id'>) {
  return async (file: { path: string; name: string }): Promise<void> => {
    const { size } = await stat(file.path)
    const kept = await addFile({ ...file, bytes: size })
    const fresh = await jobRows.get(job.id)
    const others = (fresh?.files ?? []).filter(({ name }) => name !== kept.name)
    await jobRows.patch({ id: job.id, patch: { files: [...others, kept] } })
  }
}
