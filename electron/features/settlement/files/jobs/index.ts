import type { JobDefinition } from '../../../../platform/jobs/define-job'
import { checkFile } from './check-file'
import { compareVersions } from './compare-versions'
import { readIntake } from './read-intake'

/** What runs in a thread for files of settlement. */
export const settlementFileJobs = [readIntake, checkFile, compareVersions] as unknown as JobDefinition<never, never>[]
