import { describe, expect, it } from 'vitest'
import { startTencentLocationStandIn } from '../../sandbox/tencent-location'
import type { GeoStandInFault, StandInKey } from '../../sandbox/geocoding'
import { geoTroubleOf } from '../geocoding'
import { addressAt, againstRecorder, againstStandIn, best, json } from '../geocoding/made.fixture'
import type { GeoQuestion } from '../geocoding/types'
import { tencentLocation } from './index'

const secrets = { key: 'AAAAA-BBBBB-CCCCC-DDDDD-EEEEE-FFFFF', sk: 'TESTSECRETKEY0000000000000000000' }
const domestic = { service: 'domestic', perSecond: 5, perDay: 6000 }
const overseas = { service: 'overseas', perSecond: 5, perDay: 3000 }
const known: StandInKey = { id: 'one', account: '', secrets, limits: [domestic, overseas] }
const made = (keys: readonly StandInKey[] = [known]) => againstStandIn(tencentLocation, startTencentLocationStandIn, keys)
const recorded = (...answers: Parameters<typeof json>[1][]) => againstRecorder(tencentLocation, ...answers.map((body) => json(200, body)))

const bund = addressAt('domestic', '上海市黄浦区中山东一路12号外滩')
const adlon = addressAt('overseas', 'Unter den Linden 77, 10117 Berlin', 'DEU', 'en')
const ok = { status: 0, message: 'query ok', request_id: 'r', result: { location: { lat: 1, lng: 2 } } }

describe('an address at home', () => {
  it('is found in GCJ-02, and the call log shows neither address nor key', async () => {
    const { ask, upstream, calls } = await made()
    expect(upstream.serviceOf(bund)).toBe('domestic')
    const found = best(await ask(bund, secrets))
    // The vector of geocoding-and-face §11 for the Bund.
    expect(found.position.lat).toBeCloseTo(31.2343179, 5)
    expect(found.position.lng).toBeCloseTo(121.4947836, 5)
    expect(found).toMatchObject({
      position: { datum: 'gcj02' },
      label: '上海市黄浦区中山东一路12号 外滩',
      countryCode: 'CHN',
      parts: { admin: '上海市', city: '上海市', district: '黄浦区', street: '中山东一路', houseNumber: '12号' },
      precision: 'rooftop',
    })
    expect(found.score).toMatch(/^reliability (?:9|10), level 11$/u)
    expect(found.confidence).toBe(Number(/\d+/u.exec(found.score)) * 10)
    expect(calls).toMatchObject([{ system: 'tencentLocation', path: '/ws/geocoder/v1/?address=***&key=***&sig=***', upstreamCode: '0', outcome: 'done' }])
  })

  it.each([
    ['上海市南京东路20号', 'Shanghai has a road called after Nanjing', { city: '上海市' }],
    ['河南省济源市', 'a county-level city has one name for city and district', { city: '济源市', district: '济源市' }],
    ['香港九龙梳士巴利道22号半岛酒店', 'Hong Kong belongs to the service at home', { admin: '香港特别行政区' }],
  ])('%s: %s', async (address, _why, parts) => {
    const { ask } = await made()
    const found = best(await ask(addressAt('domestic', address), secrets))
    expect(found).toMatchObject({ position: { datum: 'gcj02' }, parts })
    if (address.includes('香港')) expect(found).toMatchObject({ countryCode: 'HKG', position: { lat: 22.2951, lng: 114.1719 } })
  })

  it('without a city is asked again with the looser rule, and then never accepted unseen', async () => {
    const { ask } = await made()
    let sent = 0
    const found = best(await ask(addressAt('domestic', '白天鹅宾馆'), secrets, { onSent: () => (sent += 1) }))
    expect(sent).toBe(2)
    expect(found.confidence).toBeLessThan(80)
    expect(found.score).toContain('policy 1')
    expect(await ask(addressAt('domestic', '月亮背面'), secrets)).toEqual({ state: 'badInput', code: 'geocoding.cityMissing', message: '348 参数错误' })
  })

  it.each([
    ['查无此地 北京', { state: 'notFound' }],
    [' ', { state: 'badInput', code: 'geocoding.inputRefused', message: '300 缺少必要字段' }],
    ['🏨', { state: 'badInput', code: 'geocoding.cityMissing' }],
    ['a'.repeat(2000), { state: 'badInput', code: 'geocoding.addressTooLongThere', message: '331 查询参数过长' }],
    ['北'.repeat(2000), { state: 'badInput', code: 'geocoding.addressTooLongThere', message: '' }],
  ])('what is no address is a final answer (%#)', async (address, wanted) => {
    const { ask } = await made()
    expect(await ask(addressAt('domestic', address), secrets)).toMatchObject(wanted)
  })
})

