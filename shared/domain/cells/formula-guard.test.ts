import { describe, expect, it } from 'vitest'
import { guardFormula, unguardFormula } from './formula-guard'

describe('guardFormula', () => {
  it.each([
    '=HYPERLINK("http://x")',
    '+1',
    '+8613800000000',
    '+86-138-0000-0000',
    '-2+3+cmd|" /C calc"!A0',
    '- 备注',
    '@SUM(A1)',
    '\t=1',
    '\r=1',
    '\n=1',
    ' =1',
    '\u3000=1',
    '\uFEFF=1',
    '＝1+1',
    '＋1',
    '－1',
    '＠x',
    "'=1",
    "''-5",
  ])('puts an apostrophe before %j and takes it off again', (text) => {
    expect(guardFormula(text)).toBe(`'${text}`)
    expect(unguardFormula(guardFormula(text))).toBe(text)
  })

  it.each(['-12.50', '-8%', '-5', '12', 'a=b', '', ' ', '2026-11-22', "'hello", 'pages/a?x=1', "it's"])(
    'leaves %j as it is, both ways',
    (text) => {
      expect(guardFormula(text)).toBe(text)
      expect(unguardFormula(text)).toBe(text)
    },
  )
})
