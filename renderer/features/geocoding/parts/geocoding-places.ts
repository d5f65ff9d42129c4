import type { Permission } from '@shared/contract/permissions'

/** One of the screens of geocoding, as the row above them offers it. */
export interface GeocodingPlace {
  /** Name of its route. */
  route: string
  /** Text key. */
  title: string
  permission: Permission
}

/** One address, many, what came of it, a pair of numbers; then what is set up once. */
export const geocodingPlaces: readonly GeocodingPlace[] = [
  { route: 'geocoding', title: 'geocodingScreens.rooms.lookup', permission: 'geocoding.view' },
  { route: 'geocoding.batches', title: 'geocodingScreens.rooms.batches', permission: 'geocoding.view' },
  { route: 'geocoding.places', title: 'geocodingScreens.rooms.places', permission: 'geocoding.view' },
  { route: 'geocoding.convert', title: 'geocodingScreens.rooms.convert', permission: 'geocoding.view' },
  { route: 'geocoding.keys', title: 'geocodingScreens.rooms.keys', permission: 'geocoding.view' },
]
