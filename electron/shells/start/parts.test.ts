import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'

interface Places {
  electronFailure: string
}
interface Pinned {
  name: string
  version: string
  integrity: string
  file: string
}
interface Times {
  quietMs: number
  lookEveryMs: number
  retryAfterMs: number
}
type Electron = { binary: string } | { reason: string }
interface Counts {
  passed: number
  failed: number
  skipped: number
}

const { placesIn } = await vi.importActual<{ placesIn(root: string): Places }>('./places.mjs')
const { isGoodNode, canBootstrap, pinnedNodes, readPinned } = await vi.importActual<{
  isGoodNode(version: string): boolean
  canBootstrap(version: string): boolean
  pinnedNodes: Record<string, Pinned>
  readPinned(archive: Buffer, pinned: Pinned): Buffer
}>('./node-runtime.mjs')
const { electronOrReason } = await vi.importActual<{
  electronOrReason(places: Places, node: string, options: { times: Times; env: NodeJS.ProcessEnv }): Promise<Electron>
}>('./electron-binary.mjs')
const { noDesktopHere } = await vi.importActual<{
  noDesktopHere(system: { platform: string; env: NodeJS.ProcessEnv; uid: number }): string | undefined
}>('./run-command.mjs')
const { recordMatches } = await vi.importActual<{
  recordMatches(wanted: object | undefined, installed: object | undefined): boolean
}>('./install.mjs')
const { judged, vitestCounts, playwrightCounts } = await vi.importActual<{
  judged(outcome: { exitCode: number; counts: Counts | undefined }): Counts
  vitestCounts(file: string): Counts | undefined
  playwrightCounts(file: string): Counts | undefined
}>('./test-results.mjs')
const { findBrowser } = await vi.importActual<{
  findBrowser(system: { platform: string; env: NodeJS.ProcessEnv; uid: number }): string | undefined
}>('./browser.mjs')

let home: string

function write(file: string, text: string, mode = 0o644): string {
  const path = join(home, file)
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, text, { mode })
  return path
}

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'minidesk 部件 '))
})
afterEach(() => {
  rmSync(home, { recursive: true, force: true, maxRetries: 3 })
})

describe('which Node is good enough', () => {
  it.each([
    ['20.19.0', false],
    ['22.11.0', false],
    ['22.12.0', true],
    ['23.11.0', false],
    ['24.0.0', true],
    ['25.1.0', false],
    ['26.10.0', true],
    ['27.0.0', true],
  ])('%s: %s', (version, good) => {
    expect(isGoodNode(version)).toBe(good)
  })

  it('the bootstrap itself asks for 20.19', () => {
    expect(['18.20.0', '20.18.9', '20.19.0', '22.0.0'].map(canBootstrap)).toEqual([false, false, true, true])
  })

  it('is pinned with a sha512 for all six systems', () => {
    expect(Object.keys(pinnedNodes).sort()).toEqual([
      'darwin-arm64',
      'darwin-x64',
      'linux-arm64',
      'linux-x64',
      'win32-arm64',
      'win32-x64',
    ])
    for (const { integrity } of Object.values(pinnedNodes)) {
      expect(Buffer.from(integrity.replace(/^sha512-/, ''), 'base64')).toHaveLength(64)
    }
  })
})

/** A tar archive as npm packs it: a header block for each file, its content in whole blocks. */
function archiveOf(files: Record<string, string>): Buffer {
  const blocks = Object.entries(files).flatMap(([name, text]) => {
    const header = Buffer.alloc(512)
    header.write(name, 0)
    header.write(Buffer.byteLength(text).toString(8).padStart(11, '0'), 124)
    header.write('0', 156)
    header.write('ustar', 257)
    const content = Buffer.alloc(Math.ceil(Buffer.byteLength(text) / 512) * 512)
    content.write(text)
    return [header, content]
  })
  return gzipSync(Buffer.concat([...blocks, Buffer.alloc(1024)]))
}

