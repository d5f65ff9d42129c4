import { describe, expect, it } from 'vitest'
import type { GeoStandInFault, StandInKey } from '../../sandbox/geocoding'
import { startHereStandIn } from '../../sandbox/here'
import { metresBetween } from '../../sandbox/places'
import { geoTroubleOf } from '../geocoding'
import { addressAt, againstRecorder, againstStandIn, best, json } from '../geocoding/made.fixture'
import type { GeoQuestion } from '../geocoding/types'
import { here } from './index'

const secrets = { apiKey: 'practice-here-key-0000000000000000000000001' }
const world = { service: 'world', perSecond: 5, perDay: 1000 }
const known: StandInKey = { id: 'one', account: '', secrets, limits: [world] }
const made = (keys: readonly StandInKey[] = [known]) => againstStandIn(here, startHereStandIn, keys)
const adlon = addressAt('overseas', 'Unter den Linden 77, 10117 Berlin', 'DE', 'en')
const item = (more: object) => ({ items: [{ title: 't', position: { lat: 1, lng: 2 }, ...more }] })

describe('an address', () => {
  it('is found in WGS-84, not quite where others find it, and the call log shows neither address nor key', async () => {
    const { ask, upstream, calls } = await made()
    expect([upstream.serviceOf(adlon), upstream.datumFor(true)]).toEqual(['world', 'wgs84'])
    const reading = await ask(adlon, secrets)
    const found = best(reading)
    expect(found).toMatchObject({
      position: { datum: 'wgs84' },
      label: 'Unter den Linden 77, 10117 Berlin, Germany',
      countryCode: 'DEU',
      parts: { admin: 'Berlin', city: 'Berlin', district: 'Mitte', street: 'Unter den Linden', houseNumber: '77', postalCode: '10117' },
      precision: 'rooftop',
      kind: 'houseNumber (PA)',
    })
    const metres = metresBetween(found.position, { lat: 52.5159, lng: 13.38 })
    expect(metres).toBeGreaterThan(9)
    expect(metres).toBeLessThan(61)
    expect(found.confidence).toBeGreaterThanOrEqual(95)
    expect(calls).toMatchObject([{ system: 'here', path: '/v1/geocode?q=***&in=countryCode%3ADEU&lang=en&limit=5&apiKey=***', upstreamCode: '200', outcome: 'done' }])
  })

  it.each([
    [addressAt('domestic', '上海市黄浦区中山东一路12号外滩'), { position: { datum: 'wgs84' }, countryCode: 'CHN', parts: { city: '上海' } }],
    [addressAt('overseas', '30 Eulji-ro, Seoul'), { countryCode: 'KOR', parts: { street: 'Eulji-ro' } }],
    [addressAt('overseas', '内幸町1-1-1, 東京', '', 'zh-CN'), { countryCode: 'JPN', parts: { city: '东京' } }],
    [addressAt('overseas', 'เชียงใหม่', 'TH'), { precision: 'city', confidence: 100, parts: { city: '清迈' } }],
  ])('%j', async (question, wanted) => {
    const { ask } = await made()
    expect(best(await ask(question, secrets))).toMatchObject(wanted)
  })

  it.each([
    ['Nowhere 1, Paris', { state: 'notFound' }],
    ['🏨🏨', { state: 'notFound' }],
    ['', { state: 'badInput', code: 'geocoding.inputRefused', message: '400 Required parameter missing' }],
    ['x'.repeat(2000), { state: 'badInput', code: 'geocoding.inputRefused', message: "400 Illegal input for parameter 'q'" }],
    ['北'.repeat(2000), { state: 'badInput', code: 'geocoding.addressTooLongThere', message: '' }],
  ])('what is no address is a final answer (%#)', async (address, wanted) => {
    const { ask } = await made()
    expect(await ask(addressAt('overseas', address), secrets)).toEqual(wanted)
  })

  it('has the country deducted that nobody asked for, and a doubtful house number', async () => {
    const answer = item({ address: { countryCode: 'AUT' }, scoring: { queryScore: 0.94, fieldScore: { houseNumber: 0.5 } } })
    const { ask } = await againstRecorder(here, json(200, answer))
    expect(best(await ask(adlon, secrets))).toMatchObject({ confidence: 54, score: 'queryScore 0.94, houseNumber 0.5', countryCode: 'AUT' })
    expect(best(await ask({ ...adlon, country: '' } as GeoQuestion, secrets)).confidence).toBe(74)
  })

  it('keeps every candidate, the most fitting first', async () => {
    const answer = { items: [0.3, 0.9, 0.6].map((queryScore) => item({ scoring: { queryScore } }).items[0]) }
    const { ask } = await againstRecorder(here, json(200, answer))
    const reading = await ask(adlon, secrets)
    expect(reading.state === 'found' && reading.candidates.map(({ confidence }) => confidence)).toEqual([90, 60, 30])
  })

  it.each([
    [{ resultType: 'houseNumber', houseNumberType: 'PA' }, 'rooftop', 'houseNumber (PA)'],
    [{ resultType: 'houseNumber', houseNumberType: 'interpolated' }, 'interpolated', 'houseNumber (interpolated)'],
    [{ resultType: 'place' }, 'rooftop', 'place'], [{ resultType: 'addressBlock' }, 'interpolated', 'addressBlock'],
    [{ resultType: 'street' }, 'street', 'street'], [{ resultType: 'intersection' }, 'street', 'intersection'],
    [{ resultType: 'locality', localityType: 'district' }, 'area', 'locality (district)'], [{ resultType: 'locality', localityType: 'subdistrict' }, 'area', 'locality (subdistrict)'],
    [{ resultType: 'locality', localityType: 'postalCode' }, 'area', 'locality (postalCode)'], [{ resultType: 'postalCodePoint' }, 'area', 'postalCodePoint'],
    [{ resultType: 'locality', localityType: 'city' }, 'city', 'locality (city)'], [{ resultType: 'administrativeArea', administrativeAreaType: 'state' }, 'region', 'administrativeArea (state)'],
    [{ resultType: 'quantumPoint' }, 'unknown', 'quantumPoint'], [{}, 'unknown', ''],
  ] as const)('%j is %s', async (given, precision, kind) => {
    const { ask } = await againstRecorder(here, json(200, item(given)))
    expect(best(await ask(adlon, secrets))).toMatchObject({ precision, kind, confidence: 0, label: 't' })
  })
})