describe('an address abroad', () => {
  it('is found in WGS-84 in its other form', async () => {
    const { ask, upstream } = await made()
    expect(upstream.serviceOf(adlon)).toBe('overseas')
    expect(best(await ask(adlon, secrets))).toMatchObject({
      position: { lat: 52.5159, lng: 13.38, datum: 'wgs84' },
      label: '77 Unter den Linden, Berlin, Germany',
      countryCode: 'DEU',
      parts: { admin: 'Berlin', city: 'Berlin', district: 'Mitte', street: 'Unter den Linden', houseNumber: '77' },
      precision: 'rooftop',
    })
    expect(best(await ask({ ...adlon, language: 'zh-CN' }, secrets)).parts.city).toBe('柏林')
  })

  it.each([
    [addressAt('overseas', '30 Eulji-ro, Seoul'), 'Korea is not covered'],
    [addressAt('overseas', 'Unter den Linden 77, Berlin', 'FR'), 'Berlin is not in France'],
    [addressAt('overseas', 'Nowhere Road 1, Paris'), 'nobody knows it'],
  ])('%j: %s', async (question) => {
    const { ask } = await made()
    expect(await ask(question, secrets)).toEqual({ state: 'notFound' })
  })

  it('is a permission of its own', async () => {
    const { ask } = await made([{ ...known, limits: [domestic] }])
    await expect(ask(adlon, secrets)).rejects.toMatchObject({ code: 'geocoding.tencent.overseasNotOpened', retry: 'no', upstream: { code: '113' } })
  })
})

