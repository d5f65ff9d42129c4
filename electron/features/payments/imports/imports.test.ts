import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { writeXlsx } from '../../../platform/files/spreadsheet'
import { readFile } from 'node:fs/promises'
import { importsWorkspace } from './imports.fixture'
import { readJsonTable } from './json-table'
import { parseTime } from './times'

const bill = [
  '\uFEFF交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,货币种类,应结订单金额,代金券金额,微信退款单号,商户退款单号,退款金额,充值券退款金额,退款类型,退款状态,商品名称,商户数据包,手续费,费率,订单金额,申请退款金额,费率备注',
  '`2026-11-21 11:30:05,`wx01,`1900000001,`0,`,`4200000000202611210000000001,`T202611210001,`o1,`JSAPI,`REFUND,`OTHERS,`CNY,`0.00,`0.00,`50000000000000000000000001,`R202611210001,`5.00,`0.00,`ORIGINAL,`SUCCESS,`Tea, green,`,`-0.03000,`0.60%,`0.00,`5.00,`',
  '`2026-11-21 10:00:00,`wx01,`1900000001,`0,`,`4200000000202611210000000001,`T202611210001,`o1,`JSAPI,`SUCCESS,`OTHERS,`CNY,`10.00,`0.00,`0,`0,`0.00,`0.00,`,`,`Tea, green,`2 cups,`,`0.06000,`0.60%,`10.00,`0.00,`',
  '`2026-11-21 12:00:00,`wx01,`1900000001,`0,`,`4200000000202611210000000002,`T202611210002,`o2,`NATIVE,`REVOKED,`OTHERS,`CNY,`8.50,`0.00,`0,`0,`0.00,`0.00,`,`,`房间,`,`0.00000,`0.60%,`8.50,`0.00,`',
  '总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额',
  '`3,`18.50,`5.00,`0.00,`0.03000,`18.50,`5.00',
].join('\r\n')

const shop = [
  '订单编号,支付单号,实付金额,订单金额,订单状态,下单时间,商品,门店,核销状态,预订号',
  "S-1,'4200001,128.00,128.00,已支付,2026-11-20 09:30:00,西湖房间,ＨＺ０１,已核销,B-1",
  'S-2,,,99.5,待付款,2026/11/20 10:00,早餐,,,',
  'S-3,,,12.345,已支付,,,,,',
  'S-4,4.2E+27,,10,已支付,,,,,',
  'S-5,,,10,不知道,,,HZ99,,',
  ',,,10,已支付,,,,,',
  'S-1,,,128.00,已支付,,,,,',
  'S-2,,,77,待付款,,,,,',
].join('\n')

