import { readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { cancelAtLook, faultOf, fixture, temporaryFolder } from '../../../../test/fixtures/spreadsheets/harness'
import { readSheet } from './index'

const folder = temporaryFolder()
const read = async (content: Uint8Array | string, name = 'a.csv') => readSheet(await folder.put(name, content))
const broken = async (content: Uint8Array | string) => {
  const { code, params } = await faultOf(read(content))
  return [code, params.line]
}

describe('readSheet, text', () => {
  it('reads GBK that iconv made', async () => {
    expect(await readSheet(fixture('campaign-gbk.csv'))).toEqual({
      kind: 'csv',
      encoding: 'gb18030',
      delimiter: ',',
      headers: ['门店', '路径', '备注'],
      rows: [
        { line: 2, cells: ['海景酒店', 'pages/room/index', '含早餐,双人'] },
        { line: 3, cells: ['龙湾店', 'pages/index', '朱镕基路'] },
      ],
      notices: [],
    })
  })

  it.each([
    ['campaign-utf16le.txt', 'utf-16le'],
    ['campaign-utf16be.txt', 'utf-16be'],
  ])('reads %s', async (name, encoding) => {
    expect(await readSheet(fixture(name))).toMatchObject({
      encoding,
      delimiter: '\t',
      headers: ['门店', '路径', '备注'],
      rows: [{ line: 2, cells: ['海景酒店', 'pages/room/index', '含早餐\n双人'] }],
    })
  })

  it('takes UTF-8 with and without byte order mark, the mark never in the first header', async () => {
    for (const mark of ['', '\uFEFF']) {
      const sheet = await read(`${mark}"门店",b\n酒店,2\n`)
      expect([sheet.encoding, sheet.headers]).toEqual(['utf-8', ['门店', 'b']])
    }
  })

  it('reads 10,000 rows of GBK with the right lines', async () => {
    const gbk = await readFile(fixture('campaign-gbk.csv'))
    const header = gbk.subarray(0, gbk.indexOf('\n') + 1)
    const hotel = gbk.subarray(header.length, gbk.indexOf(',', header.length))
    const rows = Array.from({ length: 10_000 }, (_, index) =>
      Buffer.concat([hotel, Buffer.from(`${index},pages/a?id=${index},"x\n`), hotel, Buffer.from('"\r\n')]),
    )
    const sheet = await read(Buffer.concat([header, ...rows]))
    expect(sheet.encoding).toBe('gb18030')
    expect(sheet.rows).toHaveLength(10_000)
    expect(sheet.rows[9_999]).toEqual({ line: 20_000, cells: ['海景酒店9999', 'pages/a?id=9999', 'x\n海景酒店'] })
    expect(sheet.notices).toEqual([])
  })

  it('pads short rows, keeps long ones, skips blank ones, and says so with the line', async () => {
    const sheet = await read('a,b,c\n1\n\n1,2,3,4\n , ,\n1,2,3,,\n\n\n')
    expect(sheet.rows).toEqual([
      { line: 2, cells: ['1', '', ''] },
      { line: 4, cells: ['1', '2', '3', '4'] },
      { line: 6, cells: ['1', '2', '3'] },
    ])
    expect(sheet.notices).toEqual([
      { code: 'spreadsheets.notices.rowShort', params: { line: 2, cells: 1, columns: 3 } },
      { code: 'spreadsheets.notices.rowLong', params: { line: 4, cells: 4, columns: 3 } },
      { code: 'spreadsheets.notices.blankRows', params: { count: 2 } },
    ])
  })

  it('names empty and repeated headers without meeting a real one, and drops columns that hold nothing', async () => {
    const sheet = await read('门店, 门店 ,,门店 (2),[C],__proto__,constructor,,\n1,2,3,4,5,6,7,,\n')
    expect(sheet.headers).toEqual(['门店', '门店 (3)', '[C] (2)', '门店 (2)', '[C]', '__proto__', 'constructor'])
    expect(sheet.rows[0]?.cells).toEqual(['1', '2', '3', '4', '5', '6', '7'])
    expect(sheet.notices.map(({ params }) => params)).toEqual([
      { column: 'B', header: '门店', name: '门店 (3)' },
      { column: 'C', name: '[C] (2)' },
    ])
    expect(Object.prototype).not.toHaveProperty('polluted')
  })

  it('lists 100 notices of a kind and counts the rest', async () => {
    const sheet = await read(`a,b\n${'1\n'.repeat(350)}`)
    expect(sheet.notices).toHaveLength(101)
    expect(sheet.notices.at(-1)).toEqual({ code: 'spreadsheets.notices.sameMore', params: { count: 250 } })
  })

  it('stops between chunks when it is cancelled', async () => {
    const path = await folder.put('long.csv', 'a,b\n'.repeat(40_000))
    await expect(readSheet(path, {}, cancelAtLook(20))).rejects.toThrow('cancelled by the operator')
  })

  it('obeys sep= and counts its line', async () => {
    const sheet = await read('sep=;\r\na,b;c\r\n1,5;2\r\n')
    expect([sheet.delimiter, sheet.headers]).toEqual([';', ['a,b', 'c']])
    expect(sheet.rows).toEqual([{ line: 3, cells: ['1,5', '2'] }])
  })

  it('says that there is only a header', async () => {
    const sheet = await read('\n a,b\r\n')
    expect(sheet.rows).toEqual([])
    expect(sheet.notices).toEqual([{ code: 'spreadsheets.notices.onlyHeader', params: { line: 2 } }])
  })

  it.each([
    ['quotes that never close', 'a,b\n1,2\n"x,y\n3,4\n', ['spreadsheets.csvBroken', 3]],
    ['text after a closing quote', 'a,b\n"1\n1",2\n"x"y,4\n', ['spreadsheets.csvBroken', 4]],
    ['nothing', '', ['spreadsheets.empty', undefined]],
    ['a byte order mark alone', '\uFEFF', ['spreadsheets.empty', undefined]],
    ['blank lines alone', '\n ,\n', ['spreadsheets.empty', undefined]],
    ['a stray NUL', `a,b\n${'正常的内容,'.repeat(30)}\n\0,2\n`, ['spreadsheets.nulBytes', 3]],
    ['a web page', '<html><table><tr><td>1</td></tr></table>', ['spreadsheets.htmlTable', undefined]],
    ['an XML spreadsheet', '<?xml version="1.0"?><Workbook/>', ['spreadsheets.htmlTable', undefined]],
    [
      'broken UTF-8, which GB18030 would read as nonsense',
      Buffer.concat([Buffer.from('门店,路径\n海景酒店,上海\n龙湾'), Buffer.from([0xe9, 0x85]), Buffer.from('店,北京\n')]),
      ['spreadsheets.encodingBroken', 3],
    ],
    ['bytes of no encoding', Buffer.from([0x61, 0x2c, 0xff, 0xff, 0x0a]), ['spreadsheets.encodingUnknown', undefined]],
    ['half a UTF-16 character', Buffer.from([0xff, 0xfe, 0x61, 0, 0x0a, 0, 0x62]), ['spreadsheets.encodingBroken', 2]],
  ])('refuses %s', async (_, content, expected) => {
    expect(await broken(content)).toEqual(expected)
  })
})
