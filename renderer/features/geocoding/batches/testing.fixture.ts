import type { GeoKey, GeoProvider } from '@shared/contract/geocoding'
import type { GeoBatch, GeoForecast, GeoRow } from '@shared/contract/geocoding-batches'
import type { Coordinate, GeoAnswer, GeoCandidate } from '@shared/contract/geocoding-values'

const uuid = (end: string) => `01a221fa-1fd4-76bd-a159-${end.padStart(12, '0')}`
export const batchId = uuid('b')
const at = '2026-11-28T06:05:00.000Z'

export const position = (lat: number, lng: number): Coordinate => ({ lat, lng, datum: 'wgs84' })

export const candidate = (lat: number, lng: number, more: Partial<GeoCandidate> = {}): GeoCandidate => ({
  position: position(lat, lng),
  positions: { wgs84: position(lat, lng), gcj02: { ...position(lat, lng), datum: 'gcj02' }, bd09: { ...position(lat, lng), datum: 'bd09' }, mainland: false },
  label: `${lat}/${lng}`,
  countryCode: 'JPN',
  parts: { admin: '', city: '', district: '', street: '', houseNumber: '', postalCode: '' },
  precision: 'street',
  confidence: 70,
  score: '',
  kind: 'street',
  ...more,
})

export const answer = (provider: string, candidates: GeoCandidate[]): GeoAnswer => ({
  provider,
  service: 'world',
  state: candidates.length > 0 ? 'found' : 'notFound',
  candidates,
  cached: false,
  fetchedAt: at,
})

export const row = (rowNo: number, more: Partial<GeoRow> = {}): GeoRow => ({
  rowNo,
  line: rowNo + 2,
  cells: [`地址 ${rowNo}`],
  address: `地址 ${rowNo}`,
  state: 'review',
  reasons: [{ code: 'farApart', params: { a: 'tencent', b: 'here', metres: 512 } }],
  answers: [answer('tencent', [candidate(35, 139), candidate(35.5, 139.5)]), answer('here', [candidate(36, 140)])],
  distances: [{ a: 'tencent', b: 'here', metres: 512, far: true }],
  ended: false,
  ...more,
})

export const batch = (more: Partial<GeoBatch> = {}): GeoBatch => ({
  id: batchId,
  name: '东京酒店',
  state: 'finished',
  headers: ['地址'],
  mapping: { address: '地址' },
  mappingRemembered: false,
  counts: { unasked: 0, accepted: 0, review: 2, notFound: 0, badInput: 0, failed: 0, chosen: 0, pinned: 0, leftOut: 0 },
  totalRows: 2,
  duplicates: 0,
  calls: 4,
  cacheHits: 0,
  notices: [],
  createdBy: '王芳',
  createdAt: at,
  ...more,
})

export const provider = (id: string): GeoProvider => ({
  id,
  fields: [],
  services: [],
  languages: ['zh-CN'],
  place: `geocoding.providerPlaces.${id}`,
  facts: [],
  help: { steps: [], source: 'A06', asOf: '2026-06-30' },
})

export const key = (id: string): GeoKey => ({
  id: uuid(id === 'tencent' ? 'c' : 'd'),
  fields: { provider: id, name: id, account: '', limits: [], storageDays: 30, permanent: false, pricePerThousand: 0, currency: 'CNY' },
  secrets: [],
  missing: [],
  usage: [],
  archived: false,
  rev: 1,
  updatedAt: at,
})

type OfProvider = GeoForecast['providers'][number]
export const forecastOf = (providers: Partial<OfProvider>[], more: Partial<GeoForecast> = {}): GeoForecast => ({
  rows: 5,
  empty: 1,
  duplicates: 1,
  addresses: 3,
  cached: 0,
  providers: providers.map((one) => ({
    provider: 'tencent',
    keyName: '公司',
    service: 'overseas',
    callsAtLeast: 3,
    callsAtMost: 3,
    leftToday: 1000,
    perSecond: 5,
    costAtMost: 0,
    currency: 'CNY',
    ...one,
  })),
  secondsAtMost: 1,
  days: 1,
  ...more,
})
