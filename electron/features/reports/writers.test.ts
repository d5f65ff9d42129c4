import { globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createHash } from 'node:crypto'
import { columnSums } from '@shared/domain/reports'
import { toMajor } from '@shared/domain/money'
import zhCN from '@shared/texts/zh-CN'
import { parse } from 'csv-parse/sync'
import { XMLParser } from 'fast-xml-parser'
import { strFromU8, unzipSync } from 'fflate'
import readXlsxFile from 'read-excel-file/node'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sheetNames, writeWorkbook } from '../../platform/files/spreadsheet'
import { readPdf } from '../../platform/pdf/read-pdf.fixture'
import { exampleMaking, exampleReport, hostileTexts } from './report.fixture'
import { writeReportCsv } from './writers/csv'
import { writeReportHtml } from './writers/html'
import { writeReportPdf } from './writers/pdf'
import { readStored, sha256Of, writeStored } from './writers/stored'
import { writeReportXlsx } from './writers/xlsx'

const data = exampleReport(300)
const signal = new AbortController().signal
const writing = { data, made: exampleMaking, locale: 'zh-CN' as const, signal }
let folder: string
let dataSha256: string
const at = (name: string) => join(folder, name)
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'minidesk-reports-'))
  await writeStored(at('data.gz'), writing)
  dataSha256 = await sha256Of(at('data.gz'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

interface Cell {
  address: string
  formula: string | undefined
  value: string
}

/** The cells of a sheet as the file holds them, formulas with their stored values. */
function cellsOf(parts: Record<string, Uint8Array>, sheet: number): Map<string, Cell> {
  const parser = new XMLParser({ ignoreAttributes: false, parseTagValue: false, isArray: (name) => name === 'row' || name === 'c' })
  const parsed = parser.parse(strFromU8(parts[`xl/worksheets/sheet${sheet}.xml`] ?? new Uint8Array())) as {
    worksheet: { sheetData: { row: { c?: { '@_r': string; f?: string; v?: string }[] }[] } }
  }
  const cells = parsed.worksheet.sheetData.row.flatMap(({ c = [] }) => c)
  return new Map(cells.map((cell) => [cell['@_r'], { address: cell['@_r'], formula: cell.f, value: String(cell.v ?? '') }]))
}

describe('the stored data', () => {
  it('gives every cell back, line by line', async () => {
    const rows = new Map<string, number>()
    let last: unknown
    for await (const line of readStored(at('data.gz'))) {
      last = line
      if ('t' in line) rows.set(line.t, (rows.get(line.t) ?? 0) + 1)
    }
    expect([...rows]).toEqual([['orders', 1], ['refunds', 1]])
    expect(last).toEqual({ end: true, rows: 330 })
  })
})

describe('XLSX', () => {
  let parts: Record<string, Uint8Array>
  beforeAll(async () => {
    await writeReportXlsx(at('report.xlsx'), writing)
    parts = unzipSync(readFileSync(at('report.xlsx')))
  })

  it('has real numbers and dates, order numbers and hostile words as text', async () => {
    const sheets = await readXlsxFile(at('report.xlsx'), { trim: false })
    expect(sheets.map(({ sheet }) => sheet)).toEqual(['汇总', '订单（中）', '退款（中）', '生成参数'])
    const orders = sheets[1]?.data ?? []
    // Practice, a total for CNY and JPY each, the header.
    const body = orders.slice(4)
    expect(body).toHaveLength(300)
    expect(body[1]?.[0]).toBe('4200000925202101284942920001')
    expect(body[1]?.[1]).toEqual(new Date('2026-10-01T00:01:00.000Z'))
    expect(body[1]?.[2]).toBe(79.19)
    expect(body[3]?.[2]).toBe(23_757)
    expect(body[1]?.[5]).toBe(0.01)
    expect(body.slice(0, hostileTexts.length).map((row) => row[9])).toEqual(hostileTexts)
    // No cell is a formula but those of the totals.
    const formulas = [...cellsOf(parts, 2).values()].filter(({ formula }) => formula !== undefined)
    expect(formulas.every(({ address }) => /^[A-Z]+[23]$/u.test(address))).toBe(true)
  })

  it('has formulas whose stored values are our own sums, and a check that is 0', () => {
    const sums = columnSums(data.tables[0]?.columns ?? [], data.tables[0]?.rows ?? [])
    const cells = cellsOf(parts, 2)
    const cny = sums.find(({ column, currency }) => column === 'amount' && currency === 'CNY')
    const jpy = sums.find(({ column, currency }) => column === 'amount' && currency === 'JPY')
    expect(cells.get('C2')).toEqual({ address: 'C2', formula: 'SUMIFS($C$5:$C$304,$D$5:$D$304,"CNY")', value: toMajor(cny?.minor ?? 0, 'CNY') })
    expect(cells.get('C3')).toMatchObject({ formula: 'SUMIFS($C$5:$C$304,$D$5:$D$304,"JPY")', value: toMajor(jpy?.minor ?? 0, 'JPY') })
    expect(cells.get('E2')).toMatchObject({ formula: 'SUBTOTAL(109,$E$5:$E$304)' })
    const summary = [...cellsOf(parts, 1).values()].filter(({ formula }) => formula !== undefined)
    const check = summary.at(-1)
    expect(check?.formula).toMatch(/^SUMPRODUCT\(ABS\(F\d+:F\d+\)\)$/u)
    expect(check?.value).toBe('0')
    expect(summary.some(({ formula }) => formula?.startsWith("SUMIFS('订单（中）'!$C$5:$C$304,"))).toBe(true)
  })

  it('freezes the header, filters below it and prints it on every page', () => {
    const sheet = strFromU8(parts['xl/worksheets/sheet2.xml'] ?? new Uint8Array())
    expect(sheet).toContain('<pane ySplit="4" topLeftCell="A5"')
    expect(sheet).toContain('<autoFilter ref="A4:J304"/>')
    expect(strFromU8(parts['xl/workbook.xml'] ?? new Uint8Array())).toContain("_xlnm.Print_Titles\" localSheetId=\"1\">'订单（中）'!$1:$4<")
  })

  it('names sheets so that no two are the same', () => {
    expect(sheetNames(['Orders', 'orders', 'a/b', 'a:b', 'x'.repeat(40), 'x'.repeat(41)])).toEqual(['Orders', 'orders (2)', 'a b', 'a b (2)', 'x'.repeat(31), `${'x'.repeat(27)} (2)`])
  })

  it('writes many rows with little memory beside theirs', async () => {
    function* rows() {
      for (let row = 0; row < 60_000; row += 1) yield [`42000009252021012849${row}`, { kind: 'number' as const, text: `${row}.50` }]
    }
    const before = process.memoryUsage().rss
    await writeWorkbook(at('large.xlsx'), { sheets: [{ name: 'x', rows: rows(), widths: [30, 12], frozenRows: 0 }], title: 'x', description: '' })
    expect((process.memoryUsage().rss - before) / 1024 / 1024).toBeLessThan(200)
  })
})

describe('CSV', () => {
  it('is one ZIP of tables in which only text is guarded', async () => {
    expect(await writeReportCsv(at('report'), writing)).toBe('csv.zip')
    const parts = unzipSync(readFileSync(at('report.csv.zip')))
    expect(Object.keys(parts)).toEqual(['practice-订单（中）.csv', 'practice-退款（中）.csv'])
    const bytes = parts['practice-订单（中）.csv'] ?? new Uint8Array()
    expect([...bytes.slice(0, 3)]).toEqual([0xef, 0xbb, 0xbf])
    const text = new TextDecoder().decode(bytes)
    expect(text).toContain('\r\n')
    const rows = parse(text, { bom: true, relax_column_count: true })
    const products = rows.slice(1).map((row) => row[9] ?? '')
    const dangerous = /^[\s\u200B]*[=+\-@\t＝＋－＠]/u
    expect(products.filter((product) => dangerous.test(product))).toEqual([])
    hostileTexts.forEach((hostile, row) => expect(products[row]?.replace(/^'(?=[\s\u200B]*[=+\-@\t＝＋－＠])/u, '')).toBe(hostile))
    // Negative amounts stay numbers.
    expect(rows.slice(1).map((row) => row[4] ?? '').filter((fee) => fee !== '' && !/^-?\d+\.\d\d$/u.test(fee))).toEqual([])
    expect(rows[2]?.[4]).toBe('-0.13')
  })
})

describe('HTML', () => {
  it('carries its data, allows its own script alone, and lets no text out of its place', async () => {
    await writeReportHtml(at('report.html'), { ...writing, dataPath: at('data.gz'), dataSha256 })
    const html = readFileSync(at('report.html'), 'utf8')
    const scripts = [...html.matchAll(/<script>([\s\S]*?)<\/script>/gu)].map((match) => match[1] ?? '')
    expect(scripts).toHaveLength(1)
    const policy = /Content-Security-Policy" content="([^"]+)"/u.exec(html)?.[1] ?? ''
    expect(policy.split('; ')).toContain("default-src 'none'")
    expect(policy).toContain(`script-src 'sha256-${createHash('sha256').update(scripts[0] ?? '', 'utf8').digest('base64')}'`)
    expect(policy).not.toContain('unsafe')
    expect(html).not.toMatch(/https?:\/\/(?!www\.w3\.org\/2000\/svg)/u)
    expect(html).not.toContain('owned')
    const inside = /id="data">([^<]*)</u.exec(html)?.[1] ?? ''
    expect(createHash('sha256').update(Buffer.from(inside, 'base64')).digest('hex')).toBe(dataSha256)
    const title = exampleReport(1, { title: { 'zh-CN': '</title><script>alert(1)</script>', en: 'x' } })
    await writeReportHtml(at('hostile.html'), { ...writing, data: title, dataPath: at('data.gz'), dataSha256 })
    expect(readFileSync(at('hostile.html'), 'utf8')).not.toContain('<script>alert')
  })
})

describe('PDF', () => {
  it('is A4 with Chinese inside, numbered pages, the hash and boxes to sign', async () => {
    await writeReportPdf(at('report.pdf'), { ...writing, resourcesDir: 'resources', dataSha256 })
    const pdf = readPdf(readFileSync(at('report.pdf')))
    expect(pdf.pages).toBeGreaterThan(3)
    expect(pdf.embedsTrueType).toBe(true)
    expect(pdf.text).toContain('技术服务费对账')
    expect(pdf.text).toContain(`第 ${pdf.pages} 页，共 ${pdf.pages} 页`)
    expect(pdf.text).toContain(dataSha256)
    expect(pdf.text).toContain('签章与日期')
    expect(pdf.text).toContain('练习（沙箱）')
    expect(pdf.text).toContain('纸面只印前 200 行，共 300 行')
  })
})

describe('the words of pages and files', () => {
  const asked = (files: string, pattern: RegExp) =>
    globSync(files).flatMap((file) => [...readFileSync(file, 'utf8').matchAll(pattern)].map((match) => match[1] ?? '').filter((key) => !key.includes('${')))
  const all = (texts: unknown, prefix = ''): string[] =>
    Object.entries(texts as Record<string, unknown>).flatMap(([key, value]) => (typeof value === 'string' ? [prefix + key] : all(value, `${prefix}${key}.`)))

  it.each([
    { area: 'reportPage', files: 'renderer/report-page/{main,table-view,row-dialog,chart}.ts', pattern: /\bt\('([\w.]+)'/gu },
    { area: 'libraryPage', files: 'renderer/report-page/library.ts', pattern: /\bt\('([\w.]+)'/gu },
    { area: 'reportFiles', files: 'electron/features/reports/{service,writers/*}.ts', pattern: /\btext(?:For)?\((?:\w+(?:\.\w+)?, )?'(?:reportFiles\.)?((?!report(?:s|Page)\.)[\w.]+)'/gu },
  ])('are there for $area, and no more', ({ area, files, pattern }) => {
    const texts = all(Reflect.get(zhCN, area))
    const found = asked(files, pattern)
    expect(found.length).toBeGreaterThan(5)
    expect(found.filter((key) => !texts.includes(key))).toEqual([])
    // Heads of columns and states are put together: `columns.${key}`, `integrity.${state}`.
    const computed = /^(?:columns|compare|integrity|checks)\.|^total(?:All|Shown)$/u
    expect(texts.filter((key) => !found.includes(key) && !computed.test(key))).toEqual([])
  })
})
