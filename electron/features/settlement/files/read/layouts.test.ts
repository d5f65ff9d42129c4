import { describe, expect, it } from 'vitest'
import { inlineRows, workbookParts, zipOf } from '../../../../../test/fixtures/spreadsheets/workbook'
import { brief, gbk, readFileOf } from './read.fixture'

const lines = (...rows: string[]) => `${rows.join('\r\n')}\r\n`
const at = '`2026-11-21 10:00:00'

/** The parts of a workbook with several sheets. */
function sheets(named: Record<string, string>): Record<string, string> {
  const { 'xl/worksheets/sheet1.xml': one = '', ...parts } = workbookParts('@')
  const names = Object.keys(named)
  parts['xl/workbook.xml'] = (parts['xl/workbook.xml'] ?? '').replace(/<sheets>.*<\/sheets>/u, `<sheets>${names.map((name, at) => `<sheet name="${name}" sheetId="${at + 1}" r:id="r${at + 1}"/>`).join('')}</sheets>`)
  parts['xl/_rels/workbook.xml.rels'] = (parts['xl/_rels/workbook.xml.rels'] ?? '').replace(/<Relationship Id.*\/>/u, names.map((_, at) => `<Relationship Id="r${at + 1}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet${at + 1}.xml"/>`).join(''))
  for (const [at, name] of names.entries()) parts[`xl/worksheets/sheet${at + 1}.xml`] = one.replace('@', named[name] ?? '')
  return parts
}

