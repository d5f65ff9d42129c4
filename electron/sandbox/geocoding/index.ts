/** What the stand-ins of the geocoding providers share: keys, limits, faults. */
export { GeoHouse, type HouseRules, jsonReply } from './house'
export type * from './types'
