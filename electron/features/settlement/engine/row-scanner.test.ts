import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { stringify } from 'csv-stringify/sync'
import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { PlainRowIndex } from './row-index'
import { KernelRowIndex } from './row-kernel'
import { RowScanner } from './row-scanner'
import type { Dialect } from './scan-types'

const folder = mkdtempSync(join(tmpdir(), 'minidesk-scan-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

interface Scanned {
  rows: string[][]
  lines: number[]
  raw: string[]
  odd: string[]
  footer: string[]
  endsWithNewline: boolean
}

/** Rows of a file that has no header, through a window that is hardly larger than a row. */
function scan(text: string, width: number, dialect: Partial<Dialect> = {}, more: { footerStarts?: string[]; skipStarts?: string[]; freeText?: number; capacity?: number } = {}): Scanned {
  const path = join(folder, 'scanned')
  writeFileSync(path, text)
  const found: Scanned = { rows: [], lines: [], raw: [], odd: [], footer: [], endsWithNewline: true }
  const all = Buffer.from(text)
  const textOf = (bytes: Uint8Array, start: number | undefined, end: number | undefined) => Buffer.from(bytes.subarray(start, end)).toString()
  const { capacity = 400, footerStarts = [], skipStarts = [], ...plan } = more
  const scanner = new RowScanner({
    path,
    header: { dialect: { form: 'plain', delimiter: ',', encoding: 'utf-8', ...dialect }, names: [], line: 0, dataOffset: 0, dataLine: 1 },
    plan: { width, footerStarts, skipStarts, ...plan },
    wanted: Array.from({ length: width }, (_, column) => column),
    capacity,
  })
  scanner.run({
    row: (cells) => {
      found.rows.push(Array.from(cells.starts, (start, column) => textOf(cells.bytes, start, cells.ends[column])))
      found.lines.push(cells.line)
      found.raw.push(textOf(all, cells.offset, cells.offset + cells.length))
    },
    odd: (code, _, raw) => found.odd.push(`${raw.line} ${code}`),
    footer: (raw) => found.footer.push(textOf(raw.bytes, raw.start, raw.end)),
  })
  found.endsWithNewline = scanner.endsWithNewline
  return found
}

describe('index of rows', () => {
  it('sees sixteen bytes at a time what it sees byte by byte', () => {
    const byte = fc.constantFrom(0x2c, 0x60, 0x22, 0x0a, 0x0d, 0x61, 0xe5, 0x3b)
    fc.assert(
      fc.property(fc.array(byte, { maxLength: 200 }), fc.constantFrom(0, 0x60), fc.nat(40), (bytes, next, start) => {
        const separator = { byte: 0x2c, next }
        const kernel = new KernelRowIndex(260, separator)
        const plain = new PlainRowIndex(new Uint8Array(260), separator)
        for (const index of [kernel, plain]) index.bytes.set(bytes)
        const end = bytes.length
        const rows = [kernel, plain].map((index) => index.run(start, end))
        expect(rows[0]).toBe(rows[1])
        const ends = [kernel, plain].map((index) => [...index.rows.subarray(0, rows[0])])
        expect(ends[0]).toEqual(ends[1])
        const marks = ((ends[0]?.at(-1) ?? 0) & 0x7fff_ffff) >>> 0
        expect([...kernel.marks.subarray(0, marks)]).toEqual([...plain.marks.subarray(0, marks)])
      }),
      { numRuns: 400 },
    )
  })
})

describe('CSV', () => {
  it('reads back whatever csv-stringify wrote', () => {
    const piece = fc.constantFrom('a', '订单', '"', ',', '\n', '\r\n', ';', '`', ' ', "'", '1.00', '😀')
    const cell = fc.array(piece, { maxLength: 6 }).map((pieces) => pieces.join(''))
    const table = fc.integer({ min: 2, max: 5 }).chain((width) => fc.array(fc.array(cell, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 12 }))
    const options = fc.record({ delimiter: fc.constantFrom<',' | ';' | '\t'>(',', ';', '\t'), quoted: fc.boolean(), record_delimiter: fc.constantFrom('\n', '\r\n') })
    fc.assert(
      fc.property(table, options, (rows, how) => {
        const text = stringify(rows, { ...how, quoted_match: /[\r\n]/u })
        const { rows: read, odd, raw } = scan(text, rows[0]?.length ?? 0, { delimiter: how.delimiter })
        // Rows without any text are no rows.
        expect(read).toEqual(rows.filter((cells) => cells.some((each) => each !== '')))
        expect(odd).toEqual([])
        for (const each of raw) expect(text).toContain(each)
      }),
      { numRuns: 400 },
    )
  })

  it('counts lines as a person does, over line breaks in quotes', () => {
    const { rows, lines, raw, endsWithNewline } = scan('1,"a\nb ""c""\n,",x\r\n\r\n2,y,z', 3)
    expect(rows).toEqual([['1', 'a\nb "c"\n,', 'x'], ['2', 'y', 'z']])
    expect([lines, raw[1], endsWithNewline]).toEqual([[1, 5], '2,y,z', false])
  })

  it('leaves a stray quote where it is and loses no row behind it', () => {
    const { rows, odd } = scan('1,5" pipe,x\n2,6" pipe,y\n3,"open,z\n4,b,c\n5,"d,e",f\n', 3)
    expect(rows).toEqual([['1', '5" pipe', 'x'], ['2', '6" pipe', 'y'], ['4', 'b', 'c'], ['5', 'd,e', 'f']])
    expect(odd).toEqual(['3 width'])
    expect(scan('1,a,b\n2,"open,z\n3,c,d\n', 3)).toMatchObject({ rows: [['1', 'a', 'b'], ['3', 'c', 'd']], odd: ['2 quote'] })
  })

  it('takes missing and superfluous empty cells at the end, and reports every other width', () => {
    const { rows, odd } = scan('1,a,b,,\n2,a\n3,a,b,c\n,,,\n4\n5,a', 3)
    expect(rows).toEqual([['1', 'a', 'b'], ['2', 'a', '']])
    // The last row was cut off: a cell that is missing there may be half of one.
    expect(odd).toEqual(['3 width', '5 width', '6 width'])
  })

  it('tells footers and rows to be left out by their beginning', () => {
    const { rows, footer } = scan('# Alipay\n1,a\n#--\n"合计",5\n2,b\n', 2, {}, { footerStarts: ['合计'], skipStarts: ['#'] })
    expect([rows, footer]).toEqual([[['1', 'a']], ['"合计",5', '2,b']])
  })

  it('reports a row that is none and loses nothing behind it', () => {
    expect(scan(`1,a\n${'x'.repeat(2000)}`, 2).odd).toEqual(['2 tooLong'])
    expect(scan(`1,a\n${'x'.repeat(2000)}\n3,c\n4,d`, 2)).toMatchObject({ odd: ['2 tooLong'], rows: [['1', 'a'], ['3', 'c'], ['4', 'd']], lines: [1, 3, 4] })
  })
})

describe('bills of WeChat', () => {
  const bill = { form: 'backtick' } as const

  it('splits at comma and backtick, joins what a product name held, and keeps the summary apart', () => {
    const text = '`1,`T1,`Tea, green,`x,`a,`5\r\n`2,`T2,`房,`6\r\n总交易单数,金额\r\n`2,`11.00\r\n'
    const { rows, footer, lines } = scan(text, 4, bill, { freeText: 2 })
    expect(rows).toEqual([['1', 'T1', 'Tea, green,`x,`a', '5'], ['2', 'T2', '房', '6']])
    expect([footer, lines]).toEqual([['总交易单数,金额', '`2,`11.00'], [1, 2]])
  })

  it('goes on over a line break in a name, and reports a row that lacks cells', () => {
    const { rows, odd, lines } = scan('`1,`T1,`two\nlines,`5\n`2,`T2\n`3,`T3,`n,`7\n', 4, bill, { freeText: 2 })
    expect(rows).toEqual([['1', 'T1', 'two\nlines', '5'], ['3', 'T3', 'n', '7']])
    expect([odd, lines]).toEqual([['3 width'], [1, 4]])
  })

  it('reads whatever values a bill holds, at every place of the window', () => {
    const value = fc.array(fc.constantFrom('a', '房', ',', '"', '1', ' '), { maxLength: 8 }).map((pieces) => pieces.join(''))
    fc.assert(
      fc.property(fc.array(fc.array(value, { minLength: 5, maxLength: 5 }), { minLength: 1, maxLength: 40 }), fc.integer({ min: 120, max: 300 }), (rows, capacity) => {
        const text = rows.map((cells) => `${cells.map((cell) => `\`${cell}`).join(',')}\r\n`).join('')
        expect(scan(text, 5, bill, { freeText: 2, capacity }).rows).toEqual(rows)
      }),
      { numRuns: 150 },
    )
  })
})