describe('what goes over the wire', () => {
  it.each<[GeoQuestion, string]>([
    [addressAt('domestic', '北京 路#1&x=y'), '?address=%E5%8C%97%E4%BA%AC%20%E8%B7%AF%231%26x%3Dy&key=K'],
    [addressAt('overseas', 'A 1', 'AUS', 'en'), '?address=A%201&oversea=1&language=en&nation_code=AU&key=K'],
    [addressAt('overseas', 'A 1', '', 'zh-CN'), '?address=A%201&oversea=1&language=cn&key=K'],
    [addressAt('overseas', 'A 1', 'th', 'local'), '?address=A%201&oversea=1&language=local&nation_code=TH&key=K'],
    [{ kind: 'position', at: { lat: 31.25, lng: 121.5, datum: 'gcj02' }, mainland: true, language: 'en' }, '?location=31.2500000%2C121.5000000&key=K'],
    [{ kind: 'position', at: { lat: -0.0000001, lng: 1e-9, datum: 'wgs84' }, mainland: false, language: 'en' }, '?location=-0.0000001%2C0.0000000&language=en&key=K'],
  ])('%j', async (question, wanted) => {
    const { ask, targets } = await recorded({ ...ok, result: { ...ok.result, reliability: 7, level: 7 } })
    await ask(question, { key: 'K' })
    expect(targets).toEqual([`/ws/geocoder/v1/${wanted}`])
  })

  it('is never a position in the wrong datum', async () => {
    const { ask, targets } = await recorded(ok)
    await expect(ask({ kind: 'position', at: { lat: 31, lng: 121, datum: 'wgs84' }, mainland: true, language: '' }, { key: 'K' })).rejects.toThrow(TypeError)
    expect(targets).toEqual([])
  })

  it.each([
    [1, 'city', 60], [2, 'city', 60], [3, 'area', 60], [4, 'area', 60], [5, 'area', 60], [6, 'area', 60],
    [7, 'street', 90], [8, 'street', 90], [9, 'interpolated', 90], [10, 'rooftop', 90], [11, 'rooftop', 90], [12, 'unknown', 90],
  ] as const)('level %i is %s', async (level, precision, confidence) => {
    const { ask } = await recorded({ ...ok, result: { ...ok.result, reliability: 9, level } })
    expect(best(await ask(bund, { key: 'K' }))).toMatchObject({ precision, confidence })
  })

  it.each([
    [{ street: 's', street_number: '1' }, 8, 'rooftop'], [{ street: 's', street_number: '1' }, 7, 'interpolated'], [{ street: 's' }, 9, 'street'],
    [{ ad_level_4: 'd' }, 9, 'area'], [{ ad_level_3: 'c' }, 9, 'city'], [{ ad_level_1: 'r' }, 9, 'region'], [{ nation: 'n' }, 9, 'unknown'],
  ] as const)('abroad %j with %i is %s', async (parts, reliability, precision) => {
    const { ask } = await recorded({ ...ok, result: { ...ok.result, reliability, address_components: parts, ad_info: { nation_code: 764 } } })
    expect(best(await ask(adlon, { key: 'K' }))).toMatchObject({ precision, countryCode: 'THA', confidence: reliability * 10 })
  })
})

describe('the address of a position', () => {
  it('at home is asked in GCJ-02', async () => {
    const { ask, upstream } = await made()
    const question: GeoQuestion = { kind: 'position', at: { lat: 31.2343179, lng: 121.4947836, datum: 'gcj02' }, mainland: true, language: 'zh-CN' }
    expect([upstream.serviceOf(question), upstream.datumFor(true), upstream.datumFor(false)]).toEqual(['domestic', 'gcj02', 'wgs84'])
    expect(best(await ask(question, secrets))).toMatchObject({ label: '上海市黄浦区中山东一路12号', countryCode: 'CHN', precision: 'interpolated', confidence: 90 })
  })

  it('abroad chooses the service by itself', async () => {
    const { ask, standIn } = await made([{ ...known, limits: [overseas] }])
    const at = (lat: number, lng: number): GeoQuestion => ({ kind: 'position', at: { lat, lng, datum: 'wgs84' }, mainland: false, language: 'en' })
    expect(best(await ask(at(52.5159, 13.3801), secrets))).toMatchObject({ label: '77 Unter den Linden, Berlin, Germany', countryCode: 'DEU', position: { lat: 52.5159, datum: 'wgs84' } })
    expect(await ask(at(-50, -30), secrets)).toEqual({ state: 'notFound' })
    expect(standIn.stats()).toMatchObject({ counted: 2 })
  })

  it('in Hong Kong is read in the form of the service at home', async () => {
    const { ask } = await made()
    const question: GeoQuestion = { kind: 'position', at: { lat: 22.2951, lng: 114.1719, datum: 'wgs84' }, mainland: false, language: 'zh-CN' }
    expect(best(await ask(question, secrets))).toMatchObject({ countryCode: 'HKG', position: { lat: 22.2951, datum: 'wgs84' }, parts: { street: '梳士巴利道', houseNumber: '22号' } })
  })

  it('out of range is refused by name', async () => {
    for (const [status, code] of [[365, 'geocoding.positionOutOfRange'], [366, 'geocoding.positionOutOfRange']] as const) {
      const { ask } = await recorded({ status, message: 'm' })
      expect(await ask(bund, { key: 'K' })).toEqual({ state: 'badInput', code, message: `${status} m` })
    }
  })
})

