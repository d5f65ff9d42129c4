import { places as contract, type PlaceFields } from '@shared/contract/places'
import { describe, expect, it } from 'vitest'
import { writeXlsx } from '../../platform/files/spreadsheet'
import { appFields, callBy, gbk, masterData } from '../apps/master-data.fixture'
import { zoneOf } from './zone-names'

const fields = (changes: Partial<PlaceFields> = {}): PlaceFields => ({
  code: 'H001',
  name: '西湖店',
  zone: 'Asia/Shanghai',
  appIds: [],
  owner: '',
  ...changes,
})
const operator = callBy('operations')

describe('places', () => {
  it('are found by code whatever its case and width', async () => {
    const { places } = await masterData()
    const place = await places.create(fields({ code: ' Ｈ００１ ' }))
    expect(place.code).toBe('H001')
    for (const code of ['h001', 'Ｈ００１', ' H001 ']) expect((await places.byCode(code))?.id).toBe(place.id)
    expect(await places.byCode('H002')).toBeUndefined()
    await expect(places.create(fields({ code: 'ｈ001', name: '另一家' }))).rejects.toMatchObject({
      code: 'places.codeTaken',
      params: { code: 'H001', name: '西湖店' },
      fields: [{ path: 'code' }],
    })
  })

  it('keep their mini programs and refuse one that is not there', async () => {
    const { apps, places, told } = await masterData()
    const app = await apps.create(appFields())
    const place = await places.create(fields({ appIds: [app.id, app.id] }))
    expect(place.appIds).toEqual([app.id])
    expect((await places.all())[0]).toEqual(place)
    const gone = '0190a1b2-0000-7000-8000-00000000000f'
    const wrong = places.update(place.id, place.rev, fields({ name: '改名', appIds: [app.id, gone] }))
    await expect(wrong).rejects.toMatchObject({
      code: 'bridge.invalidInput',
      fields: [{ path: 'fields.appIds.1', code: 'places.appMissing' }],
    })
    expect((await places.byId(place.id))?.name).toBe('西湖店')
    expect(told.at(-1)).toEqual([place.id])
  })

  it('refuse what is no time zone', async () => {
    const { places } = await masterData()
    for (const zone of ['Mars/Base', '+08:00'])
      await expect(places.create(fields({ zone }))).rejects.toMatchObject({
        fields: [{ path: 'zone', code: 'places.zoneUnknown', params: { text: zone } }],
      })
  })

  it('tell the second of two editors who was first', async () => {
    const { places } = await masterData()
    const place = await places.create(fields())
    await places.update(place.id, place.rev, fields({ name: '甲' }), '李雷')
    await expect(places.update(place.id, place.rev, fields({ name: '乙' }), '韩梅梅')).rejects.toMatchObject({
      code: 'places.changedMeanwhile',
      params: { name: '甲', by: '李雷' },
    })
    expect((await places.byId(place.id))?.name).toBe('甲')
  })

  it('move to another workspace with the mini programs that moved', async () => {
    const from = await masterData()
    const app = await from.apps.create(appFields())
    const old = await from.apps.create(appFields({ appId: 'wxfedcba9876543210' }))
    await from.apps.archive(old.id, true)
    await from.places.create(fields({ appIds: [app.id, old.id] }))
    const away = await from.places.create(fields({ code: 'H002' }))
    await from.places.archive(away.id, true)
    const to = await masterData()
    const ids = await to.apps.adopt(await from.apps.transferable())
    expect(await to.places.adopt(await from.places.transferable(), ids)).toBe(1)
    expect((await to.places.byCode('H001'))?.appIds).toEqual([ids.get(app.id)])
    expect(await to.places.adopt(await from.places.transferable(), ids)).toBe(0)
  })
})

