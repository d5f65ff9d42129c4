import type { Clock } from '../../platform/clock/clock'
import type { FileTickets, IncomingFiles } from '../../platform/files/workspace-files'
import type { HttpClient } from '../../platform/http'
import type { jobsRepository } from '../../platform/jobs/repository'
import type { JobRunner } from '../../platform/jobs/runner'
import type { Redactor } from '../../platform/log'
import type { ReceiverStand } from '../../platform/receiver'
import type { RepositoryClient } from '../../platform/store/repository'
import type { Store } from '../../platform/store/store'
import type { Vault } from '../../platform/vault'
import type { ProviderTools } from '../../upstream/payments'
import type { AccountsService } from '../accounts'
import type { AppsService } from '../apps'
import type { CallLog } from '../calls'
import type { PlacesService } from '../places'
import type { SettingsService } from '../settings'
import type { PaymentPractice } from './practice'

/** What payments stand on. Each room takes from it what it needs. */
export interface PaymentsParts {
  store: Pick<Store, 'client'>
  clock: Clock
  vault: Vault
  redactor: Redactor
  settings: SettingsService
  http: HttpClient
  callLog: Pick<CallLog, 'flush'>
  jobs: JobRunner
  jobRows: RepositoryClient<typeof jobsRepository>
  addFile: (file: { path: string; name: string; bytes: number }) => Promise<{ fileId: string; name: string; bytes: number }>
  filesDir: string
  /** Folder of what comes with the program: the font of printed papers. */
  resourcesDir: string
  incoming: IncomingFiles
  tickets: FileTickets
  /** Operators: whose password confirms a decision about money. */
  operators: AccountsService
  apps: AppsService
  places: PlacesService
  wechatToken: ProviderTools['wechatToken']
  /** Of the computer, between 0 and 1. */
  random: () => number
  nonce: () => string
  newId: () => string
  newCall: () => { correlationId: string }
  reportError: (where: string, cause: unknown) => void
  /** The stand-ins behind a practice workspace. */
  practice?: PaymentPractice | undefined
  /** Where this shell takes notifications in, if it does. */
  receiver?: ReceiverStand | undefined
  /** When the workspace came from a backup: what happened since is asked upstream first. */
  restoredAt?: string | undefined
  changed: {
    accounts: () => void
    orders: (count: number) => void
    refunds: (count: number) => void
    notifications: () => void
    disputes: () => void
  }
}
