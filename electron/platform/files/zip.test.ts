import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, open, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { existsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { unzipSync } from 'fflate'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { qrPng } from '../images/qr-png'
import { ZipWriter } from './zip'
import { writeFault, type OpenFile } from './zip-target'

const INSTANT = '2026-11-22T06:05:08.000Z'
let folder: string
let path: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'zip-'))
  path = join(folder, '码.zip')
})
afterEach(() => rm(folder, { recursive: true }))

const read = async () => unzipSync(new Uint8Array(await readFile(path)))
const text = (value: string) => new TextEncoder().encode(value)
const png = qrPng('房', { level: 'M' })

async function* inParts(...parts: Uint8Array[]): AsyncGenerator<Uint8Array> {
  for (const part of parts) {
    await new Promise((done) => setImmediate(done))
    yield part
  }
}

/** A disk that takes `room` bytes; the files are real. */
const failingDisk = (room: number, code: string): OpenFile => async (temporary) => {
  const file = await open(temporary, 'wx')
  let left = room
  return {
    appendFile: async (bytes: unknown) => {
      const data = bytes as Uint8Array
      await file.appendFile(data.subarray(0, left))
      left -= data.length
      if (left < 0) throw Object.assign(new Error(`${code}: write`), { code })
    },
    sync: () => file.sync(),
    close: () => file.close(),
  }
}

