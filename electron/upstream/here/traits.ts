import type { GeoTraits } from '../geocoding/types'

const asOf = '2026-06-30'

/** What is known about the provider, and how well (geocoding-and-face §2). Limits are those of the free plan. */
export const hereTraits: GeoTraits = {
  id: 'here',
  fields: [{ name: 'apiKey', secret: true, required: true }],
  services: [
    {
      service: 'world',
      shipped: { service: 'world', perSecond: 5, perDay: 1000 },
      // The pages say "a day" and no zone.
      dayZone: 'UTC',
      testAddress: 'Invalidenstraße 116, 10115 Berlin',
      testAt: { lat: 52.53041, lng: 13.38527, datum: 'wgs84' },
    },
  ],
  storageDays: 30,
  languages: ['zh-CN', 'en', 'local'],
  place: 'geocoding.providerPlaces.here',
  facts: [
    { key: 'geocoding.facts.hereFreePlan', source: 'https://www.here.com/get-started/pricing/limited-plan-restrictions', asOf, certain: true },
    { key: 'geocoding.facts.hereBasePlan', source: 'https://www.here.com/pricing/supplemental-pricing', asOf, certain: true },
    { key: 'geocoding.facts.hereDayZone', source: 'https://docs.here.com/policies/docs/limits-and-quotas', asOf, certain: false },
    { key: 'geocoding.facts.hereStorage', source: 'https://docs.here.com/here-kb/docs/permanent-geocoding-overview-licensing-and-usage-rules', asOf, certain: true },
    { key: 'geocoding.facts.herePeaks', source: 'https://docs.here.com/policies/docs/limits-and-quotas', asOf, certain: true },
    { key: 'geocoding.facts.hereOwnKey', source: 'https://www.here.com/jp/learn/pricing/base-plan-restrictions', asOf, certain: true },
    { key: 'geocoding.facts.hereDatum', source: 'https://developer.here.com/documentation/geocoding-search-api', asOf, certain: false },
    { key: 'geocoding.facts.hereBatchApi', source: 'https://docs.here.com/geocoding-and-search/docs/submitting-a-batch-job', asOf, certain: false },
  ],
  help: {
    steps: [
      { key: 'geocoding.help.hereSignIn', url: 'https://platform.here.com/' },
      { key: 'geocoding.help.herePlan', url: 'https://www.here.com/get-started/pricing' },
      { key: 'geocoding.help.hereRegisterApp', url: 'https://platform.here.com/admin/apps' },
      { key: 'geocoding.help.hereMakeKey' },
      { key: 'geocoding.help.here2021' },
      { key: 'geocoding.help.hereEnter' },
    ],
    source: 'A06, https://developer.here.com/documentation/geocoding-search-api',
    asOf,
  },
}
