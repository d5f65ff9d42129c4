/**
 * Stand-in of HERE Geocoding & Search over real HTTP on 127.0.0.1 (geocoding-and-face §2): both calls under one address,
 * `/v1/geocode` and `/v1/revgeocode`. Verifies key, limits and input; refuses by HTTP status. What the pages leave open
 * is assumed and named here: `q` above 1,000 characters is refused (400), the day begins at midnight UTC.
 */
import { countryOf } from '@shared/domain/countries'
import { GeoHouse, type GeoStandIn, type GeoStandInOptions, jsonReply, type StandInKey } from '../geocoding'
import type { StandInReply, StandInRequest } from '../http/server'
import { type City, findAddress, placeAt } from '../places'
import { geocodeItems, reverseItems } from './answers'

const longestQuery = 1000
const known: Readonly<Record<string, readonly string[]>> = {
  '/v1/geocode': ['q', 'qq', 'in', 'at', 'limit', 'lang', 'types', 'apiKey'],
  '/v1/revgeocode': ['at', 'in', 'limit', 'lang', 'types', 'apiKey'],
}

export function startHereStandIn(options: GeoStandInOptions): Promise<GeoStandIn> {
  const { clock } = options
  const secondsOfDay = () => 86_400 - (Math.floor(clock.now().getTime() / 1000) % 86_400)
  const dayUsedUp = () => tooMany('Daily limit of the plan has been reached', secondsOfDay())
  const house = new GeoHouse(
    {
      keySecret: 'apiKey',
      hoursEast: 0,
      answer: (request, house) => answer(request, house, dayUsedUp),
      status: refusal,
      dayUsedUp,
      empty: () => jsonReply(200, { items: [] }),
    },
    options,
  )
  return house.start()
}

const titles: Readonly<Record<number, string>> = { 400: 'Bad Request', 401: 'Unauthorized', 403: 'Forbidden', 404: 'Not Found', 408: 'Request Timeout', 429: 'Too Many Requests' }

function refusal(status: number, retryAfter?: number): StandInReply {
  const title = titles[status] ?? (status >= 500 ? 'Service Unavailable' : 'Error')
  return jsonReply(status, { error: title, error_description: title }, retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) })
}

const tooMany = (why: string, seconds: number) =>
  jsonReply(429, { error: 'Too Many Requests', error_description: why }, { 'retry-after': String(seconds) })

/** A 400 quotes what was asked, as the real one does. */
const bad = (title: string, cause: string) =>
  jsonReply(400, { title, status: 400, code: 'E605001', cause, action: 'Please check the request', correlationId: 'stand-in', requestId: 'stand-in' })

function answer(request: StandInRequest, house: GeoHouse, dayUsedUp: () => StandInReply): StandInReply {
  const parameters = known[request.path]
  if (request.method !== 'GET' || !parameters) return refusal(404)
  const key = house.key(request.query.get('apiKey') ?? '')
  const refused = keyProblem(request.query.get('apiKey') ?? '', key)
  if (refused) return refused
  const limit = key?.limits.find(({ service }) => service === 'world')
  if (!key || !limit) return refusal(403)
  const taken = house.limits.take(house.accountOf(key), limit)
  if (taken === 'day') return dayUsedUp()
  if (taken === 'second') return tooMany('Rate limit for this service has been reached', 1)
  const unknown = [...request.query.keys()].find((name) => !parameters.includes(name))
  if (unknown !== undefined) return bad('Unknown parameter', `'${unknown}'`)
  return request.path === '/v1/geocode' ? geocode(request.query) : revgeocode(request.query)
}

function keyProblem(value: string, key: StandInKey | undefined): StandInReply | undefined {
  if (value === '') return jsonReply(401, { error: 'Unauthorized', error_description: 'No credentials found' })
  if (!key) return jsonReply(401, { error: 'Unauthorized', error_description: 'apiKey invalid. apiKey not found.' })
  return key.refusedWith === undefined ? undefined : refusal(key.refusedWith)
}

/** Between 1 and 100; `undefined` where it is none. */
function limitOf(query: URLSearchParams, usual: number): number | undefined {
  const text = query.get('limit')
  if (text === null) return usual
  return /^\d{1,3}$/u.test(text) && Number(text) >= 1 && Number(text) <= 100 ? Number(text) : undefined
}

/** `countryCode:DEU,AUT`: upper-case alpha-3 alone. */
function filterOf(filter: string | null): ((city: City) => boolean) | undefined {
  if (filter === null) return () => true
  if (!/^countryCode:[A-Z]{3}(?:,[A-Z]{3})*$/u.test(filter)) return undefined
  const codes = filter.slice('countryCode:'.length).split(',')
  return (city) => codes.includes(countryOf(city.country)?.alpha3 ?? '')
}

function geocode(query: URLSearchParams): StandInReply {
  const q = query.get('q') ?? ''
  if (q.trim() === '') return bad('Required parameter missing', "One of 'q' or 'qq' is required")
  if ([...q].length > longestQuery) return bad("Illegal input for parameter 'q'", `too long: '${q}'`)
  const among = filterOf(query.get('in'))
  if (!among) return bad("Illegal input for parameter 'in'", `'${query.get('in') ?? ''}'`)
  const limit = limitOf(query, 20)
  if (limit === undefined) return bad("Illegal input for parameter 'limit'", `'${query.get('limit') ?? ''}'`)
  const found = findAddress(q, among, false)
  return jsonReply(200, { items: found && found !== 'noCity' ? geocodeItems(found, q, limit, query.get('lang') ?? '') : [] })
}

function revgeocode(query: URLSearchParams): StandInReply {
  const numbers = /^(-?\d{1,3}(?:\.\d+)?),(-?\d{1,3}(?:\.\d+)?)$/u.exec(query.get('at') ?? '')
  const at = { lat: Number(numbers?.[1] ?? NaN), lng: Number(numbers?.[2] ?? NaN) }
  if (!numbers || Math.abs(at.lat) > 90 || Math.abs(at.lng) > 180) return bad("Illegal input for parameter 'at'", `'${query.get('at') ?? ''}'`)
  if (limitOf(query, 1) === undefined) return bad("Illegal input for parameter 'limit'", `'${query.get('limit') ?? ''}'`)
  const place = placeAt(at)
  return jsonReply(200, { items: place ? reverseItems(place, query.get('lang') ?? '') : [] })
}
