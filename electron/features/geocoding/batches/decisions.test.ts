import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { CommandInput } from '@shared/contract'
import Database from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import { addresses, batchesWorkspace } from './batches.fixture'

type Decision = CommandInput<'geocoding.batches.decide'>['decision']
type Workspace = Awaited<ReturnType<typeof batchesWorkspace>>

const seoul = { lat: 37.5665, lng: 126.978, datum: 'wgs84' as const }
const replan = async (at: Workspace, batchId: string, changes: object = {}) =>
  at.now.over((await at.now.call('batches.plan', { batchId, mapping: { address: '地址' }, plan: at.plan(changes) })).jobId)
const decide = (at: Workspace, batchId: string, rowNo: number, decision: Decision, sameAddress = true) =>
  at.now.call('batches.decide', { batchId, rowNo, decision, sameAddress })

/** Eight addresses, the first of which stands again as the ninth row. */
const cells = () => [...addresses(8), ['H9', '1 Sukhumvit Road, Bangkok'], ['H10', '']]

describe('what a person decides', () => {
  it('holds for every row with the address, can be taken back, and leads to the next row in review', async () => {
    const at = await batchesWorkspace()
    const batchId = await at.batch(cells())
    await at.run(batchId)
    const before = await at.rows(batchId)
    const inReview = before.filter(({ state }) => state === 'review').map(({ rowNo }) => rowNo)
    expect(inReview).toEqual(expect.arrayContaining([0, 8]))

    const pinned = await decide(at, batchId, 0, { kind: 'pin', position: seoul, why: '前台确认' })
    expect(pinned).toMatchObject({ alsoDecided: 1, next: inReview[1], row: { state: 'pinned', pin: { why: '前台确认', by: '王芳' } } })
    // Outside the mainland nothing is moved.
    expect(pinned.row.chosen).toMatchObject({ source: 'manual', positions: { gcj02: { lat: seoul.lat, lng: seoul.lng } } })
    expect((await at.rows(batchId))[8]).toMatchObject({ state: 'pinned' })
    expect(await at.now.call('batches.points', { batchId })).toContainEqual({ rowNo: 8, line: 10, lat: seoul.lat, lng: seoul.lng, state: 'pinned' })

    expect(await decide(at, batchId, 8, { kind: 'leaveOut', why: '重复登记' }, false)).toMatchObject({ alsoDecided: 0, row: { state: 'leftOut', reasons: [{ code: 'leftOutWhy', params: { why: '重复登记' } }, expect.anything()] } })
    expect((await at.rows(batchId))[0]?.state).toBe('pinned')
    expect(await decide(at, batchId, 0, { kind: 'undo' })).toMatchObject({ alsoDecided: 1, row: { state: 'review', reasons: before[0]?.reasons, chosen: before[0]?.chosen } })
    expect((await at.rows(batchId))[8]?.state).toBe('review')

    expect(await decide(at, batchId, 0, { kind: 'take', provider: 'tencent', candidate: 0 })).toMatchObject({ row: { state: 'chosen', chosen: { source: 'tencent', by: '王芳' } } })
    await expect(decide(at, batchId, 1, { kind: 'take', provider: 'here', candidate: 0 })).rejects.toMatchObject({ code: 'geocoding.noSuchCandidate' })
    // Rows without an address have nothing in common.
    expect(await decide(at, batchId, 9, { kind: 'pin', position: seoul, why: '只有这里' })).toMatchObject({ alsoDecided: 0, row: { state: 'pinned' } })

    // Another plan asks about the same addresses: decisions stay, all else is asked again, out of what is kept.
    const { counted } = at.standIns.tencent.stats()
    await replan(at, batchId, { accept: 60, reject: 0 })
    expect(await at.counts(batchId)).toEqual({ unasked: 7, chosen: 2, pinned: 1 })
    await at.run(batchId)
    expect(at.standIns.tencent.stats().counted).toBe(counted)
    // The same plan once more keeps what came of it.
    const settled = await at.counts(batchId)
    await replan(at, batchId, { accept: 60, reject: 0 })
    expect(await at.counts(batchId)).toEqual(settled)

    // Mended: it asks something else, the other row leads its own question, and only this one is asked.
    expect(await at.now.call('batches.editRow', { batchId, rowNo: 0, cells: ['H0', '99 Sukhumvit Road, Bangkok'] })).toMatchObject({ state: 'unasked', address: '99 Sukhumvit Road, Bangkok' })
    const rows = await at.rows(batchId)
    expect([rows[8]?.sameAs, rows[8]?.state]).toEqual([undefined, 'chosen'])
    expect(await at.now.call('batches.get', { batchId })).toMatchObject({ state: 'ready', duplicates: 0 })
    await at.run(batchId)
    expect(at.standIns.tencent.stats().counted).toBe(counted + 1)
    expect(at.errors).toEqual([])
  })

  it('outlives the provider’s term; what stood on an ended answer says so and can be asked again', async () => {
    const at = await batchesWorkspace()
    const batchId = await at.batch(cells())
    await at.run(batchId)
    await decide(at, batchId, 0, { kind: 'pin', position: seoul, why: '前台确认' })
    await decide(at, batchId, 1, { kind: 'take', provider: 'tencent', candidate: 0 })
    await decide(at, batchId, 2, { kind: 'leaveOut' })
    const { path } = await at.export(batchId, 'csv')
    at.clock.advance(30 * 86_400_000 - 1)
    expect(await at.now.desk.batches.purge()).toBe(0)
    expect(existsSync(path)).toBe(true)
    at.clock.advance(1)
    expect(await at.now.desk.batches.purge()).toBeGreaterThan(5)
    // An export that was made in time does not outlive the term inside the program.
    expect(existsSync(path)).toBe(false)
    const rows = await at.rows(batchId)
    expect(rows[0]).toMatchObject({ state: 'pinned', ended: false, answers: [], chosen: { source: 'manual' } })
    expect(rows[1]).toMatchObject({ state: 'unasked', ended: true, answers: [], reasons: [{ code: 'ended' }] })
    expect(rows[1]).not.toHaveProperty('chosen')
    expect(rows[2]).toMatchObject({ state: 'leftOut' })
    expect((await at.now.call('batches.points', { batchId })).map(({ rowNo }) => rowNo)).toEqual([0, 8])
    expect((await at.now.call('batches.get', { batchId })).state).toBe('ready')
    await at.run(batchId)
    expect((await at.rows(batchId))[1]).toMatchObject({ ended: false, answers: [{ cached: false }] })
  })
})

