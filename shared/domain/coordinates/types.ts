/** The system in which a pair of numbers is a place: GPS and providers abroad, maps at home, Baidu. */
export type DatumName = 'wgs84' | 'gcj02' | 'bd09'

/** Degrees. Latitude and longitude are always named, never an ordered pair. */
export interface LatLng {
  lat: number
  lng: number
}

/** A place in degrees with the system that they are in. */
export interface Position extends LatLng {
  datum: DatumName
}