describe('layouts of WeChat Pay', () => {
  const head20 = '交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,货币种类,应结订单金额,代金券金额,商品名称,商户数据包,手续费,费率,订单金额,费率备注'
  const head29 = '交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,货币种类,应结订单金额,代金券金额,退款申请时间,退款成功时间,微信退款单号,商户退款单号,退款金额,充值券退款金额,退款类型,退款状态,商品名称,商户数据包,手续费,费率,订单金额,申请退款金额,费率备注'
  const head24 = '交易时间,公众账号ID,商户号,子商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,货币种类,总金额,代金券或立减优惠金额,微信退款单号,商户退款单号,退款金额,代金券或立减优惠退款金额,退款类型,退款状态,商品名称,商户数据包,手续费,费率'

  it('SUCCESS: 20 columns at other places, a summary of four', async () => {
    const read = await readFileOf(lines(head20, `${at},\`wx,\`19,\`0,\`,\`42001,\`T1,\`o,\`JSAPI,\`SUCCESS,\`X,\`CNY,\`10.00,\`0.00,\`茶,\`,\`0.06000,\`0.60%,\`12.00,\``, '总交易单数,应结订单总金额,手续费总金额,订单总金额', '`1.0,`10.00,`0.06,`12.00'))
    expect([read.profile, read.control.state, read.entries.map(brief)]).toEqual(['wechat.success', 'agrees', ['payment done 1200 CNY fee=6 m=T1 w=42001 2026-11-21T02:00']])
    expect(read.entries[0]?.settledMinor).toBe(1000)
  })

  it('REFUND: 29 columns; the day is that of the request, a fee comes back, a failed one moves nothing', async () => {
    const row = (state: string, no: string) => `\`2026-10-01 08:00:00,\`wx,\`19,\`0,\`,\`42001,\`T1,\`o,\`JSAPI,\`REFUND,\`X,\`CNY,\`0.00,\`0.00,\`2026-10-31 23:59:00,\`2026-11-02 09:00:00,\`50${no},\`R${no},\`4.00,\`0.00,\`ORIGINAL,\`${state},\`茶,\`,\`-0.02000,\`0.60%,\`0.00,\`5.00,\``
    const read = await readFileOf(lines(head29, row('SUCCESS', '1'), row('FAIL', '2'), row('CHANGE', '3'), '总交易单数,退款总金额,申请退款总金额,手续费总金额', '`3,`12.00,`15.00,`-0.06'))
    expect(read.profile).toBe('wechat.refund')
    expect(read.entries.map(brief)).toEqual([
      'refund done -500 CNY fee=-2 m=T1 w=42001 r=R1 pr=501 2026-10-31T15:59',
      'refund failed -500 CNY fee=-2 m=T1 w=42001 r=R2 pr=502 2026-10-31T15:59',
      'refund open -500 CNY fee=-2 m=T1 w=42001 r=R3 pr=503 2026-10-31T15:59',
    ])
    expect([read.control.state, read.summary.months]).toEqual(['agrees', ['2026-10']])
  })

  it('the old 24 columns in GBK, plain letters first: the whole file decides; full-width colons and digits; revoked', async () => {
    const row = (n: number, name: string, state = 'SUCCESS', refund = '0') => `\`2026-11-21 10：0０:0${n % 10},\`wx,\`19,\`0,\`,\`420${n},\`T${n},\`o,\`NATIVE,\`${state},\`X,\`CNY,\`1.00,\`0.00,\`${refund},\`0,\`${refund === '0' ? '0.00' : '1.00'},\`0.00,\`,\`,\`${name},\`,\`0.01000,\`0.60%`
    const plain = lines(head24, ...Array.from({ length: 4000 }, (_, n) => row(n, 'tea')), row(4000, '龙井'), row(4001, 'x', 'REVOKED'), row(4002, 'x', 'REVOKED', '5001'), '总交易单数,总交易额,总退款金额,总代金券或立减优惠退款金额,手续费总金额', '`4003,`4003.00,`1.00,`0.00,`40.03')
    const read = await readFileOf(gbk(plain))
    expect([read.profile, read.inspection.encoding, read.control.state, read.problemCount, read.entries.length]).toEqual(['wechat.old', 'gb18030', 'agrees', 0, 4003])
    expect(read.entries[4000]?.title).toBe('龙井')
    expect(read.entries.slice(4001).map(({ kind, outcome, amountMinor }) => [kind, outcome, amountMinor])).toEqual([['payment', 'failed', 100], ['refund', 'done', -100]])
  })

  it('a bill that went through a spreadsheet program: values in quotes, guards kept', async () => {
    const read = await readFileOf(`\uFEFF${lines(head20, `"\`2026-11-21 10:00:00","\`wx","\`19","\`0","\`","\`42001","\`T1","\`o","\`JSAPI","\`SUCCESS","\`X","\`CNY","\`1,010.00","\`0.00","\`茶, 绿","\`","\`0.06","\`0.60%","\`1,010.00","\`"`, '总交易单数,应结订单总金额', '"`1","`1,010.00"')}`)
    expect([read.entries.map(brief), read.entries[0]?.title, read.control.state]).toEqual([['payment done 101000 CNY fee=6 m=T1 w=42001 2026-11-21T02:00'], '茶, 绿', 'agrees'])
  })

  it('fund flow: fees are rows, signs by direction, full-width brackets, the chain of balances, counts as 20.0', async () => {
    const head = '记账时间,微信支付业务单号,资金流水单号,业务名称,业务类型,收支类型,收支金额（元）,账户结余（元）,资金变更提交申请人,备注,业务凭证号'
    const row = (no: string, kind: string, way: string, amount: string, balance: string) => `\`2026-11-21 10:00:00,\`42001,\`9${no},\`x,\`${kind},\`${way},\`${amount},\`${balance},\`s,\`结算, 说明,\`T${no}`
    const rows = [row('1', '交易', '收入', '10.00', '110.00'), row('2', '扣除交易手续费', '支出', '0.06', '109.94'), row('3', '退款', '支出', '5.00', '104.94'), row('4', '退款关闭', '收入', '5.00', '109.94'), row('5', '提现', '支出', '100.00', '9.94')]
    const read = await readFileOf(lines(head, ...rows, '资金流水总笔数,收入笔数,收入金额,支出笔数,支出金额', '`5.0,`2.0,`15.00,`3.0,`105.06'))
    expect([read.profile, read.control.state, read.control.chain]).toEqual(['wechat.fund', 'agrees', { rows: 5, breaks: 0, openingMinor: 10_000, closingMinor: 994 }])
    expect(read.entries.map(({ kind, amountMinor, merchantNo, refundNo }) => [kind, amountMinor, merchantNo, refundNo])).toEqual([['payment', 1000, 'T1', ''], ['fee', -6, 'T2', ''], ['refund', -500, '', 'T3'], ['refundReturned', 500, '', 'T4'], ['withdrawal', -10_000, 'T5', '']])
    const broken = await readFileOf(lines(head, rows[0] ?? '', row('2', '交易', '收入', '1.00', '112.00'), '资金流水总笔数', '`3'))
    expect([broken.control.state, broken.control.chain?.breaks, broken.notices[0]]).toEqual(['differs', 1, { code: 'settlementFiles.notices.chainBreak', params: { line: 3 } }])
  })

  it('overseas: 38 columns, price and settlement each in its currency', async () => {
    const head = '交易时间,公众账号ID,商户号,子商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,充值券币种,充值券金额,优惠券币种,优惠券金额,微信退款单号,商户退款单号,退款类型,退款状态,商品名称,商户数据包,手续费,费率,标价币种,订单金额(标价币种),用户支付币种,用户支付金额,结算币种,应结订单金额,支付汇率,退款汇率,申请退款金额,用户退款币种,用户退款金额,退款结算币种,退款应结订单金额,充值券退款金额,优惠券退款金额'
    const row = `${at},\`wx,\`19,\`0,\`,\`42001,\`T1,\`o,\`JSAPI,\`SUCCESS,\`X,\`,\`0,\`,\`0,\`0,\`0,\`,\`,\`room,\`,\`0.12,\`1%,\`JPY,\`1500,\`CNY,\`75.00,\`EUR,\`9.41,\`1,\`,\`0,\`,\`0,\`,\`0,\`0,\`0`
    const read = await readFileOf(lines(head, row))
    expect([read.profile, read.control.state, read.entries[0]?.amountMinor, read.entries[0]?.currency, read.entries[0]?.settledMinor, read.entries[0]?.settledCurrency]).toEqual(['wechat.overseas', 'none', 1500, 'JPY', 941, 'EUR'])
  })

  it('微信小店: whole fen, kinds by number', async () => {
    const read = await readFileOf(lines('flow_id,funds_type,flow_type,amount,balance,bookkeeping_time,remark,order_id', '7001,1,1,1000,2000,2026-11-21 10:00:00,x,37001', '7002,10,2,10,1990,2026-11-21 10:00:01,x,37001'))
    expect([read.profile, read.entries.map(({ kind, amountMinor, merchantNo }) => [kind, amountMinor, merchantNo]), read.control.chain?.breaks]).toEqual(['wechat.shop', [['payment', 1000, '37001'], ['fee', -10, '37001']], 0])
  })
})

