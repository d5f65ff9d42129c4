import type { EnvVersion, LinkKind } from '@shared/domain/links'

/** What stands in the form of the maker, as typed. */
export interface MakerForm {
  appId: string
  kind: LinkKind
  placeId: string
  path: string
  query: string
  queryMode: 'rows' | 'text'
  /** What a code of the unlimited kind carries instead of a query. */
  scene: string
  envVersion: EnvVersion
  expiryType: 'days' | 'moment'
  expiryDays: number | null
  /** Wall clock in the person's zone, `2026-11-22 14:05`. */
  expiryAt: string
  campaign: string
  /** Code of the channel; empty: none. */
  channel: string
  audience: string
  note: string
  withDefaultTag: boolean
  title: string
  permanent: boolean
  modelId: string
  sn: string
  cloudEnv: string
  cloudDomain: string
  cloudPath: string
  cloudQuery: string
  cloudAppid: string
  /** Pixels; null: WeChat's own width. */
  width: number | null
  autoColor: boolean
  /** `#rrggbb`; empty: black. */
  lineColor: string
  hyaline: boolean
  checkPath: boolean
}

export const emptyForm: Readonly<MakerForm> = {
  appId: '',
  kind: 'plain_scheme',
  placeId: '',
  path: '',
  query: '',
  queryMode: 'rows',
  scene: '',
  envVersion: 'release',
  expiryType: 'days',
  expiryDays: 30,
  expiryAt: '',
  campaign: '',
  channel: '',
  audience: '',
  note: '',
  withDefaultTag: true,
  title: '',
  permanent: false,
  modelId: '',
  sn: '',
  cloudEnv: '',
  cloudDomain: '',
  cloudPath: '',
  cloudQuery: '',
  cloudAppid: '',
  width: null,
  autoColor: false,
  lineColor: '',
  hyaline: false,
  checkPath: true,
}
