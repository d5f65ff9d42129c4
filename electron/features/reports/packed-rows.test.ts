import { describe, expect, it } from 'vitest'
import { PackedRows } from './packed-rows'

const row = (n: number) => [`4200${n}`, n, null]
const numbers = Array.from({ length: 45 }, (_, n) => row(n))

/** Pages of 20, 20 and 5. */
function packed(): PackedRows {
  const rows = new PackedRows()
  for (const from of [0, 20, 40]) rows.add(numbers.slice(from, from + 20))
  rows.add([])
  return rows
}

describe('packed rows', () => {
  it('are given whole and in order, more than once', () => {
    const rows = packed()
    expect(rows).toHaveLength(45)
    expect([...rows]).toEqual(numbers)
    expect([...rows]).toEqual(numbers)
  })

  it.each([[0, 45], [0, 1], [19, 21], [20, 40], [39, 45], [44, 99], [45, 60], [7, 7], [30, 10]])('from %i to %i are those of an array', (from, to) => {
    const part = packed().slice(from, to)
    expect([...part]).toEqual(numbers.slice(from, to))
    expect(part).toHaveLength(numbers.slice(from, to).length)
    expect([...part.slice(1, 3)]).toEqual(numbers.slice(from, to).slice(1, 3))
  })
})