describe('the archive of a pinned Node', () => {
  const archive = archiveOf({ 'package/README.md': 'x'.repeat(700), 'package/bin/node': 'the binary' })
  const integrity = `sha512-${createHash('sha512').update(archive).digest('base64')}`
  const pinned = { name: 'node-x', version: '1.0.0', integrity, file: 'bin/node' }

  it('gives its binary', () => {
    expect(readPinned(archive, pinned).toString()).toBe('the binary')
  })
  it('is thrown away when one byte differs', () => {
    const tampered = archiveOf({ 'package/README.md': 'x'.repeat(700), 'package/bin/node': 'The binary' })
    expect(() => readPinned(tampered, pinned)).toThrow('is not the pinned archive')
  })
  it('is refused without the binary', () => {
    expect(() => readPinned(archive, { ...pinned, file: 'bin/other' })).toThrow('nodejs.org')
  })
})

describe('Electron', () => {
  const times = { quietMs: 400, lookEveryMs: 50, retryAfterMs: 60_000 }
  const env = { PATH: process.env['PATH'] }
  const binary =
    process.platform === 'darwin'
      ? 'Electron.app/Contents/MacOS/Electron'
      : process.platform === 'win32'
        ? 'electron.exe'
        : 'electron'
  const electron = () => electronOrReason(placesIn(home), process.execPath, { times, env })
  const tries = () => readFileSync(join(home, 'tries.log'), 'utf8').length

  /** An installer that counts its runs and then does what is given. */
  function installer(body: string): void {
    write(
      'node_modules/electron/package.json',
      JSON.stringify({ name: 'electron', version: '45.4.1', main: 'never.js' }),
    )
    write('node_modules/electron/never.js', "throw new Error('electron was imported')")
    write(
      'node_modules/electron/install.js',
      `const { appendFileSync, mkdirSync, writeFileSync } = require('node:fs')
      const { join } = require('node:path')
      appendFileSync('tries.log', '.')
      const finish = () => {
        mkdirSync(join(__dirname, 'dist', ${JSON.stringify(dirname(binary))}), { recursive: true })
        writeFileSync(join(__dirname, 'dist', ${JSON.stringify(binary)}), '')
        writeFileSync(join(__dirname, 'dist/version'), 'v45.4.1')
        writeFileSync(join(__dirname, 'path.txt'), ${JSON.stringify(binary)})
      }
      ${body}`,
    )
  }

  it('is fetched where it is not there, and found the next time', async () => {
    installer('finish()')
    const found = { binary: join(home, 'node_modules/electron/dist', binary) }
    expect(await electron()).toEqual(found)
    expect(await electron()).toEqual(found)
    expect(tries()).toBe(1)
  })

  it('is given up when no byte arrives, and not tried again for a day', async () => {
    installer('setInterval(() => {}, 1000)')
    expect(await electron()).toMatchObject({ reason: expect.stringContaining('no data for 10 seconds') as string })
    expect(await electron()).toMatchObject({ reason: expect.stringContaining('within the last 24 hours') as string })
    expect(tries()).toBe(1)

    const failure = JSON.parse(readFileSync(placesIn(home).electronFailure, 'utf8')) as { at: string }
    const yesterday = new Date(Date.parse(failure.at) - 2 * times.retryAfterMs).toISOString()
    writeFileSync(placesIn(home).electronFailure, JSON.stringify({ ...failure, at: yesterday }))
    await electron()
    expect(tries()).toBe(2)
  })

  it('may take its time while bytes arrive, though nothing is printed', async () => {
    installer(`
      const file = join(require('node:os').tmpdir(), 'part')
      let parts = 0
      const timer = setInterval(() => {
        appendFileSync(file, 'x')
        if (++parts === 12) { clearInterval(timer); finish() }
      }, 100)`)
    expect(await electron()).toHaveProperty('binary')
    expect(existsSync(placesIn(home).electronFailure)).toBe(false)
  })

  it('of another version than the package asks for is none', async () => {
    installer("finish(); writeFileSync(join(__dirname, 'dist/version'), '44.0.0')")
    expect(await electron()).toHaveProperty('reason')
  })

  it('tells why it could not be fetched', async () => {
    installer("console.error('TypeError: fetch failed'); process.exit(1)")
    expect(await electron()).toMatchObject({ reason: expect.stringContaining('fetch failed') as string })
  })

  it('is not tried on Linux without a display or as root', () => {
    expect(noDesktopHere({ platform: 'linux', env: {}, uid: 1000 })).toContain('no graphical desktop')
    expect(noDesktopHere({ platform: 'linux', env: { DISPLAY: ':0' }, uid: 0 })).toContain('root')
    expect(noDesktopHere({ platform: 'linux', env: { WAYLAND_DISPLAY: 'wayland-0' }, uid: 1000 })).toBeUndefined()
    expect(noDesktopHere({ platform: 'win32', env: {}, uid: 0 })).toBeUndefined()
  })
})

