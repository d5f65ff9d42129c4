import { inflateSync } from 'node:zlib'
import jsQR from 'jsqr'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readJpeg } from '../../../test/fixtures/decode-jpeg'
import { readPng } from '../../../test/fixtures/decode-qr'
import { readImageComment } from './image-comment'
import type { SandboxLimits } from './limits'
import { hotelApp, otherApp, startKit, type Json, type Kit } from './test-kit'

let kit: Kit
beforeEach(async () => {
  kit = await startKit()
})
afterEach(() => kit.sandbox.close())

const again = async (limits: Partial<SandboxLimits>) => {
  await kit.sandbox.close()
  kit = await startKit({ limits })
}
const target = { path: 'pages/shop/item?id=1' }
const a = (body: Json = {}, app = hotelApp) => kit.picture('/wxa/getwxacode', { ...target, ...body }, app)
const b = (body: Json = {}) => kit.picture('/wxa/getwxacodeunlimit', { scene: 'id=1', ...body })
const c = (body: Json = {}) => kit.picture('/cgi-bin/wxaapp/createwxaqrcode', { ...target, ...body })
const interfaces = { a, b, c }
const life = () => kit.sandbox.state().apps[0]?.life

/** Width and height as the frame header of a JPEG says them. */
function jpegSize(bytes: Buffer): [number, number] {
  const frame = bytes.indexOf(Buffer.from([0xff, 0xc0]))
  return [bytes.readUInt16BE(frame + 7), bytes.readUInt16BE(frame + 5)]
}

describe('the pictures', () => {
  it.each(['a', 'b', 'c'] as const)('%s answers a JPEG of 430 pixels, and of the width asked for', async (name) => {
    for (const width of [undefined, 280, 281, 1280]) {
      const { status, type, bytes } = await interfaces[name](width === undefined ? {} : { width })
      expect([status, type]).toEqual([200, 'image/jpeg'])
      expect([...bytes.subarray(0, 3)]).toEqual([0xff, 0xd8, 0xff])
      expect([...bytes.subarray(-2)]).toEqual([0xff, 0xd9])
      expect(jpegSize(bytes)).toEqual([width ?? 430, width ?? 430])
    }
  })

  it('a transparent one is a PNG whose corners are empty, in the colour asked for, with the band across', async () => {
    const { type, bytes } = await a({ is_hyaline: true, width: 300, line_color: { r: '7', g: 193, b: 96 } })
    expect(type).toBe('image/png')
    const { width, height, data } = readPng(bytes)
    expect([width, height]).toEqual([300, 300])
    expect(data[3]).toBe(0)
    const colours = new Set<string>()
    for (let at = 0; at < data.length; at += 4) if (data[at + 3]) colours.add([...data.subarray(at, at + 3)].join())
    expect([...colours].sort()).toEqual(['180,83,9', '255,255,255', '7,193,96'])
    const middle = (150 * 300 + 2) * 4
    expect([...data.subarray(middle, middle + 4)]).toEqual([180, 83, 9, 255])
  })

  it('a JPEG shows the same as the PNG, the last block and the band included', async () => {
    const look = { width: 283, line_color: { r: 7, g: 193, b: 96 } }
    const jpeg = readJpeg((await a(look)).bytes)
    const png = readPng((await a({ ...look, is_hyaline: true })).bytes)
    expect([jpeg.width, jpeg.height]).toEqual([283, 283])
    let difference = 0
    for (let y = 0; y < 283; y += 3) {
      for (let x = 0; x < 283; x += 3) {
        const at = (y * 283 + x) * 4
        const ground = png.data[at + 3] === 0
        jpeg.pixel(x, y).forEach((value, n) => (difference += Math.abs(value - (ground ? 255 : (png.data[at + n] ?? 0)))))
      }
    }
    expect(difference / (95 * 95 * 3)).toBeLessThan(4)
  })

  it('hold no code that a public decoder reads', async () => {
    const { bytes } = await b({ is_hyaline: true })
    const { width, height, data } = readPng(bytes)
    const onWhite = new Uint8ClampedArray(data.map((value, index) => (data[index | 3] === 0 ? 255 : value)))
    expect(jsQR(onWhite, width, height)).toBeNull()
  })

  it('carry the request in their comment, also where it is Chinese', async () => {
    const path = 'pages/shop/item?name=房间'
    for (const is_hyaline of [true, false]) {
      const { bytes } = await a({ path, is_hyaline, env_version: 'trial', width: 300 })
      expect(readImageComment(bytes)).toMatchObject({
        interface: '/wxa/getwxacode',
        appid: hotelApp.appId,
        path,
        env_version: 'trial',
        width: 300,
        is_hyaline,
        auto_color: false,
        line_color: { r: 0, g: 0, b: 0 },
      })
    }
    const scened = readImageComment((await b({ scene: 'a=1~x', page: 'pages/shop/item' })).bytes)
    expect(scened).toMatchObject({ scene: 'a=1~x', page: 'pages/shop/item', check_path: true, env_version: 'release' })
    expect(readImageComment((await c()).bytes)).toMatchObject({ interface: '/cgi-bin/wxaapp/createwxaqrcode' })
    expect(readImageComment(Buffer.from('no picture'))).toBeUndefined()
  })

  it('a thousand of them are quick, each with its own comment', async () => {
    await again({ sceneCodesPerMinute: 5000 })
    const token = await kit.token()
    const texts = new Set<unknown>()
    for (let round = 0; round < 10; round++) {
      const answers = await Promise.all(
        Array.from({ length: 100 }, async (_, n) => {
          const response = await fetch(`${kit.sandbox.baseUrl}/wxa/getwxacodeunlimit?access_token=${token}`, {
            method: 'POST',
            body: JSON.stringify({ scene: `r=${round}&n=${n}`, width: 280 }),
          })
          return Buffer.from(await response.arrayBuffer())
        }),
      )
      for (const bytes of answers) texts.add(readImageComment(bytes)?.['scene'])
    }
    expect(texts.size).toBe(1000)
  })

  it('are packed as the format says', async () => {
    const { bytes } = await b({ is_hyaline: true, width: 280 })
    const data = bytes.indexOf('IDAT')
    const rows = inflateSync(bytes.subarray(data + 4, data + 4 + bytes.readUInt32BE(data - 4)))
    expect(rows).toHaveLength(280 * (280 * 4 + 1))
  })
})

