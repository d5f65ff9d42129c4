import { createHash, createHmac } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Formatter, Hash } from 'wechatpay-axios-plugin'
import { secretMark } from './types'
import { wechatPayV2MiniProgramFields, wechatPayV2Signature, wechatPayV2SignTypeOf, wechatPayV2Text } from './wechatpay-v2'

/** Published by WeChat (payment-providers §7.2, V2-sign). */
const published = {
  appid: 'wxd930ea5d5a258f4f',
  mch_id: '10000100',
  device_info: '1000',
  body: 'test',
  nonce_str: 'ibuaiVcKdpRxkhJA',
}
const key = '192006250b4c09247ec02edce69f6a2d'

const fields = fc.dictionary(
  fc.stringMatching(/^[a-z][a-z_0-9$]{0,12}$/u).filter((name) => name !== 'sign'),
  fc.string({ unit: 'grapheme', maxLength: 20 }),
  { maxKeys: 12 },
)

describe('signing of WeChat Pay v2', () => {
  it('gives the published example', () => {
    const canonical = wechatPayV2Text(Object.entries(published))
    expect(canonical.text).toBe(
      `appid=wxd930ea5d5a258f4f&body=test&device_info=1000&mch_id=10000100&nonce_str=ibuaiVcKdpRxkhJA&key=${secretMark}`,
    )
    expect(wechatPayV2Signature(canonical, key, 'MD5')).toBe('9A0A8659F005D6984697E2CA0A9CF3B7')
  })

  it('leaves out empty values and the signature, keeps "0", and says so step by step', () => {
    const canonical = wechatPayV2Text(Object.entries({ b: '0', a: '', sign: 'X', c: 'x=1&y' }))
    expect(canonical.text).toBe(`b=0&c=x=1&y&key=${secretMark}`)
    expect(canonical.steps).toEqual([
      { rule: 'leaveOutEmpty', field: 'a' },
      { rule: 'leaveOutSign', field: 'sign' },
      { rule: 'sortByName', value: 'b, c' },
      { rule: 'joinPairs', value: 'b=0&c=x=1&y' },
      { rule: 'appendKey' },
    ])
  })

  it('sorts by name and not by the joined pair', () => {
    // As pairs `fee0=…` would come before `fee=…`, because "0" is below "=".
    expect(wechatPayV2Text(Object.entries({ fee0: '1', fee: '2' })).text).toMatch(/^fee=2&fee0=1&/u)
  })

  it('is the same in whatever order and whatever else is empty; one more field or another value changes it', () => {
    fc.assert(
      fc.property(fields, fc.constantFrom('MD5' as const, 'HMAC-SHA256' as const), (given, type) => {
        const sign = (entries: [string, string][]) => wechatPayV2Signature(wechatPayV2Text(entries), key, type)
        const entries = Object.entries(given)
        const one = sign(entries)
        expect(sign([...entries.toReversed(), ['zz_empty', ''], ['sign', one]])).toBe(one)
        expect(sign([...entries, ['zz_unknown', '0']])).not.toBe(one)
        expect(wechatPayV2SignTypeOf(one)).toBe(type)
      }),
    )
  })

  it("agrees with Node's digests and with the published client library", () => {
    fc.assert(
      fc.property(fields, fc.stringMatching(/^[A-Za-z0-9]{32}$/u), (given, secret) => {
        const canonical = wechatPayV2Text(Object.entries(given))
        const text = canonical.text.replace(secretMark, secret)
        expect(wechatPayV2Signature(canonical, secret, 'MD5')).toBe(createHash('md5').update(text).digest('hex').toUpperCase())
        expect(wechatPayV2Signature(canonical, secret, 'HMAC-SHA256')).toBe(createHmac('sha256', secret).update(text).digest('hex').toUpperCase())
        expect(text).toBe(`${Formatter.queryStringLike(Formatter.ksort(given))}&key=${secret}`)
        for (const type of ['MD5', 'HMAC-SHA256'] as const)
          expect(wechatPayV2Signature(canonical, secret, type)).toBe(Hash.sign(type, given, secret))
      }),
    )
  })

  it('signs what a mini program pays with, in camel case', () => {
    const entries = wechatPayV2MiniProgramFields({ appId: 'wx1', timeStamp: '1414561699', nonceStr: 'n', prepayId: 'wx20', signType: 'MD5' })
    expect(wechatPayV2Text(entries).text).toBe(`appId=wx1&nonceStr=n&package=prepay_id=wx20&signType=MD5&timeStamp=1414561699&key=${secretMark}`)
  })

  it('knows the digest by the length of the signature and nothing else', () => {
    expect(['', 'x', 'a'.repeat(32), 'A'.repeat(33)].map(wechatPayV2SignTypeOf)).toEqual([undefined, undefined, undefined, undefined])
  })
})
