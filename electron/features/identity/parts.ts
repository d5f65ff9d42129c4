import type { HandlersOf } from '@shared/contract'
import type { CallContext } from '../../bridge/context'
import type { WorkdayCalendar } from '@shared/domain/workdays'
import type { Clock } from '../../platform/clock/clock'
import type { jobsRepository } from '../../platform/jobs/repository'
import type { JobRunner } from '../../platform/jobs/runner'
import type { RepositoryClient } from '../../platform/store/repository'
import type { Store } from '../../platform/store/store'
import type { Vault } from '../../platform/vault'
import type { FaceCalls } from '../../upstream/wechat'
import type { AppsService } from '../apps'
import type { SettingsService } from '../settings'
import type { KeyedDigests } from './digests'
import type { GuideHandlers } from './guide/commands'
import type { identityRepository } from './repository'

type Handlers = HandlersOf<'identity', CallContext>

/** The guide is a room of its own. */
export type IdentityHandlers = Omit<Handlers, keyof GuideHandlers>

export type PracticeOutcome = 'passed' | 'otherPerson' | 'cancelled' | 'timeout' | 'unsupported'

/** What the user does in front of the camera, at the stand-in. */
export interface IdentityPractice {
  finishFace(input: {
    appId: string
    originalId: string
    credential: string
    /** The user who holds the phone; v1 binds none at the start. */
    openid: string
    outcome: PracticeOutcome
  }): Promise<{ verifyResult: string; push: string }>
}

/** What identity verification stands on. */
export interface IdentityParts {
  store: Pick<Store, 'client' | 'checkpoint'>
  clock: Clock
  vault: Pick<Vault, 'seal' | 'open' | 'deriveKey'>
  settings: SettingsService
  apps: Pick<AppsService, 'all' | 'byId'>
  face: FaceCalls
  jobs: JobRunner
  jobRows: RepositoryClient<typeof jobsRepository>
  addFile: (file: { path: string; name: string; bytes: number }) => Promise<{ fileId: string; name: string; bytes: number }>
  filesDir: string
  newId: () => string
  isPractice: boolean
  reportError: (where: string, cause: unknown) => void
  practice?: IdentityPractice | undefined
  changed: () => void
  /** China's working days: an application is answered within a few of them. */
  calendar: () => Promise<WorkdayCalendar>
}

/** The parts with what the feature makes of them. */
export interface IdentityDesk extends IdentityParts {
  repository: RepositoryClient<typeof identityRepository>
  digests: KeyedDigests
}
