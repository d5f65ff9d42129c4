import { describe, expect, it } from 'vitest'
import type { CodeBody, CodeFamily } from './codes'
import { isQuotaStop } from './errors'
import { formatOf, isWhole } from './pictures'
import { answering, APP, call, faultOf, noAnswer, RID, TOKEN } from './server.fixture'
import type { Reply } from './server.fixture'

/** One pixel each, as ImageMagick writes them. */
const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABAQAAAAA3bvkkAAAACklEQVQI12NoAAAAggCB3UNq9AAAAABJRU5ErkJggg==',
  'base64',
)
const jpeg = Buffer.from(
  '/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDABALDA4MChAODQ4SERATGCgaGBYWGDEjJR0oOjM9PDkzODdASFxOQERXRTc4UG1RV19iZ2hnPk1xeX' +
    'BkeFxlZ2P/wAALCAABAAEBAREA/8QAFAABAAAAAAAAAAAAAAAAAAAAB//EABQQAQAAAAAAAAAAAAAAAAAAAAD/2gAIAQEAAD8AQH//2Q==',
  'base64',
)

const path: CodeBody = { path: 'pages/a?id=1', width: 430, env_version: 'release', is_hyaline: true }
const scene: CodeBody = {
  scene: 'id=1', page: 'pages/a', check_path: false, width: 1280, auto_color: false, line_color: { r: 1, g: 2, b: 3 },
}
const square: CodeBody = { path: 'pages/a?id=1', width: 280 }
const families: [CodeFamily, string, CodeBody][] = [
  ['path', '/wxa/getwxacode', path],
  ['scene', '/wxa/getwxacodeunlimit', scene],
  ['square', '/cgi-bin/wxaapp/createwxaqrcode', square],
]
const limited: [CodeFamily, CodeBody][] = [['path', path], ['square', square]]

const sending = (bytes: Uint8Array | string, headers: Record<string, string> = {}): Reply =>
  ((response) => response.writeHead(200, headers).end(bytes)) satisfies Reply

describe('a code', () => {
  it.each(families)('of the family %s is asked for as the reference says', async (family, where, body) => {
    const { wechat, seen, records } = await answering(sending(png, { 'content-type': 'image/png' }))
    const { image, ...rest } = await wechat.getCode(APP, family, body, call)
    expect(Buffer.from(image).equals(png)).toBe(true)
    expect(rest).toEqual({ format: 'png', numUsed: undefined, requestId: undefined })
    const query = new URLSearchParams({ access_token: `${TOKEN}1` })
    expect(seen.slice(1)).toEqual([{ method: 'POST', path: where, query, body }])
    expect(records.at(-1)).toMatchObject({ outcome: 'done', status: 200, upstreamCode: '0', path: `${where}?access_token=***` })
  })

  it('is what its first bytes say, whatever it is called', async () => {
    for (const type of ['image/png', 'image/jpeg', 'application/octet-stream', 'application/json', '']) {
      const header: Record<string, string> = type === '' ? {} : { 'content-type': type }
      const { wechat } = await answering(sending(jpeg, header), sending(png, header))
      expect((await wechat.getCode(APP, 'path', path, call)).format).toBe('jpeg')
      expect((await wechat.getCode(APP, 'path', path, call)).format).toBe('png')
    }
  })

  it.each([['38512', 38_512], ['0', 0], ['-1', undefined], ['many', undefined], ['', undefined]])(
    'tells how many limited ones are used up: %j',
    async (header, numUsed) => {
      const { wechat } = await answering(sending(jpeg, { 'Num-Used': header }))
      expect((await wechat.getCode(APP, 'path', path, call)).numUsed).toBe(numUsed)
    },
  )

  it('may be some megabytes, not more', async () => {
    const large = Buffer.concat([jpeg, Buffer.alloc(3_000_000)])
    const { wechat } = await answering(sending(large), sending(Buffer.concat([jpeg, Buffer.alloc(5_000_000)])))
    expect((await wechat.getCode(APP, 'scene', scene, call)).image).toHaveLength(large.length)
    expect(await faultOf(wechat.getCode(APP, 'scene', scene, call))).toMatchObject({ code: 'http.tooLarge' })
  })
})

