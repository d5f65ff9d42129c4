import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { bundleWorker } from '../fixtures/bundle-worker'
import type { BenchRow } from './row'
import { type ComparedFiles, writeComparedFiles } from './settlement-files'
import type { SettlementMonth } from './settlement-month-run'
import { pandasTime, sqliteKeepTime, sqliteTime } from './settlement-peers'
import type { SettlementRun } from './settlement-run'

const runs = 3

/**
 * A month of a million orders: WeChat's bill (276 MB) and an order export (172 MB), each in an order of its own, read into
 * packs and matched by the rules that come with the program. Programs of their own, so that memory is theirs; the median of
 * three, in turns, all with two threads. Whoever counts otherwise than the files were made ends the run.
 */
export async function benchSettlement(count = 1_000_000): Promise<BenchRow[]> {
  const folder = mkdtempSync(join(tmpdir(), 'minidesk-bench-settlement-'))
  try {
    const expected = writeComparedFiles(count, join(folder, 'bill.csv'), join(folder, 'orders.csv'))
    const program = await bundleWorker(process.cwd(), 'test/bench/settlement-run.ts', folder, 'settlement-run')
    const duckdb = join(process.cwd(), 'test/bench/settlement-duckdb.mjs')
    const times: Record<'ours' | 'compare' | 'keep', SettlementRun[]> = { ours: [], compare: [], keep: [] }
    for (let n = 0; n < runs; n += 1) {
      times.ours.push(await measured([program, folder], expected))
      times.compare.push(await measured([duckdb, folder, 'compare'], expected))
      times.keep.push(await measured([duckdb, folder, 'keep'], expected))
    }
    const peers = await slowPeers(folder, expected, count, median(times.ours, 'matched'))
    return [...rowsOf(count, times), ...peers, ...(await wholeMonth(folder, expected, count))]
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function rowsOf(count: number, times: Record<'ours' | 'compare' | 'keep', SettlementRun[]>): BenchRow[] {
  const size = count.toLocaleString('en')
  const name = `${size} bill rows against ${size} orders: read, kept, matched`
  const ours = median(times.ours, 'matched')
  const keep = median(times.keep, 'matched')
  const memory = Math.max(...times.ours.map((run) => run.memory))
  return [
    { name: `${size} bill rows and ${size} orders read into packs, two threads`, ours: median(times.ours, 'read'), unit: 's', peer: { name: 'DuckDB, the same columns into a file', value: median(times.keep, 'read') } },
    { name, ours, unit: 's', peer: { name: 'DuckDB, rows kept in a file', value: keep }, aim: "in DuckDB's time", met: ours <= keep },
    { name, ours, unit: 's', peer: { name: 'DuckDB, two columns a side, nothing kept', value: median(times.compare, 'matched') } },
    { name: `${name}: peak memory`, ours: memory, unit: 'MB', peer: { name: 'DuckDB, rows kept in a file', value: Math.max(...times.keep.map((run) => run.memory)) }, aim: '< 512 MB', met: memory < 512 },
  ]
}

async function slowPeers(folder: string, expected: ComparedFiles, count: number, ours: number): Promise<BenchRow[]> {
  const size = count.toLocaleString('en')
  const peers = [
    { name: 'pandas', time: await pandasTime(folder) },
    { name: 'sqlite3 .import, index, join', time: await sqliteTime(folder) },
  ]
  return peers.flatMap(({ name, time }) => {
    if (!time) return []
    assertSame(name, time, expected)
    return [{ name: `${size} bill rows against ${size} orders: read, kept, matched`, ours, unit: 's', peer: { name, value: time.seconds } }]
  })
}

/**
 * The same month by the program's own commands, everything stored and the report written; the peer stores all columns of
 * both files with the result of the join. Once each: it takes longer than what a short disturbance changes.
 */
async function wholeMonth(folder: string, expected: ComparedFiles, count: number): Promise<BenchRow[]> {
  const { stdout } = await promisify(execFile)(process.execPath, [join(import.meta.dirname, 'settlement-month.mjs'), folder])
  const month = JSON.parse(stdout) as SettlementMonth
  assertSame('the whole month', month, expected)
  const peer = await sqliteKeepTime(folder)
  if (peer) assertSame('sqlite3, everything stored', peer, expected)
  const name = `month of ${count.toLocaleString('en')} orders end to end: `
  const whole = peer ? { peer: { name: 'sqlite3 .import, index, join, all stored, differences as CSV', value: peer.seconds }, aim: "in sqlite3's time", met: month.reported <= peer.seconds } : {}
  return [
    { name: `${name}files handed in, checked, loaded, reconciled, stored, report as page and XLSX`, ours: month.reported, unit: 's', ...whole },
    { name: `${name}both files handed in`, ours: month.received, unit: 's' },
    { name: `${name}kept, read, checked and loaded`, ours: month.checked - month.received, unit: 's' },
    { name: `${name}reconciled and stored`, ours: month.reconciled - month.checked, unit: 's' },
    { name: `${name}report written`, ours: month.reported - month.reconciled, unit: 's' },
    { name: `${name}peak memory of the whole program`, ours: month.memory, unit: 'MB', aim: '< 512 MB', met: month.memory < 512 },
    { name: `${name}event-loop delay of the main thread, p99`, ours: month.delay, unit: 'ms', aim: '< 50 ms', met: month.delay < 50 },
    { name: `${name}event-loop delay of the main thread, longest`, ours: month.longest, unit: 'ms' },
  ]
}

async function measured(command: readonly string[], expected: ComparedFiles): Promise<SettlementRun> {
  const { stdout } = await promisify(execFile)(process.execPath, command)
  const told = JSON.parse(stdout) as SettlementRun
  assertSame(command[0] ?? '', told, expected)
  return told
}

function assertSame(name: string, told: ComparedFiles, expected: ComparedFiles): void {
  for (const key of ['equal', 'amount', 'onlyOrders', 'onlyBill'] as const)
    if (told[key] !== expected[key]) throw new Error(`${name}: ${told[key]} ${key} instead of ${expected[key]}`)
}

function median(times: readonly SettlementRun[], key: 'read' | 'matched'): number {
  return times.map((run) => run[key]).toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? NaN
}