describe('names of time zones', () => {
  it.each([
    ['Asia/Tokyo', 'Asia/Tokyo'],
    ['asia/tokyo', 'Asia/Tokyo'],
    ['北京时间', 'Asia/Shanghai'],
    ['东京', 'Asia/Tokyo'],
    ['首尔时间', 'Asia/Seoul'],
    ['巴黎', 'Europe/Paris'],
    ['Paris time', 'Europe/Paris'],
    ['火星', undefined],
    ['+08:00', undefined],
    ['__proto__', undefined],
    ['constructor', undefined],
    ['', undefined],
    ['时间', undefined],
  ])('%j → %s', (text, zone) => {
    expect(zoneOf(text)).toBe(zone)
  })
})

describe('import of places', () => {
  const headers = ['门店编号', '门店名称', '时区', '小程序', '负责人', '__proto__']
  const good = [
    ['H001', '西湖店', '北京时间', '云栖酒店、wxfedcba9876543210', '王芳', 'x'],
    ['H002', '巴黎店', '巴黎', '', '', 'x'],
  ]
  const bad = [
    ['ｈ００１', '重复', '', '', '', ''],
    ['H003', '', '火星', '没有的；重名', '', ''],
    ['', '没编号', '', '', '', ''],
  ]

  async function withApps() {
    const data = await masterData()
    const first = await data.apps.create(appFields())
    const second = await data.apps.create(appFields({ name: '重名', appId: 'wxfedcba9876543210' }))
    await data.apps.create(appFields({ name: '重名', appId: 'wxfedcba9876543211' }))
    return { ...data, ids: [first.id, second.id] }
  }

  it('reads GBK, lists bad rows with line and reason, and changes nothing the second time', async () => {
    const { placeCommands, places, handIn, ids } = await withApps()
    const fileId = await handIn('门店.csv', gbk([headers, ...good, ...bad].map((row) => row.join(',')).join('\r\n')))
    const preview = contract.previewImport.output.parse(await placeCommands.previewImport({ fileId }, operator))
    expect(preview.counts).toEqual({ create: 2, update: 0, unchanged: 0, refuse: 3 })
    expect(preview.rows.slice(2).map(({ line, issues }) => [line, ...issues.map(({ code }) => code)])).toEqual([
      [4, 'places.codeRepeated'],
      [5, 'required', 'places.zoneUnknown', 'places.appUnknown', 'places.appAmbiguous'],
      [6, 'required'],
    ])
    expect(await places.all()).toEqual([])
    const result = contract.import.output.parse(await placeCommands.import({ fileId }, operator))
    expect(result).toMatchObject({ created: 2, updated: 0, unchanged: 0, refused: 3 })
    expect(await places.byCode('H001')).toMatchObject({ zone: 'Asia/Shanghai', appIds: ids, owner: '王芳' })
    expect(await places.byCode('H002')).toMatchObject({ zone: 'Europe/Paris', appIds: [] })
    const before = await places.all()
    expect(await placeCommands.import({ fileId }, operator)).toMatchObject({ created: 0, updated: 0, unchanged: 2 })
    expect(await places.all()).toEqual(before)
  })

  it('reads XLSX and changes only filled cells of given columns', async () => {
    const { placeCommands, places, handInPath, pathFor, ids } = await withApps()
    const [appId = ''] = ids
    const place = await places.create(fields({ appIds: [appId], owner: '王芳', zone: 'Asia/Tokyo' }))
    const rows = [['h001', '新名', '']]
    await writeXlsx(pathFor('x.xlsx'), { sheetName: '门店', headers: ['编号', '名称', '负责人'], rows })
    const fileId = handInPath('门店.xlsx', pathFor('x.xlsx'))
    expect(await placeCommands.import({ fileId }, operator)).toMatchObject({ updated: 1 })
    expect(await places.byId(place.id)).toEqual({ ...place, name: '新名', rev: 2 })
  })

  it('does not wake a place that was put away', async () => {
    const { placeCommands, places, handIn } = await masterData()
    const place = await places.create(fields())
    await places.archive(place.id, true)
    const fileId = await handIn('a.csv', '编号,名称\nH001,新名\n')
    const { rows } = await placeCommands.previewImport({ fileId }, operator)
    expect(rows[0]?.issues).toEqual([{ field: 'code', code: 'places.archived', params: { name: '西湖店' } }])
  })
})
