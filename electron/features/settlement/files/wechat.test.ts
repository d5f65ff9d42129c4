import { execFileSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { filesWorkspace, short } from './files.fixture'

export const gbk = (text: string) => execFileSync('iconv', ['-f', 'UTF-8', '-t', 'GBK'], { input: text })

const all27 = '交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,货币种类,应结订单金额,代金券金额,微信退款单号,商户退款单号,退款金额,充值券退款金额,退款类型,退款状态,商品名称,商户数据包,手续费,费率,订单金额,申请退款金额,费率备注'
const sums = '总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额'
const bill = (rows: string[], totals: string) => [`\uFEFF${all27}`, ...rows, sums, totals].join('\r\n') + '\r\n'
const paid = (no: string, amount: string, title = '房间', time = '2026-11-21 10:00:00', mch = '1900000001') =>
  `\`${time},\`wx01,\`${mch},\`0,\`,\`42000000002026112100000000${no},\`T${no},\`o1,\`JSAPI,\`SUCCESS,\`OTHERS,\`CNY,\`${amount},\`0.00,\`0,\`0,\`0.00,\`0.00,\`,\`,\`${title},\`,\`0.06000,\`0.60%,\`${amount},\`0.00,\``
const refund =
  '`2026-11-21 23:59:59,`wx01,`1900000001,`0,`,`4200000000202611210000000001,`T01,`o1,`JSAPI,`REFUND,`OTHERS,`CNY,`0.00,`0.00,`50000000000000000000000001,`R01,`5.00,`0.00,`ORIGINAL,`PROCESSING,`房间,`,`-0.03000,`0.60%,`0.00,`5.00,`'

describe('trade bills of WeChat Pay', () => {
  it('ALL: 27 columns by name, backticks off, commas in names, refund rows, sums checked, counts as 3.0', async () => {
    const space = filesWorkspace()
    const file = await space.addOne('1900000001All2026-11-21.csv', bill([paid('01', '10.00'), paid('02', '0.29', 'Tea, green,`2 cups'), refund], '`3.0,`10.29,`5.00,`0.00,`0.09000,`10.29,`5.00'))
    expect(file).toMatchObject({ step: 'checked', profile: 'wechat.all', source: 'bill', billType: 'all', day: '2026-11-21', months: ['2026-11'], rows: 3, problems: 0, account: { name: '云栖酒店' } })
    expect(file.control).toMatchObject({ state: 'agrees', totals: expect.arrayContaining([{ name: '总交易单数', said: '3.0', counted: '3', agrees: true }]) as unknown })
    const { rows, sums: total } = await space.rows(file.id)
    expect(rows.map(short)).toEqual([
      { kind: 'payment', outcome: 'done', amountMinor: 1000, feeMinor: 6, merchantNo: 'T01', wechatNo: '4200000000202611210000000001', refundNo: '', line: 2, currency: 'CNY' },
      { kind: 'payment', outcome: 'done', amountMinor: 29, feeMinor: 6, merchantNo: 'T02', wechatNo: '4200000000202611210000000002', refundNo: '', line: 3, currency: 'CNY' },
      { kind: 'refund', outcome: 'done', amountMinor: -500, feeMinor: -3, merchantNo: 'T01', wechatNo: '4200000000202611210000000001', refundNo: 'R01', line: 4, currency: 'CNY' },
    ])
    expect(rows[1]).toMatchObject({ title: 'Tea, green,`2 cups', at: '2026-11-21T02:00:00.000Z', settledMinor: 29 })
    expect(total).toEqual([{ currency: 'CNY', count: 3, minor: 529 }])
    expect(await space.row(file.id, 1)).toMatchObject({ raw: paid('02', '0.29', 'Tea, green,`2 cups'), cells: expect.arrayContaining([{ header: '商品名称', value: 'Tea, green,`2 cups' }]) as unknown })
  })
})
