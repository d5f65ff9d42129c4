import { benchId, million } from './million'
import { openPractice } from './practice'
import type { BenchRow } from './row'
import { slowest } from './times'

/** 识别 of a pasted text among 1,000,000 links, as a screen asks for it. @throws Error when it finds the wrong link */
export async function benchIdentify(): Promise<BenchRow[]> {
  const { dataDir, count, text } = await million()
  const { call, close } = await openPractice(dataDir)
  const timed = (textOf: (run: number) => string, expected: (run: number) => string | undefined) =>
    slowest(50, async (run) => {
      const { record } = await call('links.identify', { text: textOf(run), places: [] })
      if (record?.linkId !== expected(run)) throw new Error(`${textOf(run)} is not ${record?.linkId ?? 'unknown'}`)
    })
  const nth = (run: number) => (run * 19_997) % count
  const made = (run: number) => nth(run) - (nth(run) % 3)
  try {
    const looks = [
      ['its exact text', await timed((run) => text(nth(run)), (run) => benchId('link', nth(run)))],
      ['with a query behind it', await timed((run) => `${text(made(run))}&cq=a%3D1`, (run) => benchId('link', made(run)))],
      ['none of ours', await timed((run) => `weixin://dl/business/?t=nobody${run}`, () => undefined)],
    ] as const
    const name = `identify among ${count.toLocaleString('en')} links: `
    return looks.map(([what, ms]) => ({ name: name + what, ours: ms, unit: 'ms', aim: '< 50 ms', met: ms < 50 }))
  } finally {
    await close()
  }
}