describe('a refusal with status 200', () => {
  const refusal = JSON.stringify({ errcode: 45029, errmsg: `qrcode count out of limit rid: ${RID}` })
  const types = ['application/json; encoding=utf-8', 'image/jpeg', 'text/plain', '']
  it.each(types)('is read as one when its content type is %j', async (type) => {
    for (const text of [refusal, `\n  ${refusal}`, `\uFEFF${refusal}`]) {
      const { wechat, records, paths } = await answering(sending(text, type === '' ? {} : { 'content-type': type }))
      const fault = await faultOf(wechat.getCode(APP, 'path', path, call))
      expect(fault).toMatchObject({
        code: 'wechat.limitedCodesUsedUp',
        retry: 'no',
        upstream: { code: '45029', message: 'qrcode count out of limit', requestId: RID },
      })
      expect(isQuotaStop(fault)).toBe(true)
      expect(records.at(-1)).toMatchObject({ outcome: 'refused', upstreamCode: '45029', requestId: RID })
      expect(paths()).toHaveLength(2)
    }
  })

  it.each([
    [40159, 'wechat.codePathRefused'],
    [40129, 'wechat.sceneRefused'],
    [40169, 'wechat.sceneLengthRefused'],
    [41030, 'wechat.codePageRefused'],
    [85096, 'wechat.reservedNameUsed'],
    [40097, 'wechat.argumentRefused'],
  ])('%i', async (errcode, code) => {
    const { wechat } = await answering({ errcode, errmsg: 'no' })
    expect(await faultOf(wechat.getCode(APP, 'scene', scene, call))).toMatchObject({ code })
  })

  it.each(families)('of the token leads to a new one once (%s)', async (family, where, body) => {
    const { wechat, seen } = await answering({ errcode: 40001, errmsg: 'no' }, sending(jpeg))
    expect((await wechat.getCode(APP, family, body, call)).format).toBe('jpeg')
    const tokens = seen.filter((one) => one.path === where).map(({ query }) => query.get('access_token'))
    expect(tokens).toEqual([`${TOKEN}1`, `${TOKEN}2`])
  })
})

/** More bytes are announced than come. */
const cutOff: Reply = (response, request) => {
  response.writeHead(200, { 'content-type': 'image/jpeg', 'content-length': jpeg.length + 100 })
  response.write(jpeg, () => request.socket.destroy())
}

describe('an answer that is neither', () => {
  const broken: [string, Reply][] = [
    ...noAnswer,
    ['http.unreadable', sending(png.subarray(0, -5), { 'content-type': 'image/png' })],
    ['http.unreadable', sending(jpeg.subarray(0, -2), { 'content-type': 'image/jpeg' })],
    ['http.unreadable', sending(jpeg.subarray(0, 3))],
    ['http.unreadable', sending('<html>log in</html>', { 'content-type': 'image/jpeg' })],
    ['http.unreadable', sending(Buffer.from('GIF89a'), { 'content-type': 'image/gif' })],
    ['http.unreadable', { errcode: 0, errmsg: 'ok' }],
    ['http.connectionReset', cutOff],
  ]

  it.each(limited.flatMap(([family, body]) => broken.map(([reason, reply]) => ({ family, body, reason, reply }))))(
    '($reason) leaves a limited code ($family) unknown; it is never asked for again',
    async ({ family, body, reason, reply }) => {
      const { wechat, paths, records } = await answering(reply, sending(jpeg))
      expect(await faultOf(wechat.getCode(APP, family, body, call))).toMatchObject({
        code: 'wechat.outcomeUnknown',
        retry: 'afterCheck',
        params: { appId: APP, reason },
      })
      expect(paths()).toHaveLength(2)
      expect(records.at(-1)).toMatchObject({ outcome: 'unknown', fault: reason })
    },
  )

  it('does no harm to an unlimited one: a lost answer is asked for again, an unreadable one may be', async () => {
    const lost = await answering((_response, request) => request.socket.resetAndDestroy(), sending(jpeg))
    expect((await lost.wechat.getCode(APP, 'scene', scene, call)).format).toBe('jpeg')
    const short = await answering(sending(jpeg.subarray(0, -2)))
    expect(await faultOf(short.wechat.getCode(APP, 'scene', scene, call))).toMatchObject({
      code: 'http.unreadable',
      retry: 'safe',
    })
    expect(short.records.at(-1)).toMatchObject({ outcome: 'failed' })
  })
})

describe('the end of a picture', () => {
  it.each([['png', png], ['jpeg', jpeg]] as const)('%s: is missed at any place before it', (format, picture) => {
    expect([formatOf(picture), isWhole(picture, format)]).toEqual([format, true])
    expect(isWhole(Buffer.concat([picture, Buffer.from('\n')]), format)).toBe(true)
    for (let length = 8; length < picture.length; length += 1) {
      expect(isWhole(picture.subarray(0, length), format)).toBe(false)
    }
  })

  it('no bytes are no picture', () => {
    expect([new Uint8Array(), Buffer.from([0x89]), Buffer.from('{"errcode":1}')].map(formatOf)).toEqual([
      undefined, undefined, undefined,
    ])
  })
})
