import { gzipSync } from 'node:zlib'
import { chromium } from '@playwright/test'
import { newDataDir, removeDataDir, startProgram } from '../e2e/support/program'
import type { BenchRow } from './row'

const runs = 5

interface Start {
  ready: number
  painted: number
}

function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0
}

/** From the start of the process to the first paint of content in a browser that is started for it. */
async function start(dataDir: string): Promise<Start> {
  const began = performance.now()
  const program = await startProgram({ dataDir, args: ['--sandbox'] })
  const ready = performance.now() - began
  const browser = await chromium.launch({
    ...(process.env.MINIDESK_BROWSER ? { executablePath: process.env.MINIDESK_BROWSER } : {}),
    args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
  })
  try {
    const page = await browser.newPage()
    await page.goto(program.url)
    await page.getByRole('navigation').first().waitFor()
    const painted = performance.now() - began
    return { ready, painted }
  } finally {
    await browser.close()
    await program.stop()
  }
}

/** Script that the first screen loads, gzipped. */
async function firstLoad(dataDir: string): Promise<number> {
  const program = await startProgram({ dataDir, args: ['--sandbox'] })
  const browser = await chromium.launch({
    ...(process.env.MINIDESK_BROWSER ? { executablePath: process.env.MINIDESK_BROWSER } : {}),
    args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
  })
  try {
    const page = await browser.newPage()
    let bytes = 0
    const reading: Promise<void>[] = []
    page.on('response', (response) => {
      if (!new URL(response.url()).pathname.endsWith('.js')) return
      reading.push(response.body().then((body) => void (bytes += gzipSync(body).length)))
    })
    await page.goto(program.url)
    await page.getByRole('main').getByRole('heading').first().waitFor()
    await Promise.all(reading)
    return bytes / 1024
  } finally {
    await browser.close()
    await program.stop()
  }
}

/** Cold start of the loopback shell with its first screen, on a data folder that is there already and on an empty one. */
export async function benchColdStart(): Promise<BenchRow[]> {
  const dataDir = newDataDir()
  try {
    const first = await start(dataDir)
    const starts: Start[] = []
    for (let run = 0; run < runs; run++) starts.push(await start(dataDir))
    const ready = median(starts.map((one) => one.ready)) / 1000
    const painted = median(starts.map((one) => one.painted)) / 1000
    const script = await firstLoad(dataDir)
    return [
      { name: 'loopback shell: process start until it can serve', ours: ready, unit: 's' },
      {
        name: 'loopback shell: process start until the first screen is painted, browser start included',
        ours: painted,
        unit: 's',
        aim: '< 1.5 s',
        met: painted < 1.5,
      },
      { name: 'the same on an empty data folder, with the example made', ours: first.painted / 1000, unit: 's' },
      { name: 'script of the first screen, gzipped', ours: script, unit: 'KB', aim: '< 350 KB', met: script < 350 },
    ]
  } finally {
    removeDataDir(dataDir)
  }
}