describe('the address of a position', () => {
  const at = (lat: number, lng: number): GeoQuestion => ({ kind: 'position', at: { lat, lng, datum: 'wgs84' }, mainland: false, language: 'en' })

  it('is the nearest place, the less sure the farther', async () => {
    const { ask } = await made()
    expect(best(await ask(at(52.5159, 13.3801), secrets))).toMatchObject({ label: 'Unter den Linden 77, 10117 Berlin, Germany', confidence: 97, score: 'distance 7 m' })
    expect(best(await ask(at(52.4, 13.4), secrets))).toMatchObject({ precision: 'city', confidence: 0 })
    expect(await ask(at(-50, -30), secrets)).toEqual({ state: 'notFound' })
  })

  it.each<[GeoQuestion, string]>([
    [at(-33.8, 151), '/v1/revgeocode?at=-33.8000000%2C151.0000000&lang=en&limit=1&apiKey=K'],
    [addressAt('overseas', 'A#1 & B', '', 'local'), '/v1/geocode?q=A%231%20%26%20B&limit=5&apiKey=K'],
    [addressAt('domestic', 'A', 'AU', 'zh-CN'), '/v1/geocode?q=A&in=countryCode%3AAUS&lang=zh-CN&limit=5&apiKey=K'],
  ])('%j goes over the wire as %s', async (question, wanted) => {
    const { ask, targets } = await againstRecorder(here, json(200, { items: [] }))
    expect(await ask(question, { apiKey: 'K' })).toEqual({ state: 'notFound' })
    expect(targets).toEqual([wanted])
  })

  it('in the mainland is never asked in the wrong datum', async () => {
    const { ask } = await made()
    await expect(ask({ kind: 'position', at: { lat: 31, lng: 121, datum: 'gcj02' }, mainland: true, language: '' }, secrets)).rejects.toThrow(TypeError)
  })
})

/** Every status of geocoding-and-face §2.5, and how often it is asked. */
const refusals: readonly (readonly [status: number, body: object, code: string, trouble: string | undefined, requests: number])[] = [
  [401, { error: 'Unauthorized', error_description: 'apiKey invalid. apiKey not found.' }, 'keyInvalid', 'key', 1],
  [401, { title: 'Unauthorized', code: 401204 }, 'clockWrong', 'key', 1],
  [402, { title: 'Payment Required' }, 'paymentNeeded', 'billing', 1],
  [403, { error: 'Forbidden' }, 'noAccess', 'permission', 1],
  [404, {}, 'endpointUnknown', 'permission', 1],
  [408, {}, 'busy', 'temporary', 3],
  [418, {}, 'unclear', undefined, 1],
  [429, { error: 'Too Many Requests', error_description: 'Rate limit for this service has been reached' }, 'tooMany', 'rate', 5],
  [429, { error: 'Too Many Requests', error_description: 'Daily limit reached' }, 'dayUsedUp', 'day', 1],
  [500, {}, 'busy', 'temporary', 3], [502, {}, 'busy', 'temporary', 3], [503, {}, 'busy', 'temporary', 3], [504, {}, 'busy', 'temporary', 3],
]

