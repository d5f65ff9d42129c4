import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { promisify } from 'node:util'
import QRCode from 'qrcode'
import { qrMatrix } from '@shared/domain/qr'
import { ImagePool, type ImageItem } from '../../electron/platform/images/image-pool'
import { bundleWorker } from '../fixtures/bundle-worker'
import { decodeQrPng } from '../fixtures/decode-qr'
import type { BenchRow } from './row'

const COUNT = 10_000
const WORKERS = 2
/** The peers are slower; they do a part, and the result is scaled. */
const PACKAGE_COUNT = 1_000
const COMMAND_COUNT = 500
/** Files written at once, and calls of a peer under way at once: two for each core. */
const AT_ONCE = 4
const LEVEL = 'M'
const MARGIN = 4
const MIN_WIDTH = 600
const MAX_DELAY_MS = 50

/** Plain schemes of 115 to 159 characters (wechat-links-qr §3.1), all different. */
export function benchSchemes(count: number): ImageItem[] {
  return Array.from({ length: count }, (_, i) => {
    const room = i % 3 === 0 ? `&room=${300 + (i % 90)}&lang=zh` : ''
    const query = encodeURIComponent(`from=sms&h=${100_000 + i}&c=26q4${room}`)
    const path = encodeURIComponent(i % 2 === 0 ? 'pages/hotel/index' : 'pages/order/detail')
    const appId = `wx${(0xa1b2c3d4 + i).toString(16).padEnd(16, '0')}`
    const scheme = `weixin://dl/business/?appid=${appId}&path=${path}&query=${query}`
    return { id: `code-${i}`, text: i % 2 === 0 ? `${scheme}&env_version=release` : scheme }
  })
}

/** Does `task` for every item, a few at a time. */
async function forAll<T>(items: Iterable<T>, task: (item: T) => Promise<unknown>): Promise<void> {
  const iterator = items[Symbol.iterator]()
  const lane = async () => {
    for (let next = iterator.next(); next.done !== true; next = iterator.next()) await task(next.value)
  }
  await Promise.all(Array.from({ length: AT_ONCE }, lane))
}

async function seconds(task: () => Promise<void>): Promise<number> {
  const started = performance.now()
  await task()
  return (performance.now() - started) / 1000
}

/** What exports do: threads draw, this thread writes, never more than a few files at once. */
async function drawAll(workerPath: string, items: ImageItem[], folder: string): Promise<void> {
  const pool = new ImagePool({ workerPath, size: WORKERS })
  const writing = new Set<Promise<void>>()
  for await (const { id, png } of pool.render(items, { level: LEVEL, margin: MARGIN, minWidth: MIN_WIDTH })) {
    const write: Promise<void> = writeFile(join(folder, `${id}.png`), png).finally(() => writing.delete(write))
    writing.add(write)
    if (writing.size >= AT_ONCE) await Promise.race(writing)
  }
  await Promise.all(writing)
  await pool.close()
}

/** A speed counts only for images that hold their text. */
async function check(items: ImageItem[], folder: string): Promise<void> {
  const files = await readdir(folder)
  if (files.length !== items.length) throw new Error(`${files.length} of ${items.length} images were written`)
  for (const { id, text } of items.filter((_, i) => i % Math.ceil(items.length / 10) === 0)) {
    const png = await readFile(join(folder, `${id}.png`))
    if (decodeQrPng(png) !== text) throw new Error(`${id}.png does not hold its text`)
  }
}

/** Pixels a cell that our images have, for a peer that does not take a width. */
function scaleOf(text: string): number {
  const result = qrMatrix(text, { level: LEVEL })
  if (!result.ok) throw new Error(result.reason)
  return Math.ceil(MIN_WIDTH / (result.matrix.size + 2 * MARGIN))
}

async function hasCommand(name: string): Promise<boolean> {
  return promisify(execFile)(name, ['--version']).then(
    () => true,
    () => false,
  )
}

/**
 * 10,000 plain schemes to PNG files in a folder, against the `qrcode` package and the `qrencode` command with the same
 * error correction, quiet zone and about the same width.
 * @param options.root the checkout, for building the worker @param options.count fewer images for a quick try
 */
export async function benchQrImages(options: { root?: string; count?: number } = {}): Promise<BenchRow[]> {
  const count = options.count ?? COUNT
  const items = benchSchemes(count)
  const folder = await mkdtemp(join(tmpdir(), 'bench-qr-'))
  const into = async (name: string) => {
    await mkdir(join(folder, name))
    return join(folder, name)
  }
  try {
    const root = options.root ?? process.cwd()
    const workerPath = await bundleWorker(root, 'electron/platform/images/image-worker.ts', folder, 'image-worker')

    const ourFolder = await into('ours')
    const delay = monitorEventLoopDelay({ resolution: 5 })
    delay.enable()
    const ours = await seconds(() => drawAll(workerPath, items, ourFolder))
    delay.disable()
    await check(items, ourFolder)

    const part = items.slice(0, PACKAGE_COUNT)
    const packageFolder = await into('qrcode')
    const packageTime = await seconds(() =>
      forAll(part, ({ id, text }) =>
        QRCode.toFile(join(packageFolder, `${id}.png`), text, {
          errorCorrectionLevel: LEVEL,
          margin: MARGIN,
          width: MIN_WIDTH,
        }),
      ),
    )
    const packageScaled = (packageTime * count) / part.length
    const name = `${count} schemes to PNG files, ${WORKERS} workers`
    const rows: BenchRow[] = [
      {
        name,
        ours,
        unit: 's',
        peer: { name: `qrcode toFile, ${part.length} measured, scaled`, value: packageScaled },
        aim: 'at least 3 times as fast',
        met: packageScaled >= ours * 3,
      },
    ]

    if (await hasCommand('qrencode')) {
      const some = items.slice(0, COMMAND_COUNT).map((item) => ({ ...item, scale: String(scaleOf(item.text)) }))
      const commandFolder = await into('qrencode')
      const commandTime = await seconds(() =>
        forAll(some, ({ id, text, scale }) =>
          promisify(execFile)('qrencode', [
            ...['-8', '-l', LEVEL, '-m', String(MARGIN), '-s', scale],
            ...['-o', join(commandFolder, `${id}.png`), '--', text],
          ]),
        ),
      )
      const value = (commandTime * count) / some.length
      rows.push({ name, ours, unit: 's', peer: { name: `qrencode, ${some.length} calls measured, scaled`, value } })
    }

    const p99 = delay.percentile(99) / 1e6
    rows.push({
      name: 'main-thread event-loop delay while they are drawn, p99',
      ours: p99,
      unit: 'ms',
      aim: `under ${MAX_DELAY_MS} ms`,
      met: p99 < MAX_DELAY_MS,
    })
    return rows
  } finally {
    await rm(folder, { recursive: true })
  }
}
