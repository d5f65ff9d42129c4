import { describe, expect, it } from 'vitest'
import {
  formatCoordinates,
  formatDegrees,
  isWrittenForHome,
  metresBetween,
  openStreetMapUrl,
  parseCoordinates,
  tencentMapUrl,
  withoutControls,
  wxOpenLocation,
} from './index'

describe('a typed pair of coordinates', () => {
  it.each([
    ['31.23,121.47', 31.23, 121.47, false],
    [' 31.23 121.47 ', 31.23, 121.47, false],
    ['(31.23， 121.47)', 31.23, 121.47, false],
    ['３１．２３，１２１．４７', 31.23, 121.47, false],
    ['121.47,31.23', 31.23, 121.47, true],
    ['121.47E, 31.23N', 31.23, 121.47, true],
    ['N31.23 E121.47', 31.23, 121.47, false],
    ['N31.23E121.47', 31.23, 121.47, false],
    ['31.23S 70.5W', -31.23, -70.5, false],
    ['-31.23, −70.5', -31.23, -70.5, false],
    ['北纬31.23 东经121.47', 31.23, 121.47, false],
    ['经度：121.47，纬度：31.23', 31.23, 121.47, true],
    ['lat=31.23&lng=121.47', 31.23, 121.47, false],
    ['31,23; 121,47', 31.23, 121.47, false],
    [`31°14'10.7"N 121°29'25.1"E`, 31.236306, 121.490306, false],
    ['31°14′10.7″N, 121°29′25.1″E', 31.236306, 121.490306, false],
    ['北纬31度14分10.7秒 东经121度29分25.1秒', 31.236306, 121.490306, false],
    ["33°51.5'S 151°12.9'E", -33.858333, 151.215, false],
    ['45, 80', 45, 80, false],
  ])('%s', (typed, lat, lng, swapped) => {
    const read = parseCoordinates(typed)
    if (!read.ok) throw new Error(read.code)
    expect(read.lat).toBeCloseTo(lat, 5)
    expect(read.lng).toBeCloseTo(lng, 5)
    expect(read.swapped).toBe(swapped)
  })

  it.each([
    ['', 'empty'],
    ['   ', 'empty'],
    ['31.23', 'unreadable'],
    ['31.23,121.47,5', 'unreadable'],
    ['上海市', 'unreadable'],
    ['N31.2 N121.4', 'unreadable'],
    ['31.23, 121.47 abc', 'unreadable'],
    [`31°74'N 121°E`, 'unreadable'],
    ['31.23, 200', 'outOfRange'],
    ['95N 20E', 'outOfRange'],
    [`${'9'.repeat(100_000)},1`, 'unreadable'],
  ])('refuses %#', (typed, code) => {
    expect(parseCoordinates(typed)).toEqual({ ok: false, code })
  })
})

describe('coordinates as others want them', () => {
  const positions = { gcj02: { lat: 31.23431794, lng: 121.49478361 }, wgs84: { lat: 31.236305, lng: 121.490317 } }

  it('writes them', () => {
    expect(formatCoordinates(positions.wgs84)).toBe('31.236305, 121.490317')
    expect(formatDegrees(positions.wgs84)).toBe('31°14′10.7″N 121°29′25.1″E')
    expect(formatDegrees({ lat: -33.99999999, lng: -0.00000001 })).toBe('34°00′00.0″S 0°00′00.0″E')
    expect(formatCoordinates({ lat: -0.0000001, lng: 0 })).toBe('0.000000, 0.000000')
  })

  it('opens 腾讯地图 in GCJ-02 and OpenStreetMap in WGS-84', () => {
    const url = new URL(tencentMapUrl(positions, '外滩:店;A&B', '中山东一路'))
    expect(url.origin + url.pathname).toBe('https://apis.map.qq.com/uri/v1/marker')
    expect(url.searchParams.get('marker')).toBe('coord:31.234318,121.494784;title:外滩 店 A B;addr:中山东一路')
    expect(new URL(tencentMapUrl(positions, '')).searchParams.get('marker')).toBe('coord:31.234318,121.494784;title:位置;addr:位置')
    expect(openStreetMapUrl(positions)).toBe('https://www.openstreetmap.org/?mlat=31.236305&mlon=121.490317#map=17/31.236305/121.490317')
  })

  it('writes the parameters of wx.openLocation in GCJ-02', () => {
    expect(JSON.parse(wxOpenLocation(positions, { name: '外滩店', scale: 25 }))).toEqual({
      latitude: 31.234318,
      longitude: 121.494784,
      name: '外滩店',
      scale: 18,
    })
  })

  it('measures distances', () => {
    expect(metresBetween({ lat: 31.236305, lng: 121.490317 }, { lat: 31.236305, lng: 121.490317 })).toBe(0)
    // Shanghai to Beijing, some 1,067 km.
    expect(metresBetween({ lat: 31.2304, lng: 121.4737 }, { lat: 39.9042, lng: 116.4074 }) / 1000).toBeCloseTo(1067, -1)
    expect(metresBetween({ lat: 0, lng: 179.9995 }, { lat: 0, lng: -179.9995 })).toBeCloseTo(111.2, 0)
  })
})

describe('the text of an address', () => {
  it('loses control characters, broken characters and needless blanks, and nothing else', () => {
    expect(withoutControls('\u0000 上海市\t\r\n 中山东一路 \ud83d 1号\u2028\ufeff')).toBe('上海市 中山东一路 1号')
    expect(withoutControls('🏨 Hôtel Ünïcode، شارع')).toBe('🏨 Hôtel Ünïcode، شارع')
    expect(withoutControls(' \u3000 ')).toBe('')
  })

  it.each([
    ['上海市黄浦区中山东一路1号', true],
    ['台北市信義區信義路五段7號', true],
    ['香港特别行政区中西区', true],
    ['Paris, 75001 上海里', true],
    ['日本东京都千代田区丸之内1-1', false],
    ['法国 巴黎 里沃利街', false],
    ['巴黎里沃利街, 法国', false],
    ['韓國首爾特別市', false],
    ['東京都千代田区丸の内1丁目', false],
    ['서울특별시 종로구 世宗路', false],
    ['200 S Mathilda Ave Sunnyvale CA', false],
    ['', false],
  ])('%s is taken for one at home: %s', (address, isHome) => {
    expect(isWrittenForHome(address)).toBe(isHome)
  })
})
