import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import jsQR from 'jsqr'
import decodeQR from 'qr/decode.js'
import { readPng } from '../fixtures/decode-qr'
import { drawQrPng } from '../fixtures/draw-qr'
import { benchSchemes } from './qr-images'
import type { BenchRow } from './row'

const count = 200
/** Pixels a cell, and paper around the code: a small code in a screenshot up to a poster. */
const sizes = [
  { scale: 3, room: 200 },
  { scale: 5, room: 40 },
  { scale: 8, room: 0 },
  { scale: 12, room: 100 },
]

/**
 * Reading the QR codes of 200 pictures: the decoder behind 识别, with the effort that it makes there, against two others.
 * Ours and jsQR get pixels; zbarimg opens the files itself, all in one call.
 */
export async function benchQrDecode(): Promise<BenchRow[]> {
  const items = benchSchemes(count)
  const files = items.map(({ text }, n) => drawQrPng(text, sizes[n % sizes.length]))
  const pictures = files.map((file) => {
    const { width, height, data } = readPng(file)
    return { width, height, data: new Uint8ClampedArray(data) }
  })
  const timed = (name: string, decode: (picture: (typeof pictures)[number]) => string | undefined) => {
    const started = performance.now()
    const read = pictures.map((picture) => decode(picture))
    const seconds = (performance.now() - started) / 1000
    const right = read.filter((text, n) => text === items[n]?.text).length
    return { name: `${name}, ${right} read`, seconds, right }
  }
  const ours = timed('qr', (picture) => decodeQR(picture, { effort: Infinity, timeLimit: 3000 }))
  if (ours.right !== count) throw new Error(`${ours.right} of ${count} pictures were read`)
  const peer = timed('jsqr', ({ data, width, height }) => jsQR(data, width, height)?.data)
  const name = `${count} pictures with a QR code read, 4 sizes`
  const row = { name, ours: ours.seconds, unit: 's' }
  const aim = { aim: '< 20 s (100 ms a picture)', met: ours.seconds < 20 }
  const rows: BenchRow[] = [{ ...row, peer: { name: peer.name, value: peer.seconds }, ...aim }]
  const zbar = await zbarimg(files, items.map(({ text }) => text))
  if (zbar) rows.push({ ...row, peer: { name: `zbarimg, ${zbar.right} read, files opened`, value: zbar.seconds } })
  return rows
}

/** Undefined where the command is not installed. */
async function zbarimg(files: Buffer[], texts: string[]): Promise<{ seconds: number; right: number } | undefined> {
  const run = promisify(execFile)
  const known = await run('zbarimg', ['--version']).then(() => true, () => false)
  if (!known) return undefined
  const folder = mkdtempSync(join(tmpdir(), 'minidesk-bench-'))
  try {
    const paths = files.map((file, n) => {
      const path = join(folder, `${n}.png`)
      writeFileSync(path, file)
      return path
    })
    const started = performance.now()
    const { stdout } = await run('zbarimg', ['-q', '--raw', '-Sdisable', '-Sqrcode.enable', ...paths], { maxBuffer: 2 ** 26 })
    const seconds = (performance.now() - started) / 1000
    const read = new Set(stdout.split('\n'))
    return { seconds, right: texts.filter((text) => read.has(text)).length }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
