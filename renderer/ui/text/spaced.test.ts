import { expect, it } from 'vitest'
import { spaced } from './spaced'

it.each([
  ['生成URL Link', '生成 URL Link'],
  ['生成加密 Scheme', '生成加密 Scheme'],
  ['生成小程序短链', '生成小程序短链'],
  ['Make URL Link', 'Make URL Link'],
  ['NFC标签', 'NFC 标签'],
])('%s reads %s', (text, shown) => {
  expect(spaced(text)).toBe(shown)
})
