import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { bundleWorker } from '../../../test/fixtures/bundle-worker'
import { decodeQrPng } from '../../../test/fixtures/decode-qr'
import type { Fault } from '../errors/fault'
import { ImagePool, type ImageItem, type RenderedImage } from './image-pool'
import { qrPng } from './qr-png'

let folder: string
let workerPath: string
const pools: ImagePool[] = []

function poolOf(path = workerPath, size = 2): ImagePool {
  const pool = new ImagePool({ workerPath: path, size })
  pools.push(pool)
  return pool
}

const itemAt = (i: number): ImageItem => ({ id: `row-${i}`, text: `房 ${i}` })
const items = (count: number) => Array.from({ length: count }, (_, i) => itemAt(i))

async function all(images: AsyncIterable<RenderedImage>): Promise<RenderedImage[]> {
  const result = []
  for await (const image of images) result.push(image)
  return result
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'image-pool-'))
  const root = resolve(import.meta.dirname, '../../..')
  workerPath = await bundleWorker(root, 'electron/platform/images/image-worker.ts', folder, 'image-worker')
})
afterEach(() => Promise.all(pools.splice(0).map((pool) => pool.close())))
afterAll(() => rm(folder, { recursive: true }))

describe('ImagePool', () => {
  it('draws in threads what qrPng draws, in the order asked for', async () => {
    const images = await all(poolOf().render(items(300), { level: 'M', scale: 3, mark: true }))
    expect(images.map((image) => image.id)).toEqual(items(300).map((item) => item.id))
    for (const [i, image] of images.entries()) {
      expect(Buffer.from(image.png)).toEqual(Buffer.from(qrPng(`房 ${i}`, { level: 'M', scale: 3, mark: true })))
    }
    expect(decodeQrPng(images[299]?.png ?? new Uint8Array())).toBe('房 299')
  })

  it('serves several runs at once and again later', async () => {
    const pool = poolOf()
    const runs = [items(100), items(70), items(1), items(0)]
    const results = await Promise.all(runs.map((run) => all(pool.render(run, { level: 'L', scale: 1 }))))
    expect(results.map((images) => images.length)).toEqual([100, 70, 1, 0])
    expect(await all(pool.render(items(5), { level: 'L', scale: 1 }))).toHaveLength(5)
  })

  it('reads items only as far as the results are taken', async () => {
    let read = 0
    const endless = function* (): Generator<ImageItem> {
      for (;;) yield { id: String(read), text: String(read++) }
    }
    const run = poolOf().render(endless(), { level: 'L', scale: 1 })
    await run.next()
    const ahead = read
    expect(ahead).toBeLessThanOrEqual(200)
    await new Promise((done) => setImmediate(done))
    expect(read).toBe(ahead)
    for (let taken = 1; taken < 500; taken++) await run.next()
    expect(read).toBeLessThanOrEqual(500 + 200)
    await run.return()
  })

  it('closes the source when the caller leaves the loop', async () => {
    let closed = false
    const source = async function* (): AsyncGenerator<ImageItem> {
      try {
        for (let i = 0; ; i++) yield { id: String(i), text: `t${i}` }
      } finally {
        closed = true
      }
    }
    for await (const image of poolOf().render(source(), { level: 'L', scale: 1 })) if (image.id === '40') break
    expect(closed).toBe(true)
  })

  it('tells which item no code can hold and draws the others', async () => {
    const mixed = [...items(40), { id: 'long', text: 'x'.repeat(1300) }, { id: 'empty', text: '' }, ...items(40)]
    const refused: [string, Fault][] = []
    const onRefused = (id: string, fault: Fault) => void refused.push([id, fault])
    const images = await all(poolOf().render(mixed, { level: 'H', scale: 1, onRefused }))
    expect(images).toHaveLength(80)
    expect(refused.map(([id, fault]) => [id, fault.code])).toEqual([
      ['long', 'files.qrTooLong'],
      ['empty', 'files.qrEmpty'],
    ])
    expect(refused[0]?.[1].params).toEqual({ bytes: 1300, max: 1273, level: 'H' })
    const strict = all(poolOf().render(mixed, { level: 'H', scale: 1 }))
    await expect(strict).rejects.toMatchObject({ code: 'files.qrTooLong' })
  })

  it('stops with the signal, before and during a run, and can be used again', async () => {
    const pool = poolOf()
    const reason = new Error('cancelled by the operator')
    await expect(all(pool.render(items(9), { level: 'L' }, AbortSignal.abort(reason)))).rejects.toBe(reason)
    const controller = new AbortController()
    const run = (async () => {
      for await (const image of pool.render(items(5000), { level: 'L' }, controller.signal)) {
        if (image.id === 'row-50') controller.abort(reason)
      }
    })()
    await expect(run).rejects.toBe(reason)
    expect(await all(pool.render(items(3), { level: 'L', scale: 1 }))).toHaveLength(3)
  })

  it('reports a worker that cannot be loaded, ends, or throws, instead of waiting for ever', async () => {
    const broken = {
      missing: join(folder, 'missing.mjs'),
      exits: join(folder, 'exits.mjs'),
      throws: join(folder, 'throws.mjs'),
    }
    const onMessage = (body: string) =>
      `import { parentPort } from 'node:worker_threads'\nparentPort.on('message', () => { ${body} })`
    await writeFile(broken.exits, onMessage('process.exit(3)'))
    await writeFile(broken.throws, onMessage('throw new Error("out of memory")'))
    for (const path of Object.values(broken)) {
      const failure = { code: 'files.imageWorkerFailed', retry: 'safe' }
      await expect(all(poolOf(path).render(items(200), { level: 'L' }))).rejects.toMatchObject(failure)
    }
    await expect(all(poolOf(broken.throws).render(items(1), { level: 'L' }))).rejects.toMatchObject({
      cause: { message: 'out of memory' },
    })
  })

  it('replaces a thread that died', async () => {
    const once = join(folder, 'once.mjs')
    const flag = join(folder, 'died')
    await writeFile(
      once,
      `import { existsSync, writeFileSync } from 'node:fs'
       if (!existsSync(${JSON.stringify(flag)})) { writeFileSync(${JSON.stringify(flag)}, ''); process.exit(1) }
       await import(${JSON.stringify(`file://${workerPath}`)})`,
    )
    const pool = poolOf(once, 1)
    await expect(all(pool.render(items(1), { level: 'L' }))).rejects.toMatchObject({ code: 'files.imageWorkerFailed' })
    expect(await all(pool.render(items(40), { level: 'L', scale: 1 }))).toHaveLength(40)
  })

  it('fails what is under way when it is closed', async () => {
    const pool = poolOf()
    const run = pool.render(items(1000), { level: 'L' })
    await run.next()
    await pool.close()
    const failure = { code: 'files.imageWorkerFailed' }
    await expect(all(run)).rejects.toMatchObject(failure)
    await expect(all(pool.render(items(1), { level: 'L' }))).rejects.toMatchObject(failure)
  })
})
