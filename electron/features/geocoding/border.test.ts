import { resolve } from 'node:path'
import { metresBetween } from '@shared/domain/coordinates'
import { describe, expect, it } from 'vitest'
import { createBorder } from './border'
import { createConversion } from './conversion'

const border = createBorder(resolve(import.meta.dirname, '../../../resources'))
await border.ready()
const conversion = createConversion(border)

const points = {
  mainland: {
    Tiananmen: [39.909187, 116.397451],
    'Shanghai Bund': [31.236305, 121.490317],
    'Guangzhou Tower': [23.106414, 113.32452],
    Urumqi: [43.825592, 87.616848],
    Lhasa: [29.646923, 91.117212],
    'Luohu port': [22.5321, 114.1135],
    'Luohu, Dongmen': [22.5466, 114.119],
    'Futian port': [22.5163, 114.0655],
    'Huanggang port': [22.5215, 114.0705],
    'Shenzhen Bay port': [22.5045, 113.9455],
    Shekou: [22.4785, 113.9155],
    'Shatoujiao port': [22.5545, 114.229],
    Yantian: [22.5765, 114.2725],
    'Zhuhai Gongbei port': [22.2195, 113.5495],
    'Zhuhai Hengqin port': [22.1423, 113.5437],
    'Zhuhai, Jida': [22.2465, 113.5806],
    'Zhuhai, Wanzai': [22.2037, 113.5255],
    'Xiamen, Gulangyu': [24.4476, 118.0665],
    'Xiamen, Wutong ferry': [24.5283, 118.1985],
    'Xiamen, Zengcuoan': [24.427, 118.121],
    'Dandong, broken bridge': [40.1185, 124.3925],
    'Dandong station': [40.1228, 124.3815],
    "Ji'an": [41.1265, 126.1842],
    'Tumen port': [42.9648, 129.848],
    Hunchun: [42.8625, 130.366],
    Suifenhe: [44.4125, 131.1555],
    Heihe: [50.2445, 127.4995],
    Fuyuan: [48.364, 134.2925],
    'Hekou town': [22.513, 103.963],
    Dongxing: [21.5425, 107.9705],
    Pingxiang: [22.095, 106.757],
    Ruili: [24.0125, 97.8525],
    'Ruili, Jiegao': [23.9895, 97.8845],
    Mohan: [21.1935, 101.69],
    Manzhouli: [49.598, 117.378],
    Erenhot: [43.653, 111.978],
    'Khorgos town': [44.212, 80.4125],
    Alashankou: [45.17, 82.572],
    Kashgar: [39.4704, 75.9898],
    Zhangmu: [27.9905, 85.9825],
    Gyirong: [28.855, 85.298],
    'Zhoushan, Putuo': [29.9765, 122.386],
    'Zhoushan, Shengsi': [30.7265, 122.4515],
    'Zhoushan, Dongji': [30.194, 122.691],
    'Zhoushan, Yangshan deep-water port': [30.6225, 122.066],
    'Sanya, Wuzhizhou': [18.3125, 109.763],
    'Sanya, Phoenix island': [18.2445, 109.4945],
    'Haikou, Xinhai port': [20.056, 110.158],
    'Weihai, Liugong island': [37.5015, 122.1935],
    'Weihai, Chengshantou': [37.3955, 122.701],
    Chongming: [31.6265, 121.3965],
    'Chongming, Hengsha': [31.347, 121.8355],
    'Pudong airport, sea side': [31.145, 121.835],
    'Dalian, Zhangzidao': [39.0345, 122.7355],
    'Qingdao, pier': [36.0545, 120.3165],
    'Yantai, Changdao': [37.915, 120.735],
    'Pingtan, 68 miles': [25.644, 119.917],
    Weizhou: [21.0335, 109.115],
    'Xisha, Yongxing': [16.8335, 112.338],
    'Zhuhai, Wanshan Guishan': [22.142, 113.824],
  },
  elsewhere: {
    Seoul: [37.5665, 126.978],
    Hanoi: [21.0285, 105.8542],
    Bangkok: [13.7563, 100.5018],
    Manila: [14.5995, 120.9842],
    Singapore: [1.2903, 103.8519],
    Osaka: [34.6937, 135.5023],
    Vladivostok: [43.1155, 131.8855],
    Kathmandu: [27.7172, 85.324],
    'Hong Kong, Central': [22.2819, 114.1583],
    'Hong Kong airport': [22.308, 113.9185],
    'Lo Wu station': [22.528, 114.1131],
    'Lok Ma Chau station': [22.5142, 114.0656],
    'Sheung Shui': [22.5013, 114.128],
    'Yuen Long, Tin Shui Wai': [22.457, 114.004],
    'Tuen Mun': [22.391, 113.972],
    'Sha Tau Kok': [22.5445, 114.2235],
    'Ping Chau': [22.543, 114.435],
    'Macau, Border gate': [22.2145, 113.5488],
    'Macau, Senado square': [22.1937, 113.5399],
    'Macau, Cotai': [22.1465, 113.561],
    'Macau, Coloane village': [22.1165, 113.5515],
    Taipei: [25.033, 121.5654],
    Kaohsiung: [22.6273, 120.3014],
    'Kinmen, Jincheng': [24.4325, 118.317],
    'Kinmen, Shuitou pier': [24.4155, 118.2885],
    'Kinmen, Lieyu': [24.4335, 118.235],
    'Matsu, Nangan': [26.1595, 119.939],
    'Matsu, Dongyin': [26.365, 120.489],
    Penghu: [23.5655, 119.566],
    Sinuiju: [40.1006, 124.3985],
    Manpo: [41.1545, 126.2865],
    Namyang: [42.956, 129.8635],
    Khasan: [42.4295, 130.645],
    Pogranichny: [44.4045, 131.387],
    Blagoveshchensk: [50.258, 127.536],
    Khabarovsk: [48.4802, 135.0719],
    'Lao Cai station': [22.4925, 103.9725],
    'Mong Cai': [21.528, 107.965],
    'Dong Dang': [21.944, 106.698],
    Muse: [23.9855, 97.904],
    Boten: [21.184, 101.677],
    Zabaykalsk: [49.652, 117.327],
    'Zamyn-Uud': [43.713, 111.904],
    Zharkent: [44.162, 80.0],
    Dostyk: [45.253, 82.485],
    Sost: [36.69, 74.82],
    Kodari: [27.972, 85.962],
    Jeju: [33.4996, 126.5312],
    Fukuoka: [33.5902, 130.4017],
    Baengnyeong: [37.966, 124.665],
    'Bach Long Vi': [20.133, 107.727],
  },
} as const

