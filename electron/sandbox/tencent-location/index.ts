/**
 * Stand-in of Tencent Location Service's geocoder over real HTTP on 127.0.0.1 (geocoding-and-face §1): verifies key,
 * signature, opened services, limits of second and day, and the input; HTTP is 200 whatever the body says. What the pages
 * leave open is assumed and named here: an address above 512 characters is too long (331), a refused call counts nowhere.
 */
import { GeoHouse, type GeoStandIn, type GeoStandInOptions, type StandInKey } from '../geocoding'
import type { StandInReply, StandInRequest } from '../http/server'
import { type At, findAddress, type NearPlace, placeAt } from '../places'
import { abroadResult, homeResult, isCoveredAbroad, isHome, isIn, reverseResult } from './answers'
import { fromGcj02 } from './gcj02'
import { said } from './statuses'
import { expectedSignature, parametersOf } from './wire'

const keyForm = /^(?:[0-9A-Z]{5}-){5}[0-9A-Z]{5}$/u
const longestAddress = 512
/** Degrees around the mainland: which service a position without any known city near it counts for. */
const box = { south: 18, north: 54, west: 73, east: 135 }

export function startTencentLocationStandIn(options: GeoStandInOptions): Promise<GeoStandIn> {
  const house = new GeoHouse(
    {
      keySecret: 'key',
      hoursEast: 8,
      answer,
      status: (status) => said(status),
      dayUsedUp: () => said(121),
      empty: () => said(347),
    },
    options,
  )
  return house.start()
}

function answer(request: StandInRequest, house: GeoHouse): StandInReply {
  if (request.method !== 'GET' || !/^\/ws\/geocoder\/v1\/?$/u.test(request.path)) return { status: 404, headers: { 'content-type': 'text/html' }, body: 'Not Found' }
  const parameters = parametersOf(request.target)
  if (!parameters) return said(306)
  const given = new Map(parameters)
  const key = house.key(given.get('key') ?? '')
  const refused = keyProblem(request.path, parameters, given, key)
  if (refused !== 0 || !key) return said(refused)
  return given.has('location') ? reverse(given, house, key) : forward(given, house, key)
}

/** 0 where the key may be used. */
function keyProblem(path: string, parameters: readonly (readonly [string, string])[], given: ReadonlyMap<string, string>, key: StandInKey | undefined): number {
  const value = given.get('key') ?? ''
  if (value === '') return 301
  if (!keyForm.test(value)) return 311
  if (!key) return 190
  if (key.refusedWith !== undefined) return key.refusedWith
  const sk = key.secrets['sk'] ?? ''
  return sk !== '' && given.get('sig') !== expectedSignature(path, parameters, sk) ? 111 : 0
}

/** 0 where the account may make this call; it is counted then. */
function take(house: GeoHouse, key: StandInKey, service: 'domestic' | 'overseas'): number {
  const limit = key.limits.find((one) => one.service === service)
  if (!limit) return service === 'overseas' ? 113 : 199
  const taken = house.limits.take(house.accountOf(key), limit)
  return taken === 'taken' ? 0 : taken === 'second' ? 120 : 121
}

function forward(given: ReadonlyMap<string, string>, house: GeoHouse, key: StandInKey): StandInReply {
  const oversea = given.get('oversea') ?? '0'
  if (oversea !== '0' && oversea !== '1') return said(320)
  const refused = take(house, key, oversea === '1' ? 'overseas' : 'domestic')
  if (refused !== 0) return said(refused)
  const address = given.get('address') ?? ''
  if (address.trim() === '') return said(300)
  if ([...address].length > longestAddress) return said(331)
  return oversea === '1' ? abroad(address, given) : atHome(address, given.get('policy') ?? '0')
}

function atHome(address: string, policy: string): StandInReply {
  if (policy !== '0' && policy !== '1') return said(310)
  const found = findAddress(address, isHome, policy === '0')
  if (found === 'noCity') return said(348)
  return found ? said(0, homeResult(found, policy === '1')) : said(347)
}

function abroad(address: string, given: ReadonlyMap<string, string>): StandInReply {
  const nation = given.get('nation_code') ?? ''
  const within = nation === '' ? isCoveredAbroad : isIn(nation)
  const found = findAddress(address, (city) => isCoveredAbroad(city) && within(city), false)
  return found && found !== 'noCity' ? said(0, abroadResult(found, given.get('language') ?? '')) : said(347)
}

function reverse(given: ReadonlyMap<string, string>, house: GeoHouse, key: StandInKey): StandInReply {
  const numbers = /^\s*(-?\d{1,3}(?:\.\d+)?)\s*,\s*(-?\d{1,3}(?:\.\d+)?)\s*$/u.exec(given.get('location') ?? '')
  if (!numbers) return said(310)
  const at = { lat: Number(numbers[1]), lng: Number(numbers[2]) }
  if (Math.abs(at.lat) > 90) return said(365)
  if (Math.abs(at.lng) > 180) return said(366)
  const place = placeAsked(at)
  const refused = take(house, key, (place ? place.city.home : inBox(at)) ? 'domestic' : 'overseas')
  if (refused !== 0) return said(refused)
  return place ? said(0, reverseResult(at, place, given.get('language') ?? '')) : said(347)
}

const inBox = ({ lat, lng }: At) => lat > box.south && lat < box.north && lng > box.west && lng < box.east

/** In the mainland the position comes in GCJ-02, elsewhere there is no offset to take off. */
function placeAsked(at: At): NearPlace | undefined {
  const bare = placeAt(at)
  if (bare && bare.city.country !== 'CN') return bare
  return placeAt(fromGcj02(at)) ?? bare
}