describe('an installation made by hand', () => {
  const wanted = {
    '': { version: '0.1.0' },
    'node_modules/a': { version: '1.0.0', integrity: 'sha512-a' },
    'node_modules/a-windows': { version: '1.0.0', integrity: 'sha512-w', optional: true },
  }
  it('counts when every package is the locked one; those for other systems may be missing', () => {
    expect(recordMatches(wanted, { 'node_modules/a': { version: '1.0.0', integrity: 'sha512-a' } })).toBe(true)
  })
  it.each([
    ['another version', { 'node_modules/a': { version: '1.0.1', integrity: 'sha512-a' } }],
    ['another archive', { 'node_modules/a': { version: '1.0.0', integrity: 'sha512-b' } }],
    ['a missing package', {}],
    ['no record', undefined],
  ])('does not count with %s', (_, installed) => {
    expect(recordMatches(wanted, installed)).toBe(false)
  })
})

describe("a runner's result", () => {
  const green = { passed: 5, failed: 0, skipped: 0 }
  it('is taken as it is when it agrees with the exit code', () => {
    expect(judged({ exitCode: 0, counts: green })).toEqual(green)
    expect(judged({ exitCode: 1, counts: { ...green, failed: 2 } })).toEqual({ ...green, failed: 2 })
  })
  it('counts one failure more when the exit code says so and no test does', () => {
    expect(judged({ exitCode: 1, counts: green }).failed).toBe(1)
  })
  it('is a failure when nothing ran or nothing is readable', () => {
    expect(judged({ exitCode: 0, counts: { passed: 0, failed: 0, skipped: 4 } }).failed).toBe(1)
    expect(judged({ exitCode: 0, counts: undefined }).failed).toBe(1)
  })
  it('of Vitest counts a file that could not be loaded', () => {
    const testResults = [
      { status: 'failed', assertionResults: [] },
      { status: 'passed', assertionResults: [] },
    ]
    const report = { numPassedTests: 2, numFailedTests: 0, numPendingTests: 1, numTodoTests: 1, testResults }
    expect(vitestCounts(write('v.json', JSON.stringify(report)))).toEqual({ passed: 2, failed: 1, skipped: 2 })
    expect(vitestCounts(write('cut.json', '{"numPassed'))).toBeUndefined()
    expect(vitestCounts(join(home, 'none.json'))).toBeUndefined()
  })
  it('of Playwright counts what passed only when repeated as failed', () => {
    const stats = { expected: 4, skipped: 1, unexpected: 1, flaky: 1 }
    const file = write('p.json', JSON.stringify({ stats, errors: [{ message: 'x' }] }))
    expect(playwrightCounts(file)).toEqual({ passed: 4, failed: 3, skipped: 1 })
  })
})

describe.skipIf(process.platform === 'win32')('a browser', () => {
  it('that is named is taken, and one on PATH is found', () => {
    const named = write('my browser', '#!/bin/sh\n', 0o755)
    expect(findBrowser({ platform: 'linux', env: { MINIDESK_BROWSER: named }, uid: 1 })).toBe(named)
    const onPath = write('bin/microsoft-edge', '#!/bin/sh\n', 0o755)
    const found = findBrowser({ platform: 'freebsd', env: { PATH: join(home, 'bin') }, uid: 1 })
    expect([onPath, '/usr/bin/chromium', '/usr/bin/google-chrome-stable']).toContain(found)
  })
  it('that is installed for one person on macOS is found', () => {
    const path = write('Applications/Google Chrome.app/Contents/MacOS/Google Chrome', '', 0o755)
    expect(findBrowser({ platform: 'darwin', env: { HOME: home }, uid: 1 })).toBe(path)
  })
})
