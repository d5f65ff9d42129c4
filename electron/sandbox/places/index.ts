/** A small gazetteer that the stand-ins of the geocoding providers share. Not the world: what practice and tests need. */
export { findAddress, type Fineness, type FoundPlace, type NearPlace, placeAt } from './find'
export { cities, type City, type Spot } from './gazetteer'
export { type At, hashOf, metresBetween, moved, scattered } from './spread'
