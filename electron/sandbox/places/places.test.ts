import { describe, expect, it } from 'vitest'
import { fromGcj02, toGcj02 } from '../tencent-location/gcj02'
import { cities, findAddress, metresBetween, placeAt, scattered } from './index'

const found = (address: string) => {
  const place = findAddress(address, () => true, true)
  if (!place || place === 'noCity') throw new Error(`${address}: ${String(place)}`)
  return place
}

describe('the gazetteer', () => {
  it('has places that lie in their cities, each once', () => {
    const spots = cities.flatMap((city) => city.spots.map((spot) => ({ city, spot })))
    expect(cities.length + spots.length).toBeGreaterThan(150)
    expect(new Set(cities.map(({ name }) => name.latin)).size).toBe(cities.length)
    for (const { city, spot } of spots) expect(metresBetween(city.at, spot.at), spot.name.latin).toBeLessThan(45_000)
    for (const { city, spot } of spots) expect(placeAt(spot.at)).toMatchObject({ city, spot, metres: 0 })
  })

  it.each([
    ['上海市南京东路20号和平饭店', 'Shanghai', 'spot'], ['広東省 広州 廣州'.replace('広州 廣州', '广州市'), 'Guangzhou', 'made'], ['Ｔｏｋｙｏ　東京都千代田区内幸町1', 'Tokyo', 'spot'],
    ['10 Downing Street, London', 'London', 'spot'], ['Berlin Street 5, Sydney', 'Sydney', 'made'], ['Zurich, TALSTRASSE 1', 'Zürich', 'spot'], ['Talstraße 15, Zürich', 'Zürich', 'number'],
    ['5th Avenue, New York', 'New York', 'street'], ['巴黎', 'Paris', 'city'], ['拉萨市北京中路35号', 'Lhasa', 'spot'],
  ])('%s is in %s: %s', (address, city, fineness) => {
    expect(found(address)).toMatchObject({ fineness, city: { name: { latin: city } } })
  })

  it('puts what it does not know to the same point near the city every time', () => {
    const one = found('成都市高新区天府三街198号')
    expect(one).toMatchObject({ fineness: 'made', street: '天府三街', number: '198' })
    expect(found('成都市高新区天府三街198号').at).toEqual(one.at)
    expect(found('成都市高新区天府三街199号').at).not.toEqual(one.at)
    const metres = metresBetween(one.at, one.city.at)
    expect(metres > 399 && metres < 6001).toBe(true)
    expect(findAddress('月亮背面 1 号', () => true, true)).toBe('noCity')
    expect(findAddress('nowhere, Paris', () => true, true)).toBeUndefined()
  })

  it('scatters evenly within its bounds', () => {
    const from = { lat: 52, lng: 13 }
    const metres = Array.from({ length: 500 }, (_, n) => metresBetween(from, scattered(from, `address ${n}`, 10, 60)))
    expect([Math.min(...metres) < 15, Math.max(...metres) > 55, metres.every((one) => one > 9.9 && one < 60.1)]).toEqual([true, true, true])
  })
})

/** Vectors of geocoding-and-face §11: latitude and longitude, WGS-84 and GCJ-02. */
describe('the offset of mainland maps', () => {
  it.each([
    [39.909187, 116.397451, 39.9105905, 116.4036946], [31.236305, 121.490317, 31.2343179, 121.4947836], [23.106414, 113.32452, 23.1038122, 113.3299412],
    [43.825592, 87.616848, 43.8267974, 87.619698], [29.646923, 91.117212, 29.6442151, 91.1187723],
  ])('%f %f', (lat, lng, movedLat, movedLng) => {
    const there = toGcj02({ lat, lng })
    expect([there.lat.toFixed(7), there.lng.toFixed(7)]).toEqual([movedLat.toFixed(7), movedLng.toFixed(7)])
    expect(metresBetween(fromGcj02(there), { lat, lng })).toBeLessThan(0.001)
  })
})
