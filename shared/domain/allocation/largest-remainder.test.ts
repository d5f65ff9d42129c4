import fc from 'fast-check'
import { expect, test } from 'vitest'
import { largestRemainder } from '.'

test('what is left goes to the largest remainders, equal ones in order', () => {
  expect(largestRemainder(100, [1, 1, 1])).toEqual([34, 33, 33])
  expect(largestRemainder(101, [50, 30, 21])).toEqual([50, 30, 21])
  expect(largestRemainder(10, [1, 2, 4])).toEqual([1, 3, 6])
  expect(largestRemainder(-100, [1, 1, 1])).toEqual([-34, -33, -33])
  expect(largestRemainder(7, [0, 0])).toEqual([7, 0])
  expect(largestRemainder(7, [-5, 3])).toEqual([0, 7])
  expect(largestRemainder(7, [])).toEqual([])
})

test('parts add up to the whole, none is further than one minor unit from its share', () => {
  fc.assert(
    fc.property(fc.integer({ min: -1_000_000_000, max: 1_000_000_000 }), fc.array(fc.nat(1_000_000_000), { minLength: 1, maxLength: 40 }), (total, weights) => {
      const parts = largestRemainder(total, weights)
      expect(parts.reduce((a, b) => a + b, 0)).toBe(total)
      const sum = weights.reduce((a, b) => a + b, 0)
      if (sum > 0) parts.forEach((part, index) => expect(Math.abs(part - (total * (weights[index] ?? 0)) / sum)).toBeLessThan(1.000001))
    }),
  )
})
