import { buildPack } from '../../electron/features/settlement/engine/pack-writer'
import type { MatchInput, MatchResult } from '../../electron/features/settlement/engine/match-types'
import { match } from '../../electron/features/settlement/engine/match'
import { matchBench } from './settlement-match-data'

const rules: MatchInput['rules'] = [
  { id: 'orderNumbers', name: 'numbers', on: true, keys: ['wechatNo', 'merchantNo', 'providerNo'], shape: 'oneToOne', amount: 'any', kinds: ['payment'] },
  { id: 'amountTime', name: 'amount', on: true, keys: [], shape: 'oneToOne', amount: 'equal', windowMinutes: 10, kinds: [] },
]

const count = Number(process.argv[2] ?? 1_000_000)
const data = matchBench(count)
const left = buildPack(data.left())
const right = buildPack(data.right())
const input = (): MatchInput => ({
  left: [{ fileId: 'left', pack: left }],
  right: [{ fileId: 'right', pack: right }],
  leftIsOurs: true,
  rules,
  kindRules: [],
  month: '2026-10',
  expectedDays: 1,
  nowMs: Date.UTC(2026, 10, 20),
  roundingMinor: 1,
  decisions: { pairs: [], apart: [], rulesOff: [] },
  carriedIn: [],
})
const classes = (result: MatchResult) => Object.fromEntries(Map.groupBy(result.differences, (difference) => difference.class).entries().map(([kind, rows]) => [kind, rows.length]))

for (let run = 0; run < 5; run += 1) {
  const before = process.memoryUsage.rss()
  const at = performance.now()
  const cpu = process.cpuUsage()
  const result = match(input())
  const ms = Math.round(performance.now() - at)
  const clean = result.groupClean.reduce((sum, one) => sum + one, 0)
  process.stdout.write(`${ms} ms (${Math.round(process.cpuUsage(cpu).user / 1000)} ms of processor), +${Math.round((process.memoryUsage.rss() - before) / 1_000_000)} MB, clean ${clean}, ${JSON.stringify(classes(result))}\n`)
}
process.stdout.write(`${JSON.stringify(data.expected)}\n`)
