import { describe, expect, it } from 'vitest'
import { countSms, septetsOf, smsMessage } from './index'

/** The whole basic table of 3GPP TS 23.038 §6.2.1, row by row of the published chart, without the escape. */
const chart =
  '@Δ 0¡P¿p£_!1AQaq$Φ"2BRbr¥Γ#3CScsèΛ¤4DTdtéΩ%5EUeuùΠ&6FVfvìΨ\'7GWgwòΣ(8HXhxÇΘ)9IYiy\nΞ*:JZjzØ+;KÄkäøÆ,<LÖlö\ræ-=MÑmñÅß.>NÜnüåÉ/?O§oà'
const extension = '\f^{}\\[~]|€'

describe('the 7-bit alphabet', () => {
  it('has the 127 characters of the published chart, once each, and ten of the extension', () => {
    expect(new Set(chart).size).toBe(127)
    expect([...chart].filter((character) => septetsOf(character) !== 1)).toEqual([])
    expect([...extension].map(septetsOf)).toEqual(Array.from({ length: 10 }, () => 2))
    for (const none of ['`', 'ç', 'á', '中', '’', '–', '【', '\t']) expect(septetsOf(none), none).toBe(0)
  })
})

describe('segments', () => {
  it.each([
    ['', 0, 0, 160],
    ['a', 1, 1, 159],
    ['a'.repeat(160), 160, 1, 0],
    ['a'.repeat(161), 161, 2, 145],
    ['a'.repeat(306), 306, 2, 0],
    ['a'.repeat(307), 307, 3, 152],
    ['€', 2, 1, 158],
    ['€'.repeat(80), 160, 1, 0],
    ['€'.repeat(81), 162, 2, 143],
  ])('7-bit: %.12s… is %i units in %i', (text, units, segments, left) => {
    expect(countSms(text)).toMatchObject({ encoding: 'gsm7', units, segments, left, widening: [] })
  })

  it.each([
    ['中', 1, 1, 69],
    ['中'.repeat(70), 70, 1, 0],
    ['中'.repeat(71), 71, 2, 63],
    ['中'.repeat(134), 134, 2, 0],
    ['中'.repeat(135), 135, 3, 66],
    ['😀'.repeat(35), 70, 1, 0],
    ['😀'.repeat(36), 72, 2, 61],
  ])('UCS-2: %.6s… is %i units in %i', (text, units, segments, left) => {
    expect(countSms(text)).toMatchObject({ encoding: 'ucs2', units, segments, left })
  })

  it('cuts neither a pair nor an escaped character in two', () => {
    // 66 + an emoji would end at 68: it moves on, and one unit of the first part stays empty.
    expect(countSms(`${'中'.repeat(66)}😀${'中'.repeat(65)}`)).toMatchObject({ units: 133, segments: 2, left: 0 })
    expect(countSms(`${'中'.repeat(66)}😀${'中'.repeat(66)}`)).toMatchObject({ units: 134, segments: 3 })
    expect(countSms(`${'a'.repeat(152)}€${'a'.repeat(152)}`)).toMatchObject({ units: 306, segments: 3 })
  })

  it('says which characters widen a text, and counts as a person does', () => {
    expect(countSms('Caf\u0065\u0301 ok ’')).toMatchObject({ encoding: 'ucs2', characters: 9, widening: ['\u0301', '’'] })
    expect(countSms('👨‍👩‍👧')).toMatchObject({ characters: 1, units: 8 })
  })

  it('follows other numbers of an operator', () => {
    expect(countSms('中'.repeat(70), { ucs2Single: 64, ucs2Part: 60 })).toMatchObject({ segments: 2, left: 50 })
  })
})

describe('a message', () => {
  const short = 'https://s.example/aB3x'
  const codes = (template: string, link = short) => smsMessage(template, link).warnings.map(({ code }) => code)

  it('is filled, signed and counted as a whole', () => {
    const { text, signature, warnings, segments } = smsMessage('【云栖酒店】房券已到账 {{link}} 回T退订', short)
    expect(text).toBe(`【云栖酒店】房券已到账 ${short} 回T退订`)
    expect({ signature, warnings, segments }).toEqual({ signature: '云栖酒店', warnings: [], segments: 1 })
    expect(smsMessage('房券已到账 {{ link }} 【云栖酒店】', short).signature).toBe('云栖酒店')
    expect(smsMessage('{{link}}', 'a$&b').text).toBe('a$&b')
  })

  it('warns of what goes wrong on phones and at operators', () => {
    expect(codes('【云栖】看 {{link}} 。', 'weixin://dl/business/?appid=wx1')).toContain('notTappable')
    expect(codes('【云栖】看 weixin://dl/x {{link}} ')).toContain('schemeInText')
    expect(codes('【云栖】看 {{link}} ', `https://s.example/${'x'.repeat(60)}`)).toContain('linkLong')
    expect(codes('房券 {{link}} ')).toEqual(['signatureMissing'])
    expect(codes('【云】看 {{link}} ')).toEqual(['signatureForm'])
    expect(codes('【云栖】看')).toEqual(['linkMissing'])
    expect(codes('【云栖】看{{link}}，快来')).toEqual(['linkGlued'])
    expect(codes('【云栖】abc{{link}} ')).toEqual(['linkGlued'])
    expect(codes('【云栖】看 {{link}} 给{{name}}')).toEqual(['placeholderLeft'])
    expect(codes('【云栖】看 {{link}} 【退订】')).toEqual(['signatureTwice'])
    expect(codes(`【云栖】${'长'.repeat(60)} {{link}} `)).toEqual(['manySegments'])
    expect(codes('', '')).toEqual([])
  })
})
