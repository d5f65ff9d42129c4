import type { Clock } from '../../platform/clock/clock'
import type { FileTickets, IncomingFiles } from '../../platform/files/workspace-files'
import type { JobRunner } from '../../platform/jobs/runner'
import type { RepositoryClient } from '../../platform/store/repository'
import type { WechatClient } from '../../upstream/wechat'
import type { AppsService } from '../apps'
import type { callsRepository } from '../calls'
import type { PlacesService } from '../places'
import type { SettingsService } from '../settings'
import type { linkBatchesRepository } from './batch.repository'
import type { linksRepository } from './repository'
import type { ShortAddressPort } from './short-addresses'

/** What the links feature stands on. */
export interface LinksOptions {
  repository: RepositoryClient<typeof linksRepository>
  batches: RepositoryClient<typeof linkBatchesRepository>
  calls: RepositoryClient<typeof callsRepository>
  clock: Clock
  newId: () => string
  apps: AppsService
  places: PlacesService
  settings: SettingsService
  wechat: WechatClient
  jobs: JobRunner
  tickets: FileTickets
  incoming: IncomingFiles
  filesDir: string
  /** Images and sheets made in practice say so. */
  practiceMark: boolean
  /** The channels in use and the query that each one's links carry. */
  channels: () => Promise<ChannelQuery[]>
  /** Addresses that lead to links; without it there are none. */
  shortAddresses?: ShortAddressPort | undefined
  /** In practice: the page that shows what a phone would do. */
  phoneUrl: ((link: string | Uint8Array, locale: 'zh-CN' | 'en') => Promise<string>) | undefined
  changed: { links: (count: number) => void; batch: (batchId: string) => void }
}

/** A channel, as the feature `campaigns` knows it. */
export interface ChannelQuery {
  code: string
  name: string
  /** Its tags as a query, `from=sms`, encoded once. */
  query: string
}
