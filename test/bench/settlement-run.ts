import { join } from 'node:path'
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads'
import { extract } from '../../electron/features/settlement/engine/extract'
import { match, shippedRules } from '../../electron/features/settlement/engine/match'
import type { MatchInput, MatchResult } from '../../electron/features/settlement/engine/match-types'
import { openPack } from '../../electron/features/settlement/engine/pack-reader'
import { billPlan, headerOf, orderPlan } from './settlement-plans'

const files = [
  { name: 'bill', form: 'backtick', plan: billPlan },
  { name: 'orders', form: 'plain', plan: orderPlan },
] as const

/** What this program prints. Seconds; memory is the peak of the whole process in MB. */
export interface SettlementRun {
  read: number
  matched: number
  memory: number
  equal: number
  amount: number
  onlyOrders: number
  onlyBill: number
}

/**
 * The whole way of a month, as a program of its own: a bill and an order export in the folder that it is given are read
 * into packs, each by a thread, and matched by number with the rules that come with the program.
 */
async function run(folder: string): Promise<SettlementRun> {
  const started = performance.now()
  await Promise.all(files.map((_, file) => threadOf(file, folder)))
  const read = performance.now()
  const packs = { bill: openPack(join(folder, 'bill.pack')), orders: openPack(join(folder, 'orders.pack')) }
  const { rules: all, kindRules, expectedDays, roundingMinor } = shippedRules('orders', 'bill')
  // The peers know numbers only: what amount and time pair besides would be counted otherwise.
  const rules = all.filter(({ keys }) => keys.length > 0)
  const input: MatchInput = {
    left: [{ fileId: 'orders', pack: packs.orders }],
    right: [{ fileId: 'bill', pack: packs.bill }],
    leftIsOurs: true,
    ...{ rules, kindRules, expectedDays, roundingMinor },
    month: '2026-10',
    nowMs: Date.UTC(2026, 11, 20),
    decisions: { pairs: [], apart: [], rulesOff: [] },
    carriedIn: [],
  }
  const result = match(input)
  const matched = performance.now()
  return { read: (read - started) / 1000, matched: (matched - started) / 1000, memory: process.resourceUsage().maxRSS / 1024, ...counted(result) }
}

function counted({ groupClean, differences }: MatchResult): Pick<SettlementRun, 'equal' | 'amount' | 'onlyOrders' | 'onlyBill'> {
  const of = (wanted: string) => differences.filter((difference) => difference.class === wanted).length
  // Off by a hundredth: by the rules that come with the program this is rounding.
  return { equal: groupClean.reduce((sum, clean) => sum + clean, 0), amount: of('amount') + of('rounding'), onlyOrders: of('leftOnly'), onlyBill: of('rightOnly') }
}

function threadOf(file: number, folder: string): Promise<void> {
  const worker = new Worker(import.meta.filename, { workerData: { file, folder } })
  return new Promise((resolve, reject) => {
    worker.on('message', () => resolve())
    worker.on('error', reject)
  })
}

function readFile({ file, folder }: { file: number; folder: string }): void {
  const { name, form, plan } = files[file] ?? files[0]
  const path = join(folder, `${name}.csv`)
  const { problemCount } = extract({ path, header: headerOf(path, form), plan, packPath: join(folder, `${name}.pack`) })
  if (problemCount > 0) throw new Error(`${problemCount} rows of ${name} were not understood`)
  parentPort?.postMessage('read')
}

if (isMainThread) process.stdout.write(JSON.stringify(await run(process.argv[2] ?? '.')))
else readFile(workerData as { file: number; folder: string })