describe('a file is read by what it says', () => {
  it('a bill of WeChat Pay: backticks, commas in names, summary left out, refunds counted, main units and GMT+8 whatever is set', async () => {
    const work = importsWorkspace()
    const read = await work.read('账单.csv', bill, { unit: 'minor', zone: 'Europe/Berlin', currency: 'EUR' })
    expect(read).toMatchObject({ state: 'checked', counts: { add: 3, refuse: 0 }, totals: [{ minor: 1850, currency: 'CNY' }], mapping: { merchantNo: '商户订单号' } })
    const done = await work.run(read.id)
    expect(done).toMatchObject({ state: 'done', counts: { add: 3 } })
    const [tea, room] = (await work.orders()).toSorted((a, b) => (a.merchantNo < b.merchantNo ? -1 : 1))
    expect(tea).toMatchObject({
      ...{ merchantNo: 'T202611210001', wechatNo: '4200000000202611210000000001', state: 'paid', source: 'imported', description: 'Tea, green,`2 cups' },
      ...{ received: { minor: 1000, currency: 'CNY' }, refunded: { minor: 500 }, refundable: { minor: 500 }, paidAt: '2026-11-21T02:00:00.000Z', origin: { file: '账单.csv', line: 3 } },
    })
    expect(room).toMatchObject({ state: 'closed', rawState: 'REVOKED', refunded: { minor: 0 } })
    const again = await work.read('账单.csv', bill)
    expect(again).toMatchObject({ counts: { add: 0, unchanged: 3 }, importedBefore: { by: '王芳' } })
    await expect(work.room.imports.run(again.id, '王芳', 'zh-CN')).rejects.toMatchObject({ code: 'payments.importNothing' })
  })

  it('a row that names another merchant or account is refused: it would be refunded at the wrong one', async () => {
    const work = importsWorkspace()
    const sheet = '商户订单号,订单金额,商户号,收款账号\nA-1,1.00,1900000001,\nA-2,1.00,1900000999,\nA-3,1.00,,云栖酒店\nA-4,1.00,0,别的酒店\n'
    const read = await work.read('many.csv', sheet)
    expect(read.counts).toMatchObject({ add: 2, refuse: 2 })
    const { rows } = await work.room.imports.rows({ id: read.id, limit: 100, refusedOnly: true })
    expect(rows.map(({ line, issues }) => [line, issues[0]?.code, issues[0]?.params])).toEqual([
      [3, 'orderImport.otherAccount', { text: '1900000999' }],
      [5, 'orderImport.otherAccount', { text: '别的酒店' }],
    ])
  })

  it('a shop’s sheet: each row with what is wrong with it; a bad row stops only itself', async () => {
    const work = importsWorkspace()
    await work.space.now.places.create({ code: 'HZ01', name: '西湖店', zone: 'Asia/Shanghai', appIds: [], owner: '' })
    const read = await work.read('shop.csv', shop)
    expect(read.counts).toEqual({ add: 2, complete: 0, unchanged: 1, refuse: 5 })
    expect(read.totals).toEqual([{ minor: 22_750, currency: 'CNY' }])
    const { rows, hits } = await work.room.imports.rows({ id: read.id, limit: 100, refusedOnly: true })
    expect(hits).toBe(5)
    expect(rows.map(({ line, issues }) => [line, ...issues.map(({ field, code }) => `${field} ${code}`)])).toEqual([
      [4, 'amount orderImport.amount.tooManyDecimals'],
      [5, 'wechatNo orderImport.numberRounded'],
      [6, 'state orderImport.stateUnknown', 'place orderImport.placeUnknown'],
      [7, 'merchantNo orderImport.numberMissing'],
      [9, 'amount orderImport.rowContradicts'],
    ])
    await work.run(read.id)
    const orders = await work.orders()
    expect(orders.map(({ merchantNo }) => merchantNo)).toEqual(['S-2', 'S-1'])
    expect(orders[1]).toMatchObject({ wechatNo: '4200001', place: { code: 'HZ01' }, redemption: 'redeemed', bookingNo: 'B-1', createdAt: '2026-11-20T01:30:00.000Z' })
    expect(orders[0]).toMatchObject({ state: 'pending', ordered: { minor: 9_950 } })
    expect(orders[0]?.nextQueryAt).toBeUndefined()
  })

  it('XLSX, and JSON Lines of a cloud database: nested values, dates, numbers longer than a number', async () => {
    const work = importsWorkspace()
    const path = join(work.space.folder, 'shop.xlsx')
    await writeXlsx(path, { sheetName: '订单', headers: ['order no', 'amount', 'currency', 'status'], rows: [['X-1', { kind: 'number', text: '500' }, 'JPY', 'paid'], ['X-2', { kind: 'number', text: '12.5' }, 'KWD', 'paid']] })
    const sheet = await work.read('shop.xlsx', await readFile(path))
    expect(sheet.totals).toEqual([{ minor: 500, currency: 'JPY' }, { minor: 12_500, currency: 'KWD' }])
    const lines = [
      '{"_id":{"$oid":"a1"},"outTradeNo":"J-1","transactionId":4200000000202611210000000009,"totalFee":12800,"status":"SUCCESS","payTime":{"$date":"2026-11-21T02:00:00Z"}}',
      '',
      '{"outTradeNo":"J-2","totalFee":"50.5","status":"SUCCESS"}',
    ]
    const json = await work.read('orders.json', lines.join('\n'), { unit: 'minor' })
    expect(json.mapping).toMatchObject({ merchantNo: 'outTradeNo', wechatNo: 'transactionId', amount: 'totalFee', paidAt: 'payTime.$date' })
    expect(json.counts).toMatchObject({ add: 1, refuse: 1 })
    await work.run(json.id)
    expect(await work.orders({ text: 'J-1' })).toMatchObject([{ wechatNo: '4200000000202611210000000009', ordered: { minor: 12_800, currency: 'CNY' }, paidAt: '2026-11-21T02:00:00.000Z' }])
    const list = await work.read('orders.json', JSON.stringify([{ outTradeNo: 'J-3', totalFee: 1, status: 'SUCCESS' }]), { unit: 'minor' })
    expect(list.counts.add).toBe(1)
  })

  it('refuses hostile JSON and says what is broken', async () => {
    expect(() => readJsonTable(`{"a":${'['.repeat(100_000)}`)).toThrow(expect.objectContaining({ code: 'payments.importJsonDeep' }))
    expect(() => readJsonTable('{"a":1}\n{"a":')).toThrow(expect.objectContaining({ code: 'payments.importJsonBroken', params: { line: 2 } }))
    expect(() => readJsonTable('{"a":1}\n[1]')).toThrow(expect.objectContaining({ code: 'payments.importJsonBroken' }))
    const wide = Object.fromEntries(Array.from({ length: 300 }, (_, n) => [`k${n}`, n]))
    expect(() => readJsonTable(JSON.stringify(wide))).toThrow(expect.objectContaining({ code: 'payments.importTooWide' }))
    const table = readJsonTable('{"__proto__":{"polluted":1},"constructor":"x","list":["a",1]}')
    expect(table.headers).toEqual(['__proto__.polluted', 'constructor', 'list'])
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
    const work = importsWorkspace()
    const failed = await work.read('deep.json', `{"a":${'{"a":'.repeat(50)}1${'}'.repeat(50)}}`)
    expect(failed).toMatchObject({ state: 'failed', error: { code: 'payments.importJsonDeep' } })
  })

  it.each([
    ['2026-11-21 10:00:00', 'Asia/Shanghai', '2026-11-21T02:00:00.000Z'],
    ['2026年11月21日 10:00', 'Asia/Shanghai', '2026-11-21T02:00:00.000Z'],
    ['20261121100000', 'Asia/Shanghai', '2026-11-21T02:00:00.000Z'],
    ['2026-11-21T10:00:00+01:00', 'Asia/Shanghai', '2026-11-21T09:00:00.000Z'],
    ['1763690400', 'Asia/Shanghai', '2025-11-21T02:00:00.000Z'],
    ['2026-07-01 10：00', 'Europe/Berlin', '2026-07-01T08:00:00.000Z'],
    ['2026-03-29 03:30', 'Europe/Berlin', '2026-03-29T01:30:00.000Z'],
    ['2026-11-21', 'Asia/Shanghai', '2026-11-20T16:00:00.000Z'],
    ['2026-02-30 10:00', 'Asia/Shanghai', undefined],
    ['gestern', 'Asia/Shanghai', undefined],
  ])('%s in %s is %s', (text, zone, instant) => expect(parseTime(text, zone)).toBe(instant))
})

