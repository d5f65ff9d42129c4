import { describe, expect, it } from 'vitest'
import { placeOn } from './placement'

const main = { x: 0, y: 25, width: 1920, height: 1015 }
const right = { x: 1920, y: 0, width: 2560, height: 1400 }

describe('where a window goes', () => {
  it('is where it was', () => {
    const place = { x: 2000, y: 100, width: 1300, height: 800 }
    expect(placeOn([main, right], place)).toEqual(place)
  })

  it('is the main display when its own was unplugged', () => {
    expect(placeOn([main], { x: 2000, y: 100, width: 1300, height: 800 })).toEqual({
      x: 240,
      y: 83,
      width: 1440,
      height: 900,
    })
  })

  it('is moved and made smaller until it fits', () => {
    expect(placeOn([main], { x: 1000, y: 600, width: 3000, height: 700 })).toEqual({
      x: 0,
      y: 340,
      width: 1920,
      height: 700,
    })
  })

  it('never has its title bar above the display', () => {
    expect(placeOn([main], { x: 100, y: 10, width: 1200, height: 700 }).y).toBe(25)
  })

  it('keeps its smallest size, also on a display that is smaller', () => {
    expect(placeOn([main], { x: 0, y: 25, width: 300, height: 100 })).toMatchObject({ width: 1024, height: 640 })
    const small = { x: 0, y: 0, width: 800, height: 600 }
    expect(placeOn([small], undefined)).toEqual({ x: 0, y: 0, width: 1024, height: 640 })
  })

  it('is somewhere even where no display is known', () => {
    expect(placeOn([], undefined)).toEqual({ x: 0, y: 0, width: 1440, height: 900 })
  })
})
