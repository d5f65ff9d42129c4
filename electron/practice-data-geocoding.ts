import type { GeoKeyFields } from '@shared/contract/geocoding'

/** A key of the example. Names and secrets are invented; no real account has them. */
export interface ExampleGeoKey {
  fields: GeoKeyFields
  secrets: Readonly<Record<string, string>>
}

const common = { storageDays: 30, permanent: false, currency: 'CNY' }

/** The keys that a practice workspace begins with; the stand-ins know them by these secrets, whatever is entered later. */
export const exampleGeoKeys: readonly ExampleGeoKey[] = [
  {
    fields: {
      ...common,
      provider: 'tencent',
      name: '腾讯 · 云栖酒店集团',
      account: '云栖酒店集团',
      limits: [
        { service: 'domestic', perSecond: 100, perDay: 3_000_000 },
        { service: 'overseas', perSecond: 5, perDay: 3000 },
      ],
      pricePerThousand: 0,
    },
    secrets: { key: 'PRACT-ICE00-TENCE-NT000-LOCAT-ION01', sk: 'practiceTencentSkNotARealOne0001' },
  },
  {
    fields: {
      ...common,
      provider: 'here',
      name: 'HERE · 免费方案',
      account: '',
      limits: [{ service: 'world', perSecond: 5, perDay: 1000 }],
      pricePerThousand: 0,
    },
    secrets: { apiKey: 'practiceHereApiKeyNotARealOne00000000000001' },
  },
]