describe('refusals are JSON with HTTP 200', () => {
  const long = (length: number) => `pages/shop/item?x=${'y'.repeat(length - 18)}`

  it.each<[string, 'a' | 'b' | 'c', Json, number]>([
    ['an empty path', 'a', { path: '' }, 40159],
    ['no path', 'a', { path: undefined }, 40159],
    ['a path that is a number', 'a', { path: 1 }, 40159],
    ['1,025 characters', 'a', { path: long(1025) }, 40159],
    ['the reserved name', 'a', { path: 'pages/shop/item?scancode_time=1' }, 85096],
    ['an unknown version', 'a', { env_version: 'beta' }, 40097],
    ['279 pixels', 'a', { width: 279 }, 40097],
    ['1,281 pixels', 'a', { width: 1281 }, 40097],
    ['half a pixel', 'a', { width: 430.5 }, 40097],
    ['a width as text', 'a', { width: '430' }, 47001],
    ['a colour above 255', 'a', { line_color: { r: 256, g: 0, b: 0 } }, 40097],
    ['a colour that is a word', 'a', { line_color: { r: 'red', g: 0, b: 0 } }, 40097],
    ['129 characters', 'c', { path: long(129) }, 40159],
    ['the reserved name', 'c', { path: 'pages/shop/item?a=scancode_time' }, 85096],
    ['no scene', 'b', { scene: undefined }, 40169],
    ['an empty scene', 'b', { scene: '' }, 40169],
    ['33 characters', 'b', { scene: 'x'.repeat(33) }, 40169],
    ['43 characters', 'b', { scene: 'x'.repeat(43) }, 40169],
    ['a percent sign', 'b', { scene: 'a=%E4' }, 40129],
    ['Chinese', 'b', { scene: '房间' }, 40129],
    ['the reserved name', 'b', { scene: 'scancode_time=1' }, 85096],
    ['a leading slash', 'b', { page: '/pages/shop/item' }, 41030],
    ['a query in the page', 'b', { page: 'pages/shop/item?a=1' }, 41030],
    ['a page outside the release', 'b', { page: 'pages/trial/new' }, 41030],
    ['a trial page, for the trial version too', 'b', { page: 'pages/trial/new', env_version: 'trial' }, 41030],
    ['an unknown version', 'b', { env_version: 'Release' }, 40097],
  ])('%s (%s)', async (_what, name, body, errcode) => {
    const { status, type, json } = await interfaces[name](body)
    expect([status, type]).toEqual([200, 'application/json; encoding=utf-8'])
    expect(json).toMatchObject({ errcode })
    expect(json?.errmsg).toMatch(/ rid: [0-9a-f]{8}-[0-9a-f]{8}-[0-9a-f]{8}$/)
    expect(life()?.limitedCodes).toBe(0)
  })

  it.each([
    ['/wxa/getwxacode', 40159],
    ['/wxa/getwxacodeunlimit', 40169],
    ['/cgi-bin/wxaapp/createwxaqrcode', 40159],
  ])('%s answers %i to what is no JSON', async (path, errcode) => {
    expect((await kit.picture(path, '{"path":')).json).toMatchObject({ errcode })
    expect((await kit.picture(path, '')).json).toMatchObject({ errcode: 44002 })
  })

  it.each<[string, 'a' | 'b' | 'c', Json]>([
    ['1,024 characters', 'a', { path: long(1024) }],
    ['a page that nobody has', 'a', { path: 'pages/none' }],
    ['128 characters', 'c', { path: long(128) }],
    ['32 characters', 'b', { scene: 'x'.repeat(32) }],
    ['every permitted sign', 'b', { scene: "aZ09!#$&'()*+,/:;=?@-._~" }],
    ['a page outside the release, unchecked', 'b', { page: 'pages/trial/new', check_path: false }],
  ])('%s (%s) are fine', async (_what, name, body) => {
    expect((await interfaces[name](body)).type).toBe('image/jpeg')
  })
})

