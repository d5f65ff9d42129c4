import { spawn } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { hostname, tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

/**
 * The bootstrap as a person runs it, in a project of its own whose tools are small stand-ins: npm is the real one, the
 * packages come from folders.
 */

const bootstrap = fileURLToPath(new URL('.', import.meta.url))

const tools: Record<string, string> = {
  'electron-vite/bin/electron-vite.js': `
    const { appendFileSync, mkdirSync, readFileSync, writeFileSync } = require('node:fs')
    console.log('the builder talks')
    appendFileSync('builds.log', 'build\\n')
    const source = readFileSync('electron/program.txt', 'utf8')
    if (source === 'broken') process.exit(4)
    mkdirSync('out/main', { recursive: true })
    mkdirSync('out/renderer', { recursive: true })
    const until = Date.now() + 300
    while (Date.now() < until);
    for (const name of ['desktop', 'loopback', 'cli']) writeFileSync('out/main/' + name + '.js', source)
    writeFileSync('out/renderer/index.html', '')`,
  'typescript/bin/tsc': 'process.exit(process.env.TSC === "bad" && process.argv.includes("shared") ? 2 : 0)',
  'vue-tsc/bin/vue-tsc.js': '',
  'eslint/bin/eslint.js': 'process.exit(process.env.ESLINT === "bad" ? 1 : 0)',
  'dependency-cruiser/bin/dependency-cruiser.mjs': '',
  'vitest/vitest.mjs': `
    import { writeFileSync } from 'node:fs'
    const file = process.argv.find((arg) => arg.startsWith('--outputFile.json=')).slice('--outputFile.json='.length)
    if (process.env.VITEST_ENDS === 'crash') process.exit(9)
    const failed = process.env.VITEST_ENDS === 'red' ? 1 : 0
    if (process.env.VITEST_ENDS === 'wait') {
      console.log('waiting')
      await new Promise(() => setInterval(() => {}, 1000))
    }
    const status = failed ? 'failed' : 'passed'
    const counts = { numPassedTests: 10, numFailedTests: failed, numPendingTests: 1, numTodoTests: 0 }
    writeFileSync(file, JSON.stringify({ ...counts, testResults: [{ status, assertionResults: [{ status }] }] }))
    process.exit(failed)`,
  '@playwright/test/cli.js': `
    const stats = { expected: 3, skipped: 1, unexpected: 0, flaky: 0 }
    console.log('browser ' + process.env.MINIDESK_BROWSER)
    if (process.env.PLAYWRIGHT_ENDS === 'empty') stats.expected = 0
    require('node:fs').writeFileSync(process.env.PLAYWRIGHT_JSON_OUTPUT_FILE, JSON.stringify({ stats, errors: [] }))`,
}

const program = `
  if (process.argv.includes('--headless')) {
    const open = setInterval(() => {}, 1000)
    process.on('SIGTERM', () => { clearInterval(open); process.exitCode = 7 })
  } else process.exitCode = 3
  process.stdout.write(JSON.stringify({ ready: true, args: process.argv.slice(2) }) + '\\n')`

let home: string

function write(file: string, text: string): void {
  mkdirSync(dirname(join(home, file)), { recursive: true })
  writeFileSync(join(home, file), text)
}

function writeProject(version = '1.0.0'): void {
  const nameOf = (file: string) =>
    file
      .split('/')
      .slice(0, file.startsWith('@') ? 2 : 1)
      .join('/')
  const names = Object.keys(tools).map(nameOf)
  const dependencies = Object.fromEntries(names.map((name) => [name, `file:tools/${name}`]))
  const packages: Record<string, object> = { '': { name: 'project', version, dependencies } }
  for (const name of names) {
    const type = name === 'vitest' || name === 'dependency-cruiser' ? 'module' : 'commonjs'
    write(`tools/${name}/package.json`, JSON.stringify({ name, version: '1.0.0', type }))
    packages[`tools/${name}`] = { name, version: '1.0.0' }
    packages[`node_modules/${name}`] = { resolved: `tools/${name}`, link: true }
  }
  write('package.json', JSON.stringify({ name: 'project', version, type: 'module', dependencies }))
  write('package-lock.json', JSON.stringify({ name: 'project', version, lockfileVersion: 3, requires: true, packages }))
}

interface Ended {
  code: number | null
  out: string
  err: string
}

function start(
  args: string[],
  env: Record<string, string> = {},
  printed?: (stop: () => void, text: string) => void,
): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(home, 'electron/shells/start/start.mjs'), ...args], {
      env: { ...process.env, MINIDESK_BROWSER: process.execPath, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let out = ''
    let err = ''
    child.stdout.on('data', (chunk: Buffer) => {
      out += chunk.toString()
      printed?.(() => child.kill('SIGTERM'), chunk.toString())
    })
    child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()))
    child.once('error', reject)
    child.once('close', (code) => resolve({ code, out, err }))
  })
}

const builds = () => readFileSync(join(home, 'builds.log'), 'utf8').split('\n').length - 1

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'minidesk 启动 '))
  cpSync(bootstrap, join(home, 'electron/shells/start'), { recursive: true })
  for (const [file, text] of Object.entries(tools)) write(`tools/${file}`, text)
  write('electron/program.txt', program)
  writeProject()
})

afterEach(() => {
  rmSync(home, { recursive: true, force: true, maxRetries: 3 })
})