describe('the mainland by its outline', () => {
  it.each(Object.entries(points.mainland))('%s is in it', (_name, [lat, lng]) => {
    expect(border.isMainland({ lat, lng })).toBe(true)
  })

  it.each(Object.entries(points.elsewhere))('%s is not', (_name, [lat, lng]) => {
    const at = { lat, lng, datum: 'wgs84' } as const
    expect(border.isMainland(at)).toBe(false)
    expect(conversion.of(at)).toEqual({ wgs84: at, gcj02: { ...at, datum: 'gcj02' }, bd09: { ...at, datum: 'bd09' }, mainland: false })
  })
  it('what a provider declares is the stronger word', () => {
    const luohu = { lat: 22.5290, lng: 114.1185, datum: 'gcj02' } as const
    expect(conversion.declared(luohu, 'CHN').mainland).toBe(true)
    expect(conversion.declared(luohu, 'HKG')).toMatchObject({ mainland: false, wgs84: { lat: luohu.lat, lng: luohu.lng } })
    // Abroad a provider's word does not move anything either.
    expect(conversion.declared({ lat: 25.033, lng: 121.5654, datum: 'wgs84' }, 'CHN').mainland).toBe(false)
  })

  it('answers thousands a second', () => {
    const all = [...Object.values(points.mainland), ...Object.values(points.elsewhere)]
    const started = performance.now()
    for (let round = 0; round < 100; round += 1) for (const [lat, lng] of all) border.isMainland({ lat, lng })
    expect((all.length * 100) / (performance.now() - started)).toBeGreaterThan(5)
  })
})

describe('published reference points', () => {
  it.each([
    ['Tiananmen', [116.397451, 39.909187], [116.4036946, 39.9105905], [116.4100672, 39.9169298]],
    ['Shanghai Bund', [121.490317, 31.236305], [121.4947836, 31.2343179], [121.5013927, 31.2399717]],
    ['Guangzhou Tower', [113.32452, 23.106414], [113.3299412, 23.1038122], [113.3364973, 23.1095175]],
    ['Urumqi', [87.616848, 43.825592], [87.619698, 43.8267974], [87.6261481, 43.8329413]],
    ['Lhasa', [91.117212, 29.646923], [91.1187723, 29.6442151], [91.1253159, 29.6500953]],
    ['of gcoord itself', [116.403988, 39.914266], undefined, [116.41661560068297, 39.92196580126834]],
    ['of coordtransform', [116.404, 39.915], [116.41024449916938, 39.91640428150164], undefined],
  ] as const)('%s', (_name, [lng, lat], gcj, bd) => {
    const all = conversion.of({ lat, lng, datum: 'wgs84' })
    for (const [datum, published] of [['gcj02', gcj], ['bd09', bd]] as const) {
      if (!published) continue
      expect(all[datum].lng).toBeCloseTo(published[0], 6)
      expect(all[datum].lat).toBeCloseTo(published[1], 6)
      const back = conversion.of(all[datum])
      expect(metresBetween(back.wgs84, { lat, lng })).toBeLessThan(0.5)
      expect(back.mainland).toBe(true)
    }
  })

  it('GCJ-02 to WGS-84 as gcoord publishes it', () => {
    const { wgs84 } = conversion.of({ lat: 45, lng: 123, datum: 'gcj02' })
    expect(wgs84.lng).toBeCloseTo(122.99395597, 7)
    expect(wgs84.lat).toBeCloseTo(44.99804071, 7)
  })
})
