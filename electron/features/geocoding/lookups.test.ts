import { describe, expect, it } from 'vitest'
import { Fault } from '../../platform/errors/fault'
import { context, geocodingDesk } from './geocoding.fixture'

const hangzhou = '浙江省杭州市西湖区北山街78号'
const dayMs = 86_400_000
const asked = { area: 'auto', country: '', language: 'zh-CN', fresh: false } as const

async function faultOf(work: Promise<unknown>): Promise<Fault> {
  const caught: unknown = await work.catch((cause: unknown) => cause)
  if (caught instanceof Fault) return caught
  throw new Error('expected a Fault', { cause: caught })
}

type Desk = Awaited<ReturnType<typeof geocodingDesk>>
const both = async (desk: Desk) => {
  await desk.tencentKey()
  await desk.hereKey()
  return desk.commands
}
const hotel = ({ places }: Desk) => places.create({ code: 'HZ01', name: '西湖店', zone: 'Asia/Shanghai', owner: '', appIds: [] })

describe('a single look-up', () => {
  it('shows both providers side by side with the distance between them', async () => {
    const commands = await both(await geocodingDesk())
    const { id, answers, distances } = await commands.lookup({ address: `  ${hangzhou} `, ...asked }, context)
    expect(answers.map(({ provider, service, state }) => `${provider} ${service} ${state}`)).toEqual(['tencent domestic found', 'here world found'])
    expect(distances).toHaveLength(1)
    expect(distances[0]).toMatchObject({ a: 'tencent', b: 'here', far: false })
    expect(await commands['lookups.get']({ id }, context)).toMatchObject({ id, address: hangzhou, createdBy: '王芳', earlierPins: [] })
    const abroad = await commands.lookup({ address: '15 Place Vendôme, Paris', ...asked }, context)
    expect(abroad.answers.map(({ service }) => service)).toEqual(['overseas', 'world'])
    for (const { candidates } of abroad.answers) expect(candidates[0]?.positions.mainland ?? false).toBe(false)
    expect((await commands['lookups.list']({ limit: 1 }, context)).map(({ address }) => address)).toEqual(['15 Place Vendôme, Paris'])
  })

  it('says 地址为空 for an empty one, and stands beside the other answer where one provider refuses', async () => {
    const desk = await geocodingDesk()
    expect((await faultOf(desk.commands.lookup({ address: hangzhou, ...asked }, context))).code).toBe('geocoding.noKey')
    const commands = await both(desk)
    const empty = await faultOf(commands.lookup({ address: ' \t\u200b', ...asked }, context))
    expect(empty).toMatchObject({ code: 'geocoding.emptyAddress', fields: [{ path: 'address' }] })
    desk.tencent.fail({ kind: 'status', status: 190 })
    const { answers, distances } = await commands.lookup({ address: hangzhou, ...asked }, context)
    expect(answers.map(({ state }) => state)).toEqual(['failed', 'found'])
    expect(answers[0]?.error?.code).toBe('geocoding.tencent.keyInvalid')
    expect(distances).toEqual([])
  })

  it('asks for the address of a position in the datum that each provider wants', async () => {
    const commands = await both(await geocodingDesk())
    const at = { lat: 30.2556, lng: 120.1359, datum: 'wgs84' } as const
    const { answers } = await commands.reverse({ at, ...asked }, context)
    expect(answers.map(({ state }) => state)).toEqual(['found', 'found'])
    for (const { candidates } of answers) expect(candidates[0]?.label).not.toBe('')
    const seoul = { lat: 37.5665, lng: 126.978, datum: 'wgs84' } as const
    const [tencent] = (await commands.reverse({ at: seoul, ...asked }, context)).answers
    expect(tencent?.service).toBe('overseas')
  })

  it('keeps address and pins for good, and what providers said for their term', async () => {
    const desk = await geocodingDesk()
    const commands = await both(desk)
    const { id } = await commands.lookup({ address: hangzhou, ...asked }, context)
    const at = (lat: number) => ({ lat, lng: 120.13, datum: 'gcj02' }) as const
    await commands.pin({ id, position: at(30.25), why: '门口在北山街' }, context)
    const pinned = await commands.pin({ id, position: at(30.26), why: '后门' }, context)
    expect(pinned.pin).toMatchObject({ position: at(30.26), why: '后门', by: '王芳', positions: { mainland: true } })
    expect(pinned.earlierPins.map(({ why }) => why)).toEqual(['门口在北山街'])
    desk.clock.advance(30 * dayMs)
    expect(await commands['lookups.get']({ id }, context)).toMatchObject({ address: hangzhou, answers: [], distances: [], pin: { why: '后门' } })
  })

  it('can be forgotten, bytes and all', async () => {
    const desk = await geocodingDesk()
    const commands = await both(desk)
    const secret = '浙江省杭州市西湖区北山街4711号'
    const { id } = await commands.lookup({ address: secret, ...asked }, context)
    expect((await desk.databaseBytes()).includes(secret)).toBe(true)
    expect(await commands['lookups.remove']({ ids: [id] }, context)).toEqual({ removed: 1 })
    // What providers wrote of it is kept as their answer.
    await commands['cache.clear']({}, context)
    expect((await desk.databaseBytes()).includes(secret)).toBe(false)
    expect((await faultOf(commands['lookups.get']({ id }, context))).code).toBe('geocoding.lookupNotFound')
    expect(desk.calls.join('\n')).not.toContain(encodeURIComponent(secret))
  })

  it('converts positions of every datum', async () => {
    const { commands } = await geocodingDesk()
    const [home, abroad] = await commands.convert(
      {
        positions: [
          { lat: 31.2343179, lng: 121.4947836, datum: 'gcj02' },
          { lat: 22.2819, lng: 114.1583, datum: 'bd09' },
        ],
      },
      context,
    )
    expect(home?.wgs84.lat).toBeCloseTo(31.236305, 5)
    expect(home?.mainland).toBe(true)
    expect(abroad).toMatchObject({ mainland: false, wgs84: { lat: 22.2819, lng: 114.1583 } })
  })
})