describe('a status', () => {
  it.each(refusals)('%i %j is %s', async (status, body, code, trouble, requests) => {
    const { ask, targets, calls } = await againstRecorder(here, json(status, body))
    const fault: unknown = await ask(adlon, secrets).catch((cause: unknown) => cause)
    expect(fault).toMatchObject({ code: `geocoding.here.${code}`, params: { status }, upstream: { system: 'here' } })
    expect(geoTroubleOf(fault)).toBe(trouble)
    expect(targets).toHaveLength(requests)
    expect(calls[0]).toMatchObject({ status, fault: `geocoding.here.${code}` })
  })

  it('400 is the address’s own fault, and the quoted address is not kept', async () => {
    const { ask } = await againstRecorder(here, json(400, { title: "Illegal input for parameter 'q'", cause: 'Unter den Linden 77' }))
    expect(await ask(adlon, secrets)).toEqual({ state: 'badInput', code: 'geocoding.inputRefused', message: "400 Illegal input for parameter 'q'" })
  })

  it.each([413, 414, 431])('%i: the address is too long', async (status) => {
    const { ask } = await againstRecorder(here, json(status, '<h1>no</h1>'))
    expect(await ask(adlon, secrets)).toMatchObject({ state: 'badInput', code: 'geocoding.addressTooLongThere' })
  })

  it('429 is waited for as long as it asks; for hours, the day is used up', async () => {
    const patient = await againstRecorder(here, json(429, {}, { 'retry-after': '7' }), json(200, { items: [] }))
    expect(await patient.ask(adlon, secrets)).toEqual({ state: 'notFound' })
    expect(patient.waits.reduce((sum, one) => sum + one, 0)).toBe(7000)
    const gone = await againstRecorder(here, json(429, {}, { 'retry-after': '36000' }))
    await expect(gone.ask(adlon, secrets)).rejects.toMatchObject({ code: 'geocoding.here.dayUsedUp' })
  })

  it('200 without items is no answer', async () => {
    const { ask } = await againstRecorder(here, json(200, { title: 'odd' }))
    await expect(ask(adlon, secrets)).rejects.toMatchObject({ code: 'http.unreadable' })
  })
})

describe('the stand-in refuses', () => {
  it.each<[string, StandInKey, Record<string, string>, string]>([
    ['a key that nobody has', known, { apiKey: 'other' }, 'keyInvalid'],
    ['an account without the service', { ...known, limits: [] }, secrets, 'noAccess'],
    ['a key that was closed', { ...known, refusedWith: 403 }, secrets, 'noAccess'],
    ['no key at all', known, { apiKey: '' }, 'keyMissing'],
  ])('%s', async (_what, key, entered, code) => {
    const { ask } = await made([key])
    await expect(ask(adlon, entered)).rejects.toMatchObject({ code: `geocoding.here.${code}`, retry: 'no' })
  })

  it('the sixth call in any second with Retry-After', async () => {
    const { ask, standIn, waits } = await made()
    for (let n = 0; n < 6; n += 1) await ask(adlon, secrets)
    expect(waits).toEqual([1000])
    expect(standIn.stats()).toMatchObject({ requests: 7, counted: 6, refusedForSecond: 1, mostInASecond: 5 })
  })

  it('what is above the day, until midnight UTC', async () => {
    const { ask, clock } = await made([{ ...known, limits: [{ ...world, perDay: 1 }] }])
    await ask(adlon, secrets)
    await expect(ask(adlon, secrets)).rejects.toMatchObject({ code: 'geocoding.here.dayUsedUp' })
    clock.advance(22 * 3_600_000)
    expect(await ask(adlon, secrets)).toMatchObject({ state: 'found' })
  })

  it.each<[GeoStandInFault, string]>([
    [{ kind: 'gateway', status: 503 }, 'geocoding.here.busy'], [{ kind: 'drop' }, 'http.connectionReset'], [{ kind: 'truncated' }, 'http.unreadable'],
  ])('%j passes, or is told after three tries', async (fault, code) => {
    const { ask, standIn } = await made()
    standIn.fail(fault, fault)
    expect(await ask(adlon, secrets)).toMatchObject({ state: 'found' })
    standIn.failAlways(fault)
    const told: unknown = await ask(adlon, secrets).catch((cause: unknown) => cause)
    expect([geoTroubleOf(told), told]).toMatchObject(['temporary', { code, retry: 'safe' }])
  })

  it('nothing when it is told to find nothing', async () => {
    const { ask, standIn } = await made()
    standIn.fail({ kind: 'empty' }, { kind: 'dayUsedUp' })
    expect(await ask(adlon, secrets)).toEqual({ state: 'notFound' })
    await expect(ask(adlon, secrets)).rejects.toMatchObject({ code: 'geocoding.here.dayUsedUp' })
  })
})
