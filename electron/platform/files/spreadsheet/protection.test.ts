import { mkdir, open } from 'node:fs/promises'
import { strToU8, zipSync } from 'fflate'
import { describe, expect, it } from 'vitest'
import { faultOf, temporaryFolder } from '../../../../test/fixtures/spreadsheets/harness'
import { inlineRows, workbookParts, zipOf } from '../../../../test/fixtures/spreadsheets/workbook'
import { readSheet, type ReadSheetOptions } from './index'

const folder = temporaryFolder()
const refused = async (content: Uint8Array | string, options?: ReadSheetOptions, name = 'a.xlsx') => {
  const { code, params } = await faultOf(readSheet(await folder.put(name, content), options))
  return { code: code.replace('spreadsheets.', ''), params }
}

/** Changes every declared unpacked size in the directory of a ZIP. */
function declare(zip: Uint8Array, size: number): Buffer {
  const bytes = Buffer.from(zip)
  for (let at = bytes.indexOf('PK\x01\x02'); at >= 0; at = bytes.indexOf('PK\x01\x02', at + 4)) {
    bytes.writeUInt32LE(size, at + 24)
  }
  return bytes
}

describe('protection', () => {
  it('refuses 200 MB by size, at once and without reading', async () => {
    const path = folder.path('huge.csv')
    const handle = await open(path, 'w')
    await handle.truncate(200 * 1024 * 1024)
    await handle.close()
    const before = process.memoryUsage().arrayBuffers
    const start = performance.now()
    const fault = await faultOf(readSheet(path))
    expect(performance.now() - start).toBeLessThan(1000)
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(10 * 1024 * 1024)
    expect(fault.code).toBe('spreadsheets.tooLarge')
    expect(fault.params).toEqual({ file: 'huge.csv', size: '200', limit: '50' })
  })

  it('refuses a folder and a file that is not there, without its path', async () => {
    await mkdir(folder.path('folder.xlsx'))
    expect((await faultOf(readSheet(folder.path('folder.xlsx')))).code).toBe('spreadsheets.notAFile')
    const missing = await faultOf(readSheet(folder.path('missing.csv')))
    expect([missing.code, missing.params]).toEqual(['spreadsheets.notFound', { file: 'missing.csv' }])
  })

  it('refuses a decompression bomb by what it declares, before unpacking', async () => {
    const zeros = new Uint8Array(8 * 1024 * 1024)
    const parts = Object.entries(workbookParts(inlineRows([['a']])))
    const packed = Object.fromEntries(parts.map(([name, text]) => [name, strToU8(text)]))
    const bomb = zipSync({ ...packed, 'xl/a.bin': zeros, 'xl/b.bin': zeros })
    expect(bomb.length).toBeLessThan(100_000)
    const limits = { unpackedBytes: 10 * 1024 * 1024 }
    expect(await refused(bomb, { limits })).toMatchObject({ code: 'unpackedTooLarge', params: { limit: '10' } })
    expect((await refused(declare(bomb, 1024 * 1024 * 1024))).code).toBe('unpackedTooLarge')
  })

  it('never unpacks more than a part declares', async () => {
    const bytes = zipOf(workbookParts(inlineRows(Array(5000).fill(['x'.repeat(200)]))))
    expect((await refused(declare(bytes, 100))).code).toBe('xlsxBroken')
  })

  it('notices a damaged and a cut-off file', async () => {
    const bytes = Buffer.from(zipOf(workbookParts(inlineRows([['名称'], ['值']]))))
    expect((await refused(bytes.subarray(0, bytes.length - 100))).code).toBe('xlsxBroken')
    for (let at = 40; at < bytes.length - 30; at += 1) {
      const damaged = Buffer.from(bytes)
      damaged[at] = (damaged[at] ?? 0) ^ 0xff
      // Some bytes do not matter (a time, a name nobody asks for): then it must read as it was, never otherwise.
      const path = await folder.put('damaged.xlsx', damaged)
      const result = await readSheet(path).then(
        ({ headers, rows }) => [headers, rows.length],
        (error: { code?: string }) => error.code,
      )
      if (typeof result === 'string') expect(result).toMatch(/^spreadsheets\./)
      else expect(result).toEqual([['名称'], 1])
    }
  })

  it('notices one changed letter, which only the checksum tells', async () => {
    const parts = Object.entries(workbookParts(inlineRows([['amount'], ['100']])))
    const stored = zipSync(Object.fromEntries(parts.map(([name, text]) => [name, strToU8(text)])), { level: 0 })
    const bytes = Buffer.from(stored)
    bytes.write('900', bytes.indexOf('>100<') + 1)
    expect(await refused(bytes)).toMatchObject({ code: 'xlsxBroken', params: { part: 'xl/worksheets/sheet1.xml' } })
  })

  it.each(['csv', 'xlsx'])('keeps to the limits of rows, columns, cells and characters: %s', async (kind) => {
    const make = (rows: string[][]) =>
      kind === 'csv' ? rows.map((row) => row.join(',')).join('\n') : zipOf(workbookParts(inlineRows(rows)))
    const rows = (count: number, cells = ['x', 'y']) => Array<string[]>(count).fill(cells)
    const limits = { rows: 10, columns: 5, cells: 40, cellCharacters: 20 }
    const fit = await readSheet(await folder.put('fit', make(rows(11))), { limits })
    expect(fit.rows).toHaveLength(10)
    expect(await refused(make(rows(12)), { limits })).toEqual({ code: 'tooManyRows', params: { limit: 10 } })
    expect(await refused(make([...rows(2), ...rows(1, Array(6).fill('z'))]), { limits })).toEqual({
      code: 'tooManyColumns',
      params: { line: 3, columns: 6, limit: 5 },
    })
    expect((await refused(make([Array(5).fill('h'), ...rows(9, ['x'])]), { limits })).code).toBe('tooManyCells')
    expect(await refused(make([...rows(2), ['x', 'y'.repeat(21)]]), { limits })).toEqual({
      code: 'cellTooLong',
      params: { line: 3, column: 'B', limit: 20 },
    })
  })

  it('does not let a far-away cell or row cost memory', async () => {
    const cell = (address: string) => `<c r="${address}" t="inlineStr"><is><t>x</t></is></c>`
    const row = (number: number, address: string) => `<row r="${number}">${cell(address)}</row>`
    const bytes = zipOf(workbookParts(`<sheetData>${row(1, 'A1')}${row(1_048_576, 'A1048576')}</sheetData>`))
    expect((await readSheet(await folder.put('far.xlsx', bytes))).rows).toEqual([{ line: 1_048_576, cells: ['x'] }])
    const wide = zipOf(workbookParts(`<sheetData>${row(1, 'XFD1')}</sheetData>`))
    expect((await refused(wide)).code).toBe('tooManyColumns')
  })

  const ole = Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1])
  const padding = Buffer.alloc(600)
  it.each([
    ['an .xls', Buffer.concat([ole, padding, Buffer.from('Workbook', 'utf16le')]), 'oldXls'],
    ['an encrypted .xlsx', Buffer.concat([ole, padding, Buffer.from('EncryptedPackage', 'utf16le')]), 'encrypted'],
    ['a PNG', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0]), 'picture'],
    ['a JPEG', Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 0]), 'picture'],
    ['a PDF', '%PDF-1.7\n', 'pdf'],
    ['a RAR', 'Rar!\x1a\x07', 'zipNotXlsx'],
    ['a ZIP of something', zipOf({ 'a.csv': 'a,b\n1,2' }), 'zipNotXlsx'],
    ['an empty ZIP', zipOf({}), 'zipNotXlsx'],
    ['an OpenDocument sheet', zipOf({ mimetype: 'x', 'content.xml': '<a/>' }), 'otherWorkbook'],
    [
      'a binary workbook',
      zipOf({ '[Content_Types].xml': '<Types/>', '_rels/.rels': '<a/>', 'xl/workbook.bin': 'x' }),
      'otherWorkbook',
    ],
    ['a program', Buffer.from(Array.from({ length: 400 }, (_, index) => (index * 7) % 256)), 'binary'],
  ])('recognises %s by its content', async (_, content, code) => {
    expect((await refused(content, {}, 'harmless.csv')).code).toBe(code)
  })
})
