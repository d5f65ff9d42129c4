import type { GeoKeyFields } from '@shared/contract/geocoding'
import type { Coordinate } from '@shared/contract/geocoding-values'

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

/** Where places of the example are, by hand; the third is left for a person to find. */
export const examplePlaceLocations: readonly { placeCode: string; position: Coordinate; address: string; why: string }[] = [
  {
    placeCode: 'HZ01',
    position: { lat: 30.2556, lng: 120.1359, datum: 'wgs84' },
    address: '浙江省杭州市西湖区北山街78号',
    why: '开业时实地核对，大门朝北山街',
  },
  {
    placeCode: 'PAR1',
    position: { lat: 48.8538, lng: 2.3333, datum: 'wgs84' },
    address: 'Boulevard Saint-Germain, 75006 Paris',
    why: '按前台给的位置，入口在街角',
  },
]

/** The example's keys exist in practice only. */
export function isExampleGeoKey({ provider, name }: Pick<GeoKeyFields, 'provider' | 'name'>): boolean {
  return exampleGeoKeys.some(({ fields }) => fields.provider === provider && fields.name === name)
}

export function isExampleLocation({ position }: { position: Coordinate }): boolean {
  return examplePlaceLocations.some(({ position: { lat, lng } }) => lat === position.lat && lng === position.lng)
}
