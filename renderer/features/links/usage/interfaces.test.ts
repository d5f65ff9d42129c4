import { expect, it } from 'vitest'
import { ridIn } from './interfaces'

it('finds a request id in what was pasted', () => {
  const rid = '6512a0b1-1f2e3d4c-5b6a7988'
  expect(ridIn(rid)).toBe(rid)
  expect(ridIn(`reach max api day frequence limit rid: ${rid}`)).toBe(rid)
  expect(ridIn('6512a0b1-1f2e3d4c')).toBeUndefined()
  expect(ridIn('')).toBeUndefined()
})
