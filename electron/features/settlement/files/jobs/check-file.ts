import { defineJob } from '../../../../platform/jobs/define-job'
import { checkOne, type CheckHost } from './check-one'

export const checkFileKind = 'settlement.files.check'

/** Reads one kept file into its pack. Repeatable: it begins again from the kept bytes. */
export const checkFile = defineJob<{ id: string }, CheckHost>({
  kind: checkFileKind,
  run: async ({ id }, { host, signal, progress }) => {
    await checkOne(id, host, { signal, progress: (done, total) => progress({ doneItems: done, totalItems: total }) })
  },
})