describe('a batch is given away', () => {
  it('as the sheet it was with the results added, and as GeoJSON', async () => {
    const at = await batchesWorkspace({ practice: true })
    const sheet = [['地址', 'state', '备注'], ['北京市东城区景山前街4号', '=1+1', '"引号", 逗号'], ['2 Sukhumvit Road, Bangkok', '+66', '泰国'], ['', '', '没有地址']]
    const batchId = await at.batch(sheet, { area: 'auto', language: 'zh-CN', accept: 50 })
    await at.run(batchId)
    const [home, abroad] = await at.rows(batchId)
    expect(home?.chosen?.position.datum).toBe('gcj02')

    const csv = await at.export(batchId, 'csv')
    expect(csv.name).toBe('沙箱-海外酒店.csv')
    const text = csv.bytes.toString('utf8')
    expect(text.startsWith('﻿地址,state,备注,解析用的地址,纬度,经度,坐标系,')).toBe(true)
    const lines = text.split('\r\n')
    expect(lines[1]).toContain(`'=1+1,"""引号"", 逗号",北京市东城区景山前街4号,${home?.chosen?.position.lat},${home?.chosen?.position.lng},GCJ-02,`)
    expect(lines[1]).toContain('腾讯位置服务')
    expect(lines[1]).toContain('2026-12-27（服务商规定，到期请删除）')
    expect(lines[2]).toContain(`${abroad?.chosen?.position.lat},${abroad?.chosen?.position.lng},WGS-84,`)
    expect(lines[3]).toBe(',,没有地址,,,,,,,,,地址有误,地址为空,,')
    const baidu = (await at.export(batchId, 'csv', 'bd09')).bytes.toString('utf8')
    expect(baidu).toContain(`${Number(home?.chosen?.positions.bd09.lat.toFixed(7))},${Number(home?.chosen?.positions.bd09.lng.toFixed(7))},BD-09,`)

    const xlsx = await at.export(batchId, 'xlsx')
    expect(xlsx.bytes.subarray(0, 2).toString()).toBe('PK')

    const geo = JSON.parse((await at.export(batchId, 'geojson')).bytes.toString('utf8')) as {
      type: string
      features: { type: string; geometry: { type: string; coordinates: number[] } | null; properties: Record<string, unknown> }[]
    }
    expect(geo.type).toBe('FeatureCollection')
    expect(geo.features).toHaveLength(3)
    const wgs = home?.chosen?.positions.wgs84
    expect(geo.features[0]).toMatchObject({
      type: 'Feature',
      geometry: { type: 'Point', coordinates: [Number(wgs?.lng.toFixed(7)), Number(wgs?.lat.toFixed(7))] },
      properties: { 地址: '北京市东城区景山前街4号', state: '=1+1', state_2: 'accepted', source: 'tencent' },
    })
    expect(geo.features[2]).toMatchObject({ geometry: null, properties: { state_2: 'badInput', reason: '地址为空' } })

    const exporting = await at.now.call('batches.export', { batchId, format: 'csv' })
    await expect(at.now.call('batches.remove', { batchId })).rejects.toMatchObject({ code: 'geocoding.batchBusy' })
    await at.now.over(exporting.jobId)

    // Deleted, nothing of it is left in the tables, nor the exports.
    expect(existsSync(xlsx.path)).toBe(true)
    expect(await at.now.call('batches.remove', { batchId })).toEqual({ removed: true })
    await expect(at.now.call('batches.get', { batchId })).rejects.toMatchObject({ code: 'geocoding.batchNotFound' })
    const db = new Database(join(at.folder, 'minidesk.db'), { readonly: true })
    expect(existsSync(xlsx.path)).toBe(false)
    for (const table of ['geo_batches', 'geo_batch_rows', 'geo_batch_answers'])
      expect(db.prepare(`SELECT count(*) FROM ${table}`).pluck().get()).toBe(0)
    db.close()
  })
})
