export { type Advice, adviseAccess } from './advise'
export { accessCountries, type AccessRegion, accessRegionOf } from './countries'
export { accessPapers } from './facts'
