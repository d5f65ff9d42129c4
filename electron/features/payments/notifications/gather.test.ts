import { describe, expect, it } from 'vitest'
import { Gather } from './gather'

describe('gathering', () => {
  it('hands over in one go what came meanwhile, and gives each its own answer', async () => {
    const hands: number[][] = []
    let open: () => void = () => undefined
    const gate = new Promise<void>((resolve) => (open = resolve))
    const gather = new Gather<number, number>(async (items) => {
      hands.push(items)
      await gate
      return items.map((item) => item * 2)
    })
    const results = Promise.all([1, 2, 3, 4].map((item) => gather.add(item)))
    open()
    expect(await results).toEqual([2, 4, 6, 8])
    expect(hands).toEqual([[1], [2, 3, 4]])
  })

  it('tells all of a hand-over that failed, and goes on', async () => {
    let fail = true
    const gather = new Gather<number, number>((items) => (fail ? Promise.reject(new Error('disk full')) : Promise.resolve(items)))
    await expect(Promise.all([gather.add(1), gather.add(2)])).rejects.toThrow('disk full')
    fail = false
    expect(await gather.add(3)).toBe(3)
  })
})