describe('layouts of others', () => {
  it('Alipay: GBK between markers, ids with a tab behind, refunds negative; without its end it was cut off', async () => {
    const head = '支付宝交易号,商户订单号,业务类型,商品名称,创建时间,完成时间,门店编号,门店名称,操作员,终端号,对方账户,订单金额（元）,商家实收（元）,支付宝红包（元）,集分宝（元）,支付宝优惠（元）,商家优惠（元）,券核销金额（元）,券名称,商家红包消费金额（元）,卡消费金额（元）,退款批次号/请求号,服务费（元）,分润（元）,备注'
    const row = (kind: string, amount: string, refund: string, fee: string) => `2026112122001\t,T1\t,${kind},房间,2026-11-21 09:59:00,2026-11-21 10:00:00,,,,,a@b,${amount},${amount},0.00,0.00,0.00,0.00,0.00,,0.00,0.00,${refund},${fee},0.00,`
    const body = ['#支付宝业务明细查询', '#账号：[20880001]', '#起始日期：[2026年11月21日 00:00:00]', '#----------业务明细列表----------', head, row('交易', '128.00', '', '-0.77'), row('退款', '-28.00', 'R1\t', '0.17')]
    const end = ['#----------业务明细列表结束----------', '#交易合计：1笔，商家实收共128.00元', '#退款合计：1笔，商家实收退款共-28.00元', '#导出时间：[2026年11月22日 10:00:00]']
    const read = await readFileOf(gbk(lines(...body, ...end)))
    expect([read.profile, read.control.state, read.control.totals.length]).toEqual(['alipay.trade', 'agrees', 2])
    expect(read.entries.map(brief)).toEqual(['payment done 12800 CNY fee=77 m=T1 p=2026112122001 2026-11-21T02:00', 'refund done -2800 CNY fee=-17 m=T1 p=2026112122001 r=R1 2026-11-21T02:00'])
    expect((await readFileOf(gbk(lines(...body)))).control.state).toBe('truncated')
  })

  it('PayPal STL: record types, minor units without sign, offsets that fall on another day in Beijing, counts', async () => {
    const head = '"CH","Transaction ID","Invoice ID","PayPal Reference ID","PayPal Reference ID Type","Transaction Event Code","Transaction Initiation Date","Transaction Completion Date","Transaction Debit or Credit","Gross Transaction Amount","Gross Transaction Currency","Fee Debit or Credit","Fee Amount","Fee Currency","Custom Field"'
    const row = (id: string, code: string, way: string, gross: string, currency: string, fee: string) => `"SB","${id}","INV1","","","${code}","2026/10/31 09:00:00 -0700","2026/10/31 09:30:00 -0700","${way}",${gross},"${currency}","DR",${fee},"${currency}",""`
    const text = lines('"RH","2026/11/01 03:00:00 -0700","A","M1",011', '"FH",01', '"SH","2026/10/31 00:00:00 -0700","2026/10/31 23:59:59 -0700","M1"', head, row('9AA', 'T0006', 'CR', '3000', 'USD', '117'), row('9AB', 'T1107', 'DR', '1000', 'USD', '0'), row('9AC', 'T0400', 'DR', '500', 'JPY', '0'), '"SF","USD",3000,1000,0,117,0,0,0,0', '"SC",3', '"RF","USD",3000,1000,0,117,0,0', '"RC",3', '"FF",3')
    const read = await readFileOf(text)
    expect([read.profile, read.control.state]).toEqual(['paypal.stl', 'agrees'])
    expect(read.entries.map(brief)).toEqual(['payment done 3000 USD fee=117 m=INV1 p=9AA 2026-10-31T16:30', 'refund done -1000 USD fee=0 m=INV1 p=9AB 2026-10-31T16:30', 'withdrawal done -500 JPY fee=0 m=INV1 p=9AC 2026-10-31T16:30'])
    // 16:30 in UTC is the first of November in Beijing: the event decides, not the file.
    expect(read.summary.months).toEqual(['2026-11'])
  })

  it('PayPal activity: signed decimals with thousands, zones in a column, the order of day and month by its dates', async () => {
    const read = await readFileOf(lines('"Date","Time","TimeZone","Name","Type","Status","Currency","Gross","Fee","Net","Transaction ID","Invoice Number","Reference Txn ID"', '"10/31/2026","20:00:00","PDT","A","Express Checkout Payment","Completed","EUR","1,234.50","-30.10","1,204.40","9AA","INV1",""', '"10/31/2026","21:00:00","Europe/Berlin","A","Payment Refund","Completed","EUR","-4.50","0.00","-4.50","9AB","INV1","9AA"'))
    expect([read.profile, read.entries.map(brief)]).toEqual(['paypal.activity', ['payment done 123450 EUR fee=3010 m=INV1 p=9AA 2026-11-01T03:00', 'refund done -450 EUR fee=0 m=INV1 p=9AB g=9AA 2026-10-31T20:00']])
  })

  it('Antom: minor units, end marker; PPRO: count and checksum; Adyen: debit and credit, fees in parts, zones', async () => {
    const antom = lines('settlementBatchId,customerId,transactionId,originalTransactionId,transactionRequestId,paymentMethodType,transactionType,paymentTime,settlementTime,transactionAmountValue,transactionCurrency,settlementAmountValue,settlementCurrency', 'B1,C,20261,,T1,ALIPAY_HK,PAYMENT,2026-11-21T10:00:00+08:00,2026-11-22T10:00:00+08:00,1000,HKD,125,USD', 'B1,C,20262,20261,R1,ALIPAY_HK,REFUND,2026-11-21T11:00:00+08:00,,400,HKD,50,USD')
    const read = await readFileOf(`${antom}<END>\r\n`)
    expect([read.profile, read.control.state, read.entries.map(brief)]).toEqual(['antom.settlement', 'agrees', ['payment done 1000 HKD m=T1 p=20261 g=B1 2026-11-21T02:00', 'refund done -400 HKD p=20261 r=R1 pr=20262 g=B1 2026-11-21T03:00']])
    expect((await readFileOf(antom)).control.state).toBe('truncated')
    const ppro = await readFileOf(lines('TRANSACTION_DATE;TRANSACTION_ID;MERCHANT_REFERENCE;AMOUNT;CURRENCY', '2026-11-21 10:00:00;X1;T1;10.00;EUR', '2026-11-21 10:00:00;X2;T2;5.00;EUR', 'SETTLEMENT_DATE;2026-11-25', 'RECORD_COUNT;2', 'CHECKSUM_AGGREGATE_AMOUNT;16.00'))
    expect([ppro.profile, ppro.control.state, ppro.control.totals.map(({ agrees }) => agrees)]).toEqual(['ppro.volume', 'differs', [true, false]])
    const adyen = await readFileOf(lines('Company Account,Merchant Account,Psp Reference,Merchant Reference,Payment Method,Creation Date,TimeZone,Type,Modification Reference,Gross Currency,Gross Debit (GC),Gross Credit (GC),Exchange Rate,Net Currency,Net Debit (NC),Net Credit (NC),Commission (NC),Markup (NC),Scheme Fees (NC),Interchange (NC),Batch Number', 'C,M,88A,T1,wechatpay,2026-11-21 10:00:00,CET,Settled,,EUR,,10.00,1,EUR,,9.75,0.10,0.1234,0.01,0.0166,7', 'C,M,,,,2026-11-22 10:00:00,Europe/Amsterdam,MerchantPayout,,,,,,EUR,9.75,,,,,,7'))
    expect([adyen.profile, adyen.entries.map(brief)]).toEqual(['adyen.settlement', ['payment done 1000 EUR fee=25 m=T1 p=88A g=7 2026-11-21T09:00', 'withdrawal done -975 EUR g=7 2026-11-22T09:00']])
  })

  it('orders that MiniDesk exported; a list of orders; a bank’s statement with a preamble; payouts', async () => {
    const own = await readFileOf(`\uFEFF${lines('商户订单号,渠道订单号,微信订单号,收款账号,收款渠道,状态,渠道状态,收款方式,币种,订单金额,实收,退款币种,已退,退款中,还可退,酒店/门店,场景,渠道标签,预订号,核销,商品,备注,来源,提醒,下单时间（UTC）,创建人,支付时间（UTC）', '`2026001,,`4200001,云栖,x,已支付,SUCCESS,JSAPI,CNY,128.00,128.00,CNY,0.00,0.00,128.00,HZ01 西湖,视频号,,,未填,房间,,下单,,2026-10-31T15:59:00.000Z,王芳,2026-10-31T16:01:00.000Z')}`)
    expect([own.profile, own.entries.map(brief), own.entries[0]?.scene]).toEqual(['orders.minidesk', ['payment done 12800 CNY m=2026001 w=4200001 2026-10-31T16:01'], '视频号'])
    const list = await readFileOf(lines('order_no,transaction_id,paid_at,amount,refund_no,refund_amount,status,type', 'T1,42001,2026-11-21 10:00,１２８.00,,,paid,payment', 'T1,42001,2026-11-22 10:00,,R1,28.00,success,refund'))
    expect([list.profile, list.entries.map(brief)]).toEqual(['orders.generic', ['payment done 12800 CNY m=T1 w=42001 2026-11-21T02:00', 'refund done -2800 CNY m=T1 w=42001 r=R1 2026-11-22T02:00']])
    const bank = await readFileOf(gbk(lines('某某银行交易明细,,,,,', '账号：6222000011112222,,,,,', ',,,,,', '交易日期,摘要,借方发生额,贷方发生额,余额,对方户名', '20261121,财付通结算,,"1,000.50","3,000.50",财付通', '20261122,转出,200.00,,"2,800.50",某某', '合计,,200.00,"1,000.50",,')))
    expect([bank.profile, bank.entries.map(({ kind, amountMinor }) => [kind, amountMinor]), bank.control.chain?.breaks, bank.problemCount]).toEqual(['bank.generic', [['other', 100_050], ['other', -20_000]], 0, 0])
    const payout = await readFileOf(lines('payout_id,arrival_date,amount,currency,status', 'P1,2026-11-23,975.00,EUR,paid'), { options: { zone: 'Asia/Shanghai', currency: 'EUR', unit: 'major', sign: 'asIs', dateOrder: 'dayFirst' } })
    expect([payout.profile, payout.entries.map(brief)]).toEqual(['payout.generic', ['withdrawal done 97500 EUR g=P1 2026-11-22T16:00']])
  })
})

