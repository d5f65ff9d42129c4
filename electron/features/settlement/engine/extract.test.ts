import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { billHeader, billSummaryHeader } from '../../../../test/bench/settlement-files'
import { billPlan } from '../../../../test/bench/settlement-plans'
import { extract, extractCells } from './extract'
import { encodeAs } from './gb18030'
import { openPack } from './pack-reader'
import type { Dialect, ExtractPlan, ExtractResult, HeaderFound, RowShape } from './scan-types'
import type { Entry, RowProblem } from './types'

const folder = mkdtempSync(join(tmpdir(), 'minidesk-extract-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const packPath = join(folder, 'rows.pack')
const path = join(folder, 'rows.csv')

/** Reads a file whose first line is its header. */
function read(content: string | Uint8Array, plan: ExtractPlan, dialect: Partial<Dialect> = {}): ExtractResult & { entries: Entry[]; raw: (row: number) => string } {
  writeFileSync(path, content)
  const bytes = readFileSync(path)
  const dataOffset = bytes.indexOf('\n') + 1
  const header: HeaderFound = { dialect: { form: 'plain', delimiter: ',', encoding: 'utf-8', ...dialect }, names: [], line: 1, dataOffset, dataLine: 2 }
  const result = extract({ path, header, plan, packPath })
  const entries = entriesOf()
  return { ...result, entries, raw: (row) => bytes.subarray(entries[row]?.offset, (entries[row]?.offset ?? 0) + (entries[row]?.length ?? 0)).toString() }
}

function entriesOf(): Entry[] {
  const pack = openPack(packPath)
  try {
    return Array.from({ length: pack.rows }, (_, row) => pack.entry(row))
  } finally {
    pack.close()
  }
}

const billRow = (change: Record<number, string>) =>
  Array.from(
    { length: 27 },
    (_, column) =>
      `\`${change[column] ?? { 0: '2026-10-01 00:00:00', 5: '4200000000202611210000000001', 6: 'T1', 9: 'SUCCESS', 11: 'CNY', 12: '10.00', 14: '0', 15: '0', 20: 'Tea', 22: '0.06000', 24: '10.00', 25: '0.00' }[column] ?? ''}`,
  ).join(',')
const bill = (...rows: string[]) => `${billHeader}\r\n${rows.join('\r\n')}\r\n${billSummaryHeader}\r\n\`2.0,\`10.00,\`5.00,\`0.00,\`0.03000,\`10.00,\`5.00\r\n`

const shape = (change: Partial<RowShape>): RowShape => ({
  kind: 'payment',
  outcome: 'done',
  at: { columns: [1], form: 'wall', zone: 'Asia/Shanghai', required: true },
  currency: 'CNY',
  amount: { columns: [2], sign: 'asIs', unit: 'major', decimals: 'refuse', required: true },
  texts: { merchantNo: [0] },
  ...change,
})
const planOf = (width: number, ...shapes: RowShape[]): ExtractPlan => ({ width, footerStarts: [], skipStarts: [], sheet: '', shapes })

describe('a bill of WeChat', () => {
  it('becomes entries; its summary is handed over, not booked', () => {
    const refund = billRow({ 9: 'REFUND', 14: '50000000000000000000000001', 15: 'R1', 16: '5.00', 19: 'PROCESSING', 12: '0.00', 22: '-0.03000', 24: '0.00', 25: '5.00' })
    const { entries, footer, raw, summary, problems } = read(bill(billRow({ 20: 'Tea, green,`(2)' }), refund), billPlan, { form: 'backtick' })
    expect(entries).toMatchObject([
      // Numbers without backtick, all 28 digits, and the 0 that stands for none is none.
      { line: 2, kind: 'payment', outcome: 'done', wechatNo: '4200000000202611210000000001', merchantNo: 'T1', refundNo: '', providerRefundNo: '', title: 'Tea, green,`(2)', amountMinor: 1000, feeMinor: 6, settledMinor: 1000, balanceMinor: NaN, atMs: Date.parse('2026-09-30T16:00:00Z') },
      { line: 3, kind: 'refund', outcome: 'open', refundNo: 'R1', providerRefundNo: '50000000000000000000000001', amountMinor: -500, feeMinor: -3, settledMinor: -500 },
    ])
    expect(footer.map(({ line, cells }) => [line, cells[0], cells[4]])).toEqual([[4, '总交易单数', '手续费总金额'], [5, '2.0', '0.03000']])
    expect([raw(1), summary.months, problems]).toEqual([refund, ['2026-10'], []])
  })

  it('reports bad rows with their line and goes on', () => {
    const bad = [billRow({ 24: 'ten' }), billRow({ 0: '2026-10-32 00:00:00' }), billRow({ 11: '??' }), '`only,`three,`cells', billRow({ 24: '0.001' })]
    const told: RowProblem[] = []
    writeFileSync(path, bill(...bad, billRow({ 0: '2026-10-01 16：33：45' })))
    const header: HeaderFound = { dialect: { form: 'backtick', delimiter: ',', encoding: 'utf-8' }, names: [], line: 1, dataOffset: Buffer.byteLength(billHeader) + 2, dataLine: 2 }
    const { problems, problemCount, seen } = extract({ path, header, plan: billPlan, packPath, onProblem: (problem) => told.push(problem) })
    expect(problems.map(({ line, code, params }) => [line, code, params])).toEqual([
      [2, 'amount', { column: 25, value: 'ten' }],
      [3, 'time', { column: 1, value: '2026-10-32 00:00:00' }],
      [4, 'currency', { column: 12, value: '??' }],
      [5, 'width', { expected: 27, found: 3 }],
      [6, 'amountDecimals', { column: 25, value: '0.001' }],
    ])
    expect([problemCount, seen, told]).toEqual([5, 6, problems])
    expect(problems[3]?.excerpt).toBe('`only,`three,`cells')
    // Full-width colons, as in the official example, are a time.
    expect(entriesOf()).toMatchObject([{ line: 7, atMs: Date.parse('2026-10-01T08:33:45Z') }])
  })

  it('leaves no pack behind when it is stopped', () => {
    const signal = AbortSignal.abort(new Error('stopped'))
    rmSync(packPath, { force: true })
    writeFileSync(path, bill(billRow({})))
    const header: HeaderFound = { dialect: { form: 'backtick', delimiter: ',', encoding: 'utf-8' }, names: [], line: 1, dataOffset: 0, dataLine: 2 }
    expect(() => extract({ path, header, plan: billPlan, packPath, signal })).toThrow('stopped')
    expect(readdirSync(folder).filter((name) => name.includes('.pack'))).toEqual([])
  })
})

describe('a CSV file', () => {
  it('in GB18030 is read as it stands, so that offsets point into the original', () => {
    const text = '订单,时间,金额,状态,名称\r\nA1,2026-10-01 08:00:00,1.00,已支付,大床房“湖景”\r\nA2,2026-10-01 08:00:00,2.00,已关闭,`\r\n合计,,3.00,,\r\n'
    const plan = planOf(5, shape({ outcome: { column: 3, words: new Map([['已支付', 'done'], ['已关闭', 'failed']]) }, texts: { merchantNo: [0], title: [4], rawState: [3] } }))
    const bytes = encodeAs(text, 'gb18030')
    if (!bytes) throw new Error('not encoded')
    const { entries, footer } = read(bytes, { ...plan, footerStarts: ['合计'] }, { encoding: 'gb18030' })
    expect(entries).toMatchObject([{ outcome: 'done', title: '大床房“湖景”', rawState: '已支付' }, { outcome: 'failed', title: '`' }])
    expect(footer).toEqual([{ line: 4, cells: ['合计', '', '3.00', '', ''] }])
    const second = entries[1]
    expect(new TextDecoder('gb18030').decode(bytes.subarray(second?.offset, (second?.offset ?? 0) + (second?.length ?? 0)))).toBe('A2,2026-10-01 08:00:00,2.00,已关闭,`')
  })

  it('keeps numbers as text and refuses those that a spreadsheet program destroyed', () => {
    const plan = planOf(3, shape({}))
    const { entries, problems } = read('no,at,amount\n900719925474099312345,2026-10-01 08:00,0.29\n4.2E+27,2026-10-01 08:00,1\n"=""0042""",2026-10-01 08:00,1\n\'007\t,2026-10-01 08:00,1\n', plan)
    expect(entries.map(({ merchantNo, amountMinor }) => [merchantNo, amountMinor])).toEqual([['900719925474099312345', 29], ['0042', 100], ['007', 100]])
    expect(problems).toMatchObject([{ line: 3, code: 'numberLost', params: { column: 1, value: '4.2E+27' } }])
  })

  it('takes currencies, signs, columns of both directions and shapes as the plan says', () => {
    const way = { column: 4, words: new Map([['收入', 'plus'], ['支出', 'minus']] as const) }
    const flow = shape({
      kind: { column: 5, words: new Map([['提现', 'withdrawal'], ['交易', 'payment']] as const), otherwise: 'other' },
      currency: { column: 3, words: new Map([['人民币', 'CNY'], ['日元', 'JPY']]), empty: 'CNY' },
      amount: { columns: [2], sign: way, unit: 'major', decimals: 'refuse', required: true },
      balance: { columns: [6], minus: 7, sign: 'asIs', unit: 'minor', decimals: 'refuse', required: false },
    })
    const skipped = shape({ when: [{ column: 5, words: new Map([['未支付', true]]), otherwise: false }], skip: true })
    const { entries, problems, skipped: left } = read(
      ['no,at,amount,currency,way,type,in,out', 'A,2026-10-01,100,日元,支出,提现,500,20', 'B,2026-10-01,-1.00,,收入,新的,,', 'C,,,,,未支付,,', 'D,2026-10-01,1.00,火星币,收入,交易,,', 'E,2026-10-01,1.00,,？,交易,,7'].join('\n'),
      planOf(8, skipped, flow),
    )
    expect(entries.map(({ kind, currency, amountMinor, balanceMinor }) => [kind, currency, amountMinor, balanceMinor])).toEqual([['withdrawal', 'JPY', -100, 480], ['other', 'CNY', 100, NaN]])
    expect(problems.map(({ line, code }) => [line, code])).toEqual([[5, 'currency'], [6, 'word']])
    expect(left).toBe(1)
  })
})

describe('rows of a sheet', () => {
  it('are taken as those of a file are', async () => {
    const rows = [
      { line: 3, cells: ['A1', '2026-10-01 08:00:00', '1.00', '房'] },
      { line: 4, cells: ['A2', 'x', '1.00'] },
      { line: 5, cells: ['', ' ', ''] },
      { line: 6, cells: ['A3', '2026-10-01', '2', '', 'too much'] },
      { line: 7, cells: ['合计', '', '3'] },
    ]
    const plan = { ...planOf(4, shape({ texts: { merchantNo: [0], title: [3] } })), sheet: '10月', footerStarts: ['合计'] }
    const { problems, footer, seen } = await extractCells(rows, { plan, packPath })
    expect(entriesOf()).toMatchObject([{ line: 3, sheet: '10月', merchantNo: 'A1', title: '房', amountMinor: 100, offset: NaN }])
    expect(problems.map(({ line, code, sheet }) => [line, code, sheet])).toEqual([[4, 'time', '10月'], [6, 'width', '10月']])
    expect([footer, seen]).toEqual([[{ line: 7, cells: ['合计', '', '3'] }], 3])
  })
})
