import { spawn } from 'node:child_process'
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as wait } from 'node:timers/promises'
import { type ComparedFiles, writeComparedFiles } from '../../bench/settlement-files'
import type { Bundled } from '../../support/bundle-workers'
import { seeded } from '../refunds/plan'
import type { SettlementEnd, SettlementLine, SettlementPhase } from './lines'

export interface SettlementChaos {
  seed: number
  /** Orders in the generated files: a multiple of 1,000. */
  rows: number
  /** How often it is killed in each phase. */
  kills: Readonly<Partial<Record<SettlementPhase, number>>>
}

export interface SettlementChaosResult {
  expected: ComparedFiles
  calm: SettlementEnd
  killed: SettlementEnd
  /** Kills that found it at work, and in which phase it was. */
  kills: SettlementPhase[]
}

/** The same files are imported and reconciled twice, once undisturbed and once killed over and over. */
export async function runSettlementChaos({ seed, rows, kills }: SettlementChaos, built: Bundled): Promise<SettlementChaosResult> {
  const folder = mkdtempSync(join(tmpdir(), 'minidesk-chaos-settlement-'))
  const data = (name: string) => join(folder, name)
  const begin = (name: string, mode: string) => startChild([built.path('child'), data(name), folder, dirname(built.path('child')), mode])
  try {
    const expected = writeComparedFiles(rows, join(folder, 'bill.csv'), join(folder, 'orders.csv'))
    const prepared = begin('calm', 'prepare')
    if ((await prepared.exited) !== 0) throw new Error('the workspace was not prepared')
    cpSync(data('calm'), data('killed'), { recursive: true })
    const undisturbed = begin('calm', 'work')
    const calm = await endOf(undisturbed)
    const lasted = undisturbed.lasted()
    const random = seeded(seed)
    const hit: SettlementPhase[] = []
    for (const [name, times] of Object.entries(kills) as [SettlementPhase, number][])
      for (let kill = 0; kill < times; kill += 1) {
        const child = begin('killed', 'work')
        await child.reached(name)
        // At work in it: a resumed phase is shorter than the undisturbed one.
        await Promise.race([wait(random() * (lasted[name] ?? 0)), child.left(name)])
        const at = child.phase()
        child.process.kill('SIGKILL')
        await child.exited
        if (at !== undefined) hit.push(at)
      }
    return { expected, calm, killed: await endOf(begin('killed', 'work')), kills: hit }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function startChild(args: string[]) {
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  const lines: SettlementLine[] = []
  const since = new Map<SettlementPhase, number>()
  const waiting: (() => void)[] = []
  const wake = () => {
    for (const go of waiting.splice(0)) go()
  }
  createInterface({ input: child.stdout }).on('line', (text) => {
    const line = JSON.parse(text) as SettlementLine
    lines.push(line)
    if ('phase' in line) since.set(line.phase, performance.now())
    wake()
  })
  const exited = new Promise<number | null>((resolve) =>
    child.once('close', (code) => {
      resolve(code)
      wake()
    }),
  )
  return {
    process: child,
    lines,
    exited,
    /** Until it is in a phase or over. */
    reached: async (phase: SettlementPhase) => {
      while (!since.has(phase) && child.exitCode === null) await new Promise<void>((resolve) => waiting.push(resolve))
    },
    left: async (phase: SettlementPhase) => {
      while ([...since.keys()].at(-1) === phase && child.exitCode === null) await new Promise<void>((resolve) => waiting.push(resolve))
    },
    phase: () => [...since.keys()].at(-1),
    /** Milliseconds of each phase that another one came after. */
    lasted: (): Partial<Record<SettlementPhase, number>> => {
      const all = [...since]
      return Object.fromEntries(all.slice(0, -1).map(([phase, at], index) => [phase, (all[index + 1]?.[1] ?? at) - at]))
    },
  }
}

async function endOf({ exited, lines }: ReturnType<typeof startChild>): Promise<SettlementEnd> {
  const code = await exited
  const last = lines.at(-1)
  if (code !== 0 || !last || !('ended' in last)) throw new Error(`the program ended with ${code} after ${JSON.stringify(last)}`)
  return last
}
