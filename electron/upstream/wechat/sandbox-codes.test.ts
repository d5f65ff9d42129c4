import { describe, expect, it } from 'vitest'
import { readImageComment } from '../../sandbox/wechat'
import type { SandboxFault } from '../../sandbox/wechat'
import type { CodeFamily } from './codes'
import { APP, call, setUp } from './sandbox.fixture'

const path = 'pages/room/detail?id=42'
const bodies = {
  path: { path, width: 300 },
  scene: { scene: 'id=42', page: 'pages/room/detail', width: 300 },
  square: { path, width: 300 },
} as const
const paths = {
  path: '/wxa/getwxacode',
  scene: '/wxa/getwxacodeunlimit',
  square: '/cgi-bin/wxaapp/createwxaqrcode',
} as const
const families: CodeFamily[] = ['path', 'scene', 'square']
const limited: CodeFamily[] = ['path', 'square']

type Kit = Awaited<ReturnType<typeof setUp>>
const used = ({ sandbox }: Kit) => sandbox.state().apps.find(({ appId }) => appId === APP.appId)?.life.limitedCodes
const get = ({ wechat }: Kit, family: CodeFamily, change = {}) =>
  wechat.getCode(APP.appId, family, { ...bodies[family], ...change }, call)

describe('codes against the stand-in', () => {
  it.each(families)('%s: a JPEG that carries what was asked for', async (family) => {
    const { image, format } = await get(await setUp(), family)
    expect(format).toBe('jpeg')
    expect(readImageComment(image)).toMatchObject({ interface: paths[family], appid: APP.appId, ...bodies[family] })
  })

  it('a transparent one is a PNG', async () => {
    const kit = await setUp()
    const change = { is_hyaline: true, auto_color: false, line_color: { r: 7, g: 193, b: 96 } }
    expect((await get(kit, 'path', change)).format).toBe('png')
    expect((await get(kit, 'scene', change)).format).toBe('png')
  })

  it('says how many of the limited ones are used up', async () => {
    const kit = await setUp()
    expect((await get(kit, 'path')).numUsed).toBe(1)
    expect((await get(kit, 'square')).numUsed).toBeUndefined()
    expect((await get(kit, 'path')).numUsed).toBe(3)
    expect((await get(kit, 'scene')).numUsed).toBeUndefined()
  })

  it.each(limited)('%s: used up for life', async (family) => {
    const kit = await setUp({ limits: { limitedCodes: 1 } })
    await get(kit, 'square')
    await expect(get(kit, family)).rejects.toMatchObject({ code: 'wechat.limitedCodesUsedUp' })
    expect(used(kit)).toBe(1)
  })

  it('scene codes beyond the minute are refused, whatever they were called with', async () => {
    const kit = await setUp({ limits: { sceneCodesPerMinute: 1 } })
    await get(kit, 'scene')
    await expect(get(kit, 'scene')).rejects.toMatchObject({ code: 'wechat.dailyCallsUsedUp' })
    kit.clock.advance(60_000)
    await get(kit, 'scene')
  })

  it.each(families)('%s: an error as JSON is never taken for a picture, under either content type', async (family) => {
    const kit = await setUp()
    for (const kind of ['errcode', 'jsonAsImage'] as const) {
      kit.sandbox.setFault({ kind, errcode: 85096, path: paths[family], times: 1 })
      await expect(get(kit, family)).rejects.toMatchObject({
        code: 'wechat.reservedNameUsed',
        upstream: { requestId: expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{8}){2}$/u) as string },
      })
    }
    expect(used(kit)).toBe(0)
  })

  const broken: SandboxFault['kind'][] = ['dropAfterActing', 'truncated', 'emptyImage', 'html', 'http5xx']
  const cases = limited.flatMap((family) => broken.map((fault) => [family, fault] as const))
  it.each(cases)('%s, %s: unknown, and asked for once', async (family, fault) => {
    const kit = await setUp()
    kit.sandbox.setFault({ kind: fault, path: paths[family] } as SandboxFault)
    await expect(get(kit, family)).rejects.toMatchObject({ code: 'wechat.outcomeUnknown', retry: 'afterCheck' })
    expect(kit.sandbox.state().calls[paths[family]]).toBe(1)
  })

  it.each(['dropAfterActing', 'http5xx'] as const)('scene, %s: asked for again, it costs nothing', async (kind) => {
    const kit = await setUp()
    kit.sandbox.setFault({ kind, path: paths.scene, times: 1 })
    expect((await get(kit, 'scene')).format).toBe('jpeg')
    expect(kit.sandbox.state().calls[paths.scene]).toBe(2)
  })

  it.each<[CodeFamily, object, string]>([
    ['scene', { scene: 'a=%E4' }, 'sceneRefused'],
    ['scene', { scene: 'x'.repeat(33) }, 'sceneLengthRefused'],
    ['scene', { page: 'pages/none' }, 'codePageRefused'],
    ['path', { path: '' }, 'codePathRefused'],
    ['square', { path: `pages/room/detail?x=${'y'.repeat(109)}` }, 'codePathRefused'],
    ['path', { path: 'pages/room/detail?scancode_time=1' }, 'reservedNameUsed'],
    ['path', { width: 279 }, 'argumentRefused'],
  ])('%s: %j is told', async (family, change, name) => {
    await expect(get(await setUp(), family, change)).rejects.toMatchObject({ code: `wechat.${name}` })
  })
})
