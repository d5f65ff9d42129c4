import writeExcelFile from 'write-excel-file/node'
import { describe, expect, it } from 'vitest'
import { cancelAtLook, faultOf, fixture, temporaryFolder } from '../../../../test/fixtures/spreadsheets/harness'
import { inlineRows, workbookParts, zipOf } from '../../../../test/fixtures/spreadsheets/workbook'
import { readSheet, type ReadSheetOptions } from './index'

const folder = temporaryFolder()
const readParts = async (parts: Record<string, string>, options?: ReadSheetOptions) =>
  readSheet(await folder.put('a.xlsx', zipOf(parts)), options)
const readXml = (xml: string, options?: ReadSheetOptions) => readParts(workbookParts(xml), options)

describe('readSheet, XLSX', () => {
  it('reads every kind of cell as the operator sees it', async () => {
    const sheet = await readSheet(fixture('campaign.xlsx'))
    expect(sheet).toMatchObject({ kind: 'xlsx', sheet: '十一月活动', sheetNames: ['空表', '字典', '十一月活动'] })
    expect(sheet.headers).toEqual(
      ['门店', '订单号', '__proto__', 'constructor', '日期', '时间', '比例', '编码', '公式', '开关'],
    )
    expect(sheet.rows).toEqual([
      {
        line: 4,
        cells: [
          'A & B <海景>',
          '12345678901234567890',
          '0.3',
          '12345678901234600000',
          '2026-11-22',
          '2026-11-22 14:05:00',
          '12.5%',
          '00042',
          '3',
          'TRUE',
        ],
      },
      {
        line: 5,
        cells: [
          '两行\r\n文字',
          '1234567890123456',
          '#N/A',
          '0.0015',
          '2026-11-22 06:00:00',
          '12:00:00',
          '7%',
          '-2.5',
          '结果',
          'FALSE',
        ],
      },
      { line: 8, cells: ['', '下一行', '', '', '', '', '', '', '', ''] },
    ])
    const notice = (code: string, params: object) => ({ code: `spreadsheets.notices.${code}`, params })
    expect(sheet.notices).toEqual([
      notice('precision', { line: 4, column: 'D', text: '12345678901234600000' }),
      notice('precision', { line: 5, column: 'B', text: '1234567890123456' }),
      notice('cellError', { line: 5, column: 'C', text: '#N/A' }),
      notice('formulaWithoutValue', { line: 8, column: 'I', text: '' }),
      notice('titleSkipped', { line: 1, text: '十一月推广活动' }),
      notice('merged', { line: 5, range: 'A5:A8' }),
      notice('hiddenRows', { count: 1 }),
      notice('blankRows', { count: 1 }),
    ])
  })

  it('fills merged areas when asked to', async () => {
    const sheet = await readSheet(fixture('campaign.xlsx'), { fillMerged: true })
    expect(sheet.rows.map(({ cells }) => cells[0])).toEqual(['A & B <海景>', '两行\r\n文字', '两行\r\n文字'])
    expect(sheet.notices.map(({ code }) => code)).toContain('spreadsheets.notices.mergedFilled')
  })

  it('reads the sheet that is asked for, a hidden one too, and says what there is instead', async () => {
    expect((await readSheet(fixture('campaign.xlsx'), { sheet: '字典' })).headers).toEqual(['门店'])
    const missing = await faultOf(readSheet(fixture('campaign.xlsx'), { sheet: '没有' }))
    expect([missing.code, missing.params.names]).toEqual(['spreadsheets.sheetMissing', '空表 · 字典 · 十一月活动'])
    const empty = await faultOf(readSheet(fixture('campaign.xlsx'), { sheet: '空表' }))
    expect([empty.code, empty.params.sheet]).toEqual(['spreadsheets.sheetEmpty', '空表'])
  })

  it('reads what write-excel-file writes, 10,000 rows, whatever the name of the file', async () => {
    const rows = Array.from({ length: 10_000 }, (_, index) => [`门店${index}`, 1000 + index / 100, index % 2 === 0])
    const date = new Date(Date.UTC(2026, 10, 22))
    const first = [{ value: '日', type: String }, { value: date, type: Date, format: 'yyyy-mm-dd' }, null]
    const bytes = await writeExcelFile([['名称', '金额', '是否'], first, ...rows]).toBuffer()
    const sheet = await readSheet(await folder.put('wrong-name.csv', bytes))
    expect(sheet.kind).toBe('xlsx')
    expect(sheet.rows[0]).toEqual({ line: 2, cells: ['日', '2026-11-22', ''] })
    expect(sheet.rows[1]).toEqual({ line: 3, cells: ['门店0', '1000', 'TRUE'] })
    expect(sheet.rows[10_000]).toEqual({ line: 10_002, cells: ['门店9999', '1099.99', 'FALSE'] })
    expect(sheet.notices).toEqual([])
  })

  it('reads prefixed names, attributes in single quotes, CDATA, comments and numbered entities', async () => {
    const xml = inlineRows([['a>b', '&#x6d77;&#26223;'], ['<![CDATA[1 < 2 & 3]]>', '1']])
    const parts = workbookParts(`<!-- > -->${xml}`.replaceAll('<row>', `<row spans='1>2'>`))
    const name = 'xl/worksheets/sheet1.xml'
    parts[name] = (parts[name] ?? '').replace(/<(\/?)(\w+)/g, '<$1x:$2').replace('<x:worksheet', '<x:worksheet x="1"')
    const sheet = await readParts(parts)
    expect([sheet.headers, sheet.rows]).toEqual([['a>b', '海景'], [{ line: 2, cells: ['1 < 2 & 3', '1'] }]])
  })

  it.each([
    ['an unknown shared string', '<sheetData><row><c t="s"><v>9</v></c></row></sheetData>'],
    ['a tag that is not closed', '<sheetData><row><c>'],
    ['endless nesting', `${'<a>'.repeat(2000)}${'</a>'.repeat(2000)}`],
    ['a crossed tag', '<sheetData><row></sheetData></row>'],
    ['an address that is none', '<sheetData><row><c r="ZZZZ1"><v>1</v></c></row></sheetData>'],
  ])('refuses %s', async (_, xml) => {
    const fault = await faultOf(readXml(xml))
    expect([fault.code, fault.params.part]).toEqual(['spreadsheets.xlsxBroken', 'xl/worksheets/sheet1.xml'])
  })

  it('refuses a DOCTYPE, so that no entity can be declared', async () => {
    const parts = workbookParts(inlineRows([['&x;']]))
    const entity = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    const name = 'xl/worksheets/sheet1.xml'
    const fault = await faultOf(readParts({ ...parts, [name]: entity + (parts[name] ?? '') }))
    expect(fault.code).toBe('spreadsheets.xlsxBroken')
  })

  it('stops when it is cancelled', async () => {
    const path = await folder.put('big.xlsx', zipOf(workbookParts(inlineRows(Array(40_000).fill(['x', 'y'])))))
    await expect(readSheet(path, {}, cancelAtLook(1))).rejects.toThrow('cancelled by the operator')
    await expect(readSheet(path, {}, cancelAtLook(20))).rejects.toThrow('cancelled by the operator')
  })
})