describe('a row that is there already', () => {
  it('completes what is missing, never doubles, never changes money, and has the provider asked', async () => {
    const work = importsWorkspace()
    const order = await work.space.create({ merchantNo: 'MD-0001' })
    const rows = ['订单号,微信订单号,金额,状态,预订号', 'MD-0001,42001,128.00,已支付,B-9']
    const read = await work.read('a.csv', rows.join('\n'))
    expect(read.counts).toMatchObject({ complete: 1, add: 0 })
    work.space.provider.pay('MD-0001', { wechatNo: '42001' })
    await work.run(read.id)
    const completed = (await work.space.now.orders.get(order.id)).order
    expect(completed).toMatchObject({ state: 'pending', wechatNo: '42001', bookingNo: 'B-9', source: 'created' })
    expect(completed.received).toBeUndefined()
    await work.space.now.orders.poller.tick()
    expect((await work.space.now.orders.get(order.id)).order).toMatchObject({ state: 'paid', received: { minor: 12_800 } })
    for (const [row, code] of [['MD-0001,42001,127.00', 'orderImport.orderOtherAmount'], ['MD-0001,42009,128.00', 'orderImport.orderOtherNumber']] as const) {
      const other = await work.read('b.csv', `订单号,微信订单号,金额\n${row}`)
      const refused = await work.room.imports.rows({ id: other.id, limit: 10, refusedOnly: true })
      expect(refused.rows.map(({ issues }) => issues[0]?.code)).toEqual([code])
    }
  })

  it('reads back what the export wrote: everything is known, nothing changes', async () => {
    const work = importsWorkspace()
    const place = await work.space.now.places.create({ code: 'HZ01', name: '西湖店', zone: 'Asia/Shanghai', appIds: [], owner: '' })
    await work.space.create({ merchantNo: '20261128000000000001', details: { placeId: place.id, channel: 'sms', bookingNo: '007' } })
    const paid = await work.space.create({ merchantNo: 'MD-0002', amountMinor: 995, currency: 'EUR' })
    work.space.provider.pay('MD-0002')
    await work.space.now.orders.query(paid.id, work.space.doer())
    for (const locale of ['zh-CN', 'en'] as const) {
      const context = { caller: { operator: { id: 'op1', name: '王芳' } }, locale } as never
      const { jobId } = await work.space.now.room.commands['orders.export']({ format: 'csv', filter: { dayOf: 'created' } }, context)
      await work.space.now.over(jobId)
      const read = await work.read('export.csv', await readFile(join(work.space.folder, `${jobId}.csv`)))
      const { rows } = await work.room.imports.rows({ id: read.id, limit: 10, refusedOnly: true })
      expect({ counts: read.counts, refused: rows.flatMap(({ issues }) => issues) }, locale).toEqual({ counts: { add: 0, complete: 0, unchanged: 2, refuse: 0 }, refused: [] })
    }
  })

  it('takes an overseas statement by its price currency', async () => {
    const work = importsWorkspace()
    const headers = ['交易时间', '商户号', '微信订单号', '商户订单号', '交易状态', '交易类型', '商品名称', '标价币种', '订单金额(标价币种)', '用户支付币种', '用户支付金额', '结算币种', '应结订单金额', '微信退款单号', '商户退款单号', '申请退款金额', '退款状态']
    const cells = ['2026-11-21 10:00:00', '1900000001', '4200000000202611210000000003', 'OV-1', 'SUCCESS', 'NATIVE', 'Room', 'JPY', '12800', 'CNY', '600.00', 'JPY', '12800', '0', '0', '0', '']
    const read = await work.read('statement.csv', [headers.join(','), cells.map((cell) => `\`${cell}`).join(',')].join('\n'))
    expect(read).toMatchObject({ counts: { add: 1 }, totals: [{ minor: 12_800, currency: 'JPY' }] })
  })

  it('remembers what the columns mean, and checks again with another mapping', async () => {
    const work = importsWorkspace()
    const file = ['甲,乙,丙', 'K-1,10.00,B-1'].join('\n')
    const first = await work.read('k.csv', file)
    expect(first.counts.refuse).toBe(1)
    const mapping = { merchantNo: '甲', amount: '乙', bookingNo: '丙' }
    const { jobId = '' } = await work.room.imports.check({ id: first.id, mapping, defaults: work.defaults() }, '王芳', 'zh-CN')
    await work.space.now.over(jobId)
    expect(await work.room.imports.get(first.id)).toMatchObject({ state: 'checked', counts: { add: 1, refuse: 0 } })
    await expect(work.room.imports.check({ id: first.id, mapping: { merchantNo: '丁' }, defaults: work.defaults() }, '王芳', 'zh-CN')).rejects.toMatchObject({ code: 'bridge.invalidInput' })
    expect(await work.read('k2.csv', ['甲,乙,丙', 'K-2,11.00,B-2'].join('\n'))).toMatchObject({ mapping, mappingRemembered: true, counts: { add: 1 } })
  })

  it('a kill in the middle loses and doubles nothing; the job goes on', async () => {
    const work = importsWorkspace()
    const rows = ['order no,amount', ...Array.from({ length: 400 }, (_, n) => `N-${n},${n + 1}.00`)]
    const read = await work.read('n.csv', rows.join('\n'))
    const { jobId } = await work.room.imports.run(read.id, '王芳', 'zh-CN')
    await expect.poll(async () => (await work.orders()).length, { interval: 1 }).toBeGreaterThan(40)
    await work.killAndStart()
    const before = (await work.orders()).length
    expect(before).toBeLessThan(400)
    await work.space.now.jobs.resume(jobId)
    await work.space.now.over(jobId)
    expect(await work.room.imports.get(read.id)).toMatchObject({ state: 'done', counts: { add: 400, refuse: 0 } })
    const orders = await work.orders()
    expect(new Set(orders.map(({ merchantNo }) => merchantNo)).size).toBe(400)
    const sums = await work.space.now.orders.sums(orders.map(({ id }) => id))
    expect(sums.byCurrency).toMatchObject([{ count: 400, received: 8_020_000 }])
  }, 30_000)
})
