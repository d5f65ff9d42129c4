import type { GeoTraits } from '../geocoding/types'
import { testAddresses } from './test-address'

const guide = 'https://lbs.qq.com/service/webService/webServiceGuide'
const asOf = '2026-06-30'

/** What is known about the provider, and how well (geocoding-and-face §1). Limits are those of a personal developer. */
export const tencentTraits: GeoTraits = {
  id: 'tencent',
  fields: [
    { name: 'key', secret: true, required: true },
    // Only where the key is protected by signature; with a list of IP addresses there is none.
    { name: 'sk', secret: true, required: false },
  ],
  services: [
    {
      service: 'domestic',
      // 6,000 in the announcement of March 2025; 10,000 in the older table: the smaller is shipped.
      shipped: { service: 'domestic', perSecond: 5, perDay: 6000 },
      dayZone: 'Asia/Shanghai',
      ...testAddresses.domestic,
    },
    {
      service: 'overseas',
      shipped: { service: 'overseas', perSecond: 5, perDay: 3000 },
      dayZone: 'Asia/Shanghai',
      ...testAddresses.overseas,
    },
  ],
  storageDays: 30,
  languages: ['zh-CN', 'en', 'local'],
  place: 'geocoding.providerPlaces.tencent',
  facts: [
    { key: 'geocoding.facts.tencentAccountQuota', source: `${guide}/webServiceQuota`, asOf, certain: true },
    { key: 'geocoding.facts.tencentDailyNumbers', source: 'https://blog.csdn.net/qcloud0755_/article/details/146420332', asOf: '2025-03-18', certain: false },
    { key: 'geocoding.facts.tencentLicence', source: `${guide}/webServiceQuota`, asOf, certain: true },
    { key: 'geocoding.facts.tencentSignature', source: 'https://github.com/ElanYoung/lbs-spring-boot', asOf, certain: true },
    { key: 'geocoding.facts.tencentDatum', source: `${guide}/Overseas/Overview`, asOf, certain: true },
    { key: 'geocoding.facts.tencentHongKong', source: `${guide}/address/Geocoder`, asOf, certain: false },
    { key: 'geocoding.facts.tencentOverseas', source: `${guide}/Overseas/Overview`, asOf, certain: true },
    { key: 'geocoding.facts.tencentOverseasPrice', source: 'A06', asOf: '2021-07-06', certain: false },
    { key: 'geocoding.facts.tencentNotCovered', source: `${guide}/Overseas/Overview`, asOf, certain: false },
    { key: 'geocoding.facts.tencentStorage', source: `${guide}/webServiceQuota`, asOf, certain: false },
  ],
  help: {
    steps: [
      { key: 'geocoding.help.tencentSignIn', url: 'https://lbs.qq.com/' },
      { key: 'geocoding.help.tencentMakeKey', url: 'https://lbs.qq.com/dev/console/application/mine' },
      { key: 'geocoding.help.tencentWebService' },
      { key: 'geocoding.help.tencentSignature' },
      { key: 'geocoding.help.tencentQuota', url: `${guide}/webServiceQuota` },
      { key: 'geocoding.help.tencentOverseas', url: `${guide}/Overseas/Overview` },
      { key: 'geocoding.help.tencentOverseas2021' },
      { key: 'geocoding.help.tencentEnter' },
    ],
    source: `A06, ${guide}/address/Geocoder`,
    asOf,
  },
}
