import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { SandboxLimits } from './limits'
import { hotelApp, noonSeconds, startKit, type Json, type Kit } from './test-kit'

let kit: Kit
beforeEach(async () => {
  kit = await startKit()
})
afterEach(() => kit.sandbox.close())

const again = async (limits: Partial<SandboxLimits>) => {
  await kit.sandbox.close()
  kit = await startKit({ limits })
}
const make = (body: Json = {}) => kit.api('/wxa/generatenfcscheme', { model_id: 'card', ...body })
const door = (sn: string, body: Json = {}) => make({ model_id: 'lock', sn, ...body })

describe('POST /wxa/generatenfcscheme', () => {
  it('hands out a scheme for ever, which queryscheme knows', async () => {
    const jump_wxa = { path: 'pages/shop/item', query: 'id=1', env_version: 'release' }
    const { openlink } = await make({ jump_wxa })
    expect(openlink).toMatch(/^weixin:\/\/dl\/business\/\?t=[A-Za-z0-9]{11}$/)
    kit.clock.advance(400 * 86_400_000)
    expect(await kit.query({ scheme: openlink })).toMatchObject({
      scheme_info: { path: 'pages/shop/item', query: 'id=1', create_time: noonSeconds, expire_time: 0 },
    })
    expect(kit.sandbox.schemesOf(hotelApp.appId)[0]?.nfc).toEqual({ modelId: 'card' })
  })

  it.each<[string, Json, number]>([
    ['no model', { model_id: undefined }, 9800003],
    ['an unknown model', { model_id: 'x' }, 9800003],
    ['a model that is not approved', { model_id: 'waiting' }, 9800007],
    ['one device one code without its number', { model_id: 'lock' }, 9800008],
    ['a number that the model does not have', { sn: '1' }, 9800009],
    ['a page that does not exist', { jump_wxa: { path: 'pages/none' } }, 40165],
    ['a query without k=v', { jump_wxa: { query: 'abc' } }, 40212],
    ['an unknown version', { jump_wxa: { env_version: 'beta' } }, 85402],
    ['a model that is a number', { model_id: 1 }, 47001],
  ])('refuses %s', async (_what, body, errcode) => {
    expect(await make(body)).toMatchObject({ errcode })
  })

  it('makes one for a model, and one for each device', async () => {
    expect(await make()).toMatchObject({ errcode: 0 })
    expect(await make({ jump_wxa: { path: 'pages/shop/item' } })).toMatchObject({ errcode: 9800010 })
    expect(await door('A1')).toMatchObject({ errcode: 0 })
    expect(await door('A2')).toMatchObject({ errcode: 0 })
    expect(await door('A1')).toMatchObject({ errcode: 9800010 })
  })

  it.each<[string, Parameters<Kit['sandbox']['updateApp']>[1], number]>([
    ['an individual', { subjectType: 'individual_domestic' }, 40002],
    ['one without the ability', { nfcModels: [] }, 40002],
    ['a banned right', { banned: 'generationRight' }, 40013],
    ['one never released', { released: false }, 85079],
  ])('is refused to %s', async (_who, change, errcode) => {
    kit.sandbox.updateApp(hotelApp.appId, change)
    expect(await make()).toMatchObject({ errcode })
  })

  it('stops for good at the total', async () => {
    await again({ nfcSchemes: 2 })
    await door('1')
    await door('2')
    kit.clock.advance(400 * 86_400_000)
    expect(await door('3')).toMatchObject({ errcode: 85400 })
    expect(await kit.generate()).toMatchObject({ errcode: 0 })
  })

  it('counts against the day together with the other links', async () => {
    await again({ generatePerDay: 1 })
    await kit.generate()
    expect(await make()).toMatchObject({ errcode: 44993 })
  })
})
