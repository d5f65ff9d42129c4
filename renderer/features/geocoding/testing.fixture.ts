import type { GeoKey, GeoProvider, Lookup } from '@shared/contract/geocoding'
import type { Coordinates, GeoAnswer, GeoCandidate } from '@shared/contract/geocoding-values'

/** The two providers as the program describes them, in little. */
export const providers: GeoProvider[] = (['tencent', 'here'] as const).map((id) => ({
  id,
  fields: [{ name: id === 'here' ? 'apiKey' : 'key', secret: true, required: true }],
  services: [{ service: id === 'here' ? 'world' : 'domestic', shipped: { service: id === 'here' ? 'world' : 'domestic', perSecond: 5, perDay: 1000 }, dayZone: 'UTC' }],
  storageDays: 30,
  languages: ['zh-CN', 'en', 'local'],
  place: `geocoding.providerPlaces.${id}`,
  facts: [],
  help: { steps: [], source: 'A06', asOf: '2026-06-30' },
}))

export const key = (provider: string, more: Partial<GeoKey> = {}): GeoKey => ({
  id: `key-${provider}`,
  fields: { provider, name: `${provider} 1`, account: '', limits: [], storageDays: 30, permanent: false, pricePerThousand: 0, currency: 'CNY' },
  secrets: [],
  missing: [],
  usage: [],
  archived: false,
  rev: 1,
  updatedAt: '2026-11-28T06:00:00.000Z',
  ...more,
})

const at = (lat: number, lng: number): Coordinates => ({
  wgs84: { lat, lng, datum: 'wgs84' },
  gcj02: { lat, lng, datum: 'gcj02' },
  bd09: { lat, lng, datum: 'bd09' },
  mainland: false,
})
export const candidate = (lat: number, lng: number, label: string): GeoCandidate => ({
  position: { lat, lng, datum: 'wgs84' },
  positions: at(lat, lng),
  label,
  countryCode: 'DEU',
  parts: { admin: '', city: 'Berlin', district: '', street: '', houseNumber: '', postalCode: '' },
  precision: 'rooftop',
  confidence: 92,
  score: 'queryScore 0.92',
  kind: 'houseNumber',
})
export const answer = (provider: string, more: Partial<GeoAnswer> = {}): GeoAnswer => ({
  provider,
  service: 'world',
  state: 'found',
  candidates: [candidate(52.52, 13.41, `${provider} Alexanderplatz 7`)],
  cached: false,
  fetchedAt: '2026-11-28T06:00:00.000Z',
  expiresAt: '2026-12-28T06:00:00.000Z',
  ...more,
})
export const lookup = (more: Partial<Lookup> = {}): Lookup => ({
  id: 'l1',
  kind: 'address',
  address: 'Alexanderplatz 7, Berlin',
  area: 'auto',
  country: '',
  language: 'zh-CN',
  answers: [answer('tencent'), answer('here')],
  distances: [],
  earlierPins: [],
  createdBy: '王芳',
  createdAt: '2026-11-28T06:00:00.000Z',
  ...more,
})