/** Every status of geocoding-and-face §1.6, and how often it is asked. */
const refusals: readonly (readonly [status: number, code: string, trouble: string | undefined, requests: number])[] = [
  [110, 'sourceRefused', 'key', 1], [111, 'signatureWrong', 'key', 1], [112, 'addressRefused', 'key', 1], [113, 'notOpened', 'permission', 1],
  [120, 'tooManyPerSecond', 'rate', 5], [121, 'dayUsedUp', 'day', 1], [122, 'tooManyFromAddress', 'rate', 5], [123, 'accountRestricted', 'billing', 1],
  [160, 'signatureNotUsable', 'key', 1], [161, 'signatureNotUsable', 'key', 1], [190, 'keyInvalid', 'key', 1], [199, 'webServiceOff', 'permission', 1],
  [311, 'keyInvalid', 'key', 1], [500, 'busy', 'temporary', 3],
  // Not in the table: 1xx stops, 5xx passes, the rest is understood by nobody.
  [187, 'stopped', 'permission', 1], [510, 'busy', 'temporary', 3], [610, 'unclear', undefined, 1],
]

describe('a status', () => {
  it.each(refusals)('%i is %s', async (status, code, trouble, requests) => {
    const { ask, targets, calls } = await recorded({ status, message: '说明', request_id: 'r7' })
    const fault: unknown = await ask(bund, { key: 'K' }).catch((cause: unknown) => cause)
    expect(fault).toMatchObject({ code: `geocoding.tencent.${code}`, params: { status }, upstream: { system: 'tencentLocation', code: String(status), message: '说明' } })
    expect(geoTroubleOf(fault)).toBe(trouble)
    expect(targets).toHaveLength(requests)
    expect(calls.at(-1)).toMatchObject({ outcome: 'refused', upstreamCode: String(status), requestId: 'r7' })
  })

  it.each([
    [300, 'inputRefused'], [301, 'inputRefused'], [306, 'inputRefused'], [310, 'inputRefused'], [320, 'inputRefused'], [330, 'addressTooLongThere'], [331, 'addressTooLongThere'],
    [348, 'cityMissing'], [351, 'inputRefused'], [394, 'inputRefused'], [395, 'inputRefused'], [377, 'inputRefused'],
  ])('%i is the address’s own fault: %s', async (status, code) => {
    const { ask } = await recorded({ status, message: 'm' })
    expect(await ask(adlon, { key: 'K' })).toEqual({ state: 'badInput', code: `geocoding.${code}`, message: `${status} m` })
  })

  it.each([347, 393])('%i is an answer: there is no such place', async (status) => {
    const { ask, calls } = await recorded({ status, message: 'm' })
    expect(await ask(adlon, { key: 'K' })).toEqual({ state: 'notFound' })
    expect(calls).toMatchObject([{ outcome: 'done', upstreamCode: String(status) }])
  })
})

