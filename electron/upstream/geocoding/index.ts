/** The providers that say where an address is, and which address a position has, behind one interface. */
export { geoProviderKinds, geoProviders } from './registry'
export { geoTroubleOf } from './trouble'
export type * from './types'
