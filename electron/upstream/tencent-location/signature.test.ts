import { describe, expect, it } from 'vitest'
import { expectedSignature, parametersOf } from '../../sandbox/tencent-location/wire'
import { tencentSignature } from './signature'

const sk = 'TESTSECRETKEY0000000000000000000'
const key = 'AAAAA-BBBBB-CCCCC-DDDDD-EEEEE-FFFFF'
const path = '/ws/geocoder/v1/'
const abroad = { address: '200 S Mathilda Ave Sunnyvale CA', oversea: '1', language: 'en', key }

describe('the signature (vectors of geocoding-and-face §11)', () => {
  it.each([
    [path, { key, policy: '1', address: '北京市海淀区彩和坊路海淀西大街74号' }, '63b54806be0fbe412dae77e3789ed766'],
    [path, abroad, '3d2a9f72723286c9f88092f030a8c95c'],
    ['/ws/geocoder/v1', abroad, '6e388b59f6c6ca7f0d714aa7f79d7c42'],
  ])('%s %j', (at, values, wanted) => {
    expect(tencentSignature(at, values, sk)).toBe(wanted)
    // The stand-in verifies with code of its own, from what comes over the wire.
    const wire = Object.entries(values).map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
    expect(expectedSignature(at, parametersOf(`${at}?${wire.join('&')}&sig=x`) ?? [], sk)).toBe(wanted)
  })

  it('of encoded values, the usual mistake, is another one', () => {
    expect(tencentSignature(path, { ...abroad, address: new URLSearchParams({ a: abroad.address }).toString().slice(2) }, sk)).toBe('e0f3bec1b902475daec548dca7b4dc51')
  })
})
