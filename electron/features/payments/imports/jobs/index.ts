import type { JobDefinition } from '../../../../platform/jobs/define-job'
import { checkImport } from './check-import'
import { readImport } from './read-import'
import { runImport } from './run-import'

/** What runs in a job thread for imports of orders. */
export const orderImportJobs = [readImport, checkImport, runImport] as unknown as JobDefinition<never, never>[]
