import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { join } from 'node:path'
import { chromium } from '@playwright/test'
import { benchBatch, benchCodeBatch } from './batch'
import { benchColdStart } from './cold-start'
import { benchGeocoding } from './geocoding'
import { benchIdentify } from './identify'
import { discardMillion } from './million'
import { benchMillionLinks } from './million-links'
import { benchMillionOrders } from './million-orders'
import { benchNotificationIntake } from './notification-intake'
import { benchParallelCreates } from './parallel-creates'
import { benchQrDecode } from './qr-decode'
import { benchQrImages } from './qr-images'
import { benchReuse } from './reuse'
import { benchReport } from './report'
import type { BenchRow } from './row'
import { benchRules } from './rules'
import { benchSettlement } from './settlement'
import { benchToday } from './today'
import { benchVariantsAndRenewal } from './variants-and-renewal'

/** What `npm run bench` runs, in this order; `npm run bench -- qr history` keeps to some. */
const benches: Record<string, () => BenchRow[] | Promise<BenchRow[]>> = {
  qr: () => benchQrImages(),
  decode: () => benchQrDecode(),
  rules: () => benchRules(),
  batch: () => benchBatch(),
  codes: () => benchCodeBatch(),
  parallel: () => benchParallelCreates(),
  variants: () => benchVariantsAndRenewal(),
  intake: () => benchNotificationIntake(),
  geocoding: () => benchGeocoding(),
  start: () => benchColdStart(),
  settlement: () => benchSettlement(),
  report: () => benchReport(),
  // Over one workspace with a million links, made for the first of them.
  history: () => benchMillionLinks(),
  reuse: () => benchReuse(),
  identify: () => benchIdentify(),
  today: () => benchToday(),
  // Over a database of its own with a million orders.
  orders: () => benchMillionOrders(),
}

/** What stands below it in docs/benchmarks.md is written by `npm run bench -- --write`. */
const mark = '<!-- written by npm run bench -- --write -->'

const number = (value: number): string => (value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2))

function line(row: BenchRow): string {
  const peer = row.peer ? `${number(row.peer.value)} ${row.unit} (${row.peer.name})` : '–'
  const verdict = row.met === undefined ? '' : row.met ? 'met' : 'MISSED'
  return `| ${row.name} | ${number(row.ours)} ${row.unit} | ${peer} | ${row.aim ?? '–'} | ${verdict} |`
}

/** What the numbers were measured on. Chromium's version stands in what it says of itself. */
function machine(): string {
  const [cpu] = cpus()
  const browser = spawnSync(process.env.MINIDESK_BROWSER ?? chromium.executablePath(), ['--version'], { encoding: 'utf8' })
  const day = new Date().toISOString().slice(0, 10)
  const parts = [`${cpus().length} cores (${cpu?.model.trim() ?? 'unknown'})`, `Node ${process.versions.node}`]
  if (browser.status === 0) parts.push(browser.stdout.trim().split(' ').slice(0, 2).join(' '))
  return `Measured on ${parts.join(', ')}, ${day}`
}

/** Puts the table in the place of the one in the documentation. */
function write(text: string): void {
  const page = join(process.cwd(), 'docs', 'benchmarks.md')
  const [head = ''] = readFileSync(page, 'utf8').split(mark)
  writeFileSync(page, `${head}${mark}\n\n${text}`)
}

async function main(): Promise<void> {
  const wanted = process.argv.slice(2).filter((name) => Object.hasOwn(benches, name))
  const names = wanted.length > 0 ? wanted : Object.keys(benches)
  const started = performance.now()
  const lines: string[] = []
  const say = (text: string) => {
    lines.push(text)
    process.stdout.write(`${text}\n`)
  }
  say('| measured | MiniDesk | peer in the same run | aim | |')
  say('|---|---:|---:|---|---|')
  try {
    for (const name of names) for (const row of (await benches[name]?.()) ?? []) say(line(row))
  } finally {
    await discardMillion()
  }
  const minutes = Math.round((performance.now() - started) / 60_000)
  const about = `${machine()}; the run took ${minutes} minutes.`
  process.stdout.write(`\n${about}\n`)
  if (process.argv.includes('--write')) write(`${about}\n\n${lines.join('\n')}\n`)
}

await main()