describe('where a place is', () => {
  it('comes from an answer until its term ends, and stays when a person puts it there', async () => {
    const desk = await geocodingDesk()
    const commands = await both(desk)
    const { id: placeId } = await hotel(desk)
    const { id: lookupId, answers } = await commands.lookup({ address: hangzhou, ...asked }, context)
    const from = { kind: 'answer', lookupId, provider: 'tencent', candidate: 0 } as const
    const saved = await commands['places.save']({ placeId, rev: 0, from }, context)
    expect(saved).toMatchObject({ rev: 1, location: { source: 'tencent', by: '王芳', expiresAt: '2026-12-28T06:00:00.000Z' } })
    const mark = String(answers[0]?.candidates[0]?.position.lat)
    const todo = desk.todos().find(({ id }) => id === 'geocoding.locations')
    expect(await todo?.load()).toEqual([])
    desk.clock.advance(24 * dayMs)
    expect((await todo?.load())?.map(({ kind }) => kind)).toEqual(['geocoding.locationEnds'])
    desk.clock.advance(6 * dayMs)
    // Over before it is purged, and gone after.
    const isOver = async () => expect((await commands['places.list']({ archived: false }, context))[0]).toMatchObject({ ended: '2026-12-28T06:00:00.000Z' })
    await isOver()
    await desk.recover()
    await isOver()
    const [ended] = await commands['places.list']({ archived: false }, context)
    expect(ended?.location).toBeUndefined()
    expect(ended?.history.map(({ source, positions }) => [source, positions])).toEqual([['tencent', undefined]])
    expect((await desk.databaseBytes()).includes(mark)).toBe(false)
    expect((await todo?.load())?.map(({ kind }) => kind)).toEqual(['geocoding.locationEnded'])
    const hand = { kind: 'hand', position: { lat: 30.2556, lng: 120.1359, datum: 'wgs84' }, address: hangzhou, why: '实地看过' } as const
    await commands['places.save']({ placeId, rev: ended?.rev ?? 0, from: hand }, context)
    desk.clock.advance(4000 * dayMs)
    await desk.recover()
    const [kept] = await commands['places.list']({ archived: false }, context)
    expect(kept?.location).toMatchObject({ source: 'manual', why: '实地看过', address: hangzhou })
    expect(kept?.ended).toBeUndefined()
    expect(await todo?.load()).toEqual([])
  })

  it('is not saved over somebody else, stands in the audit trail with its reason, and can be taken away', async () => {
    const desk = await geocodingDesk()
    const commands = await both(desk)
    const { id: placeId } = await hotel(desk)
    const { id: lookupId } = await commands.lookup({ address: hangzhou, ...asked }, context)
    expect((await faultOf(commands['places.save']({ placeId, rev: 0, from: { kind: 'pin', lookupId } }, context))).code).toBe('geocoding.answerGone')
    await commands.pin({ id: lookupId, position: { lat: 30.25, lng: 120.13, datum: 'gcj02' }, why: '门口' }, context)
    await commands['places.save']({ placeId, rev: 0, from: { kind: 'pin', lookupId } }, context)
    const late = await faultOf(commands['places.save']({ placeId, rev: 0, from: { kind: 'pin', lookupId } }, context))
    expect(late).toMatchObject({ code: 'geocoding.placeChangedMeanwhile', params: { name: '西湖店', by: '王芳' } })
    const removed = await commands['places.remove']({ placeId, rev: 1, why: '搬走了' }, context)
    expect(removed).toMatchObject({ rev: 2, history: [{ source: '', why: '搬走了' }, { source: 'manual' }] })
    expect(removed.location).toBeUndefined()
    const { rows } = await desk.audit.page({ limit: 10 })
    expect(rows.map(({ action, operatorName, details }) => [action, operatorName, details])).toEqual([
      ['geocoding.places.remove', '王芳', { name: '西湖店', source: '', why: '搬走了' }],
      ['geocoding.places.save', '王芳', { name: '西湖店', source: 'manual', why: '门口' }],
    ])
  })

  it('goes into a live workspace where a person put it there; keys go without their secrets', async () => {
    const [from, to] = [await geocodingDesk(), await geocodingDesk()]
    const commands = await both(from)
    const [there, here] = [await hotel(from), await hotel(to)]
    const hand = { kind: 'hand', position: { lat: 30.2556, lng: 120.1359, datum: 'wgs84' }, address: '', why: '看过' } as const
    await commands['places.save']({ placeId: there.id, rev: 0, from: hand }, context)
    expect(await to.locations.adopt(await from.locations.transferable(), new Map([[there.id, here.id]]), 'MiniDesk')).toBe(1)
    expect((await to.commands['places.list']({ archived: false }, context))[0]?.location).toMatchObject({ source: 'manual', why: '看过' })
    expect(await to.keys.adopt(await from.keys.transferable())).toBe(2)
    expect((await to.keys.list(false)).map(({ missing, secrets }) => [missing, secrets])).toEqual([
      [['apiKey'], []],
      [['key'], []],
    ])
    expect(await to.keys.adopt(await from.keys.transferable())).toBe(0)
  })
})
