import { doerOf, type GeocodingHandlers } from '../handlers'
import { type LocationsParts, PlaceLocations } from './service'

export { geoLocationsRepository } from './repository'
export { manual, PlaceLocations } from './service'

export interface LocationsRoom {
  locations: PlaceLocations
  commands: GeocodingHandlers<'places'>
}

/** Plugs the room of places' locations together. */
export function openLocationsRoom(parts: LocationsParts): LocationsRoom {
  const locations = new PlaceLocations(parts)
  return {
    locations,
    commands: {
      'places.list': ({ archived }) => locations.list(archived),
      'places.save': (input, context) => locations.save(input, doerOf(context)),
      'places.remove': (input, context) => locations.remove(input, doerOf(context)),
    },
  }
}
