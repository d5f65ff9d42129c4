import type { MapPosition } from './map-types'
import data from './cities.json'

/** A big city, for orientation only: a point and its names. No borders, no ranks of states are said by it. */
export interface City extends MapPosition {
  zh: string
  en: string
  /** 1 is shown from afar, 3 only near. */
  rank: number
}

/**
 * About two hundred big cities; positions of their centres to 0.01° (about 1 km), kept by hand on the day `asOf` of the
 * file. They are points on a drawing: no address is ever matched against them.
 */
export function readCities(): City[] {
  return data.cities.flatMap(([zh, en, lat, lng, rank]) =>
    typeof zh === 'string' && typeof en === 'string' && typeof lat === 'number' && typeof lng === 'number' && typeof rank === 'number'
      ? [{ zh, en, lat, lng, rank }]
      : [],
  )
}

/** The ranks that a zoom has room for. */
export const shownRank = (zoom: number): number => (zoom < 3 ? 1 : zoom < 5 ? 2 : 3)
