import { existsSync } from 'node:fs'
import { mkdir, open, readFile, readdir, writeFile } from 'node:fs/promises'
import { parse } from 'csv-parse/sync'
import { strFromU8, unzipSync } from 'fflate'
import readExcelFile from 'read-excel-file/node'
import { describe, expect, it } from 'vitest'
import { faultOf, temporaryFolder } from '../../../../test/fixtures/spreadsheets/harness'
import { writeAtomically, type CreateFile } from './atomic-file'
import { readSheet, writeCsv, writeXlsx, type OutRow } from './index'
import { sheetNameOf } from './xlsx-parts'

const folder = temporaryFolder()

const headers = ['门店', '订单号', '__proto__', 'constructor', '备注']
const awkward = [
  ['海景酒店', '12345678901234567890', 'toString', '0012', '=1+1'],
  ['-12.50', '+8613800000000', '@x', "'=already", '＝全角'],
  ['两行\n"引号"', 'a,b;c\td', ' 前后空格 ', '', '_x0041_ & <b> ]]>'],
  ['😀', '回车\r\n换行', '\t=cmd', '\u0001\u000b', 'x'],
  ['', '', '', '', '最后'],
]

describe('writing and reading again', () => {
  it('CSV gives back every text', async () => {
    const path = folder.path('round.csv')
    await writeCsv(path, { headers, rows: awkward })
    const sheet = await readSheet(path)
    expect([sheet.encoding, sheet.delimiter, sheet.headers]).toEqual(['utf-8', ',', headers])
    expect(sheet.rows.map(({ cells }) => cells)).toEqual(awkward)
    expect(sheet.notices).toEqual([])
  })

  it('CSV is what Excel wants: byte order mark, CRLF, formulas guarded; csv-parse reads the same cells', async () => {
    const path = folder.path('excel.csv')
    await writeCsv(path, {
      headers: ['=h', 'b'],
      rows: [
        ['=1+1', { kind: 'number', text: '-12.50' }],
        ['+86138', { kind: 'date', text: '2026-11-22' }],
        ['-5', { kind: 'number', text: '=evil' }],
      ],
    })
    const text = await readFile(path, 'utf8')
    expect(text).toBe("\uFEFF'=h,b\r\n'=1+1,-12.50\r\n'+86138,2026-11-22\r\n-5,'=evil\r\n")
    expect(parse(text, { bom: true })[1]).toEqual(["'=1+1", '-12.50'])
  })

  it('XLSX gives back every text, to our reader and to read-excel-file', async () => {
    const path = folder.path('round.xlsx')
    await writeXlsx(path, { sheetName: '结果', headers, rows: awkward, columns: [20, 30] })
    const sheet = await readSheet(path)
    expect([sheet.sheetNames, sheet.headers, sheet.notices]).toEqual([['结果'], headers, []])
    expect(sheet.rows.map(({ cells }) => cells)).toEqual(awkward)
    const [foreign] = await readExcelFile(path, { trim: false })
    const texts = foreign?.data.map((row) => row.map((cell) => cell ?? ''))
    expect(foreign?.sheet).toBe('结果')
    expect(texts).toEqual([headers, ...awkward])
  })

  it('XLSX has typed numbers and dates, and text wherever a number would lose something', async () => {
    const path = folder.path('typed.xlsx')
    const cells: OutRow = [
      { kind: 'number', text: '1234.50' },
      { kind: 'number', text: '12345678901234567890' },
      { kind: 'number', text: '0012' },
      { kind: 'date', text: '2026-11-22' },
      { kind: 'date', text: '2026-11-22 14:05:09' },
      { kind: 'date', text: '2026-02-30' },
    ]
    await writeXlsx(path, { sheetName: 'x', headers: ['a', 'b', 'c', 'd', 'e', 'f'], rows: [cells] })
    expect((await readSheet(path)).rows[0]?.cells).toEqual(
      ['1234.5', '12345678901234567890', '0012', '2026-11-22', '2026-11-22 14:05:09', '2026-02-30'],
    )
    const [foreign] = await readExcelFile(path)
    expect(foreign?.data[1]).toEqual([
      1234.5,
      '12345678901234567890',
      '0012',
      new Date(Date.UTC(2026, 10, 22)),
      new Date(Date.UTC(2026, 10, 22, 14, 5, 9)),
      '2026-02-30',
    ])
  })

  it('XLSX never holds a formula, freezes a bold header, and types text as text', async () => {
    const path = folder.path('plain.xlsx')
    await writeXlsx(path, { sheetName: 'a/b', headers: ['=h'], rows: [['=HYPERLINK("http://x")']] })
    const parts = unzipSync(await readFile(path))
    const part = (name: string) => strFromU8(parts[name] ?? new Uint8Array())
    const sheet = part('xl/worksheets/sheet1.xml')
    expect(sheet).not.toMatch(/<f[ >/]/)
    expect(sheet).toContain('state="frozen"')
    expect(sheet).toContain('<c r="A2" s="1" t="s">')
    expect(part('xl/styles.xml')).toMatch(/<xf numFmtId="49" fontId="0".*?<xf numFmtId="49" fontId="1"/)
    expect(part('xl/workbook.xml')).toContain('<sheet name="a b"')
  })

  it('writes 10,000 rows of 30 columns within seconds, the same bytes each time', async () => {
    const columns = Array.from({ length: 30 }, (_, index) => `列${index}`)
    function* rows(): Generator<string[]> {
      for (let row = 0; row < 10_000; row += 1) yield columns.map((_, column) => `第${row}行-${column}`)
    }
    const start = performance.now()
    await writeXlsx(folder.path('big.xlsx'), { sheetName: '大', headers: columns, rows: rows() })
    expect(performance.now() - start).toBeLessThan(8000)
    await writeCsv(folder.path('big.csv'), { headers: columns, rows: rows() })
    const xlsx = await readSheet(folder.path('big.xlsx'))
    const csv = await readSheet(folder.path('big.csv'))
    expect(xlsx.rows).toHaveLength(10_000)
    expect(xlsx.rows[9_999]?.cells[29]).toBe('第9999行-29')
    expect(csv.rows).toEqual(xlsx.rows)
    await writeXlsx(folder.path('again.xlsx'), { sheetName: '大', headers: columns, rows: rows() })
    expect((await readFile(folder.path('again.xlsx'))).equals(await readFile(folder.path('big.xlsx')))).toBe(true)
  })

  it.each([
    ['', 'Sheet1'],
    ['History', 'Sheet1'],
    ["'[a]:*?/\\b'", 'a      b'],
    ['一'.repeat(40), '一'.repeat(31)],
    [`${'一'.repeat(30)}😀`, `${'一'.repeat(30)}\uFFFD`],
  ])('makes a sheet name of %j', (wanted, name) => expect(sheetNameOf(wanted)).toBe(name))

  it('refuses a cell that no spreadsheet program would open, and leaves nothing behind', async () => {
    const path = folder.path('long.xlsx')
    const rows = [['ok'], ['x'.repeat(32_768)]]
    const fault = await faultOf(writeXlsx(path, { sheetName: 'x', headers: ['a'], rows }))
    expect([fault.code, fault.params]).toEqual(['spreadsheets.cellTooLong', { line: 3, column: 'A', limit: 32_767 }])
    expect(existsSync(path)).toBe(false)
  })
})