describe('ZipWriter', () => {
  it('writes what readers read back: images, text, empty, streamed and large entries', async () => {
    const zip = await ZipWriter.create(path, { instant: INSTANT })
    const large = text('上海虹桥店,306\n'.repeat(150_000))
    const noise = Uint8Array.from({ length: 300_000 }, (_, i) => (i * i * 31 + (i >> 3)) & 255)
    await zip.add('码/306 房.png', png)
    await zip.add('表.csv', large)
    await zip.add('empty.txt', new Uint8Array(0))
    await zip.add('parts.txt', inParts(text('一'), new Uint8Array(0), text('二')))
    await zip.add('noise.png', inParts(noise.subarray(0, 1), noise.subarray(1, 100_000), noise.subarray(100_000)))
    await zip.add('empty.png', new Uint8Array(0))
    const summary = await zip.close()

    expect(await readdir(folder)).toEqual(['码.zip'])
    const file = await readFile(path)
    expect(summary).toEqual({ entries: 6, bytes: file.length })
    const entries = await read()
    expect(Object.keys(entries)).toEqual(['码/306 房.png', '表.csv', 'empty.txt', 'parts.txt', 'noise.png', 'empty.png'])
    const expected = [png, large, new Uint8Array(0), text('一二'), noise, new Uint8Array(0)]
    for (const [i, content] of Object.values(entries).entries()) {
      expect(Buffer.compare(content, expected[i] ?? text('?'))).toBe(0)
    }
    expect(file.length).toBeLessThan(noise.length + 60_000)
    if (existsSync('/usr/bin/unzip')) {
      await promisify(execFile)('/usr/bin/unzip', ['-tq', path])
    }
  })

  it('gives the same bytes for the same content and instant, and shows the instant', async () => {
    const make = async (instant: string) => {
      const zip = await ZipWriter.create(path, { instant })
      await zip.add('a.png', png)
      await zip.close()
      return readFile(path)
    }
    const first = await make(INSTANT)
    expect(await make(INSTANT)).toEqual(first)
    expect(await make('2026-11-23T06:05:08.000Z')).not.toEqual(first)
    const local = new Date(INSTANT)
    const dosDate = ((local.getFullYear() - 1980) << 9) | ((local.getMonth() + 1) << 5) | local.getDate()
    const dosTime = (local.getHours() << 11) | (local.getMinutes() << 5) | (local.getSeconds() >> 1)
    expect([first.readUInt16LE(10), first.readUInt16LE(12)]).toEqual([dosTime, dosDate])
    expect((await make('1970-01-01T00:00:00.000Z')).readUInt16LE(12) >> 9).toBe(0)
  })

  it('lets no name leave the folder, and keeps names apart that differ only in case', async () => {
    const zip = await ZipWriter.create(path, { instant: INSTANT })
    const names = [
      ...['../../etc/passwd', '/abs.png', 'C:\\win\\x.png', 'a//b/./c.png', '..'],
      ...['NUL.png', 'A.png', 'a.png', 'x\u202egnp.exe'],
    ]
    const written = []
    for (const name of names) written.push(await zip.add(name, png))
    await zip.close()
    expect(written).toEqual([
      'etc/passwd',
      'abs.png',
      'C_/win/x.png',
      'a/b/c.png',
      '_',
      '_NUL.png',
      'A.png',
      'a (2).png',
      'xgnp.exe',
    ])
    expect(Object.keys(await read())).toEqual(written)
  })

  it('takes overlapping calls in turn', async () => {
    const zip = await ZipWriter.create(path, { instant: INSTANT })
    const adding = [1, 2, 3].map((i) => zip.add(`${i}.txt`, inParts(text(`${i}`), text('!'))))
    const closing = zip.close()
    expect(await Promise.all(adding)).toEqual(['1.txt', '2.txt', '3.txt'])
    expect((await closing).entries).toBe(3)
    expect(Object.values(await read()).map((content) => new TextDecoder().decode(content))).toEqual(['1!', '2!', '3!'])
  })

  it('replaces an existing file only when the new one is complete', async () => {
    await writeFile(path, 'old')
    const zip = await ZipWriter.create(path, { instant: INSTANT })
    await zip.add('a.png', png)
    expect(await readFile(path, 'utf8')).toBe('old')
    await zip.close()
    expect(Object.keys(await read())).toEqual(['a.png'])
  })

  it('leaves nothing behind when it is given up', async () => {
    const zip = await ZipWriter.create(path, { instant: INSTANT })
    await zip.add('a.csv', text('x'.repeat(3_000_000)))
    await zip.abort()
    expect(await readdir(folder)).toEqual([])
    await expect(zip.add('b.png', png)).rejects.toMatchObject({ code: 'files.writeFailed' })
    await expect(zip.close()).rejects.toMatchObject({ code: 'files.writeFailed' })
  })

  it('does nothing on abort after close', async () => {
    const zip = await ZipWriter.create(path, { instant: INSTANT })
    await zip.close()
    await zip.abort()
    expect(await read()).toEqual({})
    await expect(zip.add('late.png', png)).rejects.toMatchObject({ code: 'files.writeFailed' })
  })

  it('stops with the signal between entries and within one, and leaves nothing behind', async () => {
    const reason = new Error('cancelled by the operator')
    await expect(ZipWriter.create(path, { instant: INSTANT, signal: AbortSignal.abort(reason) })).rejects.toBe(reason)
    const between = new AbortController()
    const first = await ZipWriter.create(path, { instant: INSTANT, signal: between.signal })
    await first.add('a.png', png)
    between.abort(reason)
    await expect(first.close()).rejects.toBe(reason)
    expect(await readdir(folder)).toEqual([])

    const within = new AbortController()
    const second = await ZipWriter.create(path, { instant: INSTANT, signal: within.signal })
    const content = async function* () {
      yield text('a')
      within.abort(reason)
      yield text('b')
    }
    await expect(second.add('a.txt', content())).rejects.toBe(reason)
    expect(await readdir(folder)).toEqual([])
  })

  it('leaves nothing behind when the content itself fails, and passes that failure on', async () => {
    const zip = await ZipWriter.create(path, { instant: INSTANT })
    const failure = new Error('row 7')
    const content = async function* () {
      yield text('a')
      throw failure
    }
    await expect(zip.add('a.txt', content())).rejects.toBe(failure)
    await expect(zip.close()).rejects.toBe(failure)
    expect(await readdir(folder)).toEqual([])
  })

  it.each([
    ['ENOSPC', 'files.diskFull'],
    ['EDQUOT', 'files.diskFull'],
    ['EIO', 'files.writeFailed'],
  ])('says on %s what happened to which file, and removes the half of it', async (errno, code) => {
    await writeFile(path, 'old')
    const zip = await ZipWriter.create(path, { instant: INSTANT, openFile: failingDisk(1_500_000, errno) })
    const noise = Uint8Array.from({ length: 3_000_000 }, (_, i) => (i * i * 31 + (i >> 3)) & 255)
    const failure = { code, params: { name: '码.zip' } }
    await expect(zip.add('noise.png', noise)).rejects.toMatchObject(failure)
    await expect(zip.close()).rejects.toMatchObject(failure)
    expect(await readdir(folder)).toEqual(['码.zip'])
    expect(await readFile(path, 'utf8')).toBe('old')
  })

  it('says so when the folder is not there or the name cannot be taken', async () => {
    const nowhere = join(folder, 'no', 'x.zip')
    const failure = { code: 'files.writeFailed', params: { name: 'x.zip' } }
    await expect(ZipWriter.create(nowhere, { instant: INSTANT })).rejects.toMatchObject(failure)
    const zip = await ZipWriter.create(path, { instant: INSTANT })
    await mkdir(join(path, 'in the way'), { recursive: true })
    await expect(zip.close()).rejects.toMatchObject({ code: 'files.writeFailed' })
    expect(await readdir(folder)).toEqual(['码.zip'])
  })

  it('refuses more entries than the format counts', async () => {
    const zip = await ZipWriter.create(path, { instant: INSTANT })
    const nothing = new Uint8Array(0)
    for (let i = 0; i < 65_535; i++) await zip.add(`${i}.png`, nothing)
    await expect(zip.add('one more.png', nothing)).rejects.toMatchObject({ code: 'files.zipTooLarge' })
    expect(await readdir(folder)).toEqual([])
  }, 60_000)
})

describe('writeFault', () => {
  it('never names the folder', () => {
    const fault = writeFault(new Error('EACCES: /home/someone/x.zip'), join('/home', 'someone', 'x.zip'))
    expect(JSON.stringify(fault.toEnvelope('c'))).not.toContain('someone')
  })
})