describe('the first start', () => {
  it('installs, builds and runs; standard output is the program alone', async () => {
    const { code, out, err } = await start(['cli', 'call', '{"名": "a b"}'])
    expect(err).toContain('installing dependencies')
    expect(err).toContain('the builder talks')
    expect(out).toBe('{"ready":true,"args":["call","{\\"名\\": \\"a b\\"}"]}\n')
    expect(code).toBe(3)
  })

  it('says in one line that a build failed, and passes a code other than 0 on', async () => {
    write('electron/program.txt', 'broken')
    const { code, out, err } = await start(['cli'])
    expect(code).toBe(4)
    expect(out).toBe('')
    expect(err.trimEnd().split('\n').at(-1)).toContain('the build failed, see above: electron-vite 4')
    expect((await start(['cli'])).code).toBe(4)
  })

  it('builds once when two start at once', async () => {
    const ended = await Promise.all([start(['cli', 'a']), start(['cli', 'b'])])
    expect(ended.map(({ out }) => JSON.parse(out) as unknown)).toEqual([
      { ready: true, args: ['a'] },
      { ready: true, args: ['b'] },
    ])
    expect(builds()).toBe(1)
  })
})

describe('a later start', () => {
  it('does only what has changed', async () => {
    await start(['cli'])
    const again = await start(['cli'])
    expect(again.err).toBe('')
    expect(builds()).toBe(1)

    write('electron/program.test.ts', 'a test is no source')
    expect((await start(['cli'])).err).toBe('')
    write('electron/program.txt', `${program}\n`)
    const changed = await start(['cli'])
    expect(changed.err).not.toContain('installing dependencies')
    expect(builds()).toBe(2)
  })

  it('installs anew when the lock file has changed, and keeps the Node that it fetched', async () => {
    await start(['cli'])
    const kept = 'node_modules/.cache/minidesk/node-1.2.3/bin/node'
    write(kept, 'a Node')
    writeProject('1.0.1')
    const { code, err } = await start(['cli'])
    expect(err).toContain('installing dependencies')
    expect(code).toBe(3)
    expect(readFileSync(join(home, kept), 'utf8')).toBe('a Node')
    expect(existsSync(join(home, 'out/.start/parked-cache'))).toBe(false)
  })

  it('finds what a killed start left outside, and is not held up by its lock', async () => {
    await start(['cli'])
    write('out/.start/set-up.lock', JSON.stringify({ pid: 2 ** 30, host: hostname(), token: 'gone' }))
    cpSync(join(home, 'node_modules/.cache/minidesk'), join(home, 'out/.start/parked-cache'), { recursive: true })
    rmSync(join(home, 'node_modules'), { recursive: true })
    const { code } = await start(['cli'])
    expect(code).toBe(3)
    expect(existsSync(join(home, 'node_modules/.cache/minidesk/lock.sha256'))).toBe(true)
    expect(existsSync(join(home, 'out/.start/set-up.lock'))).toBe(false)
  })
})

describe('the program', () => {
  it.skipIf(process.platform === 'win32')('is told to stop, and its exit code is ours', async () => {
    const { code, out } = await start(['run', '--headless', '--port', '0'], {}, (stop) => stop())
    expect(out).toBe('{"ready":true,"args":["--headless","--port","0"]}\n')
    expect(code).toBe(7)
  })

  it('opens in the browser when that is asked for, without a look for Electron', async () => {
    const { out, err } = await start(['run', '--loopback', '--sandbox'])
    expect(out).toBe('{"ready":true,"args":["--sandbox"]}\n')
    expect(err).not.toContain('Electron')
  })

  it('is not guessed: an unknown command is refused', async () => {
    const { code, err } = await start(['constructor'])
    expect(code).toBe(2)
    expect(err).toContain('run | cli | bench | chaos | test')
  })
})

describe('the test command', () => {
  const lastLine = ({ out }: Ended) => out.trimEnd().split('\n').at(-1)

  it('counts type check and lint as one test each and sums all', async () => {
    const ended = await start(['test'])
    expect(lastLine(ended)).toBe('15 passed, 0 failed, 2 skipped')
    expect(ended.out).toContain(`browser ${process.execPath}`)
    expect(ended.code).toBe(0)
  })

  it('goes on to the end whatever fails', async () => {
    const ended = await start(['test'], { TSC: 'bad', ESLINT: 'bad', VITEST_ENDS: 'red' })
    expect(lastLine(ended)).toBe('13 passed, 3 failed, 2 skipped')
    expect(ended.code).toBe(1)
  })

  it('counts a runner that crashed, and one that ran nothing, as failed', async () => {
    const ended = await start(['test'], { VITEST_ENDS: 'crash', PLAYWRIGHT_ENDS: 'empty' })
    expect(lastLine(ended)).toBe('2 passed, 2 failed, 1 skipped')
    expect(ended.code).toBe(1)
  })

  it('counts a failed build and still checks the rest', async () => {
    write('electron/program.txt', 'broken')
    const ended = await start(['test'])
    expect(lastLine(ended)).toBe('15 passed, 1 failed, 2 skipped')
    expect(ended.code).toBe(1)
  })

  it.skipIf(process.platform === 'win32')('stops when it is told to, with what is known so far', async () => {
    const ended = await start(['test'], { VITEST_ENDS: 'wait' }, (stop, text) => {
      if (text.includes('waiting')) stop()
    })
    expect(ended.out).not.toContain('end to end')
    expect(lastLine(ended)).toBe('2 passed, 1 failed')
    expect(ended.code).toBe(1)
  })

  it('ends with its line even when nothing can be installed', async () => {
    write('package-lock.json', '{}')
    const ended = await start(['test'])
    expect(lastLine(ended)).toBe('0 passed, 1 failed')
    expect(ended.code).toBe(1)
  })
})
