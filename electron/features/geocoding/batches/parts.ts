import type { Coordinate, Coordinates } from '@shared/contract/geocoding-values'
import type { Clock } from '../../../platform/clock/clock'
import type { IncomingFiles } from '../../../platform/files/workspace-files'
import type { jobsRepository } from '../../../platform/jobs/repository'
import type { JobRunner } from '../../../platform/jobs/runner'
import type { RepositoryClient } from '../../../platform/store/repository'
import type { Store } from '../../../platform/store/store'
import type { AppsService } from '../../apps'
import type { GeoAsking } from '../ports'
import type { geoBatchesRepository } from './repository'

/** What the room of batches stands on. */
export interface BatchesParts {
  store: Pick<Store, 'client'>
  clock: Clock
  jobs: JobRunner
  jobRows: RepositoryClient<typeof jobsRepository>
  addFile: (file: { path: string; name: string; bytes: number }) => Promise<{ fileId: string; name: string; bytes: number }>
  filesDir: string
  incoming: IncomingFiles
  /** Remembers which column held which field. */
  apps: Pick<AppsService, 'rememberMapping' | 'recallMapping'>
  /** Keys, limits and kept answers. */
  asking: GeoAsking
  /** A position in every datum. */
  positionsOf: (position: Coordinate) => Promise<Coordinates>
  newId: () => string
  reportError: (where: string, cause: unknown) => void
  isPractice: boolean
  /** The longest that a call may take, in milliseconds, if not the usual. */
  callMs?: number
  changed: { batch: (batchId: string) => void }
}

/** The same with its own rows. */
export interface BatchesRoomParts extends BatchesParts {
  rows: RepositoryClient<typeof geoBatchesRepository>
}

export type Locale = 'zh-CN' | 'en'

/** Who does something, and under which number the log finds it. */
export interface BatchDoer {
  operatorName: string
  correlationId: string
}
