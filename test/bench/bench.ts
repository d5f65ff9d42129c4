import { benchBatch } from './batch'
import { benchColdStart } from './cold-start'
import { benchMillionLinks } from './million-links'
import { benchQrImages } from './qr-images'
import { benchReuseAndCounters } from './reuse-and-counters'
import type { BenchRow } from './row'

/** What `npm run bench` runs, in this order; `npm run bench -- qr` keeps to one. */
const benches: Record<string, () => BenchRow[] | Promise<BenchRow[]>> = {
  qr: () => benchQrImages(),
  history: () => benchMillionLinks(),
  reuse: () => benchReuseAndCounters(),
  batch: () => benchBatch(),
  start: () => benchColdStart(),
}

const number = (value: number): string => (value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2))

function line(row: BenchRow): string {
  const peer = row.peer ? `${number(row.peer.value)} ${row.unit} (${row.peer.name})` : '–'
  const verdict = row.met === undefined ? '' : row.met ? 'met' : 'MISSED'
  return `| ${row.name} | ${number(row.ours)} ${row.unit} | ${peer} | ${row.aim ?? '–'} | ${verdict} |`
}

async function main(): Promise<void> {
  const wanted = process.argv.slice(2).filter((name) => Object.hasOwn(benches, name))
  const names = wanted.length > 0 ? wanted : Object.keys(benches)
  process.stdout.write('| measured | MiniDesk | peer in the same run | aim | |\n|---|---:|---:|---|---|\n')
  for (const name of names) for (const row of (await benches[name]?.()) ?? []) process.stdout.write(`${line(row)}\n`)
}

await main()
