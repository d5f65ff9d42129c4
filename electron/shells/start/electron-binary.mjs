// @ts-check
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { environmentWith } from './child.mjs'
import { say } from './report.mjs'

/** @typedef {import('./places.mjs').Places} Places */

/** How long a fetch may stand still, and for how long a failed one is not tried again. */
export const fetchTimes = { quietMs: 10_000, lookEveryMs: 500, retryAfterMs: 24 * 60 * 60 * 1000 }

/**
 * Where Electron's binary is, by the rules of its own index.js and install.js (electron 45): `dist/version` and
 * `path.txt` agree with the package. The package is never imported, because importing it starts a download without
 * end where its host cannot be reached.
 *
 * @param {Places} places
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {string | undefined}
 */
export function findElectron(places, env = process.env) {
  const home = join(places.nodeModules, 'electron')
  try {
    const override = env['ELECTRON_OVERRIDE_DIST_PATH']
    if (override) {
      const binary = join(override, binaryInside())
      return existsSync(binary) ? binary : undefined
    }
    const { version } = /** @type {{ version: string }} */ (
      JSON.parse(readFileSync(join(home, 'package.json'), 'utf8'))
    )
    if (
      readFileSync(join(home, 'dist', 'version'), 'utf8')
        .trim()
        .replace(/^v/, '') !== version
    )
      return undefined
    const binary = join(home, 'dist', readFileSync(join(home, 'path.txt'), 'utf8'))
    return existsSync(binary) ? binary : undefined
  } catch {
    return undefined
  }
}

function binaryInside() {
  if (process.platform === 'darwin') return 'Electron.app/Contents/MacOS/Electron'
  return process.platform === 'win32' ? 'electron.exe' : 'electron'
}

/**
 * Finds Electron or fetches it. A failed fetch is remembered for a day, so that a person behind a closed network does
 * not wait at every start.
 *
 * @param {Places} places
 * @param {string} node
 * @param {{ times?: typeof fetchTimes, env?: NodeJS.ProcessEnv }} [options]
 * @returns {Promise<{ binary: string } | { reason: string }>} the reason is Chinese and English
 */
export async function electronOrReason(places, node, { times = fetchTimes, env = process.env } = {}) {
  const there = findElectron(places, env)
  if (there) return { binary: there }
  if (env['ELECTRON_SKIP_BINARY_DOWNLOAD']) {
    return { reason: '已按设置不下载 Electron / fetching Electron is switched off' }
  }
  if (failedLately(places, times.retryAfterMs)) {
    return { reason: 'Electron 上次下载失败，24 小时内不再尝试 / fetching Electron failed within the last 24 hours' }
  }
  say('正在下载 Electron / fetching Electron')
  const failure = await fetchElectron(places, node, times, env)
  const binary = failure === undefined ? findElectron(places, env) : undefined
  if (binary) {
    rmSync(places.electronFailure, { force: true })
    return { binary }
  }
  mkdirSync(places.cache, { recursive: true })
  writeFileSync(places.electronFailure, JSON.stringify({ at: new Date().toISOString(), version: version(places) }))
  return { reason: failure ?? 'Electron 下载后不完整 / Electron was fetched but is not complete' }
}

/** @param {Places} places */
function version(places) {
  try {
    const text = readFileSync(join(places.nodeModules, 'electron', 'package.json'), 'utf8')
    return /** @type {{ version: string }} */ (JSON.parse(text)).version
  } catch {
    return ''
  }
}

/**
 * @param {Places} places
 * @param {number} withinMs
 */
function failedLately(places, withinMs) {
  try {
    const failure = /** @type {{ at: string, version: string }} */ (
      JSON.parse(readFileSync(places.electronFailure, 'utf8'))
    )
    const age = Date.now() - Date.parse(failure.at)
    return failure.version === version(places) && age >= 0 && age < withinMs
  } catch {
    return false
  }
}

/**
 * Runs Electron's installer as a child. It prints nothing until it is done, so what is watched for life is the bytes
 * that arrive: its temporary folder is ours, and so is the folder that it unpacks into.
 *
 * @param {Places} places
 * @param {string} node
 * @param {typeof fetchTimes} times
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<string | undefined>} why it failed; undefined when it ended well
 */
async function fetchElectron(places, node, times, env) {
  mkdirSync(places.cache, { recursive: true })
  const temporary = mkdtempSync(join(places.cache, 'electron-'))
  const home = join(places.nodeModules, 'electron')
  const child = spawn(node, [join(home, 'install.js')], {
    cwd: places.root,
    env: { ...environmentWith(node, env), TMPDIR: temporary, TMP: temporary, TEMP: temporary },
    stdio: ['ignore', 'pipe', 'pipe'],
    windowsHide: true,
  })
  let printed = 0
  let lastWords = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (/** @type {Buffer} */ chunk) => {
      printed += chunk.length
      lastWords = (lastWords + chunk.toString()).slice(-4_000)
    })
  }
  const stopWithUs = () => child.kill('SIGKILL')
  process.once('exit', stopWithUs)
  try {
    return await new Promise((resolve) => {
      let seen = -1
      let since = performance.now()
      let looking = false
      let stalled = false
      const look = setInterval(() => {
        if (looking) return
        looking = true
        void bytesUnder([temporary, join(home, 'dist')]).then((stored) => {
          looking = false
          const now = stored + printed
          if (now !== seen) since = performance.now()
          seen = now
          if (performance.now() - since >= times.quietMs) {
            stalled = true
            child.kill('SIGKILL')
          }
        })
      }, times.lookEveryMs)
      const end = (/** @type {string | undefined} */ failure) => {
        clearInterval(look)
        resolve(failure)
      }
      child.once('error', (error) => end(error.message))
      child.once('close', (code) => {
        if (stalled) end('Electron 下载中断：10 秒没有数据 / fetching Electron stopped: no data for 10 seconds')
        else end(code === 0 ? undefined : failureFrom(lastWords))
      })
    })
  } finally {
    process.off('exit', stopWithUs)
    rmSync(temporary, { recursive: true, force: true, maxRetries: 3 })
  }
}

/** The first line of an error that says something; the stack is of no use here. @param {string} words */
function failureFrom(words) {
  const line = words.split('\n').find((text) => text.trim() !== '') ?? ''
  const plain = line.trim().slice(0, 160)
  return `Electron 无法下载（${plain}） / Electron could not be fetched (${plain})`
}

/**
 * @param {string[]} folders
 * @returns {Promise<number>} the bytes of all files under them; what is just being moved counts as nothing
 */
async function bytesUnder(folders) {
  let total = 0
  for (const folder of folders) {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => [])
    for (const entry of entries) {
      if (!entry.isFile()) continue
      total += statSync(join(entry.parentPath, entry.name), { throwIfNoEntry: false })?.size ?? 0
    }
  }
  return total
}
