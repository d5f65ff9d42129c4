import { createHash, createHmac } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { secretMark, supayText, supayToken, twoPayNowSignature, twoPayNowText, withSecret, yabandFields, yabandSignature, yabandText } from './index'

const name = fc.string({ unit: fc.constantFrom(...'abAB01_'), minLength: 1, maxLength: 6 }).filter((one) => one !== 'sign' && one !== 'data')
const value = fc.string({ unit: 'grapheme', maxLength: 12 })
const fields = fc.dictionary(name, value, { noNullPrototype: true })

describe('YabandPay', () => {
  it('signs envelope and data as one map, sorted by name, raw', () => {
    const data = { sub_pay_method: 'WeChat Pay', order_id: 'A-1', amount: '24.90', notify_url: 'https://shop.example/n?a=1', empty: '' }
    const text = yabandText(yabandFields({ user: '10086', method: 'v3.CreatePayments', time: '1782777600' }, data))
    expect(text.text).toBe(
      'amount=24.90&method=v3.CreatePayments&notify_url=https://shop.example/n?a=1&order_id=A-1&sub_pay_method=WeChat Pay&time=1782777600&user=10086',
    )
    const signature = yabandSignature(text, '0123456789abcdef0123456789abcdef')
    expect(signature).toMatch(/^[0-9a-f]{64}$/u)
    expect(signature).toBe(createHmac('sha256', '0123456789abcdef0123456789abcdef').update(text.text).digest('hex'))
  })

  it('sorts names, not `name=value`: a name that begins another comes first whatever follows', () => {
    // As texts, `a1=x` would stand before `a=x`, because `1` is less than `=`.
    expect(yabandText({ a1: 'x', a: 'x', B: 'x' }).text).toBe('B=x&a=x&a1=x')
    fc.assert(
      fc.property(fields, (given) => {
        const names = Object.keys(given).sort((a, b) => (a < b ? -1 : 1))
        expect(yabandText(given, 'keep').text).toBe(names.map((one) => `${one}=${given[one] ?? ''}`).join('&'))
      }),
    )
  })

  it('leaves empty values and the signature itself out, and can keep the empty ones', () => {
    expect(yabandText({ b: '', a: '1', sign: 'x', data: 'y' }).text).toBe('a=1')
    expect(yabandText({ b: '', a: '1', sign: 'x' }, 'keep').text).toBe('a=1&b=')
    fc.assert(
      fc.property(fields, fields, (given, more) => {
        const empties = Object.fromEntries(Object.keys(more).filter((one) => !(one in given)).map((one) => [one, '']))
        expect(yabandText({ ...given, ...empties }).text).toBe(yabandText(given).text)
      }),
    )
  })

  it('gives the same digest as Node for any text', () => {
    fc.assert(
      fc.property(fields, fc.string({ minLength: 1 }), (given, key) => {
        const text = yabandText(given)
        expect(yabandSignature(text, key)).toBe(createHmac('sha256', key).update(text.text).digest('hex'))
      }),
    )
  })
})

describe('2PayNow', () => {
  it('gives the signature of the published notification (T-test)', () => {
    const text = twoPayNowText({ function: 'precreate', mid: '4002563369', timestamp: '1571034662245' })
    expect(twoPayNowSignature(text, 'zG93Cv85BCCp2h')).toBe('4f83e30f527ff4ed0fc9c03185f43f97')
    expect(text.text).toBe(`precreate40025633691571034662245${secretMark}`)
  })
})

describe('SuPay', () => {
  const given = { merchant_id: '100', merchant_trade_no: 'N1', total_amount: '12.00', org_merchant_trade_no: 'O1', notice_id: '9', more: 'x' }
  it('has a fixed list for each call, the secret inside', () => {
    const texts = (['create', 'query', 'refund', 'notification'] as const).map((call) => withSecret(supayText(call, given), 'S'))
    expect(texts).toEqual([
      'merchant_id=100&authentication_code=S&merchant_trade_no=N1&total_amount=12.00',
      'merchant_id=100&authentication_code=S&merchant_trade_no=N1',
      'merchant_id=100&authentication_code=S&merchant_trade_no=N1&org_merchant_trade_no=O1&total_amount=12.00',
      'notice_id=9&merchant_trade_no=N1&authentication_code=S',
    ])
    expect(supayToken(supayText('query', given), 'S')).toBe(createHash('md5').update(texts[1] ?? '').digest('hex'))
  })
  it('never shows the secret in text or steps', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), (code) => {
        const text = supayText('create', { ...given, authentication_code: `SECRET${code}` })
        expect(JSON.stringify(text)).not.toContain('SECRET')
      }),
    )
  })
})
