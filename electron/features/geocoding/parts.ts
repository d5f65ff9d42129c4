import type { IncomingFiles, FileTickets } from '../../platform/files/workspace-files'
import type { Clock } from '../../platform/clock/clock'
import type { HttpClient, RateLimit } from '../../platform/http'
import type { jobsRepository } from '../../platform/jobs/repository'
import type { JobRunner } from '../../platform/jobs/runner'
import type { Redactor } from '../../platform/log'
import type { RepositoryClient } from '../../platform/store/repository'
import type { Store } from '../../platform/store/store'
import type { Vault } from '../../platform/vault'
import type { GeoTrouble, GeoUpstream } from '../../upstream/geocoding'
import type { AppsService } from '../apps'
import type { PlacesService } from '../places'

/** What geocoding stands on; its rooms take from it what they need. */
export interface GeocodingParts {
  store: Pick<Store, 'client'>
  clock: Clock
  vault: Pick<Vault, 'seal' | 'open'>
  redactor: Pick<Redactor, 'learn'>
  http: Pick<HttpClient, 'pause' | 'sleep'>
  jobs: JobRunner
  jobRows: RepositoryClient<typeof jobsRepository>
  addFile: (file: { path: string; name: string; bytes: number }) => Promise<{ fileId: string; name: string; bytes: number }>
  filesDir: string
  /** Folder of what comes with the program: the outline by which the mainland is told. */
  resourcesDir: string
  incoming: IncomingFiles
  tickets: FileTickets
  apps: AppsService
  places: PlacesService
  /** Every provider, ready to be asked; in practice its stand-in answers. */
  upstreams: readonly GeoUpstream[]
  troubleOf: (cause: unknown) => GeoTrouble | undefined
  /** Takes the one who knows the limits of `geo:` buckets. */
  limitRate: (limitOf: (rateKey: string) => RateLimit | undefined) => void
  /** Between 0 and 1, for the jitter of waits. */
  random: () => number
  newId: () => string
  reportError: (where: string, cause: unknown) => void
  isPractice: boolean
  changed: {
    /** Keys or their secrets: the stand-ins of practice read them again. */
    keys: () => void
    desk: () => void
    batch: (batchId: string) => void
  }
}

/** Who does something, and under which number the log finds it. */
export interface Doer {
  operatorId: string
  operatorName: string
  correlationId: string
  signal?: AbortSignal | undefined
}
