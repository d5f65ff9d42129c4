/**
 * HERE Geocoding & Search v7 (path version v1): addresses of the whole world in one service.
 * Sources: developer.here.com/documentation/geocoding-search-api, docs.here.com/geocoding-and-search; geocoding-and-face §2.
 */
import type { GeoProviderKind } from '../geocoding/types'
import { createHere } from './client'
import { hereTroubles } from './refusals'
import { hereTraits } from './traits'

export const here: GeoProviderKind = {
  traits: hereTraits,
  troubles: hereTroubles,
  connect: createHere,
}
