import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compareNames } from './compare'

describe('company names', () => {
  it.each([
    ['Seine Hotels Ltd', 'Seine Hotels Ltd', 'identical', []],
    ['Seine Hotels Ltd', 'SEINE  HOTELS LTD.', 'form', ['case', 'spaces', 'punctuation']],
    ['上海来一间（酒店）管理有限公司', '上海来一间(酒店)管理有限公司', 'form', ['width']],
    ['Seine Hotels Ltd', 'Seine Hotels Limited', 'manual', ['legalForm']],
    ['PayPro B.V.', 'PayPro BV', 'form', ['punctuation']],
    ['Café du Lac SARL', 'Cafe du Lac S.A.R.L.', 'manual', ['punctuation', 'legalForm']],
    ['来一间酒店有限公司', '来一间酒店有限责任公司', 'manual', ['legalForm']],
    ['Seine Hotels Ltd', 'Seine Hostels Ltd', 'different', []],
    ['', 'Seine', 'different', ['empty']],
  ])('%s / %s: %s', (first, second, verdict, codes) => {
    const result = compareNames(first, second)
    expect(result.verdict).toBe(verdict)
    expect(result.notes.map(({ code }) => code)).toEqual(codes)
  })

  it('names a letter that only looks the same, and one that cannot be seen', () => {
    const cyrillic = compareNames('Seine Hotels', 'Sеine Hotels')
    expect(cyrillic.verdict).toBe('different')
    expect(cyrillic.notes).toEqual([{ code: 'lookalike', params: { which: 'second' } }])
    expect(cyrillic.diff).toEqual([
      { kind: 'same', text: 'S' },
      { kind: 'first', text: 'e' },
      { kind: 'second', text: 'е' },
      { kind: 'same', text: 'ine Hotels' },
    ])
    expect(compareNames('Seine', 'Sei\u200bne')).toMatchObject({ verdict: 'form', notes: [{ code: 'invisible' }] })
  })

  it('loses no character of either name in the diff', () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 60 })
    fc.assert(
      fc.property(text, text, (a, b) => {
        const { diff, verdict } = compareNames(a, b)
        const without = (kind: string) => diff.filter((piece) => piece.kind !== kind).map((piece) => piece.text).join('')
        expect(without('second')).toBe(a.normalize('NFC'))
        expect(without('first')).toBe(b.normalize('NFC'))
        if (verdict === 'identical') expect(diff.every(({ kind }) => kind === 'same')).toBe(true)
      }),
      { numRuns: 300 },
    )
  })

  it('is the same either way round', () => {
    const text = fc.stringMatching(/^[A-Za-z .,()有限公司Ltd]{0,20}$/u)
    fc.assert(
      fc.property(text, text, (a, b) => {
        expect(compareNames(a, b).verdict).toBe(compareNames(b, a).verdict)
      }),
    )
  })
})