describe('workbooks', () => {
  it('reads every sheet with the same columns, tells of the others, and refuses numbers whose digits are gone', async () => {
    const head = ['order_no', 'transaction_id', 'paid_at', 'amount']
    const rows = (...data: string[][]) => inlineRows([['某某酒店订单'], head, ...data])
    // A number that a person typed: 19 digits, of which a spreadsheet keeps 15.
    const lost = rows(['T2', 'LOST', '2026-11-01 10:00', '20'], ['T3', '42003', '2026-11-02 10:00', '30']).replace('<c t="inlineStr"><is><t>LOST</t></is></c>', '<c><v>4200000000202611300</v></c>')
    const read = await readFileOf(zipOf(sheets({ 十月: rows(['T1', '4200000000202611210000000001', '2026-10-01 10:00', '10.5']), 十一月: lost, 说明: inlineRows([['说明', '备注'], ['x', 'y']]) })), { name: 'a.xlsx' })
    expect(read.entries.map(({ sheet, line, merchantNo, wechatNo, amountMinor }) => [sheet, line, merchantNo, wechatNo, amountMinor])).toEqual([
      ['十月', 3, 'T1', '4200000000202611210000000001', 1050],
      ['十一月', 4, 'T3', '42003', 3000],
    ])
    expect(read.problems).toMatchObject([{ sheet: '十一月', line: 3, code: 'numberLost', params: { header: 'transaction_id' } }])
    expect(read.notices).toContainEqual({ code: 'settlementFiles.notices.sheetLeftOut', params: { sheet: '说明' } })
  })
})