describe('files appear whole or not at all', () => {
  it.each([
    ['csv', writeCsv],
    ['xlsx', (path: string, content: { headers: string[]; rows: Iterable<OutRow> }, signal?: AbortSignal) =>
      writeXlsx(path, { sheetName: 'x', ...content }, signal)],
  ])('cancelling %s keeps the old file and removes the temporary one', async (kind, write) => {
    const own = folder.path(`cancel-${kind}`)
    await mkdir(own)
    const path = `${own}/out.${kind}`
    await writeFile(path, 'old')
    const cancel = new AbortController()
    function* rows(): Generator<string[]> {
      for (let row = 0; ; row += 1) {
        if (row === 20_000) cancel.abort(new Error('cancelled by the operator'))
        yield [`${row}`, 'some more text so that it is written in between']
      }
    }
    await expect(write(path, { headers: ['a', 'b'], rows: rows() }, cancel.signal)).rejects.toThrow(
      'cancelled by the operator',
    )
    expect(await readdir(own)).toEqual([`out.${kind}`])
    expect(await readFile(path, 'utf8')).toBe('old')
  })

  it('a full disk is files.diskFull', async () => {
    // Linux has a device that is always full; elsewhere a file stands in that fails as one on a full disk does.
    const noSpace = Object.assign(new Error('no space'), { code: 'ENOSPC', syscall: 'write' })
    const done = () => Promise.resolve()
    const refuse = () => Promise.reject(noSpace)
    const standIn: CreateFile = () => Promise.resolve({ writeFile: refuse, sync: done, close: done })
    const create: CreateFile = existsSync('/dev/full') ? () => open('/dev/full', 'w') : standIn
    const fault = await faultOf(writeAtomically(folder.path('full.csv'), (write) => write('x'), create))
    expect([fault.code, fault.params]).toEqual(['files.diskFull', { file: 'full.csv' }])
    expect(existsSync(folder.path('full.csv'))).toBe(false)
  })

  it('a folder that is gone, and a folder in the way, are named without their path', async () => {
    const gone = await faultOf(writeCsv(folder.path('gone/out.csv'), { headers: ['a'], rows: [] }))
    expect([gone.code, gone.params]).toEqual(['spreadsheets.folderMissing', { file: 'out.csv' }])
    await mkdir(folder.path('taken.csv'))
    const taken = await faultOf(writeCsv(folder.path('taken.csv'), { headers: ['a'], rows: [] }))
    expect(taken.code).toBe('spreadsheets.cannotWrite')
    expect((await readdir(folder.path('.'))).filter((name) => name.endsWith('.part'))).toEqual([])
  })
})