describe('the numbers', () => {
  it('count A and C together for life, a repeated call too, and A says how many', async () => {
    await again({ limitedCodes: 3 })
    expect((await a()).numUsed).toBe('1')
    expect((await c()).numUsed).toBeNull()
    expect((await a()).numUsed).toBe('3')
    kit.clock.advance(400 * 86_400_000)
    expect((await a()).json).toMatchObject({ errcode: 45029 })
    expect((await c()).json).toMatchObject({ errcode: 45029 })
    expect((await b()).type).toBe('image/jpeg')
    expect((await a({}, otherApp)).numUsed).toBe('1')
  })

  it('let so many scene calls through in a minute, then answer 45009 until the next', async () => {
    await again({ sceneCodesPerMinute: 2 })
    await b()
    await b({ scene: '%' })
    kit.clock.advance(59_999)
    expect((await b()).json).toMatchObject({ errcode: 45009 })
    kit.clock.advance(1)
    expect((await b()).type).toBe('image/jpeg')
  })

  it('admit so many different pages outside the release, known ones again', async () => {
    await again({ unreleasedPages: 2 })
    const outside = (page: string) => b({ page, check_path: false })
    await outside('pages/x/1')
    await outside('pages/x/2')
    await outside('pages/x/1')
    expect((await outside('pages/x/3')).json).toMatchObject({ errcode: 45029 })
    expect((await outside('pages/x/2')).type).toBe('image/jpeg')
    expect((await outside('pages/shop/item')).type).toBe('image/jpeg')
    expect(life()?.unreleasedPages).toBe(2)
  })

  it('an unreleased mini program has no page to check', async () => {
    kit.sandbox.updateApp(hotelApp.appId, { released: false })
    expect((await b()).json).toMatchObject({ errcode: 41030 })
    expect((await b({ check_path: false, env_version: 'trial' })).type).toBe('image/jpeg')
  })
})
