export { Pace } from './pace'
export { geoKeysRepository, type StoredKey } from './repository'
export { GeoKeys, program, rateKeyOf } from './service'
export { type Meter, providerDay, UsageLedger } from './usage'