describe('the stand-in refuses', () => {
  it.each<[string, StandInKey, Record<string, string>, string]>([
    ['a key of the wrong form', known, { key: 'abc' }, 'keyInvalid'],
    ['a key that nobody has', known, { ...secrets, key: 'ZZZZZ-BBBBB-CCCCC-DDDDD-EEEEE-FFFFF' }, 'keyInvalid'],
    ['a wrong SK', known, { ...secrets, sk: 'wrong-wrong-wrong' }, 'signatureWrong'],
    ['a missing signature', known, { key: secrets.key }, 'signatureWrong'],
    ['another source', { ...known, refusedWith: 112 }, secrets, 'addressRefused'],
    ['WebService switched off', { ...known, limits: [] }, secrets, 'webServiceOff'],
    ['no key at all', known, {}, 'keyMissing'],
  ])('%s', async (_what, key, entered, code) => {
    const { ask } = await made([key])
    await expect(ask(bund, entered)).rejects.toMatchObject({ code: `geocoding.tencent.${code}`, retry: 'no' })
  })

  it('the sixth call in any second, from every key of the account; and the call waits a second', async () => {
    const other = { ...known, id: 'two', account: 'a', secrets: { key: 'BBBBB-BBBBB-CCCCC-DDDDD-EEEEE-FFFFF' } }
    const { ask, clock, standIn, waits } = await made([{ ...known, account: 'a' }, other])
    for (let n = 0; n < 4; n += 1) await ask(bund, secrets)
    clock.advance(600)
    await ask(bund, other.secrets)
    let tooMany = 0
    await ask(bund, secrets, { onTooMany: () => (tooMany += 1) })
    expect([tooMany, waits]).toEqual([1, [1000]])
    expect(standIn.stats()).toEqual({ requests: 7, counted: 6, refusedForSecond: 1, refusedForDay: 0, mostInASecond: 5 })
  })

  it('twice, and it waits twice as long', async () => {
    const { ask, standIn, clock } = await made()
    standIn.fail({ kind: 'status', status: 120 }, { kind: 'status', status: 120 })
    const started = clock.monotonic()
    expect(await ask(bund, secrets)).toMatchObject({ state: 'found' })
    // The first second is this question's own wait, the other two hold the key.
    expect(clock.monotonic() - started).toBe(3000)
  })

  it('what is above the day, until midnight in Beijing', async () => {
    const { ask, clock } = await made([{ ...known, limits: [{ ...domestic, perDay: 2 }] }])
    await ask(bund, secrets)
    await ask(bund, secrets)
    const fault: unknown = await ask(bund, secrets).catch((cause: unknown) => cause)
    expect([geoTroubleOf(fault), fault]).toMatchObject(['day', { code: 'geocoding.tencent.dayUsedUp' }])
    // 2026-11-28T02:00Z is 10 o'clock there.
    clock.advance(13.9 * 3_600_000)
    await expect(ask(bund, secrets)).rejects.toMatchObject({ code: 'geocoding.tencent.dayUsedUp' })
    clock.advance(0.2 * 3_600_000)
    expect(await ask(bund, secrets)).toMatchObject({ state: 'found' })
  })
})

describe('trouble', () => {
  it.each<[GeoStandInFault, string]>([
    [{ kind: 'status', status: 500 }, 'geocoding.tencent.busy'], [{ kind: 'gateway', status: 503 }, 'geocoding.tencent.busy'], [{ kind: 'drop' }, 'http.connectionReset'], [{ kind: 'truncated' }, 'http.unreadable'],
  ])('%j passes, or is told after three tries', async (fault, code) => {
    const { ask, standIn, calls } = await made()
    standIn.fail(fault, fault)
    expect(await ask(bund, secrets)).toMatchObject({ state: 'found' })
    standIn.failAlways(fault)
    const told: unknown = await ask(bund, secrets).catch((cause: unknown) => cause)
    expect([geoTroubleOf(told), told]).toMatchObject(['temporary', { code, retry: 'safe' }])
    expect(calls).toHaveLength(6)
  })

  it('that is cancelled ends at once', async () => {
    const { ask, standIn } = await made()
    standIn.failAlways({ kind: 'slow', milliseconds: 60_000 })
    const gone = new AbortController()
    const asked = ask(bund, secrets, { signal: gone.signal })
    gone.abort()
    const told: unknown = await asked.catch((cause: unknown) => cause)
    expect([geoTroubleOf(told), told]).toMatchObject([undefined, { code: 'http.cancelled' }])
  })

  it('is an answer without a position', async () => {
    const { ask } = await recorded({ status: 0, message: 'query ok', result: {} })
    await expect(ask(bund, { key: 'K' })).rejects.toMatchObject({ code: 'http.unreadable' })
  })
})
