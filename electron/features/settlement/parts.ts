import type { SourceKind } from '@shared/contract/settlement-values'
import type { BillTrouble } from '@shared/domain/bills'
import type { Clock } from '../../platform/clock/clock'
import type { FileTickets, IncomingFiles } from '../../platform/files/workspace-files'
import type { HttpClient } from '../../platform/http'
import type { jobsRepository } from '../../platform/jobs/repository'
import type { JobRunner } from '../../platform/jobs/runner'
import type { Platform } from '../../platform/platform'
import type { RepositoryClient } from '../../platform/store/repository'
import type { Store } from '../../platform/store/store'
import type { AccountsService } from '../accounts'
import type { AppsService } from '../apps'
import type { AccountsPort } from '../payments'
import type { PlacesService } from '../places'
import type { SettingsService } from '../settings'
import type { BillsPort, ClosingPort, Doer, FeesPort, FilesPort, ReconciliationPort } from './ports'

/** What settlement stands on. Each room takes from it what it needs. */
export interface SettlementParts {
  store: Pick<Store, 'client'>
  clock: Clock
  settings: SettingsService
  http: HttpClient
  jobs: JobRunner
  jobRows: RepositoryClient<typeof jobsRepository>
  addFile: (file: { path: string; name: string; bytes: number }) => Promise<{ fileId: string; name: string; bytes: number }>
  /** Folder of files that are made: exports, papers. */
  filesDir: string
  /** Folder of the workspace. Originals and packed rows stand under `settlement/`. */
  dir: string
  /** Folder of what comes with the program: the font, the holidays. */
  resourcesDir: string
  workers: Platform['workers']
  incoming: IncomingFiles
  tickets: FileTickets
  /** Operators: whose password confirms as the second person. */
  operators: AccountsService
  apps: AppsService
  places: PlacesService
  /** Payment accounts, opened for calls. */
  paymentAccounts: AccountsPort
  /** Writes the reports of a month into a folder, where there are any to write; handed in by the library of reports. */
  exportReports?: (input: { month: string; folder: string; doer: Doer }) => Promise<{ files: string[] }>
  /** What the room of bills asks of the stand-ins of a practice workspace. */
  practiceBills?: PracticeBills
  version: string
  isPractice: boolean
  newId: () => string
  newCall: () => { correlationId: string }
  reportError: (where: string, cause: unknown) => void
  changed: {
    files: () => void
    bills: () => void
    reconciliation: () => void
    fees: () => void
    closing: () => void
  }
}

/** The providers' side of a practice month-end. */
export interface PracticeBills {
  setTroubles(troubles: readonly BillTrouble[]): void
  /** Files of the sources that have no interface, from the orders that were paid in the month. */
  monthEndFiles(input: {
    month: string
    orders: readonly PracticeOrder[]
    withoutInterface: readonly { accountId: string; provider: string; orders: readonly PracticeOrder[] }[]
    stray: boolean
    missing: boolean
    fee: boolean
  }): Promise<
    { name: string; bytes: Uint8Array; source: SourceKind; accountId?: string; headers: readonly string[]; mapping: Readonly<Record<string, string>> }[]
  >
}

export interface PracticeOrder {
  merchantNo: string
  providerNo: string
  wechatNo: string
  currency: string
  minor: number
  scene: string
  paidAt: string
}

/** What the rooms of settlement ask of each other; complete once all are open, so ask at the moment of use. */
export interface SettlementPorts {
  files: FilesPort
  bills: BillsPort
  reconciliation: ReconciliationPort
  fees: FeesPort
  closing: ClosingPort
}
